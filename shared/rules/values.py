"""Kinds of values in a rules file."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError
from stdnum.ru import inn


class Settings(BaseModel):
    """A frozen part of the rules; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _valid_inn(value: str) -> str:
    if inn.is_valid(value):
        return value
    raise PydanticCustomError(
        "inn",
        "это не ИНН",
        {"remedy": "Нужны 10 цифр у организации или 12 у предпринимателя; проверьте, нет ли опечатки."},
    )


Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""A text that may not be empty."""

Inn = Annotated[Word, AfterValidator(_valid_inn)]
"""INN of one of our organisations, with a right check digit."""
