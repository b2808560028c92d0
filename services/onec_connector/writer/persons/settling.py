"""Settles conflicts about a contact that both sides edited, by the owners in the rules. Pure."""

from collections.abc import Mapping

from services.onec_connector.vocabulary.persons import named, parts_of
from services.onec_connector.writer.persons import telling
from shared.canon import contact_digests
from shared.canon.person_names import NameParts
from shared.messages.contact import ContactCard, ContactGroup
from shared.messages.groups import members
from shared.messages.ring.told import Told
from shared.messages.things import System


def with_group(card: ContactCard, group: ContactGroup, other: ContactCard) -> ContactCard:
    """Return a contact with one field group taken from another contact."""
    return card.with_(**{one.name: getattr(other, one.name) for one in members(ContactCard)[group]})


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
    """Fill the empty parts of a contact's name from the other side's, if the rest is the same."""
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
    """Tell whether a settled conflict loses something of a side's contact."""
    held = settled(side, result, strangers=strangers)
    return contact_digests(held, [group]) != contact_digests(result, [group])
