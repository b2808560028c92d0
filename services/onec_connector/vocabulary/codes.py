"""Articles and barcodes as 1C compares them, which is without case: one spelling of a code for lists and keys. Pure."""

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def code_key(code: object) -> str:
    """Return a code in the one spelling that stands for all that 1C takes for the same: `AB-1` and `ab-1 ` alike."""
    return str(code or "").strip().casefold()


def distinct(codes: Iterable[str]) -> list[str]:
    """Return one spelling of each code of 1C, the first; empty ones are none."""
    found: dict[str, str] = {}
    for code in codes:
        found.setdefault(code_key(code), code)
    return [code for key, code in found.items() if key]


def as_asked(codes: Iterable[str], found: Iterable[tuple[object, T]]) -> dict[str, list[T]]:
    """Return what 1C has under each code that was asked for, in the spelling of whoever asked; each thing once.

    Args:
        codes: as asked.
        found: code in 1C's own spelling, and what has it.
    """
    things: dict[str, dict[T, None]] = {}
    for code, thing in found:
        things.setdefault(code_key(code), {})[thing] = None
    return {code: list(things[key]) for code in codes if (key := code_key(code)) in things and key}
