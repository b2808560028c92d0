"""What people who edit a client on both sides have in common, whether it is a company or a private person."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from sandbox.portal.engine.recycle_bin import restore
from sandbox.portal.engine.state import Actor
from services.onec_connector.directory_flows import PartnerFlow
from shared.messages.ring.message import Message
from tests.integration.onec_connector.connector import Onec
from tests.integration.ring.ring import Ring

Side = Literal["portal", "onec"]
Card = Mapping[str, str]


@dataclass
class Edit:
    """What a person has typed; `over` is what stood there before his eyes."""

    side: Side
    what: str
    value: str
    over: str


@dataclass
class Neighbours:
    """The portal's events, a sweep of it, and the pass over 1C's partners."""

    portal: Any
    partners: PartnerFlow
    sweeper: Any

    def hear(self) -> list[Message]:
        heard = list(self.portal.touches)
        self.portal.touches.clear()
        return heard

    def pass_by(self, seconds: float) -> None:
        self.portal.simulated.clock.advance(seconds)

    async def look(self) -> None:
        self.pass_by(300)
        await self.sweeper.sweep()
        assert self.partners.look is not None
        await self.partners.look.look()


@dataclass
class ClientPeople:
    """A client on both sides, and everything people have done to it."""

    FIELDS: ClassVar[tuple[str, ...]]

    ring: Ring
    portal: Any
    onec: Onec
    seed: int
    edits: list[Edit] = field(default_factory=list)

    async def begins(self, side: Side) -> None:
        """Type the client on a side that does not have it."""
        raise NotImplementedError

    async def edit(self, side: Side, what: str) -> None:
        """Change one thing, unless nobody has the client there."""
        raise NotImplementedError

    async def cards(self, side: Side) -> list[Card]:
        """Return what each card of the client says on a side."""
        raise NotImplementedError

    def comments(self) -> Iterable[str]:
        """Return all comments in the client's cards of the portal."""
        raise NotImplementedError

    async def complaints(self) -> list[str]:
        """Return what must not be: sides that differ, records twice, edits that are lost and told to nobody."""
        here, there = await self.cards("portal"), await self.cards("onec")
        if (len(here), len(there)) != (1, 1):
            return [f"{len(here)} cards in the portal and {len(there)} in 1C of seed {self.seed}"]
        (card,), (partner,) = here, there
        apart = [f"{one}: {card[one]!r} and {partner[one]!r}" for one in self.FIELDS if card[one] != partner[one]]
        return apart + [f"lost: {edit}" for edit in self.edits if not self._is_kept(edit, card)]

    def _is_kept(self, edit: Edit, card: Card) -> bool:
        token = digits(edit.value) if edit.what == "phone" else edit.value
        later = [one for one in self.edits[self.edits.index(edit) + 1 :] if one.what == edit.what]
        return token in card[edit.what] or any(token in one.over for one in later) or token in self._told()

    def _told(self) -> str:
        """Return all that the client's cards were told, phones also as digits."""
        told = "\n".join(self.comments())
        return told + "\n" + re.sub(r"[^\d\n]", "", told)


def digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)


def reached_in_portal(item: Mapping[str, Any]) -> Card:
    """Phones and e-mails of a card of the portal."""
    reach = {kind: [one["value"] for one in item["fm"] if one["typeId"] == kind] for kind in ("PHONE", "EMAIL")}
    return {"phone": " ".join(sorted(map(digits, reach["PHONE"]))), "email": " ".join(sorted(reach["EMAIL"]))}


def reached_in_onec(partner: Mapping[str, Any]) -> Card:
    """Phones and e-mails of a partner of 1C."""
    reach = {
        kind: [one["Представление"] for one in partner["КонтактнаяИнформация"] if one["Тип"] == kind]
        for kind in ("Телефон", "АдресЭлектроннойПочты")
    }
    return {
        "phone": " ".join(sorted(map(digits, reach["Телефон"]))),
        "email": " ".join(sorted(reach["АдресЭлектроннойПочты"])),
    }


@contextmanager
def nobody_hears(portal: Any) -> Iterator[None]:
    """The events of what is done meanwhile are lost."""
    listeners = portal.simulated.listeners
    kept = list(listeners)
    listeners.clear()
    yield
    listeners.extend(kept)


async def work(people: ClientPeople, chance: random.Random, typed: Sequence[str]) -> str | None:
    """Let people and the bus do as they please, then let it all come to rest; return what is wrong then."""
    ring = people.ring
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


async def comes_back(people: ClientPeople, kind: int, number: int, *, heard: bool) -> list[str]:
    """Have a client deleted and restored under a new id, then edited on both sides; return what is wrong then.

    Args:
        people: whose it is.
        kind: as the portal numbers it.
        number: its id.
        heard: the bus has heard of its deletion before it was restored.
    """
    people.portal.delete(number)
    if heard:
        assert await people.ring.settle() is None
    restore(people.portal.simulated, Actor(1), kind, number)
    assert await people.ring.settle() is None
    wrong = await people.complaints()
    for side, what in (("portal", "phone"), ("onec", "email")):
        await people.edit(side, what)
        assert await people.ring.settle() is None
    return wrong + await people.complaints()
