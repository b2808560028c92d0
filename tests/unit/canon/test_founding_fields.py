"""Fields of the first digest scheme are counted for ever; a field that is not among them says since when it counts."""

from typing import Annotated

import pytest

from shared.canon.things import form
from shared.messages.groups import Since, declared, parts, within
from shared.messages.order import SalesOrder
from shared.messages.things import OrderState, Terms, Thing

FOUNDING = {
    "Contacts": "phones emails address",
    "Customer": "ref origin name kind contacts legal_entity legal_entities_found manager",
    "Invoice": "number dated total",
    "Item": "ref origin name external_code article barcode",
    "LegalEntity": "ref origin name kind full_name inn kpp ogrn",
    "Line": "kind item characteristic pack quantity unit price discount_percent discount_sum vat_rate vat_included"
    " price_kind warehouse cancelled text total",
    "Manager": "ref origin name email active",
    "OrderState": "name paid_percent shipped_percent paid_sum shipped_sum debt by_order marked awaits_approval"
    " provisional_since",
    "Organisation": "ref origin name inn kpp",
    "Pack": "ref origin name ratio",
    "Person": "ref origin name first_name second_name last_name post contacts",
    "Ref": "system kind id",
    "Stage": "pipeline id semantic",
    "StageEntry": "pipeline stage entered_at",
    "Stamp": "edited known decided",  # of no digest, however late a field of it joins
    "Terms": "agreement contract price_kind warehouse warehouse_of_pipeline payment_form settlement tax_regime"
    " prices_include_vat",
    "Thing": "ref origin name",
}


@pytest.mark.parametrize("model", sorted(within(SalesOrder) - {SalesOrder}, key=lambda one: one.__name__))
def test_a_field_within_an_order_that_joined_later_says_since_when(model):
    founding = {member.name for member in parts(model) if member.since == 1}

    assert set(FOUNDING[model.__name__].split()) == founding


def test_the_fields_of_everything_within_an_order_are_looked_at():
    class State(OrderState):
        left_to_pay: Annotated[int, Since(7)] = 0

    class Order(SalesOrder):
        state: State | None = SalesOrder.model_fields["state"].default

    with pytest.raises(TypeError, match=r"Order\.state: mark it"):
        list(declared(Order))
    assert State in within(Order)


def test_a_field_within_a_value_counts_from_its_scheme_on_and_not_at_its_default():
    class State(OrderState):
        left_to_pay: Annotated[int, Since(7)] = 0

    class Conditions(Terms):
        incoterms: Annotated[str, Since(7)] = ""

    assert form(OrderState(name="Закрыт"), 7) == form(State(name="Закрыт"), 7)
    assert form(OrderState(name="Закрыт"), 6) == form(State(name="Закрыт", left_to_pay=5), 6)
    assert form(OrderState(name="Закрыт"), 7) != form(State(name="Закрыт", left_to_pay=5), 7)
    assert form(Terms(), 7) == form(Conditions(), 7)
    assert form(Terms(), 7) != form(Conditions(incoterms="EXW"), 7)


def test_a_thing_without_an_id_counts_with_all_that_is_in_it():
    assert form(Thing(name="a"), 1) != form(Thing(name="b"), 1)
