"""Settles conflicts about a contact that both sides edited, by the owners in the rules. Pure."""

from collections.abc import Iterable, Mapping

from services.onec_connector.vocabulary.persons import named, parts_of
from services.onec_connector.writer.persons import telling
from shared.canon import contact_digests
from shared.canon.person_names import NameParts
from shared.messages.contact import ContactCard, ContactGroup
from shared.messages.groups import members
from shared.messages.ring.told import Told
from shared.messages.things import System


def with_group(card: ContactCard, group: ContactGroup, other: ContactCard) -> ContactCard:
    """Return a contact with one group of another."""
    return card.with_(**{one.name: getattr(other, one.name) for one in members(ContactCard)[group]})


def with_own(wanted: ContactCard, here: ContactCard, heard: Iterable[str]) -> ContactCard:
    """Add 1C's own phones and e-mails, which the portal does not know, to a contact.

    Args:
        wanted: as the portal says.
        here: as the contact person stands.
        heard: what the portal said before: what of that it says no more was removed there.
    """
    former = set(heard)
    return wanted.with_(
        phones=(*wanted.phones, *(one for one in here.phones if one not in former)),
        emails=(*wanted.emails, *(one for one in here.emails if one not in former)),
    )


def without_dropped(here: ContactCard, there: ContactCard, heard: Iterable[str]) -> ContactCard:
    """Leave out the phones and e-mails of a contact person that 1C has from the portal alone, which names them no more.

    Args:
        here: as the contact person stands.
        there: as the portal says.
        heard: what it was created with.
    """
    dropped = frozenset(heard) - {*there.phones, *there.emails}
    return here.with_(
        phones=tuple(one for one in here.phones if one not in dropped),
        emails=tuple(one for one in here.emails if one not in dropped),
    )


def settled(kept: ContactCard, lost: ContactCard, *, strangers: bool) -> ContactCard:
    """Return what a contested group of a contact is to be on both sides.

    Args:
        kept: its owner's.
        lost: the other side's.
        strangers: neither side has ever heard of the other's value: what one lacks the other fills up.
    """
    if not strangers:
        return kept
    return named(kept, _name(parts_of(kept), parts_of(lost))).with_(
        position=kept.position or lost.position,
        phones=(*kept.phones, *lost.phones),
        emails=(*kept.emails, *lost.emails),
    )


def _name(kept: NameParts, lost: NameParts) -> NameParts:
    """Fill the empty parts of a name from the other, if the rest is the same."""
    if all(not mine or mine.casefold() == other.casefold() for mine, other in zip(kept, lost, strict=True)):
        return NameParts(*(mine or other for mine, other in zip(kept, lost, strict=True)))
    return kept


def conflicts(
    groups: Mapping[ContactGroup, bool], result: ContactCard, here: ContactCard, there: ContactCard
) -> list[Told]:
    """Say, for each settled group of a contact, whose values were lost, and what they were; nothing of completions.

    Args:
        groups: in conflict, and whether the sides were strangers.
        result: what stands now.
        here: in 1C.
        there: in the portal.
    """
    said = []
    sides: tuple[tuple[ContactCard, System], ...] = ((here, "b24"), (there, "onec"))
    for group, strangers in groups.items():
        shown = telling.SHOWN[group]
        for side, kept in sides:
            if shown(side) and _loses(group, result, side, strangers=strangers):
                said.append(telling.conflict(result.name, group, shown(result), shown(side), kept=kept))
                break
    return [Told(topic="conflict", text=" ".join(said))] if said else []


def _loses(group: ContactGroup, result: ContactCard, side: ContactCard, *, strangers: bool) -> bool:
    """Tell whether something of a side's contact is lost."""
    held = settled(side, result, strangers=strangers)
    return contact_digests(held, [group]) != contact_digests(result, [group])
