"""The checker of goods sees what must not be: each of its rules goes red on a planted violation."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.chaos.directories.repositories import Assortment, Goods, Group, differences

ITEM = Goods("i", "Болт", "goods", "796", Decimal(22), "g", "А-1", "46", offered=True)
GROUP = Group("g", "Болты", "")


def complaints(*products: Goods, item: Goods | None = ITEM, sections=(GROUP,), gone=()) -> list[str]:
    base = Assortment([item] if item else [], [GROUP])
    return list(differences(base, Assortment(list(products), list(sections)), set(gone)))


def test_two_sides_that_agree_are_no_complaint():
    assert complaints(ITEM) == []


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Гайка"},
        {"kind": "service"},
        {"unit": "166"},
        {"vat": None},
        {"group": ""},
        {"article": ""},
        {"barcode": "47"},
        {"offered": False},
    ],
)
def test_whatever_a_product_shows_otherwise_than_its_item_is_a_complaint(change):
    (name,) = change

    (found,) = complaints(replace(ITEM, **change))

    assert found.startswith(f"item Болт: {name} ")


@pytest.mark.parametrize("change", [{"name": "Гайки"}, {"parent": "h"}])
def test_whatever_a_section_shows_otherwise_than_its_group_is_a_complaint(change):
    (name,) = change

    (found,) = complaints(ITEM, sections=[replace(GROUP, **change)])

    assert found.startswith(f"group Болты: {name} ")


def test_an_item_without_a_product_a_group_without_a_section_and_whatever_is_doubled_is_a_complaint():
    assert complaints() == ["item Болт: no product"]
    assert complaints(ITEM, sections=[]) == ["group Болты: no section"]
    assert complaints(ITEM, ITEM) == ["2 products of Болт"]
    assert complaints(ITEM, sections=[GROUP, GROUP]) == ["2 sections of Болты"]


def test_an_item_that_is_not_offered_needs_no_product_and_one_that_was_deleted_is_offered_no_more():
    marked = replace(ITEM, offered=False)

    assert complaints(item=marked) == complaints(marked, item=marked) == []
    assert complaints(marked, item=None, gone={"i"}) == []
    assert complaints(ITEM, item=None, gone={"i"}) == ["product Болт is offered, and no item of 1C's"]


def test_a_product_that_is_no_item_s_in_a_section_of_ours_is_a_complaint():
    assert complaints(ITEM, replace(ITEM, guid="", name="Лишний")) == ["product Лишний is offered, and no item of 1C's"]
    assert complaints(ITEM, replace(ITEM, guid="", group="")) == []
    assert complaints(ITEM, replace(ITEM, guid="of an earlier seed", offered=False)) == []
