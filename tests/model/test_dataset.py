from collections import Counter
from decimal import Decimal
from pathlib import Path

import phonenumbers
import pytest
from stdnum import ean
from stdnum.ru import inn, ogrn

from sandbox.dataset import Dataset, build_dataset, guid_of
from sandbox.dataset.catalogue import price_in
from shared.rules import load_rules


def is_valid_ogrn(number: str) -> bool:
    # stdnum 2.2 refuses an OGRNIP whose remainder by 13 has two digits; by law its last digit counts.
    if len(number) == 15 and int(number[:-1]) % 13 > 9:
        return number[-1] == str(int(number[:-1]) % 13)[-1]
    return ogrn.is_valid(number)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return build_dataset()


def test_same_seed_gives_the_same_company_and_another_seed_another(dataset):
    again, other = build_dataset(seed=1), build_dataset(seed=2)

    assert again == dataset
    assert other != dataset
    assert [client.guid for client in other.clients] == [client.guid for client in dataset.clients]


def test_a_larger_company_begins_with_the_smaller_one(dataset):
    larger = build_dataset(companies=100, items=400)

    assert larger.clients[:60] == dataset.clients
    assert larger.items[:295] == dataset.items[:295]


@pytest.mark.parametrize("seed", [1, 2, 977])
def test_state_numbers_of_everybody_pass_the_official_checks(seed):
    dataset = build_dataset(seed=seed, companies=400)
    client_entities = [entity for client in dataset.clients for entity in client.requisites]

    for entity in (*dataset.organisations, *client_entities):
        if getattr(entity, "kind", "company") == "person":
            assert (entity.inn, entity.kpp, entity.ogrn) == ("", "", "")
            continue
        is_company = bool(entity.kpp)
        assert inn.is_valid(entity.inn)
        assert is_valid_ogrn(entity.ogrn)
        assert (len(entity.inn), len(entity.ogrn)) == ((10, 13) if is_company else (12, 15))
        assert entity.kpp in ("", entity.inn[:4] + "01001")


def test_nobody_shares_a_guid_an_inn_or_a_phone_even_among_thousands():
    dataset = build_dataset(companies=5000, items=2000)
    entities = [entity for client in dataset.clients for entity in client.requisites]
    guids = [
        *(part.guid for kind in vars(dataset).values() for part in kind),
        *(entity.guid for entity in entities),
        *(contact.guid for client in dataset.clients for contact in client.contacts),
        *(variant.guid for item in dataset.items for variant in (*item.characteristics, *item.packs)),
    ]
    phones = [contact.phone for client in dataset.clients for contact in client.contacts]
    offices = [client.phone for client in dataset.clients if client.kind != "person"]

    for values in (guids, [entity.inn for entity in entities if entity.inn], phones + offices):
        assert [value for value, times in Counter(values).items() if times > 1] == []


def test_phones_are_possible_russian_numbers_in_the_international_form(dataset):
    phones = {contact.phone for client in dataset.clients for contact in client.contacts}
    phones |= {client.phone for client in dataset.clients}

    parsed = {phone: phonenumbers.parse(phone) for phone in phones}

    assert [phone for phone, number in parsed.items() if not phonenumbers.is_valid_number(number)] == []
    assert {phonenumbers.format_number(n, phonenumbers.PhoneNumberFormat.E164) for n in parsed.values()} == phones


def test_every_kind_of_client_is_met_on_both_sides_of_what_onec_knows(dataset):
    kinds = Counter((client.kind, client.known_to_onec) for client in dataset.clients)

    assert len(kinds) == 6
    assert sum(client.known_to_onec for client in dataset.clients) == 30
    assert kinds["company", True] > kinds["sole_trader", True] > 0


def test_a_private_person_is_its_own_only_contact(dataset):
    for person in (client for client in dataset.clients if client.kind == "person"):
        (contact,) = person.contacts

        assert f"{contact.last_name} {contact.first_name} {contact.second_name}" == person.name
        assert (contact.phone, contact.email) == (person.phone, person.email)


def test_agreements_belong_to_clients_that_onec_knows_and_use_its_price_lists(dataset):
    with_agreement = [client for client in dataset.clients if client.agreement]
    price_kinds = {price_kind.guid for price_kind in dataset.price_kinds}

    assert {client.agreement.price_kind for client in with_agreement} == price_kinds
    assert all(client.known_to_onec for client in with_agreement)
    assert {client.agreement.payment for client in with_agreement} >= {"deferred", "prepaid", "mixed"}


def test_some_companies_trade_through_two_legal_entities(dataset):
    two = [client for client in dataset.clients if len(client.requisites) == 2]

    assert len(two) == 6
    assert {"company"} == {client.kind for client in two}


def test_clients_belong_to_managers_who_still_work(dataset):
    working = {manager.email for manager in dataset.managers} - {dataset.dismissed_manager.email}

    assert working == {client.manager for client in dataset.clients}


def test_the_last_five_items_are_unknown_to_onec(dataset):
    unknown = [item.number for item in dataset.items if not item.known_to_onec]

    assert unknown == [296, 297, 298, 299, 300]


def test_items_are_mostly_goods_at_the_main_vat_rate_and_every_rate_is_met(dataset):
    kinds = Counter(item.kind for item in dataset.items)
    rates = Counter(item.vat_rate for item in dataset.items)

    assert dict(kinds) == {"goods": 258, "service": 42}
    assert {None, Decimal(0), Decimal(5), Decimal(10), Decimal(22)} == set(rates)
    assert rates[Decimal(22)] > 240


def test_items_can_be_found_by_name_article_and_barcode(dataset):
    goods = [item for item in dataset.items if item.kind == "goods"]

    for values in (
        [i.name for i in dataset.items],
        [i.article for i in dataset.items],
        [i.barcode for i in goods],
    ):
        assert len(values) == len(set(values))
    assert all(ean.is_valid(item.barcode) for item in goods)
    assert {11} == {len(item.code) for item in dataset.items}


def test_prices_are_whole_kopecks_and_a_dealer_price_leaves_the_vat_out(dataset):
    item = next(item for item in dataset.items if item.vat_rate == 22)
    expected = (item.price * Decimal("0.82") / Decimal("1.22")).quantize(Decimal("0.01"))

    assert {-2} == {item.price.as_tuple().exponent for item in dataset.items}
    assert expected == price_in(item, dataset.price_kinds[2])


def test_guids_can_be_computed_from_readable_names(dataset):
    assert guid_of("client:7/requisite:2") == dataset.clients[6].requisites[1].guid
    assert guid_of("item:1/characteristic:3") == dataset.items[0].characteristics[2].guid
    assert guid_of("organisation:1") == dataset.organisations[0].guid


def test_default_rules_fit_the_company():
    company, rules = build_dataset(), load_rules(Path("deploy/config/rules.yaml"))

    inns = {organisation.inn for organisation in company.organisations}

    assert {rules.organisations.default, *rules.organisations.by_pipeline.values()} <= inns
    assert rules.agreements.default in {agreement.name for agreement in company.typical_agreements}
    assert rules.warehouses.default in {warehouse.name for warehouse in company.warehouses}
    assert rules.manager_default.onec in {manager.full_name for manager in company.managers}
    assert rules.manager_default.b24 in {manager.email for manager in company.managers}
