"""A doubt in messages: several records may be meant, or what is known of the one contradicts; a person decides."""

from collections.abc import Iterable, Mapping

from shared.messages.model import Model, Name
from shared.messages.pairs import half_key
from shared.messages.things import Ref

MOST = 20
"""Candidates that are named; nobody chooses among more."""


class Candidate(Model):
    """A record that may be meant.

    Args:
        ref: in the system that was searched.
        name: as people see it there.
        agrees, differs: its natural keys by name (`inn`, `article`), where both sides have one.
    """

    ref: Ref
    name: str = ""
    agrees: dict[Name, str] = {}
    differs: dict[Name, str] = {}


class Doubt(Model):
    """A record of one system, and those of the other that may be the same.

    Args:
        kind: of the pair that a decision makes, as in `Pair`.
        thing: what is looked for.
        name: as people see it in its own system.
        keys: its natural keys by name, in normal form; only those that are filled.
        candidates: at most `MOST`.
    """

    kind: Name
    thing: Ref
    name: str = ""
    keys: dict[Name, str] = {}
    candidates: tuple[Candidate, ...] = ()

    @property
    def key(self) -> str:
        """The name of a doubt in messages: `requisite:27`, `client:7`, `item:<guid>`; one a thing, whoever waits."""
        return half_key(self.kind, self.thing)


Found = tuple[Ref, str, Mapping[str, str]]
"""A candidate's record, its name and its natural keys."""


def doubt_about(
    kind: str, thing: Ref | None, name: str, keys: Mapping[str, str], found: Iterable[Found]
) -> Doubt | None:
    """Make a message's doubt about a thing; None if the thing has no id, so that nothing could be paired with it.

    Args:
        kind: of the pair.
        thing: what is looked for.
        name: as people see it.
        keys: as in `Doubt`; empty ones are left out.
        found: the candidates; keys that either side lacks are neither agreement nor difference.
    """
    if thing is None:
        return None
    filled = {key: value for key, value in keys.items() if value}
    candidates = tuple(_candidate(filled, *one) for one in list(found)[:MOST])
    return Doubt(kind=kind, thing=thing, name=name, keys=filled, candidates=candidates)


def _candidate(wanted: Mapping[str, str], ref: Ref, name: str, keys: Mapping[str, str]) -> Candidate:
    both = {key: value for key, value in keys.items() if value and key in wanted}
    agrees = {key: value for key, value in both.items() if _same(value, wanted[key])}
    return Candidate(
        ref=ref, name=name, agrees=agrees, differs={key: value for key, value in both.items() if key not in agrees}
    )


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
