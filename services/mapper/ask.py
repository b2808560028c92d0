"""What facts of the lane `directory` would become: facts in, commands out, and nothing is paired."""

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
from shared.process.asking import heard, say

_SERVICE = "mapper"
_FACTS = ItemChanged | GroupChanged | PriceChanged | CompanyChanged | PartnerChanged | ContactChanged | PersonChanged


async def answer(lane: Lane) -> None:
    """Translate what comes on standard input; these handlers only look pairs up."""
    handlers = {one.message: one.handler for one in lane.handlers}
    async for message in heard():
        if isinstance(message, _FACTS):
            done = await handlers[type(message)](wrap(message, source=_SERVICE), message)
            for command in done.publish:
                say(command, by=_SERVICE)
