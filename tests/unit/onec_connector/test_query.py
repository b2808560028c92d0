from datetime import UTC, datetime
from urllib.parse import unquote

import pytest

from services.onec_connector.base.query import Query, escape, guid, is_order, moment, one_of, text
from shared.bus.errors import Permanent

ORDERS = [f"5b1d6e0a-0000-5000-8000-{number:012x}" for number in range(40)]


def test_a_space_is_never_a_plus():
    encoded = Query("Posted eq true", ("Ref_Key", "Номер"), top=3).encode()

    assert "+" not in encoded
    assert unquote(encoded) == "$filter=Posted eq true&$select=Ref_Key,Номер&$top=3&$format=json"


def test_a_bare_answer_is_asked_for_in_the_words_of_the_manual():
    encoded = Query(select=("Ref_Key",), bare=True).encode()

    assert unquote(encoded) == "$select=Ref_Key&$format=application/json;odata=nometadata"


def test_a_quote_in_a_name_is_doubled():
    assert text("О'Нил") == "'О''Нил'"


@pytest.mark.parametrize(
    "value", ["", "41", "5b1d6e0a-0000-5000-8000-00000000b042') or (true eq true", "x')/Unpost?a=", f"{ORDERS[0]}\n"]
)
def test_what_is_no_reference_becomes_no_part_of_an_expression(value):
    with pytest.raises(Permanent, match="XML_ID"):
        guid(value)


def test_a_time_is_written_to_the_second():
    assert moment(datetime(2026, 3, 5, tzinfo=UTC)) == "datetime'2026-03-05T00:00:00'"


def test_eight_orders_fit_into_what_iis_lets_through():
    conditions = [is_order("Заказ", order) for order in ORDERS]

    chunks = list(one_of(conditions, limit_bytes=1900))

    assert [one for taken, _ in chunks for one in taken] == conditions
    assert all(len(escape(expression)) <= 1900 for _, expression in chunks)
    assert len(chunks[0][0]) >= 8


def test_a_single_condition_is_asked_even_if_it_is_too_long():
    assert [taken for taken, _ in one_of(["a" * 50], limit_bytes=10)] == [["a" * 50]]


def test_a_composite_reference_is_cast():
    assert is_order("Заказ", ORDERS[1]) == f"Заказ eq cast({guid(ORDERS[1])},'Document_ЗаказКлиента')"
