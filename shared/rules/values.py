"""Types of the values in a rules file: words, INN, moments, directions; and the base of all its parts."""

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError
from stdnum.ru import inn

_FIRST_YEAR, _LAST_YEAR = 2, 9998


class RulesPart(BaseModel):
    """Base of all parts of the rules: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _valid_inn(value: str) -> str:
    if inn.is_valid(value):
        return value
    raise PydanticCustomError(
        "inn",
        "это не ИНН",
        {"remedy": "Нужны 10 цифр у организации или 12 у предпринимателя; проверьте, нет ли опечатки."},
    )


def _written_out(value: Any) -> Any:
    """Reject a bare number as a date in a rules file: pydantic would read 2026 as seconds since 1970."""
    if not isinstance(value, str) or re.match(r"\d{4}-\d{2}-\d{2}", value):
        return value
    raise PydanticCustomError("moment", "это не дата и время", {"remedy": "Пример: 2026-01-01T00:00:00+03:00."})


def _of_our_time(value: datetime) -> datetime:
    """Reject a moment that in another zone may fall outside of the calendar, where nobody can have meant it."""
    if _FIRST_YEAR <= value.year <= _LAST_YEAR:
        return value
    raise PydanticCustomError("year", "такого года не может быть", {"remedy": "Пример: 2026-01-01T00:00:00+03:00."})


def _unspaced(value: Any) -> Any:
    return "".join(value.split()) if isinstance(value, str) else value


def arrow(value: Any) -> Any:
    """Normalise a direction in a rules file: the arrow may be typed as `->`, and 1С in Cyrillic."""
    return re.sub(r"\s*->\s*", "→", value).lower().replace("с", "c") if isinstance(value, str) else value


Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""A text that may not be empty."""

Inn = Annotated[Word, BeforeValidator(_unspaced), AfterValidator(_valid_inn)]
"""INN of one of our organisations, with a right check digit; spaces between its digits are left out."""

Moment = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_of_our_time)]
"""A moment with its offset from UTC, in the years 2 to 9998."""
