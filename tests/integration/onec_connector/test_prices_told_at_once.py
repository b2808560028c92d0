"""What 1C would tell of all its prices: as the reader tells them one by one, and nothing is remembered."""

from shared.messages.ring.facts import PriceTouched
from shared.messages.things import Ref
from tests.integration.onec_connector import test_prices

pricing, shop, retail = test_prices.pricing, test_prices.shop, test_prices.retail


async def asked(pricing) -> list:
    return [fact.prices async for fact in pricing.prices.reader.would_tell()]


async def test_prices_of_items_that_were_told_are_told_as_the_reader_tells_them(pricing, onec, shop, retail):
    bolt = await pricing.item(name="Болт М99", group=shop)
    untold = (await onec.do("items", name="Гайка М99", group=shop))["item"]
    await pricing.item(name="Шайба М99", group=shop)
    for item in (bolt, untold):
        await pricing.priced(item, retail, "12.50")

    (before,) = await asked(pricing)
    (told,) = await pricing.passed()
    (after,) = await asked(pricing)

    assert before.with_(groups={}) == told.with_(groups={})
    assert after == told


async def test_a_price_that_was_told_and_is_gone_is_told_empty(pricing, shop, retail):
    bolt = await pricing.item(name="Болт М99", group=shop)
    document = await pricing.priced(bolt, retail, "12.50")
    await pricing.passed()
    await pricing.priced(bolt, retail, "12.50", guid=document, posted=False)

    (prices,) = await asked(pricing)

    assert prices.prices == ()
    hint = PriceTouched(ref=Ref(system="onec", kind="price", id=bolt), force=True)
    assert [one.with_(groups={}) for one in await pricing.touch(hint)] == [prices.with_(groups={})]
