"""The scene of the demo: people on both sides, the made-up company, patience, and a list of what was shown."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sandbox.dataset import Client, Dataset, Item
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
        title: what the customer asked for.
        done: what a person did.
        appeared: what was then to be seen on the other side, or why it was not.
        latency_ms: from the act to the appearance; None where nothing was to appear.
    """

    requirement: str
    title: str
    done: str
    appeared: str
    ok: bool
    latency_ms: int | None


@dataclass
class Scene:
    """The people of a demonstration, the made-up company and what they have shown so far."""

    seller: Seller
    accountant: Accountant
    company: Dataset
    shown: list[Shown] = field(default_factory=list)
    tell: Callable[[Shown], object] = str

    def show(
        self,
        requirement: str,
        title: str,
        done: str,
        act: Callable[[], Any],
        seen: Callable[[], str | None],
        *,
        patience_s: float = PATIENCE_S,
    ) -> Any:
        """Let a person of the demonstration act, and wait for what must appear.

        Args:
            requirement: id.
            title: what the customer asked for.
            done: the act in words.
            act: does it.
            seen: a sentence about what appeared, None while it has not.
            patience_s: how long it may take to appear.

        Returns:
            what `act` returned.
        """
        began = time.monotonic()
        result: Any = None
        try:
            result = act()
            appeared, ok = until(seen, patience_s), True
        except NotSeenError as error:
            appeared, ok = str(error), False
        latency = int((time.monotonic() - began) * 1000)
        self._add(Shown(requirement, title, done, appeared, ok, latency if ok else None))
        return result

    def check(self, requirement: str, title: str, done: str, *, ok: bool, appeared: str) -> None:
        """Note in a demonstration something that is to be seen now, or must not have happened."""
        self._add(Shown(requirement, title, done, appeared, ok, None))

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

    def order_of(self, deal: Card) -> Order | None:
        """Return the posted order of a deal in a demonstration."""
        found = [order for order in self.accountant.orders_of_deal(deal.id) if order.posted]
        return found[0] if found else None


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
            raise NotSeenError(f"не появилось за {patience_s:.0f} с")
        time.sleep(0.02)
