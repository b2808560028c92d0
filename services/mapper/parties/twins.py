"""Two partners of one client: one of them is linked with the company, and a person is told of the other."""

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import asdict, replace

from services.mapper import sentences
from services.mapper.links import COMPANY, Links
from shared.messages.things import Ref
from shared.process.asking import Weighed, heard_verdicts, say_json


async def answer_for_twins(links: Links) -> None:
    """Read verdicts on partners, and write them corrected by one another and by existing pairs."""
    async for verdict in beside_twins(links, heard_verdicts()):
        say_json(asdict(verdict))


async def beside_twins(links: Links, verdicts: AsyncIterable[Weighed]) -> AsyncIterator[Weighed]:
    """Refuse to link a partner with a company that has another partner; other verdicts pass unchanged.

    Args:
        links: who is who.
        verdicts: of which those that link name the company as partner, `company:17`.
    """
    taken: set[str] = set()
    async for one in verdicts:
        if one.would != "link" or not one.counterpart:
            yield one
            continue
        is_twin = one.counterpart in taken or await _is_anothers(links, one)
        taken.add(one.counterpart)
        kind, _, number = one.counterpart.partition(":")
        say = sentences.second_partner if kind == COMPANY else sentences.second_private_partner
        yield replace(one, would="refused", why=say(one.name, number)) if is_twin else one


async def _is_anothers(links: Links, verdict: Weighed) -> bool:
    kind, _, company = verdict.counterpart.partition(":")
    pair = await links.company(Ref(system="b24", kind=kind, id=company))
    if pair is None or pair.more.get("gone"):
        return False
    return pair.onec not in {None, verdict.key.partition(":")[2]}
