"""Units by their codes in the classifier."""

from typing import Any

import pytest

from services.onec_connector.reference.items import ItemCatalogue, _pack


class Units:
    """A base whose catalog of units and packs has these rows, whatever it is asked."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        piece = {"Description": "шт", "Code": "796", "ТипИзмеряемойВеличины": "КоличествоШтук"}
        self._rows = [piece | {"Числитель": 0, "Знаменатель": 0, "DeletionMark": False} | row for row in rows]

    async def any_of(self, _name: str, _conditions: list[str], select: tuple[str, ...]) -> list[dict[str, Any]]:
        return [{name: row[name] for name in select} for row in self._rows]


@pytest.mark.parametrize(
    ("written", "read"),
    [("6", "006"), ("006 ", "006"), (6, "006"), ("796", "796"), ("", ""), (None, ""), ("УПАК", "УПАК")],
)
def test_a_code_without_its_zeros_is_the_same_unit(written, read):
    row = {"Ref_Key": "guid", "Description": "м", "Code": written, "Числитель": 1, "Знаменатель": 1}

    assert _pack(row).code == read


async def test_a_unit_marked_for_deletion_is_given_to_no_item():
    marked, used = {"Ref_Key": "old", "DeletionMark": True}, {"Ref_Key": "used"}

    assert await ItemCatalogue(Units(marked, used)).unit("796") == "used"
    assert await ItemCatalogue(Units(marked)).unit("796") == ""


@pytest.mark.parametrize("measure", ["КоличествоШтук", "Вес", ""])
async def test_a_unit_is_told_from_a_pack_by_what_it_measures(measure):
    """Both have an owner; units that the configuration's classifier does not know measure nothing."""
    pack = {"Ref_Key": "pack", "Числитель": 12, "Знаменатель": 1, "ТипИзмеряемойВеличины": "Упаковка"}

    assert await ItemCatalogue(Units(pack, {"Ref_Key": "unit", "ТипИзмеряемойВеличины": measure})).unit("796") == "unit"
    assert await ItemCatalogue(Units(pack)).unit("796") == ""
