"""What refused deals wait for: "deal:41 waits for item …". Never a message body, only what to look for."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from shared.messages.things import Ref


@dataclass(frozen=True, slots=True)
class Wait:
    """A deal and the things whose appearance in 1C would let its order be written."""

    source: Ref
    wants: tuple[dict[str, str], ...]


class Waits:
    """Collection `waits_onec`, one document a deal."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]]) -> None:
        self._documents = database["waits_onec"]

    async def put(self, source: Ref, wants: Sequence[Any]) -> None:
        """Remember what a deal waits for; nothing to look for forgets the deal."""
        if not wants:
            await self.drop(source)
            return
        document = {"source": source.model_dump(), "wants": [dict(want) for want in wants]}
        await self._documents.replace_one({"_id": source.key}, document, upsert=True)

    async def drop(self, source: Ref) -> None:
        """Forget a deal."""
        await self._documents.delete_one({"_id": source.key})

    async def all(self) -> AsyncIterator[Wait]:
        """Yield every deal that waits."""
        async for document in self._documents.find({}):
            yield Wait(Ref(**document["source"]), tuple(document["wants"]))
