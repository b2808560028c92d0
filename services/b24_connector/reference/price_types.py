"""Finds the portal's price type of each price kind of 1C, and creates a missing one, once (R20)."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cachetools import TTLCache

from services.b24_connector.portal import LONGEST_CALL, Portal, PortalRefusal
from services.b24_connector.portal.lists import rows_at
from services.b24_connector.reference.catalogue import LANE
from services.b24_connector.vocabulary.prices import PriceType, base_of, latin_name, read_type
from services.b24_connector.vocabulary.values import identity
from shared.messages.price import PriceKind
from shared.process.lookups import Cache
from shared.store import Claims

RUSSIAN = "ru"
_KEPT_S = 600
_REFUSED_S = 60
_WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class _Caption:
    """What people call a price type, in Russian; without an id it was refused, and is tried again later."""

    id: str
    text: str


class PriceTypes:
    """The portal's price types, read whole and cached; read again when one is missing.

    Args:
        portal: where.
        claims: one creator at a time: nothing in the portal keeps two types of one kind apart.
    """

    def __init__(self, portal: Portal, claims: Claims) -> None:
        self._portal = portal
        self._claims = claims
        self._types: Cache[Sequence[PriceType]] = Cache(self._read_types, ttl_s=_KEPT_S)
        self._names: Cache[Mapping[str, _Caption]] = Cache(self._read_names, ttl_s=_KEPT_S)
        self._naming = asyncio.Lock()
        self._refused: TTLCache[str, PortalRefusal] = TTLCache(100, _REFUSED_S)

    async def of(self, kind: PriceKind) -> str:
        """Return the id of the portal's price type of a kind, made if need be; empty: there is no base type for it.

        Raises:
            Retryable: another command makes it just now.
            PortalRefusal: the portal makes no further one; it is not asked again for a minute.
        """
        found = await self._known(kind)
        if found is None and (refused := self._refused.get(_guid(kind))):
            raise refused
        try:
            found = found or await self._made(kind)
        except PortalRefusal as error:
            self._refused[_guid(kind)] = error
            raise
        return found.id if found else ""

    async def look(self, kind: PriceKind) -> str:
        """Return the id of the portal's price type of a kind without creating it; empty: there is none yet."""
        types = await self._types.one(_WHOLE) or ()
        found = _standing_for(kind, types) or (base_of(types) if kind.base else None)
        return found.id if found else ""

    def forget(self) -> None:
        """Empty the cache of price types: a person may have deleted one."""
        self._types.forget()
        self._names.forget()

    async def _known(self, kind: PriceKind) -> PriceType | None:
        found = _standing_for(kind, await self._types.one(_WHOLE) or ())
        if found is not None and found.ours:
            await self._name(found, kind.name)
        return found

    async def _made(self, kind: PriceKind) -> PriceType | None:
        async with self._claims.claim(f"b24:price-type:{_guid(kind)}") as claim:
            self.forget()
            if found := await self._known(kind):
                return found
            if kind.base:
                return await self._adopted(kind)
            async with claim.creating(LONGEST_CALL):
                fields = {"name": latin_name(_guid(kind)), "xmlId": _guid(kind)}
                answer = await self._portal.call("catalog.priceType.add", {"fields": fields}, write=True, lane=LANE)
                answer.under("priceType")
        self.forget()
        return await self._known(kind)

    async def _adopted(self, kind: PriceKind) -> PriceType | None:
        """Write the kind's GUID to the base price type: sending `base` would move the flag.

        The name must be named, changed or not. Source:
        https://apidocs.bitrix24.ru/api-reference/catalog/price-type/catalog-price-type-update.html
        """
        base = base_of(await self._types.one(_WHOLE) or ())
        if base is not None:
            params = {"id": base.id, "fields": {"name": base.name, "xmlId": _guid(kind)}}
            await self._portal.call("catalog.priceType.update", params, write=True, lane=LANE)
            self.forget()
        return base

    async def _name(self, type_: PriceType, name: str) -> None:
        """Give a price type of ours the name that people see; without one they see the Latin name.

        Prices of many items need it at once, and all would find it unnamed.
        """
        async with self._naming:
            names = await self._names.one(_WHOLE) or {}
            present = names.get(type_.id)
            if present is None or present.text != name:
                made = await self._captioned(type_, name, present)
                self._names.put(_WHOLE, {**names, type_.id: replace(made, text=name)})

    async def _captioned(self, type_: PriceType, name: str, present: _Caption | None) -> _Caption:
        fields = {"catalogGroupId": type_.id, "lang": RUSSIAN, "name": name}
        method, more = ("update", {"id": present.id}) if present else ("add", {})
        try:
            params = {"fields": fields, **more}
            answer = await self._portal.call(f"catalog.priceTypeLang.{method}", params, write=True, lane=LANE)
        except PortalRefusal:
            return present or _Caption("", "")  # prices do not wait for a caption
        return _Caption(identity(answer.under("priceTypeLang").get("id")), name)

    async def _read_types(self, _: list[str]) -> Mapping[str, Sequence[PriceType]]:
        params = {"order": {"id": "ASC"}}
        rows = await self._portal.pages("catalog.priceType.list", params, rows=rows_at("priceTypes"), lane=LANE)
        return {_WHOLE: [read_type(row) for row in rows]}

    async def _read_names(self, _: list[str]) -> Mapping[str, Mapping[str, _Caption]]:
        params = {"filter": {"lang": RUSSIAN}, "order": {"id": "ASC"}}
        rows = await self._portal.pages("catalog.priceTypeLang.list", params, rows=rows_at("priceTypeLangs"), lane=LANE)
        captions = {
            identity(row.get("catalogGroupId")): _Caption(identity(row.get("id")), str(row.get("name") or ""))
            for row in rows
        }
        return {_WHOLE: captions}


def _standing_for(kind: PriceKind, types: Sequence[PriceType]) -> PriceType | None:
    guid = _guid(kind)
    found = next((one for one in types if one.kind == guid and one.base == kind.base), None)
    # The base type of former rules is no more than any other one, where they name none now.
    return found or (None if kind.base else next((one for one in types if one.kind == guid), None))


def _guid(kind: PriceKind) -> str:
    return kind.origin.id.lower() if kind.origin else ""
