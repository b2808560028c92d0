"""Notices that a switch of 1C is not what it was when this process read the base's profile."""

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog

from services.onec_connector.base.client import Base
from services.onec_connector.objects.switches import EXTENDED_ORDERS
from services.onec_connector.profile.reading import read_switches

_log = structlog.get_logger(__name__)


class SwitchWatch:
    """Compares 1C's switches with those that orders are written by.

    Without extended abilities of orders 1C keeps no states: `check` says so, and the orders go on without.

    Args:
        base: one of its sessions is kept for polling.
        known: values by constant, as the profile has them.
    """

    def __init__(self, base: Base, known: Mapping[str, Any]) -> None:
        self._base = base
        self._known = {name: value for name, value in known.items() if name != EXTENDED_ORDERS}
        self._changed = asyncio.Event()

    async def look(self) -> None:
        """Read the switches of 1C once more, and say in the log which of them have changed."""
        found = await read_switches(self._base, self._known, polling=True)
        moved = {name: [was, found[name]] for name, was in self._known.items() if found[name] != was}
        if moved and not self._changed.is_set():
            _log.warning("switches of 1C have changed; the base's profile is read anew", switches=moved)
            self._changed.set()

    async def changed(self) -> None:
        """Return once a look has found a switch of 1C that has changed."""
        await self._changed.wait()
