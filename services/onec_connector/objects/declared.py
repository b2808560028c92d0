"""Declares the names of 1C's objects where they are spelt: each name used is a name that the base must have.

A name is spelt once, in the module of its object, as a field of a `BaseObject` or a value of an `Enumeration`. What a
base is compared with at start is gathered from there (`profile/required.py`), so nobody keeps a second list.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the bus that needs names which not every base has.

    Args:
        without: what is to be known of a base that lacks it, for the administrator (Russian).
    """

    without: str


class BaseObject:
    """A published set of 1C, or the rows of a tabular part; several where they have the same fields.

    Args:
        names: in `$metadata`.
        also: fields that are spelt elsewhere, as those that every object has.
        of: the function that needs it; None: the bus does not work without it.
    """

    def __init__(self, *names: str, also: tuple[str, ...] = (), of: Function | None = None) -> None:
        self.names: Final = names
        self.of: Final = of
        self.fields: Final[dict[str, Function | None]] = dict.fromkeys(also, of)

    def field(self, name: str, *, of: Function | None = None) -> str:
        """Declare a field of a 1C object and return its name; `of` names the function that alone needs it."""
        self.fields[name] = of or self.of
        return name


class Enumeration:
    """An enumeration of 1C of which the bus sends or asks for values."""

    def __init__(self, name: str) -> None:
        self.name: Final = name
        self.values: Final[dict[str, Function | None]] = {}

    def value(self, name: str, *, of: Function | None = None) -> str:
        """Declare a value of a 1C enumeration and return it."""
        self.values[name] = of
        return name


def rows_of(owner: str, part: str) -> str:
    """Return the name of the OData type of a 1C tabular part's rows."""
    return f"{owner}_{part}_RowType"
