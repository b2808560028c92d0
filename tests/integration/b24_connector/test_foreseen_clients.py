"""A preview of a deal that an order would get says whether its client is there, and makes nobody."""

import pytest

from sandbox.portal.control import parties
from sandbox.portal.engine.fields import COMPANY, CONTACT
from shared.messages.things import Customer, LegalEntity, Ref
from tests.integration.b24_connector.commands import HEADER, PARTIES, upsert
from tests.integration.b24_connector.in_process import office

__all__ = ["office"]
INN, OTHER = "7707083893", "0275000005"
PARTNER = Ref(system="onec", kind="partner", id="0a000000-0000-4000-8000-000000000018")


def firm(name: str, inn: str = INN, ref: Ref | None = None) -> Customer:
    return Customer(ref=ref, origin=PARTNER, name=name, legal_entity=LegalEntity(name=name, inn=inn))


def in_portal(office, name: str, inn: str = INN) -> int:
    company = parties.create_of(office.simulated, COMPANY, {"title": name})["item"]["id"]
    parties.add_requisite(office.simulated, {"owner": [COMPANY, company], "RQ_INN": inn, "RQ_COMPANY_NAME": name})
    return company


async def foreseen(office, customer: Customer):
    counts = [len(office.simulated.items[kind]) for kind in (COMPANY, CONTACT)]
    found = await office.trial.deal(upsert((), groups=(PARTIES, HEADER), customer=customer))
    assert [len(office.simulated.items[kind]) for kind in (COMPANY, CONTACT)] == counts
    return found


async def test_a_client_that_is_there_is_not_new(office):
    company = in_portal(office, "ООО Ромашка")

    by_inn = await foreseen(office, firm("ООО Ромашка"))
    by_pair = await foreseen(office, firm("Другое имя", ref=Ref(system="b24", kind="company", id=str(company))))

    assert [one.birth.new_client for one in (by_inn, by_pair)] == [False, False]


@pytest.mark.parametrize("kind", ["company", "person"])
async def test_a_client_that_is_nowhere_would_be_made(office, kind):
    known = firm("ООО Лютик", OTHER) if kind == "company" else Customer(kind="person", name="Лютикова Мария")

    found = await foreseen(office, known)

    assert (found.birth.new_client, found.asks) == (True, ())


async def test_a_client_in_doubt_is_a_question_and_no_deal_would_be_made(office):
    for _ in range(2):
        in_portal(office, "ООО Ромашка")

    found = await foreseen(office, firm("ООО Ромашка"))

    assert (found.birth, bool(found.why), len(found.asks)) == (None, True, 1)


async def test_a_mistyped_inn_of_a_client_is_told_before_the_first_day(office):
    found = await foreseen(office, firm("ООО Ромашка", "7707083890"))

    assert (found.birth, "7707083890" in found.why) == (None, True)


async def test_a_mistyped_inn_that_a_paired_client_lacks_is_told_too(office):
    company = in_portal(office, "ООО Ромашка")

    found = await foreseen(
        office, firm("ООО Ромашка", "7707083890", Ref(system="b24", kind="company", id=str(company)))
    )

    assert (found.birth, "7707083890" in found.why) == (None, True)


async def test_a_private_person_without_name_and_details_is_nobody_and_would_not_be_made(office):
    found = await foreseen(office, Customer(kind="person", origin=PARTNER))

    assert found.birth.new_client is False
