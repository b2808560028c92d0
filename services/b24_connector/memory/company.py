"""What the b24-connector remembers of a company, or a private person, beside its numbers; what is half written."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from services.b24_connector.memory.told import ToldMemory
from services.b24_connector.memory.unreadable import UNREADABLE_INDEX, NotedUnreadable
from services.b24_connector.vocabulary.requisites import Said
from shared.canon import PARTIES, company_digests, part_digests
from shared.entities import GroupDoc
from shared.messages.party import Company, CompanyGroup
from shared.messages.things import PartyKind
from shared.store import Entity, EntityStore


class Reached(TypedDict, total=False):
    """The phones and e-mails of a company that 1C told last; of these alone one that it tells no more is taken away."""

    phones: Sequence[str]
    emails: Sequence[str]


class SaidOfRequisite(TypedDict):
    """What 1C calls the client of a requisite whose template, an id of the portal, says another thing."""

    template: str
    kind: PartyKind
    country: str


class CompanyMemory(ToldMemory, total=False):
    """The connector's own fields of a company's document beside what its timeline says; None removes one.

    Args:
        seen: `updatedTime` of the last full read; the sweep leaves the company alone.
        name: its title then; of a deleted company nothing else is known.
        parts: ids of its requisites and accounts, so that an event of one that is gone finds it: `requisite:7`.
        marks: phones and e-mails of a private person then, which go with it where it is merged into another contact.
        numbers: of its requisites, `INN:KPP`; one that is merged into another of the same goes with its requisite.
        reached: see there.
        said: see there, by requisite; a person alone can replace that.
        head: id of the company it is a part of; when that one is deleted, this one is looked at.
        gone: it was deleted, and that is published.
        unreadable: it, or what belongs to it, could not be read when it was looked at last.
    """

    seen: str | None
    name: str | None
    parts: Sequence[str] | None
    marks: Sequence[str] | None
    numbers: Sequence[str] | None
    reached: Reached | None
    said: Mapping[str, SaidOfRequisite] | None
    head: str | None
    gone: bool | None
    unreadable: NotedUnreadable | None


CompanyDocument = Entity[CompanyMemory]
CompanyStore = EntityStore[CompanyMemory]

HALF_WRITTEN = "requisites"
"""Step of a write of several calls, of which some may be made."""

_INDEXES = (
    IndexModel("fields.parts", name="parts", sparse=True),
    IndexModel("fields.head", name="head", sparse=True),
    UNREADABLE_INDEX,
)


def said_in(fields: CompanyMemory) -> dict[str, Said]:
    """Return what a company's memory holds of the kinds that 1C calls its clients, by requisite."""
    return {number: Said(**one) for number, one in (fields.get("said") or {}).items()}


def to_remember(said: Mapping[str, Said]) -> Mapping[str, SaidOfRequisite] | None:
    """Return what to remember of the kinds that 1C calls a company's clients, by requisite."""
    kept = {
        number: SaidOfRequisite(template=one.template, kind=one.kind, country=one.country)
        for number, one in said.items()
    }
    return kept or None


def half_of(entity: CompanyDocument, company: Company) -> frozenset[CompanyGroup]:
    """Return the groups of a company that a former run has left half written, and nobody has edited since."""
    memo: Mapping[str, Sequence[str]] | Sequence[str] = {}
    if entity.writing and entity.writing.step == HALF_WRITTEN:
        memo = entity.writing.memo or {}
    if not isinstance(memo, Mapping):  # begun by a version that named the groups alone
        return frozenset(CompanyGroup(group) for group in memo)
    groups = {CompanyGroup(group): set(parts) for group, parts in memo.items()}
    return frozenset(group for group, ours in groups.items() if part_digests(company, group) <= ours)


def left_of(entity: CompanyDocument, company: Company) -> dict[CompanyGroup, GroupDoc]:
    """Return what to remember of what half a write, or one without an answer, has left of a company: nobody's edit."""
    digests, half = company_digests(company, CompanyGroup), half_of(entity, company)
    left = {group: entity.groups.get(group, GroupDoc()).holding(digests[group]) for group in half}
    return entity.left_unheard(digests) | left


def private_store(database: AsyncDatabase[dict[str, Any]]) -> CompanyStore:
    """Return the store of documents of contacts that are private persons."""
    return EntityStore(database, "b24", PARTIES, [UNREADABLE_INDEX], of="private")


def company_store(database: AsyncDatabase[dict[str, Any]]) -> CompanyStore:
    """Return the store of companies' documents."""
    return EntityStore(database, "b24", PARTIES, _INDEXES, of="companies")


def once_said(document: Mapping[str, GroupDoc]) -> frozenset[str]:
    """Return the field groups of which a stored document of a company or contact has ever held a value."""
    return frozenset(group for group, doc in document.items() if doc.digest is not None or doc.edited)
