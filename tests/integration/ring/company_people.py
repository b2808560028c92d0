"""People who edit a company in the portal and its partner in 1C, and what must be true of both in the end."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.dataset.identity import company_inn, kpp
from sandbox.portal.control import parties
from services.onec_connector.base.query import Query
from tests.integration.onec_connector.party_directory import ENTITIES, PARTNERS
from tests.integration.ring.client_people import (
    Card,
    ClientPeople,
    Edit,
    Side,
    reached_in_onec,
    reached_in_portal,
    work,
)

LEGAL_ADDRESS = 6


@dataclass
class CompanyPeople(ClientPeople):
    """A company that is known by `inn` on both sides."""

    FIELDS = ("name", "full_name", "kpp", "phone", "email", "legal")

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
        legal = [one["ADDRESS_1"] for one in card["addresses"] if int(one["TYPE_ID"]) == LEGAL_ADDRESS]
        return {
            "name": card["item"]["title"],
            "full_name": str(requisite.get("RQ_COMPANY_FULL_NAME") or ""),
            "kpp": str(requisite.get("RQ_KPP") or ""),
            **reached_in_portal(card["item"]),
            "legal": " ".join(one or "" for one in legal),
        }

    async def _partner_card(self, entity: dict) -> Card:
        async with self.onec.clerk() as base:
            partner = await base.read(PARTNERS, entity["Партнер_Key"])
        assert partner is not None
        printed = await self.onec.ask(f"legal_entities/{entity['Ref_Key']}/printed")
        return {
            "name": partner["Description"],
            "full_name": entity["НаименованиеПолное"],
            "kpp": entity["КПП"],
            **reached_in_onec(partner),
            "legal": printed["address"],
        }

    def comments(self) -> Iterable[str]:
        """Return all comments in the company's card."""
        return (text for row in self._requisites() for text in self.portal.card(int(row["ENTITY_ID"]))["comments"])


async def live(people: CompanyPeople, chance: random.Random) -> str | None:
    """Let the company be typed on one side or both, then let people and the bus do as they please (`work`)."""
    born = chance.choice((("portal",), ("onec",), ("portal", "onec")))
    for side in born:
        await people.begins(side)
    if "onec" in born or chance.random() < 0.5:
        await people.ring.look()
    # Two cards of one INN and different КПП are a question for a person, as long as they are not paired.
    return await work(people, chance, [one for one in people.FIELDS if one != "kpp" or len(born) == 1])
