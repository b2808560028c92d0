"""Says what of a command a company lacks, what is half written, and how 1C has known that it is reached. Pure."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from services.b24_connector.memory.company import CompanyDocument, Reached
from services.b24_connector.reader.cards import CompanyCard
from services.b24_connector.vocabulary.companies import read_card
from services.b24_connector.writer.companies.wanted import WantedCompany
from shared.canon import company_digests, part_digests
from shared.entities import GroupDoc, compared_by
from shared.messages.groups import Stamp
from shared.messages.party import CompanyGroup
from shared.messages.ring.commands import CompanyUpsert

NOTHING = GroupDoc()
COMMUNICATIONS = CompanyGroup.COMMUNICATIONS
HALF_WRITTEN = "requisites"


def former_of(command: CompanyUpsert, entity: CompanyDocument, card: CompanyCard, *, is_heard: bool) -> Reached:
    """Return the company's communications as 1C knew them: as published or compared, if proved, else as 1C said.

    Args:
        command: with the numbers.
        entity: what is remembered of the company.
        card: as it stands.
        is_heard: whether what people edit in the portal goes to 1C.
    """
    mine, stamp = entity.groups.get(COMMUNICATIONS, NOTHING), command.company.groups.get(COMMUNICATIONS, Stamp())
    is_seen = compared_by(stamp, mine) is not None  # of another value the write comes back
    if is_heard and (is_seen or 0 < mine.edited <= stamp.known):
        return {"phones": card.company.phones, "emails": card.company.emails}
    return entity.fields.get("reached") or {}


def needed_of(command: CompanyUpsert, entity: CompanyDocument, head_field: str) -> frozenset[CompanyGroup]:
    """Return the groups of a command that the company does not contain yet and has a place for."""
    return frozenset(
        group
        for group, stamp in command.company.groups.items()
        if group not in entity.frozen
        and (head_field or group is not CompanyGroup.HEAD)
        and stamp.edited > entity.groups.get(group, NOTHING).known
    )


def half_of(entity: CompanyDocument, card: CompanyCard) -> frozenset[CompanyGroup]:
    """Return the groups of a company that a former run has left half written, and nobody has edited since."""
    memo: Mapping[str, Sequence[str]] | Sequence[str] = {}
    if entity.writing and entity.writing.step == HALF_WRITTEN:
        memo = entity.writing.memo or {}
    if not isinstance(memo, Mapping):  # begun by a version that named the groups alone
        return frozenset(CompanyGroup(group) for group in memo)
    groups = {CompanyGroup(group): set(parts) for group, parts in memo.items()}
    return frozenset(group for group, ours in groups.items() if part_digests(card.company, group) <= ours)


def left_half(
    entity: CompanyDocument, card: CompanyCard, half: AbstractSet[CompanyGroup]
) -> dict[CompanyGroup, GroupDoc]:
    """Return what half a write has left of a company, to be remembered as what stands there: nobody's edit."""
    digests = company_digests(card.company, half)
    return {group: entity.groups.get(group, NOTHING).holding(digest) for group, digest in digests.items()}


def begun(group: CompanyGroup, card: CompanyCard, wanted: WantedCompany) -> list[str]:
    """Return what may stand in a group until its last call is made: parts that stand there, and those that are sent.

    What is sent counts as it will be read: what 1C does not name stays, and a name is taken apart.
    """
    requisites = (read_card(card.item, [one], None) for one in (*card.cards, *wanted.written(card)))
    return sorted({part for one in (card.company, *requisites) for part in part_digests(one, group)})
