"""People who edit a contact that buys for himself and his partner in 1C, and what must be true of both in the end."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Literal

from services.onec_connector.base.query import Query
from services.onec_connector.directory_flows import PartnerFlow
from shared.messages.ring.message import Message
from tests.integration.b24_connector.private_office import PrivateOffice
from tests.integration.onec_connector.connector import Onec
from tests.integration.onec_connector.party_directory import PARTNERS
from tests.integration.ring.company_people import Edit, nobody_hears
from tests.integration.ring.ring import Ring

Side = Literal["portal", "onec"]
FIELDS = ("name", "phone", "email")
Card = Mapping[str, str]
_LETTERS = "абвгдежзик"
_PARTS = ("lastName", "name", "secondName")


@dataclass
class PrivateNeighbours:
    """The portal's events and sweep, and the pass over 1C's partners."""

    portal: PrivateOffice
    partners: PartnerFlow

    def hear(self) -> list[Message]:
        heard = list(self.portal.touches)
        self.portal.touches.clear()
        return heard

    def pass_by(self, seconds: float) -> None:
        self.portal.simulated.clock.advance(seconds)

    async def look(self) -> None:
        self.pass_by(300)
        await self.portal.of_contacts.sweep()
        assert self.partners.look is not None
        await self.partners.look.look()


@dataclass
class PrivatePeople:
    """A private person on both sides, and everything people have done to him."""

    ring: Ring
    portal: PrivateOffice
    onec: Onec
    seed: int
    edits: list[Edit] = field(default_factory=list)

    async def arrive(self) -> None:
        """Note who is there already, so that his cards are told from theirs."""
        self._typed = 0
        self._strangers = {one["id"] for one in self.portal.everybody()}, {one["Ref_Key"] for one in await self._all()}
        self._said = {one: self._value(one) for one in FIELDS}

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
        card = self.portal.card(contact)
        reach = {
            kind: [one["value"] for one in card["item"]["fm"] if one["typeId"] == kind] for kind in ("PHONE", "EMAIL")
        }
        return {
            "name": " ".join(self.portal.name(contact)),
            "phone": " ".join(sorted(map(_digits, reach["PHONE"]))),
            "email": " ".join(sorted(reach["EMAIL"])),
        }

    async def complaints(self) -> list[str]:
        """Return what must not be: sides that differ, records twice, edits that are lost and told to nobody."""
        contacts, partners = await self.cards("portal"), await self.cards("onec")
        if (len(contacts), len(partners)) != (1, 1):
            return [f"{len(contacts)} contacts and {len(partners)} partners of {self._said}"]
        (contact,), (partner,) = contacts, partners
        apart = [f"{one}: {contact[one]!r} and {partner[one]!r}" for one in FIELDS if contact[one] != partner[one]]
        return apart + [f"lost: {edit}" for edit in self.edits if not self._is_kept(edit, contact)]

    def _is_kept(self, edit: Edit, card: Card) -> bool:
        token = _digits(edit.value) if edit.what == "phone" else edit.value
        later = [one for one in self.edits[self.edits.index(edit) + 1 :] if one.what == edit.what]
        return token in card[edit.what] or any(token in one.over for one in later) or token in self._told()

    def _told(self) -> str:
        """Return all that the contact's card was told, phones also as digits."""
        told = "\n".join(text for one in self._contacts() for text in self.portal.card(one["id"])["comments"])
        return told + "\n" + re.sub(r"[^\d\n]", "", told)


def _partner_card(partner: dict) -> Card:
    reach = {
        kind: [one["Представление"] for one in partner["КонтактнаяИнформация"] if one["Тип"] == kind]
        for kind in ("Телефон", "АдресЭлектроннойПочты")
    }
    return {
        "name": partner["Description"],
        "phone": " ".join(sorted(map(_digits, reach["Телефон"]))),
        "email": " ".join(sorted(reach["АдресЭлектроннойПочты"])),
    }


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)


async def live_private(people: PrivatePeople, chance: random.Random) -> str | None:
    """Let people and the bus do as they please, then let it all come to rest; return what is wrong then."""
    ring = people.ring
    born = chance.choice((("portal",), ("onec",), ("portal", "onec")))
    for side in born:
        await people.begins(side)
    if len(born) > 1 and (endless := await ring.settle()):  # who is renamed before the two have met is another person
        return endless
    for _ in range(chance.randint(8, 40)):
        ring.hear()
        doing = chance.random()
        if doing < 0.3:
            with nobody_hears(people.portal) if chance.random() < 0.2 else nullcontext():
                await people.edit(chance.choice(("portal", "onec")), chance.choice(FIELDS))
        elif doing < 0.4:
            await ring.look()
        elif ring.waiting:
            await ring.deliver(chance)
    ring.hear()
    return await ring.settle() or "; ".join(await people.complaints()) or None
