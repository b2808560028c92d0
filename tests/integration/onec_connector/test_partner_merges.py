"""Two partners become one in 1C: nothing there names the survivor, so he is known by what he has taken over."""

import pytest

from shared.messages.ring.facts import OrderTouched, PartnerChanged
from tests.integration.onec_connector.connector import Connector
from tests.integration.onec_connector.party_directory import ENTITIES, OTHER_INN, PARTNERS, known


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
