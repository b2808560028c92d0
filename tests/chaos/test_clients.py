"""The checker of clients sees what must not be: each of its rules goes red on a planted violation."""

from dataclasses import replace

import pytest

from tests.chaos.directories.cards import GONE, Card, Client, Edit, differences
from tests.chaos.directories.clients import FIELDS

INN = "7714000001"
VALUES = {name: frozenset({f"{name} 1"}) if name in {"phones", "emails"} else f"{name} 1" for name in FIELDS}
PARTNER, COMPANY = Card("p", INN, VALUES), Card("c", INN, VALUES)
OTHER = Card("x", "7714000002", VALUES)


def complaints(partners, companies, *edits: Edit, **client) -> list[str]:
    return list(differences([Client("Клиент", INN, list(edits), **client)], partners, companies))


def edit(value, seen="name 1", words="words") -> Edit:
    return Edit("portal", "name", value, seen, words)


def named(name: str, *comments: str) -> list[list[Card]]:
    """Return both sides with this name."""
    values = VALUES | {"name": name}
    return [[replace(PARTNER, values=values)], [replace(COMPANY, values=values, comments=comments)]]


def test_two_sides_that_agree_are_no_complaint_whoever_else_is_there():
    assert complaints([PARTNER, OTHER], [COMPANY, OTHER, OTHER]) == []


@pytest.mark.parametrize("name", FIELDS)
def test_whatever_a_company_shows_otherwise_than_its_partner_is_a_complaint(name):
    value = frozenset({"else"}) if name in {"phones", "emails"} else "else"

    (found,) = complaints([PARTNER], [replace(COMPANY, values=VALUES | {name: value})])

    assert found == f"client Клиент: {name} {name} 1 in 1C, else in the portal"


@pytest.mark.parametrize(
    ("partners", "companies", "wanted"),
    [
        ([], [COMPANY], "no partner"),
        ([PARTNER], [], "no company"),
        ([PARTNER, PARTNER], [COMPANY], "2 partners"),
        ([PARTNER], [COMPANY, COMPANY], "2 companies"),
    ],
)
def test_a_client_is_one_partner_and_one_company(partners, companies, wanted):
    assert complaints(partners, companies) == [f"client Клиент: {wanted}"]


def test_a_company_that_was_deleted_does_not_come_again_and_its_partner_stays():
    assert complaints([PARTNER], [], deleted=True) == []
    assert complaints([PARTNER], [COMPANY], deleted=True) == ["client Клиент: 2 companies"]
    assert complaints([PARTNER], [COMPANY], deleted=True, born_twice=True) == []


def test_a_company_with_a_wrong_inn_has_no_partner_yet():
    assert complaints([], [], mistyped=True) == []


def test_a_mark_for_deletion_is_told_and_then_nothing_needs_be_equal():
    marked = replace(PARTNER, marked=True, values=VALUES | {"name": "else"})

    assert complaints([marked], [replace(COMPANY, comments=[f"Партнёр {GONE}"])]) == []
    assert complaints([marked], [COMPANY]) == ["client Клиент: its partner is marked for deletion, told nowhere"]


def test_what_somebody_typed_stands_or_was_seen_by_the_next_or_is_told():
    lost = edit("mine", words="7")

    assert complaints(*named("mine"), lost) == []
    assert complaints(*named("theirs"), lost, edit("theirs", seen="mine")) == []
    assert complaints(*named("theirs", "в 1С было: 7"), lost, edit("theirs")) == []
    assert complaints(*named("theirs"), lost, edit("theirs")) == [
        "client Клиент: name mine, typed in the portal, is theirs now, told nowhere"
    ]


def test_who_types_what_stands_there_has_edited_nothing():
    same = edit("mine", seen="mine", words="7")

    assert complaints(*named("theirs"), same, edit("theirs")) == []


def test_the_same_is_told_once():
    assert complaints([PARTNER], [replace(COMPANY, comments=["a", "b", "a"])]) == ["client Клиент: told 2 times: a"]
