"""Generates the AsyncAPI 3 description of the ring from the models: `python -m shared.messages.asyncapi`.

Source: https://www.asyncapi.com/docs/reference/specification/v3.0.0
"""

import sys
from typing import Any, Literal

import yaml
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from shared.messages.envelope import Envelope, topic_of
from shared.messages.ring.message import Message
from shared.messages.routes import MESSAGES, exchange_of, publishers_of

_SCHEMAS = "#/components/schemas/{model}"


def describe() -> dict[str, Any]:
    """Build the AsyncAPI document of the ring: a channel for each topic of each publisher, a message for each type."""
    models: list[tuple[type[BaseModel], Literal["serialization"]]] = [(Envelope, "serialization")]
    models += [(message, "serialization") for message in MESSAGES]
    _, schemas = models_json_schema(models, ref_template=_SCHEMAS)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "dealbus",
            "version": "1",
            "description": "Messages between the services, each with its own exchange; an address is a routing key.",
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": {
            f"{program}.{topic_of(message.TYPE)}": _channel(message, exchange_of(program))
            for message in MESSAGES
            for program in publishers_of(message)
        },
        "components": {
            "messages": {message.__name__: _message(message) for message in MESSAGES},
            "schemas": schemas["$defs"],
        },
    }


def _channel(message: type[Message], exchange: str) -> dict[str, Any]:
    return {
        "address": topic_of(message.TYPE),
        "messages": {message.__name__: {"$ref": f"#/components/messages/{message.__name__}"}},
        "bindings": {"amqp": {"is": "routingKey", "exchange": {"name": exchange, "type": "topic", "durable": True}}},
    }


def _message(message: type[Message]) -> dict[str, Any]:
    envelope = {"$ref": _SCHEMAS.format(model="Envelope")}
    body = {"type": "object", "properties": {"data": {"$ref": _SCHEMAS.format(model=message.__name__)}}}
    return {
        "name": message.TYPE,
        "summary": (message.__doc__ or "").split("\n", 1)[0],
        "payload": {"allOf": [envelope, body]},
    }


def render() -> str:
    """Return the AsyncAPI document as the text of `docs/asyncapi.yaml`."""
    return yaml.safe_dump(describe(), allow_unicode=True, sort_keys=False, width=120)


if __name__ == "__main__":
    sys.stdout.write(render())
