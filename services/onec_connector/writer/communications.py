"""Merges phones and e-mails that 1C and the portal hold of a client or a contact person. Pure."""

from collections.abc import Iterable
from typing import TypeVar

from shared.messages.contact import ContactCard
from shared.messages.party import Company

Reachable = TypeVar("Reachable", Company, ContactCard)


def with_own(wanted: Reachable, here: Reachable, heard: Iterable[str]) -> Reachable:
    """Add 1C's own phones and e-mails, which the portal does not know, to a company or contact.

    Args:
        wanted: as the portal says.
        here: as the partner or contact person stands.
        heard: what the portal said before: what of that it says no more was removed there.
    """
    former: frozenset[str] = frozenset(heard)
    return wanted.with_(
        phones=(*wanted.phones, *(one for one in here.phones if one not in former)),
        emails=(*wanted.emails, *(one for one in here.emails if one not in former)),
    )


def without_dropped(here: Reachable, there: Reachable, heard: Iterable[str]) -> Reachable:
    """Leave out the phones and e-mails that 1C has from the portal alone, and that the portal names no more.

    Args:
        here: as the partner or contact person stands.
        there: as the portal says.
        heard: what it was created with.
    """
    dropped = frozenset(heard) - {*there.phones, *there.emails}
    return here.with_(
        phones=tuple(one for one in here.phones if one not in dropped),
        emails=tuple(one for one in here.emails if one not in dropped),
    )
