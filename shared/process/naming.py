"""Chooses records by the words that people type: their ids, names, numbers (`--only`)."""

import re
from collections.abc import AsyncIterator, Collection, Iterator

from shared.messages.contact import contact_of
from shared.messages.ring.facts import CompanyChanged, ContactChanged, PartnerChanged, PersonChanged
from shared.messages.ring.message import Message
from shared.messages.things import Ref

_NUMBER = re.compile(r"[\w-]*[^\W\d][\w-]*|\d{6,}")
_DIGITS = 4
"""What may be a number within a title, ТД00-000017: a day or a year says nothing, and М8 or a word is no number."""


async def chosen(facts: AsyncIterator[Message], words: Collection[str]) -> AsyncIterator[Message]:
    """Yield the facts about clients and contacts that people name; without words, all.

    A client is named by id, key, name or INN, a contact also by the id of its company or partner.
    """
    wanted = {_plain(one) for one in words}
    async for fact in facts:
        if not wanted or not wanted.isdisjoint(map(_plain, _names(fact))):
            yield fact


def is_named(words: Collection[str], *names: str) -> bool:
    """Tell whether one of these words is one of the names, or stands in one: the number of an order in its title."""
    whole = {_plain(one) for one in names}
    parts = {part for one in whole for part in _NUMBER.findall(one) if sum(map(str.isdecimal, part)) >= _DIGITS}
    return not words or any(_plain(one) in whole | parts for one in words)


def _names(fact: Message) -> Iterator[str]:
    match fact:
        case CompanyChanged() | PartnerChanged():
            yield from (fact.company.name, *(one.inn for one in fact.company.legal_entities if one.inn))
            yield from _of(fact.company.ref)
        case ContactChanged() | PersonChanged():
            yield from (fact.contact.name, fact.contact.full_name)
            yield from _of(fact.contact.ref)
            if fact.contact.company is not None:
                yield fact.contact.company.id


def _of(ref: Ref | None) -> Iterator[str]:
    if ref is not None:
        yield from (ref.id, ref.key, contact_of(ref))


def _plain(words: str) -> str:
    return words.casefold().strip()
