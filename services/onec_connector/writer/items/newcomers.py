"""Creates items of 1C for products typed in the portal (R10), never a second one for a code or name."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid5
from zoneinfo import ZoneInfo

from services.onec_connector.base.client import Base
from services.onec_connector.base.errors import BaseExists, BaseRefusal
from services.onec_connector.base.objections import objection_of
from services.onec_connector.base.wire import Row
from services.onec_connector.memory.item import ItemStore
from services.onec_connector.objects import item as fields
from services.onec_connector.objects import order, standard
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.reference.item_kinds import ItemKinds
from services.onec_connector.reference.items import ItemCatalogue
from services.onec_connector.vocabulary.clock import today_in
from services.onec_connector.vocabulary.items import has_characteristics, is_service
from services.onec_connector.vocabulary.new_items import NewItem, is_it, new_card
from services.onec_connector.vocabulary.vat import Sale
from services.onec_connector.writer.computed_keys import key_space
from services.onec_connector.writer.items import unmade
from services.onec_connector.writer.items.unedited import too_long
from shared.bus.errors import Retryable
from shared.messages.ring.told import Told
from shared.store.claims import Claims


@dataclass(frozen=True, slots=True)
class Made:
    """The item of 1C that a typed product has become.

    Args:
        guid: its reference.
        is_new: it was made for whoever asks, now or in a run of his that was cut short.
        told: what is to be said of it.
    """

    guid: str
    is_new: bool = False
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class NewItems:
    """Creates items under keys computed from the product's id, so a repeated create finds the first one.

    Args:
        base: where they are created.
        catalogue: what is there.
        kinds: that new items take after.
        dictionaries: VAT rates.
        store: knows which product an item was made of, before anybody reads the item.
        claims: one creator at a time.
        longest_create: how long nobody may create beside a call that was given up.
        portal_id: names the portal in the keys.
        zone: of the base's clock.
    """

    base: Base
    catalogue: ItemCatalogue
    kinds: ItemKinds
    dictionaries: Dictionaries
    store: ItemStore
    claims: Claims
    longest_create: Callable[[], Awaitable[timedelta]]
    portal_id: str
    zone: ZoneInfo

    @property
    def wanted(self) -> bool:
        """Whether the rules want new items of 1C."""
        return self.kinds.named

    async def make(self, item: NewItem, wanted_by: str) -> Made:
        """Find or create the item of 1C for a product typed in the portal.

        Args:
            item: as typed.
            wanted_by: key of the deal's order, or of the product where nobody sells it yet.

        Raises:
            OrderRefusal: a person must act first.
            Retryable: one like it is being created just now.
        """
        async with AsyncExitStack() as held:
            claims = [await held.enter_async_context(self.claims.claim(f"onec:item:{key}")) for key in item.keys]
            if there := await self._there(item):
                return await self.finish(item, there, wanted_by)
            card = await self._card(item)
            longest = await self.longest_create()
            async with AsyncExitStack() as creating:
                for claim in claims:
                    await creating.enter_async_context(claim.creating(longest))
                guid = await self._create(item, card, wanted_by)
            return await self.finish(item, guid, wanted_by)

    async def is_ours(self, item: NewItem, guid: str) -> bool:
        """Tell whether an item of 1C was made of this very product: a run that was cut short may have left it so."""
        entity = await self.store.get(f"item:{guid}")
        return entity is not None and entity.fields.get("made_of") == item.source.id

    async def finish(self, item: NewItem, guid: str, wanted_by: str) -> Made:
        """Give an item that was made of this product what a run that was cut short has left out; others stay."""
        entity = await self.store.get(f"item:{guid}")
        if entity is None or entity.fields.get("made_of") != item.source.id:
            return Made(guid)
        told = await self._scanned(item, guid)
        if entity.fields.get("made_for") != wanted_by:
            return Made(guid, told=told)
        return Made(guid, is_new=True, told=(*too_long(item.name, item.article), *told))

    async def _scanned(self, item: NewItem, guid: str) -> tuple[Told, ...]:
        """Write the barcode of a product into 1C's register unless it is there; say why not where 1C lets nobody."""
        if not item.barcode:
            return ()
        there = (await self.catalogue.by_barcode([item.barcode])).get(item.barcode, [])
        if any(one == guid for one, _ in there):
            return ()
        if there or await self.catalogue.by_barcode([item.barcode], of_packs=True):
            return (unmade.no_barcode(item, "он уже у другого товара"),)
        try:
            await self.base.create(fields.BARCODES, {fields.BARCODE: item.barcode, fields.BARCODE_ITEM: guid})
        except BaseExists:
            return ()  # somebody else was at it
        except BaseRefusal as error:
            return (unmade.no_barcode(item, str(objection_of(error))),)
        return ()

    async def _there(self, item: NewItem) -> str:
        """Look for a new item in 1C by article, barcode and name once more, now that nobody else may create."""
        articles = (await self.catalogue.by_article([item.article])).get(item.article, [])
        scanned = (await self.catalogue.by_barcode([item.barcode])).get(item.barcode, [])
        coded = list(dict.fromkeys([*articles, *(guid for guid, _ in scanned)]))
        if coded:
            return await self._coded(item, coded)
        named = await self.catalogue.by_any_name(item.name)
        if {one.guid for one in named} & {*item.not_these}:
            raise unmade.ruled_out(item)
        if await self.catalogue.by_barcode([item.barcode], of_packs=True):
            raise unmade.pack(item)
        if any(one.marked for one in named):
            raise unmade.marked(item)
        if not named:
            return ""
        return named[0].guid if len(named) == 1 and is_it(item, named[0]) else _refuse(unmade.namesake(item, named))

    async def _coded(self, item: NewItem, coded: Sequence[str]) -> str:
        """Return the one item of 1C with the product's article or barcode, usable and not ruled out by a person."""
        allowed = [one for one in coded if one not in item.not_these]
        known = await self.catalogue.items(allowed)
        usable = [known[one] for one in allowed if one in known and known[one].usable]
        if not allowed:
            raise unmade.ruled_out(item)
        if not usable:
            raise unmade.marked(item)
        return usable[0].guid if len(usable) == 1 else _refuse(unmade.several(item, usable))

    async def _card(self, item: NewItem) -> Row:
        kind = await self.kinds.of(item)
        if kind is None:
            raise unmade.no_kind(item)
        if has_characteristics(kind) or is_service(kind) is not (item.kind == "service"):
            raise unmade.other_kind(item, str(kind[standard.DESCRIPTION]))
        unit = "" if item.kind == "service" else await self.catalogue.unit(item.unit)
        if not unit and item.kind == "goods":
            raise unmade.no_unit(item)
        return new_card(item, kind, unit=unit, rate=await self._rate(item))

    async def _rate(self, item: NewItem) -> str:
        """Return the VAT rate for a new item, in force with the product's percent; empty: its kind's."""
        rates = await self.dictionaries.vat_rates()
        sale = Sale(order.TAXED, "", today_in(self.zone))
        found = [one for one in rates.candidates(item.vat_rate, sale) if one.percent == item.vat_rate]
        return found[0].guid if found else ""

    async def _create(self, item: NewItem, card: Row, wanted_by: str) -> str:
        key = self._key(item)
        await self._remember(key, item, wanted_by)
        try:
            guid = str((await self.base.create(fields.SET, {standard.REF: key, **card}))[standard.REF])
        except BaseExists:
            return await self._made_before(item, key)
        except BaseRefusal as error:
            raise unmade.objected(item, objection_of(error)) from error
        if guid != key:
            await self._remember(guid, item, wanted_by)
        return guid

    def _key(self, item: NewItem) -> str:
        """Compute the key of a new item; a key whose item a person has ruled out makes way for the next."""
        space = key_space(self.portal_id)
        key = str(uuid5(space, f"{fields.SET}:{item.source.key}"))
        while key in item.not_these:
            key = str(uuid5(space, key))
        return key

    async def _remember(self, guid: str, item: NewItem, wanted_by: str) -> None:
        """Store the new item before its order is written, or the directory might make a second product of it."""
        await self.store.set_fields(f"item:{guid}", {"made_of": item.source.id, "made_for": wanted_by})

    async def _made_before(self, item: NewItem, key: str) -> str:
        """Return the item that an earlier run has made of this product, though nothing that it has may be found."""
        found = await self.base.read(fields.SET, key, (standard.REF, standard.MARKED))
        if found is None:
            raise Retryable("1C says the item exists and does not find it")
        if found[standard.MARKED]:
            raise unmade.marked(item)
        return key


def _refuse(error: Exception) -> str:
    raise error
