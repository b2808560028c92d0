"""The table of rights says what the code publishes: a type that is new in the code is missing here at once."""

import ast
from pathlib import Path

import pytest

from shared.bus.rights import PUBLISHES, hashed
from shared.bus.topology import GROUPS
from shared.messages.envelope import topic_of
from shared.messages.ring import MESSAGES

SERVICES = Path(__file__).parents[3] / "services"
TOPIC_OF = {message.__name__: topic_of(message.TYPE) for message in MESSAGES}


def published(service: str) -> set[str]:
    """The messages a service's code makes, found by the calls of their classes."""
    found = set()
    for path in (SERVICES / service.replace("-", "_")).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                found |= {TOPIC_OF[name]} if name in TOPIC_OF else set()
    return found


@pytest.mark.parametrize("service", PUBLISHES)
def test_a_service_has_the_right_to_what_its_code_publishes_and_to_nothing_else(service: str) -> None:
    assert published(service) == set(PUBLISHES[service])


def test_every_topic_has_a_publisher() -> None:
    assert {topic for topics in GROUPS.values() for topic in topics} == {t for ts in PUBLISHES.values() for t in ts}


def test_a_password_is_hashed_as_the_vendor_computes_it() -> None:
    # https://www.rabbitmq.com/docs/passwords#computing-password-hash
    assert hashed("test12", bytes.fromhex("908DC60A")) == "kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR"
