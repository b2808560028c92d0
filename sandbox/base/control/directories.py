"""People of the accounting department at 1C's directories: items, item kinds and groups, agreements, any object."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

from sandbox.base.before_write import before_write
from sandbox.base.control import one_party
from sandbox.base.control.requests import (
    AgreementRequest,
    CharacteristicRequest,
    ItemGroupRequest,
    ItemKindRequest,
    ItemRequest,
    ObjectRequest,
)
from sandbox.base.faults import no_entity
from sandbox.base.fill import fill
from sandbox.base.infobase import Infobase, Row, new_line
from sandbox.base.odata import writes
from sandbox.base.schema import EMPTY_GUID
from sandbox.base.seed import company, goods
from sandbox.dataset import guid_of

ITEMS, CHARACTERISTICS = "Catalog_Номенклатура", "Catalog_ХарактеристикиНоменклатуры"
AGREEMENTS = "Catalog_СоглашенияСКлиентами"
PRICE_KEY = "ХарактеристикаНоменклатурыДляЦенообразования_Key"
REQUIRED_IN_FORM = (
    "ВидНоменклатуры_Key",
    "ТипНоменклатуры",
    "ЕдиницаИзмерения_Key",
    "ГруппаДоступа_Key",
    "ИспользованиеХарактеристик",
    "Качество",
    "ВариантОформленияПродажи",
    "СтавкаНДС_Key",
)
IN_CHARACTERISTICS = "ИндивидуальныеДляНоменклатуры"


def item(base: Infobase, asked: ItemRequest) -> dict[str, str]:
    """Type an item of the simulated base with its prices, or change one that exists.

    Raises:
        ODataFault: nobody has the item, or its name is taken

    """
    known = {"Description": asked.name, "НаименованиеПолное": asked.name, "Артикул": asked.article}
    values: Row = {name: value for name, value in known.items() if value is not None}
    if asked.marked is not None:
        values["DeletionMark"] = asked.marked
    if asked.group is not None:
        values["Parent_Key"] = asked.group or EMPTY_GUID
    if asked.characteristics is not None:
        values["ИспользованиеХарактеристик"] = IN_CHARACTERISTICS if asked.characteristics else "НеИспользовать"
    if asked.guid and base.get(ITEMS, asked.guid):
        if "unit" in asked.model_fields_set:
            values["ЕдиницаИзмерения_Key"] = goods.unit_guid(asked.unit)
        guid = asked.guid
        if values or not {"barcode", "vat_rate"} & asked.model_fields_set:  # registers leave the card alone
            change(base, ITEMS, guid, values)
    else:
        guid = asked.guid or str(uuid4())
        unit = {"ЕдиницаИзмерения_Key": goods.unit_guid(asked.unit)}
        goods_or_service = ("Товар", goods.KIND) if asked.kind == "goods" else ("Услуга", goods.KIND_OF_SERVICES)
        kind = dict(zip(("ТипНоменклатуры", "ВидНоменклатуры_Key"), goods_or_service, strict=True))
        defaults = {"ИспользованиеХарактеристик": "НеИспользовать"} | goods.rate_of(base, asked.vat_rate) | kind | unit
        new(base, ITEMS, guid, **defaults | values)
        asked.model_fields_set.add("vat_rate")
    if "vat_rate" in asked.model_fields_set:
        # The form writes the register; the item keeps the rate it was made with.
        goods.set_rate(base, guid, asked.vat_rate, base.clock.now())
    if asked.barcode:
        goods.add_barcode(base, asked.barcode, guid)
    if asked.pack_barcode:
        _pack(base, guid, asked)
    _prices(base, guid, asked)
    return {"item": guid}


def item_card(base: Infobase, guid: str) -> dict[str, object]:
    """Return an item of the simulated base, and the fields without which its form would not let it be saved.

    Raises:
        ODataFault: nobody has it

    """
    row = base.get(ITEMS, guid)
    if row is None:
        raise no_entity()
    fields = REQUIRED_IN_FORM if not base.old else [*REQUIRED_IN_FORM[:-1], "СтавкаНДС"]
    return {"item": row, "lacking": [name for name in fields if row[name] in {"", EMPTY_GUID}]}


def item_kind(base: Infobase, asked: ItemKindRequest) -> dict[str, str]:
    """Type a kind of items in the simulated base like the usual one, or change one that exists.

    Raises:
        ODataFault: nobody has it

    """
    guid = asked.guid or str(uuid4())
    if base.get(goods.KINDS, guid) is None:
        usual = base.copy(goods.KINDS, goods.KIND) or {}
        known = {name: value for name, value in usual.items() if name not in {"Ref_Key", "DataVersion"}}
        new(base, goods.KINDS, guid, **known)
    named = {"Description": asked.name} if asked.name else {}
    change(base, goods.KINDS, guid, named | asked.set)
    return {"kind": guid}


def characteristic(base: Infobase, asked: CharacteristicRequest) -> dict[str, str]:
    """Type a characteristic of an item in the simulated base, or change one that exists.

    Raises:
        ODataFault: nobody has it

    """
    known = {
        "Description": asked.name,
        "НаименованиеПолное": asked.name,
        "DeletionMark": asked.marked,
        PRICE_KEY: asked.priced_as,
    }
    values: Row = {name: value for name, value in known.items() if value is not None}
    guid = asked.guid or str(uuid4())
    if base.get(CHARACTERISTICS, guid):
        if values:
            change(base, CHARACTERISTICS, guid, values)
    else:
        of = "Catalog_ВидыНоменклатуры" if asked.shared else ITEMS
        owner = goods.KIND if asked.shared else asked.item
        if PRICE_KEY in base.schema[CHARACTERISTICS].by_name:
            values.setdefault(PRICE_KEY, guid_of(f"price-key:{guid}"))
        new(base, CHARACTERISTICS, guid, Owner=owner, Owner_Type=f"StandardODATA.{of}", **values)
    if asked.barcode:
        goods.add_barcode(base, asked.barcode, asked.item, guid)
    if asked.price is not None:
        for kind in base.rows("Catalog_ВидыЦен"):
            key = (base.get(CHARACTERISTICS, guid) or {}).get(PRICE_KEY, guid) if base.switches.pricing_25 else guid
            goods.set_price(base, asked.item, kind["Ref_Key"], asked.price, company.CURRENCY, key)
    return {"characteristic": guid}


def item_group(base: Infobase, asked: ItemGroupRequest) -> dict[str, str]:
    """Make a folder of items in the simulated base, or rename, move or mark one that exists.

    Raises:
        ODataFault: its name is taken

    """
    known = {"Description": asked.name, "Parent_Key": asked.parent, "DeletionMark": asked.marked}
    values: Row = {name: value for name, value in known.items() if value is not None}
    guid = asked.guid or str(uuid4())
    if not base.get(ITEMS, guid):
        new(base, ITEMS, guid, IsFolder=True, **values)
        return {"group": guid}
    change(base, ITEMS, guid, values)
    if asked.marked is not None:
        _mark_within(base, guid, marked=asked.marked)
    return {"group": guid}


def _mark_within(base: Infobase, group: str, *, marked: bool) -> None:
    for row in [row for row in base.rows(ITEMS) if row["Parent_Key"] == group]:
        change(base, ITEMS, row["Ref_Key"], {"DeletionMark": marked})
        if row["IsFolder"]:
            _mark_within(base, row["Ref_Key"], marked=marked)


def agreement(base: Infobase, asked: AgreementRequest) -> dict[str, str]:
    """Type an agreement with clients in the simulated base, or change one that exists.

    Raises:
        ODataFault: nobody has the agreement

    """
    known = {
        "Партнер_Key": asked.partner,
        "Description": asked.name,
        "ВидЦен_Key": asked.price_kind,
        "ПроцентРучнойСкидки": asked.discount_limit,
        "ОграничиватьРучныеСкидки": None if asked.discount_limit is None else asked.discount_limit > 0,
        "Организация_Key": asked.organisation,
        "Статус": asked.status,
        "ИспользуютсяДоговорыКонтрагентов": asked.contracts,
    }
    values: Row = {name: value for name, value in known.items() if value is not None}
    values |= numbered(base, AGREEMENTS, asked.set)
    if asked.payment:
        stages = enumerate(company.STAGES[asked.payment], 1)
        values["ЭтапыГрафикаОплаты"] = [
            {"LineNumber": number, "ВариантОплаты": variant, "ПроцентПлатежа": share, "Сдвиг": shift}
            | {"ВариантОтсчета": "ОтДатыЗаказа"}
            for number, (variant, share, shift) in stages
        ]
    if asked.guid and base.get(AGREEMENTS, asked.guid):
        return {"agreement": str(change(base, AGREEMENTS, asked.guid, values)["Ref_Key"])}
    guid = asked.guid or str(uuid4())
    defaults = {
        "Номер": str(len(base.tables[AGREEMENTS]) + 1),
        "Статус": "Действует",
        "Согласован": True,
        "Типовое": asked.partner is None,
        "Валюта_Key": company.CURRENCY,
        "ЦенаВключаетНДС": True,
        "ФормаОплаты": "Безналичная",
        "ХозяйственнаяОперация": "РеализацияКлиенту",
    }
    new(base, AGREEMENTS, guid, **defaults)
    change(base, AGREEMENTS, guid, values)
    return {"agreement": guid}


def written(base: Infobase, asked: ObjectRequest) -> dict[str, str]:
    """Write any object of a catalog, or a row of a register, by 1C's own names; `guid` names one that may exist.

    Raises:
        ODataFault: a value not of its type, or a handler refuses

    """
    values = numbered(base, asked.of, asked.set)
    if not base.schema[asked.of].versioned:
        row = base.blank(base.schema[asked.of])
        writes.assign(base.schema[asked.of], row, values)
        base.commit(asked.of, row)
        return {}
    guid = asked.guid or str(uuid4())
    if not base.get(asked.of, guid):
        new(base, asked.of, guid)
    return {"object": str(change(base, asked.of, guid, values)["Ref_Key"])}


def numbered(base: Infobase, set_name: str, values: Row) -> Row:
    """Number the rows of a 1C object's tabular parts, as a person at a table does not."""
    parts = base.schema[set_name].parts_by_name
    rows = {
        name: [{"LineNumber": n} | one for n, one in enumerate(values[name], 1)] for name in parts if name in values
    }
    return values | rows


