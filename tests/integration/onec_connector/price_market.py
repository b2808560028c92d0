"""A random market in a 1C base: items, kinds, prices, rates, agreements; and what its form fills a row with."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sandbox.base.releases.table import NEWEST, values
from sandbox.base.seed.company import CURRENCY as ROUBLE
from sandbox.base.seed.goods import unit_guid
from sandbox.dataset import guid_of
from services.onec_connector.reference.client_prices import AskedPrice, ClientSale
from tests.integration.onec_connector.connector import Onec

NOBODY = "00000000-0000-0000-0000-000000000000"
VARIANTS = values(NEWEST, "ВариантыРасчетаЦенПоСоглашениямСКлиентами")
RATES = "InformationRegister_ОтносительныеКурсыВалют"
FIRST = date(2026, 3, 1)
DAYS = [FIRST + timedelta(days=7 * n) for n in range(6)]
NOON = time(12)
ITEM_KINDS = (
    ("Метизы", False, ()),
    ("Без цен характеристик", False, ("Характеристике",)),
    ("Цены упаковок", True, ()),
    ("Цены характеристик", False, ("Номенклатуре",)),
)  # whether packs are in their price key, and what is not
EDGES = (time(0), NOON, time(23, 59, 59))


@dataclass
class Ware:
    """An item, and what it is sold in; the first characteristic and pack are none."""

    guid: str
    vat: Decimal | None
    by_pack: bool
    by_item: bool = True
    packs: list[str] = field(default_factory=lambda: [NOBODY])
    characteristics: list[str] = field(default_factory=lambda: [NOBODY])


@dataclass
class Market:
    """Draws everything from one seed; the base is left with it.

    Args:
        modern: pricing 2.5, else 2.0.
    """

    onec: Onec
    random: Random
    modern: bool
    wares: list[Ware] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    agreements: list[tuple[str, str]] = field(default_factory=list)  # and the currency of each
    partners: list[str] = field(default_factory=list)
    currencies: list[str] = field(default_factory=lambda: [ROUBLE])

    async def open(self, wares: int) -> None:
        """Plant a market of so many items."""
        await self.onec.do("switches", pricing_25=self.modern)
        await self._currencies()
        self.groups = [await self._made("Catalog_ЦеновыеГруппы", Description=f"Группа {n}") for n in range(3)]
        kinds_of_items = await self._kinds_of_items()
        for number in range(wares):
            self.wares.append(await self._ware(number, kinds_of_items))
        of_currency = {}
        for number in range(6):
            kind = await self._price_kind(number)
            of_currency[kind] = self.random.choice([ROUBLE, ROUBLE, *self.currencies])
        self.kinds = list(of_currency)
        await self._prices(of_currency)
        for number in range(16):
            await self._agreement(number)
        for number in range(6):
            self.partners.append(await self._partner(number))

    def sale(self) -> ClientSale:
        """Draw a client, an agreement or none, and a day."""
        lonely = self.random.random() < (0.3 if self.modern else 0.05)
        agreement, currency = ("", ROUBLE) if lonely else self.random.choice(self.agreements)
        day = self.random.choice(DAYS) + timedelta(days=self.random.choice([0, 0, 0, 1, -1]))
        return ClientSale(agreement, self.random.choice(self.partners), day, currency, self.random.random() < 0.5)

    def row(self) -> AskedPrice:
        """Draw what a row sells."""
        ware = self.random.choice(self.wares)
        pack, characteristic = self.random.choice(ware.packs), self.random.choice(ware.characteristics)
        return AskedPrice(ware.guid, _named(characteristic), _named(pack), ware.vat)

    async def filled(self, sale: ClientSale, row: AskedPrice) -> tuple[str, tuple[Decimal, str] | None]:
        """Ask the form: where the price comes from; the price and its kind, None for no price."""
        found = await self.onec.do(
            "prices/fill",
            partner=sale.partner,
            agreement=sale.agreement or NOBODY,
            item=row.item,
            characteristic=row.characteristic or NOBODY,
            pack=row.pack or NOBODY,
            date=f"{sale.on}T10:00:00",
            vat_included=sale.vat_included,
            currency=sale.currency,
        )
        price = Decimal(found["price"])
        return found["source"], (price, _named(found["kind"])) if price else None

    async def _made(self, of: str, **named: Any) -> str:
        return (await self.onec.do("objects", of=of, set=named)).get("object", "")

    async def _currencies(self) -> None:
        for code, name, usual in (("840", "USD", 90), ("156", "CNY", 11)):
            currency = await self._made("Catalog_Валюты", Code=code, Description=name)
            self.currencies.append(currency)
            for day in (FIRST - timedelta(days=40), *self.random.sample(DAYS, 3)):
                worth = {"КурсЧислитель": round(usual * self.random.uniform(0.8, 1.2), 4), "КурсЗнаменатель": 1}
                pair = {"Валюта_Key": currency, "БазоваяВалюта_Key": ROUBLE}
                await self._made(RATES, Period=f"{day}T00:00:00", **pair, **worth)

    async def _kinds_of_items(self) -> list[tuple[str, bool, bool]]:
        found = []
        for name, by_pack, unused in ITEM_KINDS:
            settings = {f"НастройкиКлючаЦенПо{by}": "НеИспользовать" for by in unused}
            settings["НастройкиКлючаЦенПоУпаковке"] = "Использовать" if by_pack else "НеИспользовать"
            made = await self.onec.do("item_kinds", name=name, set=settings)
            found.append((made["kind"], by_pack, "Номенклатуре" not in unused))
        return found

    async def _ware(self, number: int, kinds: list[tuple[str, bool, bool]]) -> Ware:
        rates: list[Decimal | None] = [Decimal(22), Decimal(10), Decimal(0), None]
        vat = self.random.choice(rates)
        rate = None if vat is None else int(vat)
        kind, by_pack, by_item = self.random.choice(kinds)
        item = (await self.onec.do("items", name=f"Изделие {number}", vat_rate=rate, characteristics=number % 3 == 0))[
            "item"
        ]
        ware = Ware(item, vat, by_pack, by_item or not self.modern)
        group = self.random.choice([NOBODY, *self.groups])
        changed = {"ВидНоменклатуры_Key": kind, "ЦеноваяГруппа_Key": group}
        await self.onec.do("objects", of="Catalog_Номенклатура", guid=item, set=changed)
        for size in self.random.sample((3, 7, 12, 100), self.random.randint(0, 2)):
            owner = {"Owner": item, "Owner_Type": "StandardODATA.Catalog_Номенклатура", "Description": f"уп {size}"}
            ratio = {"Числитель": size, "Знаменатель": 1, "ТипИзмеряемойВеличины": "Упаковка"}
            pack = await self._made("Catalog_УпаковкиЕдиницыИзмерения", **ratio, **owner)
            ware.packs.append(pack)
        if number % 2:
            ware.packs.append(await self._weighed(item))
        for name in ("красная", "синяя")[: 2 if number % 3 == 0 else 0]:
            made = await self.onec.do("characteristics", item=item, name=f"{name} {number}")
            ware.characteristics.append(made["characteristic"])
        return ware

    async def _weighed(self, item: str) -> str:
        """Let a piece weigh something, and return the kilogram that it is sold by as well."""
        kilogram, weight = unit_guid("166"), self.random.choice((Decimal("2.5"), Decimal("0.4"), Decimal(30)))
        said = {"Использовать": True, "ЕдиницаИзмерения_Key": kilogram, "Числитель": float(weight), "Знаменатель": 1}
        weighs = {f"Вес{part}": value for part, value in said.items()}
        await self.onec.do("objects", of="Catalog_Номенклатура", guid=item, set=weighs)
        return kilogram

    async def _price_kind(self, number: int) -> str:
        purpose = "Общий" if number < 4 else "ИндивидуальныйДляПартнера"
        asked = {"name": f"Вид {number}", "vat_included": self.random.random() < 0.5, "purpose": purpose}
        return (await self.onec.do("price_kinds", **asked))["kind"]

    async def _prices(self, of_currency: dict[str, str]) -> None:
        rows: dict[datetime, dict[tuple[str, ...], dict[str, Any]]] = {}
        for ware in self.wares:
            for kind in self.random.sample(self.kinds, 5):
                for _ in range(self.random.randint(1, 4)):
                    moment, row = self._price(ware, kind, of_currency[kind])
                    key = (row["item"], kind, row["characteristic"], row["pack"] if row["by_pack"] else "")
                    rows.setdefault(moment, {})[key] = row
        for moment in sorted(rows):
            await self.onec.do("prices", since=moment.isoformat(), rows=list(rows[moment].values()))

    def _price(self, ware: Ware, kind: str, currency: str) -> tuple[datetime, dict[str, Any]]:
        chosen = self.random.choice(ware.characteristics)
        key = self.price_key(chosen) if self.modern else chosen
        price = 0 if self.random.random() < 0.05 else str(Decimal(self.random.randint(1, 999_999)) / 100)
        day = self.random.choice([FIRST - timedelta(days=30), *DAYS])
        item = ware.guid if ware.by_item else NOBODY
        row = {"item": item, "kind": kind, "price": price, "currency": currency, "characteristic": key}
        more = {"pack": self.random.choice(ware.packs), "by_pack": self.modern and ware.by_pack}
        return datetime.combine(day, self.random.choice(EDGES)), row | more

    @staticmethod
    def price_key(characteristic: str) -> str:
        """What pricing 2.5 keeps the prices of a characteristic by."""
        return NOBODY if characteristic == NOBODY else guid_of(f"price-key:{characteristic}")

    async def _agreement(self, number: int) -> None:
        currency = self.random.choice([ROUBLE, ROUBLE, ROUBLE, *self.currencies])
        fields = {
            "ВариантРасчетаЦен": self.random.choice(VARIANTS),
            "ВидЦен_Key": self._some_kind(),
            "ИндивидуальныйВидЦены_Key": self._some_kind(),
            "ЦенаВключаетНДС": self.random.random() < 0.5,
            "Валюта_Key": currency,
            "ЦеновыеГруппы": [
                {"ЦеноваяГруппа_Key": group, "ВидЦен_Key": self._some_kind()} for group in self.groups[: number % 4]
            ],
            "Товары": list(self._goods()),
        }
        made = await self.onec.do("agreements", name=f"Соглашение {number}", set=fields)
        self.agreements.append((made["agreement"], currency))

    def _goods(self) -> Iterator[dict[str, Any]]:
        for ware in self.random.sample(self.wares, len(self.wares) // 2):
            fixed = self.random.random() < 0.5
            yield {
                "Номенклатура_Key": ware.guid,
                "Характеристика_Key": self.random.choice(ware.characteristics),
                "Упаковка_Key": self.random.choice(ware.packs),
                "ВидЦены_Key": self._some_kind(),
                "Цена": self.random.randint(1, 99_999) / 100 if fixed else 0,
            }

    async def _partner(self, number: int) -> str:
        partner = (await self.onec.do("partners", name=f"Покупатель {number}", inn=f"77{number:08}"))["partner"]
        kinds = {"ИндивидуальныйВидЦены_Key": self._some_kind(), "ВидЦен_Key": self._some_kind()}
        await self.onec.do("objects", of="Catalog_Партнеры", guid=partner, set=kinds)
        return partner

    def _some_kind(self) -> str:
        return self.random.choice([NOBODY, *self.kinds, *self.kinds])


def _named(guid: str) -> str:
    return "" if guid == NOBODY else guid
