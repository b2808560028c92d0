"""People who edit a contact in the portal and its contact person in 1C, and what must be true of both in the end."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Literal

from sandbox.dataset.identity import company_inn
from sandbox.portal.control import parties
from sandbox.portal.engine.fields import CONTACT
from services.b24_connector.directory_flows import ContactFlow
from services.b24_connector.intake.push import Event
from services.mapper.links import COMPANY, Links
from services.onec_connector.base.query import Query
from services.onec_connector.directory_flows import PartnerFlow, PersonFlow
from shared.messages.ring.message import Message
from shared.messages.ring.outcomes import Pair
from tests.integration.b24_connector.company_office import Registry
from tests.integration.onec_connector.connector import Onec
from tests.integration.ring.client_people import Edit, nobody_hears
from tests.integration.ring.ring import Ring

Side = Literal["portal", "onec"]
PERSONS = "Catalog_КонтактныеЛицаПартнеров"
FIELDS = ("name", "post", "phone", "email")
_LETTERS = "абвгдежзик"


@dataclass
class Colleagues:
    """The portal's events and sweep, and the passes over 1C's partners and contact persons."""

    portal: Registry
    contacts: ContactFlow
    partners: PartnerFlow
    persons: PersonFlow
    heard: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.portal.simulated.listeners.append(self._hear)

    def _hear(self, event) -> None:
        if touch := Event(event.name, str(event.fields.get("ID") or "")).contact_touch():
            self.heard.append(touch)

    def hear(self) -> list[Message]:
        heard = list(self.heard)
        self.heard.clear()
        return heard

    def pass_by(self, seconds: float) -> None:
        self.portal.simulated.clock.advance(seconds)

    async def look(self) -> None:
        self.pass_by(300)
        await self.contacts.sweeper.sweep()
        assert self.partners.look is not None
        assert self.persons.look is not None
        await self.partners.look.look()
        await self.persons.look.look()


@dataclass
class ContactPeople:
    """Somebody who speaks for companies that are paired already, and everything people have done to the cards."""

    ring: Ring
    portal: Registry
    onec: Onec
    links: Links
    seed: int
    edits: list[Edit] = field(default_factory=list)
    firms: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._typed = 0

    async def meet(self) -> None:
        """One more company and its partner know each other."""
        number = 30_000 + 2 * self.seed + len(self.firms)
        inn, name = company_inn("7702", number), f"Лютик {number}"
        company = self.portal.typed(title=name, inn=inn)
        partner = (await self.onec.do("partners", name=name, inn=inn))["partner"]
        await self.links.settle(Pair(kind=COMPANY, b24=str(company), onec=partner))
        self.firms.append((company, partner))

    async def begins(self, side: Side, said: Mapping[str, str]) -> None:
        """Type the contact on a side that does not have it."""
        if side == "portal":
            parts = _parts(said["name"])
            values = {"post": said["post"], "phone": said["phone"], "email": said["email"], **parts}
            parties.create_of(self.portal.simulated, CONTACT, {"companies": self._companies(), **values})
        else:
            await self.onec.do("persons", partner=self.firms[0][1], **said)
        self.edits += [Edit(side, what, value, "") for what, value in said.items()]

    async def edit(self, side: Side, what: str, chance: random.Random) -> None:
        """Change one thing of one card, unless nobody has it there yet."""
        before = await self.cards(side)
        if len(before) != (1 if side == "portal" else len(self.firms)):
            return
        place = chance.randrange(len(before))
        value = self.value(what)
        self.edits.append(Edit(side, what, value, before[place][what]))
        if side == "portal":
            (row,) = self._contacts()
            words = _parts(value) if what == "name" else {what: value}
            parties.edit_party(self.portal.simulated, CONTACT, row["id"], words)
        else:
            guid, _ = (await self._persons())[place]
            await self.onec.do("persons", guid=guid, **{what: value})

    def value(self, what: str) -> str:
        """Return something nobody has typed before."""
        self._typed += 1
        number = self.seed % 10_000 * 100 + self._typed
        return {
            "name": f"Петров{''.join(_LETTERS[int(one)] for one in str(number))} Иван Ильич",
            "post": f"Кладовщик {number} разряда",
            "phone": f"+7999{number:07d}",
            "email": f"petrov{number}@lutik.test",
        }[what]

    def _contacts(self) -> list[dict]:
        own = set(self._companies())
        return [row for row in self.portal.simulated.items[CONTACT] if own & set(row["companyIds"] or ())]

    def _companies(self) -> list[int]:
        return [company for company, _ in self.firms]

    async def _persons(self) -> list[tuple[str, dict]]:
        found = []
        async with self.onec.clerk() as base:
            for _, partner in self.firms:
                query = Query(filter=f"Owner_Key eq guid'{partner}'", order_by="Ref_Key")
                found += [row async for row in base.pages(PERSONS, query)]
        return [(row["Ref_Key"], row) for row in found]

    async def cards(self, side: Side) -> list[Mapping[str, str]]:
        """Return what each card says on a side."""
        if side == "portal":
            return [_contact_card(row) for row in self._contacts()]
        return [_person_card(row) for _, row in await self._persons()]

    async def complaints(self) -> list[str]:
        """Return what must not be: sides that differ, records twice, edits that are lost and told to nobody."""
        contacts, persons = await self.cards("portal"), await self.cards("onec")
        if (len(contacts), len(persons)) != (1, len(self.firms)):
            return [f"{len(contacts)} contacts and {len(persons)} contact persons; told: {self._told()}"]
        (contact,) = contacts
        apart = [
            f"{one}: {contact[one]!r} and {person[one]!r}"
            for person in persons
            for one in FIELDS
            if contact[one] != person[one]
        ]
        return apart + [f"lost: {edit}" for edit in self.edits if not self._is_kept(edit, contact)]

    def _is_kept(self, edit: Edit, card: Mapping[str, str]) -> bool:
        token = _digits(edit.value) if edit.what == "phone" else edit.value
        later = [one for one in self.edits[self.edits.index(edit) + 1 :] if one.what == edit.what]
        return token in card[edit.what] or any(token in one.over for one in later) or token in self._told()

    def _told(self) -> str:
        """Return all that the companies' cards were told, phones also as digits."""
        told = "\n".join(text for company in self._companies() for text in self.portal.card(company)["comments"])
        return told + "\n" + re.sub(r"[^\d\n]", "", told)


