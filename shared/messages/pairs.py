"""Which kinds of records are paired, of Bitrix24 and 1C, and what the two halves of a pair are called."""

from collections.abc import Mapping

from shared.messages.things import Ref

PAIR_KINDS: Mapping[str, str] = {
    # kind in 1C: kind of the pair, which is the kind in Bitrix24
    "order": "deal",
    "partner": "company",
    "legal_entity": "requisite",
    "contact_person": "contact",
    "item": "product",
    "group": "section",
}
PRIVATE_PERSON = "client"
"""Kind of the pair of a contact and the partner that stands for this private person."""

ONEC_KINDS: Mapping[str, str] = {pair: onec for onec, pair in PAIR_KINDS.items()} | {PRIVATE_PERSON: "partner"}

BY_HAND = ("company", "requisite", "contact", PRIVATE_PERSON, "product")
"""Kinds of pairs that people make too; deals and orders, sections and groups are known by keys of their own."""


def party_pair(ref: Ref, other: Ref | None = None) -> str:
    """Return the kind of the pair of a company or private person; of a partner alone nobody can say which he is.

    Args:
        ref: of it, or of the partner.
        other: the other half, where it is known.
    """
    ours = ref if other is None or ref.system == "b24" else other
    return PRIVATE_PERSON if ours.kind == "contact" else "company"


def halves(kind: str, b24: str, onec: str) -> tuple[Ref, Ref]:
    """Return both halves of a pair of records, Bitrix24's first."""
    ours = Ref(system="b24", kind="contact" if kind == PRIVATE_PERSON else kind, id=b24)
    return ours, Ref(system="onec", kind=ONEC_KINDS[kind], id=onec)


def half_keys(kind: str, b24: str, onec: str) -> tuple[str, ...]:
    """Return the names of both halves of a pair, as `half_key` makes them; empty for an unknown kind."""
    return tuple(half_key(kind, ref) for ref in halves(kind, b24, onec)) if kind in ONEC_KINDS else ()


def half_key(kind: str, ref: Ref) -> str:
    """Name one half of a pair so that its kind is known: a contact is `contact:7`, a private person `client:7`."""
    return f"{kind}:{ref.id}" if ref.system == "b24" else ref.key
