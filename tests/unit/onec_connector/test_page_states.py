"""States of a page of orders: read by its days, and by order where 1C does not look through a cast."""

import pytest

from services.onec_connector.base.errors import BaseRefusal
from services.onec_connector.base.promises import Promises
from services.onec_connector.base.query import Query, of_order
from services.onec_connector.reader.bulk import PageStates
from shared.bus.errors import Permanent, Retryable

ORDERS = [f"5b1d6e0a-0000-5000-8000-{number:012x}" for number in range(3)]
PAGE = [
    {"Ref_Key": order, "Date": f"2026-11-0{day}T10:00:00", "Posted": day < 3} for day, order in enumerate(ORDERS, 1)
]


def row(order):
    return {"Заказ": order, "Состояние": "ГотовКОтгрузке"}


class Asked:
    """The register, as one release of 1C answers."""

    def __init__(self, dated):
        self.dated, self.calls = dated, []

    async def listing(self, _name, query):
        self.calls.append(query.filter)
        if isinstance(self.dated, Exception):
            raise self.dated
        return self.dated

    async def any_of(self, _name, conditions, _select):
        self.calls += conditions
        return [row(order) for order in ORDERS if any(order in one for one in conditions)]


async def test_one_call_reads_the_states_of_a_page_by_its_days():
    asked = Asked([row(order) for order in ORDERS[:2]])

    found = await PageStates(asked).of(PAGE)

    assert list(found) == ORDERS[:2]
    date = "cast(Заказ,'Document_ЗаказКлиента')/Date"
    assert asked.calls == [f"{date} ge datetime'2026-11-01T10:00:00' and {date} le datetime'2026-11-03T10:00:00'"]


async def test_a_posted_order_that_the_answer_leaves_out_is_asked_for_by_itself():
    asked = Asked([row(ORDERS[1])])

    found = await PageStates(asked).of(PAGE)

    assert set(found) == set(ORDERS[:2])
    assert [ORDERS[0] in one for one in asked.calls[1:]] == [True]


@pytest.mark.parametrize("refused", [Permanent("400", reason="request"), BaseRefusal("500", reason="ГДЕ")])
async def test_where_1c_refuses_the_condition_states_are_read_by_order_from_then_on(refused):
    asked = Asked(refused)
    states = PageStates(asked)

    assert [set(await states.of(PAGE)) for _ in range(2)] == [set(ORDERS[:2])] * 2
    assert sum("/Date" in one for one in asked.calls) == 1


async def test_a_1c_that_is_away_has_refused_nothing():
    asked = Asked(Retryable("away"))
    states = PageStates(asked)

    for _ in range(2):
        with pytest.raises(Retryable):
            await states.of(PAGE)


def test_a_condition_through_a_cast_that_is_refused_does_not_mean_that_1c_is_being_updated():
    promises = Promises()
    promises.made(["Register"])
    through = Query(f"{of_order('Заказ', 'Date')} ge datetime'2026-11-01T10:00:00'").encode()

    assert promises.cover("Register?$filter=A%20eq%201")
    assert not promises.cover(f"Register?{through}")
