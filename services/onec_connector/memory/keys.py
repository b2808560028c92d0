"""Whether a base keeps the `Ref_Key` that it is sent: then a create may be repeated freely."""

from datetime import timedelta

from shared.store.cursors import Cursors

LONGEST_CALL = timedelta(minutes=10)
"""A call that was given up may still run in 1C; none does for so long."""
_KEPT_CALL = timedelta(minutes=2)
_UNTAUGHT_S = 15.0
_HONOURED = "ref_key_honoured"


class BaseKeys:
    """What was seen of records that we made: each create shows it, and so does each that stands under our key."""

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    async def honoured(self) -> bool:
        """Say whether this base is known to keep the `Ref_Key` we send."""
        return await self._cursors.get(_HONOURED) == "yes"

    async def learn(self, *, honoured: bool) -> None:
        """Remember what a record of ours shows."""
        shown = "yes" if honoured else "no"
        if await self._cursors.get(_HONOURED) != shown:
            await self._cursors.set(_HONOURED, shown)

    async def look_again_s(self, age: timedelta) -> float:
        """Return after how many seconds to look for a create again that was given up so long ago and is not there.

        While nothing has shown whether keys are kept, that is soon: the next record made may show it.
        """
        left = (LONGEST_CALL - age).total_seconds()
        return left if await self._cursors.get(_HONOURED) else min(left, _UNTAUGHT_S)

    async def longest_create(self) -> timedelta:
        """Return how long nobody may create beside a call that was given up.

        Where keys are kept, a repetition finds what it made; only another card of the same client must wait.
        """
        return _KEPT_CALL if await self.honoured() else LONGEST_CALL
