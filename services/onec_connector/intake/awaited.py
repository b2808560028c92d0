"""Things that refused deals wait for: looked for every minute, and the deal is looked at again when they are there."""

from collections.abc import Awaitable, Callable, Mapping

from services.onec_connector.base import Base
from services.onec_connector.catalogue import Catalogue
from services.onec_connector.objects import agreement, standard
from services.onec_connector.parties import Parties
from services.onec_connector.query import Query, guid, text
from services.onec_connector.waits import Wait, Waits
from shared.messages.ring import DealTouched

Publish = Callable[..., Awaitable[None]]
Want = Mapping[str, str]


class Awaited:
    """Asks 1C for what is missing, all deals' items together."""

    def __init__(self, base: Base, catalogue: Catalogue, parties: Parties, waits: Waits, publish: Publish) -> None:
        self._base = base
        self._catalogue = catalogue
        self._parties = parties
        self._waits = waits
        self._publish = publish

    async def look(self) -> None:
        """Touch every deal for which all is there now."""
        waiting = [wait async for wait in self._waits.all()]
        if not waiting:
            return
        items = await self._items([want for wait in waiting for want in wait.wants if want["kind"] == "item"])
        for wait in waiting:
            if await self._is_there(wait, items):
                await self._publish(DealTouched(ref=wait.source, force=True))
                await self._waits.drop(wait.source)

    async def _items(self, wants: list[dict[str, str]]) -> frozenset[str]:
        """Return which references, articles and barcodes exist by now."""
        known = await self._catalogue.items(want["guid"] for want in wants if want["guid"])
        articles = await self._catalogue.by_article(want["article"] for want in wants)
        barcodes = await self._catalogue.by_barcode(want["barcode"] for want in wants)
        return frozenset({guid for guid, item in known.items() if item.usable} | articles.keys() | barcodes.keys())

    async def _is_there(self, wait: Wait, items: frozenset[str]) -> bool:
        for want in wait.wants:
            match want["kind"]:
                case "item":
                    there = bool({want["guid"], want["article"], want["barcode"]} & items)
                case "party":
                    found = await self._parties.entities_by_inn(want["inn"])
                    there = len([one for one in found if not want["kpp"] or one.kpp == want["kpp"]]) == 1
                case _:
                    there = await self._has_agreement(want)
            if not there:
                return False
        return True

    async def _has_agreement(self, want: Want) -> bool:
        mine = f"{agreement.PARTNER} eq {guid(want['guid'])} and {agreement.STATUS} eq {text(agreement.ACTIVE)}"
        query = Query(f"{mine} and {standard.MARKED} eq false", (standard.REF,), top=1)
        return bool(await self._base.listing(agreement.SET, query))
