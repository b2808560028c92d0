"""Items that 1C should not have, and has."""

from collections import defaultdict
from decimal import Decimal

import pytest

from services.onec_connector.objects import item as fields
from services.onec_connector.objects import item_kind, standard
from services.onec_connector.vocabulary.items import ItemScope, KnownGroup, read_section, scope_of
from services.onec_connector.vocabulary.new_items import NewItem, new_card
from services.onec_connector.vocabulary.reference import KnownItem
from services.onec_connector.writer.items.unfound import several
from shared.messages.things import Item, Line, Ref

SOURCE = Ref(system="b24", kind="product", id="501")


def test_folders_that_stand_in_one_another_are_told_once_each_and_end():
    ring = {one: KnownGroup(one, f"Группа {one}", above) for one, above in (("a", "b"), ("b", "c"), ("c", "a"))}
    scope = scope_of(ring, ("Группа a",))

    told = [read_section(one, scope) for one in scope.within()]

    assert [section.parent for section in told] == [None, None, None]  # else each would wait for another for ever
    assert sorted(section.name for section in told) == ["Группа a", "Группа b", "Группа c"]


def test_in_a_ring_of_folders_that_nobody_has_named_nothing_is_let_through():
    ring = {one: KnownGroup(one, f"Группа {one}", above) for one, above in (("a", "b"), ("b", "a"))}
    other = {"d": KnownGroup("d", "Витрина")}

    assert [one.guid for one in scope_of({**ring, **other}, ("Витрина",)).within()] == ["d"]
    assert ItemScope(ring).covers("a")


def test_a_new_item_whose_name_1c_cannot_keep_whole_says_so_by_its_end():
    name = f"Болт {'оцинкованный ' * 10}".strip()

    card = new_card(NewItem(SOURCE, name), defaultdict(str), unit="", rate="")

    assert (len(card[standard.DESCRIPTION]), card[standard.DESCRIPTION][-1]) == (100, "…")
    assert card[item_kind.FULL_NAME] == name
    assert fields.ARTICLE in card


@pytest.mark.parametrize(
    ("article", "barcode", "said"),
    [("Б-8", "", "с артикулом «Б-8»"), ("", "4600000000008", "со штрихкодом «4600000000008»")],
)
def test_of_several_items_the_manager_reads_by_what_they_are_alike(article, barcode, said):
    item = Item(origin=SOURCE, name="Болт", article=article, barcode=barcode)
    line = Line(item=item, quantity=Decimal(1), price=Decimal(1), total=Decimal(1))
    known = [KnownItem(one, f"Болт {one}", article) for one in ("a", "b")]

    assert f"в 1С несколько товаров {said}" in several(line, known).cause
