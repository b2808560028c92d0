"""Types of the values in a rules file: words, INN, moments, directions; and the base of all its parts."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError
from stdnum.ru import inn


class Settings(BaseModel):
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


def arrow(value: Any) -> Any:
    """Normalise a direction in a rules file: the arrow may be typed as `->`, and 1С in Cyrillic."""
    return re.sub(r"\s*->\s*", "→", value).lower().replace("с", "c") if isinstance(value, str) else value


Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""A text that may not be empty."""

Inn = Annotated[Word, AfterValidator(_valid_inn)]
"""INN of one of our organisations, with a right check digit."""

Moment = Annotated[AwareDatetime, BeforeValidator(_written_out)]
"""A moment with its offset from UTC."""
