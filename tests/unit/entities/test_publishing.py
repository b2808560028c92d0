"""What a read publishes."""

from shared.entities import GroupDoc, after_publication, publication
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup

ROWS, HEADER, STAGE = OrderGroup.ROWS, OrderGroup.HEADER, OrderGroup.STAGE
DOCUMENT = {ROWS: GroupDoc("rows", edited=5, known=7), HEADER: GroupDoc("header", edited=6, known=2)}


def test_only_what_differs_gets_the_new_number():
    found = publication(DOCUMENT, {ROWS: "new rows", HEADER: "header"}, 9)

    assert found is not None
    assert {ROWS: Stamp(edited=9, known=7), HEADER: Stamp(edited=6, known=2)} == found.stamps
    assert found.digests == {ROWS: "new rows"}


def test_a_record_never_published_differs_in_every_group():
    found = publication({}, {ROWS: "rows", STAGE: "stage"}, 9)

    assert found is not None
    assert frozenset({ROWS, STAGE}) == found.changed


def test_nothing_is_published_when_nothing_differs():
    found = publication(DOCUMENT, {ROWS: "rows", HEADER: "header"}, 9)

    assert found is None


def test_a_forced_publication_repeats_the_numbers_published_before():
    found = publication(DOCUMENT, {ROWS: "rows", HEADER: "header"}, 9, force=True)

    assert found is not None
    assert {ROWS: Stamp(edited=5, known=7), HEADER: Stamp(edited=6, known=2)} == found.stamps
    assert found.digests == {}


def test_a_publication_overtaken_by_a_later_read_changes_nothing():
    stored = after_publication(DOCUMENT, {ROWS, HEADER}, 6, {ROWS: "old", HEADER: "old"})

    assert {ROWS: GroupDoc("old", edited=6, known=7)} == stored
