"""Which directories cross."""

import pytest

from shared.messages.contact import ContactGroup
from shared.messages.party import CompanyGroup
from shared.rules.directory import CompanyRules, ContactRules, DirectoryRules, ItemRules, PriceRules, ProductRules


def test_nothing_crosses_until_the_customer_says_so(rules):
    assert rules.directory == DirectoryRules()
    assert not rules.directory.products.enabled
    assert not rules.directory.companies.enabled
    assert not rules.directory.contacts.enabled
    assert not rules.directory.prices.enabled


@pytest.mark.parametrize("written", ["1c→b24", "1c->b24", "1C -> B24", "1с→b24"])
def test_a_direction_is_read_however_its_arrow_is_typed(written):
    assert ProductRules(direction=written).enabled


@pytest.mark.parametrize(
    ("written", "to_onec", "to_b24"),
    [("off", False, False), ("both", True, True), ("b24->1с", True, False), ("1C→b24", False, True)],
)
def test_companies_are_written_where_the_arrow_points(written, to_onec, to_b24):
    rules = CompanyRules(direction=written)

    assert (rules.reaches("onec"), rules.reaches("b24")) == (to_onec, to_b24)
    assert rules.enabled == (to_onec or to_b24)


def test_groups_that_the_file_does_not_name_have_their_usual_owner():
    owners = CompanyRules(owners={"name": "onec"}).owners

    assert {group for group, owner in owners.items() if owner == "onec"} == {
        CompanyGroup.NAME,
        CompanyGroup.REQUISITES,
        CompanyGroup.HEAD,
    }
    assert set(owners) == set(CompanyGroup)


def test_whom_a_company_is_a_part_of_1c_alone_says():
    with pytest.raises(ValueError, match="головную компанию ведёт 1С"):
        CompanyRules(owners={"head": "b24"})


def test_a_contact_is_the_portals_until_the_file_says_otherwise():
    owners = ContactRules(owners={"communications": "onec"}).owners

    assert owners == {**dict.fromkeys(ContactGroup, "b24"), ContactGroup.COMMUNICATIONS: "onec"}


def test_a_direction_of_prices_is_read_alike():
    assert PriceRules(direction="1c -> b24").enabled


def test_kinds_of_new_items_are_read_line_by_line_and_named_once():
    lines = [{"kind": "Услуги", "type": "service"}, {"kind": "Товары", "group": "Крепёж"}]
    rules = ItemRules.model_validate({"kind": "Товары", "kinds": lines})

    assert rules.every_kind == ("Товары", "Услуги")
    assert (ItemRules(kinds=rules.kinds).enabled, ItemRules().enabled) == (True, False)
