"""People who edit a contact that buys for himself and his partner in 1C, and what must be true of both in the end."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

from services.onec_connector.base.query import Query
from tests.integration.onec_connector.party_directory import PARTNERS
from tests.integration.ring.client_people import (
    Card,
    ClientPeople,
    Edit,
    Side,
    reached_in_onec,
    reached_in_portal,
    work,
)

_LETTERS = "абвгдежзик"
_PARTS = ("lastName", "name", "secondName")


@dataclass
class PrivatePeople(ClientPeople):
    """A private person on both sides."""

    FIELDS = ("name", "phone", "email")

    async def arrive(self) -> None:
        """Note who is there already, so that his cards are told from theirs."""
        self._typed = 0
        self._strangers = {one["id"] for one in self.portal.everybody()}, {one["Ref_Key"] for one in await self._all()}
        self._said = {one: self._value(one) for one in self.FIELDS}

    async def begins(self, side: Side) -> None:
        """Type the person on a side that does not have him."""
        said = self._said
        if side == "portal":
            parts = dict(zip(_PARTS, said["name"].split(), strict=True))
            self.portal.typed(**parts, phone=said["phone"], email=said["email"])
        else:
            await self.onec.do("partners", kind="person", **said)
        self.edits += [Edit(side, what, value, "") for what, value in said.items()]

    async def edit(self, side: Side, what: str) -> None:
        """Change one thing, unless nobody has the person there."""
        before = await self.cards(side)
        if len(before) != 1:
            return
        value = self._value(what)
        self.edits.append(Edit(side, what, value, before[0][what]))
        if side == "portal":
            (contact,) = self._contacts()
            words = dict(zip(_PARTS, value.split(), strict=True)) if what == "name" else {what: value}
            self.portal.edit(contact["id"], **words)
        else:
            (partner,) = await self._partners()
            await self.onec.do("partners", guid=partner["Ref_Key"], **{what: value})

    def _value(self, what: str) -> str:
        self._typed += 1
        number = self.seed % 10_000 * 100 + self._typed
        letters = "".join(_LETTERS[int(digit)] for digit in f"{number:06d}")
        return {
            "name": f"И{letters} Анна Ивановна",
            "phone": f"+7916{number:07d}",
            "email": f"anna{number}@home.test",
        }[what]

    def _contacts(self) -> list[dict]:
        return [one for one in self.portal.everybody() if one["id"] not in self._strangers[0]]

    async def _partners(self) -> list[dict]:
        return [one for one in await self._all() if one["Ref_Key"] not in self._strangers[1]]

    async def _all(self) -> list[dict]:
        async with self.onec.clerk() as base:
            return [row async for row in base.pages(PARTNERS, Query(order_by="Ref_Key"))]

    async def cards(self, side: Side) -> list[Card]:
        """Return what each card of the person says on a side."""
        if side == "portal":
            return [self._contact_card(one["id"]) for one in self._contacts()]
        return [_partner_card(row) for row in await self._partners()]

    def _contact_card(self, contact: int) -> Card:
        return {"name": " ".join(self.portal.name(contact)), **reached_in_portal(self.portal.card(contact)["item"])}

    def comments(self) -> Iterable[str]:
        """Return all comments in the person's cards."""
        return (text for one in self._contacts() for text in self.portal.card(one["id"])["comments"])


def _partner_card(partner: dict) -> Card:
    return {"name": partner["Description"], **reached_in_onec(partner)}


async def live_private(people: PrivatePeople, chance: random.Random) -> str | None:
    """Let the person be typed on one side or both, then let people and the bus do as they please (`work`)."""
    await people.arrive()
    born = chance.choice((("portal",), ("onec",), ("portal", "onec")))
    for side in born:
        await people.begins(side)
    # Whoever is renamed before the two have met is another person.
    if len(born) > 1 and (endless := await people.ring.settle()):
        return endless
    return await work(people, chance, people.FIELDS)
