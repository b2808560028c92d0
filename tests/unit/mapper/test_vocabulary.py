"""The customer's choices as words of a command."""

from datetime import UTC, datetime

import pytest

from services.mapper import sentences
from services.mapper.vocabulary import Vocabulary
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.things import Manager, Organisation, Ref, Stage, Terms, Thing
from shared.rules.model import Choice, ClientPriceRules, ManagerPair, OrganisationRules
from tests.delivered import delivered_rules

RULES = delivered_rules()
FIRST, SECOND = "7707083893", "7736050003"
CUSTOM = RULES.model_copy(
    update={
        "managers": (ManagerPair(b24="anna@ex.ru", onec="Петрова Анна"),),
        "organisations": OrganisationRules(by_value={"Торговый дом": SECOND}, by_pipeline={"3": SECOND}, default=FIRST),
        "warehouses": Choice(by_pipeline={"3": "Оптовый склад"}, default="Главный склад"),
        "agreements": Choice(by_organisation={SECOND: "Опт"}, default="Розница"),
        "taxation": {SECOND: "usn_5"},
    }
)
WORDS = Vocabulary(CUSTOM)


def deal(pipeline="0", **fields):
    return SalesOrder(ref=Ref(system="b24", kind="deal", id="41"), stage=Stage(pipeline=pipeline, id="NEW"), **fields)


@pytest.mark.parametrize(
    ("named", "pipeline", "inn"),
    [
        (Organisation(inn=SECOND), "0", SECOND),
        (Organisation(name="Торговый дом"), "0", SECOND),
        (None, "3", SECOND),
        (None, "0", FIRST),
    ],
)
def test_organisation_comes_from_the_field_then_the_pipeline_then_the_default(named, pipeline, inn):
    order = WORDS.for_onec(deal(pipeline, organisation=named))

    assert order.organisation.inn == inn


def test_a_manager_whose_mail_differs_is_named_by_the_table_in_both_directions():
    there = WORDS.for_onec(deal(manager=Manager(name="Анна Петрова", email="Anna@ex.ru")))
    back = WORDS.for_b24(deal(manager=Manager(name="Петрова Анна")))

    assert (there.manager.name, there.manager.email) == ("Петрова Анна", "")
    assert back.manager.email == "anna@ex.ru"


def test_a_manager_who_is_not_in_the_table_goes_on_as_he_is():
    order = WORDS.for_onec(deal(manager=Manager(name="Сидоров Иван", email="sidorov@ex.ru")))

    assert order.manager == Manager(name="Сидоров Иван", email="sidorov@ex.ru")


def test_what_the_deal_names_comes_before_the_pipeline_and_the_default():
    named = WORDS.for_onec(deal("3", terms=Terms(warehouse=Thing(name="Склад клиента"))))
    silent = WORDS.for_onec(deal("3"))

    assert named.terms.warehouse.name == "Склад клиента"
    assert silent.terms.warehouse is None
    assert silent.terms.warehouse_of_pipeline.name == "Оптовый склад"
    assert WORDS.for_onec(deal()).terms.warehouse is None
    assert WORDS.for_onec(deal()).terms.warehouse_default.name == "Главный склад"


def test_the_default_agreement_follows_the_organisation_that_was_chosen():
    assert WORDS.for_onec(deal("3")).terms.agreement_default.name == "Опт"
    assert WORDS.for_onec(deal("0")).terms.agreement_default.name == "Розница"


def test_taxation_is_that_of_the_organisation_that_was_chosen():
    assert WORDS.for_onec(deal("3")).terms.taxation_default == "usn_5"
    assert WORDS.for_onec(deal("0")).terms.taxation_default is None


def test_policy_names_an_owner_for_every_group_people_edit():
    assert {OrderGroup.ROWS, OrderGroup.MANAGER, OrderGroup.ORGANISATION, OrderGroup.PARTIES} <= set(
        WORDS.policy.owners
    )


def test_what_a_shared_phone_means_goes_with_every_command():
    rules = WORDS.rules.model_copy(update={"shared_contact": "create"})

    assert (WORDS.policy.shared_contact, Vocabulary(rules).policy.shared_contact) == ("refuse", "create")


def test_the_clock_in_a_sentence_is_the_customers():
    text = sentences.closed(datetime(2026, 3, 5, 22, 40, tzinfo=UTC), WORDS.timezone, locked=True)

    assert text.startswith("1С закрыта на обслуживание с 01:40 06.03.2026. Заказ создастся сам")


def test_1c_that_nobody_has_locked_is_not_called_closed():
    text = sentences.closed(datetime(2026, 3, 5, 9, 40, tzinfo=UTC), WORDS.timezone, locked=False)

    assert text.startswith("1С не отвечает обмену с 12:40 05.03.2026. Заказ создастся сам")


def test_whose_price_stands_goes_with_every_command():
    rules = WORDS.rules.model_copy(update={"prices": ClientPriceRules(mode="onec", typed="replace")})
    policy = Vocabulary(rules).policy

    assert (WORDS.policy.prices, WORDS.policy.typed_price) == ("b24", "keep")
    assert (policy.prices, policy.typed_price) == ("onec", "replace")
