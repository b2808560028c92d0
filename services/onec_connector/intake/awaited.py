"""Looks every minute for what refused deals and companies await in 1C, and has them tried again."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from services.onec_connector.memory.waits import Wait, Waits
from services.onec_connector.objects import legal_entity, partner, standard
from services.onec_connector.objects import order as names
from services.onec_connector.profile.reading import AgreementKinds, has_extended_orders
from services.onec_connector.reader.snapshots import OrderSnapshots
from services.onec_connector.reference.agreements import Purchase, agreements_in_force, own_agreements
from services.onec_connector.reference.parties import contradicts, fitting
from services.onec_connector.vocabulary.reference import KnownEntity
from shared.bus.publish import Publish
from shared.messages.ring.facts import CompanyTouched, DealTouched
from shared.messages.ring.message import Message
from shared.messages.things import Ref

Want = Mapping[str, str]
_SETS: Final = {"order": names.SET, "partner": partner.SET, "entity": legal_entity.SET}


class Awaited:
    """Asks 1C for what is missing, for all waiting deals together.

    What it takes for found must be what the writer takes: else a deal or a company would be refused every minute.

    Args:
        snapshots: the base, what is known of it, and its clock.
        waits: of refused deals and companies.
        publish: returns after the broker's confirm.
        kinds: of agreements that 1C uses.
    """

    def __init__(self, snapshots: OrderSnapshots, waits: Waits, publish: Publish, kinds: AgreementKinds) -> None:
        self._base = snapshots.base
        self._catalogue = snapshots.catalogue
        self._parties = snapshots.parties
        self._zone = snapshots.place.zone
        self._waits = waits
        self._publish = publish
        self._kinds = kinds

    async def look(self) -> None:
        """Publish a hint for every refused deal or company for which 1C has everything now that it waits for."""
        waiting = [wait async for wait in self._waits.all()]
        if not waiting:
            return
        items = await self._items([want for wait in waiting for want in wait.wants if want["kind"] == "item"])
        for wait in waiting:
            if await self._is_there(wait, items):
                await self._publish(_again(wait.source))
                await self._waits.drop(wait.source)

    async def _items(self, wants: list[dict[str, str]]) -> frozenset[str]:
        """Return which awaited references, articles and barcodes belong to items that an order may have by now."""
        articles = await self._catalogue.by_article(want["article"] for want in wants)
        barcodes = await self._catalogue.by_barcode(want["barcode"] for want in wants)
        coded = {item for hits in barcodes.values() for item, _ in hits}
        known = await self._catalogue.items({*(want["guid"] for want in wants if want["guid"]), *coded})
        usable = {guid for guid, item in known.items() if item.usable}
        scanned = {code for code, hits in barcodes.items() if any(item in usable for item, _ in hits)}
        return frozenset(usable | articles.keys() | scanned)

    async def _is_there(self, wait: Wait, items: frozenset[str]) -> bool:
        for want in wait.wants:
            match want["kind"]:
                case "item":
                    there = bool({want["guid"], want["article"], want["barcode"]} & items)
                case "party":
                    own = [one for one in await self._numbered(want) if want.get("of", one.kind) == one.kind]
                    there = len(fitting(own, want["kpp"])) == 1
                case "corrected":
                    there = await self._is_corrected(want)
                case "unmarked":
                    there = await self._is_unmarked(want)
                case "extended":
                    there = await has_extended_orders(self._base)
                case _:
                    there = await self._has_agreement(want)
            if not there:
                return False
        return True

    async def _numbered(self, want: Want) -> list[KnownEntity]:
        """Return 1C's legal entities of a number that a person has not separated from whoever waits for it."""
        apart = want.get("apart", "").split()
        found = await self._parties.entities_by_inn(want["inn"])
        return [one for one in found if not {one.guid, one.partner} & {*apart}]

    async def _is_corrected(self, want: Want) -> bool:
        """Tell whether the legal entity of a client's pair has his number now, or is his no more."""
        known = await self._parties.entity_now(want["entity"])
        if known is None or not known.usable:
            return True
        return not contradicts(known, want["inn"], want["country"], want["number"])

    async def _is_unmarked(self, want: Want) -> bool:
        """Tell whether a marked order or client is usable again; a client also if gone, or another has his number."""
        name, ref = next((_SETS[what], ref) for what, ref in want.items() if what in _SETS)
        if want.get("inn") and fitting(await self._numbered(want), want["kpp"]):
            return True
        row = await self._base.read(name, ref, (standard.MARKED,))
        return not row[standard.MARKED] if row is not None else name != names.SET

    async def _has_agreement(self, want: Want) -> bool:
        today = datetime.now(UTC).astimezone(self._zone).date()
        purchase = Purchase(want["guid"], want.get("entity", ""), want.get("organisation", ""), today, self._kinds)
        rows = await agreements_in_force(self._base, purchase)
        if named := want.get("named"):
            return any(row[standard.REF] == named for row in rows)
        return bool(own_agreements(rows, purchase))


def _again(source: Ref) -> Message:
    if source.kind in {"company", "contact"}:  # a contact who buys for himself is read as a company is
        return CompanyTouched(ref=source, force=True)
    return DealTouched(ref=source, force=True)
