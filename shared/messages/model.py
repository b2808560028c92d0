"""The base of every message model, frozen, strict when written, tolerant when read; its numbers and moments."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer, StringConstraints

_DIGITS = 18
"""Of a number, before and behind the point: more than money and quantities of both systems have."""
_FIRST_YEAR, _LAST_YEAR = 2, 9998
"""Of a moment: the first and the last of all cannot be told in every zone."""


def _as_utc(moment: datetime) -> datetime:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"a moment outside the years {_FIRST_YEAR} to {_LAST_YEAR}")
    return moment.astimezone(UTC)


def _measured(number: Decimal) -> Decimal:
    """Reject a message's number that would take gigabytes to write without an exponent: 1E+40000000."""
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or number.adjusted() >= _DIGITS or exponent < -2 * _DIGITS:
        raise ValueError(f"a number of more than {_DIGITS} digits")
    return number


def _plain(number: Decimal) -> str:
    """Write a message's number without an exponent and without trailing zeros: 100, not 1E+2 or 100.00."""
    if number == number.to_integral_value():
        return f"{number:.0f}"
    return f"{number.normalize():f}"


Number = Annotated[Decimal, AfterValidator(_measured), PlainSerializer(_plain, return_type=str, when_used="json")]
"""An exact number of at most 18 digits before the point; a string in JSON."""

Count = Annotated[int, Field(ge=0, lt=2**53)]
"""A whole number that MongoDB and every reader of JSON keep exactly."""

Name = Annotated[str, StringConstraints(max_length=200)]
"""An id or a word that others are found by."""

Moment = Annotated[AwareDatetime, AfterValidator(_as_utc)]
"""A moment in UTC; a naive time is refused."""


class Model(BaseModel):
    """A frozen value that crosses the wire.

    Writers may not invent fields; readers ignore fields a newer writer of the same major version added.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def read(cls, raw: bytes | str) -> Self:
        """Read a message model written by any writer of this major version; unknown fields are ignored.

        Raises:
            pydantic.ValidationError: the text is not JSON, or a field is missing or of the wrong kind.
        """
        return cls.model_validate_json(raw, extra="ignore")

    def with_(self, **changes: object) -> Self:
        """Return a copy of a message model in which the named fields have other values, checked like new ones."""
        return type(self)(**{**{name: getattr(self, name) for name in type(self).model_fields}, **changes})
