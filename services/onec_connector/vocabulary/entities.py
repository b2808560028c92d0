"""Legal entities of 1C ⇄ the canonical model: kind, names, numbers, country, and what must change. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from services.onec_connector.objects import legal_entity, standard
from services.onec_connector.vocabulary.reference import KnownEntity
from services.onec_connector.vocabulary.texts import in_line, name_in_line, same_line
from shared.canon.keys import foreign_number, same_firm, tax_numbers
from shared.canon.texts import shortens
from shared.canon.traders import own_name, registered_number
from shared.messages.things import LegalEntity, PartyKind, Ref

Row = Mapping[str, Any]
_KINDS: Final[Mapping[str, PartyKind]] = {legal_entity.SOLE_TRADER: "sole_trader", legal_entity.PERSON: "person"}
_WRITTEN: Final[Mapping[PartyKind, str]] = {
    "company": legal_entity.COMPANY,
    **{kind: name for name, kind in _KINDS.items()},
}


def read_entity(row: Row, countries: Mapping[str, str]) -> KnownEntity:
    """Read a legal entity of 1C from its row of the catalog.

    Args:
        row: of the catalog.
        countries: codes of countries by reference.
    """
    country = countries.get(row.get(legal_entity.COUNTRY, ""), "")
    return KnownEntity(
        guid=row[standard.REF],
        name=str(row[standard.DESCRIPTION]).strip(),
        full_name=str(row[legal_entity.FULL_NAME] or "").strip(),
        kind=_KINDS.get(row[legal_entity.KIND], "company"),
        inn=_code(row[legal_entity.INN]),
        kpp=_code(row[legal_entity.KPP]),
        partner=row[legal_entity.PARTNER],
        usable=not row[standard.MARKED],
        country="" if country == legal_entity.RUSSIA else country,
        foreign_number=str(row.get(legal_entity.FOREIGN_NUMBER) or "").strip(),
        ogrn=_code(row.get(legal_entity.REGISTERED)),
    )


def tell_entity(known: KnownEntity) -> LegalEntity:
    """Translate a legal entity of 1C into the canonical model."""
    return LegalEntity(
        ref=Ref(system="onec", kind="legal_entity", id=known.guid),
        name=known.name,
        full_name=known.full_name or known.name,
        kind=known.kind,
        inn=known.inn,
        kpp=known.kpp,
        ogrn=known.ogrn,
        country=known.country,
        foreign_number=known.foreign_number if known.country else "",
    )


def kind_fields(kind: PartyKind, *, foreign: bool) -> dict[str, str]:
    """Return 1C's fields for a kind of legal entity; a private person stays one, whatever the country."""
    if foreign and kind != "person":
        return {legal_entity.KIND: legal_entity.FOREIGN_COMPANY, legal_entity.LEGAL_OR_PERSON: legal_entity.IS_LEGAL}
    side = legal_entity.IS_LEGAL if kind == "company" else legal_entity.IS_PERSON
    return {legal_entity.KIND: _WRITTEN[kind], legal_entity.LEGAL_OR_PERSON: side}


def entity_changes(wanted: LegalEntity, row: Row, countries: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of a legal entity of 1C to be written; empty if it has all that is wanted.

    What is wanted empty is left as it is: the portal has no place for some of it.

    Args:
        wanted: of the command.
        row: as it stands.
        countries: codes of countries by reference.
    """
    known = read_entity(row, countries)
    body: dict[str, Any] = {**_names(wanted, known), **_numbers(wanted, known)}
    is_foreign = bool(wanted.country or known.country)
    if _called(wanted.kind, foreign=is_foreign) != _called(known.kind, foreign=is_foreign):
        body |= kind_fields(wanted.kind, foreign=is_foreign)
    country = next((guid for guid, code in countries.items() if wanted.country == code), "")
    if country and wanted.country != known.country:
        body |= {legal_entity.COUNTRY: country, **kind_fields(wanted.kind, foreign=True)}
    return body


def _called(kind: PartyKind, *, foreign: bool) -> PartyKind:
    """Return the kind of a legal entity as 1C knows it: a foreigner is a firm there unless he is a private person."""
    return "company" if foreign and kind != "person" else kind


def _names(wanted: LegalEntity, known: KnownEntity) -> dict[str, str]:
    fields = {
        standard.DESCRIPTION: (wanted.name, known.name, legal_entity.NAME_LENGTH),
        legal_entity.FULL_NAME: (
            wanted.full_name or wanted.name,
            known.full_name or known.name,
            legal_entity.FULL_NAME_LENGTH,
        ),
    }
    return {
        field: name_in_line(name, length)
        for field, (name, there, length) in fields.items()
        if name and not (_is_there(name, there, length) or (wanted.kind != "company" and _same_man(name, there)))
    }


def _is_there(name: str, there: str, length: int) -> bool:
    """Tell whether 1C has a legal entity's name, or a longer one that the portal has no room for and ends in «…»."""
    return same_line(name, there, length) or shortens(name, there) or shortens(name, own_name(there))


def _same_man(name: str, there: str) -> bool:
    """Tell whether two legal entities' names are one man's: the portal has no «ИП» or «Глава КФХ» around them."""
    return same_firm(name, there) or same_firm(own_name(name), own_name(there))


def _numbers(wanted: LegalEntity, known: KnownEntity) -> dict[str, str]:
    inn, kpp = tax_numbers(wanted.inn, wanted.kpp)
    number = in_line(wanted.foreign_number.strip(), legal_entity.FOREIGN_NUMBER_LENGTH)
    if not (wanted.country or known.country) or foreign_number(number) == foreign_number(known.foreign_number):
        number = ""  # spaces and dashes stay as somebody has typed them
    fields = {
        legal_entity.INN: (inn, known.inn),
        legal_entity.KPP: (kpp if wanted.kind == "company" else "", known.kpp),
        legal_entity.REGISTERED: _registered(wanted.ogrn, known.ogrn),
        legal_entity.FOREIGN_NUMBER: (number, known.foreign_number),
    }
    body = {name: value for name, (value, there) in fields.items() if value and value != there}
    if known.kpp and known.kind == "company" != wanted.kind:
        body[legal_entity.KPP] = ""
    return body


def _registered(wanted: str, there: str) -> tuple[str, str]:
    """Return what 1C is to have as a registration number, and what it has; words around it there are no difference."""
    number = in_line(wanted, legal_entity.REGISTERED_LENGTH)
    return number, number if registered_number(there, len(number)) == number else there


def _code(value: object) -> str:
    """Return a number of a legal entity without the spaces people type."""
    return "".join(str(value or "").split())
