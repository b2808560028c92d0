"""A company of the portal names its head as soon as the head has a company of its own."""

import pytest

from shared.bus.errors import Retryable
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.party import Company, CompanyGroup
from shared.messages.ring.commands import CompanyUpsert
from shared.messages.ring.facts import CompanyChanged, PartnerChanged, PartnerTouched
from shared.messages.ring.outcomes import CompanyUpserted, Pair, PartnerUpserted
from shared.messages.things import LegalEntity, Ref, Thing
from tests.integration.mapper.test_companies import mapper_of, take

HEAD = Ref(system="onec", kind="partner", id="0a000000-0000-4000-8000-000000000051")
PART = Ref(system="onec", kind="partner", id="0a000000-0000-4000-8000-000000000052")
OTHER_HEAD = HEAD.with_(id="0a000000-0000-4000-8000-000000000053")
OF_HEAD, OF_PART = (Ref(system="b24", kind="company", id=number) for number in ("51", "52"))
PAIR = Pair(kind="company", b24=OF_HEAD.id, onec=HEAD.id)
STAMPS = {CompanyGroup.HEAD: Stamp(edited=7), CompanyGroup.NAME: Stamp(edited=7)}


@pytest.fixture
def mapper(links):
    return mapper_of(links)


def told(head: Ref | None = HEAD, **words) -> PartnerChanged:
    named = Thing(ref=head, name="Ромашка") if head else None
    known = {"name": "Ромашка-Юг", "legal_entities": (LegalEntity(inn="7707083893"),), "groups": STAMPS}
    return PartnerChanged(company=Company(ref=PART, head=named, **known | words))


async def wanted(mapper, fact: PartnerChanged) -> Thing | None:
    (command,) = await take(mapper.partner_changed, fact)
    assert isinstance(command, CompanyUpsert)
    return command.company.head


async def waiting(links) -> list[str]:
    return await links.waiting.of([HEAD.key])


async def test_a_head_that_has_a_company_is_named_by_it(mapper, links):
    await links.remember([PAIR])

    (command,) = await take(mapper.partner_changed, told())

    assert command.company.head == Thing(ref=OF_HEAD, origin=HEAD, name="Ромашка")
    assert command.not_these == (OF_HEAD.id,)
    assert await waiting(links) == []


async def test_a_part_waits_for_the_company_of_its_head(mapper, links):
    assert await wanted(mapper, told()) == Thing(origin=HEAD, name="Ромашка")
    assert await waiting(links) == [PART.key]

    ready = CompanyUpserted(key=HEAD.key, source=HEAD, ref=OF_HEAD)
    hints = await take(mapper.company_upserted, ready)

    assert hints == [PartnerTouched(ref=PART, force=True)]
    assert await waiting(links) == []


async def test_a_head_that_gets_its_pair_from_the_portals_side_wakes_its_parts_too(mapper, links):
    await wanted(mapper, told())

    hints = await take(mapper.partner_upserted, PartnerUpserted(key=OF_HEAD.key, source=OF_HEAD, ref=HEAD))

    assert hints == [PartnerTouched(ref=PART, force=True)]


async def test_a_head_that_got_its_pair_just_now_is_not_waited_for_in_vain(mapper, links):
    fact = told()
    done = await mapper.partner_changed(wrap(fact, source="test"), fact)
    await links.remember([PAIR])

    with pytest.raises(Retryable):
        await done.then()


async def test_the_company_of_a_head_that_was_deleted_is_named_no_more_until_another_takes_its_place(mapper, links):
    await links.remember([PAIR])
    became = OF_HEAD.with_(id="53")
    gone = Company(ref=OF_HEAD, origin=HEAD)
    await take(mapper.company_changed, CompanyChanged(company=gone, gone=True))
    named = await wanted(mapper, told())

    done = await take(mapper.company_changed, CompanyChanged(company=gone, gone=True, became=became))
    after = await wanted(mapper, told())

    assert (named.ref, after.ref) == (None, became)
    assert PartnerTouched(ref=PART, force=True) in done


async def test_whoever_is_a_part_of_nobody_waits_for_nobody(mapper, links):
    await wanted(mapper, told())

    assert await wanted(mapper, told(head=None)) is None
    assert await waiting(links) == []


async def test_whoever_is_his_own_head_names_none_and_waits_for_none(mapper, links):
    await links.remember([Pair(kind="company", b24=OF_PART.id, onec=PART.id)])

    assert await wanted(mapper, told(head=PART)) == Thing(origin=PART, name="Ромашка")
    assert await links.waiting.of([PART.key]) == []


async def test_a_part_whose_head_is_not_told_of_now_keeps_on_waiting(mapper, links):
    await wanted(mapper, told())

    await wanted(mapper, told(groups={CompanyGroup.NAME: Stamp(edited=8)}))

    assert await waiting(links) == [PART.key]


def before(head: Ref | None) -> PartnerChanged:
    """An older word about the part."""
    return told(head=head, groups={CompanyGroup.HEAD: Stamp(edited=6)})


@pytest.mark.parametrize("head", [None, PART, OTHER_HEAD], ids=["no head", "its own head", "another head"])
async def test_an_older_word_that_comes_late_does_not_end_the_wait_for_the_head(mapper, links, head):
    await wanted(mapper, told())

    await wanted(mapper, before(head))

    assert await waiting(links) == [PART.key]


async def test_a_newer_word_lets_a_part_wait_for_another_head(mapper, links):
    await wanted(mapper, before(OTHER_HEAD))

    await wanted(mapper, told())

    assert await links.waiting.of([OTHER_HEAD.key]) == []
    assert await waiting(links) == [PART.key]


async def test_a_part_that_is_marked_waits_for_its_own_company_and_not_for_that_of_its_head(mapper, links):
    await wanted(mapper, told())

    await take(mapper.partner_changed, told(groups={}).with_(gone=True))

    assert await links.waiting.of([PART.key]) == [PART.key]
    assert await waiting(links) == []