def _contact_card(row: dict) -> Mapping[str, str]:
    reach = {kind: [one["value"] for one in row["fm"] if one["typeId"] == kind] for kind in ("PHONE", "EMAIL")}
    parts = (row[name] for name in ("lastName", "name", "secondName"))
    return {
        "name": " ".join(part for part in parts if part),
        "post": row["post"] or "",
        "phone": " ".join(sorted(map(_digits, reach["PHONE"]))),
        "email": " ".join(sorted(reach["EMAIL"])),
    }


def _person_card(row: dict) -> Mapping[str, str]:
    reach = {
        kind: [one["Представление"] for one in row["КонтактнаяИнформация"] if one["Тип"] == kind]
        for kind in ("Телефон", "АдресЭлектроннойПочты")
    }
    return {
        "name": row["Description"],
        "post": row["ДолжностьПоВизитке"],
        "phone": " ".join(sorted(map(_digits, reach["Телефон"]))),
        "email": " ".join(sorted(reach["АдресЭлектроннойПочты"])),
    }


def _parts(name: str) -> dict[str, str]:
    return dict(zip(("lastName", "name", "secondName"), name.split(), strict=True))


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)


async def live(people: ContactPeople, chance: random.Random) -> str | None:
    """Let people and the bus do as they please, then let it all come to rest; return what is wrong then."""
    ring = people.ring
    await people.meet()
    born: tuple[Side, ...] = chance.choice((("portal",), ("onec",), ("portal", "onec")))
    if born == ("portal",) and chance.random() < 0.5:
        await people.meet()
    said = {one: people.value(one) for one in FIELDS}
    for side in born:
        await people.begins(side, said)
    if "onec" in born or chance.random() < 0.5:
        await ring.look()
    # Two cards that nobody has paired yet are known by name and phone: another one is another person's.
    typed = FIELDS if len(born) == 1 else ("post",)
    for _ in range(chance.randint(8, 40)):
        ring.hear()
        doing = chance.random()
        if doing < 0.3:
            with nobody_hears(people.portal) if chance.random() < 0.2 else nullcontext():
                await people.edit(chance.choice(("portal", "onec")), chance.choice(typed), chance)
        elif doing < 0.4:
            await ring.look()
        elif ring.waiting:
            await ring.deliver(chance)
    ring.hear()
    return await ring.settle() or "; ".join(await people.complaints()) or None
