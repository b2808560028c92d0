"""Lets a message reach us whose AMQP properties the client library cannot decode.

The library ends the whole connection over one (a `timestamp` of 2^62, an id that is no UTF-8), and again over
every redelivery: its neighbours would be counted as given back until the broker dead-letters them too. The size of the
body stands in front of the properties, so the message can still be received, and set aside as it is.
"""

from pamqp.commands import Basic
from pamqp.header import ContentHeader

_SIZES_BYTES = 12
_decode = ContentHeader.unmarshal


class Undecoded(Basic.Properties):
    """Stands for properties that cannot be decoded; `why` names the error, never a value."""

    why = ""


def _unmarshal(self: ContentHeader, data: bytes) -> None:
    try:
        _decode(self, data)
    except Exception as error:
        if len(data) < _SIZES_BYTES:
            raise
        self.properties = Undecoded()
        self.properties.why = type(error).__name__


def tolerate() -> None:
    """Take the place of the library's decoder in this process; twice does no harm."""
    setattr(ContentHeader, "unmarshal", _unmarshal)  # noqa: B010 - mypy lets no method be assigned
