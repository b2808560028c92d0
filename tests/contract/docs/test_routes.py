"""One row a message: whatever is derived from the rows agrees with the classes and with the services' code."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from shared.messages.ring.facts import (
    CompanyTouched,
    ContactTouched,
    DealTouched,
    ItemTouched,
    OrderTouched,
    PartnerTouched,
    PersonTouched,
    ProductTouched,
    Touched,
)
from shared.messages.ring.message import Message
from shared.messages.routes import CONSOLE, GROUPS, MESSAGES, ROUTES, SERVICES, groups_of, look_again, publishers_of
from tests.contract.messages.samples import SAMPLES

ROOT = Path(__file__).parents[3] / "services"
PROGRAMS = sorted(path.parent.name.replace("_", "-") for path in ROOT.glob("*/__main__.py"))
BY_NAME = {message.__name__: message for message in MESSAGES}
LOOK_AT = {
    DealTouched,
    OrderTouched,
    ItemTouched,
    ProductTouched,
    CompanyTouched,
    PartnerTouched,
    ContactTouched,
    PersonTouched,
}
"""The hints that `look_at` makes, by the kind of the record."""
TELLING = re.compile(rf"\b({'|'.join([*BY_NAME, 'on', 'look_at'])})\(")


def wired(kind: type[Message]) -> Iterator[type[Message]]:
    """Message classes with a wire type, all that are defined."""
    for one in kind.__subclasses__():
        yield from wired(one)
        if "TYPE" in vars(one):
            yield one


@cache
def calls(program: str) -> list[ast.Call]:
    """Every call in those files of a program that make a message or say what handles one."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / program.replace("-", "_")).rglob("*.py")]
    trees = [ast.parse(text) for text in texts if TELLING.search(text)]
    return [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]


def name_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def made_by(program: str) -> set[type[Message]]:
    """The messages a program's code makes, found by the calls of their classes and of `look_at`."""
    called = {name_of(call.func) for call in calls(program)}
    return {BY_NAME[name] for name in called & set(BY_NAME)} | (LOOK_AT if "look_at" in called else set())


def handled_by(program: str) -> list[str]:
    """The messages a program has handlers for, found by the calls of `on`."""
    return sorted(name_of(call.args[0]) for call in calls(program) if name_of(call.func) == "on")


def test_every_message_has_exactly_one_lane() -> None:
    assert sorted(message.TYPE for message in MESSAGES) == sorted(message.TYPE for message in set(wired(Message)))


def test_every_lane_belongs_to_a_service_and_every_publisher_is_a_program() -> None:
    assert set(SERVICES) <= set(PROGRAMS) - {CONSOLE}
    assert {program for route in ROUTES for program in route.by} <= set(PROGRAMS)
    assert sorted(group for service in SERVICES for group in groups_of(service)) == sorted(GROUPS)


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_row_names_whoever_makes_its_message_and_nobody_else(program: str) -> None:
    named = {route.message for route in ROUTES if program in route.by}

    assert made_by(program) == named


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_has_one_handler_for_each_message_that_its_lanes_take(program: str) -> None:
    taken = (route.message.__name__ for route in ROUTES if route.service == program)

    assert handled_by(program) == sorted(taken)


def test_a_service_publishes_the_hints_in_place_of_its_dead_letters() -> None:
    published = {message.__name__: publishers_of(message) for message in MESSAGES if issubclass(message, Touched)}

    assert published == {
        "DealTouched": ["b24-connector", "onec-connector", "mapper", "console"],
        "OrderTouched": ["onec-connector", "mapper", "console", "b24-connector"],
        "ItemTouched": ["onec-connector", "mapper", "b24-connector", "console"],
        "ProductTouched": ["b24-connector", "mapper", "console", "onec-connector"],
        "CompanyTouched": ["b24-connector", "onec-connector", "mapper", "console"],
        "PartnerTouched": ["onec-connector", "mapper", "console", "b24-connector"],
        "ContactTouched": ["b24-connector", "mapper", "console", "onec-connector"],
        "PersonTouched": ["onec-connector", "mapper", "console", "b24-connector"],
        "PriceTouched": ["onec-connector", "mapper", "b24-connector", "console"],
    }


def test_a_replay_runs_hints_facts_outcomes_and_notes_and_looks_again_where_yesterdays_rules_decided() -> None:
    hints = {sample.TYPE: look_again(sample) for sample in SAMPLES}

    assert {wire_type: (hint.TYPE, hint.ref.kind, hint.force) for wire_type, hint in hints.items() if hint} == {
        "dealbus.order.wanted.v1": ("dealbus.deal.touched.v1", "deal", True),
        "dealbus.deal.wanted.v1": ("dealbus.order.touched.v1", "order", True),
        "dealbus.stage.wanted.v1": ("dealbus.order.touched.v1", "order", True),
        "dealbus.order.upsert.v1": ("dealbus.deal.touched.v1", "deal", True),
        "dealbus.deal.upsert.v1": ("dealbus.order.touched.v1", "order", True),
        "dealbus.deal.move.v1": ("dealbus.order.touched.v1", "order", True),
        "dealbus.section.upsert.v1": ("dealbus.item.touched.v1", "group", True),
        "dealbus.product.upsert.v1": ("dealbus.item.touched.v1", "item", True),
        "dealbus.product.refused.v1": ("dealbus.item.touched.v1", "item", True),
        "dealbus.partner.upsert.v1": ("dealbus.company.touched.v1", "company", True),
        "dealbus.company.upsert.v1": ("dealbus.partner.touched.v1", "partner", True),
        "dealbus.company.refused.v1": ("dealbus.partner.touched.v1", "partner", True),
        "dealbus.person.upsert.v1": ("dealbus.contact.touched.v1", "contact", True),
        "dealbus.contact.upsert.v1": ("dealbus.person.touched.v1", "contact_person", True),
        "dealbus.contact.refused.v1": ("dealbus.person.touched.v1", "contact_person", True),
        "dealbus.price.upsert.v1": ("dealbus.price.touched.v1", "price", True),
        "dealbus.price.refused.v1": ("dealbus.price.touched.v1", "price", True),
        "dealbus.item.upsert.v1": ("dealbus.product.touched.v1", "product", True),
        "dealbus.item.refused.v1": ("dealbus.product.touched.v1", "product", True),
    }
