"""Edits of a posted order that 1C does not post again: what moves nothing stays, everything else is put back."""

import pytest

from services.onec_connector.objects import order as names
from shared.messages.ring.outcomes import OrderRefused, OrderUpserted
from shared.messages.things import Contacts, Organisation, Person, Ref
from tests.integration.onec_connector.connector import command, created, deal, known_item, line, said

ANNA = Person(
    origin=Ref(system="b24", kind="contact", id="77"),
    name="Иванова Анна",
    contacts=Contacts(phones=("+79161112233",)),
)
REFUSALS = 3
"""How often the connector asks 1C to post before it believes a refusal."""


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr("services.onec_connector.base.posting._PAUSES_S", (0, 0))


async def document_of(onec, guid):
    return (await onec.order(guid))["document"]


async def test_a_title_stands_in_an_order_that_1c_would_not_post_again(connector, onec, company):
    guid = await created(connector, company)
    await onec.do("switches", post_fail=REFUSALS)

    outcome, *_ = await connector.upsert(command(deal(company, title="Поставка болтов"), edited=2))
    again, *_ = await connector.upsert(command(deal(company, title="Поставка болтов"), edited=2))

    document = await document_of(onec, guid)
    assert isinstance(outcome, OrderUpserted)
    assert ("«Поставка болтов»" in document[names.COMMENT], document[names.POSTED]) == (True, True)
    assert (said(outcome), said(again)) == ("", "")
    assert await connector.touch(guid) == []


async def test_a_contact_person_stands_in_it_too_and_is_told(connector, onec, company):
    guid = await created(connector, company)
    await onec.do("switches", post_fail=REFUSALS)

    outcome, *_ = await connector.upsert(command(deal(company, person=ANNA), edited=2))

    async with onec.clerk() as clerk:
        person = await clerk.read(
            "Catalog_КонтактныеЛицаПартнеров", (await document_of(onec, guid))[names.CONTACT_PERSON]
        )
    assert isinstance(outcome, OrderUpserted)
    assert person["Description"] == "Иванова Анна"
    assert "сменилось контактное лицо" in said(outcome)


async def test_rows_beside_a_title_are_put_back_with_it(connector, onec, company):
    guid = await created(connector, company)
    before = await document_of(onec, guid)
    await onec.do("switches", post_fail=REFUSALS)
    rows = (line(known_item(company), quantity="5"),)

    outcome, *_ = await connector.upsert(command(deal(company, title="Поставка болтов", lines=rows), edited=2))

    after = await document_of(onec, guid)
    assert isinstance(outcome, OrderRefused)
    assert (after[names.COMMENT], after[names.LINES]) == (before[names.COMMENT], before[names.LINES])


async def test_what_1c_posts_is_put_back_though_it_has_no_rows(connector, onec, company):
    guid = await created(connector, company)
    before = await document_of(onec, guid)
    await onec.do("switches", post_fail=REFUSALS)
    other = Organisation(inn=company.organisations[1].inn)

    outcome, *_ = await connector.upsert(command(deal(company, organisation=other), edited=2))

    assert isinstance(outcome, OrderRefused)
    assert (await document_of(onec, guid))[names.ORGANISATION] == before[names.ORGANISATION]


async def test_where_a_change_takes_the_posting_away_the_order_is_posted_again(connector, onec, company):
    guid = await created(connector, company)
    await onec.do("switches", change_unposts=True)

    outcome, *_ = await connector.upsert(command(deal(company, title="Поставка болтов"), edited=2))

    document = await document_of(onec, guid)
    assert isinstance(outcome, OrderUpserted)
    assert ("«Поставка болтов»" in document[names.COMMENT], document[names.POSTED]) == (True, True)


async def test_where_a_change_takes_the_posting_away_a_refusal_puts_the_title_back(connector, onec, company):
    guid = await created(connector, company)
    before = await document_of(onec, guid)
    await onec.do("switches", change_unposts=True, post_fail=REFUSALS)

    outcome, *_ = await connector.upsert(command(deal(company, title="Поставка болтов"), edited=2))

    after = await document_of(onec, guid)
    assert isinstance(outcome, OrderRefused)
    assert (after[names.COMMENT], after[names.POSTED]) == (before[names.COMMENT], True)
