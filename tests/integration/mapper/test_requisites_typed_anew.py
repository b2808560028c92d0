"""A requisite that people delete and type anew stands for the same legal entity of 1C, also after its next edit."""

import pytest

from shared.messages.party import Company
from shared.messages.ring.facts import CompanyChanged, CompanyTouched, PartnerChanged
from shared.messages.ring.outcomes import CompanyUpserted, Pair, PartnerUpserted
from shared.messages.things import LegalEntity, Ref
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
    mapper_of,
    take,
)

ANEW = Ref(system="b24", kind="requisite", id="28")
OTHER = Ref(system="onec", kind="legal_entity", id="0a000000-0000-4000-8000-000000000043")
RENEWED = Pair(kind="requisite", b24=ANEW.id, onec=ENTITY.id)


@pytest.fixture
def mapper(links):
    return mapper_of(links)


@pytest.fixture
async def db(mongo_url, mongo_database):
    async with connect(mongo_url, mongo_database) as database:
        yield database


def of_company(*pairs: Pair) -> PartnerUpserted:
    return PartnerUpserted(key=COMPANY.key, source=COMPANY, ref=PARTNER, pairs=pairs)


def of_partner(*pairs: Pair) -> CompanyUpserted:
    return CompanyUpserted(key=COMPANY.key, source=PARTNER, ref=COMPANY, pairs=pairs)


async def heard(mapper, outcome) -> None:
    handler = mapper.partner_upserted if isinstance(outcome, PartnerUpserted) else mapper.company_upserted
    await take(handler, outcome)


async def paired(links) -> dict[str, str]:
    """The legal entity of each requisite that has one."""
    ids = ["27", "28"]
    refs = [("requisite", REQUISITE.with_(id=one)) for one in ids]
    found = await links.counterparts(refs)
    return {one: found["requisite", one] for one in ids if ("requisite", one) in found}


@pytest.mark.parametrize("outcome", [of_company, of_partner])
async def test_an_inn_corrected_in_it_is_the_same_legal_entitys(mapper, links, outcome):
    await links.remember(PAIRS)
    await heard(mapper, outcome(RENEWED))

    card = IN_PORTAL.with_(legal_entities=(LegalEntity(ref=ANEW, name="ООО «Ромашка»", inn="7736050003"),))
    (there,) = await take(mapper.company_changed, CompanyChanged(company=card))
    (back,) = await take(mapper.partner_changed, PartnerChanged(company=IN_ONEC))

    assert there.company.legal_entities[0].ref == ENTITY
    assert back.company.legal_entities[0].ref == ANEW
    assert await paired(links) == {"28": ENTITY.id}


async def test_the_mark_that_it_bears_is_believed_from_then_on(mapper, links):
    await links.remember(PAIRS)
    marked = LegalEntity(ref=ANEW, origin=ENTITY, name="ООО «Ромашка»", inn="7707083893")
    await heard(mapper, of_company(RENEWED))

    card = Company(**{**dict(IN_PORTAL), "legal_entities": (marked,)})
    (command,) = await take(mapper.company_changed, CompanyChanged(company=card))

    assert command.company.legal_entities[0].ref == ENTITY


async def test_what_a_person_has_separated_takes_no_pair_over(mapper, links, db):
    await links.remember(PAIRS)
    await Separations(db).put([RENEWED])

    await heard(mapper, of_company(RENEWED))

    assert await paired(links) == {"27": ENTITY.id}


async def test_a_requisite_keeps_the_legal_entity_that_it_has(mapper, links):
    await links.remember([*PAIRS, Pair(kind="requisite", b24=ANEW.id, onec=OTHER.id)])

    await heard(mapper, of_company(RENEWED))

    assert await paired(links) == {"27": ENTITY.id, "28": OTHER.id}


async def test_both_requisites_of_a_card_follow_what_the_directory_has_seen(mapper, links):
    await links.remember([PAIRS[0], RENEWED])  # by an order, which looks at one of them alone

    await heard(mapper, of_company(PAIRS[1], Pair(kind="requisite", b24=ANEW.id, onec=OTHER.id)))

    assert await paired(links) == {"27": ENTITY.id, "28": OTHER.id}


async def test_a_requisite_follows_its_legal_entity_into_the_one_that_1c_has_merged_it_into(mapper, links):
    await links.remember(PAIRS)
    merged = Pair(kind="requisite", b24=REQUISITE.id, onec=OTHER.id)

    await heard(mapper, of_company(merged).with_(undone=(PAIRS[1],)))

    assert await paired(links) == {"27": OTHER.id}


async def test_whom_a_person_has_coupled_meanwhile_stays(mapper, links):
    coupled = Pair(kind="requisite", b24=REQUISITE.id, onec="0a000000-0000-4000-8000-000000000044")
    await links.remember([PAIRS[0], coupled])
    merged = Pair(kind="requisite", b24=REQUISITE.id, onec=OTHER.id)

    await heard(mapper, of_company(merged).with_(undone=(PAIRS[1],)))

    assert await paired(links) == {"27": coupled.onec}


async def test_a_merge_that_a_look_at_1c_finds_has_the_company_read_for_it(mapper, links):
    await links.remember(PAIRS)
    outcome = of_partner(Pair(kind="requisite", b24=REQUISITE.id, onec=OTHER.id))

    first = await take(mapper.company_upserted, outcome)
    await links.renew([Pair(kind="requisite", b24=REQUISITE.id, onec=OTHER.id)], undone=[PAIRS[1]])

    assert first == [CompanyTouched(ref=COMPANY, force=True)]
    assert await take(mapper.company_upserted, outcome) == []
