"""Looking for changed partners: a pass over their catalogs, which touches what differs from the last pass.

1C cannot be asked what changed. A record's version moves with every save, and that of a legal entity or an account
is not its partner's.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.query import Query
from services.onec_connector.base.wire import Row
from services.onec_connector.intake.pace import Pace
from services.onec_connector.memory.seen_marks import SeenMarks
from services.onec_connector.objects import bank_account, legal_entity, partner, standard
from shared.messages.ring.facts import PartnerTouched
from shared.messages.things import Ref

_CARD = (standard.REF, standard.VERSION, partner.IS_CLIENT)
_ENTITY = (standard.REF, standard.VERSION, legal_entity.PARTNER)
_ACCOUNT = (standard.REF, standard.VERSION, bank_account.OWNER)
_PAGE = 500
_CHUNK = 200


class PartnerPass:
    """Touches partners that differ.

    Args:
        base: of 1C, a page a call.
        seen: what the last pass saw.
        pace: publishes hints; a wave of saves in 1C is not to keep the portal's edits waiting.
        accounts: whether bank accounts are looked at too.
    """

    def __init__(self, base: BaseAside, seen: SeenMarks, pace: Pace, *, accounts: bool) -> None:
        self._accounts = accounts
        self._base = base
        self._seen = seen
        self._pace = pace

    async def look(self) -> None:
        """Look at everybody once."""
        versions, clients = await self._versions()
        keys = list(versions)
        for start in range(0, len(keys), _CHUNK):
            await self._compare({key: versions[key] for key in keys[start : start + _CHUNK]}, clients)
        gone = [key async for key in self._seen.all_keys() if key not in versions]
        await self._touch(gone, gone=True)
        await self._seen.forget(gone)

    async def _versions(self) -> tuple[Mapping[str, str], Collection[str]]:
        """Return the mark of every partner by key, and the keys of clients.

        Legal entities are read first: one that is made meanwhile belongs to a partner the next pass finds changed.
        """
        entities: dict[str, list[str]] = defaultdict(list)
        owner: dict[str, str] = {}
        async for row in self._rows(legal_entity.SET, _ENTITY):
            owner[row[standard.REF]] = row[legal_entity.PARTNER]
            entities[row[legal_entity.PARTNER]].append(row[standard.VERSION])
        if self._accounts:
            async for row in self._rows(bank_account.SET, _ACCOUNT):
                entities[owner.get(row[bank_account.OWNER], "")].append(row[standard.VERSION])
        marks, clients = dict[str, str](), set[str]()
        async for row in self._rows(partner.SET, _CARD):
            guid = row[standard.REF]
            marks[f"partner:{guid}"] = "|".join((row[standard.VERSION], *sorted(entities.pop(guid, ()))))
            clients |= {f"partner:{guid}"} if row[partner.IS_CLIENT] else set()
        return marks, clients

    def _rows(self, name: str, fields: tuple[str, ...]) -> AsyncIterator[Row]:
        return self._base.pages(name, Query(select=fields, order_by=standard.REF, bare=True), size=_PAGE)

    async def _compare(self, marks: Mapping[str, str], clients: Collection[str]) -> None:
        """Touch who differs; who is no client and was never touched is nobody's business."""
        known = await self._seen.marks(marks.keys())
        differing = {
            key: mark for key, mark in marks.items() if known.get(key) != mark and (key in known or key in clients)
        }
        await self._touch(list(differing))
        await self._seen.note(differing)

    async def _touch(self, keys: list[str], *, gone: bool = False) -> None:
        await self._pace.send([PartnerTouched(ref=_ref(key), gone=gone) for key in keys])


def _ref(key: str) -> Ref:
    return Ref(system="onec", kind="partner", id=key.partition(":")[2])
