"""A person's name as one text ⇄ its parts: surname, name and patronymic. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

_WORD: Final = re.compile(r"[^\W\d_]{2,}(-[^\W\d_]{2,})*")  # no initial, no number, no word in brackets
_SON_OR_DAUGHTER: Final = "оглы|оглу|улы|угли|уулу|кызы|гызы"
_OF_TWO_WORDS: Final = re.compile(rf"(?<=\S )(\S+) ({_SON_OR_DAUGHTER})(?!\S)", re.IGNORECASE)
_PARTICLE: Final = re.compile(_SON_OR_DAUGHTER, re.IGNORECASE)
_PATRONYMIC: Final = re.compile(
    rf"\S{{2,}}([вьмт]ич|ыч|вна|ична)|(лу|фо)кич|\S{{2,}}[ -]({_SON_OR_DAUGHTER})", re.IGNORECASE
)
_OF_A_MAN: Final = re.compile(r".+[иы]ч", re.IGNORECASE)
_OF_A_WOMAN: Final = re.compile(
    r"(?!(никита|илья|лука|фома|кузьма|савва|фока|данила|гаврила|миша|саша|паша|гриша|леша|алеша|ваня|петя|коля|толя|"
    r"витя|митя|костя|женя|сережа|володя|дима|юра|слава|валера)$).+[ая]"
)
"""First names that end as those of women do, in small letters without ё."""
_SURNAME: Final = re.compile(r"(?!(иа|я)ков$).{2,}([оеё]ва?|[сц]кий|[сц]кая|енко)", re.IGNORECASE)
"""Surnames by endings that no first name has, unlike those in -ин and -ина («Константин», «Марина»)."""
_PLACES: Final[Mapping[tuple[bool, ...], tuple[str, ...]]] = {
    (): ("first",),
    (False,): ("last", "first"),
    (True,): ("first", "second"),
    (False, True): ("last", "first", "second"),
    (True, False): ("first", "second", "last"),
    (True, True): ("first", "second", "last"),  # «Иван Петрович Ковалевич»
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

    One word is a name, two are surname and name, unless only the second ends as surnames do; of three one must be a
    patronymic: of «Нгуен Ван Тхань» nobody can say which is which. Of «Анна Ковалевич» nobody knows whether that is a
    patronymic.
    """
    joined = _OF_TWO_WORDS.sub("\\1\0\\2", " ".join(text.split()))
    words = [word.replace("\0", " ") for word in joined.split(" ")]
    if not all(_is_word(word.partition(" ")[0]) for word in words):
        return None
    places = _PLACES.get(tuple(bool(_PATRONYMIC.fullmatch(word)) for word in words[1:]))
    if places == ("first", "second") and not _is_called_after_his_father(*words):
        return None
    if places == ("last", "first") and _SURNAME.fullmatch(words[1]):
        places = None if _SURNAME.fullmatch(words[0]) else ("first", "last")
    return NameParts(**dict(zip(places, words, strict=True))) if places else None


def reread(text: str, known: NameParts) -> NameParts | None:
    """Split a person's name that was changed by the parts it had: what was the surname is. None: it is not certain.

    A name that lacks surname or first name all at once says nothing certain; a patronymic may go.

    Args:
        text: the name as it is now.
        known: its parts before.
    """
    left, stays = _taken_apart(text.split(), known)
    found = _completed(stays, " ".join(left), known) or split(text) if left else NameParts(**stays)
    if found is None or (known.last and not found.last) or (known.first and not found.first):
        return None
    is_as_before = all(_folded(getattr(found, place)) == _folded(part) for place, part in stays.items())
    return found if is_as_before else None


def _taken_apart(words: list[str], known: NameParts) -> tuple[list[str], dict[str, str]]:
    """Return the words of a name that none of its known parts has, and the parts that the others still are."""
    left, stays = list(words), dict[str, str]()
    for place, part in sorted(known._asdict().items(), key=lambda one: -len(one[1].split())):
        length = len(part.split())
        at = _place_of(part.split(), left)
        if at is not None:
            stays[place] = " ".join(left[at : at + length])
            del left[at : at + length]
    return left, stays


def _completed(stays: Mapping[str, str], rest: str, known: NameParts) -> NameParts | None:
    """Return a name one part of which is new, as its place is the only one left; None: it is not, or not alone."""
    filled = [place for place, part in known._asdict().items() if part]
    if len(filled) == 1 and _is_word(rest) and not stays:
        return NameParts(**{filled[0]: rest})
    free = [place for place in ("last", "first") if place not in stays]
    is_fathers = "second" not in stays and bool(_PATRONYMIC.fullmatch(rest))
    if len(free) == 1 and _is_word(rest) and not is_fathers:
        return NameParts(**stays, **{free[0]: rest})
    return NameParts(**stays, second=rest) if not free and is_fathers else None


def _is_called_after_his_father(first: str, second: str) -> bool:
    """Tell whether two words are a first name and its patronymic: no surname, nor a woman's name and a man's."""
    is_of_another = _OF_A_WOMAN.fullmatch(_folded(first)) and _OF_A_MAN.fullmatch(second)
    return not (is_of_another or _SURNAME.fullmatch(first))


def _is_word(word: str) -> bool:
    return bool(_WORD.fullmatch(word)) and not _PARTICLE.fullmatch(word)


def _place_of(part: Sequence[str], words: Sequence[str]) -> int | None:
    """Return where the words of a part of a name stand among others, whatever their case; None: nowhere."""
    sought, length = [_folded(one) for one in part], len(part)
    places = range(len(words) - length + 1) if part else ()
    return next((at for at in places if [_folded(one) for one in words[at : at + length]] == sought), None)


def _folded(word: str) -> str:
    return word.casefold().replace("ё", "е")
