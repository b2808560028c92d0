"""The scene of the demo: people on both sides, the made-up company, patience, and a list of what was shown."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from sandbox.dataset import Client, Dataset, Item
from sandbox.dataset.identity import company_inn
from sandbox.demo.titles import TITLES
from sandbox.people.accountant import Accountant, Order
from sandbox.people.seller import Card, Seller

Seen = TypeVar("Seen")

PATIENCE_S = 30.0


class NotSeenError(Exception):
    """What a demonstration promised did not appear; the text says what, and what was there instead."""


@dataclass(frozen=True)
class Shown:
    """One requirement of a demonstration, shown or not.

    Args:
        requirement: `R2`.
        done: what a person did.
        appeared: what was then to be seen on the other side, or why it was not.
        latency_ms: from the act to the appearance; None where nothing was to appear.
    """

    requirement: str
    done: str
    appeared: str
    ok: bool
    latency_ms: int | None

    @property
    def title(self) -> str:
        """What the customer asked for, of a requirement shown in a demonstration."""
        return TITLES[self.requirement]


@dataclass(frozen=True)
class Promise:
    """What a demonstration promises of a person's act.

    Args:
        requirement: id.
        done: the act in words.
        act: does it.
        seen: a sentence about what appeared, None while it has not; nothing may appear before the act.
    """

    requirement: str
    done: str
    act: Callable[[], object]
    seen: Callable[[], str | None]


@dataclass
class Scene:
    """The people of a demonstration, the made-up company and what they have shown so far.

    Args:
        in_work: deals that were moved to «Заказ в работе», each of which must have one order.
        serial: of the clients that are typed: a demonstration played again on the same stack knows none of them.
    """

    seller: Seller
    accountant: Accountant
    company: Dataset
    shown: list[Shown] = field(default_factory=list)
    in_work: list[int] = field(default_factory=list)
    serial: int = field(default_factory=lambda: int(time.time()) % 10_000 * 10)
    tell: Callable[[Shown], object] = str

    def show(
        self,
        requirement: str,
        done: str,
        act: Callable[[], object],
        seen: Callable[[], str | None],
        *,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """Let a person of the demonstration act, and wait for what must appear; the words are those of `Promise`."""
        self.show_together(Promise(requirement, done, act, seen), patience_s=patience_s)

    def show_together(self, *promises: Promise, patience_s: float = PATIENCE_S) -> None:
        """Let people of the demonstration act one after the other, and wait for what must appear of all of it.

        What was to be seen before the act proves nothing, and counts as not shown.

        Args:
            promises: acts with what must appear.
            patience_s: how long each may take to appear.
        """
        waiting: dict[Promise, float] = {}
        for promise, before in [(one, one.seen()) for one in promises]:
            began = time.monotonic()
            try:
                promise.act()
            except NotSeenError as error:
                self._add(Shown(promise.requirement, promise.done, str(error), ok=False, latency_ms=None))
                continue
            if before:
                words = f"было и до того: {before}"
                self._add(Shown(promise.requirement, promise.done, words, ok=False, latency_ms=None))
            else:
                waiting[promise] = began
        while waiting:
            for promise, began in tuple(waiting.items()):
                if shown := _appeared(promise, began, patience_s):
                    del waiting[promise]
                    self._add(shown)
            time.sleep(0.02)

    def check(self, requirement: str, done: str, *, ok: bool, appeared: str) -> None:
        """Note in a demonstration something that is to be seen now, or must not have happened."""
        self._add(Shown(requirement, done, appeared, ok, None))

    def fail(self, requirements: Iterable[str], done: str, appeared: str) -> None:
        """Note in a demonstration requirements of which nothing can be shown, as what shows them has not appeared."""
        for requirement in requirements:
            self.check(requirement, done, ok=False, appeared=appeared)

    def _add(self, shown: Shown) -> None:
        self.shown.append(shown)
        self.tell(shown)

    # The made-up company.

    def items(self, count: int) -> list[Item]:
        """Return plain goods of the made-up company that both sides know, for a demonstration."""
        plain = (
            item
            for item in self.company.items
            if item.kind == "goods" and item.known_to_onec and not item.characteristics and not item.packs
        )
        return [item for item, _ in zip(plain, range(count), strict=False)]

    def client(self, number: int, *, known: bool) -> Client:
        """Return, for a demonstration, the nth company without own agreement that 1C knows, or does not know yet."""
        found = [
            client
            for client in self.company.clients
            if client.kind == "company" and client.known_to_onec is known and client.agreement is None
        ]
        return found[number]

    def new_inn(self, office: str) -> str:
        """Return an INN of this tax office that nobody on either side of a demonstration has."""
        self.serial += 1
        return company_inn(office, self.serial)

    def to_work(self, deal: int) -> None:
        """Move a deal of a demonstration to «Заказ в работе»."""
        self.in_work.append(deal)
        self.seller.move(deal, "Заказ в работе")

    def order_of(self, deal: Card) -> Order | None:
        """Return the posted order of a deal in a demonstration."""
        found = [order for order in self.accountant.orders_of_deal(deal.id) if order.posted]
        return found[0] if found else None


def _appeared(promise: Promise, began: float, patience_s: float) -> Shown | None:
    """Look once for what a demonstration promised; None: it may still come."""
    seen, waited = promise.seen(), time.monotonic() - began
    if seen:
        return Shown(promise.requirement, promise.done, seen, ok=True, latency_ms=int(waited * 1000))
    if waited < patience_s:
        return None
    return Shown(promise.requirement, promise.done, _in_vain(patience_s), ok=False, latency_ms=None)


def _in_vain(patience_s: float) -> str:
    return f"не появилось за {patience_s:.0f} с"


def until(question: Callable[[], Seen | None], patience_s: float = PATIENCE_S) -> Seen:
    """Ask again and again for what a demonstration waits for, until there is an answer.

    Raises:
        NotSeenError: none in time.
    """
    deadline = time.monotonic() + patience_s
    while True:
        seen = question()
        if seen:
            return seen
        if time.monotonic() >= deadline:
            raise NotSeenError(_in_vain(patience_s))
        time.sleep(0.02)
