"""Links of deals and orders with what is remembered of each, pairs of parties, whether the systems answer."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from services.mapper import metrics
from services.mapper.lacking import LackingDeals
from services.mapper.overtaken import Overtaken
from services.mapper.parties.waiting import WaitingContacts
from services.mapper.refusals import RefusalReason, Refusals
from shared.bus.clocks import APART_S
from shared.messages.contact import contact_of
from shared.messages.identity import is_pair
from shared.messages.pairs import ONEC_KINDS, PRIVATE_PERSON, party_pair
from shared.messages.ring.doubts import Doubt
from shared.messages.ring.outcomes import Pair
from shared.messages.things import Ref, System
from shared.store.away import patient, patient_listing
from shared.store.doubts import Doubts, Separations
from shared.store.pairs import IdPair, Pairs

DEAL = "deal"
"""Kind of the pair of a deal and its order."""
COMPANY = "company"
"""Kind of the pair of a company and its partner."""
CONTACT = "contact"
"""Kind of the pair of a contact, in one of its companies, and its contact person."""


@dataclass(frozen=True, slots=True)
class DealLink:
    """The link of a deal and its order.

    Args:
        key: birth key.
        b24: id of the deal, None until it is known.
        onec: GUID of the order, None until it is known.
        waiting: the order was refused and is tried again.
    """

    key: str
    b24: str | None
    onec: str | None
    waiting: bool = False

    @property
    def deal(self) -> Ref | None:
        """The deal of the link, if it is known."""
        return Ref(system="b24", kind="deal", id=self.b24) if self.b24 else None

    @property
    def order(self) -> Ref | None:
        """The order of the link, if it is known."""
        return Ref(system="onec", kind="order", id=self.onec) if self.onec else None


@dataclass(frozen=True, slots=True)
class PeerState:
    """Whether a system answers, since when, and whether people have locked it."""

    open: bool
    since: datetime
    locked: bool = False


class Links:
    """The links of one customer, and whether the systems answer."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]]) -> None:
        self._pairs = Pairs(database)
        self._peers = database["peers"]
        self._separations = Separations(database)
        self.doubts = Doubts(database)
        self.waiting = WaitingContacts(database)
        self.lacking = LackingDeals(database)
        self.overtaken = Overtaken(database)
        self.refusals = Refusals(database)

    async def prepare(self) -> None:
        """Create the indexes of the links; harmless when they exist."""
        await self._pairs.prepare()
        await self.doubts.prepare()
        await self._separations.prepare()
        await self.waiting.prepare()
        await self.lacking.prepare()
        await self.overtaken.prepare()

    async def resolve(self, ref: Ref, origin: Ref | None, formerly: Sequence[str] = ()) -> DealLink | None:
        """Find the link of a deal's or order's snapshot (`Pairs.resolve`)."""
        found, filled = await self._pairs.resolve(DEAL, ref, origin, formerly)
        if filled:
            metrics.linked(DEAL)
        return _link(found) if found else None

    async def bear(self, ref: Ref) -> DealLink:
        """Insert the link of a deal or order that begins here; a second call returns the first link."""
        return _link(await self._pairs.bear(DEAL, ref, {"wanted": True}))

    async def complete(
        self, key: str, ref: Ref | None, *, refusal: RefusalReason | None = None, target: System = "onec"
    ) -> DealLink | None:
        """Store the target's id in a link, and why it is still refused, if it is; None if there is no such link.

        Args:
            key: of the link.
            ref: the target's record, if there is one.
            refusal: None: the target is as wanted.
            target: whose record the outcome is about; what the other side refuses stands.
        """
        if ref is not None and await self._pairs.fill({"_id": key}, ref):
            metrics.linked(DEAL)
        found = await self._pairs.note(key, await self.refusals.changes(key, target, refusal))
        if found is None:
            return None
        halves = {"b24": found.b24, "onec": found.onec} | ({ref.system: ref.id} if ref else {})
        return DealLink(found.key, halves["b24"], halves["onec"], waiting=bool(found.more.get("waiting")))

    @patient
    async def note_wanted(self, key: str, *, wanted: bool, number: int = 0) -> None:
        """Store whether a link without order still wants one: a deal may be parked or lost meanwhile.

        Args:
            key: of the link.
            wanted: by the decision an order is made as soon as 1C takes it.
            number: of the stage the decision was made from; another replica may have noted a later one already, which
                then stands. 0: not known.
        """
        newest = {"stage_number": {"$not": {"$gt": number}}} if number else {}
        changes = {"wanted": wanted, **({"stage_number": number} if number else {})}
        await self._pairs.documents.update_one({"_id": key, **newest}, {"$set": changes})

    @patient_listing
    async def whole(self) -> AsyncIterator[DealLink]:
        """Yield the links of which both deal and order are known."""
        halves = {"kind": DEAL, "b24": {"$gt": ""}, "onec": {"$gt": ""}}
        async for document in self._pairs.documents.find(halves):
            yield DealLink(document["_id"], document["b24"], document["onec"])

    @patient
    async def without_order(self, limit: int) -> list[DealLink]:
        """List deals whose order is wanted and neither there nor refused."""
        halves = {"kind": DEAL, "b24": {"$exists": True}, "onec": {"$exists": False}}
        found = self._pairs.documents.find({**halves, "wanted": True, "waiting": {"$ne": True}})
        return [DealLink(document["_id"], document["b24"], None) async for document in found.limit(limit)]

    async def counterparts(self, refs: Iterable[tuple[str, Ref]]) -> Mapping[tuple[str, str], str]:
        """Look up for the mapper the counterparts of many ids at once (`Pairs.counterparts`), of pairs that can be."""
        asked = list(refs)
        known = {(kind, ref.id): ref.system for kind, ref in asked}
        found = await self._pairs.counterparts(asked)
        return {half: one for half, one in found.items() if _can_be(*half, one, known[half])}

    async def separated(self, refs: Iterable[tuple[str, Ref]]) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Look up for the mapper which ids a person has separated from many ids (`Separations.of`)."""
        return await self._separations.of(refs)

    async def is_decided(self, doubt: Doubt) -> bool:
        """Tell, by pairs and separations, whether a person decided a doubt while the connector was still in it."""
        pair = await self._pairs.find(doubt.kind, doubt.thing)
        counterpart = (pair.onec if doubt.thing.system == "b24" else pair.b24) if pair else None
        names = {one.ref.id for one in doubt.candidates}
        against = (await self.separated([(doubt.kind, doubt.thing)])).get((doubt.kind, doubt.thing.id), ())
        return bool(names) and (counterpart in names or names <= set(against))

    @patient
    async def look_up(self, key: str) -> dict[str, Any] | None:
        """Return a link as it is stored, by birth key, deal (`deal:41`) or order (`order:<guid>`)."""
        kind, _, identity = key.partition(":")
        half = {"deal": "b24", "order": "onec"}.get(kind, "b24")
        return await self._pairs.documents.find_one({"$or": [{"_id": key}, {"kind": DEAL, half: identity}]})

    async def remember(self, pairs: Sequence[Pair]) -> list[Pair]:
        """Store an outcome's pairs, return new ones; a paired id keeps its counterpart, people's decisions stand."""
        news = await self._pairs.remember(await self._unknown(await self._separations.allowed(pairs)))
        for pair in news:
            metrics.linked(pair.kind)
        return news

    async def renew(self, pairs: Sequence[Pair], undone: Sequence[Pair] = ()) -> None:
        """Store the pairs of a card's requisites: one typed anew takes the place of the one that people have removed.

        The connector has looked at the whole card, where the former one would have been found first, by its pair.
        People's decisions stand, and so does the pair that a requisite has.

        Args:
            pairs: that the connector has found.
            undone: pairs whose legal entity is no more.
        """
        for pair in undone:
            await self._pairs.part(pair)
        await self._pairs.make_room(await self._separations.allowed(pairs))
        await self.remember(pairs)

    async def _unknown(self, pairs: Sequence[Pair]) -> list[Pair]:
        """Leave out pairs of contacts from orders that are paired in their company already."""
        persons = [(CONTACT, _person(one.onec)) for one in pairs if one.kind == CONTACT]
        known = await self._pairs.counterparts(persons)
        held = {person: in_its_company for (_, person), in_its_company in known.items()}
        return [one for one in pairs if one.kind != CONTACT or not _is_held(one, held.get(one.onec, ""))]

    async def company(self, ref: Ref) -> IdPair | None:
        """Return the pair of a company or private person and its partner, by the id of either."""
        found = await self._find(party_pair(ref), ref)
        if found is not None or ref.system == "b24":
            return found
        return await self._find(PRIVATE_PERSON, ref)

    async def contact(self, ref: Ref) -> IdPair | None:
        """Return the pair of a contact in a company and its contact person, by the id of either.

        One that an order has met is paired whatever its company: it is found where there is none of the company.
        """
        found = await self._find(CONTACT, ref)
        if found is not None or ref.system == "onec":
            return found
        return await self._find(CONTACT, ref.with_(id=contact_of(ref)))

    async def _find(self, kind: str, ref: Ref) -> IdPair | None:
        """Return the pair of an id, unless its other half is what no record can be called: a typing error is nobody."""
        found = await self._pairs.find(kind, ref)
        return found if found is not None and is_pair(kind, found.b24, found.onec) else None

    async def note_gone(self, key: str, *, gone: bool) -> None:
        """Store whether the company or contact of a pair was deleted in the portal."""
        await self._pairs.note(key, {"gone": gone})

    async def note_marked(self, key: str, *, marked: bool) -> None:
        """Store whether the partner of a pair is marked for deletion in 1C, or gone."""
        await self._pairs.note(key, {"marked": marked})

    async def settle(self, pair: Pair) -> None:
        """Store a pair that a connector is sure of in place of former pairs, unless a person has separated it."""
        spelled = {pair, pair.with_(b24=contact_of(_portals(pair)))} if pair.kind == CONTACT else {pair}
        if len(await self._separations.allowed(spelled)) == len(spelled) and await self._pairs.settle(pair):
            metrics.linked(pair.kind)

    @patient
    async def note_peer(self, peer: System, *, is_open: bool, since: datetime, locked: bool = False) -> bool:
        """Store whether Bitrix24 or 1C answers; False if newer news is known (dates in the future do not count)."""
        never = datetime.now(UTC) + timedelta(seconds=APART_S)
        try:
            done = await self._peers.update_one(
                {"_id": peer, "$or": [{"since": {"$lte": since}}, {"since": {"$gt": never}}]},
                {"$set": {"open": is_open, "since": since, "locked": locked}},
                upsert=True,
            )
        except DuplicateKeyError:
            return False
        return bool(done.modified_count or done.upserted_id)

    @patient
    async def peers(self) -> Mapping[System, PeerState]:
        """Return whether Bitrix24 and 1C answer, without one of which nobody ever reported it."""
        return {
            one["_id"]: PeerState(one["open"], one["since"], locked=one.get("locked", False))
            async for one in self._peers.find({"_id": {"$in": get_args(System)}}).sort("_id", 1)
        }


def _link(pair: IdPair) -> DealLink:
    return DealLink(pair.key, pair.b24, pair.onec, waiting=bool(pair.more.get("waiting")))


def other_half(pair: IdPair, system: System) -> Ref | None:
    """Return the other system's record of a pair; None if it is not known."""
    if system == "onec":
        kind = CONTACT if pair.kind == PRIVATE_PERSON else pair.kind
        return Ref(system="b24", kind=kind, id=pair.b24) if pair.b24 else None
    return Ref(system="onec", kind=ONEC_KINDS[pair.kind], id=pair.onec) if pair.onec else None


def _can_be(kind: str, identity: str, counterpart: str, system: System) -> bool:
    """Tell whether an id of one system and its counterpart can be a pair of records."""
    return is_pair(kind, identity, counterpart) if system == "b24" else is_pair(kind, counterpart, identity)


def _portals(pair: Pair) -> Ref:
    return Ref(system="b24", kind=pair.kind, id=pair.b24)


def _person(guid: str) -> Ref:
    return Ref(system="onec", kind=ONEC_KINDS[CONTACT], id=guid)


def _is_held(pair: Pair, known: str) -> bool:
    """Tell whether a contact's pair from an order is one that its contact person has in a company already."""
    return known != pair.b24 and contact_of(Ref(system="b24", kind=CONTACT, id=known or "-")) == pair.b24
