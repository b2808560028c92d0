"""An item that is sold to a client by an agreement of its own, for tests of prices and limits."""

from datetime import datetime

from sandbox.base.control import directories, pricing, requests
from sandbox.base.seed.company import CURRENCY

EMPTY = "00000000-0000-0000-0000-000000000000"
GROUPS = "Catalog_ЦеновыеГруппы"
DAY = datetime.fromisoformat("2026-03-05")


class Shop:
    """An item sold to a client of its own agreement; a price in each kind that a test asks for."""

    def __init__(self, desk):
        self.desk, self.base = desk, desk.base
        self.item = directories.item(self.base, requests.ItemRequest(name="Анкер", price=None))["item"]
        self.partner = desk.client.guid
        self.agreement = self.made("Catalog_СоглашенияСКлиентами", Партнер_Key=self.partner, ЦенаВключаетНДС=True)
        self.change(self.agreement, Валюта_Key=CURRENCY)

    def made(self, of, **values):
        return directories.written(self.base, requests.ObjectRequest(of=of, set=values))["object"]

    def change(self, agreement, **values):
        directories.agreement(self.base, requests.AgreementRequest(guid=agreement, set=values))

    def kind(self, price=None, since="2026-01-01T00:00:00", vat_included=True, **row):
        kind = pricing.price_kind(self.base, requests.PriceKindRequest(name="Вид", vat_included=vat_included))["kind"]
        if price is not None:
            self.price(kind, price, since, **row)
        return kind

    def price(self, kind, price, since="2026-01-01T00:00:00", **row):
        one = {"item": self.item, "kind": kind, "price": price} | row
        pricing.price_document(self.base, requests.PriceDocumentRequest(since=since, rows=[one]))

    def group(self):
        group = self.made(GROUPS, Description="Крепёж")
        directories.change(self.base, directories.ITEMS, self.item, {"ЦеноваяГруппа_Key": group})
        return group

    def pack(self, ratio):
        return self.packed("уп", ratio)

    def packed(self, name, numerator, denominator=1):
        owner = {"Owner": self.item, "Owner_Type": f"StandardODATA.{directories.ITEMS}"}
        ratio = {"Числитель": numerator, "Знаменатель": denominator, "ТипИзмеряемойВеличины": "Упаковка"}
        return self.made("Catalog_УпаковкиЕдиницыИзмерения", Description=name, **owner, **ratio)

    def fill(self, **asked):
        known = {"partner": self.partner, "agreement": self.agreement, "item": self.item, "date": DAY}
        found = pricing.filled(self.base, requests.FillRequest(**known | asked))
        return found.source, found.kind, str(found.price)
