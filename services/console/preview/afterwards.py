"""Foresees the stage of a deal whose order, or which itself, would only be made or changed. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from services.console.rules_file import RulesFile
from services.console.simulator.cases import Case, simulate, stage_named
from services.console.simulator.telling import ahead_said
from shared.messages.order import SalesOrder
from shared.messages.things import OrderState
from shared.process.foreseen import ForeseenOrder
from shared.process.survey import SeenDeal
from shared.rules.figures import percent
from shared.rules.states import AFTER_SHIPMENT, state_caption

FRESH: Final = (
    "ОжидаетсяСогласование",
    "ОжидаетсяАвансДоОбеспечения",
    "ГотовКОбеспечению",
    "ОжидаетсяПредоплатаДоОтгрузки",
    "ОжидаетсяОбеспечение",
    "ГотовКОтгрузке",
)
"""States that 1C may give an order that has just been posted: nothing is paid or shipped."""
assert not AFTER_SHIPMENT.intersection(FRESH)  # noqa: S101 - of the table
_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Afterwards:
    """The stage where a deal would stand once the deal, or its order, is made or changed.

    Args:
        to: id of the stage it would be moved to; None: it stays, or 1C's state of the new order decides.
        said: the same for people, without a full stop.
    """

    to: str | None
    said: str


def after_order(case: Case, rules: RulesFile, now: datetime) -> Afterwards | None:
    """Say to which stage a new order's first state, unpaid and unshipped, would move its deal.

    Args:
        case: with the deal, and no order yet.
        rules: that the exchange works by.
        now: of asking.

    Returns:
        None for a deal that the portal has not shown.
    """
    if case.deal is None:
        return None
    states: dict[str | None, list[str]] = defaultdict(list)
    for name in FRESH:
        found = simulate(Case(case.key, _fresh(name), case.deal), rules, now)
        states[found.ahead.to if found and found.ahead else None].append(name)
    stays, moves = states.pop(None, []), dict(states)
    if not moves:
        return Afterwards(None, "сделка останется, пока по новому заказу нет оплаты и отгрузки")
    if not stays and len(moves) == 1:
        (to,) = filter(None, moves)
        return Afterwards(to, f"сделка будет передвинута в {_named(to, case, rules)}")
    ways = "; ".join(
        f"{_named(to, case, rules)}, если 1С поставит {_captions(names)}" for to, names in moves.items() if to
    )
    return Afterwards(None, f"решит состояние нового заказа: {ways}{'; иначе останется' if stays else ''}")


def after_change(case: Case, foreseen: ForeseenOrder, rules: RulesFile, now: datetime) -> Afterwards | None:
    """Say where a deal would stand once its order has another sum, of which other parts are paid and shipped.

    Args:
        case: with the deal, and its order as it is.
        foreseen: what the exchange would write into the order; its total is the new one.
        rules: that the exchange works by.
        now: of asking.

    Returns:
        None where the deal would end up as by the figures that the order has now.
    """
    order = case.order
    if case.deal is None or order is None or order.state is None or foreseen.total in {0, order.total}:
        return None
    state, share = order.state, _HUNDRED / foreseen.total
    paid = state.paid_sum * share if state.paid_sum else state.paid_percent
    shipped = state.shipped_sum * share if state.shipped_sum else state.shipped_percent
    figures = state.model_copy(update={"paid_percent": paid, "shipped_percent": shipped})
    changed = order.model_copy(update={"total": foreseen.total, "state": figures})
    now_so, then = (simulate(Case(case.key, one, case.deal), rules, now) for one in (order, changed))
    if then is None or then.ahead is None or (now_so is not None and now_so.ahead == then.ahead):
        return None
    parts = f"оплачено {_part(paid)} %, отгружено {_part(shipped)} %"
    return Afterwards(then.ahead.to, f"от новой суммы заказа {parts}, сделка {ahead_said(case, then)}")


def after_birth(case: Case, rules: RulesFile, now: datetime) -> Afterwards | None:
    """Say to which stage an order's figures would move the deal that would be made from it.

    Args:
        case: with the order, and no deal yet.
        rules: that the exchange works by.
        now: of asking.
    """
    place = rules.rules.birth_pipeline
    work = rules.rules.pipelines[place].work
    born = Case(case.key, case.order, SeenDeal(id="", pipeline=place, stage=work, by_bus=True))
    found = simulate(born, rules, now)
    if found is None or found.ahead is None or found.ahead.to is None:
        return None
    return Afterwards(found.ahead.to, f"сразу за этим сделка будет передвинута в {_named(found.ahead.to, born, rules)}")


def _part(share: Decimal) -> str:
    return percent(share).replace(".", ",")


def _named(stage: str, case: Case, rules: RulesFile) -> str:
    return stage_named(stage, case, rules.rules)


def _fresh(state: str) -> SalesOrder:
    return SalesOrder(posted=True, state=OrderState(name=state), total=Decimal(1), currency="RUB")


def _captions(names: Sequence[str]) -> str:
    return " или ".join(f"«{state_caption(one)}»" for one in names)
