"""Looking for changed contact persons: a pass over their catalog, which touches what differs from the last pass."""

from collections.abc import Mapping

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.query import Query
from services.onec_connector.intake.pace import Pace
from services.onec_connector.memory.person import person_key
from services.onec_connector.memory.seen_marks import SeenMarks
from services.onec_connector.objects import contact_person, standard
from shared.messages.ring.facts import PersonTouched
from shared.messages.things import Ref

_CARD = (standard.REF, standard.VERSION, standard.OWNER)
_PAGE = 500
_CHUNK = 200


class PersonPass:
    """Touches contact persons that differ.

    Args:
        base: of 1C, a page a call.
        seen: what the last pass saw.
        partners: whom the pass over partners has touched: who speaks for nobody of them is nobody's business.
        pace: publishes hints; what people edit meanwhile is not to wait behind all of them.
    """

    def __init__(self, base: BaseAside, seen: SeenMarks, partners: SeenMarks, pace: Pace) -> None:
        self._base = base
        self._seen = seen
        self._partners = partners
        self._pace = pace

    async def look(self) -> None:
        """Look at everybody once."""
        marks, owners = dict[str, str](), dict[str, str]()
        query = Query(select=_CARD, order_by=standard.REF, bare=True)
        async for row in self._base.pages(contact_person.SET, query, size=_PAGE):
            key = person_key(row[standard.REF])
            marks[key] = row[standard.VERSION]
            owners[key] = f"partner:{row[standard.OWNER]}"
        keys = list(marks)
        for start in range(0, len(keys), _CHUNK):
            some = keys[start : start + _CHUNK]
            await self._compare({key: marks[key] for key in some}, {key: owners[key] for key in some})
        gone = [key async for key in self._seen.all_keys() if key not in marks]
        await self._touch(gone, gone=True)
        await self._seen.forget(gone)

    async def _compare(self, marks: Mapping[str, str], owners: Mapping[str, str]) -> None:
        known, partners = await self._seen.marks(marks.keys()), await self._partners.marks(set(owners.values()))
        differing = {
            key: mark
            for key, mark in marks.items()
            if known.get(key) != mark and (key in known or owners[key] in partners)
        }
        await self._touch(list(differing))
        await self._seen.note(differing)

    async def _touch(self, keys: list[str], *, gone: bool = False) -> None:
        await self._pace.send([PersonTouched(ref=_ref(key), gone=gone) for key in keys])


def _ref(key: str) -> Ref:
    return Ref(system="onec", kind="contact_person", id=key.partition(":")[2])
