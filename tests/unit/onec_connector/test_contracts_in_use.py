"""Whether an order is made by a contract: the option of 1C, and what the agreement says of contracts."""

import pytest

from services.onec_connector.objects import agreement as names
from services.onec_connector.objects import order as order_names
from services.onec_connector.objects import standard
from services.onec_connector.writer.named.terms import FoundTerms, TermsFinder
from services.onec_connector.writer.refusal import OrderRefusal
from shared.messages.order import SalesOrder, Terms
from shared.messages.things import Thing
from tests.unit.onec_connector.test_terms_beside import NONE, PURCHASE, Base, Dictionaries, agreement, contract

ORDER = SalesOrder()
ONE = contract(NONE) | {names.CONTRACT_SETTLEMENT: "ПоДоговорамКонтрагентов", names.CONTRACT_NUMBER: "7"}
OVER = ONE | {names.VALID_TILL: "2025-12-31T00:00:00"}


class Contracts(Base):
    """A base with one agreement and some contracts of a client."""

    def __init__(self, *there: dict, flag: bool = True) -> None:
        super().__init__(agreement(NONE, NONE, contracts=flag), {})
        self._there = [row | {standard.DESCRIPTION: "Поставка"} for row in there]

    async def listing(self, name: str, _: object) -> list[dict]:
        return self._there if name == names.CONTRACTS else await super().listing(name, _)


async def found(base: Contracts, *, agreements: bool, contracts: bool | None, order: SalesOrder = ORDER) -> FoundTerms:
    finder = TermsFinder(base, Dictionaries(), uses_agreements=agreements, uses_contracts=contracts)
    return await finder.find(order, PURCHASE)


@pytest.mark.parametrize(
    ("agreements", "option", "flag", "named"),
    [
        (True, True, True, True),
        (True, True, False, False),
        (True, False, True, False),
        (True, None, True, True),
        (False, True, True, True),
        (False, False, True, False),
        (False, None, True, False),
    ],
    ids=[
        "option and flag",
        "without the flag",
        "without the option",
        "an option not published: the flag alone",
        "without agreements: the option alone",
        "with neither",
        "neither agreements nor a word of the option",
    ],
)
async def test_a_contract_is_named_where_the_option_and_the_agreement_say_so(agreements, option, flag, named):
    terms = await found(Contracts(ONE, flag=flag), agreements=agreements, contracts=option)

    contract_, settlement = (ONE[standard.REF], "ПоДоговорамКонтрагентов") if named else (NONE, order_names.BY_ORDER)
    assert (terms.contract, terms.settlement) == (contract_, settlement)


@pytest.mark.parametrize("there", [(), (OVER,)], ids=["none", "one that is over"])
async def test_only_an_agreement_makes_a_contract_a_must(there):
    without = await found(Contracts(*there), agreements=False, contracts=True)

    assert (without.contract, without.settlement) == (NONE, order_names.BY_ORDER)
    with pytest.raises(OrderRefusal) as refused:
        await found(Contracts(*there), agreements=True, contracts=True)
    assert refused.value.reason == "contract"


@pytest.mark.parametrize("there", [(), (OVER,), (ONE,)], ids=["none", "one that is over", "another"])
async def test_one_that_a_person_named_is_never_left_out_in_silence(there):
    order = SalesOrder(terms=Terms(contract=Thing(name="№ 8")))

    with pytest.raises(OrderRefusal):
        await found(Contracts(*there), agreements=False, contracts=True, order=order)


async def test_of_several_a_person_chooses_without_agreements_too():
    other = ONE | {standard.REF: NONE.replace("0", "5"), names.CONTRACT_NUMBER: "8"}

    with pytest.raises(OrderRefusal):
        await found(Contracts(ONE, other), agreements=False, contracts=True)
    named = SalesOrder(terms=Terms(contract=Thing(name="№ 8")))
    terms = await found(Contracts(ONE, other), agreements=False, contracts=True, order=named)
    assert terms.contract == other[standard.REF]
