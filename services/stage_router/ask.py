"""Answers the console what decisions of the stage-router facts would lead to; nothing is published."""

from services.stage_router.handlers import Router
from shared.messages.envelope import wrap
from shared.process.asking import heard, say


async def answer(router: Router, *, by: str) -> None:
    """Write the decisions the stage-router makes, as of now, about facts on standard input."""
    handlers = {one.message: one.handler for one in router.handlers()}
    async for message in heard():
        if handler := handlers.get(type(message)):
            done = await handler(wrap(message, source=by), message)
            for decision in done.publish:
                say(decision, by=by)
