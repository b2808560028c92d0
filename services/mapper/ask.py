"""Answers the console: which commands directory facts would become (no pair is stored); which deals are linked."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict

from services.mapper.handlers.companies import CompanyMapper
from services.mapper.handlers.contacts import ContactMapper
from services.mapper.links import DealLink, Links
from services.mapper.parties.twins import beside_twins
from shared.bus.lane import Lane
from shared.messages.envelope import wrap
from shared.messages.ring.facts import (
    CompanyChanged,
    ContactChanged,
    GroupChanged,
    ItemChanged,
    PartnerChanged,
    PersonChanged,
    PriceChanged,
)
from shared.messages.ring.message import Message
from shared.process.asking import heard, heard_verdicts, say, say_json

_SERVICE = "mapper"
_FACTS = ItemChanged | GroupChanged | PriceChanged | CompanyChanged | PartnerChanged | ContactChanged | PersonChanged


async def answer(lane: Lane, companies: CompanyMapper, contacts: ContactMapper) -> None:
    """Translate directory facts on standard input into the mapper's commands; the handlers only look pairs up.

    Args:
        lane: of the directory.
        companies: makes the commands that are only weighed, of those whom the portal would refuse.
        contacts: does so for contact persons.
    """
    handlers = {one.message: one.handler for one in lane.handlers}
    async for message in heard():
        if isinstance(message, _FACTS):
            done = await handlers[type(message)](wrap(message, source=_SERVICE), message)
            for command in done.publish or await _weighed(message, companies, contacts):
                say(command, by=_SERVICE)


async def _weighed(fact: Message, companies: CompanyMapper, contacts: ContactMapper) -> Sequence[Message]:
    match fact:
        case PartnerChanged(gone=False):
            command: Message | None = await companies.commands.company_command(fact)
        case PersonChanged(gone=False):
            command = await contacts.contact_command(fact)
        case _:
            command = None
    return () if command is None else (command,)


async def tell_linked(links: Links, keys: Sequence[str]) -> None:
    """Write the pairs of linked deals and orders, one a line: all of them, or those with the given keys.

    Args:
        links: who is who.
        keys: birth keys, deals or orders; none: every pair.
    """
    async for link in _known_by(links, keys) if keys else links.whole():
        say_json({"key": link.key, "deal": link.b24 or "", "order": link.onec or ""})


async def _known_by(links: Links, keys: Sequence[str]) -> AsyncIterator[DealLink]:
    for key in keys:
        found = await links.look_up(key) or {}
        kind, _, identity = key.partition(":")
        ours = {"b24" if kind == "deal" else "onec": identity}
        halves = {side: found.get(side) or ours.get(side) for side in ("b24", "onec")}
        yield DealLink(str(found.get("_id") or key), halves["b24"], halves["onec"])


async def answer_for_twins(links: Links) -> None:
    """Read verdicts on partners or their cards, and write them corrected by one another and by existing pairs."""
    async for verdict in beside_twins(links, heard_verdicts()):
        say_json(asdict(verdict))
