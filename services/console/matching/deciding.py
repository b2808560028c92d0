"""Carries out a person's decision about a doubt: pairs or separates records, has those that wait read again."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from services.console.identities import identity_of, key_of
from services.console.matching.couples import MatchError, pair_of, sides_of
from services.console.settings import ConsoleSettings
from shared.bus.bus import Bus
from shared.canon import DIRECTORY
from shared.messages.contact import company_of
from shared.messages.identity import is_id, is_pair
from shared.messages.pairs import half_key, half_keys, halves
from shared.messages.ring.doubts import Candidate, Doubt
from shared.messages.ring.facts import look_at
from shared.messages.ring.outcomes import Pair
from shared.messages.things import Ref
from shared.process.findings import Finding
from shared.store.connection import connect
from shared.store.doubts import Doubts, OpenDoubt, Separations
from shared.store.entities import EntityStore
from shared.store.pairs import IdPair, Pairs

_NAMED = 5
_DEALS = 200


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person's decision about a doubt or a pair did.

    Args:
        pair: that it is about; the first of several.
        awake: keys of the records that are looked at again.
    """

    pair: Pair
    awake: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, str]:
        """The keys of both records that a person decides about, Bitrix24's first."""
        ours, theirs = half_keys(self.pair.kind, self.pair.b24, self.pair.onec)
        return ours, theirs

    @property
    def can_be(self) -> bool:
        """Whether both can be records at all; an earlier release let a person mistype an id."""
        return is_pair(self.pair.kind, self.pair.b24, self.pair.onec)


@dataclass(frozen=True, slots=True)
class MatchContext:
    """Where a person's decisions about doubts are stored, and the way to the records that wait for them."""

    bus: Bus
    pairs: Pairs
    doubts: Doubts
    separations: Separations
    products: EntityStore[Any]

    async def wake(self, doubts: Sequence[OpenDoubt], *more: str) -> tuple[str, ...]:
        """Have all that waits for a doubt's decision read again, then close it: a run that dies between is repeated."""
        keys = tuple(dict.fromkeys([*(key for one in doubts for key in one.waiting), *more]))
        hints = [hint for key in keys if (hint := look_at(key)) and is_id(hint.ref)]
        await self.bus.publish(*hints)
        await self.doubts.close(doubts)
        return keys

    async def couple(self, pair: Pair, chosen: Ref | None = None) -> None:
        """Pair a record of the portal with one of 1C, as a person decided.

        Args:
            pair: both ids.
            chosen: the one record that must be free; the other one's former counterpart is no use any more. None: both.

        Raises:
            MatchError: a record is another's already.
        """
        for ref in halves(pair.kind, pair.b24, pair.onec) if chosen is None else (chosen,):
            found = await self.pairs.find(pair.kind, ref)
            if found is not None and (found.b24, found.onec) != (pair.b24, pair.onec):
                raise MatchError(_taken(half_key(pair.kind, ref), pair.kind, found))
        await self.separations.drop(pair)
        await self.pairs.settle(pair)
        if pair.kind == "product":
            await self._bind_anew(pair)

    async def found(self, kind: str, ref: Ref) -> IdPair | None:
        """Return the pair that a person is to separate; a contact may be named without its company.

        Raises:
            MatchError: it is coupled in several.
        """
        found = await self.pairs.find(kind, ref)
        if found is not None or kind != "contact" or ref.system != "b24" or company_of(ref) is not None:
            return found
        several = await self.pairs.in_companies(ref.id)
        if len(several) > 1:
            names = ", ".join(f"contact:{one.b24}" for one in several)
            raise MatchError(f"Контакт {ref.id} связан в нескольких компаниях: {names}. Назовите одну.")
        return next(iter(several), None)

    async def refused(self, kind: str) -> tuple[str, ...]:
        """Return the deals whose order was refused over a doubt: they may wait for what is being decided."""
        why = {"$in": ["item"] if kind == "product" else ["customer", "ambiguous_customer"]}
        where = {"kind": "deal", "waiting": True, "refusal.why": why, "b24": {"$gt": ""}}
        documents = self.pairs.documents.find(where).sort("refusal.since", -1).limit(_DEALS)
        return tuple([f"deal:{one['b24']}" async for one in documents])

    async def separate(self, pair: Pair) -> None:
        """Separate a pair of records for good, as a person decided; an id that is none is only forgotten."""
        if is_pair(pair.kind, pair.b24, pair.onec):
            await self.separations.put([pair])
        await self.pairs.part(pair)
        if pair.kind == "product":
            await self.products.unbind(f"item:{pair.onec}", pair.b24)

    async def _bind_anew(self, pair: Pair) -> None:
        """Bind the document of a 1C item to another product, as a person's decision outranks the connector's."""
        key = f"item:{pair.onec}"
        own, holder = await self.products.get(key), await self.products.find(pair.b24)
        if own is not None and own.ref and own.ref != pair.b24:
            await self.products.unbind(key, own.ref)
        if holder is not None and holder.key != key:
            await self.products.unbind(holder.key, pair.b24)


@asynccontextmanager
async def opened(settings: ConsoleSettings) -> AsyncIterator[MatchContext]:
    """Connect to broker and database for a decision about a doubt; where either is away nothing was changed."""
    async with (
        Bus.connect(settings.amqp_url, service="console") as bus,
        connect(settings.mongo_url, settings.mongo_database) as database,
    ):
        products: EntityStore[Any] = EntityStore(database, "b24", DIRECTORY, of="products")
        yield MatchContext(bus, Pairs(database), Doubts(database), Separations(database), products)


