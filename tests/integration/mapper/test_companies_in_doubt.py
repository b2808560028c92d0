"""A company or a partner that only a person can tell apart waits, and goes on by itself when that is decided."""

import pytest

from shared.messages.envelope import wrap
from shared.messages.ring.doubts import Candidate, Doubt
from shared.messages.ring.facts import CompanyChanged, CompanyTouched, PartnerChanged
from shared.messages.ring.outcomes import CompanyRefused, Pair, PartnerRefused, PartnerUpserted
from shared.messages.things import Ref
from shared.store.connection import connect
from shared.store.doubts import Separations
from tests.integration.mapper.test_companies import (
    COMPANY,
    ENTITY,
    IN_ONEC,
    IN_PORTAL,
    PAIRS,
    PARTNER,
    REQUISITE,
    TOLD,
    mapper_of,
    take,
)

WHICH_PARTNER = Doubt(kind="requisite", thing=REQUISITE, candidates=(Candidate(ref=ENTITY, name="Ромашка"),))
OTHER = Ref(system="b24", kind="company", id="18")
WHICH_COMPANY = Doubt(
    kind="company", thing=PARTNER, candidates=(Candidate(ref=COMPANY, name="Ромашка"), Candidate(ref=OTHER))
)


@pytest.fixture
def mapper(links):
    return mapper_of(links)


async def test_a_company_in_doubt_waits_and_is_looked_at_again_when_an_order_has_found_its_partner(mapper, links):
    refused = PartnerRefused(
        key="company:17", source=COMPANY, told=TOLD, reason="ambiguous_customer", doubts=(WHICH_PARTNER,)
    )
    await take(mapper.partner_refused, refused)
    waiting = {one.key: one.waiting for one in await links.doubts.all()}
    settled = PartnerUpserted(key=OTHER.key, source=OTHER, ref=PARTNER, pairs=PAIRS[1:])

    published = await take(mapper.partner_upserted, settled)

    assert waiting == {"requisite:27": ("company:17",)}
    assert published == [CompanyTouched(ref=COMPANY, force=True)]


async def test_a_partner_in_doubt_is_kept_for_a_person_and_is_no_dead_letter(mapper, links):
    refused = CompanyRefused(key=PARTNER.key, source=PARTNER, reason="ambiguous_customer", doubts=(WHICH_COMPANY,))

    await take(mapper.company_refused, refused)

    assert {one.key: one.waiting for one in await links.doubts.all()} == {PARTNER.key: (PARTNER.key,)}


async def test_a_company_among_those_that_a_person_chooses_from_waits_for_the_answer(mapper, links):
    refused = CompanyRefused(key=PARTNER.key, source=PARTNER, reason="ambiguous_customer", doubts=(WHICH_COMPANY,))
    await take(mapper.company_refused, refused)

    published = await take(mapper.company_changed, CompanyChanged(company=IN_PORTAL))
    asked = {one.key: one.waiting for one in await links.doubts.all()}
    await links.settle(Pair(kind="company", b24=OTHER.id, onec=PARTNER.id))
    decided = await take(mapper.company_changed, CompanyChanged(company=IN_PORTAL))

    assert (published, asked) == ([], {PARTNER.key: (PARTNER.key, COMPANY.key)})
    assert [one.source for one in decided] == [COMPANY]


async def test_who_only_asks_what_would_become_of_a_company_makes_it_wait_for_nothing(mapper, links):
    refused = CompanyRefused(key=PARTNER.key, source=PARTNER, reason="ambiguous_customer", doubts=(WHICH_COMPANY,))
    await take(mapper.company_refused, refused)
    fact = CompanyChanged(company=IN_PORTAL)

    asked = await mapper.company_changed(wrap(fact, source="test"), fact)

    assert asked.publish == ()
    assert {one.key: one.waiting for one in await links.doubts.all()} == {PARTNER.key: (PARTNER.key,)}


async def test_a_company_that_came_to_1c_while_a_person_was_asked_is_not_taken_for_the_answer(mapper, links):
    refused = CompanyRefused(key=PARTNER.key, source=PARTNER, reason="ambiguous_customer", doubts=(WHICH_COMPANY,))
    await take(mapper.company_refused, refused)

    settled = PartnerUpserted(key=COMPANY.key, source=COMPANY, ref=PARTNER, pairs=PAIRS)
    published = await take(mapper.partner_upserted, settled)

    assert published == []
    assert await links.company(PARTNER) is None
    assert {one.key: one.waiting for one in await links.doubts.all()} == {PARTNER.key: (PARTNER.key, COMPANY.key)}


async def test_a_partner_that_does_not_cross_any_more_waits_for_nothing(mapper, links):
    refused = CompanyRefused(key=PARTNER.key, source=PARTNER, reason="ambiguous_customer", doubts=(WHICH_COMPANY,))
    await take(mapper.company_refused, refused)

    await take(mapper.partner_changed, PartnerChanged(company=IN_ONEC.with_(legal_entities=())))

    assert await links.doubts.all() == []


async def test_what_a_person_has_kept_apart_is_not_written_though_its_id_stands_in_the_card(
    mapper, mongo_url, mongo_database
):
    async with connect(mongo_url, mongo_database) as database:
        await Separations(database).put(PAIRS)

    (to_onec,) = await take(mapper.company_changed, CompanyChanged(company=IN_PORTAL.with_(origin=PARTNER)))
    (to_b24,) = await take(mapper.partner_changed, PartnerChanged(company=IN_ONEC))
    await take(mapper.partner_upserted, PartnerUpserted(key="company:17", source=COMPANY, ref=PARTNER, pairs=PAIRS))
    (again,) = await take(mapper.company_changed, CompanyChanged(company=IN_PORTAL))

    assert (to_onec.company.ref, to_onec.not_these) == (None, (PARTNER.id,))
    assert to_onec.company.legal_entities[0].not_these == (ENTITY.id,)
    assert (to_b24.company.ref, to_b24.not_these) == (None, (COMPANY.id,))
    assert (again.company.ref, again.company.legal_entities[0].ref) == (None, None)
