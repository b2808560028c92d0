"""What the writer of companies works with, and one write of a company under way."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Self

from services.b24_connector.memory.company import CompanyDocument, CompanyStore
from services.b24_connector.portal import Portal
from services.b24_connector.reader.cards import CompanyCard, CompanyCards, with_said
from services.b24_connector.reader.companies import spoken
from services.b24_connector.writer.companies.wanted import WantedCompany
from shared.bus.publish import Publish
from shared.canon import company_digests
from shared.entities import GroupDoc, Target
from shared.messages.party import CompanyGroup
from shared.messages.ring.commands import CompanyUpsert


@dataclass(frozen=True)
class CompanyContext:
    """What the writer of companies works with.

    Args:
        portal: where.
        cards: reads companies.
        store: what is remembered of them.
        publish: the bus.
        is_heard: whether what people edit in the portal goes to 1C.
    """

    portal: Portal
    cards: CompanyCards
    store: CompanyStore
    publish: Publish
    is_heard: bool


@dataclass(frozen=True)
class CompanyWrite:
    """One upsert of a company under way.

    Args:
        half: groups that a former run has left half written.
        sent: not empty as soon as the portal has taken anything.
    """

    command: CompanyUpsert
    entity: CompanyDocument
    wanted: WantedCompany
    card: CompanyCard
    needed: AbstractSet[CompanyGroup]
    half: AbstractSet[CompanyGroup]
    sent: list[bool]

    def target(self, *, is_heard: bool) -> dict[CompanyGroup, Target]:
        """Return by group what the company holds, and whether it is as wanted.

        What it holds beyond what is wanted, and what nobody ever said, is left to the next read to tell.
        """
        held, wanted = self.card.company, self.command.company
        found, asked = company_digests(held, self.needed), company_digests(wanted, self.needed)
        told = spoken(held, self.entity.groups) - self.half if is_heard else frozenset()
        target = {}
        for group in self.needed:
            is_equal = self.wanted.equals(group, self.card)
            is_more = is_equal and found[group] != asked[group]
            target[group] = Target(found[group] if group in told and not is_more else None, is_equal)
        return target

    def in_words_of_1c(self) -> Self:
        """Return the write with the company's clients of the kinds that 1C calls them, which no template changes."""
        return replace(self, card=with_said(self.card, self.wanted.said(self.card)))

    def reread(self, changed: Mapping[CompanyGroup, GroupDoc], card: CompanyCard) -> dict[CompanyGroup, GroupDoc]:
        """Return what to remember of unwritten requisites that are to be read otherwise from now on: it is no edit.

        Args:
            changed: what is remembered of each group.
            card: the company as it is read from now on.
        """
        group = CompanyGroup.REQUISITES
        before, after = (company_digests(one.company, [group])[group] for one in (self.card, card))
        doc = changed.get(group)
        return {group: doc.holding(after)} if doc is not None and doc.digest == before != after else {}
