"""The lane `orders`: decisions about deals, orders, stages become commands, outcomes pairs and notes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import structlog

from services.mapper import metrics, sentences
from services.mapper.doubts import follow_up, waits_no_more
from services.mapper.links import DealLink, Links
from services.mapper.refusals import RefusalReason
from services.mapper.translate import PRODUCT, translated, wanted_pairs
from services.mapper.vocabulary import Vocabulary
from shared.bus.clocks import APART_S
from shared.bus.errors import Permanent
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.pairs import PRIVATE_PERSON
from shared.messages.ring.commands import DealMove, DealNote, DealUpsert, OrderUpsert
from shared.messages.ring.decisions import DealWanted, OrderWanted, StageWanted
from shared.messages.ring.facts import OrderTouched, PartnerTouched, PeerStatus
from shared.messages.ring.outcomes import DealRefused, DealUpserted, OrderRefused, OrderUpserted, Outcome, Pair, Refused
from shared.messages.ring.told import Told
from shared.messages.things import Ref, System

log = structlog.get_logger()

TOLD_AT_ONCE = 1000
"""How many waiting deals are told that 1C is closed."""


@dataclass(frozen=True, slots=True)
class Mapper:
    """The handlers of `mapper.orders` and what they need."""

    links: Links
    words: Vocabulary

    def handlers(self) -> Handlers:
        """Return the handler of each message of the lane `orders`."""
        return (
            on(OrderWanted, self.order_wanted),
            on(DealWanted, self.deal_wanted),
            on(StageWanted, self.stage_wanted),
            on(OrderUpserted, self.order_upserted),
            on(DealUpserted, self.deal_upserted),
            on(OrderRefused, self.order_refused),
            on(DealRefused, self.deal_refused),
            on(PeerStatus, self.peer_status),
        )

    async def order_wanted(self, envelope: Envelope, message: OrderWanted) -> HandlerResult:
        """Turn a decision about the order of a deal into a command for 1C.

        The pair is inserted before the first command, so that whatever happens next finds it.
        """
        deal, stage = message.ref, message.order.groups.get(OrderGroup.STAGE, Stamp())
        link = await self.links.resolve(deal, message.order.origin, message.order.formerly)
        if link is None:
            link = await self._born(message, stage.edited)
        if link is None:
            return _jumped(message, deal)
        log.info("order wanted", key=link.key, wanted=message.wanted, journey=envelope.correlationid)
        if link.onec is None:
            await self.links.note_wanted(link.key, wanted=_may_be_made(message), number=stage.edited)
        command = OrderUpsert(
            key=link.key,
            source=deal,
            order=self.words.for_onec(await swapped(self.links, message.order, link.order)),
            wanted=message.wanted,
            may_create=message.may_create,
            policy=self.words.policy,
        )
        return HandlerResult(publish=(command, *await self._closed_note(link, deal, message)))

    async def _born(self, message: OrderWanted, number: int) -> DealLink | None:
        """Insert the pair of a deal that wants an order; None: it wants none, or has wanted none since."""
        if message.wanted != "yes":
            await self.links.overtaken.note(message.ref, number)
            return None
        if not message.may_create or await self.links.overtaken.is_old(message.ref, number):
            return None
        return await self.links.bear(message.ref)

    async def deal_wanted(self, envelope: Envelope, message: DealWanted) -> HandlerResult:
        """Turn a decision about the deal of an order into a command for Bitrix24."""
        order = message.ref
        link = await self.links.resolve(order, message.order.origin)
        if link is None and message.create_in is not None:
            link = await self.links.bear(order)
        if link is None or (link.b24 is None and message.create_in is None):
            await waits_no_more(self.links, order)
            if link is not None:
                await self.links.complete(link.key, None, target="b24")
            return HandlerResult()
        log.info("deal wanted", key=link.key, journey=envelope.correlationid)
        command = DealUpsert(
            key=link.key,
            source=order,
            order=self.words.for_b24(await swapped(self.links, message.order, link.deal)),
            create_in=message.create_in,
            manager_default=self.words.manager_in_b24,
            total_tolerance_kopecks=self.words.rules.total_tolerance_kopecks,
        )
        return HandlerResult(publish=(command,))

    async def stage_wanted(self, _envelope: Envelope, message: StageWanted) -> HandlerResult:
        """Turn a decision about the stage of an order's deal into a command for Bitrix24.

        An order without a deal has nothing to move: a deal that is born later asks for the state itself
        (`deal_upserted`).
        """
        order = message.ref
        link = await self.links.resolve(order, message.order.origin)
        if link is None or link.deal is None:
            return HandlerResult()
        figures = await swapped(self.links, message.order, link.deal)
        return HandlerResult(publish=(DealMove(key=link.key, source=order, order=figures, rule=message.rule),))

    async def order_upserted(self, envelope: Envelope, message: OrderUpserted) -> HandlerResult:
        """Complete the pair of deal and order, store found pairs, and tell the manager that nothing waits any more.

        A product that the deal lacks may have come while its edit was on the way, and was kept out by that: the order
        is looked at again.
        """
        done = await self._settled(envelope, message, "onec", waiting=False)
        if message.ref is None or not await self._knows(await self.links.lacking.of(message.key)):
            return done
        return replace(done, publish=(*done.publish, OrderTouched(ref=message.ref, force=True)))

    async def deal_upserted(self, envelope: Envelope, message: DealUpserted) -> HandlerResult:
        """Complete the pair of order and deal; for a deal just created, ask for its order's state once more.

        So is for one all of whose lacking products have become known since its rows were written.
        """
        is_news = await self.links.lacking.note(message.key, message.lacking)
        done = await self._settled(envelope, message, "b24", waiting=None)
        is_known = is_news and await self._knows(message.lacking, whole=True)
        again = (OrderTouched(ref=message.source, force=True),) if message.created or is_known else ()
        return replace(done, publish=(*done.publish, *again))

    async def order_refused(self, envelope: Envelope, message: OrderRefused) -> HandlerResult:
        """Tell the manager in the deal why 1C has refused its order; the deal waits."""
        metrics.refused("onec", message.reason)
        await self.links.remember(message.pairs)
        link = await self.links.complete(message.key, message.ref, refusal=_reason(message))
        return await self._followed(message, _note(link, envelope, message, waiting=True))

    async def deal_refused(self, envelope: Envelope, message: DealRefused) -> HandlerResult:
        """Tell of a refused deal whoever can read it: the manager in the deal, else the administrator; then retry.

        The administrator reads it in `dealbus status` while there is no deal.
        """
        metrics.refused("b24", message.reason)
        refusal = _reason(message) if message.repeats else None
        link = await self.links.complete(message.key, message.ref, refusal=refusal, target="b24")
        if link is None or link.deal is None:
            words = " ".join(told.text for told in message.told)
            if not message.repeats:
                raise Permanent(words or message.reason, reason=metrics.counted("b24", message.reason))
            log.error("an order has no deal; tried again hourly", key=message.key, reason=message.reason)
            return await follow_up(self.links, message, message.pairs)
        return await self._followed(message, _note(link, envelope, message, waiting=None))

    async def peer_status(self, _envelope: Envelope, message: PeerStatus) -> HandlerResult:
        """Tell every deal that waits for its order, once, that 1C is closed or does not answer.

        Raises:
            Permanent: the news is dated in the future.
        """
        if message.since > datetime.now(UTC) + timedelta(seconds=APART_S):
            raise Permanent(
                f"peer.status of {message.peer} is dated {message.since:%Y-%m-%d %H:%M} UTC, in the future; set the "
                "clock of its connector and restart that, it says anew whether its system answers",
                reason="future",
            )
        news = await self.links.note_peer(
            message.peer, is_open=message.open, since=message.since, locked=message.locked
        )
        if message.peer != "onec" or message.open or not news:
            return HandlerResult()
        told = Told(topic="closed", text=sentences.closed(message.since, self.words.timezone, locked=message.locked))
        waiting = await self.links.without_order(TOLD_AT_ONCE)
        notes = [_told(link.key, link.deal, told, since=message.since) for link in waiting if link.deal]
        return HandlerResult(publish=notes)

    async def _settled(
        self, envelope: Envelope, outcome: Outcome, target: System, *, waiting: bool | None
    ) -> HandlerResult:
        met = await self.links.remember(outcome.pairs)
        link = await self.links.complete(outcome.key, outcome.ref, target=target)
        done = await self._followed(outcome, _note(link, envelope, outcome, waiting=waiting))
        return replace(done, publish=(*done.publish, *self._buyers(met)))

    async def _knows(self, items: Sequence[Ref], *, whole: bool = False) -> bool:
        """Tell whether any of these items has its product by now; or all of them."""
        known = await self.links.counterparts((PRODUCT, item) for item in items) if items else {}
        return len(known) >= (len(items) if whole else 1)

    def _buyers(self, met: Sequence[Pair]) -> list[PartnerTouched]:
        """Have private persons told at once whom an order has made or found: until then both sides are strangers."""
        if not self.words.rules.directory.contacts.reaches("b24"):
            return []
        partners = (Ref(system="onec", kind="partner", id=one.onec) for one in met if one.kind == PRIVATE_PERSON)
        return [PartnerTouched(ref=one) for one in partners]

    async def _followed(self, outcome: Outcome, note: HandlerResult) -> HandlerResult:
        done = await follow_up(self.links, outcome, outcome.pairs)
        return replace(done, publish=(*note.publish, *done.publish))

    async def _closed_note(self, link: DealLink, deal: Ref, message: OrderWanted) -> tuple[DealNote, ...]:
        if link.onec is not None or link.waiting or not _may_be_made(message):
            return ()
        peer = (await self.links.peers()).get("onec")
        if peer is None or peer.open:
            return ()
        told = Told(topic="closed", text=sentences.closed(peer.since, self.words.timezone, locked=peer.locked))
        return (_told(link.key, deal, told, since=peer.since),)


async def swapped(links: Links, order: SalesOrder, target: Ref | None) -> SalesOrder:
    """Return an order in the other system's ids, as far as their pairs are known."""
    wanted = wanted_pairs(order)
    pairs, separated = await links.counterparts(wanted), await links.separated(wanted)
    return translated(order, ref=target, pairs=pairs, separated=separated)


def _reason(message: Refused) -> RefusalReason:
    return RefusalReason(message.reason, "\n".join(told.text for told in message.told))


def _told(key: str, deal: Ref, *told: Told, since: datetime | None = None) -> DealNote:
    return DealNote(key=key, source=deal, deal=deal, told=told, since=since)


def _may_be_made(message: OrderWanted) -> bool:
    """Tell whether an order is made of a deal that has none: one that is left without may be promised none."""
    return message.wanted == "yes" and message.may_create


def _jumped(message: OrderWanted, deal: Ref) -> HandlerResult:
    if message.otherwise is None:
        return HandlerResult()
    return HandlerResult(publish=(_told(deal.key, deal, Told(topic="jumped", text=message.otherwise, once=True)),))


def _note(link: DealLink | None, envelope: Envelope, outcome: Outcome, *, waiting: bool | None) -> HandlerResult:
    if link is None or link.deal is None or not (outcome.told or waiting is not None):
        return HandlerResult()
    since = envelope.time if waiting is not None else None
    note = DealNote(
        key=link.key, source=outcome.source, deal=link.deal, told=outcome.told, waiting=waiting, since=since
    )
    return HandlerResult(publish=(note,))
