"""Addresses of a legal entity among 1C's contact information, with former ones and their days."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.onec_connector.vocabulary.addresses import AddressKinds, read_addresses, with_addresses
from shared.messages.party import Addresses

TODAY = date(2026, 11, 30)
KINDS = AddressKinds({"legal": "legal", "actual": "actual"})
KEPT = AddressKinds(KINDS.by_field, frozenset({"legal"}))
FAX = {"Тип": "Факс", "Вид_Key": "fax", "Представление": "+7 495 000-00-99"}


def row(text, since=None, kind="legal"):
    found = {"Тип": "Адрес", "Вид_Key": kind, "Представление": text}
    return found if since is None else {**found, "ДействуетС": f"{since}T00:00:00"}


def lines(rows):
    """What rows say, with their days; None: nothing was to be written."""
    return rows and [(one["Представление"], str(one.get("ДействуетС", ""))[:10]) for one in rows]


def test_of_dated_addresses_the_latest_that_has_begun_is_read_and_one_without_a_day_is_the_oldest():
    rows = [row("третий", "2025-03-01"), row("первый"), row("четвёртый", "2999-01-01"), row("второй", "2020-03-01")]

    assert read_addresses(rows, KINDS, TODAY).legal == "третий"
    assert read_addresses(rows, KINDS, date(2024, 1, 1)).legal == "второй"
    assert read_addresses(rows, KINDS, date(2000, 1, 1)).legal == "первый"


def test_one_that_begins_today_is_in_force_and_of_two_the_first():
    assert read_addresses([row("а", TODAY), row("б", TODAY)], KINDS, TODAY).legal == "а"


def test_an_address_that_is_yet_to_begin_is_none():
    rows = [row("четвёртый", "2999-01-01")]

    assert read_addresses(rows, KINDS, TODAY) == Addresses()
    assert lines(with_addresses(rows, Addresses(legal="новый"), KINDS, TODAY)) == [
        ("четвёртый", "2999-01-01"),
        ("новый", "2026-11-30"),
    ]


def test_where_nothing_is_dated_the_new_one_takes_the_place_of_the_first():
    rows = [row("первый"), FAX, row("ещё один")]

    after = with_addresses(rows, Addresses(legal="новый"), KINDS, TODAY)

    assert lines(after) == [("новый", ""), (FAX["Представление"], ""), ("ещё один", "")]
    assert [one["LineNumber"] for one in after] == ["1", "2", "3"]


def test_where_1c_keeps_former_ones_the_new_one_is_dated_and_a_first_one_is_not():
    assert lines(with_addresses([row("первый")], Addresses(legal="новый"), KEPT, TODAY)) == [
        ("первый", ""),
        ("новый", "2026-11-30"),
    ]
    assert lines(with_addresses([FAX], Addresses(legal="новый"), KEPT, TODAY))[-1] == ("новый", "")


def test_a_kind_without_a_history_is_not_dated_beside_one_with_it():
    rows = [row("первый", "2020-01-01"), row("был", kind="actual")]

    after = with_addresses(rows, Addresses(legal="новый", actual="стал"), KINDS, TODAY)

    assert lines(after) == [("первый", "2020-01-01"), ("стал", ""), ("новый", "2026-11-30")]


DAYS = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)) | st.just(TODAY)
ROWS = st.lists(st.builds(row, st.sampled_from("абвг"), DAYS, st.sampled_from(["legal", "actual"])), max_size=5)


@given(ROWS, st.sampled_from("абвгд"), st.sampled_from([KINDS, KEPT]))
def test_what_was_written_is_read_and_not_written_again_and_no_former_day_changes(rows, line, kinds):
    wanted = Addresses(legal=line)
    after = with_addresses(rows, wanted, kinds, TODAY) or rows

    assert read_addresses(after, kinds, TODAY).legal == line
    assert with_addresses(after, wanted, kinds, TODAY) is None
    if any("ДействуетС" in one for one in rows if one["Вид_Key"] == "legal"):
        yesterday = TODAY - timedelta(days=1)
        assert read_addresses(after, kinds, yesterday) == read_addresses(rows, kinds, yesterday)
