"""Says that an order keeps its prices: a wish for new ones is lost, or another agreement moves none."""

from services.onec_connector.objects import order as names
from services.onec_connector.writer.orders import price_sentences as sentences
from services.onec_connector.writer.orders.context import OrderRun, number_of
from services.onec_connector.writer.orders.plan import ChangePlan
from shared.messages.order import OrderGroup
from shared.messages.ring.told import Told


def wish_lost(run: OrderRun, plan: ChangePlan) -> list[Told]:
    """Tell whoever asked for prices anew that the order keeps its rows: nothing waits for a better moment."""
    if not run.order.reprice or plan.winners.get(OrderGroup.ROWS) not in {"ours", "refused"}:
        return []
    edited = run.stamps[OrderGroup.ROWS].edited
    return [sentences.not_asked_again(number_of(plan.seen), shipped=plan.shipped, settles=edited)]


def prices_stay(run: OrderRun, plan: ChangePlan) -> list[Told]:
    """Say that rows keep their prices though the agreement is another, whatever else is told of those that were priced.

    An invoice freezes all of them.
    """
    if names.AGREEMENT not in plan.body or run.command.policy.prices != "onec" or run.order.invoice:
        return []
    if plan.rows_heard and not plan.found.rows_stay:
        return []
    return [sentences.prices_stay(number_of(plan.seen), partly=bool(plan.price_notes))]
