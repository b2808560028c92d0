"""Which fields of which collections may name a person, and what happens to them when he is to be forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class PersonalPlace:
    """A part of a collection that may name a person.

    Args:
        fields: that may, by their paths; they are removed. None named: the document is about nothing else, and goes.
        together: one field that names the person tells that all of them are about him.
        named_only: those of the fields that stay where a document is only known to be about a deal of the person.
        key: path of the key of the deal or order that a document is about; empty: of none.
        leads: where deals or orders of such a document are found: path of its id, collection, path there.
        only: which documents may be touched; the others are at work.
    """

    fields: tuple[str, ...] = ()
    together: bool = False
    named_only: tuple[str, ...] = ()
    key: str = ""
    leads: tuple[str, str, str] | None = None
    only: Mapping[str, Any] = field(default_factory=dict)


_FREE_AGAIN: Final = {"$expr": {"$lt": ["$until", "$$NOW"]}}
_CLAIMS: Final = PersonalPlace(only=_FREE_AGAIN)
_HISTORY: Final = PersonalPlace(key="key")

PERSONAL: Final[Mapping[str, Mapping[str, PersonalPlace]]] = {
    "b24-connector": {
        "entities_b24_contacts": PersonalPlace(
            ("fields.name", "fields.marks", "fields.reached"),
            together=True,
            leads=("fields.contact", "entities_b24", "fields.contact"),
        ),
        "entities_b24_companies": PersonalPlace(
            ("fields.name", "fields.numbers", "fields.reached", "fields.doubted", "fields.unheard"),
            together=True,
            leads=("ref", "entities_b24", "fields.company"),
        ),
        "entities_b24_private": PersonalPlace(
            ("fields.name", "fields.marks", "fields.reached", "fields.doubted", "fields.unheard"),
            together=True,
            leads=("ref", "entities_b24", "fields.contact"),
        ),
        "entities_b24": PersonalPlace(
            tuple(f"fields.{name}" for name in ("texts", "unheard", "owed", "doubted", "burst", "hindered")),
            key="_id",
        ),
        "history_b24": _HISTORY,
        "claims_b24": _CLAIMS,
    },
    "onec-connector": {
        "entities_onec_persons": PersonalPlace(
            ("fields.heard", "fields.parts", "fields.unsplit", "fields.owed"), together=True
        ),
        "entities_onec_partners": PersonalPlace(
            ("fields.heard", "fields.numbers", "fields.owed"),
            together=True,
            leads=("ref", "entities_onec", "fields.had"),
        ),
        "entities_onec": PersonalPlace(
            ("fields.comment", "fields.owed", "fields.making"), named_only=("fields.comment",), key="_id"
        ),
        "waits_onec": PersonalPlace(),
        "claims_onec": _CLAIMS,
    },
    "mapper": {
        "links": PersonalPlace(
            ("about.title", "about.client", "about.inn", "refusal.said", "deal_refusal.said"), together=True, key="_id"
        ),
        "doubts": PersonalPlace(),
        "history_mapper": _HISTORY,
        "shadow": PersonalPlace(key="_id"),
    },
    "reconciler": {
        "counted": PersonalPlace(("record",), key="key"),
        "weighed": PersonalPlace(("page",)),
        "differences": PersonalPlace(key="key"),
        "reconciliations": PersonalPlace(("staff",)),
    },
}
"""By service; a collection that is not here names nobody (docs/personal-data.ru.md)."""
