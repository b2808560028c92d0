"""Directories in a reconciliation: which sides tell them and may be carried over, what is asked, what differs."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from services.reconciler.differences import NOTHING, Difference, What
from services.reconciler.pairing import Apart, ComparedPair
from services.reconciler.runs import Run
from services.reconciler.sentences import ATTRIBUTES
from services.reconciler.weighed import WeighedPages
from shared.messages.ring.census import LookNumber, Subject
from shared.messages.ring.directory_census import (
    MOST,
    TOLD_BY_PORTAL,
    CatalogCensus,
    Listed,
    PartyCensus,
    ProductCensus,
    WeighedRecord,
)
from shared.messages.things import Ref, System
from shared.rules import Rules

KINDS: Final[Mapping[Subject, Mapping[System, Listed]]] = {
    "deals": {},
    "companies": {"onec": "partner", "b24": "company"},
    "contacts": {"onec": "contact_person", "b24": "contact"},
    "private": {"onec": "private_partner", "b24": "private_contact"},
    "items": {"onec": "item", "b24": "product"},
    "prices": {"onec": "price"},
}
"""Of each subject, the kinds of records that a side tells where its records cross."""

_WHAT: Final[Mapping[Listed, What]] = {
    "partner": "company",
    "company": "company",
    "contact_person": "person",
    "contact": "person",
    "private_partner": "private",
    "private_contact": "private",
    "item": "item",
    "product": "item",
    "price": "price",
}
_SUBJECTS: Final[Mapping[Listed, Subject]] = {
    kind: subject for subject, kinds in KINDS.items() for kind in kinds.values()
}
Place = tuple[Listed, str, str, str, str]
"""Kind, key of the pair, how it stands, group and which value of it: one thing that differs."""


def subjects_of(rules: Rules, only: Sequence[Subject]) -> tuple[Subject, ...]:
    """Return which directories to reconcile: those that cross, of those asked for; all if none is named."""
    return tuple(one for one in KINDS if tellers_of(rules, one) and (not only or one in only))


def sides_of(rules: Rules, subject: Subject) -> tuple[System, ...]:
    """Return the sides of a directory whose values may be carried over: those the rules let the other side hear."""
    directory = rules.directory
    heard: Mapping[Subject, tuple[bool, bool]] = {
        "deals": (True, True),
        "companies": (directory.companies.reaches("onec"), directory.companies.reaches("b24")),
        "contacts": (directory.contacts.reaches("onec"), directory.contacts.reaches("b24")),
        "private": (directory.contacts.reaches("onec"), directory.contacts.reaches("b24")),
        "items": (False, directory.products.enabled),
        "prices": (False, directory.prices.enabled),
    }
    of_portal, of_base = heard[subject]
    return (*(("b24",) if of_portal else ()), *(("onec",) if of_base else ()))


def tellers_of(rules: Rules, subject: Subject) -> tuple[System, ...]:
    """Return the sides that tell a directory's records: products of the portal, too, where they become items."""
    sides = sides_of(rules, subject)
    return ("b24", *sides) if subject == "items" and rules.items.enabled else sides


