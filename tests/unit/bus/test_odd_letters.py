"""A dead letter whose body a stranger wrote is read, shown, and hides no other."""

import pytest
from aiormq.abc import DeliveredMessage
from pamqp.commands import Basic
from pamqp.header import ContentHeader

from services.console.dead_letters.dead import Found, as_json, told
from shared.bus.delivery import DEAD, REASON, Delivery
from shared.bus.replay import _read

DEEP = b"[" * 100_000
BODIES = {
    "deep": DEEP,
    "deep and closed": DEEP + b"]" * 100_000,
    "a deep id": b'{"id":' + b"[" * 900 + b"]" * 900 + b', "type": {"a": 1}}',
    "half of a pair": b'{"id": "\\ud800", "type": "dealbus.\\udfff.v1"}',
    "a long number": b'{"id": ' + b"9" * 5000 + b"}",
    "not UTF-8": b'{"id": "\xff"}',
    "UTF-16": '{"id": "a"}'.encode("utf-16"),
    "no object": b'["id"]',
    "empty": b"",
}


def letter(body: bytes) -> Found:
    header = ContentHeader()
    header.properties = Basic.Properties(headers={DEAD: "2026-03-02T03:00:00+00:00", REASON: "unreadable"})
    delivered = DeliveredMessage(Basic.GetOk(1, False, "x", "k"), header, body, None)  # type: ignore[arg-type]
    return Found("mapper.orders", _read(Delivery.of(delivered, "mapper.orders")))


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_it_is_listed_beside_a_good_one(body: bytes) -> None:
    found = [letter(body), letter(b'{"id": "a-1", "type": "dealbus.deal.touched.v1"}')]

    for shown in (told(found), as_json(found)):
        assert "deal.touched" in shown
        assert shown.encode()
    assert found[0].letter.id.encode() in body or found[0].letter.id in {"?", "a"}  # the history keeps it
    assert found[1].letter.id == "a-1"
