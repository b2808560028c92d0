"""Judges the conflicts in a plan of an order's change: who wins, what is read of them, and what turns out untrue."""

from collections.abc import Iterable

from services.onec_connector.objects import order as names
from services.onec_connector.writer.orders.context import OrderContext, OrderRun
from services.onec_connector.writer.orders.plan import ChangePlan
from services.onec_connector.writer.orders.verdicts import judge_conflicts
from shared.entities import Verdict, Winner
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.told import Told


async def judge(context: OrderContext, run: OrderRun, plan: ChangePlan) -> None:
    """Name in an order's plan the winners of its conflicts, and what the manager reads of them."""
    if plan.verdicts.get(OrderGroup.PARTIES) is Verdict.CONFLICT:  # the only one whose names are not at hand
        plan.told = await context.snapshots.tell(plan.seen, whole=True)
    ours = _left_by_us(run, plan)
    plan.winners, plan.said = _judged(
        run, plan, [group for group, one in plan.verdicts.items() if one is Verdict.CONFLICT and group not in ours]
    )
    plan.winners |= dict.fromkeys(ours, "theirs")


def not_so(run: OrderRun, plan: ChangePlan, groups: Iterable[OrderGroup]) -> list[Told]:
    """Return what was to be read of conflicts that the deal has won, if the order keeps these groups all the same."""
    won = [one for one in groups if plan.winners.get(one) == "theirs" and plan.verdicts[one] is Verdict.CONFLICT]
    return _judged(run, plan, won)[1]


def _judged(
    run: OrderRun, plan: ChangePlan, conflicts: Iterable[OrderGroup]
) -> tuple[dict[OrderGroup, Winner], list[Told]]:
    order, deal = plan.told, _as_found(run, plan)
    return judge_conflicts(conflicts, run.command.policy, order, deal, shipped=plan.shipped, labels=plan.extra.labels)


def _left_by_us(run: OrderRun, plan: ChangePlan) -> frozenset[OrderGroup]:
    """Return the rows where the edit that the deal has not heard of is the bus's own: 1C's prices that it put in.

    No person has edited them in 1C, so the deal's edit stands, whoever owns the rows, and nothing is told.
    """
    conflict = plan.verdicts.get(OrderGroup.ROWS) is Verdict.CONFLICT
    priced = run.entity.fields.get("priced")
    ours = conflict and priced is not None and plan.target[OrderGroup.ROWS].digest == priced
    return frozenset({OrderGroup.ROWS} if ours else ())


def _as_found(run: OrderRun, plan: ChangePlan) -> SalesOrder:
    """Return the deal as 1C knows it, to be compared with the order: its rows, and its client if he is the same."""
    parties, document = plan.found.parties, plan.seen.document
    same = (parties.partner, parties.entity) == tuple(document[name] for name in names.CLIENT)
    customer = plan.told.customer if same else run.order.customer
    return run.order.with_(lines=tuple(one.line for one in plan.found.lines), customer=customer)
