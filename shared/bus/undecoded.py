"""Lets a message reach us whose AMQP properties or routing key the client library cannot decode.

The library ends the whole connection over such a message (a `timestamp` of 2^62, an id that is not UTF-8), and again
at every redelivery; its neighbours would be counted as returned until the broker dead-letters them too. The size of the
body precedes the properties, so the message can still be received, and set aside as it is. A key that is not UTF-8 (a
header CC leads it to any queue) is read with `?` in place of what is not ASCII; no topic has such a name.
"""

from pamqp.commands import Basic
from pamqp.header import ContentHeader

_SIZES_BYTES = 12
_TAG_AND_BIT_BYTES = 9
_NO_ASCII = bytes.maketrans(bytes(range(128, 256)), b"?" * 128)
_decode = ContentHeader.unmarshal
_decode_delivery = Basic.Deliver.unmarshal


class Undecoded(Basic.Properties):
    """Takes the place of properties that cannot be decoded; `why` names the error, never a value."""

    why = ""


def _unmarshal(self: ContentHeader, data: bytes) -> None:
    try:
        _decode(self, data)
    except Exception as error:
        if len(data) < _SIZES_BYTES:
            raise
        self.properties = Undecoded()
        self.properties.why = type(error).__name__


def _unmarshal_delivery(self: Basic.Deliver, data: bytes) -> None:
    try:
        _decode_delivery(self, data)
    except UnicodeDecodeError:
        _decode_delivery(self, _spelled(data))


def _spelled(data: bytes) -> bytes:
    """Replace a routing key that cannot be decoded, in its delivery frame, by ASCII of the same length."""
    exchange = 1 + data[0] + _TAG_AND_BIT_BYTES
    key = exchange + 1 + data[exchange] + 1
    return data[:key] + data[key:].translate(_NO_ASCII)


def tolerate() -> None:
    """Replace the AMQP library's decoders in this process by tolerant ones; calling it twice does no harm."""
    setattr(Basic.Deliver, "unmarshal", _unmarshal_delivery)  # noqa: B010 - mypy lets no method be assigned
    setattr(ContentHeader, "unmarshal", _unmarshal)  # noqa: B010 - mypy lets no method be assigned