async def accept(settings: ConsoleSettings, key: str, candidate: str) -> Decided:
    """Decide a doubt for one candidate: pair both records, and have everything read again that waits.

    Args:
        settings: broker and database.
        key: of the doubt.
        candidate: its id, or its key.

    Raises:
        MatchError: there is no such doubt or candidate, or the candidate is another's already.
    """
    async with opened(settings) as context:
        found = await _doubt(context, key)
        chosen = _candidate(found.doubt, candidate)
        pair = _pair(found.doubt, chosen.ref)
        await context.couple(pair, chosen.ref)
        return Decided(pair, await context.wake([found], *_products(pair)))


async def reject(settings: ConsoleSettings, key: str) -> Decided:
    """Decide that no candidate of a doubt is the right one; raises as `accept`."""
    async with opened(settings) as context:
        found = await _doubt(context, key)
        pairs = [_pair(found.doubt, one.ref) for one in found.doubt.candidates]
        await context.separations.put(pairs)
        return Decided(pairs[0], await context.wake([found]))


async def couple(settings: ConsoleSettings, one: str, other: str) -> Decided:
    """Carry out a person's decision that a record of the portal and one of 1C are one thing.

    Raises:
        MatchError: their kinds are not coupled by hand, or either is another's already.
    """
    pair = pair_of(one, other)
    async with opened(settings) as context:
        await context.couple(pair)
        waiting = [
            found for key in half_keys(pair.kind, pair.b24, pair.onec) if (found := await context.doubts.get(key))
        ]
        return Decided(pair, await context.wake(waiting, *_both(pair), *await context.refused(pair.kind)))


async def separate(settings: ConsoleSettings, key: str) -> Decided:
    """Carry out a person's decision that a pair is two things; no key will pair them again.

    Raises:
        MatchError: nothing is coupled with it, or a contact in several companies is.
    """
    async with opened(settings) as context:
        for kind, ref in sides_of(key):
            found = await context.found(kind, ref)
            if found is not None and found.b24 and found.onec:
                pair = Pair(kind=kind, b24=found.b24, onec=found.onec)
                await context.separate(pair)
                return Decided(pair, await context.wake([], *_products(pair)))
    raise MatchError(f"{key} ни с чем не связан. Ключ пишется как в dealbus match show: company:5, partner:<GUID>.")


async def listing(settings: ConsoleSettings) -> list[OpenDoubt]:
    """Read the doubts that a person may decide with `dealbus match`, the oldest first."""
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        return await Doubts(database).all()


async def oldest(settings: ConsoleSettings, most: int) -> tuple[list[OpenDoubt], int]:
    """Read at most so many of the doubts that a person may decide, the oldest first, and how many there are."""
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        doubts = Doubts(database)
        total = await doubts.count()
        return await doubts.oldest(most), total


async def look(settings: ConsoleSettings, key: str) -> tuple[OpenDoubt, dict[str, str]]:
    """Read one doubt for `dealbus match show`, and the present pairs of its candidates by id; raises as `accept`."""
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        found, pairs = await Doubts(database).get(key_of(key)), Pairs(database)
        if found is None:
            raise _unknown(key)
        kind = found.doubt.kind
        taken = await pairs.counterparts((kind, one.ref) for one in found.doubt.candidates)
        system = "onec" if found.doubt.thing.system == "onec" else "b24"
        return found, {
            identity: half_key(kind, Ref(system=system, kind=found.doubt.thing.kind, id=counterpart))
            for (_, identity), counterpart in taken.items()
            if counterpart != found.doubt.thing.id
        }


async def waiting(settings: ConsoleSettings) -> list[Finding]:
    """Return a finding for `dealbus check` if doubts wait for a person's decision."""
    found, total = await oldest(settings, _NAMED)
    if not found:
        return []
    names = ", ".join(one.key for one in found) + (" и другие" if total > len(found) else "")
    return [Finding(ok=False, text=f"Решения человека ждут: {total} ({names}). Решите: dealbus match list.")]


async def _doubt(context: MatchContext, key: str) -> OpenDoubt:
    found = await context.doubts.get(key_of(key))
    if found is None:
        raise _unknown(key)
    return found


def _unknown(key: str) -> MatchError:
    return MatchError(f"Вопроса {key} нет: он решён, или его никто больше не ждёт. Какие есть: dealbus match list.")


def _candidate(doubt: Doubt, named: str) -> Candidate:
    wanted = {key_of(named), identity_of(named)}
    for one in doubt.candidates:
        if wanted & {one.ref.id.lower(), one.ref.key.lower()}:
            return one
    known = ", ".join(one.ref.key for one in doubt.candidates)
    raise MatchError(f"Кандидата {named} у вопроса {doubt.key} нет, есть: {known}.")


def _pair(doubt: Doubt, ref: Ref) -> Pair:
    b24, onec = (doubt.thing, ref) if doubt.thing.system == "b24" else (ref, doubt.thing)
    return Pair(kind=doubt.kind, b24=b24.id, onec=onec.id)


def _taken(key: str, kind: str, found: IdPair) -> str:
    other = next(one for one in half_keys(kind, found.b24 or "", found.onec or "") if one != key)
    return f"{key} уже связан с {other}. Если это ошибка, сначала: dealbus match separate {key}."


def _both(pair: Pair) -> tuple[str, ...]:
    """Return the keys of a decided pair's records, where they cross by themselves at all, to have them read."""
    known = half_keys(pair.kind, pair.b24, pair.onec) if pair.kind in {"company", "contact"} else ()
    return (*known, *_products(pair))


def _products(pair: Pair) -> tuple[str, ...]:
    """Return the key of the 1C item that is to be carried at once to the product a person chose."""
    return (f"item:{pair.onec}",) if pair.kind == "product" else ()
