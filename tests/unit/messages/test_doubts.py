"""A doubt names what speaks for each candidate and against it; what either side lacks says nothing."""

import pytest

from shared.messages.ring.doubts import MOST, doubt_about
from shared.messages.things import Ref

REQUISITE = Ref(system="b24", kind="requisite", id="27")
CONTACT = Ref(system="b24", kind="contact", id="7")
ITEM = Ref(system="onec", kind="item", id="0a000000-0000-4000-8000-000000000081")


def legal_entity(number: int = 1) -> Ref:
    return Ref(system="onec", kind="legal_entity", id=str(number))


def test_what_both_have_agrees_or_differs_and_what_one_lacks_is_neither():
    theirs = {"inn": "7707083893", "kpp": "", "name": "ромашка ", "number": "112"}

    doubt = doubt_about(
        "requisite",
        REQUISITE,
        "Ромашка",
        {"inn": "7707083894", "kpp": "770701001", "name": "Ромашка", "number": ""},
        [(legal_entity(), "ромашка", theirs)],
    )

    (one,) = doubt.candidates
    assert (one.agrees, one.differs) == ({"name": "ромашка "}, {"inn": "7707083893"})
    assert doubt.keys == {"inn": "7707083894", "kpp": "770701001", "name": "Ромашка"}


def test_a_thing_without_an_id_can_be_paired_with_nothing():
    assert doubt_about("requisite", None, "Ромашка", {}, [(legal_entity(), "Ромашка", {})]) is None


def test_nobody_chooses_among_more_than_a_screen_of_candidates():
    doubt = doubt_about("requisite", REQUISITE, "", {}, [(legal_entity(one), "", {}) for one in range(MOST + 5)])

    assert len(doubt.candidates) == MOST


@pytest.mark.parametrize(
    ("kind", "thing", "key"),
    [
        ("requisite", REQUISITE, "requisite:27"),
        ("contact", CONTACT, "contact:7"),
        ("client", CONTACT, "client:7"),
        ("product", ITEM, ITEM.key),
    ],
)
def test_a_doubt_is_called_by_its_thing_and_a_contact_by_what_he_is_in_doubt_as(kind, thing, key):
    assert doubt_about(kind, thing, "", {}, []).key == key
