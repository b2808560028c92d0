"""What the writer of 1C contact persons works with, and one run of a `person.upsert`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from services.onec_connector.base.client import Base
from services.onec_connector.memory.person import PersonEntity, PersonStore
from services.onec_connector.reference.parties import PartyCatalogue
from services.onec_connector.reference.person_cards import PersonCards
from services.onec_connector.writer.partners.newcomers import Newcomers
from shared.bus.publish import Publish
from shared.canon import contact_digests
from shared.entities import GroupDoc
from shared.messages.contact import ContactCard, ContactGroup
from shared.messages.groups import Stamp
from shared.messages.ring.commands import PersonUpsert
from shared.messages.ring.told import Told


@dataclass(frozen=True, slots=True)
class PersonContext:
    """Everything that the writer of contact persons needs.

    Args:
        tells: whether the rules send contact persons to the portal too; else nobody's edit in 1C is waited for.
    """

    base: Base
    cards: PersonCards
    parties: PartyCatalogue
    store: PersonStore
    newcomers: Newcomers
    publish: Publish
    tells: bool


@dataclass(slots=True)
class PersonRun:
    """One run of a command for an existing contact person.

    Args:
        command: what is wanted.
        guid: of the contact person.
        entity: the document when the write began.
        made: this run has created it, so nothing there can be lost.
        told: for the outcome.
        left: what is remembered of groups that hold what a write has sent of whose answer nobody heard.
    """

    command: PersonUpsert
    guid: str
    entity: PersonEntity
    made: bool = False
    told: list[Told] = field(default_factory=list)
    left: Mapping[ContactGroup, GroupDoc] = field(default_factory=dict)

    def look(self, here: ContactCard) -> None:
        """Take what a lost write has left for what is remembered of the contact person as it stands."""
        self.left = self.entity.left_unheard(contact_digests(here, ContactGroup))
        self.entity = replace(self.entity, groups=dict(self.entity.groups) | self.left)

    @property
    def wanted(self) -> ContactCard:
        """The contact as this run's command wants its contact person of 1C to be."""
        return self.command.contact

    @property
    def key(self) -> str:
        """Key of the document of the contact person that this run writes."""
        return self.entity.key

    @property
    def version(self) -> int:
        """Version with which this write of the contact person began."""
        assert self.entity.writing is not None  # noqa: S101 - a run is a write
        return self.entity.writing.version

    @property
    def stamps(self) -> dict[ContactGroup, Stamp]:
        """Stamps of the contact person's groups that may be written."""
        wanted = self.wanted.groups.items()
        return {group: stamp for group, stamp in wanted if group not in self.entity.frozen}
