"""Parses the keys that an operator types for `match couple` and `separate`: which records may be paired by hand."""

from collections.abc import Iterator

from shared.messages.pairs import ONEC_KINDS, PRIVATE_PERSON
from shared.messages.ring.outcomes import Pair
from shared.messages.things import Ref

COUPLED = ("company", "requisite", "contact", PRIVATE_PERSON, "product")
"""Kinds of pairs; deals and orders, sections and groups are known by keys of their own."""


class MatchError(Exception):
    """A doubt or a pair cannot be decided like that; the text is one sentence for the operator."""


def pair_of(one: str, other: str) -> Pair:
    """Return the pair for the typed keys of two records, in either order.

    Raises:
        MatchError: records of such kinds are not coupled by hand.
    """
    for ours, theirs in ((one, other), (other, one)):
        (kind, b24), (record, onec) = _split(ours), _split(theirs)
        for pair in COUPLED:
            if b24 and onec and record == ONEC_KINDS[pair] and kind in _names(pair):
                return Pair(kind=pair, b24=b24, onec=onec.lower())
    kinds = "; ".join(f"{_names(pair)[-1]} и {ONEC_KINDS[pair]}" for pair in COUPLED)
    raise MatchError(
        f"«{one}» и «{other}» вручную не связать. Можно: {kinds}. Ключи пишутся company:5 и partner:<GUID>."
    )


def sides_of(key: str) -> Iterator[tuple[str, Ref]]:
    """Yield the pairs that the record of a typed key may be in: their kind, and the record as its system names it."""
    kind, identity = _split(key)
    for pair in COUPLED if identity else ():
        if kind == pair:
            yield pair, Ref(system="b24", kind=_names(pair)[-1], id=identity)
        if kind == ONEC_KINDS[pair]:
            yield pair, Ref(system="onec", kind=kind, id=identity.lower())


def _names(pair: str) -> tuple[str, ...]:
    """Return the kinds that the portal's half of a pair may be; a contact who buys himself is `client:7` too."""
    return (pair, "contact") if pair == PRIVATE_PERSON else (pair,)


def _split(key: str) -> tuple[str, str]:
    kind, _, identity = key.strip().partition(":")
    return kind, identity
