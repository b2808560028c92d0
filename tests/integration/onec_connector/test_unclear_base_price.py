"""While nobody can say which price kind of 1C is the portal's base, prices stay in the portal as they are (R20)."""

from decimal import Decimal

import pytest
from structlog.testing import capture_logs

from shared.bus.errors import Retryable
from shared.messages.ring.facts import PriceTouched
from shared.messages.things import Ref
from tests.integration.onec_connector.test_prices import pricing, retail, shop, told, wholesale

__all__ = ["pricing", "retail", "shop", "wholesale"]


@pytest.fixture
async def bolt(pricing, shop, retail, wholesale) -> str:
    """An item whose prices are told."""
    bolt = await pricing.item(name="Болт М99", group=shop)
    await pricing.priced(bolt, retail, "12.50")
    await pricing.priced(bolt, wholesale, "10")
    await pricing.passed()
    return bolt


async def twin(pricing, retail: str) -> str:
    return (await pricing.onec.do("price_kinds", name="Витрина"))["kind"]


async def renamed(pricing, retail: str) -> str:
    await pricing.onec.do("price_kinds", guid=retail, name="Витрина (новая)")
    return retail


async def closed(pricing, retail: str) -> str:
    await pricing.onec.do("price_kinds", guid=retail, status="НеДействует")
    return retail


async def twin_closed(pricing, twin: str) -> None:
    await pricing.onec.do("price_kinds", guid=twin, status="НеДействует")


async def named_again(pricing, retail: str) -> None:
    await pricing.onec.do("price_kinds", guid=retail, name="Витрина")


async def in_force_again(pricing, retail: str) -> None:
    await pricing.onec.do("price_kinds", guid=retail, status="Действует")


@pytest.mark.parametrize(
    ("happens", "mended"),
    [(twin, twin_closed), (renamed, named_again), (closed, in_force_again)],
    ids=["a second kind of its name", "renamed", "out of force"],
)
async def test_prices_stand_still_while_the_base_kind_is_unclear(pricing, retail, wholesale, bolt, happens, mended):
    touched = await happens(pricing, retail)
    await pricing.priced(bolt, wholesale, "11")
    with capture_logs() as logs:
        meanwhile, hints = await pricing.passed(), list(pricing.hints)
    whole = [fact async for fact in pricing.prices.reader.would_tell()]
    some = [fact async for fact in pricing.prices.reader.would_tell([bolt])]
    with pytest.raises(Retryable) as waits:
        await pricing.touch(PriceTouched(ref=Ref(system="onec", kind="price", id=bolt), force=True))
    await mended(pricing, touched)
    (prices,) = await pricing.passed()

    assert (meanwhile, hints, whole, some) == ([], [], [], [])
    assert [one["base"] for one in logs if one["log_level"] == "error"] == ["Витрина"]
    assert not waits.value.counted
    assert told(prices) == {"Витрина": Decimal("12.5"), "Опт без НДС": Decimal(11)}
