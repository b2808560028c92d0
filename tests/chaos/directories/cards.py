"""Cards of clients as one side shows them, and what must not be between two sides.

Written anew from docs/spec/requirements.md (R7, R15), and sharing no code with the services.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Side = Literal["portal", "base"]
Value = str | frozenset[str]
GONE = "помечен на удаление"
"""Of a mark that came after the pair, and of one that came before it."""
AT_ONCE = "сохранили в 1С одновременно"
"""Whoever saved a card in the instant of the bus's write is told to compare both (README, "Guarantees")."""


@dataclass(frozen=True)
class Card:
    """A company of the portal with its requisite, or a partner of 1C with its legal entity.

    Args:
        id: number of the company, guid of the partner.
        values: by the name of a field, in one form on both sides; a manager by his guid.
        marked: of 1C, for deletion.
        comments: of the portal.
    """

    id: str
    inn: str
    values: Mapping[str, Value]
    marked: bool = False
    comments: Sequence[str] = ()


@dataclass(frozen=True)
class Edit:
    """What somebody typed into one field.

    Args:
        value: as typed.
        seen: what stood there on his side.
        words: in a comment that tells of the value.
    """

    side: Side
    field: str
    value: Value
    seen: Value
    words: str


@dataclass
class Client:
    """One client, in the order in which people did something to it.

    Args:
        inn: of a private person, who has none, his surname.
        mistyped: the INN is wrong in the portal for a while, and nobody in 1C has made it.
        deleted: its company is.
        born_twice: made on both sides at once: a company that is deleted before anybody knows of its partner comes
            again, as that of any other partner.
    """

    name: str
    inn: str
    edits: list[Edit] = field(default_factory=list)
    mistyped: bool = False
    deleted: bool = False
    born_twice: bool = False


def differences(clients: Sequence[Client], base: Sequence[Card], portal: Sequence[Card]) -> Iterator[str]:
    """Yield what must not be, a sentence each.

    Args:
        clients: that people have made.
        base: cards of all partners.
        portal: cards of all companies.
    """
    there, here = _by_inn(base), _by_inn(portal)
    for client in clients:
        for text in _of_client(client, there[client.inn], here[client.inn]):
            yield f"client {client.name}: {text}"


def _by_inn(cards: Sequence[Card]) -> defaultdict[str, list[Card]]:
    found: defaultdict[str, list[Card]] = defaultdict(list)
    for card in cards:
        found[card.inn].append(card)
    return found


def _of_client(client: Client, partners: Sequence[Card], companies: Sequence[Card]) -> Iterator[str]:
    former = client.deleted and not client.born_twice
    counts = Counter(partners=len(partners), companies=len(companies) + former)
    yield from (f"{count} {what}" for what, count in counts.items() if count > 1)
    if not partners:
        yield from [] if client.deleted or client.mistyped else ["no partner"]
    if not companies:
        yield from [] if client.deleted or client.mistyped else ["no company"]
    if len(partners) == len(companies) == 1 and not client.deleted:
        yield from _of_pair(client, partners[0], companies[0])


def _of_pair(client: Client, partner: Card, company: Card) -> Iterator[str]:
    if partner.marked:
        is_told = any(GONE in text for text in company.comments)
        yield from [] if is_told else ["its partner is marked for deletion, told nowhere"]
        return
    for name in partner.values:
        there, here = partner.values[name], company.values[name]
        if there != here:
            yield f"{name} {_shown(there)} in 1C, {_shown(here)} in the portal"
        else:
            yield from _lost(name, [one for one in client.edits if one.field == name], here, company.comments)
    yield from _repeated(company.comments)


def _lost(name: str, edits: Sequence[Edit], stands: Value, comments: Sequence[str]) -> Iterator[str]:
    """Whatever was typed stands, was seen by whoever changed it, or is told; the same typed again is no edit."""
    at_once = sum(AT_ONCE in text for text in comments)
    for place, edit in enumerate(edits):
        was_seen = any(_contains(later.seen, edit.value) for later in edits[place + 1 :])
        is_told = any(edit.words in text for text in comments)
        is_same = edit.seen == edit.value
        if _contains(stands, edit.value) or was_seen or is_told or is_same:
            continue
        if edit.side == "base" and at_once:
            at_once -= 1
        else:
            yield f"{name} {_shown(edit.value)}, typed in the {edit.side}, is {_shown(stands)} now, told nowhere"


def _contains(there: Value, typed: Value) -> bool:
    """Of several phones one is typed."""
    return there == typed if isinstance(there, str) or isinstance(typed, str) else typed <= there


def _repeated(comments: Sequence[str]) -> Iterator[str]:
    for text, count in Counter(comments).items():
        if count > 1 and GONE not in text:
            yield f"told {count} times: {text}"


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else " ".join(sorted(value))
