"""Two partners became one in 1C, or two companies in the portal: the pair follows, or the manager is told."""

import pytest

from shared.messages.envelope import wrap
from shared.messages.party import Company
from shared.messages.ring.commands import CompanyNote, CompanyUpsert
from shared.messages.ring.doubts import Candidate, Doubt
from shared.messages.ring.facts import (
    CompanyChanged,
    CompanyTouched,
    ContactTouched,
    DealTouched,
    PartnerChanged,
    PartnerTouched,
)
from shared.messages.ring.outcomes import CompanyUpserted, Pair
from shared.messages.things import Ref
from tests.integration.mapper.test_companies import COMPANY, IN_ONEC, PAIRS, PARTNER, mapper_of, take

SURVIVOR = Ref(system="onec", kind="partner", id="0a000000-0000-4000-8000-000000000049")
MERGED = PartnerChanged(company=IN_ONEC, gone=True, became=SURVIVOR)


@pytest.fixture
def mapper(links):
    return mapper_of(links)


async def test_the_company_of_a_merged_partner_is_the_survivors(mapper, links):
    await links.remember(PAIRS)

    let_go, note, hint = await take(mapper.partner_changed, MERGED)

    assert isinstance(let_go, CompanyUpsert)
    assert (let_go.gone, let_go.company.ref, let_go.company.groups) == (True, COMPANY, {})
    assert isinstance(note, CompanyNote)
    assert "«Ромашка» в 1С объединён с другим партнёром" in note.told[0].text
    assert (type(hint), hint.ref, hint.force) == (PartnerTouched, SURVIVOR, True)
    assert (await links.company(COMPANY)).onec == SURVIVOR.id
    assert await links.company(PARTNER) is None


async def test_it_is_told_once(mapper, links):
    await links.remember(PAIRS)
    await take(mapper.partner_changed, MERGED)

    assert await take(mapper.partner_changed, MERGED) == []


async def test_what_waited_for_the_survivor_is_looked_at_again(mapper, links):
    await links.remember(PAIRS)
    contact = Ref(system="b24", kind="contact", id="7@17")
    await links.waiting.put(contact, SURVIVOR)
    doubt = Doubt(kind="company", thing=SURVIVOR, name="Ромашка", candidates=(Candidate(ref=COMPANY, name="Ромашка"),))
    await links.doubts.put(doubt, "deal:41")

    *_, deal, person = await take(mapper.partner_changed, MERGED)

    assert (type(deal), deal.ref.id, type(person), person.ref) == (DealTouched, "41", ContactTouched, contact)
    assert await links.doubts.all() == []


async def test_a_survivor_with_a_company_of_its_own_keeps_it_and_the_other_card_says_so(mapper, links):
    await links.remember([*PAIRS, Pair(kind="company", b24="18", onec=SURVIVOR.id)])

    (note,) = await take(mapper.partner_changed, MERGED)

    assert note.company == COMPANY
    assert "компании № 18" in note.told[0].text
    assert ((await links.company(SURVIVOR)).b24, (await links.company(COMPANY)).onec) == ("18", PARTNER.id)


async def test_what_a_person_has_separated_no_merge_brings_together(mapper, links):
    await links.remember(PAIRS)
    await links._separations.put([Pair(kind="company", b24=COMPANY.id, onec=SURVIVOR.id)])

    (note,) = await take(mapper.partner_changed, MERGED)

    assert "помечен на удаление" in note.told[0].text
    assert (await links.company(COMPANY)).onec == PARTNER.id


CARD = Ref(system="b24", kind="company", id="18")
IN_PORTAL_MERGED = CompanyChanged(company=Company(ref=COMPANY, name="Ромашка"), gone=True, became=CARD)


async def test_the_partner_of_a_merged_company_is_the_survivors_though_it_has_no_number(mapper, links):
    await links.remember(PAIRS)

    let_go, hint = await take(mapper.company_changed, IN_PORTAL_MERGED)

    assert (let_go.gone, let_go.company.ref) == (True, PARTNER)
    assert (type(hint), hint.ref, hint.force) == (CompanyTouched, CARD, True)
    assert (await links.company(PARTNER)).b24 == "18"
    assert await links.company(COMPANY) is None


async def test_companies_merged_into_one_that_has_a_partner_leave_two_and_its_card_says_so(mapper, links):
    await links.remember([*PAIRS, Pair(kind="company", b24=CARD.id, onec=SURVIVOR.id)])

    _let_go, note = await take(mapper.company_changed, IN_PORTAL_MERGED)

    assert note.company == CARD
    assert "«Ромашка» удалена или объединена с этой, а в 1С это два партнёра" in note.told[0].text
    assert (await links.company(CARD)).onec == SURVIVOR.id


async def test_a_company_separated_from_the_partner_does_not_get_him_by_a_merge(mapper, links):
    await links.remember(PAIRS)
    await links._separations.put([Pair(kind="company", b24=CARD.id, onec=PARTNER.id)])

    assert [one.gone for one in await take(mapper.company_changed, IN_PORTAL_MERGED)] == [True]
    assert (await links.company(PARTNER)).b24 == COMPANY.id


async def test_a_partner_typed_anew_for_a_marked_one_takes_over_the_company(mapper, links):
    await links.remember(PAIRS)
    await take(mapper.partner_changed, PartnerChanged(company=IN_ONEC, gone=True))

    (let_go,) = await take(mapper.company_upserted, CompanyUpserted(key=SURVIVOR.key, source=SURVIVOR, ref=COMPANY))

    assert (let_go.gone, let_go.company.ref, let_go.source) == (True, COMPANY, SURVIVOR)
    assert (await links.company(COMPANY)).onec == SURVIVOR.id


async def test_a_partner_whose_mark_was_taken_away_keeps_the_company(mapper, links):
    await links.remember(PAIRS)
    await take(mapper.partner_changed, PartnerChanged(company=IN_ONEC, gone=True))
    await take(mapper.partner_changed, PartnerChanged(company=IN_ONEC))

    (note,) = await take(mapper.company_upserted, CompanyUpserted(key=SURVIVOR.key, source=SURVIVOR, ref=COMPANY))

    assert "второй партнёр" in note.told[0].text
    assert (await links.company(COMPANY)).onec == PARTNER.id


async def test_who_only_asks_what_would_become_of_a_partner_changes_no_mark(mapper, links):
    await links.remember(PAIRS)
    gone, back = PartnerChanged(company=IN_ONEC, gone=True), PartnerChanged(company=IN_ONEC)

    await mapper.partner_changed(wrap(gone, source="test"), gone)
    before = (await links.company(PARTNER)).more.get("marked")
    await take(mapper.partner_changed, gone)
    await mapper.partner_changed(wrap(back, source="test"), back)

    assert not before
    assert (await links.company(PARTNER)).more["marked"]
