"""Waits for operating time of the portal before a company or contact is begun with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from services.b24_connector.portal import Portal

ADD: Final = "crm.item.add"
CHANGE: Final = "crm.item.update"


@asynccontextmanager
async def in_turn(portal: Portal, *, is_new: bool) -> AsyncIterator[None]:
    """Reserve room for the portal call that a company's or contact's command ends in, then count it as at work.

    Nothing has been asked for a command that waits here: the searches for it cost the portal time too.

    Args:
        portal: of the lane `directory`.
        is_new: a card may have to be made.

    Raises:
        Retryable: that method rests; uncounted.
    """
    async with portal.turn(ADD if is_new else CHANGE):
        with portal.visit():
            yield
