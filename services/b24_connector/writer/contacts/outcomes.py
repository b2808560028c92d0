"""Outcomes of `contact.upsert`: upserted, merely found, or refused with what the manager reads."""

from collections.abc import Sequence

from services.b24_connector import sentences
from services.b24_connector.portal import PortalRefusal
from services.b24_connector.writer.refusal import DealRefusal
from shared.messages.ring.commands import ContactUpsert
from shared.messages.ring.outcomes import ContactRefused, ContactUpserted, KeyMatch
from shared.messages.ring.told import Told
from shared.messages.things import Ref


def upserted(command: ContactUpsert, contact: Ref | None = None, told: Sequence[Told] = ()) -> ContactUpserted:
    """Return the outcome that the contact is as wanted; None: there is none, and none is wanted."""
    return ContactUpserted(key=command.key, source=command.source, ref=contact, told=tuple(told))


def merely_found(command: ContactUpsert, contact: Ref, name: str) -> ContactUpserted:
    """Return the outcome that a contact was found without a pair: nothing is written before it has one."""
    found = KeyMatch(source=command.contact.name, target=name)
    return ContactUpserted(key=command.key, source=command.source, ref=contact, found=found)


def refused(command: ContactUpsert, refusal: DealRefusal | PortalRefusal) -> ContactRefused:
    """Return the outcome that the contact is refused until a person has done something."""
    name, is_new = command.contact.name, command.contact.ref is None
    if isinstance(refusal, DealRefusal):
        told = sentences.contact_refused(name, refusal.cause, refusal.remedy, is_new=is_new)
    else:
        told = sentences.contact_not_taken(name, refusal.fault.words, is_new=is_new)
    return ContactRefused(
        key=command.key,
        source=command.source,
        ref=command.contact.ref,
        reason=refusal.reason if isinstance(refusal, DealRefusal) else "portal",
        told=(told,),
        doubts=refusal.doubts if isinstance(refusal, DealRefusal) else (),
    )
