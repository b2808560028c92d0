"""The form of a connector's error table, which maps a peer's failed answers to actions: the first line that fits."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

Action = TypeVar("Action")


class Fault(Protocol):
    """The parts of a peer's failed answer by which the error table decides.

    `status` is of the HTTP answer, `code` the peer's own word, None where the answer has none; `traits` are further
    words that a line of the table may ask for.
    """

    @property
    def status(self) -> int | None: ...  # noqa: D102
    @property
    def code(self) -> str | None: ...  # noqa: D102
    @property
    def traits(self) -> frozenset[str]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class ErrorRow(Generic[Action]):
    """One line of an error table.

    Args:
        action: what is done about it.
        status: statuses it fits; None: any.
        code: codes it fits; None: any.
        traits: all of them are needed.
    """

    action: Action
    status: Container[int | None] | None = None
    code: Container[str | None] | None = None
    traits: frozenset[str] = frozenset()

    def fits(self, fault: Fault) -> bool:
        """Tell whether a failed answer matches this line of the error table."""
        return (
            (self.status is None or fault.status in self.status)
            and (self.code is None or fault.code in self.code)
            and self.traits <= fault.traits
        )


def pick(table: Sequence[ErrorRow[Action]], fault: Fault) -> Action:
    """Return the action of the first line of an error table that fits; the last line fits every answer."""
    return next(row.action for row in table if row.fits(fault))
