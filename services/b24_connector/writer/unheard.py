"""What a write of a deal, company or private person has to tell, remembered until the broker has its outcome.

It is stored before what it tells of is done: a later run would find nothing to tell.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.b24_connector.memory.company import CompanyStore
from services.b24_connector.memory.told import ToldMemory
from shared.messages.ring.commands import CompanyUpsert
from shared.messages.ring.told import Told, told_by


def unheard(fields: ToldMemory) -> tuple[Told, ...]:
    """Return what a former run had to tell about a record and nobody may have heard."""
    return tuple(Told.model_validate(one) for one in fields.get("unheard") or ())


def to_keep(told: Iterable[Told]) -> Sequence[Mapping[str, Any]] | None:
    """Return sentences as they are remembered until the broker has them."""
    return [one.model_dump(mode="json") for one in told] or None


def distinct(told: Iterable[Told]) -> tuple[Told, ...]:
    """Leave out sentences that are there already."""
    return tuple({one.text: one for one in told}.values())


class OwedWords:
    """What one command has to tell of a company or private person, with what a former run may have told nobody.

    Args:
        store: where the record is remembered.
        command: gives the sentences their ids.
        former: what an earlier run has left.
    """

    def __init__(self, store: CompanyStore, command: CompanyUpsert, former: Iterable[Told]) -> None:
        self._store = store
        self._command = command
        self._key = command.key
        self._former = self.said = tuple(former)

    @classmethod
    async def of(cls, store: CompanyStore, command: CompanyUpsert) -> "OwedWords":
        """Return what a command has to tell before it is carried out: what an earlier run has left."""
        document = await store.get(command.key)
        return cls(store, command, unheard(document.fields) if document else ())

    def add(self, *told: Told) -> None:
        """Have sentences told that every run of the command finds anew until its write has ended."""
        version = max((one.edited for one in self._command.company.groups.values()), default=0)
        self.said = distinct((*self.said, *told_by(told, self._command.key, version)))

    async def say(self, one: Told) -> None:
        """Have a sentence told, and store it before what it tells of is done."""
        self.add(one)
        await self._keep()

    async def take_back(self) -> None:
        """Forget what this run was about to do: nothing of it was done."""
        if self.said != self._former:
            self.said = self._former
            await self._keep()

    async def move(self, key: str) -> None:
        """Keep the sentences under the key of the record that was found, with what is left to tell there."""
        if key == self._key:
            return
        document, own = await self._store.get(key), self.said
        self.said = distinct((*(unheard(document.fields) if document else ()), *own))
        former, self._key = self._key, key
        if own:
            await self._keep()
            await self._store.set_fields(former, {"unheard": None})

    async def _keep(self) -> None:
        await self._store.set_fields(self._key, {"unheard": to_keep(self.said)})
