"""Units by their codes in the classifier."""

from typing import Any

import pytest

from services.onec_connector.reference.items import ItemCatalogue, _pack


class Units:
    """A base whose catalog of units and packs has these rows, whatever it is asked."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self._rows = [
            {"Description": "шт", "Code": "796", "Числитель": 0, "Знаменатель": 0, "DeletionMark": False, "Owner": ""}
            | row
            for row in rows
        ]

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


async def test_a_pack_with_the_code_of_a_unit_is_no_unit():
    pack = {"Ref_Key": "pack", "Числитель": 12, "Знаменатель": 1, "Owner": "0a000000-0000-4000-8000-000000000081"}

    assert await ItemCatalogue(Units(pack, {"Ref_Key": "unit"})).unit("796") == "unit"
