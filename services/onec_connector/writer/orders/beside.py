"""Shows for a preview what would be written into a 1C order beside what stands there, as people read both."""

from collections.abc import Mapping
from typing import Any, Final

from services.onec_connector.objects import order as names
from services.onec_connector.reader.snapshots import OrderSnapshots
from services.onec_connector.vocabulary.clock import read_date
from services.onec_connector.vocabulary.reference import is_empty
from services.onec_connector.writer.orders.plan import ChangePlan
from shared.messages.order import OrderGroup
from shared.process.foreseen import ForeseenValue
from shared.russian import day, money

_REFERENCES: Final = {
    names.PARTNER: "клиент",
    names.ORGANISATION: "организация",
    names.MANAGER: "менеджер",
    names.WAREHOUSE: "склад",
}


async def values_of(snapshots: OrderSnapshots, plan: ChangePlan) -> tuple[ForeseenValue, ...]:
    """Return an order's sum and named fields, as they stand and as they would be written; rows are counted elsewhere.

    Raises:
        Retryable: 1C does not answer.
    """
    document, body, currency = plan.seen.document, plan.body, plan.told.currency
    called = await _called(snapshots, [one.get(name) for one in (document, body) for name in _REFERENCES])
    found = [
        (word, called.get(document.get(name), ""), called.get(body[name], ""))
        for name, word in _REFERENCES.items()
        if name in body
    ]
    if names.SHIP_ON in body:
        found.append(("дата отгрузки", _day(document), _day(body)))
    if names.COMMENT in body:
        found.append(("комментарий", str(document.get(names.COMMENT) or ""), str(body[names.COMMENT] or "")))
    if OrderGroup.ROWS in plan.write:
        found.append(("сумма", money(plan.told.total, currency), money(plan.total_after, currency)))
    return tuple(ForeseenValue(name=name, before=now, after=then) for name, now, then in found if now != then)


async def _called(snapshots: OrderSnapshots, references: list[Any]) -> dict[Any, str]:
    guids = {str(one) for one in references if not is_empty(one)}
    dictionaries = snapshots.dictionaries
    known = (
        await snapshots.parties.partners(guids),
        await dictionaries.organisations(),
        await dictionaries.users(),
        await dictionaries.warehouses(),
    )
    return {guid: some[guid].name for some in known for guid in guids if guid in some}


def _day(fields: Mapping[str, Any]) -> str:
    date = read_date(fields.get(names.SHIP_ON))
    return day(date) if date else ""
