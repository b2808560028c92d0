"""A legal entity that an accountant merged into another one: its requisite is that one's from then on."""

import pytest

from shared.messages.ring.outcomes import Pair
from shared.messages.things import Customer, Ref
from tests.integration.onec_connector.connector import document_of
from tests.integration.onec_connector.party_directory import COMPANY, ENTITIES, REQUISITE, legal, made, paired
from tests.integration.onec_connector.test_corrected_numbers import ordered

pytestmark = pytest.mark.parametrize("party_directory", ["b24→1c"], indirect=True)  # nobody's edit comes first
TWIN = "6f1a5f0e-0000-4000-8000-000000000001"


@pytest.fixture
async def twins(party_directory):
    """A partner, the legal entity that stands for his company's requisite, and one more with its numbers."""
    partner = await made(party_directory)
    (former,) = await party_directory.entities(partner)
    alike = {name: former[name] for name in ("Description", "ИНН", "КПП", "Партнер_Key", "ЮрФизЛицо")}
    async with party_directory.onec.clerk() as base:
        await base.create(ENTITIES, {"Ref_Key": TWIN, **alike})
    return partner, former["Ref_Key"]


async def upserted(directory, partner: str, former: str):
    requisite = legal(ref=Ref(system="onec", kind="legal_entity", id=former))
    outcome, *_ = await directory.upsert(paired(partner, legal_entities=(requisite,)), edited=2)
    return outcome


async def test_the_survivor_is_named_and_the_former_pair_undone(party_directory, twins):
    partner, former = twins
    await party_directory.edit(ENTITIES, former, DeletionMark=True)

    outcome = await upserted(party_directory, partner, former)

    assert outcome.pairs == (Pair(kind="requisite", b24=REQUISITE.id, onec=TWIN),)
    assert outcome.undone == (Pair(kind="requisite", b24=REQUISITE.id, onec=former),)


async def test_the_pair_of_one_that_is_anothers_stands(party_directory, twins):
    partner, former = twins
    other = await party_directory.onec.do("partners", name="Лютик", inn="5003052454", kpp="500301001")
    await party_directory.edit(ENTITIES, former, Партнер_Key=other["partner"])

    outcome = await upserted(party_directory, partner, former)

    assert outcome.undone == ()


async def test_the_pair_of_one_that_stays_stands(party_directory, twins):
    outcome = await upserted(party_directory, *twins)

    assert [pair.onec for pair in outcome.pairs] == [twins[1]]
    assert outcome.undone == ()


async def test_an_order_that_1c_has_moved_to_the_survivor_stays_there(party_directory, twins, company):
    partner, former = twins
    entity = legal(ref=Ref(system="onec", kind="legal_entity", id=former))
    pair = Ref(system="onec", kind="partner", id=partner)
    customer = Customer(ref=pair, origin=COMPANY, name="Ромашка", legal_entity=entity)
    made = await ordered(party_directory, company, customer, edited=1)
    await party_directory.edit(ENTITIES, former, DeletionMark=True)
    await party_directory.onec.do(f"orders/{made.ref.id}/edit", header={"Контрагент_Key": TWIN})

    outcome = await ordered(party_directory, company, customer, edited=2)

    assert (await document_of(party_directory.onec, outcome))["Контрагент_Key"] == TWIN
