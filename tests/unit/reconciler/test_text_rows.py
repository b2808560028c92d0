"""Rows of free text: the service that the rules name, or an item that had no product."""

import pytest

from services.reconciler.comparing import compare
from shared.messages.things import Item

from .pairs import NOW, RULES, couple, deal, line, onec, order
from .test_comparing import kinds


@pytest.mark.parametrize("words", ["УСЛ", "усл"])
def test_a_row_typed_as_text_is_the_service_the_rules_name(words):
    text = line(0).with_(item=None, kind="free_text", text="Доставка до склада")
    service = line(0).with_(item=Item(ref=onec("item", "s"), article="УСЛ"), kind="service", text="Доставка до склада")
    rules = RULES.model_copy(update={"free_text_item": words})

    assert compare(couple(deal([text]), order([service])), rules, NOW) == []
    assert compare(couple(deal([text]), order([service.with_(text="Монтаж")])), rules, NOW) != []


RED = {"ref": onec("characteristic", "c-1"), "name": "красная"}


@pytest.mark.parametrize(("variant", "words"), [(None, "Болт 0"), (RED, "Болт 0, красная")])
@pytest.mark.parametrize("service", [None, "УСЛ"])
def test_a_row_of_text_that_the_bus_wrote_for_an_item_without_a_product_is_that_item(variant, words, service):
    text = line(0).with_(item=None, kind="free_text", text=words)
    item = line(0).with_(characteristic=variant, unit="006", price_kind={"name": "Опт"})
    rules = RULES.model_copy(update={"free_text_item": service})

    assert compare(couple(deal([text, line(1)]), order([line(1), item])), rules, NOW) == []


def test_a_row_of_text_with_another_quantity_than_its_items_is_one_difference():
    text = line(0, "3").with_(item=None, kind="free_text", text="Болт 0")

    assert kinds(deal([text]), order([line(0)])).count("row") == 1


def test_a_row_of_text_beside_the_item_of_its_name_is_a_row_of_its_own():
    text = line(0, "1").with_(item=None, kind="free_text", text="Болт 0")

    assert kinds(deal([line(0), text]), order([line(0)])).count("row") == 1
