"""Parses the keys that an operator types for `match couple` and `separate`: which records may be paired by hand."""

from collections.abc import Iterator

from services.console.identities import key_of, misspelt
from shared.messages.pairs import BY_HAND, ONEC_KINDS, PRIVATE_PERSON
from shared.messages.ring.outcomes import Pair
from shared.messages.things import Ref


class MatchError(Exception):
    """A doubt or a pair cannot be decided like that; the text is one sentence for the operator."""


def pair_of(one: str, other: str) -> Pair:
    """Return the pair for the typed keys of two records, in either order.

    Raises:
        MatchError: records of such kinds are not coupled by hand, or no record can have such an id.
    """
    for ours, theirs in ((one, other), (other, one)):
        (kind, b24), (record, onec) = _split(ours), _split(theirs)
        for pair in BY_HAND:
            if b24 and onec and record == ONEC_KINDS[pair] and kind in _names(pair):
                halved = (Ref(system="b24", kind=pair, id=b24), Ref(system="onec", kind=record, id=onec))
                if wrong := next(filter(None, map(misspelt, halved)), ""):
                    raise MatchError(wrong)
                return Pair(kind=pair, b24=b24, onec=onec)
    kinds = "; ".join(f"{_names(pair)[-1]} и {ONEC_KINDS[pair]}" for pair in BY_HAND)
    raise MatchError(
        f"«{one}» и «{other}» вручную не связать. Можно: {kinds}. Ключи пишутся company:5 и partner:<GUID>."
    )


def sides_of(key: str) -> Iterator[tuple[str, Ref]]:
    """Yield the pairs that the record of a typed key may be in: their kind, and the record as its system names it.

    As the services spell it, then as it was typed: an earlier release has paired records under ids that are none.
    """
    typed = key.strip().partition(":")
    for kind, identity in dict.fromkeys((_split(key), (typed[0], typed[2]), (typed[0], typed[2].lower()))):
        for pair in BY_HAND if identity else ():
            if kind == pair:
                yield pair, Ref(system="b24", kind=_names(pair)[-1], id=identity)
            if kind == ONEC_KINDS[pair]:
                yield pair, Ref(system="onec", kind=kind, id=identity)


def _names(pair: str) -> tuple[str, ...]:
    """Return the kinds that the portal's half of a pair may be; a contact who buys himself is `client:7` too."""
    return (pair, "contact") if pair == PRIVATE_PERSON else (pair,)


def _split(key: str) -> tuple[str, str]:
    kind, _, identity = key_of(key).partition(":")
    return kind, identity
