"""Typed products without an item, as a census counts them: those a person is asked about are not told."""

import pytest

from services.mapper.handlers.companies import CompanyMapper
from services.mapper.handlers.contacts import ContactMapper
from services.mapper.handlers.directory_census import DirectoryCensusMapper
from services.mapper.handlers.products import DirectoryMapper
from services.mapper.vocabulary import Vocabulary
from shared.messages.envelope import wrap
from shared.messages.product import Product
from shared.messages.ring.directory_census import RecordsCounted
from shared.messages.ring.doubts import Candidate, Doubt
from shared.messages.ring.outcomes import ItemRefused, Pair
from shared.messages.things import Ref
from tests.delivered import delivered_rules

ITEMS = [Ref(system="onec", kind="item", id=f"0a000000-0000-4000-8000-00000000008{number}") for number in range(3)]
PRODUCTS = [Ref(system="b24", kind="product", id=f"50{number}") for number in range(4)]


@pytest.fixture
def directory(links):
    return DirectoryMapper(links)


async def unmade(links, directory) -> list[str]:
    counted = [Product(ref=one, name=f"Наручник {one.id}") for one in PRODUCTS]
    message = RecordsCounted(run="r", look=1, kind="product", page=1, count=len(counted), products=counted)
    words = Vocabulary(delivered_rules())
    mapper = DirectoryCensusMapper(directory, CompanyMapper(links, words), ContactMapper(links, words))
    (weighed,) = (await mapper.records_counted(wrap(message, source="test"), message)).publish
    return [one.key for one in weighed.found]


async def test_a_product_in_an_open_doubt_or_with_an_item_is_not_told_as_unmade(links, directory):
    paired, waiting, candidate, unmade_ = PRODUCTS
    await links.remember([Pair(kind="product", b24=paired.id, onec=ITEMS[0].id)])
    which = Doubt(kind="product", thing=waiting, candidates=(Candidate(ref=ITEMS[1]),))
    refused = ItemRefused(key=waiting.key, source=waiting, reason="item", doubts=(which,))
    await directory.item_refused(wrap(refused, source="test"), refused)
    of_item = Doubt(kind="product", thing=ITEMS[2], candidates=(Candidate(ref=candidate),))
    await links.doubts.put(of_item, ITEMS[2].key)

    assert await unmade(links, directory) == [unmade_.key]

    await links.doubts.close(await links.doubts.all())

    assert await unmade(links, directory) == [waiting.key, candidate.key, unmade_.key]
