"""Units by their codes in the classifier."""

from decimal import Decimal
from typing import Any

import pytest

from services.onec_connector.reference.items import ItemCatalogue
from services.onec_connector.vocabulary.packs import pack_of, read_measures, read_unit
from services.onec_connector.vocabulary.reference import KnownUnit

PIECE = {
    "Description": "шт",
    "Code": "796",
    "ТипИзмеряемойВеличины": "КоличествоШтук",
    "Числитель": 0,
    "Знаменатель": 0,
    "DeletionMark": False,
}


class Units:
    """A base whose catalog of units and packs has these rows, whatever it is asked."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self._rows = [PIECE | row for row in rows]

    async def any_of(self, _name: str, _conditions: list[str], select: tuple[str, ...]) -> list[dict[str, Any]]:
        return [{name: row[name] for name in select} for row in self._rows]


@pytest.mark.parametrize(
    ("written", "read"),
    [("6", "006"), ("006 ", "006"), (6, "006"), ("796", "796"), ("", ""), (None, ""), ("УПАК", "УПАК")],
)
def test_a_code_without_its_zeros_is_the_same_unit(written, read):
    assert read_unit({**PIECE, "Ref_Key": "guid", "Code": written}).code == read


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


CLASSIFIER = {
    "кг": KnownUnit("кг", "кг", Decimal(1), "166", "Вес"),
    "т": KnownUnit("т", "т", Decimal(1000), "168", "Вес"),
    "г": KnownUnit("г", "г", Decimal("0.001"), "163", "Вес"),
    "м": KnownUnit("м", "м", Decimal(1), "006", "Длина"),
    "ч": KnownUnit("ч", "ч", Decimal(3600), "356", "Время"),
    "мин": KnownUnit("мин", "мин", Decimal(60), "355", "Время"),
    "шт": KnownUnit("шт", "шт", Decimal(1), "796", "КоличествоШтук"),
    "упак (12)": KnownUnit("упак (12)", "упак (12)", Decimal(12), "", "Упаковка"),
    "рул": KnownUnit("рул", "рул", Decimal(1), "736", ""),
}


def card(unit: str, **measured: tuple[str, str, str]) -> dict[str, Any]:
    """A card of an item kept in a unit; each measure is a unit with numerator and denominator."""
    found: dict[str, Any] = {"ЕдиницаИзмерения_Key": unit}
    for measure in ("Вес", "Объем", "Площадь", "Длина"):
        of, upper, lower = measured.get(measure, ("", "0", "0"))
        values = (bool(of), of, Decimal(upper), Decimal(lower))
        parts = ("Использовать", "ЕдиницаИзмерения_Key", "Числитель", "Знаменатель")
        found |= {f"{measure}{part}": value for part, value in zip(parts, values, strict=True)}
    return found


PIPE = card("шт", Вес=("кг", "5", "2"), Длина=("м", "6", "1"))


@pytest.mark.parametrize(
    ("item", "pack", "ratio"),
    [
        (PIPE, "упак (12)", "12"),
        (PIPE, "кг", "0.4"),
        (PIPE, "т", "400"),
        (PIPE, "шт", "1"),
        (card("шт", Вес=("г", "250", "1")), "кг", "4"),
        (card("т", Вес=("т", "1", "1")), "кг", "0.001"),
        (card("т", Вес=("т", "1", "1")), "т", "1"),
        (card("ч"), "мин", "1/60"),
        (card("шт"), "кг", None),
        (card("шт"), "мин", None),
        (card("рул"), "рул", None),
        (PIPE | {"ВесИспользовать": False}, "кг", None),
        (PIPE | {"ВесЗнаменатель": Decimal(0)}, "кг", None),
    ],
)
def test_how_much_of_an_item_is_in_a_unit_is_said_by_its_card(item, pack, ratio):
    found = pack_of(CLASSIFIER[pack], read_measures(item, CLASSIFIER))

    if ratio is None:
        assert found is None
    else:
        upper, _, lower = ratio.partition("/")
        assert (found.name, found.ratio) == (pack, Decimal(upper) / Decimal(lower or 1))


def test_where_a_card_is_silent_a_price_may_take_a_unit_for_one_as_1cs_form_does():
    found = [pack_of(CLASSIFIER[pack], {}, Decimal(1)).ratio for pack in ("кг", "т", "упак (12)")]

    assert found == [1, 1, 12]
