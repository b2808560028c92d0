"""Looks at goods and groups in 1C and in the portal, as people see them."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sandbox.people.control import glance
from sandbox.portal.methods.catalog import ARTICLE, BARCODE
from tests.chaos.directories.repositories import Assortment, Goods, Group

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sandbox.people.accountant import Accountant
    from sandbox.people.seller import Seller

ITEMS = "Catalog_Номенклатура"
NOWHERE = "00000000-0000-0000-0000-000000000000"
SERVICE = 7
NO_VAT = "Без НДС"
_CARD = ("Ref_Key", "Description", "DeletionMark", "IsFolder", "Parent_Key", "Артикул", "ЕдиницаИзмерения_Key")
_KIND = ("ТипНоменклатуры", "ИспользованиеХарактеристик", "СтавкаНДС_Key")
_BARCODE = ("Штрихкод", "Номенклатура_Key", "Характеристика_Key", "Упаковка_Key")


class Eyes:
    """Eyes of both sides.

    Args:
        seller: of the portal.
        accountant: of 1C.
    """

    def __init__(self, seller: Seller, accountant: Accountant) -> None:
        self._seller, self._accountant = seller, accountant

    # 1C.

    def base(self, shop: str, ours: set[str]) -> Assortment:
        """Return what 1C holds within a group, and what has been there.

        Args:
            shop: the group that the rules let through.
            ours: items that may stand elsewhere.
        """
        rows = self._accountant.listed(ITEMS, (*_CARD, *_KIND))
        folders = {str(row["Ref_Key"]): row for row in rows if row["IsFolder"]}
        within = {guid for guid in folders if shop in _way_up(folders, guid)}
        cards = [row for row in rows if not row["IsFolder"] and (row["Parent_Key"] in within or row["Ref_Key"] in ours)]
        barcodes, rates = self._barcodes(), self._rates()
        return Assortment(
            [self._item(row, within, barcodes, rates) for row in cards],
            [Group(one, str(folders[one]["Description"]), _within(folders[one], within)) for one in sorted(within)],
            frozenset(str(row["Ref_Key"]) for row in cards if not _is_sold_whole(row)),
        )

    def _item(
        self, row: Mapping[str, Any], within: set[str], barcodes: Mapping[str, str], rates: Mapping[str, str]
    ) -> Goods:
        guid, is_service = str(row["Ref_Key"]), row["ТипНоменклатуры"] != "Товар"
        return Goods(
            guid=guid,
            name=str(row["Description"]),
            kind="service" if is_service else "goods",
            unit="" if is_service else self._units[str(row["ЕдиницаИзмерения_Key"])],
            vat=self._percents[rates.get(guid, str(row["СтавкаНДС_Key"]))],
            group=_within(row, within),
            article=str(row["Артикул"]),
            barcode=barcodes.get(guid, ""),
            offered=bool(row["Parent_Key"] in within and not row["DeletionMark"] and _is_sold_whole(row)),
        )

    def _barcodes(self) -> dict[str, str]:
        """Of several that an item has in its base unit the portal shows the first."""
        found: dict[str, list[str]] = defaultdict(list)
        for row in self._accountant.listed("InformationRegister_ШтрихкодыНоменклатуры", _BARCODE):
            if row["Характеристика_Key"] == row["Упаковка_Key"] == NOWHERE:
                found[str(row["Номенклатура_Key"])].append(str(row["Штрихкод"]))
        return {item: min(codes) for item, codes in found.items()}

    def _rates(self) -> dict[str, str]:
        """Return the rate in force of every item; people here write none for a day to come."""
        rows = self._accountant.listed("InformationRegister_СтавкиНДСНоменклатуры")
        newest_last = sorted(rows, key=lambda row: str(row["Period"]))
        return {str(row["Номенклатура_Key"]): str(row["СтавкаНДС_Key"]) for row in newest_last}

    @cached_property
    def _percents(self) -> dict[str, Decimal | None]:
        rows = self._accountant.listed("Catalog_СтавкиНДС", ("Ref_Key", "Description", "Ставка"))
        return {
            str(row["Ref_Key"]): None if row["Description"] == NO_VAT else Decimal(str(row["Ставка"])) for row in rows
        }

    @cached_property
    def _units(self) -> dict[str, str]:
        rows = self._accountant.listed("Catalog_УпаковкиЕдиницыИзмерения", ("Ref_Key", "Code"))
        return {str(row["Ref_Key"]): str(row["Code"]).strip() for row in rows}

    # The portal.

    def portal(self) -> Assortment:
        """Return what the portal shows."""
        sections = {row["id"]: row for row in self._seller.control.get("sections")}
        keys = {number: str(row["xmlId"]) for number, row in sections.items()}
        products = self._seller.control.get("products")
        return Assortment(
            [self._product(row, keys) for row in products if row["type"] in {1, SERVICE}],
            [Group(keys[one], row["name"], keys.get(row.get("iblockSectionId"), "")) for one, row in sections.items()],
        )

    def _product(self, row: Mapping[str, Any], keys: Mapping[int, str]) -> Goods:
        is_service = row["type"] == SERVICE
        article, barcode = (str((row.get(f"property{one}") or {}).get("value") or "") for one in (ARTICLE, BARCODE))
        return Goods(
            guid=str(row["xmlId"]),
            name=str(row["name"]),
            kind="service" if is_service else "goods",
            unit="" if is_service else self._measures.get(row["measure"], ""),
            vat=self._vats.get(row["vatId"]),
            group=keys.get(row.get("iblockSectionId"), ""),
            article=article,
            barcode=barcode,
            offered=row["active"] == "Y",
        )

    @cached_property
    def _measures(self) -> dict[int, str]:
        return {int(row["id"]): f"{int(row['code']):03}" for row in self._asked("catalog.measure.list", "measures")}

    @cached_property
    def _vats(self) -> dict[int, Decimal | None]:
        rows = self._asked("catalog.vat.list", "vats")
        return {int(row["id"]): None if row["rate"] is None else Decimal(str(row["rate"])) for row in rows}

    def _asked(self, method: str, name: str) -> Iterator[dict[str, Any]]:
        yield from glance(f"{self._seller.webhook}{method}")["result"][name]


def _way_up(folders: Mapping[str, Mapping[str, Any]], guid: str) -> list[str]:
    way = [guid]
    while (above := str(folders[way[-1]]["Parent_Key"])) in folders and above not in way:
        way.append(above)
    return way


def _within(row: Mapping[str, Any], within: set[str]) -> str:
    return str(row["Parent_Key"]) if row["Parent_Key"] in within else ""


def _is_sold_whole(row: Mapping[str, Any]) -> bool:
    return row["ИспользованиеХарактеристик"] in {"", "НеИспользовать"}
