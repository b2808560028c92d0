"""Ids are swapped everywhere and nowhere else."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.mapper.translate import translated, wanted_pairs
from shared.messages.order import SalesOrder
from shared.messages.things import Customer, Item, LegalEntity, Line, Manager, Person, Ref, Stage, Thing

GUID = "0a000000-0000-4000-8000-0000000000{:02d}"


def b24(kind, identity):
    return Ref(system="b24", kind=kind, id=str(identity))


def onec(kind, number):
    return Ref(system="onec", kind=kind, id=GUID.format(number))


def row(product, **changes):
    item = Item(ref=b24("product", product), name="Болт")
    values = {"item": item, "quantity": Decimal(2), "price": Decimal(100), "total": Decimal(200)}
    return Line(**{**values, **changes})


DEAL = SalesOrder(
    ref=b24("deal", 41),
    customer=Customer(
        ref=b24("company", 17),
        name="Ромашка",
        legal_entity=LegalEntity(ref=b24("requisite", 27), inn="7712345678"),
    ),
    person=Person(ref=b24("contact", 84)),
    manager=Manager(ref=b24("user", 12), email="a@ex.ru"),
    lines=(row(501), row(502)),
    stage=Stage(pipeline="0", id="NEW"),
)
PAIRS = {
    ("company", "17"): GUID.format(1),
    ("requisite", "27"): GUID.format(2),
    ("contact", "84"): GUID.format(3),
    ("product", "501"): GUID.format(4),
}


def test_everything_that_can_have_a_pair_is_looked_up_once():
    asked = [(kind, ref.id) for kind, ref in wanted_pairs(DEAL.with_(lines=(*DEAL.lines, row(501))))]

    assert asked == [
        ("company", "17"),
        ("contact", "84"),
        ("contact", "84@17"),
        ("product", "501"),
        ("product", "502"),
        ("requisite", "27"),
    ]


def test_known_ids_become_the_targets_and_remember_where_they_came_from():
    order = translated(DEAL, ref=onec("order", 9), pairs=PAIRS)

    assert (order.ref, order.origin) == (onec("order", 9), DEAL.ref)
    assert (order.customer.ref, order.customer.origin) == (onec("partner", 1), b24("company", 17))
    assert order.customer.legal_entity.ref == onec("legal_entity", 2)
    assert order.person.ref == onec("contact_person", 3)
    assert order.lines[0].item.ref == onec("item", 4)


def test_the_contact_of_a_deal_is_the_person_it_is_at_the_partner_of_this_company():
    known = PAIRS | {("contact", "84@17"): GUID.format(13), ("contact", "84@18"): GUID.format(14)}

    order = translated(DEAL, ref=None, pairs=known, separated={("contact", "84@17"): (GUID.format(15),)})

    assert order.person.ref == onec("contact_person", 13)
    assert order.person.not_these == (GUID.format(15),)


def test_the_contact_person_of_an_order_is_the_contact_whatever_company_it_is_paired_in():
    order = SalesOrder(ref=onec("order", 9), person=Person(ref=onec("contact_person", 13)))

    deal = translated(order, ref=None, pairs={("contact", GUID.format(13)): "84@17"})

    assert deal.person.ref == b24("contact", 84)


def test_a_thing_without_a_pair_keeps_its_natural_keys_for_the_connector():
    order = translated(DEAL, ref=None, pairs={})

    assert order.customer.ref is None
    assert order.customer.legal_entity.inn == "7712345678"
    assert (order.lines[1].item.ref, order.lines[1].item.name) == (None, "Болт")
    assert (order.manager.ref, order.manager.email) == (None, "a@ex.ru")


@pytest.mark.parametrize(
    ("thing", "kind"),
    [
        (Customer(ref=b24("company", 17), origin=onec("partner", 1)), "company"),
        (Customer(ref=b24("contact", 7), origin=onec("partner", 1), kind="person"), "client"),
    ],
)
def test_a_mark_is_believed_until_a_person_says_that_it_is_another_record(thing, kind):
    order = SalesOrder(ref=b24("deal", 41), customer=thing)

    believed = translated(order, ref=None, pairs={})
    separated = translated(order, ref=None, pairs={}, separated={(kind, thing.ref.id): (GUID.format(1),)})

    assert believed.customer.ref == onec("partner", 1)
    assert (separated.customer.ref, separated.customer.not_these) == (None, (GUID.format(1),))


def test_neither_is_the_mark_of_a_requisite_or_of_a_contact_in_its_company():
    entity = LegalEntity(ref=b24("requisite", 27), origin=onec("legal_entity", 2))
    person = Person(ref=b24("contact", 84), origin=onec("contact_person", 3))
    order = DEAL.with_(customer=DEAL.customer.with_(legal_entity=entity), person=person)
    apart = {("requisite", "27"): (GUID.format(2),), ("contact", "84@17"): (GUID.format(3),)}

    swapped = translated(order, ref=None, pairs={}, separated=apart)

    assert (swapped.customer.legal_entity.ref, swapped.person.ref) == (None, None)


def test_the_section_of_a_rows_product_becomes_the_folder_that_it_stands_for():
    placed = Item(ref=b24("product", 501), name="Болт", section=Thing(ref=b24("section", 9)))
    order = DEAL.with_(lines=(row(501).with_(item=placed),))

    swapped = translated(order, ref=None, pairs={**PAIRS, ("section", "9"): GUID.format(5)})

    assert ("section", b24("section", 9)) in wanted_pairs(order)
    assert swapped.lines[0].item.section.ref == onec("group", 5)


def test_a_private_person_is_a_partner_and_a_contact_person_at_once():
    deal = DEAL.with_(customer=Customer(ref=b24("contact", 84), kind="person"))

    order = translated(deal, ref=None, pairs={("client", "84"): GUID.format(7), ("contact", "84"): GUID.format(8)})

    assert (order.customer.ref, order.person.ref) == (onec("partner", 7), onec("contact_person", 8))


@pytest.mark.parametrize("code", [GUID.format(4), f"{GUID.format(4)}#{GUID.format(5)}"])
def test_a_copied_product_is_not_the_item_of_its_original_until_it_is_paired(code):
    copied = Item(ref=b24("product", 502), name="Болт", external_code=code, not_these=(GUID.format(4),))
    deal = DEAL.with_(lines=(row(502, item=copied),))

    (alone,) = translated(deal, ref=None, pairs=PAIRS, separated={("product", "502"): (GUID.format(6),)}).lines

    assert (alone.item.ref, GUID.format(4) in alone.item.not_these) == (None, True)


@pytest.mark.parametrize("code", [GUID.format(4), f"{GUID.format(4)}#{GUID.format(5)}"])
@pytest.mark.parametrize(("stands_for", "apart"), [(4, (GUID.format(4),)), (6, ())])
def test_a_product_that_is_no_longer_offered_is_the_original_where_it_is_paired_with_the_item(code, stands_for, apart):
    retired = (Thing(ref=b24("product", 500)), Thing(ref=b24("product", 501)))
    copied = Item(ref=b24("product", 502), name="Болт", external_code=code, retired=retired)
    deal = DEAL.with_(lines=(row(502, item=copied),))

    (line,) = translated(deal, ref=None, pairs={("product", "501"): GUID.format(stands_for)}).lines

    assert ("product", b24("product", 501)) in wanted_pairs(deal)
    assert (line.item.not_these, line.item.retired) == (apart, ())


def test_a_copied_product_with_an_item_of_its_own_is_that():
    copied = Item(ref=b24("product", 502), external_code=GUID.format(4), not_these=(GUID.format(4),))

    (line,) = translated(
        DEAL.with_(lines=(row(502, item=copied),)), ref=None, pairs={("product", "502"): GUID.format(6)}
    ).lines

    assert (line.item.ref, line.item.not_these) == (onec("item", 6), ())


def test_a_variation_is_never_paired_as_the_whole_item():
    deal = DEAL.with_(lines=(row(501).with_(item=Item(ref=b24("product", 501), external_code="guid#red")),))

    order = translated(deal, ref=None, pairs=PAIRS)

    assert order.lines[0].item.ref is None
    assert order.lines[0].item.external_code == "guid#red"


def sold_in(characteristic):
    code = f"{GUID.format(4)}#{GUID.format(characteristic)}"
    item = Item(ref=onec("item", 4), name="Футболка", external_code=code)
    return row(501, item=item, characteristic=Thing(ref=onec("characteristic", characteristic), name="красная")), code


def test_an_item_in_a_characteristic_is_the_product_that_is_paired_with_both():
    sold, code = sold_in(5)
    order = SalesOrder(ref=onec("order", 9), lines=(sold,))

    deal = translated(order, ref=b24("deal", 41), pairs={("product", code): "501", ("product", GUID.format(4)): "502"})

    assert wanted_pairs(order) == [("product", Ref(system="onec", kind="item", id=code))]
    assert (deal.lines[0].item.ref, deal.lines[0].item.origin) == (b24("product", 501), onec("item", 4))


def test_an_item_in_a_characteristic_is_not_the_product_of_the_whole_item():
    order = SalesOrder(ref=onec("order", 9), lines=(sold_in(5)[0],))

    deal = translated(order, ref=b24("deal", 41), pairs={("product", GUID.format(4)): "502"})

    assert deal.lines[0].item.ref is None


@given(st.sets(st.integers(1, 30), min_size=1), st.sets(st.integers(1, 30)))
def test_paired_ids_come_back_and_unpaired_ones_are_never_lost(products, paired):
    deal = DEAL.with_(lines=tuple(row(product) for product in sorted(products)))
    there = {("product", str(number)): GUID.format(number) for number in paired}
    back = {("product", target): source for (_, source), target in there.items()}

    order = translated(deal, ref=onec("order", 9), pairs=there)
    again = translated(order, ref=deal.ref, pairs=back)

    ours = [line.item.ref if int(line.item.ref.id) in paired else None for line in deal.lines]
    assert [line.item.ref for line in again.lines] == ours
    assert all(line.item.origin for line in again.lines)
