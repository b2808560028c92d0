"""People of the sales department at 1C's prices: kinds, documents that set prices, how the form prices a row."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

from sandbox.base.client_prices import Asked, Filled, fill_price
from sandbox.base.control import directories
from sandbox.base.control.requests import FillRequest, PriceDocumentRequest, PriceKindRequest, PriceRow
from sandbox.base.infobase import Infobase, Row
from sandbox.base.schema import EMPTY_GUID
from sandbox.base.seed import company, goods, writing

KINDS = "Catalog_ВидыЦен"


def price_kind(base: Infobase, asked: PriceKindRequest) -> dict[str, str]:
    """Type a price kind in 1C, or change one that exists; a new one is common, in force and used for selling.

    Raises:
        ODataFault: a value not of its type

    """
    known = {
        "Description": asked.name,
        "ВалютаЦены_Key": asked.currency,
        "ЦенаВключаетНДС": asked.vat_included,
        "Назначение": asked.purpose,
        "Статус": asked.status,
        "ИспользоватьПриПродаже": asked.for_sales,
        "DeletionMark": asked.marked,
    }
    values: Row = {name: value for name, value in known.items() if value is not None}
    guid = asked.guid or str(uuid4())
    if base.get(KINDS, guid):
        directories.change(base, KINDS, guid, values)
    else:
        usual = {"ВалютаЦены_Key": company.CURRENCY, "ЦенаВключаетНДС": True, "Назначение": "Общий"}
        more = {"Статус": "Действует", "СпособЗаданияЦены": "Вручную", "ИспользоватьПриПродаже": True}
        writing.add(base, KINDS, guid, **usual | more | values)
    return {"kind": guid}


def price_document(base: Infobase, asked: PriceDocumentRequest) -> dict[str, str]:
    """Post a document of 1C that sets prices, or post one anew with other rows; one that is not posted sets none."""
    guid = asked.guid or str(uuid4())
    for name in goods.PRICES:
        for old in [row for row in base.rows(name) if row["Recorder"] == guid]:
            base.delete(name, (old["Recorder"], old["Recorder_Type"], old["LineNumber"]))
    period = (asked.since or base.clock.now()).replace(tzinfo=None)
    goods.save_price_document(base, guid, period, posted=asked.posted)
    for number, row in enumerate(asked.rows if asked.posted else (), start=1):
        goods.write_price(base, guid, number, period, _values(row, new=base.prices_by_25(period.date())))
    return {"document": guid}


def filled(base: Infobase, asked: FillRequest) -> Filled:
    """Return how 1C's form would price a row; what is left out is the agreement's, the day is the base's today."""
    agreement = base.get(directories.AGREEMENTS, asked.agreement) or {}
    own = agreement.get("Валюта_Key", company.CURRENCY)
    row = Asked(
        asked.partner,
        asked.agreement,
        asked.item,
        asked.characteristic,
        asked.pack,
        (asked.date or base.clock.now()).date(),
        asked.currency or (company.CURRENCY if own == EMPTY_GUID else own),
        agreement.get("ЦенаВключаетНДС", True) if asked.vat_included is None else asked.vat_included,
    )
    return fill_price(base, row)


def _values(row: PriceRow, *, new: bool) -> Row:
    values: Row = {
        "Номенклатура_Key": row.item,
        "ВидЦены_Key": row.kind,
        "Цена": Decimal(row.price),
        "Валюта_Key": company.CURRENCY if row.currency is None else row.currency,
        "ХарактеристикаЦО_Key" if new else "Характеристика_Key": row.characteristic,
        "Упаковка_Key": row.pack,
    }
    # Where packs are a part of the key of prices, it is named twice.
    return values | ({"УпаковкаЦО_Key": row.pack} if new and row.by_pack else {})