@dataclass(frozen=True, slots=True)
class ListedSides:
    """The directories of a reconciliation.

    Args:
        pages: what was weighed.
        rules: the customer's: which side may stand.
    """

    pages: WeighedPages
    rules: Rules

    def asked(self, run: Run, look: LookNumber) -> list[CatalogCensus | PartyCensus | ProductCensus]:
        """Return the messages that ask connectors for directories; at the second look only what differed."""
        kinds = self._asked_for(run, look)
        only: Mapping[str, Sequence[str]] = {} if look == 1 else run.again
        return [_census(run, look, kind, only.get(kind, ())) for kind in kinds]

    def have_ended(self, run: Run, look: LookNumber) -> bool:
        """Tell whether each directory that a reconciliation asked for has been told to its end."""
        return all(str(look) in run.listed.get(kind, {}) for kind in self._asked_for(run, look))

    async def missing(self, run: Run, look: LookNumber) -> dict[Subject, int]:
        """Return how many published records of directories that have ended have not been weighed; none: left out."""
        found: dict[Subject, int] = {}
        for kind in self._asked_for(run, look):
            told = run.listed.get(kind, {}).get(str(look), 0)
            if (lacking := told - await self.pages.count(run.name, look, kind)) > 0:
                subject = _SUBJECTS[kind]
                found[subject] = found.get(subject, 0) + lacking
        return found

    async def count(self, run: Run, look: LookNumber) -> int:
        """Return how many records of the directories asked for have been weighed at a look."""
        return sum([await self.pages.count(run.name, look, kind) for kind in self._asked_for(run, look)])

    def _asked_for(self, run: Run, look: LookNumber) -> Sequence[Listed]:
        kinds = self._kinds(run)
        return kinds if look == 1 else [kind for kind in kinds if kind in run.again]

    async def differing(self, run: Run) -> dict[str, list[str]]:
        """Return by kind the directory records for the second look; none: all, as too many differ to be named."""
        found: dict[str, list[str]] = {}
        async for page in self.pages.pages(run.name, 1):
            for one in page.found:
                for kind, teller in self._tellers(page.kind, one):
                    found.setdefault(kind, []).append(teller.id)
        named = {kind: list(dict.fromkeys(ids)) for kind, ids in found.items()}
        return {kind: ids if len(ids) <= MOST else [] for kind, ids in named.items()}

    async def compared(self, run: Run) -> list[ComparedPair]:
        """Return the directory differences at the second look; what differed only at one is in transit.

        What either side may stand for and what one side alone may are two pairs of one key. What both sides have told
        of a pair counts once.
        """
        before = {place: one async for place, one in self._places(run, 1)}
        found: dict[tuple[Listed, str, Apart, tuple[System, ...]], ComparedPair] = {}
        told_by_onec = {_what_of(place) async for place, _ in self._places(run, 2) if place[0] not in TOLD_BY_PORTAL}
        async for place, one in self._places(run, 2):
            if place[0] in TOLD_BY_PORTAL and one.what == "differs" and _what_of(place) in told_by_onec:
                continue
            pair = replace(_pair(place, one, before.get(place)), sides=self._sides(place[0], one))
            where = (place[0], one.key, pair.apart, pair.sides)
            known = found.get(where)
            if known is not None:
                edited = {side: {**known.edited.get(side, {}), **numbers} for side, numbers in pair.edited.items()}
                pair = replace(pair, differences=(*known.differences, *pair.differences), edited=edited)
            found[where] = pair
        return list(found.values())

    def _tellers(self, kind: Listed, one: WeighedRecord) -> list[tuple[Listed, Ref]]:
        """Return who is to tell again of a directory difference: of what both sides have, each that tells records."""
        refs: Mapping[System, Ref | None] = {"b24": one.b24, "onec": one.onec}
        subject = _SUBJECTS[kind]
        sides = sides_of(self.rules, subject) if one.what == "differs" else ()
        tellers = {told: refs[side] for side, told in KINDS[subject].items() if told == kind or side in sides}
        return [(told, ref) for told, ref in tellers.items() if ref is not None]

    def _sides(self, kind: Listed, one: WeighedRecord) -> tuple[System, ...]:
        """Return whose values may be carried over in a directory; without a pair, those of any side that tells them.

        A product that stands for a whole item has a say in what the rules let people edit in the portal too.
        """
        if kind == "item" and "#" not in one.key and one.group in self.rules.directory.products.edited:
            return ("b24", "onec")
        if one.what == "differs":
            return sides_of(self.rules, _SUBJECTS[kind])
        return ("b24",) if kind in TOLD_BY_PORTAL else ("onec",)

    def _kinds(self, run: Run) -> list[Listed]:
        sides = {subject: tellers_of(self.rules, subject) for subject in run.subjects}
        return [kind for one in run.subjects for side, kind in KINDS[one].items() if side in sides[one]]

    async def _places(self, run: Run, look: LookNumber) -> AsyncIterator[tuple[Place, WeighedRecord]]:
        async for page in self.pages.pages(run.name, look):
            for one in page.found:
                yield (page.kind, one.key, one.what, one.group, one.of), one


def _what_of(place: Place) -> tuple[Subject, str, str, str, str]:
    """Return what differs in a directory, whichever side has told it."""
    return (_SUBJECTS[place[0]], *place[1:])


def _census(
    run: Run, look: LookNumber, kind: Listed, only: Sequence[str]
) -> CatalogCensus | PartyCensus | ProductCensus:
    if kind == "product":
        return ProductCensus(run=run.name, look=look, only=tuple(only))
    if kind == "company" or kind == "contact" or kind == "private_contact":  # noqa: PLR1714 - what narrows the type
        return PartyCensus(run=run.name, look=look, kind=kind, only=tuple(only))
    return CatalogCensus(run=run.name, look=look, kind=kind, only=tuple(only))


def _pair(place: Place, one: WeighedRecord, before: WeighedRecord | None) -> ComparedPair:
    moved = before is None or (before.in_b24, before.in_onec) != (one.in_b24, one.in_onec)
    apart: Apart = "standing" if one.what == "standing" else "moving" if moved or one.busy else ""
    return ComparedPair(
        key=one.key,
        deal_id=one.b24.id if one.b24 else "",
        order_id=one.onec.id if one.onec else "",
        order_number=one.name,
        deal_url=one.b24_url,
        order_url=one.onec_url,
        differences=(_difference(place[0], one),),
        edited={side: {one.group: number} for side, number in one.edited.items()},
        apart=apart,
        note=one.note,
        subject=_SUBJECTS[place[0]],
    )


def _difference(kind: Listed, one: WeighedRecord) -> Difference:
    if one.what == "unpaired" and kind in TOLD_BY_PORTAL:
        return Difference("unmade", one.name, NOTHING)
    if one.what == "unpaired":
        return Difference("unpaired", NOTHING, one.name)
    if one.what == "standing":
        return Difference("refused", "", "", one.of)
    return Difference(_WHAT[kind], one.in_b24, one.in_onec, one.of or ATTRIBUTES.get(one.group, ""), one.group)
