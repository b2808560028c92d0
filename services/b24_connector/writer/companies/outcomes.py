"""Outcomes of `company.upsert`: upserted, merely found or refused, and what is told of a manager."""

from collections.abc import Iterable, Sequence

from services.b24_connector import sentences
from services.b24_connector.memory.company import CompanyDocument
from services.b24_connector.portal import PortalRefusal
from services.b24_connector.vocabulary.companies import RequisiteCard
from services.b24_connector.writer.refusal import DealRefusal
from shared.messages.party import CompanyGroup
from shared.messages.ring.commands import CompanyUpsert
from shared.messages.ring.facts import CompanyTouched
from shared.messages.ring.message import Message
from shared.messages.ring.outcomes import CompanyRefused, CompanyUpserted, KeyMatch, Pair
from shared.messages.ring.told import Told
from shared.messages.things import LegalEntity, Ref


def upserted(
    command: CompanyUpsert,
    company: str = "",
    requisites: Iterable[tuple[LegalEntity, RequisiteCard | None]] = (),
    told: Sequence[Told] = (),
) -> CompanyUpserted:
    """Return the outcome that the company is as wanted; an empty id: there is none, and none is wanted."""
    pairs = tuple(
        Pair(kind="requisite", b24=found.id, onec=entity.origin.id)
        for entity, found in requisites
        if found is not None and entity.origin is not None
    )
    ref = record_of(command, company) if company else None
    return CompanyUpserted(key=command.key, source=command.source, ref=ref, told=tuple(told), pairs=pairs)


def merely_found(
    command: CompanyUpsert, company: str, title: str, told: Sequence[Told] = (), *, untold: bool = False
) -> list[Message]:
    """Return the outcome that a company was found without a pair: nothing is written before it has one.

    One of which 1C was never told is told now: 1C may hold several that fit, and asks a person first.
    """
    ref = record_of(command, company)
    found = KeyMatch(source=command.company.name, target=title)
    outcome = CompanyUpserted(key=command.key, source=command.source, ref=ref, told=tuple(told), found=found)
    return [outcome, *([CompanyTouched(ref=ref)] if untold else [])]


def is_private(command: CompanyUpsert) -> bool:
    """Tell whether a `company.upsert` is about a private person, who is a contact of the portal."""
    return command.company.kind == "person"


def record_of(command: CompanyUpsert, number: str) -> Ref:
    """Return the ref of the company, or private person's contact, that a `company.upsert` is about."""
    return Ref(system="b24", kind="contact" if is_private(command) else "company", id=number)


def is_untold(document: CompanyDocument | None) -> bool:
    """Tell whether nothing was ever published or written of a company."""
    return document is None or not document.groups


def refused(command: CompanyUpsert, refusal: DealRefusal | PortalRefusal) -> CompanyRefused:
    """Return the outcome that the company is refused until a person has done something."""
    name, is_new = command.company.name, command.company.ref is None
    of_contact = is_private(command)
    if isinstance(refusal, DealRefusal):
        say = sentences.contact_refused if of_contact else sentences.company_refused
        told = say(name, refusal.cause, refusal.remedy, is_new=is_new)
    else:
        reject = sentences.contact_not_taken if of_contact else sentences.company_not_taken
        told = reject(name, refusal.fault.words, is_new=is_new)
    reason = refusal.reason if isinstance(refusal, DealRefusal) else "portal"
    return CompanyRefused(
        key=command.key,
        source=command.source,
        ref=command.company.ref,
        reason=reason,
        told=(told,),
        doubts=refusal.doubts if isinstance(refusal, DealRefusal) else (),
    )


def manager_told(command: CompanyUpsert, manager: str, stands_in: str) -> list[Told]:
    """Say that nobody in the portal is the partner's manager, or who stands in, if the command is about him."""
    meant = command.company.manager if CompanyGroup.MANAGER in command.company.groups else None
    return [sentences.partner_manager(meant, stands_in)] if meant and (stands_in or not manager) else []
