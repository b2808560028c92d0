"""Why an agreement or a contract may not be used, in words."""

from datetime import date
from uuid import UUID

import pytest

from services.onec_connector.objects import agreement as names
from services.onec_connector.objects import partner, standard
from services.onec_connector.reference.agreements import Purchase, agreement_fault, contracts_of, words_for
from services.onec_connector.writer.named import unfound

PURCHASE = Purchase("partner", "entity", "organisation", date(2026, 1, 15))
EMPTY = "0001-01-01T00:00:00"


def agreement(number: str = "12", **changes) -> dict:
    row = {
        standard.DESCRIPTION: "Ромашка, основное",
        standard.MARKED: False,
        names.NUMBER: number,
        names.TYPICAL: False,
        names.STATUS: names.ACTIVE,
        names.OPERATION: "РеализацияКлиенту",
        names.ORGANISATION: standard.NO_REF,
        names.LEGAL_ENTITY: standard.NO_REF,
        names.VALID_FROM: EMPTY,
        names.VALID_TILL: EMPTY,
    }
    return row | {getattr(names, name, None) or standard.MARKED: value for name, value in changes.items()}


OVER = {"VALID_TILL": "2025-12-31T00:00:00"}
FAULTS = [
    (OVER, "срок соглашения № 12 истёк 31.12.2025", "попросите бухгалтера продлить его"),
    ({**OVER, "TYPICAL": True}, "срок соглашения «Ромашка, основное» истёк 31.12.2025", "продлить его"),
    ({"VALID_FROM": "2026-02-01T00:00:00"}, "соглашение № 12 действует только с 01.02.2026", "исправить его срок"),
    ({"STATUS": names.CLOSED}, "соглашение № 12 в 1С закрыто", "вернуть его в действие"),
    ({"OPERATION": "ПередачаНаКомиссию"}, "соглашение № 12 в 1С не о продаже клиенту", "завести такое"),
    ({"STATUS": "НеСогласовано"}, "соглашение № 12 в 1С не согласовано", "согласовать его"),
    ({"ORGANISATION": "another"}, "соглашение № 12 заключено с другой нашей организацией", "организацию"),
    ({"LEGAL_ENTITY": "another"}, "соглашение № 12 заключено с другим юридическим лицом клиента", "реквизиты"),
    ({"MARKED": True}, "соглашение № 12 в 1С помечено на удаление", "снять пометку"),
]


@pytest.mark.parametrize(("changes", "words", "remedy"), FAULTS)
def test_an_agreement_that_cannot_be_used_is_told_with_cause_and_remedy_and_not_as_missing(changes, words, remedy):
    row = agreement(**changes)

    named = unfound.no_agreement("12", [agreement("15")], [row], PURCHASE)
    unnamed = unfound.no_agreement_in_force([row], PURCHASE, wants=())

    assert (named.cause, unnamed.cause) == (f"{words} (есть: «№ 15»)", words)
    assert named.remedy == unnamed.remedy
    assert named.remedy.startswith("Укажите в поле «Соглашение» другое или ")
    assert remedy in named.remedy


def test_of_several_agreements_that_are_over_the_last_is_told():
    over = [agreement("12", VALID_TILL="2024-12-31T00:00:00"), agreement("15", VALID_TILL="2025-12-31T00:00:00")]

    refusal = unfound.no_agreement_in_force(over, PURCHASE, wants=())

    assert refusal.cause == "срок соглашения № 15 истёк 31.12.2025"


@pytest.mark.parametrize("day", ["2026-01-15T00:00:00", "2026-01-16T00:00:00", EMPTY])
def test_an_agreement_serves_to_the_end_of_its_last_day(day):
    assert agreement_fault(agreement(VALID_TILL=day), PURCHASE) is None


class Contracts:
    """A base with these contracts of one legal entity, whose partner is a part of another."""

    def __init__(self, *rows: dict) -> None:
        self._rows = rows

    async def listing(self, name, query) -> list[dict]:
        if name == names.CONTRACTS:
            return [*self._rows]
        return [{partner.PARENT: HEADS.get(query.filter.split("'")[1], standard.NO_REF)}]


SALE = Purchase(str(UUID(int=1)), str(UUID(int=2)), str(UUID(int=3)), date(2026, 1, 15))


def contract(number: str, of: str = SALE.partner, operation: str = "", *, for_parts: bool = False) -> dict:
    return {
        names.CONTRACT_NUMBER: number,
        names.CONTRACT_STATUS: names.ACTIVE,
        names.CONTRACT_KIND: names.WITH_CUSTOMER,
        names.CONTRACT_CURRENCY: standard.NO_REF,
        names.CONTRACT_PARTNER: of,
        names.CONTRACT_OPERATION: operation,
        names.CONTRACT_FOR_PARTS: for_parts,
    }


HEAD, TOP = str(UUID(int=7)), str(UUID(int=8))
HEADS = {SALE.partner: HEAD, HEAD: TOP, TOP: HEAD}
OF_NOBODY, OF_ANOTHER = contract("1", standard.NO_REF), contract("2", str(UUID(int=9)))
COMMISSION = contract("3", operation="ПередачаНаКомиссию")


@pytest.mark.parametrize(
    ("there", "usable"),
    [
        ([contract("4"), OF_ANOTHER], ["4"]),
        ([OF_NOBODY, OF_ANOTHER], ["1"]),
        ([contract("5", HEAD, for_parts=True), OF_ANOTHER], ["5"]),
        ([OF_ANOTHER, contract("6", TOP, for_parts=True)], ["6"]),
        ([contract("5", HEAD), contract("6", TOP, for_parts=True)], ["6"]),
        ([contract("5", HEAD)], []),
        ([OF_ANOTHER], []),
        ([COMMISSION, contract("4", operation="РеализацияКлиенту")], ["4"]),
        ([COMMISSION], []),
    ],
    ids=[
        "his own",
        "of no partner",
        "his head's",
        "of the head's head",
        "of the one above that lets his parts buy by it",
        "of a head that does not",
        "only a stranger's",
        "of sale",
        "of commission",
    ],
)
async def test_an_order_is_made_by_a_contract_of_sale_with_its_own_partner(there, usable):
    found = await contracts_of(Contracts(*there), SALE, "currency")

    assert [row[names.CONTRACT_NUMBER] for row in found] == usable


def test_an_agreement_is_named_by_its_number_before_another_is_by_its_name():
    rows = [{"Номер": number, "Description": name} for number, name in (("7", "Опт"), ("", "7"), (" ", "Опт"))]

    assert words_for(rows) == ["7", "Опт", "Опт"]
