"""Remembers whether a 1C base keeps the `Ref_Key` that it is sent; if so, a create may be repeated freely."""

from datetime import timedelta

from shared.store.cursors import Cursors

LONGEST_CALL = timedelta(minutes=10)
"""A call that was given up may still run in 1C; none does for so long."""
_KEPT_CALL = timedelta(minutes=2)
_UNTAUGHT_S = 15.0
_HONOURED = "ref_key_honoured"


class BaseKeys:
    """What our own records showed: each create shows it, and each record found under our key."""

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    async def honoured(self) -> bool:
        """Tell whether this 1C base is known to keep the `Ref_Key` we send."""
        return await self._cursors.get(_HONOURED) == "yes"

    async def learn(self, *, honoured: bool) -> None:
        """Store what a record of ours shows about whether 1C keeps the `Ref_Key` it is sent."""
        shown = "yes" if honoured else "no"
        if await self._cursors.get(_HONOURED) != shown:
            await self._cursors.set(_HONOURED, shown)

    async def look_again_s(self, age: timedelta) -> float:
        """Return in how many seconds to look again in 1C for a create that was given up and is not there.

        While nothing has shown whether keys are kept, that is soon: the next record made may show it.
        """
        left = (LONGEST_CALL - age).total_seconds()
        return left if await self._cursors.get(_HONOURED) else min(left, _UNTAUGHT_S)

    async def longest_create(self) -> timedelta:
        """Return for how long nobody may create in 1C beside a create that was given up.

        Where keys are kept, a repetition finds what it made; only another card of the same client must wait.
        """
        return _KEPT_CALL if await self.honoured() else LONGEST_CALL
