"""What holds for each message, field by field: readers forgive, writers do not, what is missing is named."""

import json
from collections.abc import Callable

import pytest
from pydantic import ValidationError

from shared.messages.envelope import UnreadableError, topic_of, unwrap, wrap
from shared.messages.ring.message import Message
from shared.messages.routes import MESSAGES, exchange_of, publishers_of

from .samples import SAMPLES

OF_ENVELOPE = ("source", "type", "subject", "correlationid", "data")


def written(message: Message) -> dict:
    return json.loads(wrap(message, source="test").model_dump_json())


def complaint_without(raw: dict, name: str) -> str:
    body = {field: value for field, value in raw["data"].items() if field != name}
    with pytest.raises(UnreadableError) as caught:
        unwrap(json.dumps({**raw, "data": body}).encode())
    return str(caught.value)


def complaint_of(attempt: Callable[..., object], *given: object, **named: object) -> str:
    with pytest.raises(ValidationError) as caught:
        attempt(*given, **named)
    return str(caught.value)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.TYPE)
def test_a_reader_ignores_what_a_newer_writer_has_added(sample):
    raw = written(sample)
    raw["data"]["colour"] = "red"

    _, message = unwrap(json.dumps(raw).encode())

    assert sample == message


def test_a_writer_may_not_invent_a_field():
    complaints = {sample.TYPE: complaint_of(sample.with_, colour="red") for sample in SAMPLES}

    assert [wire_type for wire_type, complaint in complaints.items() if "colour" not in complaint] == []


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.TYPE)
def test_a_message_is_the_same_after_the_wire(sample):
    envelope, message = unwrap(json.dumps(written(sample)).encode())

    assert sample == message
    assert sample.subject == envelope.subject == message.subject


def test_a_message_cannot_be_changed_in_place():
    complaints = {
        sample.TYPE: complaint_of(setattr, sample, next(iter(type(sample).model_fields)), None) for sample in SAMPLES
    }

    assert [wire_type for wire_type, complaint in complaints.items() if "frozen" not in complaint] == []


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.TYPE)
def test_a_body_without_a_field_it_must_have_is_unreadable_and_names_it(sample):
    raw = written(sample)
    required = [name for name, field in type(sample).model_fields.items() if field.is_required()]

    complaints = {name: complaint_without(raw, name) for name in required}

    assert [name for name in required if f"«{sample.TYPE}» не читается ({name}" not in complaints[name]] == []


@pytest.mark.parametrize("name", OF_ENVELOPE)
def test_an_envelope_without_an_attribute_it_must_have_is_unreadable_and_names_it(name):
    raw = written(SAMPLES[0])
    del raw[name]

    with pytest.raises(UnreadableError, match=rf"конверта CloudEvents нет \({name}"):
        unwrap(json.dumps(raw).encode())


def test_a_wire_type_is_versioned_and_named_after_no_class():
    types = [message.TYPE for message in MESSAGES]

    assert [f"dealbus.{topic_of(wire_type)}.v1" for wire_type in types] == types
    assert [message for message in MESSAGES if message.__name__ in message.TYPE] == []


def test_a_message_goes_out_in_the_names_of_programs_with_an_exchange_of_their_own():
    exchanges = {message: [exchange_of(program) for program in publishers_of(message)] for message in MESSAGES}

    assert [message for message, named in exchanges.items() if not named] == []
    assert [message for message, named in exchanges.items() if len(set(named)) < len(named)] == []


@pytest.mark.parametrize(
    "wire_type", ["", "deal.changed", "dealbus.deal.changed", "dealbus.Deal.v1", "dealbus.deal.changed.v", "x.deal.v1"]
)
def test_a_text_that_is_no_wire_type_has_no_routing_key(wire_type):
    with pytest.raises(UnreadableError, match="это не сообщение обмена"):
        topic_of(wire_type)
