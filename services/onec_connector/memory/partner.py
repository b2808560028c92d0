"""What the onec-connector remembers of a partner beside its numbers: its company, and groups left half written."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypedDict

from pymongo.asynchronous.database import AsyncDatabase

from shared.canon import PARTIES, company_digests, part_digests
from shared.entities import GroupDoc
from shared.messages.party import Company, CompanyGroup
from shared.messages.things import Ref
from shared.store import Entity, EntityStore

SEND_STEP = "send"
"""A write of several records that never ended: what stands there may be half of it, and nobody's edit."""


class PartnerMemory(TypedDict, total=False):
    """The connector's own fields of a partner's document; None removes one.

    Args:
        gone: it was told that he is marked for deletion or deleted.
        company: id of the portal's company that is written here, `contact:7` of a private person; another one of the
            same number is a second card.
        owed: sentences of a write, until its outcome is on the broker.
        entities: his legal entities, which go with him where he is merged into another partner.
        numbers: of those, `INN:KPP`.
        heard: phones and e-mails of the portal that he was created with; where nothing is told back, those that the
            portal had when it was heard of last. What is 1C's own is not taken for removed there.
    """

    gone: bool | None
    company: str | None
    owed: Sequence[Mapping[str, Any]] | None
    entities: Sequence[str] | None
    numbers: Sequence[str] | None
    heard: Sequence[str] | None


PartnerEntity = Entity[PartnerMemory]
PartnerStore = EntityStore[PartnerMemory]


def source_of(written: str) -> Ref:
    """Return the portal's company or contact that a 1C partner was written from, by the text in its memory."""
    kind, _, identity = written.rpartition(":")
    return Ref(system="b24", kind=kind or "company", id=identity)


def spelled(source: Ref) -> str:
    """Return the text under which a 1C partner's memory keeps the company or contact it was written from."""
    return source.id if source.kind == "company" else source.key


def begun_of(entity: PartnerEntity) -> Mapping[str, Sequence[str]]:
    """Return the parts, by group, that an interrupted run may have left in a partner; of an older version's, none."""
    writing = entity.writing
    memo = writing.memo or {} if writing and writing.step == SEND_STEP else {}
    return memo if isinstance(memo, Mapping) else {group: [] for group in memo}


def untouched_half(entity: PartnerEntity, told: Company) -> frozenset[CompanyGroup]:
    """Return a partner's interrupted groups that hold what stood in 1C, or what was sent, and nothing else."""
    begun = {CompanyGroup(group): set(parts) for group, parts in begun_of(entity).items() if parts}
    return frozenset(group for group, parts in begun.items() if part_digests(told, group) <= parts)


def left_half(entity: PartnerEntity, told: Company, groups: Collection[CompanyGroup]) -> dict[CompanyGroup, GroupDoc]:
    """Return what an interrupted run left half written of a 1C partner, to be remembered as what stands there.

    Args:
        entity: what is remembered of him.
        told: the partner as he stands.
        groups: that it has left so.
    """
    digests = company_digests(told, groups)
    return {group: entity.groups.get(group, GroupDoc()).holding(digest) for group, digest in digests.items()}


def partner_store(database: AsyncDatabase[dict[str, Any]]) -> PartnerStore:
    """Return the store of 1C partners' documents."""
    return EntityStore(database, "onec", PARTIES, of="partners")
