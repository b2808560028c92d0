"""Reads the portal's templates (presets) of requisites, and the addresses of a requisite."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.b24_connector.portal import Gathered, Portal
from services.b24_connector.portal.lists import REQUISITE, plain_rows
from services.b24_connector.vocabulary.requisites import Preset, read_preset
from shared.messages.things import PartyKind
from shared.process.lookups import Cache

Row = Mapping[str, Any]
_KEPT_S = 600
_USUAL: Mapping[PartyKind, str] = {"company": "1", "sole_trader": "2", "person": "3"}
"""Ids in a new Russian portal; in that of another country they are its own country's."""


class Presets:
    """The portal's templates of requisites.

    Args:
        presets: in the order of the portal.
    """

    def __init__(self, presets: Sequence[Preset] = ()) -> None:
        self._by_id = {one.id: one for one in presets}

    def __iter__(self) -> Iterator[Preset]:
        return iter(self._by_id.values())

    def __contains__(self, preset: str) -> bool:
        return preset in self._by_id

    def of(self, preset: str) -> Preset:
        """Return what a template of requisites says of its client; nothing for an unknown one."""
        return self._by_id.get(preset, Preset(preset))

    def for_new(self, kind: PartyKind, country: str = "") -> Preset:
        """Return the template for a new requisite: of the client's country if the portal has one, else Russia's.

        The vendor's own come before those that people have made, and what people are offered before what is hidden. One
        of Russia's that does not say for whom it is serves a firm, as it is read so.

        Returns:
            the template; without an id: the portal has neither, and a third country's would make another client of him.
        """
        if not self._by_id:
            return Preset(_USUAL[kind], kind)  # not read yet
        at_home = [one for one in self._by_id.values() if one.country == country]
        usual = [one for one in at_home if one.kind is None and (kind == "company" or one.id == _USUAL[kind])]
        suiting = [one for one in at_home if one.kind == kind] or ([] if country else usual)
        if not suiting:
            return self.for_new(kind) if country else Preset(kind=kind)
        return max(suiting, key=lambda one: (one.is_active, one.is_vendors))  # the first of those


async def read_presets(portal: Portal) -> Presets:
    """Read the portal's templates of requisites (presets)."""
    select = ["ID", "NAME", "XML_ID", "COUNTRY_ID", "ACTIVE"]
    params = {"select": select, "order": {"SORT": "ASC", "ID": "ASC"}}
    rows = await portal.pages("crm.requisite.preset.list", params, rows=plain_rows)
    return Presets([read_preset(row) for row in rows])


class RequisiteAddresses:
    """Addresses of the portal's requisites, cached for ten minutes.

    Args:
        portal: where to ask.
    """

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._addresses = Cache(self._load, ttl_s=_KEPT_S)

    async def addresses(self, requisite: str) -> Sequence[Row]:
        """Return the addresses of a requisite, one of each type."""
        return await self._addresses.one(requisite) or ()

    async def _load(self, ids: list[str]) -> Mapping[str, Sequence[Row]]:
        return {one: await self._portal.gather(ADDRESSES, one) for one in ids}


def _addresses(requisites: Sequence[str]) -> Row:
    return {"filter": {"ENTITY_TYPE_ID": REQUISITE, "@ENTITY_ID": list(requisites)}}


ADDRESSES = Gathered("crm.address.list", _addresses, plain_rows, lambda row: str(row.get("ENTITY_ID")), per=8)
"""A requisite has one address of each of six types: eight fit on a page, and the list is reported to name no second one
(https://github.com/bitrix24/b24phpsdk/issues/144)."""
