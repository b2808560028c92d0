"""Which partner a company is, where a person has decided, or must."""

from shared.messages.ring.facts import PartnerTouched
from shared.messages.ring.outcomes import Pair
from tests.integration.onec_connector.party_directory import INN, REQUISITE, company, known, legal


async def test_a_partner_whose_number_the_company_has_is_another_where_a_person_says_so(party_directory):
    there = await known(party_directory)
    (entity,) = await party_directory.entities(there)

    (outcome,) = await party_directory.upsert(
        company(legal_entities=(legal(not_these=(entity["Ref_Key"],)),)), not_these=(there,)
    )

    assert outcome.ref.id != there
    assert outcome.pairs != (Pair(kind="requisite", b24=REQUISITE.id, onec=entity["Ref_Key"]),)
    assert (await party_directory.partner(there))["Description"] == "Ромашка"


async def test_a_partner_kept_apart_takes_his_legal_entities_along(party_directory):
    there = await known(party_directory)

    (outcome,) = await party_directory.upsert(company(), not_these=(there,))

    assert outcome.ref.id != there


async def test_two_legal_entities_with_the_companys_number_are_a_doubt(party_directory):
    for name in ("Ромашка", "Лютик"):
        await known(party_directory, name=name)

    (refused,) = await party_directory.upsert(company())

    (doubt,) = refused.doubts
    assert (doubt.thing, {one.name for one in doubt.candidates}) == (REQUISITE, {"Ромашка", "Лютик"})


async def test_a_partner_that_keys_have_found_before_the_portal_was_told_of_him_is_told_at_once(party_directory):
    untold = (await party_directory.onec.do("partners", name="Ромашка", inn=INN, kpp="773601001"))["partner"]

    outcome, *hints = await party_directory.upsert(company(), pairs=False)
    (fact,) = await party_directory.touch(untold)
    _, *again = await party_directory.upsert(company(), pairs=False)

    assert (outcome.found.target, hints) == ("Ромашка", [PartnerTouched(ref=outcome.ref)])
    assert (fact.company.ref, again) == (outcome.ref, [])
