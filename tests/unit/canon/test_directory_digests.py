"""What is an edit of a product or a section, and of which group."""

from decimal import Decimal

import pytest

from shared.canon import DIRECTORY, directory_digests
from shared.messages.groups import members
from shared.messages.price import ItemPrices, Price, PriceGroup, PriceKind
from shared.messages.product import Product, ProductGroup, Section, SectionGroup
from shared.messages.things import Ref, Thing

GROUP = Thing(ref=Ref(system="onec", kind="group", id="0a000000-0000-4000-8000-000000000082"), name="Крепёж")
BOLT = Product(name="Болт", unit="796", vat_rate=Decimal(22), section=GROUP, article="B-8", barcode="46")


def edited(before: Product, **changes: object) -> set[ProductGroup]:
    old, new = (directory_digests(one, ProductGroup) for one in (before, before.with_(**changes)))
    return {group for group in ProductGroup if old[group] != new[group]}


def test_every_group_of_a_record_has_fields():
    assert set(ProductGroup) == set(members(Product))
    assert set(SectionGroup) == set(members(Section))


@pytest.mark.parametrize(
    ("changes", "groups"),
    [
        ({"name": "Болт М8"}, {ProductGroup.NAME}),
        ({"unit": "006"}, {ProductGroup.UNIT}),
        ({"vat_rate": Decimal(20)}, {ProductGroup.VAT}),
        ({"section": None}, {ProductGroup.SECTION}),
        ({"article": "B-9"}, {ProductGroup.CODES}),
        ({"barcode": ""}, {ProductGroup.CODES}),
        ({"active": False}, {ProductGroup.ACTIVITY}),
    ],
)
def test_an_edit_is_one_of_its_group_alone(changes, groups):
    assert edited(BOLT, **changes) == groups


def test_no_vat_is_another_rate_than_nought_percent():
    assert edited(BOLT.with_(vat_rate=None), vat_rate=Decimal(0)) == {ProductGroup.VAT}


@pytest.mark.parametrize(
    "changes",
    [{"vat_rate": Decimal("22.00")}, {"section": GROUP.with_(name="Метизы")}, {"external_code": "x"}],
    ids=["the same number", "a renamed group", "the id in another field"],
)
def test_what_is_no_edit_of_the_product(changes):
    assert edited(BOLT, **changes) == set()


def test_a_group_that_moves_is_an_edit_of_its_parent_alone():
    old, new = (directory_digests(Section(name="Болты", parent=one), SectionGroup) for one in (GROUP, None))

    assert {group for group in SectionGroup if old[group] != new[group]} == {SectionGroup.PARENT}


def test_one_side_alone_edits_each_of_them():
    assert {*ProductGroup, *SectionGroup, *PriceGroup} == DIRECTORY.one_sided


def prices_of(**changes: object) -> str:
    kind = PriceKind(ref=Ref(system="onec", kind="price_kind", id="0a000000-0000-4000-8000-000000000091"), name="Опт")
    price = Price(kind=kind, currency="RUB", value=Decimal("12.5"))
    prices = ItemPrices(name="Болт", vat_rate=Decimal(22), prices=(price.with_(**changes),))
    return directory_digests(prices, PriceGroup)[PriceGroup.PRICES]


KIND = Ref(system="onec", kind="price_kind", id="0a000000-0000-4000-8000-000000000091")


@pytest.mark.parametrize(
    "changes",
    [
        {"value": Decimal("12.51")},
        {"currency": "USD"},
        {"vat_included": False},
        {"kind": PriceKind(ref=KIND, base=True)},
        {"kind": PriceKind()},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_an_edit_of_a_price(changes):
    assert prices_of(**changes) != prices_of()


def test_a_renamed_kind_and_the_same_number_edit_no_price():
    assert prices_of(kind=PriceKind(ref=KIND, name="Оптовая"), value=Decimal("12.50")) == prices_of()
