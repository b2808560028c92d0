"""Compares a contact with a private partner of 1C: one text there is surname, name and patronymic here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from services.b24_connector.memory.company import Reached
from services.b24_connector.reader.cards import CompanyCard
from services.b24_connector.reference.requisites import Presets
from services.b24_connector.vocabulary.parties import full_name
from services.b24_connector.vocabulary.values import typed
from services.b24_connector.writer.companies.wanted import WantedCompany
from shared.canon.person_names import NameParts, reread
from shared.messages.party import Company, CompanyGroup

Row = Mapping[str, Any]
_FIELDS = ("lastName", "name", "secondName")
"""Fields of a contact, as `NameParts` has them."""


@dataclass(frozen=True)
class WantedPrivate(WantedCompany):
    """The contact that a command wants; a name that is unsure stays, and only a known patronymic goes."""

    def fields(self, groups: Collection[CompanyGroup], item: Row) -> Row:
        """Return the fields of a private partner's contact to be written for some groups."""
        named = self._named(item) or {} if CompanyGroup.NAME in groups else {}
        return {**named, **super().fields(frozenset(groups) - {CompanyGroup.NAME}, item)}

    def stays(self, group: CompanyGroup, card: CompanyCard) -> bool:
        """Tell whether 1C's name of a private partner cannot be taken apart, so that the contact keeps its own."""
        return group is CompanyGroup.NAME and self._named(card.item) is None

    def _named(self, item: Row) -> Row | None:
        """Return the parts of a private partner's name to be written; None: nobody can say which they are.

        A contact of whose name one part alone is filled keeps all of it there.
        """
        name, held = self.company.name.split(), full_name(item).split()
        if not name or name == held:
            return {}
        known = NameParts(*(typed(item.get(one)) for one in _FIELDS))
        filled = [one for one, part in zip(_FIELDS, known, strict=True) if part]
        parts = reread(self.company.name, known)
        if parts is None:
            return {filled[0]: " ".join(name)} if len(filled) == 1 else None if filled else {"lastName": " ".join(name)}
        may_go = {"secondName"} if CompanyGroup.NAME in self.emptied else set()
        change = zip(_FIELDS, parts, known, strict=True)
        return {one: text for one, text, was in change if text != was and (text or one in may_go)}


def wanted_of(
    company: Company,
    presets: Presets,
    manager: str,
    former: Reached,
    head_field: str,
    emptied: Collection[CompanyGroup],
) -> WantedCompany:
    """Return what a `company.upsert` wants of a company, or of a contact where the partner is a private person."""
    kind = WantedPrivate if company.kind == "person" else WantedCompany
    return kind(company, presets, manager, former, head_field, emptied)
