"""People who edit a company in the portal and its partner in 1C, and what must be true of both in the end."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Literal

from sandbox.dataset.identity import company_inn, kpp
from sandbox.portal.control import parties
from services.onec_connector.base.query import Query
from services.onec_connector.directory_flows import PartnerFlow
from shared.messages.ring.message import Message
from tests.integration.b24_connector.company_office import Registry
from tests.integration.onec_connector.connector import Onec
from tests.integration.onec_connector.party_directory import ENTITIES, PARTNERS
from tests.integration.ring.ring import Ring

Side = Literal["portal", "onec"]
FIELDS = ("name", "full_name", "kpp", "phone", "email", "legal")
Card = Mapping[str, str]
LEGAL_ADDRESS = 6


@dataclass
class Edit:
    """What a person has typed; `over` is what stood there before his eyes."""

    side: Side
    what: str
    value: str
    over: str


@dataclass
class Neighbours:
    """The portal's events and sweep, and the pass over 1C's partners."""

    portal: Registry
    partners: PartnerFlow

    def hear(self) -> list[Message]:
        heard = list(self.portal.touches)
        self.portal.touches.clear()
        return heard

    def pass_by(self, seconds: float) -> None:
        self.portal.simulated.clock.advance(seconds)

    async def look(self) -> None:
        self.pass_by(300)
        await self.portal.sweeper.sweep()
        assert self.partners.look is not None
        await self.partners.look.look()


@dataclass
class CompanyPeople:
    """A company that is known by `inn` on both sides, and everything people have done to it."""

    ring: Ring
    portal: Registry
    onec: Onec
    seed: int
    edits: list[Edit] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.inn = company_inn("7701", 20_000 + self.seed)
        self._typed = 0

    async def begins(self, side: Side) -> None:
        """Type the company on a side that does not have it."""
        said = {one: self._value(one) for one in ("name", "full_name", "phone", "email")} | {"kpp": kpp("7701")}
        if side == "portal":
            named = {"RQ_COMPANY_NAME": said["full_name"], "RQ_COMPANY_FULL_NAME": said["full_name"]}
            requisites = {"name": "Основные", "RQ_INN": self.inn, "RQ_KPP": said["kpp"], **named}
            self.portal.typed(
                title=said["name"], inn="", requisites=[requisites], phone=said["phone"], email=said["email"]
            )
        else:
            await self.onec.do("partners", inn=self.inn, **said)
        self.edits += [Edit(side, what, value, "") for what, value in said.items()]

    async def edit(self, side: Side, what: str) -> None:
        """Change one thing, unless nobody has the company there."""
        before = await self.cards(side)
        if len(before) != 1:
            return
        value = self._value(what)
        self.edits.append(Edit(side, what, value, before[0][what]))
        if side == "portal":
            self._edit_company(what, value)
        else:
            (partner,) = await self._partners()
            words = {"addresses": {"legal": value}} if what == "legal" else {what: value}
            await self.onec.do("partners", guid=partner, **words)

    def _edit_company(self, what: str, value: str) -> None:
        portal = self.portal
        (requisite,) = self._requisites()
        match what:
            case "name":
                portal.edit(requisite["ENTITY_ID"], title=value)
            case "phone" | "email":
                portal.edit(requisite["ENTITY_ID"], **{what: value})
            case "legal":
                parties.set_address(portal.simulated, requisite["ID"], {"type": LEGAL_ADDRESS, "ADDRESS_1": value})
            case _:
                name = {"kpp": "RQ_KPP", "full_name": "RQ_COMPANY_FULL_NAME"}[what]
                parties.edit_requisite(portal.simulated, requisite["ID"], {name: value})

    def _value(self, what: str) -> str:
        self._typed += 1
        number = self.seed % 10_000 * 100 + self._typed
        return {
            "name": f"Ромашка {number}",
            "full_name": f"Общество {number}",
            "kpp": f"7701{number % 90 + 10}{self._typed:03d}",
            "phone": f"+7495{number:07d}",
            "email": f"zakaz{number}@romashka.test",
            "legal": f"Мясницкая, {number}",
        }[what]

    def _requisites(self) -> list[dict]:
        return [row for row in self.portal.simulated.table("requisite") if row["RQ_INN"] == self.inn]

    async def _entities(self) -> list[dict]:
        async with self.onec.clerk() as base:
            rows = [row async for row in base.pages(ENTITIES, Query(filter=f"ИНН eq '{self.inn}'", order_by="Ref_Key"))]
        return [row for row in rows if row["ИНН"] == self.inn]

    async def _partners(self) -> list[str]:
        return sorted({row["Партнер_Key"] for row in await self._entities()})

    async def cards(self, side: Side) -> list[Card]:
        """Return what each card of this INN says on a side."""
        if side == "portal":
            return [self._company_card(row) for row in self._requisites()]
        return [await self._partner_card(row) for row in await self._entities()]

    def _company_card(self, requisite: dict) -> Card:
        card = self.portal.card(int(requisite["ENTITY_ID"]))
        reach = {
            kind: [one["value"] for one in card["item"]["fm"] if one["typeId"] == kind] for kind in ("PHONE", "EMAIL")
        }
        legal = [one["ADDRESS_1"] for one in card["addresses"] if int(one["TYPE_ID"]) == LEGAL_ADDRESS]
        return {
            "name": card["item"]["title"],
            "full_name": str(requisite.get("RQ_COMPANY_FULL_NAME") or ""),
            "kpp": str(requisite.get("RQ_KPP") or ""),
            "phone": " ".join(sorted(map(_digits, reach["PHONE"]))),
            "email": " ".join(sorted(reach["EMAIL"])),
            "legal": " ".join(one or "" for one in legal),
        }

    async def _partner_card(self, entity: dict) -> Card:
        async with self.onec.clerk() as base:
            partner = await base.read(PARTNERS, entity["Партнер_Key"])
        assert partner is not None
        reach = {
            kind: [one["Представление"] for one in partner["КонтактнаяИнформация"] if one["Тип"] == kind]
            for kind in ("Телефон", "АдресЭлектроннойПочты")
        }
        legal = [one["Представление"] for one in entity["КонтактнаяИнформация"] if one["Тип"] == "Адрес"]
        return {
            "name": partner["Description"],
            "full_name": entity["НаименованиеПолное"],
            "kpp": entity["КПП"],
            "phone": " ".join(sorted(map(_digits, reach["Телефон"]))),
            "email": " ".join(sorted(reach["АдресЭлектроннойПочты"])),
            "legal": " ".join(legal),
        }

    async def complaints(self) -> list[str]:
        """Return what must not be: sides that differ, records twice, edits that are lost and told to nobody."""
        companies, partners = await self.cards("portal"), await self.cards("onec")
        if (len(companies), len(partners)) != (1, 1):
            return [f"{len(companies)} companies and {len(partners)} partners of {self.inn}"]
        (company,), (partner,) = companies, partners
        apart = [f"{one}: {company[one]!r} and {partner[one]!r}" for one in FIELDS if company[one] != partner[one]]
        return apart + [f"lost: {edit}" for edit in self.edits if not self._is_kept(edit, company)]

    def _is_kept(self, edit: Edit, card: Card) -> bool:
        token = _digits(edit.value) if edit.what == "phone" else edit.value
        later = [one for one in self.edits[self.edits.index(edit) + 1 :] if one.what == edit.what]
        return token in card[edit.what] or any(token in one.over for one in later) or token in self._told()

    def _told(self) -> str:
        """Return all that the company's card was told, phones also as digits."""
        texts = [text for row in self._requisites() for text in self.portal.card(int(row["ENTITY_ID"]))["comments"]]
        told = "\n".join(texts)
        return told + "\n" + re.sub(r"[^\d\n]", "", told)


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)


@contextmanager
def nobody_hears(portal: Registry) -> Iterator[None]:
    """The events of what is done meanwhile are lost."""
    listeners = portal.simulated.listeners
    kept = list(listeners)
    listeners.clear()
    yield
    listeners.extend(kept)


async def live(people: CompanyPeople, chance: random.Random) -> str | None:
    """Let people and the bus do as they please, then let it all come to rest; return what is wrong then."""
    ring = people.ring
    born = chance.choice((("portal",), ("onec",), ("portal", "onec")))
    for side in born:
        await people.begins(side)
    if "onec" in born or chance.random() < 0.5:
        await ring.look()
    # Two cards of one INN and different КПП are a question for a person, as long as they are not paired.
    typed = [one for one in FIELDS if one != "kpp" or len(born) == 1]
    for _ in range(chance.randint(8, 40)):
        ring.hear()
        doing = chance.random()
        if doing < 0.3:
            with nobody_hears(people.portal) if chance.random() < 0.2 else nullcontext():
                await people.edit(chance.choice(("portal", "onec")), chance.choice(typed))
        elif doing < 0.4:
            await ring.look()
        elif ring.waiting:
            await ring.deliver(chance)
    ring.hear()
    return await ring.settle() or "; ".join(await people.complaints()) or None
