"""A portal whose prices 1C names, and the writer that does it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

from services.b24_connector.writer.prices.handlers import PriceWriter
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.price import ItemPrices, Price, PriceGroup, PriceKind
from shared.messages.ring.commands import PriceUpsert
from tests.integration.b24_connector.catalogue_shop import Shop, onec, opened_shop
from tests.unit.b24_connector.stores import ClaimsInMemory

BASE, WHOLESALE = 1, 2
"""Types that every portal of the simulator has."""


class Prices:
    """The writer of prices, and 1C that says them."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.store, self.claims = shop.prices, ClaimsInMemory()
        self.version, self.touched = 0, []
        self.restart()

    def restart(self) -> None:
        """Forget what was read and kept."""
        self.writer = PriceWriter(self.shop.portal, self.store, self.claims, self._publish)

    async def _publish(self, *messages) -> None:
        self.touched += [message.ref.key for message in messages if message.force]

    async def say(self, number: int = 1, *prices: Price, **words):
        """1C says what an item costs; `within` is a characteristic."""
        command = self.command(number, *prices, **words)
        return (await self.writer.price(wrap(command, source="test"), command)).publish[0]

    def command(self, number: int = 1, *prices: Price, rate="22", again=False, ref=None, within=""):
        self.version += not again
        source = onec("price", number)
        source = source.with_(id=f"{source.id}#{within}") if within else source
        wanted = ItemPrices(
            ref=ref,
            origin=source,
            groups={PriceGroup.PRICES: Stamp(edited=self.version)},
            name="Болт М8",
            vat_rate=None if rate is None else Decimal(rate),
            prices=prices,
        )
        return PriceUpsert(key=source.key, source=source, prices=wanted)

    def of(self, outcome) -> dict[int, tuple[float, str]]:
        product = int(outcome.ref.id)
        rows = [row for row in self.shop.simulated.table("price") if row["productId"] == product]
        return {row["catalogGroupId"]: (float(row["price"]), row["currency"]) for row in rows}

    @property
    def types(self) -> dict[str, dict]:
        return {row["xmlId"]: row for row in self.shop.simulated.table("price_type")}


def price(kind: int, value, *, currency="RUB", included=True, base=False, name="") -> Price:
    thing = PriceKind(origin=onec("price_kind", kind), name=name or f"Вид {kind}", base=base)
    return Price(kind=thing, currency=currency, vat_included=included, value=Decimal(value))


@asynccontextmanager
async def opened_prices() -> AsyncIterator[Prices]:
    """Open a portal with one product and no price of 1C."""
    async with opened_shop() as shop:
        await shop.item(1)
        yield Prices(shop)
