"""Whatever stands in a message, it is read, or told to be unreadable: it is never a bug that is tried again."""

import json
import time
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.messages.envelope import UnreadableError, unwrap, wrap
from shared.messages.ring.message import Message
from tests.contract.messages.samples import SAMPLES

ODD: tuple[Any, ...] = (
    *("1E+40000000", "-1E-40000000", "NaN", "Infinity", "sNaN", "9" * 5000, "x" * 60_000, "\ud800", "\x00", ""),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-31", 10**400, -1, 1e308, True, None, [], {}),
    *([[]], {"": {"": None}}, [None] * 1000, 2**62),
)
VALUES = st.sampled_from(ODD) | st.text() | st.integers() | st.floats()


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in items for place in places(item, (*path, key)))][0 if path else 1 :]


def put(value: Any, path: tuple[Any, ...], other: Any) -> None:
    for key in path[:-1]:
        value = value[key]
    value[path[-1]] = deepcopy(other)


def judged(raw: bytes) -> None:
    """Read, and written again as the next service would, or `UnreadableError` of one short line."""
    try:
        envelope, message = unwrap(raw)
    except UnreadableError as error:
        length, most = len(str(error)), 2000
    else:
        length, most = len(wrap(message, source="t", cause=envelope).model_dump_json()), 3 * len(raw) + 1000

    assert length < most


def written(message: Message) -> Any:
    return json.loads(wrap(message, source="t").model_dump_json())


@settings(max_examples=60, deadline=None)
@given(message=st.sampled_from(SAMPLES), data=st.data())
def test_a_message_with_odd_values_is_read_or_unreadable(message: Message, data: st.DataObject) -> None:
    envelope = written(message)
    for _ in range(data.draw(st.integers(1, 3))):
        put(envelope, data.draw(st.sampled_from(places(envelope))), data.draw(VALUES))

    judged(json.dumps(envelope).encode())


@settings(max_examples=40, deadline=None)
@given(message=st.sampled_from(SAMPLES), data=st.data())
def test_a_message_that_is_cut_or_overwritten_is_read_or_unreadable(message: Message, data: st.DataObject) -> None:
    raw = json.dumps(written(message)).encode()
    at = data.draw(st.integers(0, len(raw)))

    judged(raw[:at] + data.draw(st.binary(max_size=8)) + raw[data.draw(st.integers(at, len(raw))) :])


@pytest.mark.parametrize("message", SAMPLES, ids=lambda message: message.TYPE)
def test_depth_is_unreadable(message: Message) -> None:
    raw = json.dumps(written(message)).replace('"data": {', '"data": {"deep": ' + "[" * 100_000, 1).encode()

    judged(raw)
    judged(b"[" * 200_000)


@pytest.mark.parametrize(
    ("field", "value"), [("quantity", "1E+40000000"), ("price", "1E-40000000"), ("total", "9" * 5000)]
)
def test_a_number_without_measure_is_unreadable(field: str, value: str) -> None:
    envelope = next(written(one) for one in SAMPLES if "lines" in written(one)["data"].get("order", {}))
    envelope["data"]["order"]["lines"][0][field] = value

    with pytest.raises(UnreadableError, match="digits"):
        unwrap(json.dumps(envelope).encode())


@pytest.mark.parametrize("number", ["edited", "known"])
@pytest.mark.parametrize("version", [2**70, 253_402_300_799_000, -1, "in two days"])
def test_a_version_of_the_future_is_unreadable_as_later_edits_would_be_older(number: str, version: int | str) -> None:
    envelope = next(written(one) for one in SAMPLES if written(one)["data"].get("order", {}).get("groups"))
    groups = envelope["data"]["order"]["groups"]
    groups[next(iter(groups))][number] = int((time.time() + 172_800) * 1000) if version == "in two days" else version

    with pytest.raises(UnreadableError, match="groups"):
        unwrap(json.dumps(envelope).encode())


@pytest.mark.parametrize(("place", "value"), [("edited", 2**63), ("known", -1), ("edited", 10**400)])
def test_a_stamp_that_cannot_be_kept_is_unreadable(place: str, value: int) -> None:
    envelope = next(written(one) for one in SAMPLES if one.TYPE == "dealbus.deal.changed.v1")
    envelope["data"]["order"]["groups"] = {"rows": {place: value}}

    with pytest.raises(UnreadableError, match=f"groups.rows.{place}"):
        unwrap(json.dumps(envelope).encode())


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
def test_a_moment_that_cannot_be_told_in_every_zone_is_unreadable(moment: str) -> None:
    envelope = next(written(one) for one in SAMPLES if one.TYPE == "dealbus.deal.changed.v1")
    envelope["data"]["order"]["dated"] = moment

    with pytest.raises(UnreadableError, match=r"order\.dated"):
        unwrap(json.dumps(envelope).encode())
