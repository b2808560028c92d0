"""The reader of 1C's partners, merged ones too: touched partners → cards → facts (docs/convergence.md)."""

from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import cast

from services.onec_connector.memory.partner import (
    PartnerEntity,
    PartnerMemory,
    PartnerStore,
    left_half,
    source_of,
    untouched_half,
)
from services.onec_connector.objects import standard
from services.onec_connector.reference.partner_cards import PartnerCards
from services.onec_connector.reference.survivors import Survivors, remembered
from services.onec_connector.vocabulary.companies import PartnerCard, is_client, may_be_told, read_company, spoken
from services.onec_connector.vocabulary.private_persons import is_private
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.canon import company_digests
from shared.entities import GroupDoc, publication, untold
from shared.messages.envelope import Envelope
from shared.messages.party import Company, CompanyGroup
from shared.messages.ring.commands import PartnerUpsert
from shared.messages.ring.facts import OrderTouched, PartnerChanged, PartnerTouched
from shared.messages.things import PartyKind, Ref, Thing
from shared.process.quiet import look_or_wait

FEW = 10
"""Records that are read one by one; of more, the catalogs are read whole."""


class PartnerReader:
    """Publishes partners of 1C that differ from what was published last.

    Args:
        cards: looks at 1C.
        store: remembers.
        survivors: follow who is merged into another.
        enabled: whether the rules send partners to the portal.
        persons: whether they send private persons, too.
        taken: is told the key of every hint, whatever becomes of it.
    """

    def __init__(
        self,
        cards: PartnerCards,
        store: PartnerStore,
        survivors: Survivors,
        *,
        enabled: bool,
        persons: bool = False,
        taken: Callable[[str], None],
    ) -> None:
        self._taken = taken
        self._cards = cards
        self._store = store
        self._survivors = survivors
        self._enabled = enabled
        self._persons = persons

    def handlers(self) -> Handlers:
        """Return the handler of `partner.touched`."""
        return (on(PartnerTouched, self.touched),)

    async def key(self, message: PartnerTouched | PartnerUpsert) -> str:
        """Return the key under which a 1C partner's message is handled, the same for reader and writer."""
        ref = message.ref if isinstance(message, PartnerTouched) else message.company.ref
        return ref.key if ref is not None else message.subject

    async def touched(self, _envelope: Envelope, message: PartnerTouched) -> HandlerResult:
        """Read a touched partner of 1C and publish what changed.

        Raises:
            Retryable: he is being written just now.
        """
        self._taken(message.ref.key)
        if not self._enabled:
            return HandlerResult()
        return await look_or_wait(partial(self._look, message), message.subject)

    async def _look(self, message: PartnerTouched) -> HandlerResult | None:
        """Read a 1C partner once; None: it was written meanwhile, also by an order's command, read again."""
        version = (await self._store.take_version(message.ref.key, ref=message.ref.id)).version
        card = await self._cards.see(message.ref.id)
        await self._store.hear(message.ref.key, message.asserted)
        entity = await self._store.unmoved(message.ref.key, version)
        if entity is None:
            return None
        if card is None or card.partner[standard.MARKED]:
            return await self._gone(entity, message.ref, card, force=message.force)
        told = entity.groups or message.force or is_client(card, persons=self._persons)
        if not told or not may_be_told(card, persons=self._persons):
            return HandlerResult()
        return await self._publish(entity, version, card, message)

    async def would_tell(
        self, only: Sequence[str] = (), *, private: bool = False, compared: bool = False
    ) -> AsyncIterator[PartnerChanged]:
        """Yield what a forced read of each client of 1C would publish; nothing is published.

        Args:
            only: these partners alone; none: all, whose catalogs are read whole.
            private: private persons instead of firms.
            compared: a person may decide by what is told: an edit that nobody was told of is remembered as seen.
        """
        wanted = frozenset(only)
        async for card in self._some(only) if 0 < len(only) <= FEW else self._cards.see_clients():
            if wanted and card.guid not in wanted:
                continue
            if (
                not is_client(card, persons=private)
                or card.partner[standard.MARKED]
                or is_private(card.partner) != private
            ):
                continue
            key = Ref(system="onec", kind="partner", id=card.guid).key
            entity = await self._store.get(key) or PartnerEntity(key)
            company = read_company(card, await self._cards.words(card))
            digests = company_digests(company, spoken(company, self._cards.groups, entity.groups))
            if compared:
                await self._store.note_compared(key, untold(entity.groups, digests))
            if found := publication(entity.groups, digests, entity.version + 1, force=True):
                yield PartnerChanged(company=company.with_(groups=found.stamps, origin=_written_from(entity)))

    async def _some(self, partners: Sequence[str]) -> AsyncIterator[PartnerCard]:
        for one in partners:
            if (card := await self._cards.see(one)) is not None:
                yield card

    async def _publish(
        self, entity: PartnerEntity, version: int, card: PartnerCard, message: PartnerTouched
    ) -> HandlerResult:
        company = read_company(card, await self._cards.words(card))
        came_back = bool(entity.fields.get("gone"))
        digests = company_digests(company, spoken(company, self._cards.groups, entity.groups))
        force = message.force or came_back
        groups = dict(entity.groups) | left_half(entity, company, untouched_half(entity, company))
        found = publication(
            groups, digests, version, force=force, asserted=message.asserted, compared_at=message.compared_at
        )
        kept = _kept(entity, company, came_back=came_back)
        if found is None:
            await self._store.set_fields(entity.key, kept)
            return HandlerResult()
        await self._store.announce(entity.key, found.changed, version)
        hints = await self._in_circle(entity, company) if CompanyGroup.HEAD in found.changed else []

        async def remember() -> None:
            await self._store.store_published(entity.key, version, found.digests)
            await self._store.set_fields(entity.key, kept)

        fact = PartnerChanged(company=company.with_(groups=found.stamps, origin=_written_from(entity)))
        return HandlerResult(publish=(fact, *hints), then=remember)

    async def _in_circle(self, entity: PartnerEntity, company: Company) -> list[PartnerTouched]:
        """Return hints for those in a circle of heads with a 1C partner that has closed or left the circle."""
        was, alone = entity.groups.get(CompanyGroup.HEAD, GroupDoc()).digest, company.with_(head=Thing(ref=company.ref))
        now, circle = (company_digests(one, [CompanyGroup.HEAD])[CompanyGroup.HEAD] for one in (company, alone))
        if company.ref is None or circle not in {was, now}:
            return []
        return [PartnerTouched(ref=company.ref.with_(id=one)) for one in await self._cards.parts(company.ref.id)]

    async def _gone(self, entity: PartnerEntity, ref: Ref, card: PartnerCard | None, *, force: bool) -> HandlerResult:
        """Publish once, or when asked, that a published partner is marked for deletion or deleted in 1C.

        One who was merged is so too, and 1C names no survivor: he is looked for, and the orders are looked at anew.
        """
        if not entity.groups or (entity.fields.get("gone") and not force):
            return HandlerResult()
        name = str(card.partner[standard.DESCRIPTION]) if card else ""
        merged = await self._survivors.of(ref.id, entity.fields)
        became = ref.with_(id=merged.survivor) if merged.survivor else None
        kind: PartyKind = "person" if card is not None and is_private(card.partner) else "company"
        fact = PartnerChanged(company=Company(ref=ref, name=name, kind=kind), gone=True, became=became)
        hints = [OrderTouched(ref=Ref(system="onec", kind="order", id=one)) for one in merged.orders]
        return HandlerResult(publish=(fact, *hints), then=partial(self._store.set_fields, entity.key, {"gone": True}))


def _written_from(entity: PartnerEntity) -> Ref | None:
    """Return the portal's company or contact a partner was written from last: its pair may still be on its way."""
    written = entity.fields.get("company")
    return source_of(written) if written else None


def _kept(entity: PartnerEntity, company: Company, *, came_back: bool) -> PartnerMemory:
    now: PartnerMemory = {**remembered(company), **({"gone": None} if came_back else {})}
    return cast("PartnerMemory", {name: value for name, value in now.items() if entity.fields.get(name) != value})
