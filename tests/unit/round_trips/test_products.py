"""A product typed in the portal as an item of 1C and back, and an item there and back: nothing is edited on the way."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from services.b24_connector.vocabulary.catalogue import (
    SERVICE,
    SIMPLE,
    differing,
    product_fields,
    read_held,
    read_typed,
)
from services.onec_connector.vocabulary.items import ItemScope, read_product
from services.onec_connector.vocabulary.new_items import item_of_product, new_card, renamed, says_name
from shared.messages.product import Product, ProductGroup
from shared.messages.things import Ref
from tests.unit.b24_connector.test_catalogue_fields import PLACE, written

GUID = "0a000000-0000-4000-8000-000000000071"
NO_REF = "00000000-0000-0000-0000-000000000000"
UNIT = "796"
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" "), max_size=100)
NAMED = NAMES.map(lambda text: " ".join(text.split())).filter(bool)
CODES = st.text("ABC-0123456789/.", max_size=20)
FOREIGN = {"previewPicture": {"id": "5"}, "detailText": "Описание менеджера", "property105": {"value": "синий"}}


def item(name: str, article: str, *, service: bool = False) -> dict:
    """A card of 1C's catalogue."""
    return {
        "Ref_Key": GUID,
        "Description": name,
        "Артикул": article,
        "ТипНоменклатуры": "Услуга" if service else "Товар",
        "ИспользованиеХарактеристик": "НеИспользовать",
        "DeletionMark": False,
        "Parent_Key": NO_REF,
    }


def told(card: dict, barcode: str) -> Product:
    """What 1C tells of a card."""
    return read_product(card, ItemScope(), unit=UNIT, rate=None, barcode=barcode)[0]


def edits(product: Product, row: dict) -> dict:
    """What a command writes into a product of the portal."""
    return {
        name: value
        for fields in product_fields(product, PLACE, row).values()
        for name, value in differing(row, fields).items()
    }


@given(NAMED, CODES, CODES, st.booleans())
def test_an_item_that_is_told_twice_is_written_once_and_what_people_added_stays(name, article, barcode, service):
    product = told(item(name, article, service=service), barcode)
    row = written({**FOREIGN, "id": 7, "type": SERVICE if service else SIMPLE}, edits(product, {}))

    assert edits(product, row) == {}
    assert {key: row[key] for key in FOREIGN} == FOREIGN


@given(NAMED, CODES, CODES, st.booleans())
def test_a_product_that_people_have_typed_is_not_edited_by_the_item_made_of_it(name, article, barcode, service):
    typed = {"id": 7, "type": SERVICE if service else SIMPLE, "active": "Y", "name": name, "iblockSectionId": 3}
    typed |= {**FOREIGN, "measure": 1, "vatId": 7, PLACE.article: {"value": article}, PLACE.barcode: {"value": barcode}}
    said = read_typed(typed, unit=UNIT, rate=None, article=PLACE.article, barcode=PLACE.barcode)
    new = item_of_product(Ref(system="b24", kind="product", id="7"), said)

    typed["name"] = typed["name"].replace(" ", " \n ")  # as pasted; 1C has no room for lines
    card = item("", "", service=service) | new_card(new, defaultdict(str), unit="", rate="")
    back = edits(
        told(card | {"Ref_Key": GUID, "ТипНоменклатуры": "Услуга" if service else "Товар"}, new.barcode), typed
    )

    assert back == {"xmlId": GUID}


LONGER = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" "), max_size=255)


@given(NAMED, LONGER.map(lambda text: " ".join(text.split())).filter(bool), st.booleans())
def test_a_name_edited_in_the_portal_is_in_1c_and_comes_back_as_nothing(before, name, apart):
    row = {**FOREIGN, "id": 7, "type": SIMPLE, "active": "Y", "name": name, "measure": 1, "xmlId": GUID}
    card = item(before, "Б-8") | {"НаименованиеПолное": "для печати" if apart else before}
    edited, groups = read_held(row, unit=UNIT)

    after = card | renamed(edited.name, card)
    back = told(after, "")

    assert groups == {ProductGroup.NAME, ProductGroup.UNIT}
    assert says_name(edited.name, back.name)
    assert renamed(edited.name, after) == {key: after[key] for key in renamed(edited.name, after)}
    assert differing(row, product_fields(back, PLACE, row)[ProductGroup.NAME]) == {}
    assert (after["НаименованиеПолное"] == "для печати") is (apart and before != "для печати")
