"""Nothing that a message says of itself becomes a label of a figure: each new one would be a series for good."""

import json
from types import SimpleNamespace

import pytest
from pamqp.commands import Basic
from prometheus_client import REGISTRY

from shared.bus.delivery import Delivery
from shared.bus.handling import Handling, HeldDelivery
from shared.bus.lane import Lane
from shared.bus.locks import KeyLocks
from shared.messages.envelope import Envelope, wrap
from shared.messages.ring.facts import DealTouched
from shared.messages.things import Ref

GROUP = "b24-connector.orders"
EVIL = "evil-4711"
TOUCHED = wrap(DealTouched(ref=Ref(system="b24", kind="deal", id=EVIL)), source=EVIL)


async def _answers(_key: str, _error: Exception) -> bool:
    return True


async def _publish(*_: object, **__: object) -> None:
    raise AssertionError("nothing is published")


def _letter(body: bytes, key: str) -> Delivery:
    properties = Basic.Properties(app_id=EVIL, message_type=EVIL)
    return Delivery(GROUP, body, 1, key, properties, {"dealbus-reason": EVIL, "x-death": EVIL})


def _as_other(**changes: object) -> bytes:
    return json.dumps({**json.loads(TOUCHED.model_dump_json()), **changes}).encode()


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (EVIL.encode(), EVIL),
        (_as_other(type=f"dealbus.{EVIL}.v1"), EVIL),
        (_as_other(type="dealbus.evil.touched.v1"), "evil.touched"),
        (_as_other(type="dealbus.deal.touched.v4711"), "deal.touched"),
        (_as_other(data={"ref": EVIL}), "deal.touched"),
        (_as_other(), EVIL),
        (_as_other(), "deal.touched"),
    ],
)
async def test_a_message_names_no_series(body: bytes, key: str) -> None:
    watch = SimpleNamespace(answers=_answers, succeeded=lambda: None)
    handling = Handling(Lane(group=GROUP, handlers=()), _publish, KeyLocks(), watch)

    failure = await handling.run(HeldDelivery(_letter(body, key)))

    labels = {value for family in REGISTRY.collect() for sample in family.samples for value in sample.labels.values()}
    assert failure is not None
    assert not [value for value in labels if EVIL in value or "evil" in value or "4711" in value]
    assert {GROUP, "unreadable"} <= labels


def test_the_hostile_message_is_one_that_could_be_read() -> None:
    assert Envelope.read(_as_other()).topic == "deal.touched"
