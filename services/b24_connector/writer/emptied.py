"""Tells where an empty value of 1C is an edit: a value that both sides knew was cleared there. Pure."""

from collections.abc import Mapping
from typing import TypeVar

from shared.entities import GroupDoc
from shared.messages.groups import Stamp

G = TypeVar("G", bound=str)
NOTHING = GroupDoc()


def emptied_of(stamps: Mapping[G, Stamp], document: Mapping[str, GroupDoc], held: Mapping[G, str]) -> frozenset[G]:
    """Return the groups in which an empty value of a company or contact clears what the portal holds.

    Elsewhere it was never filled in 1C: the two sides are to hear of each other first.

    Args:
        stamps: of the command.
        document: as remembered.
        held: digests of what the portal holds; what a person has set since it was told or written is his.
    """
    return frozenset(
        group
        for group, stamp in stamps.items()
        if (stamp.known or document.get(group, NOTHING).known)
        and group in held
        and document.get(group, NOTHING).digest == held[group]
    )
