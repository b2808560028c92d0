"""Publishes what 1C has to choose from in list fields of a deal: warehouses and typical agreements."""

from collections import Counter
from zoneinfo import ZoneInfo

from services.onec_connector.base.client import Base
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import agreement, standard
from services.onec_connector.profile.reading import Profile
from services.onec_connector.reference.agreements import may_be_offered, typical_agreements
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.vocabulary.clock import today_in
from services.onec_connector.vocabulary.reference import Named
from shared.bus.publish import Publish
from shared.messages.ring.facts import ChoicesChanged
from shared.messages.things import ListValue, Ref


class ChoiceReader:
    """Publishes the lists again and again: the portal's side knows what differs, and its field may be made later.

    Args:
        base: where typical agreements are read.
        dictionaries: warehouses.
        publish: returns after the broker's confirm.
        zone: of the base's clock.
        profile: whether the base has agreements, and which it uses.
    """

    def __init__(
        self, base: Base, dictionaries: Dictionaries, publish: Publish, *, zone: ZoneInfo, profile: Profile
    ) -> None:
        self._base = base
        self._dictionaries = dictionaries
        self._publish = publish
        self._zone = zone
        self._profile = profile

    async def look(self) -> None:
        """Read and publish 1C's warehouses and typical agreements."""
        warehouses = (await self._dictionaries.warehouses()).values()
        said = [ChoicesChanged(field="warehouse", choices=tuple(_warehouse(one) for one in warehouses))]
        if self._profile.agreements:
            today = today_in(self._zone)
            rows = await typical_agreements(self._base)
            names = Counter(_name(row) for row in rows)
            kinds = self._profile.agreement_kinds
            choices = tuple(
                _agreement(row, offered=may_be_offered(row, today, kinds), alone=names[_name(row)] == 1) for row in rows
            )
            said.append(ChoicesChanged(field="agreement", choices=choices))
        await self._publish(*said)


def _warehouse(known: Named) -> ListValue:
    ref = Ref(system="onec", kind="warehouse", id=known.guid)
    return ListValue(ref=ref, name=known.name.strip(), offered=known.usable)


def _agreement(row: Row, *, offered: bool, alone: bool) -> ListValue:
    """Return an agreement of 1C as a list value, named so that agreements of one name differ by their numbers."""
    ref = Ref(system="onec", kind="agreement", id=str(row[standard.REF]))
    name = _name(row) if alone else f"{_name(row)}, № {str(row[agreement.NUMBER]).strip()}"
    return ListValue(ref=ref, name=name, offered=offered)


def _name(row: Row) -> str:
    return str(row[standard.DESCRIPTION]).strip()
