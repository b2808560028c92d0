"""A person's name as one text ⇄ its parts: surname, name and patronymic. Pure."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

_WORD: Final = re.compile(r"[^\W\d_]{2,}(-[^\W\d_]{2,})*")  # no initial, no number, no word in brackets
_PATRONYMIC: Final = re.compile(r".{2,}(вич|ьич|мич|тич|вна|ична|инична)", re.IGNORECASE)
_PLACES: Final[Mapping[tuple[bool, ...], tuple[str, ...]]] = {
    (): ("first",),
    (False,): ("last", "first"),
    (True,): ("first", "second"),
    (False, True): ("last", "first", "second"),
    (True, False): ("first", "second", "last"),
}
"""What the words of a name are, by which of those behind the first are patronymics."""


class NameParts(NamedTuple):
    """A person's name as the portal keeps it."""

    last: str = ""
    first: str = ""
    second: str = ""

    @property
    def text(self) -> str:
        """A person's name from its parts, «Фамилия Имя Отчество», of those that are filled."""
        return " ".join(word for part in self for word in part.split())


def split(text: str) -> NameParts | None:
    """Split a person's name into surname, name and patronymic where that is certain; None: it is not.

    One word is a name, two are surname and name, of three one must be a patronymic: of «Нгуен Ван Тхань» nobody can
    say which is which.
    """
    words = text.split()
    if not words or not all(map(_WORD.fullmatch, words)):
        return None
    places = _PLACES.get(tuple(bool(_PATRONYMIC.fullmatch(word)) for word in words[1:]))
    return NameParts(**dict(zip(places, words, strict=True))) if places else None
