"""Who of 1C's partners changed is found by a pass over both catalogs, and each edit is told once."""

from shared.messages.ring.facts import PartnerChanged
from tests.integration.onec_connector.party_directory import ENTITIES, PARTNERS, known, made


async def test_a_first_pass_touches_every_client_and_the_next_one_nobody(party_directory):
    first = await party_directory.passed()

    assert len({hint.ref.id for hint in first}) == len(first) > 10
    assert await party_directory.passed() == []


async def test_a_pass_touches_who_was_saved_or_whose_legal_entity_was(party_directory):
    saved, other = await known(party_directory), await known(party_directory, name="Лютик", inn="7736050003")
    await party_directory.passed()
    (entity,) = await party_directory.entities(other)
    await party_directory.edit(PARTNERS, saved, Description="Ромашка-2")
    await party_directory.edit(ENTITIES, entity["Ref_Key"], КПП="773601002")

    assert {hint.ref.id for hint in await party_directory.passed()} == {saved, other}


async def test_what_changes_a_version_and_nothing_that_crosses_is_told_to_nobody(party_directory):
    partner = await known(party_directory)
    await party_directory.passed()
    await party_directory.edit(PARTNERS, partner, Комментарий="перенесено обработкой")

    (hint,) = await party_directory.passed()

    assert await party_directory.touch(hint.ref.id) == []


async def test_a_partner_who_is_no_client_is_nobodys_business_until_he_is_one(party_directory):
    await party_directory.passed()
    partner = (await party_directory.onec.do("partners", name="Поставщик", inn="7707083893"))["partner"]
    await party_directory.edit(PARTNERS, partner, Клиент=False)
    unnoticed = await party_directory.passed()
    silent = await party_directory.touch(partner)
    await party_directory.edit(PARTNERS, partner, Клиент=True)

    assert (unnoticed, silent) == ([], [])
    assert [hint.ref.id for hint in await party_directory.passed()] == [partner]
    assert (await party_directory.told(partner)).name == "Поставщик"


async def test_a_mark_for_deletion_is_told_once_and_so_is_that_it_was_taken_away(party_directory):
    partner = await made(party_directory)
    await party_directory.edit(PARTNERS, partner, DeletionMark=True)

    (gone,) = await party_directory.touch(partner)
    again = await party_directory.touch(partner)
    (asked,) = await party_directory.touch(partner, force=True)
    await party_directory.edit(PARTNERS, partner, DeletionMark=False)
    (back,) = await party_directory.touch(partner)

    assert isinstance(gone, PartnerChanged)
    assert (gone.gone, gone.company.name, again, asked.gone) == (True, "Ромашка", [], True)
    assert (back.gone, back.company.name) == (False, "Ромашка")


async def test_a_marked_partner_nobody_was_told_of_stays_unknown(party_directory):
    partner = (await party_directory.onec.do("partners", name="Ромашка", inn="7707083893"))["partner"]
    await party_directory.edit(PARTNERS, partner, DeletionMark=True)

    assert await party_directory.touch(partner) == []
