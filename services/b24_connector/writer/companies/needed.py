"""What of a `company.upsert` a company lacks, what a write leaves half way, how 1C reached it. Pure."""

from services.b24_connector.memory.company import CompanyDocument, Reached
from services.b24_connector.reader.cards import CompanyCard
from services.b24_connector.vocabulary.companies import read_card
from services.b24_connector.writer.companies.wanted import WantedCompany
from services.b24_connector.writer.emptied import emptied_of
from shared.canon import company_digests, part_digests
from shared.entities import GroupDoc, compared_by
from shared.messages.groups import Stamp
from shared.messages.party import CompanyGroup
from shared.messages.ring.commands import CompanyUpsert

NOTHING = GroupDoc()
COMMUNICATIONS = CompanyGroup.COMMUNICATIONS
IN_STEPS = frozenset({CompanyGroup.REQUISITES, CompanyGroup.ADDRESSES, CompanyGroup.BANKS})
"""Groups that take several calls; cut short, what stands is no edit of a person's."""


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


def emptied_in(command: CompanyUpsert, entity: CompanyDocument, card: CompanyCard) -> frozenset[CompanyGroup]:
    """Return the groups in which an empty value of a `company.upsert` clears the company's (`emptied_of`)."""
    stamps = command.company.groups
    return emptied_of(stamps, entity.groups, company_digests(card.company, stamps))


def needed_of(command: CompanyUpsert, entity: CompanyDocument, head_field: str) -> frozenset[CompanyGroup]:
    """Return the groups of a `company.upsert` that the company does not contain yet and has a place for."""
    return frozenset(
        group
        for group, stamp in command.company.groups.items()
        if group not in entity.frozen
        and (head_field or group is not CompanyGroup.HEAD)
        and stamp.edited > entity.groups.get(group, NOTHING).known
    )


def begun(group: CompanyGroup, card: CompanyCard, wanted: WantedCompany) -> list[str]:
    """Return what may stand in a company's group until its last call is made: parts there, and those that are sent.

    What is sent counts as it will be read: what 1C does not name stays, and a name is taken apart.
    """
    requisites = (read_card(card.item, [one], None) for one in (*card.cards, *wanted.written(card)))
    return sorted({part for one in (card.company, *requisites) for part in part_digests(one, group)})
