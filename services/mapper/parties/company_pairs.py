"""Finds the pair of a company and a partner, puts off one found by keys alone, ends one, and makes the notes."""

from datetime import UTC, datetime, timedelta

from services.mapper.links import COMPANY, Links, other_half
from shared.bus.errors import Retryable
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.pairs import PRIVATE_PERSON, party_pair
from shared.messages.party import Company
from shared.messages.ring.commands import CompanyNote, CompanyUpsert
from shared.messages.ring.facts import Touched, look_at
from shared.messages.ring.outcomes import KeyMatch, Outcome, PartyUpserted
from shared.messages.ring.told import Told
from shared.messages.things import PartyKind, Ref
from shared.store.pairs import IdPair


async def pair_of(links: Links, company: Company) -> tuple[IdPair | None, Ref | None]:
    """Return the pair of a company or partner, and its counterpart; without a pair, the one written in it.

    What is written in a copy is the id of what it was copied from, which has a pair of its own.
    """
    ref, origin = company.ref, company.origin
    if ref is None:
        return None, None
    if (pair := await links.company(ref)) is not None:
        return pair, other_half(pair, ref.system)
    if origin is None or origin.id in await apart(links, ref):
        return None, None
    return None, None if await links.company(origin) is not None else origin


def parts_of(company: Company) -> list[Ref]:
    """Return the requisites or legal entities of a company, by which a doubt may name it."""
    return [one.ref for one in company.legal_entities if one.ref is not None]


async def apart(links: Links, ref: Ref) -> tuple[str, ...]:
    """Return the records from which a person has separated a company, private person or partner."""
    kinds = (party_pair(ref),) if ref.system == "b24" else (COMPANY, PRIVATE_PERSON)
    found = await links.separated([(kind, ref) for kind in kinds])
    return tuple(dict.fromkeys(other for kind in kinds for other in found.get((kind, ref.id), ())))


def let_go(key: str, company: Ref, partner: Ref) -> CompanyUpsert:
    """Return the command that has a company of the portal published to the partner who takes another's place."""
    kind: PartyKind = "person" if party_pair(company) == PRIVATE_PERSON else "company"
    return CompanyUpsert(key=key, source=partner, company=Company(ref=company, origin=partner, kind=kind), gone=True)


def found_of(outcome: Outcome) -> KeyMatch:
    """Return which client or contact keys alone have found; empty if the outcome's record was made or had its pair."""
    return (outcome.found if isinstance(outcome, PartyUpserted) else None) or KeyMatch()


def written_next(outcome: Outcome, twin: IdPair | None) -> tuple[Touched, ...]:
    """Return the hint that has a client or contact found by keys written, now that it has a pair; another's stays."""
    is_found = isinstance(outcome, PartyUpserted) and outcome.found is not None
    hint = look_at(outcome.source.key) if is_found and twin is None else None
    return (hint,) if hint else ()


def let_be_asked(envelope: Envelope, outcome: Outcome, pause: timedelta) -> None:
    """Put off pairing a company found by keys alone for a moment.

    The other system may hold several that fit: it is being told of this one just now, and asks a person then.

    Raises:
        Retryable: the moment is not over; uncounted.
    """
    left = pause - (datetime.now(UTC) - envelope.time)
    if found_of(outcome) != KeyMatch() and left > timedelta():
        raise Retryable(f"{outcome.key} is paired in a moment", after_s=left.total_seconds(), counted=False)


def told_to(pair: IdPair | None, source: Ref, company: Ref | None, told: tuple[Told, ...]) -> HandlerResult:
    """Return a note for a company's card in the portal; nothing where there is nothing to tell."""
    if company is None or not told:
        return HandlerResult()
    key = pair.key if pair else source.key
    return HandlerResult(publish=(CompanyNote(key=key, source=source, company=company, told=told),))
