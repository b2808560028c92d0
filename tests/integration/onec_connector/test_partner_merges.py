"""Two partners become one in 1C: nothing there names the survivor, so he is known by what he has taken over."""

import pytest

from shared.messages.ring.facts import OrderTouched, PartnerChanged
from shared.messages.things import Ref
from tests.integration.onec_connector.connector import Connector
from tests.integration.onec_connector.party_directory import ENTITIES, OTHER_INN, PARTNERS, known, legal, made, paired
from tests.integration.onec_connector.party_directory import company as wanted_company


async def merged(directory, kept: str, dead: str, **words) -> None:
    await directory.onec.do("merge", kept=kept, dead=dead, **words)


async def gone(directory, partner: str) -> PartnerChanged:
    fact, *_ = await directory.touch(partner)
    assert isinstance(fact, PartnerChanged)
    assert fact.gone
    return fact


@pytest.mark.parametrize("remove", [False, True], ids=["marked", "removed"])
async def test_the_survivor_has_the_legal_entities_of_the_dead_one(party_directory, remove):
    dead = await known(party_directory)
    kept = await known(party_directory, name="Ромашка плюс", inn=OTHER_INN)

    await merged(party_directory, kept, dead, remove=remove)

    assert (await gone(party_directory, dead)).became.id == kept


async def test_a_pass_finds_both_and_the_survivor_tells_what_he_has_now(party_directory):
    dead = await known(party_directory)
    kept = await known(party_directory, name="Ромашка плюс", inn=OTHER_INN)
    await party_directory.passed()

    await merged(party_directory, kept, dead)

    assert {hint.ref.id for hint in await party_directory.passed()} == {dead, kept}
    assert len((await party_directory.told(kept)).legal_entities) == 2


async def test_where_the_legal_entities_were_merged_too_the_number_names_the_survivor(party_directory):
    dead, kept = await known(party_directory), await known(party_directory, name="Ромашка плюс")
    (old,), (new,) = [await party_directory.entities(one) for one in (dead, kept)]
    await party_directory.onec.do("merge", of=ENTITIES, kept=new["Ref_Key"], dead=old["Ref_Key"], remove=True)

    await merged(party_directory, kept, dead)

    assert (await gone(party_directory, dead)).became.id == kept


async def test_without_any_legal_entity_an_order_names_the_survivor_and_is_looked_at_anew(party_directory, company):
    dead = await known(party_directory, inn="", kpp="")
    kept = await known(party_directory, name="Ромашка плюс", inn=OTHER_INN)
    (old,), (new,) = [await party_directory.entities(one) for one in (dead, kept)]
    rows = [{"item": company.items[0].guid, "quantity": "1"}]
    order = (await party_directory.onec.do("orders", client=dead, rows=rows))["guid"]
    orders = Connector(party_directory.orders, party_directory.onec, [])
    await orders.touch(order)
    await party_directory.onec.do("merge", of=ENTITIES, kept=new["Ref_Key"], dead=old["Ref_Key"], remove=True)

    await merged(party_directory, kept, dead)
    await orders.touch(order)
    fact, *hints = await party_directory.touch(dead)

    assert fact.became.id == kept
    assert [(type(one), one.ref.id) for one in hints] == [(OrderTouched, order)]


async def test_a_partner_who_was_only_marked_became_nobody(party_directory):
    partner = await known(party_directory)

    await party_directory.edit(PARTNERS, partner, DeletionMark=True)

    assert (await gone(party_directory, partner)).became is None


async def test_of_several_with_the_number_nobody_is_taken_for_the_survivor(party_directory):
    dead = await known(party_directory)
    for name in ("Ромашка-1", "Ромашка-2"):
        await known(party_directory, name=name)

    await party_directory.edit(PARTNERS, dead, DeletionMark=True)

    assert (await gone(party_directory, dead)).became is None


@pytest.mark.parametrize("party_directory", ["b24→1c"], indirect=True)
@pytest.mark.parametrize("remove", [False, True], ids=["marked", "removed"])
async def test_where_nothing_is_told_to_the_portal_the_next_edit_goes_to_the_survivor(party_directory, remove):
    dead = await made(party_directory)
    kept = (await party_directory.onec.do("partners", name="Ромашка плюс", inn=OTHER_INN))["partner"]
    await merged(party_directory, kept, dead, remove=remove)

    outcome, *_ = await party_directory.upsert(paired(dead, phones=("+74950000918",)), edited=2)

    assert outcome.ref.id == kept
    assert "8" in (await party_directory.partner(kept))["КонтактнаяИнформация"][0]["НомерТелефона"]


@pytest.mark.parametrize("party_directory", ["b24→1c"], indirect=True)
async def test_a_survivor_with_a_company_of_its_own_is_not_overwritten_by_the_dead_ones(party_directory):
    dead = await made(party_directory)
    other = Ref(system="b24", kind="company", id="918")
    second = legal(origin=Ref(system="b24", kind="requisite", id="928"), inn=OTHER_INN)
    kept = await made_of(party_directory, other, wanted_company(origin=other, name="Лютик", legal_entities=(second,)))
    await merged(party_directory, kept, dead)

    (refused,) = await party_directory.upsert(paired(dead, name="Ромашка-2"), edited=2)

    assert "уже связан с компанией № 918" in refused.told[0].text
    assert (await party_directory.partner(kept))["Description"] == "Лютик"


async def made_of(directory, source: Ref, wanted) -> str:
    outcome, *_ = await directory.upsert(wanted, key=source.key, source=source)
    return outcome.ref.id
