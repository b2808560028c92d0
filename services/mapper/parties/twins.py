"""Two partners of one client, or two cards: one of them gets the pair, and a person is told of the other."""

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import replace

from services.mapper import sentences
from services.mapper.links import COMPANY, Links, other_half
from shared.messages.things import Ref
from shared.process.asking import Weighed


async def beside_twins(links: Links, verdicts: AsyncIterable[Weighed]) -> AsyncIterator[Weighed]:
    """Refuse to link a partner or card with a counterpart that has another one; other verdicts pass unchanged.

    Args:
        links: who is who.
        verdicts: of which those that link name the counterpart, `company:17` or `partner:…`.
    """
    taken: dict[str, str] = {}
    async for one in verdicts:
        if one.would != "link" or not one.counterpart:
            yield one
            continue
        other = await _other_of(links, one) or taken.get(one.counterpart, "")
        taken.setdefault(one.counterpart, one.key)
        yield replace(one, would="refused", why=_why(one, other)) if other else one


async def _other_of(links: Links, verdict: Weighed) -> str:
    """Return the key of the record that a verdict's counterpart has its pair with, where it is another; else empty."""
    kind, _, identity = verdict.counterpart.partition(":")
    counterpart = Ref(system="onec" if kind == "partner" else "b24", kind=kind, id=identity)
    pair = await links.company(counterpart)
    other = other_half(pair, counterpart.system) if pair and not pair.more.get("gone") else None
    return other.key if other and other.id != verdict.key.partition(":")[2] else ""


def _why(verdict: Weighed, other: str) -> str:
    """Say why a verdict's record gets no pair, its counterpart having another one."""
    kind, _, identity = verdict.counterpart.partition(":")
    if kind == COMPANY:
        return sentences.second_partner(verdict.name, identity)
    if kind != "partner":
        return sentences.second_private_partner(verdict.name, identity)
    first_kind, _, first = other.partition(":")
    say = sentences.second_company if first_kind == COMPANY else sentences.second_private_contact
    return say(verdict.name, first)
