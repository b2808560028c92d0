"""Who waits for a person's decision goes on without one when the cause is gone: a candidate changed, or hourly."""

import asyncio
import contextlib
from datetime import timedelta

import pytest

from services.mapper.doubtful import HOURLY, wake_doubtful, wake_doubtful_on
from services.mapper.handlers.products import DirectoryMapper
from shared.bus.errors import BrokerAwayError
from shared.messages.ring.doubts import Candidate, Doubt
from shared.messages.ring.facts import CompanyTouched, ItemTouched, PartnerTouched, ProductTouched
from shared.messages.ring.outcomes import (
    CompanyUpserted,
    ItemUpserted,
    PartnerUpserted,
    ProductRefused,
    ProductUpserted,
)
from shared.messages.things import Ref
from tests.integration.mapper.test_companies import COMPANY, PARTNER, mapper_of
from tests.integration.mapper.test_doubts import ITEM, WHICH_PRODUCT, take
from tests.waiting import wait_until

FORMER = Ref(system="onec", kind="item", id="0a000000-0000-4000-8000-000000000089")
PRODUCT, OTHER = (Ref(system="b24", kind="product", id=one) for one in ("501", "503"))
AGAIN = ItemTouched(ref=ITEM, force=True)
SECOND_PARTNER = Ref(system="onec", kind="partner", id="0a000000-0000-4000-8000-000000000099")


@pytest.fixture
def directory(links) -> DirectoryMapper:
    return DirectoryMapper(links)


def refused() -> ProductRefused:
    return ProductRefused(key=ITEM.key, source=ITEM, reason="product", doubts=(WHICH_PRODUCT,))


def upserted(ref: Ref = PRODUCT) -> ProductUpserted:
    return ProductUpserted(key=FORMER.key, source=FORMER, ref=ref)


def naming(thing: Ref, candidate: Ref, kind: str) -> Doubt:
    return Doubt(kind=kind, thing=thing, candidates=(Candidate(ref=candidate),))


async def test_an_item_that_waits_is_read_again_when_the_product_it_may_be_was_written_for_another(directory, links):
    """1C has moved a barcode from one item to another, and the other's command came first."""
    await take(directory.refused, refused())

    published = await take(directory.product_upserted, upserted())

    assert published == [AGAIN]
    assert [one.key for one in await links.doubts.all()] == [ITEM.key]  # until its own outcome comes


async def test_another_product_is_nothing_to_it(directory):
    await take(directory.refused, refused())

    assert await take(directory.product_upserted, upserted(OTHER)) == []


async def test_its_own_refusal_reads_nobody_again(directory, links):
    await links.doubts.put(naming(FORMER, PRODUCT, "product"), FORMER.key)

    assert await take(directory.refused, refused()) == []


async def test_a_typed_product_that_waits_is_read_again_when_its_item_gets_another_card(directory, links):
    typed = Ref(system="b24", kind="product", id="777")
    await links.doubts.put(naming(typed, ITEM, "product"), typed.key)

    published = await take(directory.item_upserted, ItemUpserted(key=OTHER.key, source=OTHER, ref=ITEM))

    assert published == [ProductTouched(ref=typed, force=True)]


async def test_a_partner_that_waits_is_read_again_when_his_company_was_written_for_another(links):
    await links.doubts.put(naming(SECOND_PARTNER, COMPANY, "company"), SECOND_PARTNER.key)
    await links.doubts.put(naming(SECOND_PARTNER, COMPANY, "company"), COMPANY.key)
    outcome = CompanyUpserted(key=COMPANY.key, source=PARTNER, ref=COMPANY)

    published = await take(mapper_of(links).company_upserted, outcome)

    assert published == [PartnerTouched(ref=SECOND_PARTNER, force=True)]  # not the company, whose pair that is


async def test_a_company_that_waits_is_read_again_when_its_partner_was_written_for_another(links):
    waiting = Ref(system="b24", kind="company", id="18")
    await links.doubts.put(naming(waiting, PARTNER, "company"), waiting.key)

    published = await take(
        mapper_of(links).partner_upserted, PartnerUpserted(key=COMPANY.key, source=COMPANY, ref=PARTNER)
    )

    assert published == [CompanyTouched(ref=waiting, force=True)]


async def looked(links, *, after: timedelta = HOURLY) -> list:
    published: list = []

    async def publish(*messages) -> None:
        published.extend(messages)

    await wake_doubtful(links.doubts, publish, after=after)
    return published


async def test_who_waits_in_the_directory_is_read_again_hourly(links):
    await links.doubts.put(WHICH_PRODUCT, ITEM.key)
    await links.doubts.put(WHICH_PRODUCT, "deal:41")  # whose order is tried again hourly anyway

    early = await looked(links)
    due = await looked(links, after=timedelta())

    assert (early, due) == ([], [AGAIN])
    assert await looked(links) == []


async def test_a_question_about_many_is_asked_again_bit_by_bit_the_oldest_first(links):
    things = [Ref(system="onec", kind="item", id=f"0a000000-0000-4000-8000-{number:012d}") for number in range(5)]
    for thing in things:
        await links.doubts.put(naming(thing, PRODUCT, "product"), thing.key)
    published: list = []

    async def publish(*messages) -> None:
        published.append([one.ref for one in messages])

    for _ in range(2):
        await wake_doubtful(links.doubts, publish, after=timedelta(), most=3)

    assert [ref for some in published for ref in some][:5] == things


async def test_one_that_could_not_be_asked_is_asked_by_the_next_look(links):
    await links.doubts.put(WHICH_PRODUCT, ITEM.key)

    async def away(*_messages) -> None:
        raise BrokerAwayError("no connection")

    with pytest.raises(BrokerAwayError):
        await wake_doubtful(links.doubts, away, after=timedelta())

    assert await looked(links, after=timedelta()) == [AGAIN]


async def test_looks_go_on_after_one_that_failed(links):
    await links.doubts.put(WHICH_PRODUCT, ITEM.key)
    published: list = []

    async def publish(*messages) -> None:
        if not published:
            published.append(None)
            raise BrokerAwayError("no connection")
        published.extend(messages)

    looking = asyncio.create_task(wake_doubtful_on(links.doubts, publish, every_s=0.01, after=timedelta()))
    try:
        await wait_until(lambda: AGAIN in published)
    finally:
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking
