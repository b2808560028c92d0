"""What 1C fills a new order with of our organisation: left alone where it can only be right, else put right."""

from dataclasses import replace
from uuid import UUID

import pytest

from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.reference.own_firms import OwnFirms
from services.onec_connector.vocabulary.reference import KnownOrganisation
from services.onec_connector.writer.named.staff import FoundManager
from services.onec_connector.writer.named.terms import FoundTerms
from services.onec_connector.writer.orders.draft import ResolvedOrder
from services.onec_connector.writer.orders.payee import of_new_order, of_other_parties
from services.onec_connector.writer.partners.found import FoundParties

OURS, OTHER, OF_BASE, ENTITY, ACCOUNT = (str(UUID(int=place)) for place in range(1, 6))
NONE = standard.NO_REF
TERMS = FoundTerms(NONE, NONE, names.BY_ORDER, names.CASHLESS, NONE, "", NONE, vat_included=True, warehouse=NONE)
FOUND = ResolvedOrder(FoundParties(NONE, ENTITY, NONE), OURS, FoundManager(), TERMS, ())
FIRM = KnownOrganisation(OURS, "ООО Фирма", "7707083893", "")
SECOND = KnownOrganisation(OTHER, "ООО Вторая", "7701310010", "")
MANAGERIAL = KnownOrganisation(OF_BASE, "Управленческая организация", "", "", predefined=True)


class Base:
    """A base in some of whose orders an organisation stands."""

    def __init__(self, *sold_by: str) -> None:
        self._sold_by = sold_by
        self.asked = 0

    async def listing(self, _: str, query) -> list[dict]:
        self.asked += 1
        return [{standard.REF: ACCOUNT} for one in self._sold_by if one in query.filter]


class Dictionaries:
    """The organisations of a base."""

    def __init__(self, *there: KnownOrganisation) -> None:
        self._there = there

    async def organisations(self) -> dict[str, KnownOrganisation]:
        return {one.guid: one for one in self._there}


@pytest.mark.parametrize(
    ("there", "sold_by", "sole"),
    [
        ((FIRM,), (OURS,), True),
        ((FIRM, SECOND), (OURS,), False),
        ((FIRM, replace(SECOND, usable=False)), (OURS,), False),
        ((FIRM, MANAGERIAL), (OURS,), True),
        ((FIRM, MANAGERIAL), (OURS, OF_BASE), False),
        ((FIRM, SECOND, MANAGERIAL), (OURS,), False),
    ],
    ids=["one", "two", "one is marked", "the base's own", "the base's own sells", "three"],
)
async def test_1c_can_fill_an_order_for_another_organisation_only_if_one_sells(there, sold_by, sole):
    assert await OwnFirms(Base(*sold_by), Dictionaries(*there)).is_sole(OURS) is sole


async def test_orders_of_the_base_s_own_organisation_are_not_looked_for_anew_with_every_order():
    base = Base(OURS)
    firms = OwnFirms(base, Dictionaries(FIRM, MANAGERIAL))

    assert [await firms.is_sole(OURS) for _ in range(3)] == [True] * 3
    assert base.asked == 1


def test_a_new_order_of_the_only_organisation_keeps_what_1c_fills():
    assert of_new_order(replace(FOUND, sole_firm=True)) == {}


def test_a_new_order_of_one_of_several_has_nothing_that_1c_guessed():
    assert of_new_order(FOUND) == {
        "БанковскийСчет_Key": NONE,
        "Касса_Key": NONE,
        "Руководитель_Key": NONE,
        "ГлавныйБухгалтер_Key": NONE,
    }


@pytest.mark.parametrize("sole", [True, False])
def test_the_account_that_the_contract_names_comes_before_1c_s_guess(sole):
    terms = replace(TERMS, accounts={names.ACCOUNT: ACCOUNT})

    assert of_new_order(replace(FOUND, terms=terms, sole_firm=sole))[names.ACCOUNT] == ACCOUNT


def test_an_order_that_keeps_its_organisation_and_client_keeps_what_is_theirs():
    document = {names.ORGANISATION: OURS, names.LEGAL_ENTITY: ENTITY, names.ACCOUNT: ACCOUNT}

    body = {names.ORGANISATION: OURS, names.LEGAL_ENTITY: ENTITY}

    assert of_other_parties(FOUND, document, body) == {}
