"""Suggests which of the known names (the candidates) a person may have meant by an unknown one."""

import difflib
import re
from collections.abc import Iterable
from typing import Final

SHOWN: Final = 10
_CYRILLIC: Final = str.maketrans("ABCEHKMOPTXaceopxy", "АВСЕНКМОРТХасеорху")
"""Latin letters by the Cyrillic ones that look like them; which of both a person has typed is not to be seen."""
_RUSSIAN_WORD: Final = re.compile(r"\w*[а-яё]\w*", re.IGNORECASE)


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the candidate among known names that is most like a mistyped word; None if none is like it."""
    names = list(known)
    folded = [_folded(name) for name in names]
    close = difflib.get_close_matches(_folded(word), folded, n=1, cutoff=0.6)
    return names[folded.index(close[0])] if close else None


def candidates(word: str, known: Iterable[str], *, likely: str | None = None) -> str:
    """Return a clause with the known names and the likeliest: «есть: «А», «Б»; возможно, имелось в виду «А»».

    Args:
        word: what the person wrote.
        known: the names there are; of many the likest are shown.
        likely: the likeliest, where the caller knows better than by its letters.
    """
    names = list(dict.fromkeys(filter(None, known)))
    if not names:
        return "нет ни одного"
    shown = sorted(names, key=lambda name: -_likeness(word, name))[:SHOWN] if len(names) > SHOWN else sorted(names)
    rest = f" и ещё {len(names) - len(shown)}" if len(names) > len(shown) else ""
    there = f"есть: {', '.join(f'«{name}»' for name in shown)}{rest}"
    likely = likely or closest(word, names)
    alike = " (выглядит так же: сравните пробелы, регистр, «ё» и латинские буквы)" if _is_alike(word, likely) else ""
    return f"{there}; возможно, имелось в виду «{likely}»{alike}" if likely else there


def in_cyrillic(name: str) -> str:
    """Return a name with the Latin letters of its Russian words, «Cчёт», as the Cyrillic ones they look like."""
    return _RUSSIAN_WORD.sub(lambda found: found[0].translate(_CYRILLIC), name)


def _is_alike(word: str, likely: str | None) -> bool:
    """Tell whether a person sees no difference between what was typed and the known name that is another."""
    return likely is not None and word != likely and _folded(word) == _folded(likely)


def _likeness(word: str, name: str) -> float:
    return difflib.SequenceMatcher(None, _folded(word), _folded(name)).ratio()


def _folded(name: str) -> str:
    return " ".join(name.translate(_CYRILLIC).casefold().replace("ё", "е").split())
