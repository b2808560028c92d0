"""Whether a base keeps the `Ref_Key` that it is sent: then a create may be repeated freely."""

from datetime import timedelta

from shared.store.cursors import Cursors

LONGEST_CALL = timedelta(minutes=10)
"""A call that was given up may still run in 1C; none does for so long."""
_KEPT_CALL = timedelta(minutes=2)
_HONOURED = "ref_key_honoured"


class BaseKeys:
    """What a first create showed."""

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    async def honoured(self) -> bool:
        """Say whether this base is known to keep the `Ref_Key` we send."""
        return await self._cursors.get(_HONOURED) == "yes"

    async def learn(self, *, honoured: bool) -> None:
        """Remember what a create showed."""
        await self._cursors.set(_HONOURED, "yes" if honoured else "no")

    async def longest_create(self) -> timedelta:
        """Return how long nobody may create beside a call that was given up.

        Where keys are kept, a repetition finds what it made; only another card of the same client must wait.
        """
        return _KEPT_CALL if await self.honoured() else LONGEST_CALL