def change(base: Infobase, set_name: str, guid: str, values: Row) -> Row:
    """Change any object of the simulated base by 1C's own names, as people do.

    Raises:
        ODataFault: nobody has it, a value not of its type, or a handler refuses

    """
    row, old = base.copy(set_name, guid), base.get(set_name, guid)
    if row is None:
        raise no_entity()
    writes.assign(base.schema[set_name], row, values)
    before_write(base, set_name, row, old)
    done = base.commit(set_name, row)
    one_party.mark_other_half(base, set_name, done)
    return done


def new(base: Infobase, set_name: str, guid: str, **values: object) -> Row:
    """Write an object of the simulated base with a new reference, by 1C's own names, as people do.

    Raises:
        ODataFault: a handler refuses

    """
    entity_set = base.schema[set_name]
    row = base.blank(entity_set)
    row["Ref_Key"] = guid
    fill(base, set_name, row)
    for name, value in values.items():
        part = entity_set.parts_by_name.get(name)
        lines = value if isinstance(value, list) else []
        row[name] = [new_line(part, guid, n) | one for n, one in enumerate(lines, 1)] if part else value
    before_write(base, set_name, row, None)
    return base.commit(set_name, row)


def _pack(base: Infobase, item: str, asked: ItemRequest) -> None:
    owner = {"Owner": item, "Owner_Type": f"StandardODATA.{ITEMS}"}
    ratio = {"Числитель": Decimal(10), "Знаменатель": Decimal(1), "ЕдиницаИзмерения_Key": goods.unit_guid(asked.unit)}
    pack = str(uuid4())
    new(base, goods.UNITS, pack, Description="упак (10)", ТипИзмеряемойВеличины=goods.PACKED, **owner, **ratio)
    goods.add_barcode(base, asked.pack_barcode or "", item, pack=pack)


def _prices(base: Infobase, guid: str, asked: ItemRequest) -> None:
    prices: dict[str, Decimal] = dict(asked.prices)
    if asked.price is not None:
        prices |= {row["Ref_Key"]: asked.price for row in base.rows("Catalog_ВидыЦен") if row["Ref_Key"] not in prices}
    for kind, price in prices.items():
        goods.set_price(base, guid, kind, price, company.CURRENCY)
