"""Doubts of the mapper: stores them, asks whether a record waits for one, has it read again once it is settled."""

from collections.abc import Iterable, Sequence
from functools import partial

import structlog

from services.mapper.links import COMPANY, CONTACT, Links
from services.mapper.translate import PRODUCT
from shared.bus.errors import Retryable
from shared.bus.result import HandlerResult
from shared.messages.contact import company_of, contact_of
from shared.messages.pairs import ONEC_KINDS, PRIVATE_PERSON, half_keys
from shared.messages.ring.doubts import Doubt
from shared.messages.ring.facts import Touched, look_at
from shared.messages.ring.outcomes import Outcome, Pair, Refused
from shared.messages.things import Ref
from shared.store.doubts import OpenDoubt
from shared.store.pairs import IdPair

log = structlog.get_logger()

_AWAITED = {COMPANY, PRIVATE_PERSON, CONTACT, ONEC_KINDS[COMPANY], ONEC_KINDS[CONTACT]}
"""Kinds of halves of pairs that others may wait for, or they themselves where they are gone."""
_CHOSEN_FROM = {COMPANY, CONTACT, PRODUCT, *(ONEC_KINDS[kind] for kind in (COMPANY, CONTACT, PRODUCT))}
"""Kinds of records of the directory that a person chooses from."""


async def follow_up(links: Links, outcome: Outcome, pairs: Iterable[Pair], *, anew: bool = False) -> HandlerResult:
    """Store the doubts that an outcome names; its record waits for those alone.

    Args:
        links: who is who.
        outcome: of any command.
        pairs: that it has settled.
        anew: what was paired is so with another product; a deal that lacks one and cannot take it, as its rows are
            frozen, is looked at again for that alone.

    Returns:
        hints for the records that waited for a thing that has a pair now: contacts for their company, the gone for
        one, orders for the last product that their deals lack; and for those that may be meant by what was written,
        which may bear their key no more.
    """
    source = outcome.source.key
    kept, again = await _keep(links, source, outcome.doubts if isinstance(outcome, Refused) else ())
    settled = {key for pair in pairs for key in half_keys(pair.kind, pair.b24, pair.onec)} - kept
    found = [one for one in await links.doubts.about(source, settled) if one.key not in kept]
    decided = [one for one in found if one.key in settled]
    await links.doubts.release(source, [one for one in found if one.key not in settled])
    freed = await _beside(links, outcome)
    waiting = dict.fromkeys([*again, *(key for one in decided for key in one.waiting if key != source), *freed])
    awaited = {key for key in settled if key.partition(":")[0] in _AWAITED}
    others = await links.waiting.of(awaited) if awaited else []
    goods = {key for key in settled if key.partition(":")[0] == ONEC_KINDS[PRODUCT]}
    found_lacking = await links.lacking.orders(goods, anew=anew) if goods else []
    orders = [key for key in found_lacking if key != source]

    async def done() -> None:
        await _done_with(links, decided, others)
        if anew:
            await links.lacking.note_anew(goods)
        if orders:
            await links.lacking.note_woken(orders, goods)

    then = done if decided or others or orders or anew else None
    return HandlerResult(publish=_hints([*waiting, *others, *orders]), then=then)


async def _beside(links: Links, outcome: Outcome) -> list[str]:
    """Return the keys of records that wait for a decision about another thing which an outcome's target may be.

    The target itself is left out, lest two that name each other be read in a circle.
    """
    if isinstance(outcome, Refused) or outcome.ref is None or outcome.ref.kind not in _CHOSEN_FROM:
        return []
    about = outcome.source, *_spelled(outcome.ref)
    found = await links.doubts.naming(_spelled(outcome.ref))
    keys = {one.key for one in about}
    return [key for one in found if one.doubt.thing not in about for key in one.waiting if key not in keys]


