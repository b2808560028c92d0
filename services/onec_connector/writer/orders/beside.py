"""Shows for a preview what would be written into a 1C order beside what stands there, as people read both."""

from typing import Any, Final

from services.onec_connector.base.wire import Row
from services.onec_connector.objects import order as names
from services.onec_connector.reader.snapshots import OrderSnapshots
from services.onec_connector.vocabulary.header import header_said
from services.onec_connector.vocabulary.reference import is_empty
from services.onec_connector.writer.orders.plan import ChangePlan
from shared.messages.order import OrderGroup
from shared.process.foreseen import ForeseenValue
from shared.russian import money

_REFERENCES: Final = {
    names.PARTNER: "клиент",
    names.ORGANISATION: "организация",
    names.MANAGER: "менеджер",
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
    found += await _header(snapshots, document, {**document, **body})
    if OrderGroup.ROWS in plan.write:
        found.append(("сумма", money(plan.told.total, currency), money(plan.total_after, currency)))
    return tuple(ForeseenValue(name=name, before=now, after=then) for name, now, then in found if now != then)


async def _header(snapshots: OrderSnapshots, document: Row, after: Row) -> list[tuple[str, str, str]]:
    is_agreement_kept = document.get(names.AGREEMENT) == after.get(names.AGREEMENT)
    reference = await snapshots.named_in(*(() if is_agreement_kept else (document, after)))
    now, then = (header_said(one, reference) for one in (document, after))
    return [(name, now[name], then[name]) for name in now]


async def _called(snapshots: OrderSnapshots, references: list[Any]) -> dict[Any, str]:
    guids = {str(one) for one in references if not is_empty(one)}
    dictionaries = snapshots.dictionaries
    known = (
        await snapshots.parties.partners(guids),
        await dictionaries.organisations(),
        await dictionaries.users(),
    )
    return {guid: some[guid].name for some in known for guid in guids if guid in some}
