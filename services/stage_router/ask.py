"""What facts would become: facts in, decisions out, and nobody hears of them."""

from services.stage_router.handlers import Router
from shared.messages.envelope import wrap
from shared.process.asking import heard, say


async def answer(router: Router, *, by: str) -> None:
    """Decide about what comes on standard input, as of now."""
    handlers = {one.message: one.handler for one in router.handlers()}
    async for message in heard():
        if handler := handlers.get(type(message)):
            done = await handler(wrap(message, source=by), message)
            for decision in done.publish:
                say(decision, by=by)
