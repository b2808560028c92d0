"""Whoever is gone waits for a pair of his own until he is there again, at most for 30 days."""

from datetime import UTC, datetime, timedelta

import pytest

from services.mapper.parties.waiting import COLLECTION
from shared.messages.party import Company
from shared.messages.ring.facts import CompanyChanged, PartnerChanged
from shared.store.connection import connect
from tests.integration.mapper.test_companies import COMPANY, IN_ONEC, IN_PORTAL, mapper_of
from tests.integration.mapper.test_doubts import take

MONTH_S = 30 * 24 * 60 * 60


@pytest.fixture
async def documents(mongo_url, mongo_database):
    async with connect(mongo_url, mongo_database) as database:
        yield database[COLLECTION]


def gone_and_back(links, of):
    """The handler of a company or partner, and its message while it is gone and once it is there again."""
    mapper = mapper_of(links)
    if of == "company":
        gone = CompanyChanged(company=Company(ref=COMPANY), gone=True)
        return mapper.company_changed, gone, CompanyChanged(company=IN_PORTAL)
    return mapper.partner_changed, PartnerChanged(company=IN_ONEC, gone=True), PartnerChanged(company=IN_ONEC)


@pytest.mark.parametrize("of", ["company", "partner"])
async def test_who_is_there_again_waits_for_no_pair_of_his_own(links, documents, of):
    handler, gone, back = gone_and_back(links, of)

    await take(handler, gone)
    waits = await documents.count_documents({})
    await take(handler, back)

    assert (waits, await documents.count_documents({})) == (1, 0)


async def test_a_partner_who_is_there_again_still_waits_for_his_head(links, documents):
    handler, _, back = gone_and_back(links, "partner")
    await links.waiting.put_unless_later(IN_ONEC.ref, IN_ONEC.ref.with_(id="0a000000-0000-4000-8000-000000000099"), 1)

    await take(handler, back)

    assert await documents.count_documents({}) == 1


@pytest.mark.parametrize("of", ["company", "partner"])
async def test_who_never_gets_a_pair_is_forgotten(links, documents, of):
    handler, gone, _ = gone_and_back(links, of)

    await take(handler, gone)

    (kept,) = await documents.find({}).to_list()
    index = (await documents.index_information())["gone_since"]
    assert datetime.now(UTC) - kept["gone_since"].replace(tzinfo=UTC) < timedelta(minutes=5)
    assert (index["key"], index["expireAfterSeconds"]) == ([("gone_since", 1)], MONTH_S)


async def test_who_waits_for_another_is_not_forgotten(links, documents):
    handler, gone, _ = gone_and_back(links, "partner")
    await take(handler, gone)

    await links.waiting.put_unless_later(IN_ONEC.ref, IN_ONEC.ref.with_(id="0a000000-0000-4000-8000-000000000099"), 1)

    (kept,) = await documents.find({}).to_list()
    assert "gone_since" not in kept
