"""What the writer of 1C partners works with, and one run of a `partner.upsert`, interrupted groups too."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from services.onec_connector.base.client import Base
from services.onec_connector.memory.partner import PartnerEntity, PartnerStore, begun_of, untouched_half
from services.onec_connector.memory.waits import Waits
from services.onec_connector.reference.parties import PartyCatalogue
from services.onec_connector.reference.partner_cards import PartnerCards
from services.onec_connector.reference.survivors import Survivors
from services.onec_connector.writer.named.staff import Staff
from services.onec_connector.writer.partners.customers import Customers
from shared.bus.publish import Publish
from shared.canon import part_digests
from shared.messages.groups import Stamp
from shared.messages.party import Company, CompanyGroup
from shared.messages.ring.commands import PartnerUpsert
from shared.messages.ring.outcomes import Pair
from shared.messages.ring.told import Told


@dataclass(frozen=True, slots=True)
class PartnerContext:
    """Everything that the writer of partners needs.

    Args:
        tells: whether the rules send partners to the portal too; else nobody's edit in 1C is waited for.
        zone: of the base's clock.
        one_party: a partner has one legal entity.
        persons: whether private persons are sent to the portal.
    """

    base: Base
    cards: PartnerCards
    parties: PartyCatalogue
    store: PartnerStore
    customers: Customers
    staff: Staff
    waits: Waits
    publish: Publish
    tells: bool
    survivors: Survivors
    zone: ZoneInfo
    one_party: bool = False
    persons: bool = False


@dataclass(slots=True)
class PartnerRun:
    """One run of a command for an existing partner.

    Args:
        command: what is wanted.
        guid: of the partner.
        entity: the document when the write began.
        made: this run has created the partner, so nothing there can be lost.
        told, pairs: for the outcome.
        saved: version of each record that this run has written, by reference.
    """

    command: PartnerUpsert
    guid: str
    entity: PartnerEntity
    made: bool = False
    told: list[Told] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    saved: dict[str, str] = field(default_factory=dict)

    @property
    def company(self) -> Company:
        """The company as this run's command wants its partner of 1C to be."""
        return self.command.company

    @property
    def key(self) -> str:
        """Key of the document of the partner that this run writes."""
        return self.entity.key

    @property
    def version(self) -> int:
        """Version with which this write of the partner began."""
        assert self.entity.writing is not None  # noqa: S101 - a run is a write
        return self.entity.writing.version

    @property
    def interrupted(self) -> frozenset[str]:
        """Groups of the partner that an earlier run was writing when it died."""
        return frozenset(self._begun)

    def half_of(self, told: Company) -> frozenset[CompanyGroup]:
        """Return the interrupted groups of a partner in which nobody has edited what half a write may have left.

        Requisites stay half written whatever stands there: told as an edit, 1C's half of them would win by default.
        """
        unsaid = (CompanyGroup(group) for group, parts in self._begun.items() if not parts)
        requisites = {CompanyGroup.REQUISITES} & {*map(CompanyGroup, self._begun)}
        return self.untouched(told) | frozenset(unsaid) | requisites

    def untouched(self, told: Company) -> frozenset[CompanyGroup]:
        """Return the interrupted groups of this run's partner that hold what stood there, or what was sent, alone."""
        return untouched_half(self.entity, told)

    def begins(self, told: Company, sent: Company, groups: Collection[CompanyGroup]) -> dict[str, Sequence[str]]:
        """Return what may stand in each group of a partner until the last call: parts there, and parts sent."""
        parts = {str(one): sorted(part_digests(told, one) | part_digests(sent, one)) for one in groups}
        return {**self._begun, **parts}

    @property
    def _begun(self) -> Mapping[str, Sequence[str]]:
        return begun_of(self.entity)

    def stamps(self, groups: frozenset[CompanyGroup]) -> dict[CompanyGroup, Stamp]:
        """Stamps of those groups of the partner that may be written."""
        wanted = self.company.groups.items()
        return {group: stamp for group, stamp in wanted if group in groups and group not in self.entity.frozen}
