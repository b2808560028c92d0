"""States of a poll ring: few calls where its orders stand close, by order where an answer by days says too little."""

import math

import pytest

from services.onec_connector.base.errors import BaseRefusal
from services.onec_connector.intake.ring_states import RingStates
from services.onec_connector.memory.seen import Look

DATE = "cast(Заказ,'Document_ЗаказКлиента')/Date"


def guid(number: int) -> str:
    return f"5b1d6e0a-0000-5000-8000-{number:012x}"


def dated(number: int) -> str:
    return f"2026-{1 + number // 28:02}-{1 + number % 28:02}T10:00:00"


def looks(*numbers: int, figures: str | None = "x") -> list[Look]:
    return [Look(guid(number), figures=figures, dated=dated(number)) for number in numbers]


class Register:
    """The register of states of a base, and the connector's memory of the orders in it."""

    def __init__(self, numbers, *, casts: bool | Exception = True) -> None:
        self.rows = {number: {"Заказ": guid(number), "Состояние": "ГотовКОтгрузке"} for number in numbers}
        self.casts, self.by_days, self.by_order = casts, 0, 0

    async def listing(self, _name, query, *, polling):
        assert polling
        self.by_days += 1
        if isinstance(self.casts, Exception):
            raise self.casts
        first, last = (one.split("'")[1] for one in query.filter.replace(DATE, "").split(" and "))
        return [row for number, row in self.rows.items() if self.casts and first <= dated(number) <= last]

    async def any_of(self, _name, conditions, _select, *, polling):
        assert polling
        self.by_order += math.ceil(len(conditions) / 8)
        return [row for row in self.rows.values() if any(row["Заказ"] in one for one in conditions)]

    async def between(self, first, last, limit):
        return min(limit, sum(first <= dated(number) <= last for number in self.rows))

    async def of(self, ring):
        found = await self.states.of(ring)
        return {order for order, row in found.items() if row}

    @property
    def states(self) -> RingStates:
        return RingStates(self, self)


async def test_orders_that_stand_close_are_read_in_one_call():
    register = Register(range(200))

    assert await register.of(looks(*range(200))) == {guid(number) for number in range(200)}
    assert (register.by_days, register.by_order) == (1, 0)


async def test_one_order_of_long_ago_costs_the_others_nothing():
    register = Register(range(300))
    ring = looks(0, *range(250, 300))

    assert await register.of(ring) == {look.order for look in ring}
    assert register.by_days <= 2
    assert register.by_order <= 4


async def test_orders_far_apart_are_read_by_order():
    register = Register(range(300))
    ring = looks(*range(0, 300, 30))

    assert await register.of(ring) == {look.order for look in ring}
    assert (register.by_days, register.by_order) == (0, 2)


async def test_an_order_dated_anew_is_found_all_the_same():
    register = Register(range(40))
    ring = [*looks(*range(20)), Look(guid(30), figures="x", dated=dated(5))]

    assert guid(30) in await register.of(ring)
    assert (register.by_days, register.by_order) == (1, 1)


async def test_an_order_without_a_state_is_not_asked_for_again_and_again():
    register = Register(range(20))
    ring = [*looks(*range(20)), Look(guid(99), figures="", dated=dated(5))]

    found = await register.states.of(ring)

    assert found[guid(99)] is None
    assert register.by_order == 0


@pytest.mark.parametrize("casts", [False, BaseRefusal("500", reason="ГДЕ")], ids=["silent", "refused"])
async def test_where_1c_does_not_look_through_a_cast_states_are_read_by_order(casts):
    register = Register(range(20), casts=casts)
    states, ring = register.states, looks(*range(20), figures="")

    for _ in range(2):
        assert all((await states.of(ring)).values())

    assert register.by_order == 2 * 3
    assert register.by_days == (1 if casts else 2)
