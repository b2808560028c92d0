"""Every state with every figure that 1C shows: what docs/spec/requirements.md says of it, cell by cell."""

import pytest

from shared.rules.stages import consequence
from shared.rules.states import STATE_CAPTIONS
from tests.unit.rules.snapshots import order

# An order of 2 400 roubles: paid %, shipped %, debt.
FIGURES = {
    "nothing": (0, 0, 0),
    "part paid": (40, 0, 0),
    "paid": (100, 0, 0),
    "part shipped": (0, 60, 1440),
    "paid, part shipped": (100, 60, 0),
    "shipped": (0, 100, 2400),
    "shipped, part paid": (40, 100, 1440),
    "done": (100, 100, 0),
    "overpaid": (120, 100, -480),
}
LATER = "СостояниеНовогоРелиза"

GRID = """
                                    nothing      part paid    paid         part shipped paid, part.. shipped      shipped, p.. done         overpaid
ОжидаетсяСогласование               back         back         back         back         back         back         back         back         back
ОжидаетсяАвансДоОбеспечения         back         back         back         back         back         back         back         back         back
ОжидаетсяПредоплатаДоОтгрузки       back         back         back         back         back         back         back         back         back
ГотовКОбеспечению                   back         back         paid         back         paid         back         back         back         back
ОжидаетсяОбеспечение                back         back         paid         back         paid         back         back         back         back
ГотовКОтгрузке                      back         back         paid         back         paid         back         back         back         back
ВПроцессеОтгрузки                   back         back         paid         back         paid         back         back         back         back
ОжидаетсяПереходПраваСобственности  back         back         paid         back         paid         back         back         back         back
ОжидаетсяОплатаПослеОтгрузки        provisional  provisional  provisional  shipped      shipped      shipped      shipped      shipped      shipped
ГотовКЗакрытию                      provisional  provisional  provisional  shipped      done         shipped      shipped      done         done
Закрыт                              provisional  provisional  provisional  shipped      done         shipped      shipped      done         done
СостояниеНовогоРелиза               unknown      unknown      unknown      unknown      unknown      unknown      unknown      unknown      unknown
"""  # noqa: E501 - a table is read across

# Settlement by contract: payment is not kept per order, and figures of shipment may stay 0 for ever.
BY_CONTRACT = """
                                    nothing      shipped      done
ОжидаетсяСогласование               back         back         back
ГотовКОбеспечению                   back         back         back
ОжидаетсяОбеспечение                back         back         back
ГотовКОтгрузке                      back         back         back
ВПроцессеОтгрузки                   back         back         back
ОжидаетсяПереходПраваСобственности  back         back         back
ОжидаетсяОплатаПослеОтгрузки        back         shipped      shipped
ГотовКЗакрытию                      contract     shipped      done
Закрыт                              contract     shipped      done
СостояниеНовогоРелиза               unknown      unknown      unknown
"""
WORDS = {"unknown": "unknown_state", "contract": "settlement_by_contract"}


def cells(grid: str, figures: list[str]) -> list[tuple[str, str, str]]:
    """State, figures and what is expected, of every cell."""
    rows = [line.split() for line in grid.strip().splitlines()[1:]]
    return [
        (state, title, WORDS.get(word, word))
        for state, *words in rows
        for title, word in zip(figures, words, strict=True)
    ]


@pytest.mark.parametrize(("state", "figures", "expected"), cells(GRID, list(FIGURES)))
def test_a_state_with_its_figures_means_what_the_requirements_say(rules, state, figures, expected):
    paid, shipped, debt = FIGURES[figures]

    found = consequence(order(state, paid=paid, shipped=shipped, debt=debt), rules)

    assert expected == found


@pytest.mark.parametrize(("state", "figures", "expected"), cells(BY_CONTRACT, ["nothing", "shipped", "done"]))
def test_an_order_settled_by_contract_means_what_the_requirements_say(rules, state, figures, expected):
    paid, shipped, debt = FIGURES[figures]

    found = consequence(order(state, paid=paid, shipped=shipped, debt=debt, by_order=False), rules)

    assert expected == found


@pytest.mark.parametrize("state", [LATER, *STATE_CAPTIONS])
@pytest.mark.parametrize("changes", [{"posted": False}, {"marked": True}], ids=["unposted", "marked"])
def test_a_withdrawn_order_is_withdrawn_in_every_state(rules, state, changes):
    assert consequence(order(state, paid=100, shipped=100, **changes), rules) == "withdrawn"


def test_the_grid_has_every_state_that_1c_knows():
    states = {state for state, _, _ in cells(GRID, list(FIGURES))}

    assert {LATER, *STATE_CAPTIONS} == states