async def woken(links: Links, pair: Pair) -> HandlerResult:
    """Return hints for the records that waited, by a doubt or for a pair, for a thing that gets its pair now."""
    settled = set(half_keys(pair.kind, pair.b24, pair.onec))
    decided = await links.doubts.about("", settled)
    waiting = dict.fromkeys(key for one in decided for key in one.waiting)
    contacts = await links.waiting.of(settled)
    return HandlerResult(publish=_hints([*waiting, *contacts]), then=partial(_done_with, links, decided, contacts))


async def _done_with(links: Links, decided: Sequence[OpenDoubt], contacts: Sequence[str]) -> None:
    await links.doubts.close(decided)
    await links.waiting.drop(contacts)


async def asked_about(links: Links, ref: Ref, parts: Iterable[Ref] = ()) -> HandlerResult | None:
    """Return what to do about a company, contact or their like that an open doubt names; None if nobody is asked.

    It waits for the answer, whoever comes first.

    Args:
        links: who is who.
        ref: a company, a contact or one of their like.
        parts: of it, by which a doubt may name it: requisites, legal entities.
    """
    found = await links.doubts.naming([*_spelled(ref), *parts])
    return await _waiting(links, ref, [one for one in found if _concerns(ref, one.doubt)])


async def disputed(links: Links, outcome: Outcome, pair: IdPair | None) -> HandlerResult | None:
    """Return what to do with an outcome if a doubt asked about its target while the command was under way.

    Args:
        links: who is who.
        outcome: of the command.
        pair: of its source; there is nothing to ask about one that has a pair.
    """
    if outcome.ref is None or pair is not None:
        return None
    source, found = outcome.source, await links.doubts.naming(_spelled(outcome.source))
    about_it = [one for one in found if one.doubt.thing in _spelled(outcome.ref) and _concerns(source, one.doubt)]
    return await _waiting(links, source, about_it)


def _spelled(ref: Ref) -> list[Ref]:
    """Return the names of a record in doubts: an order's contact counts in any company it speaks for."""
    alone = [ref.with_(id=contact_of(ref))] if company_of(ref) is not None else []
    return [ref, *alone]


def _concerns(ref: Ref, doubt: Doubt) -> bool:
    """Tell whether a doubt that names a record keeps it waiting: a private person's keeps no contact in a company."""
    return doubt.kind != PRIVATE_PERSON or company_of(ref) is None


async def _waiting(links: Links, source: Ref, found: Sequence[OpenDoubt]) -> HandlerResult | None:
    asked = [one.doubt for one in found if not await links.is_decided(one.doubt)]
    return HandlerResult(then=partial(_wait, links, source, asked)) if asked else None


async def _wait(links: Links, source: Ref, doubts: Sequence[Doubt]) -> None:
    """Have a record read again once a person has decided the doubt that it waits for.

    Raises:
        Retryable: that was just done, while nobody waited yet; uncounted.
    """
    for doubt in doubts:
        await links.doubts.put(doubt, source.key)
        if await links.is_decided(doubt):
            raise Retryable(f"{doubt.key} has just been decided", after_s=5, counted=False)


async def waits_no_more(links: Links, source: Ref) -> None:
    """Remove a record of which nothing is wanted any more from all open doubts."""
    await links.doubts.release(source.key, await links.doubts.about(source.key, ()))


async def _keep(links: Links, source: str, doubts: Sequence[Doubt]) -> tuple[set[str], list[str]]:
    """Store doubts of an outcome; if one was decided under way, have the outcome's record read again, once."""
    kept: set[str] = set()
    again: list[str] = []
    for doubt in doubts if look_at(source) else ():
        kept.add(doubt.key)
        if not await links.doubts.put(doubt, source):
            continue
        log.warning("in doubt, see dealbus match list", doubt=doubt.key, waiting=source)
        if await links.is_decided(doubt):
            again.append(source)
    return kept, again


def _hints(keys: Iterable[str]) -> tuple[Touched, ...]:
    return tuple(hint for key in keys if (hint := look_at(key)))
