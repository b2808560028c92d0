"""Whatever people and the bus do, the portal ends up with the head that 1C names, and what it named itself is told."""

import random
from dataclasses import dataclass, field

import pytest

from services.b24_connector.setup import setup
from tests.integration.onec_connector.conftest import onec, running_base  # noqa: F401 - fixtures
from tests.integration.onec_connector.party_directory import PARTNERS
from tests.integration.ring.company_people import CompanyPeople
from tests.integration.ring.onec_half import wrong_seeds
from tests.integration.ring.ring import Ring
from tests.integration.ring.seeds import CHUNKS
from tests.integration.ring.test_companies import RULED, people  # noqa: F401 - a fixture

FIELD, SIZE = "ufCrmDealbusHead", 3


@dataclass
class Family:
    """Three clients of 1C, whom the accountant makes parts of one another, and their cards in the portal.

    Args:
        members: by place.
        said: what 1C has said of each head, by place; None: of none.
        typed: what the manager has typed last.
    """

    members: list[CompanyPeople]
    said: dict[int, list[int | None]] = field(default_factory=dict)
    typed: dict[int, int | None] = field(default_factory=dict)

    @property
    def ring(self) -> Ring:
        """The ring in which all of them live."""
        return self.members[0].ring

    async def partner(self, place: int) -> str:
        (found,) = await self.members[place]._partners()
        return found

    def company(self, place: int) -> str:
        """Return the card in the portal; empty: there is none yet."""
        return next((str(row["ENTITY_ID"]) for row in self.members[place]._requisites()), "")

    def head(self, place: int) -> str:
        return str(self.members[0].portal.card(int(self.company(place)))["item"].get(FIELD) or "")

    async def subordinate(self, place: int, head: int | None) -> None:
        """The accountant names another head, or none."""
        self.said.setdefault(place, []).append(head)
        named = "" if head is None else await self.partner(head)
        await self.members[0].onec.do("partners", guid=await self.partner(place), head=named)

    def type_head(self, place: int, head: int | None) -> None:
        """The manager names another head, or none; only of what the portal has."""
        named = "" if head is None else self.company(head)
        if self.company(place) and (named or head is None) and self.head(place) != named:
            self.members[0].portal.edit(int(self.company(place)), fields={FIELD: named})
            self.typed[place] = head

    async def complaints(self) -> list[str]:
        wrong = []
        for place in range(SIZE):
            head = await self._head_in_1c(place)
            wanted = "" if head is None else self.company(head)
            if self.head(place) != wanted:
                wrong.append(f"{place}: {self.head(place)!r} and not {wanted!r}")
            typed, said = self.typed.get(place, head), [None, *self.said.get(place, ())]
            if typed != head and typed not in said and not self._is_told(place):
                wrong.append(f"{place}: {typed} was typed, and nothing told")
        return wrong

    async def _head_in_1c(self, place: int) -> int | None:
        """Return the head; of one who stands in a ring there is none."""
        partners = [await self.partner(one) for one in range(SIZE)]
        async with self.members[0].onec.clerk() as base:
            above = [(await base.read(PARTNERS, one))["Parent_Key"] for one in partners]
        heads = [partners.index(one) if one in partners else None for one in above]
        passed, head = [place], heads[place]
        while head is not None and head not in passed:
            passed.append(head)
            head = heads[head]
        return None if head == place else heads[place]

    def _is_told(self, place: int) -> bool:
        texts = self.members[0].portal.card(int(self.company(place)))["comments"]
        return any("Головную компанию «" in text for text in texts)


async def live(family: Family, chance: random.Random) -> str | None:
    """Let people and the bus do as they please, then let it all come to rest; return what is wrong then."""
    ring = family.ring
    for one in family.members:
        await one.begins("onec")
    for _ in range(chance.randint(10, 40)):
        ring.hear()
        place, head = chance.randrange(SIZE), chance.choice((None, *range(SIZE)))
        doing = chance.random()
        if doing < 0.15:
            await family.subordinate(place, head)
        elif doing < 0.3:
            family.type_head(place, head)
        elif doing < 0.45:
            await ring.look()
        elif ring.waiting:
            await ring.deliver(chance)
    ring.hear()
    return await ring.settle() or "; ".join(await family.complaints()) or None


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seeds", CHUNKS, ids=str)
async def test_heads_agree_in_the_end_and_what_the_portal_named_instead_is_told(people, seeds):  # noqa: F811
    made = people(0)
    made.portal.directory.has_heads = True
    await setup(made.portal.portal, made.portal.directory, RULED)

    def family(seed: int) -> Family:
        return Family([people(10_000 + seed * SIZE + place) for place in range(SIZE)])

    assert await wrong_seeds(seeds, family, live) == {}
