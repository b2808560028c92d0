"""What was on the wire yesterday is still read today."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.messages.envelope import UnreadableError, topic_of, unwrap, wrap
from shared.messages.ring.message import Message
from shared.messages.routes import MESSAGES

from .samples import SAMPLES

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).parents[3]


def _file(message: Message | type[Message]) -> Path:
    return GOLDEN / f"{message.TYPE}.json"


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.TYPE)
def test_golden_file_of_every_type_still_reads_as_the_same_message(sample):
    _, message = unwrap(_file(sample).read_bytes())

    assert message == sample


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.TYPE)
def test_what_is_written_today_has_the_shape_of_the_golden_file(sample):
    written = json.loads(wrap(sample, source="test").model_dump_json())

    assert json.loads(_file(sample).read_bytes())["data"] == written["data"]


def test_every_type_has_a_golden_file_and_no_file_is_orphaned():
    assert {f"{message.TYPE}.json" for message in MESSAGES} == {path.name for path in GOLDEN.iterdir()}


def test_a_newer_writer_of_the_same_major_version_may_add_fields():
    raw = json.loads(_file(SAMPLES[0]).read_bytes())
    raw["traceparent"] = "00-1"
    raw["data"]["colour"] = "red"

    _, message = unwrap(json.dumps(raw).encode())

    assert message == SAMPLES[0]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"type": "dealbus.deal.touched.v2"}, "обновите его раньше"),
        ({"type": "dealbus.deal.painted.v1"}, "эта версия сервиса не знает"),
        ({"data": {"force": True}}, "ref: Field required"),
        ({"time": "2026-03-05T09:00:00"}, "time: "),
        ({"specversion": "0.3"}, "specversion: "),
    ],
)
def test_an_unreadable_message_says_where_it_is_wrong(change, complaint):
    raw = {**json.loads(_file(SAMPLES[0]).read_bytes()), **change}

    with pytest.raises(UnreadableError) as caught:
        unwrap(json.dumps(raw).encode())

    assert complaint in str(caught.value)


def test_bytes_that_are_no_json_are_unreadable():
    with pytest.raises(UnreadableError, match="конверта CloudEvents нет"):
        unwrap(b"\xff<html>")


def test_routing_key_is_the_type_without_prefix_and_version():
    assert topic_of("dealbus.deal.changed.v1") == "deal.changed"


def test_journey_keeps_its_correlation_id_and_names_its_cause():
    first = wrap(SAMPLES[0], source="b24-connector")

    second = wrap(SAMPLES[2], source="stage-router", cause=first)

    assert (second.correlationid, second.causationid) == (first.correlationid, first.id)


def test_journey_keeps_the_time_of_its_beginning_and_a_beginning_has_its_own():
    first = wrap(SAMPLES[0], source="b24-connector").with_(time=datetime(2026, 3, 5, 9, tzinfo=UTC))
    second = wrap(SAMPLES[2], source="stage-router", cause=first)
    third = wrap(SAMPLES[3], source="mapper", cause=second)

    assert first.began_at == second.began_at == third.began_at == first.time
    assert "journeytime" not in json.loads(first.model_dump_json(exclude_none=True))


def test_an_envelope_of_yesterday_without_the_journeys_time_begins_at_its_own():
    envelope, _ = unwrap(_file(SAMPLES[0]).read_bytes())

    assert envelope.began_at == envelope.time
