"""Runs the services for a preview, without a broker: facts of one side, the rules, the other side's verdict."""

import os
import tempfile
from collections.abc import Sequence
from datetime import datetime
from typing import Final, TypeVar

from services.console.piping import Step, piped
from services.console.preview.afterwards import Afterwards, after_birth, after_change, after_order
from services.console.preview.foreseen import ForeseenDeal
from services.console.rules_file import RulesFile
from services.console.simulator.cases import Case, simulate
from services.console.simulator.reading import read_cases, read_links, said_of
from shared.messages.envelope import unwrap
from shared.messages.order import SalesOrder
from shared.messages.ring.facts import DealChanged, DealTouched, OrderTouched
from shared.process.foreseen import ForeseenOrder, ForeseenWrite

F = TypeVar("F", ForeseenOrder, ForeseenWrite)
_CHANGED: Final = ("services.b24_connector", "ask", "tell", "changed")
_DATED: Final = ("services.onec_connector", "ask", "tell", "dated")
_FACTS: Final = ("services.b24_connector", "ask", "tell", "touched")
_RING: Final = (("services.stage_router", "ask"), ("services.mapper", "ask", "foresee"))
_ORDERS: Final = (*_RING, ("services.onec_connector", "ask", "weigh", "orders"))
_DEALS: Final = (*_RING, ("services.b24_connector", "ask", "weigh", "deals"))


async def changed_deals(since: datetime) -> list[str]:
    """Return for a preview the keys of the deals, of pipelines in the rules, that changed since a moment.

    Raises:
        LoadError: the portal could not be asked.
    """
    hints = [unwrap(line)[1] async for line in piped([_CHANGED], [since.isoformat()])]
    return [one.subject for one in hints if isinstance(one, DealTouched)]


async def dated_orders(since: datetime) -> list[str]:
    """Return for a preview the keys of 1C's orders dated since a moment, and not before the cut-off.

    Raises:
        LoadError: 1C could not be asked.
    """
    hints = [unwrap(line)[1] async for line in piped([_DATED], [since.isoformat()])]
    return [one.subject for one in hints if isinstance(one, OrderTouched)]


async def by_deal(keys: Sequence[str]) -> list[str]:
    """Return the keys to preview, with the deal in place of an order that has one, each once.

    Raises:
        LoadError: the mapper could not be asked.
    """
    orders = [one for one in keys if one.startswith("order:")]
    links = await read_links(orders) if orders else []
    deals = {order: f"deal:{link['deal']}" for order, link in zip(orders, links, strict=True) if link["deal"]}
    return list(dict.fromkeys(deals.get(one, one) for one in keys))


async def foresee(keys: Sequence[str], rules: RulesFile, now: datetime) -> list[ForeseenDeal]:
    """Ask all services for a preview: what would become of deals, and of orders that have none.

    Args:
        keys: `deal:41`, or `order:<GUID>` of an order that has no deal (`by_deal`).
        rules: that the exchange works by.
        now: of asking.

    Raises:
        LoadError: one of the services could not be asked.
    """
    lines, told = [line async for line in said_of(_FACTS, keys)], list[bytes]()
    facts = {fact.ref.key: fact for fact in map(_fact, lines) if fact.ref is not None}
    cases = dict(zip(keys, await read_cases(keys, facts=told), strict=True)) if keys else {}
    orders = {f"deal:{one.deal}": one for one in await _weighed(_ORDERS, lines, ForeseenOrder)}
    weighed = await _weighed(_DEALS, told, ForeseenWrite)
    writes = {key: one for one in weighed for key in (f"deal:{one.deal}", f"order:{one.order}")}
    return [
        ForeseenDeal(
            case=Case(key, cases[key].order, cases[key].deal),
            fact=facts.get(key),
            order=orders.get(key),
            written=writes.get(key),
            stage=simulate(cases[key], rules, now),
            after=_after(cases[key], orders.get(key), writes.get(key), rules, now),
        )
        for key in keys
    ]


def _after(
    case: Case, order: ForeseenOrder | None, written: ForeseenWrite | None, rules: RulesFile, now: datetime
) -> Afterwards | None:
    """Say where a previewed deal would stand once its order, or the deal itself, is made or changed."""
    if order is not None and order.would == "create":
        return after_order(case, rules, now)
    if order is not None and order.would == "change":
        return after_change(case, order, rules, now)
    return after_birth(case, rules, now) if written is not None and written.birth is not None else None


async def _weighed(steps: Sequence[Step], facts: Sequence[bytes], kind: type[F]) -> list[F]:
    """Pipe facts of a preview through the services, and read what the last one says of each."""
    if not facts:
        return []
    with tempfile.TemporaryFile() as heard:
        heard.writelines(facts)
        heard.seek(0)
        return [kind.model_validate_json(line) async for line in piped(steps, (), os.dup(heard.fileno()))]


def _fact(line: bytes) -> SalesOrder:
    message = unwrap(line)[1]
    assert isinstance(message, DealChanged)  # noqa: S101 - the connector tells nothing else of deals
    return message.order
