"""What 1C's form takes from agreement or contract beside the terms themselves: an order of the bus has it too."""

from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.onec_connector.objects import agreement as names
from services.onec_connector.objects import order as order_names
from services.onec_connector.objects import standard
from services.onec_connector.reference.agreements import Purchase
from services.onec_connector.vocabulary.reference import Named
from services.onec_connector.vocabulary.vat import VatRates
from services.onec_connector.writer.named.staff import FoundManager
from services.onec_connector.writer.named.terms import TermsFinder
from services.onec_connector.writer.orders.draft import Moment, OrderOptions, ResolvedOrder, new_document
from services.onec_connector.writer.orders.rows import terms_changes
from services.onec_connector.writer.partners.found import FoundParties
from shared.messages.order import SalesOrder

PARTNER, ENTITY, OURS, WAREHOUSE, RUBLE, GROUP, OTHER, ACTIVITY = (str(UUID(int=place)) for place in range(1, 9))
PURCHASE = Purchase(PARTNER, ENTITY, OURS, date(2026, 1, 15))
NONE, ORDER = standard.NO_REF, SalesOrder()


class Base:
    """A base with one agreement and one contract of a client."""

    def __init__(self, agreement: dict, contract: dict) -> None:
        self._rows = {names.SET: agreement, names.CONTRACTS: contract}

    async def listing(self, name: str, _: object) -> list[dict]:
        return [self._rows[name]]

    async def read(self, name: str, _: str, fields: tuple[str, ...]) -> dict:
        return {field: self._rows[name][field] for field in fields if field in self._rows[name]}


class Dictionaries:
    """The small catalogs of a base."""

    async def currencies(self) -> dict[str, str]:
        return {RUBLE: "RUB"}

    async def warehouses(self) -> dict[str, Named]:
        return {WAREHOUSE: Named(WAREHOUSE, "Склад")}

    async def vat_rates(self) -> VatRates:
        return VatRates()

    async def country(self, _: str) -> str:
        return ""


def agreement(group: str, activity: str, *, contracts: bool) -> dict:
    refs = (names.ORGANISATION, names.LEGAL_ENTITY, names.WAREHOUSE, names.PAYMENT_SCHEDULE)
    return dict.fromkeys(refs, NONE) | {
        standard.REF: str(UUID(int=50)),
        standard.MARKED: False,
        names.PARTNER: PARTNER,
        names.TYPICAL: False,
        names.STATUS: names.ACTIVE,
        names.OPERATION: order_names.FOR_SALE,
        names.VALID_FROM: standard.NO_DATE,
        names.VALID_TILL: standard.NO_DATE,
        names.CURRENCY: RUBLE,
        names.USES_CONTRACTS: contracts,
        names.FINANCE_GROUP: group,
        names.ACTIVITY: activity,
    }


def contract(group: str) -> dict:
    return {
        standard.REF: str(UUID(int=51)),
        names.CONTRACT_STATUS: names.ACTIVE,
        names.CONTRACT_KIND: names.WITH_CUSTOMER,
        names.CONTRACT_CURRENCY: NONE,
        names.CONTRACT_PARTNER: PARTNER,
        names.CONTRACT_OPERATION: "",
        names.VALID_FROM: standard.NO_DATE,
        names.VALID_TILL: standard.NO_DATE,
        names.FINANCE_GROUP: group,
        names.ACTIVITY: NONE,
    }


@pytest.mark.parametrize(
    ("contracts", "of_contract", "group"),
    [(False, OTHER, GROUP), (True, OTHER, OTHER), (True, NONE, GROUP)],
    ids=["agreement", "contract first", "contract without"],
)
async def test_an_order_has_the_settlement_group_and_the_activity_of_its_terms(contracts, of_contract, group):
    base = Base(agreement(GROUP, ACTIVITY, contracts=contracts), contract(of_contract))

    terms = await TermsFinder(base, Dictionaries(), uses_agreements=True).find(ORDER, PURCHASE)

    found = ResolvedOrder(FoundParties(PARTNER, ENTITY, NONE), OURS, FoundManager(), terms, ())
    moment = Moment(datetime.now(UTC), ZoneInfo("Europe/Moscow"))
    document = new_document(ORDER, found, moment, key=str(UUID(int=52)), deal="41", options=OrderOptions())
    assert (document["ГруппаФинансовогоУчета_Key"], document["НаправлениеДеятельности_Key"]) == (group, ACTIVITY)


async def test_what_the_terms_do_not_name_is_left_to_1c():
    base = Base(agreement(NONE, NONE, contracts=False), contract(NONE))

    terms = await TermsFinder(base, Dictionaries(), uses_agreements=True).find(ORDER, PURCHASE)

    assert terms.beside == {}


async def test_another_agreement_brings_its_own_and_takes_none_away():
    base = Base(agreement(GROUP, NONE, contracts=False), contract(NONE))
    terms = await TermsFinder(base, Dictionaries(), uses_agreements=True).find(ORDER, PURCHASE)
    there = (order_names.AGREEMENT, order_names.CONTRACT, order_names.SETTLEMENT, order_names.PAYMENT_FORM)
    there += (order_names.PAYMENT_SCHEDULE, order_names.TAX_REGIME, order_names.CURRENCY)
    document = dict.fromkeys(there, "former") | {order_names.FINANCE_GROUP: OTHER, order_names.ACTIVITY: ACTIVITY}

    changes = terms_changes(terms, document)

    assert changes[order_names.FINANCE_GROUP] == GROUP
    assert order_names.ACTIVITY not in changes


@pytest.mark.parametrize(
    ("returned", "deposit", "asked"),
    [(True, True, True), (True, False, False), (False, True, False)],
    ids=["on deposit", "returned", "kept: nothing is asked for it"],
)
async def test_an_order_returns_packaging_as_its_agreement_says(returned, deposit, asked):
    says = {names.RETURNS_PACKAGING: returned, names.PACKAGING_DAYS: "30", names.PACKAGING_DEPOSIT: deposit}
    base = Base(agreement(NONE, NONE, contracts=False) | says, contract(NONE))

    terms = await TermsFinder(base, Dictionaries(), uses_agreements=True).find(ORDER, PURCHASE)

    assert terms.packaging == {
        "ВернутьМногооборотнуюТару": returned,
        "СрокВозвратаМногооборотнойТары": 30,
        "ТребуетсяЗалогЗаТару": asked,
    }


async def test_without_agreements_packaging_and_supply_are_left_to_1c():
    base = Base(agreement(NONE, NONE, contracts=False), contract(NONE))

    terms = await TermsFinder(base, Dictionaries(), uses_agreements=False).find(ORDER, PURCHASE)

    assert (terms.packaging, terms.apart) == ({}, None)
