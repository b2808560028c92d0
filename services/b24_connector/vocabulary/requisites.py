"""Requisites ⇄ legal entities: names and numbers; what a client is the preset says, not a number's look. Pure.

Sources: https://apidocs.bitrix24.ru/api-reference/crm/requisites/presets/crm-requisite-preset-countries.html (numbers
of countries), …/presets/crm-requisite-preset-fields.html (reserved marks), …/universal/crm-requisite-fields.html
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.b24_connector.vocabulary.room import fits, with_room
from services.b24_connector.vocabulary.values import guid, identity, typed
from shared.canon.keys import foreign_number, tax_numbers
from shared.canon.texts import same_words
from shared.canon.traders import own_name, registered_number
from shared.messages.things import UNKNOWN_COUNTRY, LegalEntity, PartyKind, Ref

Row = Mapping[str, Any]
COMPANY_OWNER = "4"
_COUNTRIES = {
    "": "",
    "1": "",
    "4": "112",
    "6": "398",
    "14": "804",
    "34": "076",
    "46": "276",
    "77": "170",
    "110": "616",
    "122": "840",
    "132": "250",
}
_MARK = re.compile(r"#CRM_REQUISITE_PRESET_DEF_[A-Z]{2}_([A-Z]+)#")
_MARKED: Mapping[str, PartyKind] = {
    "COMPANY": "company",
    "LEGALENTITY": "company",
    "INDIVIDUAL": "sole_trader",
    "PERSON": "person",
}
_NAMED: Mapping[PartyKind, tuple[str, ...]] = {
    "company": ("организация", "юр", "company"),
    "sole_trader": ("ип", "индивидуальный предприниматель", "sole"),
    "person": ("физ", "частное лицо", "person"),
}
_ANYWHERE = ("RQ_VAT_ID",)
_NUMBERS: Mapping[str, tuple[str, ...]] = {  # where a country's presets keep the number, the usual place first
    "112": ("RQ_INN",),
    "398": ("RQ_BIN", "RQ_INN", "RQ_IIN"),
    "804": ("RQ_INN", "RQ_EDRPOU", "RQ_DRFO"),
    "076": ("RQ_CNPJ", "RQ_CPF"),
    "276": ("RQ_VAT_ID", "RQ_INN"),
    "170": ("RQ_INN",),
    "616": ("RQ_INN", "RQ_VAT_ID"),
    "840": ("RQ_VAT_ID",),
    "250": ("RQ_VAT_ID", "RQ_SIRET", "RQ_SIREN"),
    UNKNOWN_COUNTRY: ("RQ_VAT_ID", "RQ_INN"),
}
_OF_A_MAN = {"398": "RQ_INN", "076": "RQ_CPF"}
NAME_PARTS = ("RQ_LAST_NAME", "RQ_FIRST_NAME", "RQ_SECOND_NAME")
_REGISTERED = {"RQ_OGRN": ("ОГРН", 13), "RQ_OGRNIP": ("ОГРНИП", 15)}
_CALLED = {"RQ_INN": "ИНН", "RQ_KPP": "КПП", "RQ_BIN": "БИН", "RQ_VAT_ID": "VAT ID", "RQ_CNPJ": "CNPJ", "RQ_CPF": "CPF"}
NUMBER_FIELDS = tuple(sorted({name for names in _NUMBERS.values() for name in names}))
FIELDS = (
    *("ID", "ENTITY_TYPE_ID", "ENTITY_ID", "NAME", "XML_ID", "PRESET_ID", "ADDRESS_ONLY"),
    *("RQ_COMPANY_NAME", "RQ_COMPANY_FULL_NAME", "RQ_NAME", *NAME_PARTS),
    *("RQ_KPP", "RQ_OGRN", "RQ_OGRNIP", *NUMBER_FIELDS),
)


@dataclass(frozen=True)
class Preset:
    """What a template of requisites says of its client.

    Args:
        id: in the portal.
        kind: None: it does not say.
        country: of a foreigner, the three digits of ISO 3166-1; empty: Russia.
        is_vendors: it has a mark of the vendor's, and is not a copy of somebody's own.
        name: the portal's own.
        country_id: of its country in the portal; the forms of accounts go by it.
        is_active: people are offered it for a new requisite.
    """

    id: str = ""
    kind: PartyKind | None = None
    country: str = ""
    is_vendors: bool = False
    name: str = ""
    country_id: str = "1"
    is_active: bool = True


@dataclass(frozen=True)
class Said:
    """What 1C calls a client whose requisite cannot say it: the portal never changes the template of a requisite.

    Args:
        template: of the requisite; under another one, a person's, it says itself what he is.
        kind: by 1C.
        country: by 1C.
    """

    template: str
    kind: PartyKind
    country: str = ""


def read_preset(row: Row) -> Preset:
    """Read a preset of requisites: by the vendor's mark, or without one by its name, the portal's own."""
    mark = _MARK.fullmatch(_text(row, "XML_ID"))
    kind = _MARKED.get(mark[1]) if mark else _kind_of_name(_text(row, "NAME").casefold())
    return Preset(
        id=str(row["ID"]),
        kind=kind,
        country=_COUNTRIES.get(identity(row.get("COUNTRY_ID")), UNKNOWN_COUNTRY),
        is_vendors=mark is not None,
        name=_text(row, "NAME"),
        country_id=identity(row.get("COUNTRY_ID")) or "1",
        is_active=row.get("ACTIVE") != "N",
    )


def _kind_of_name(name: str) -> PartyKind | None:
    return next((kind for kind, words in _NAMED.items() if name.startswith(words)), None)


def read_legal_entity(requisite: Row, preset: Preset, title: str = "", said: Said | None = None) -> LegalEntity:
    """Read a requisite as a legal entity.

    Args:
        requisite: as listed.
        preset: its template.
        title: of the company or the contact; the name where the requisite has none.
        said: what 1C calls the client, where the template says another thing.
    """
    kind = preset.kind or _kind_of_fields(requisite)
    name = _name(requisite, kind) or title
    country = said.country if said and preset.country else preset.country
    inn, kpp = ("", "") if country else tax_numbers(_text(requisite, "RQ_INN"), _text(requisite, "RQ_KPP"))
    origin = guid(requisite.get("XML_ID"))
    return LegalEntity(
        ref=Ref(system="b24", kind="requisite", id=str(requisite["ID"])),
        origin=Ref(system="onec", kind="legal_entity", id=origin) if origin else None,
        kind=said.kind if said else kind,
        name=name,
        full_name=_text(requisite, "RQ_COMPANY_FULL_NAME") or name,
        inn=inn,
        kpp=kpp,
        ogrn=_text(requisite, "RQ_OGRN") or _text(requisite, "RQ_OGRNIP"),
        country=country,
        foreign_number=_foreign_number(requisite, country, at_home=country == preset.country),
    )


def numbers_of(requisite: Row) -> tuple[str, str]:
    """Return INN and KPP of a requisite of the portal, however they are typed."""
    return tax_numbers(identity(requisite.get("RQ_INN")), identity(requisite.get("RQ_KPP")))


def _foreign_number(requisite: Row, country: str, *, at_home: bool) -> str:
    """Return a foreigner's number at home from a requisite, without spaces; empty for Russia.

    Without an INN under a preset of Russia's it is that of a foreigner whose country has none; nobody knows which.
    """
    if not country and not bare(requisite.get("RQ_INN")):
        return bare(requisite.get(_ANYWHERE[0]))
    names = _NUMBERS.get(country, ()) if at_home else (*_ANYWHERE, *_NUMBERS.get(country, ()))
    return next((number for name in names if (number := bare(requisite.get(name)))), "")


def number_fields(country: str) -> tuple[str, ...]:
    """Return the fields of a requisite where a foreigner's number may be, also under a Russian preset."""
    return tuple(dict.fromkeys((*_NUMBERS.get(country, ()), *_ANYWHERE)))


def has_number(requisite: Row) -> bool:
    """Tell whether a requisite has an INN, or a number of another country."""
    return any(_text(requisite, name) for name in NUMBER_FIELDS)


def has_key(requisite: Row) -> bool:
    """Tell whether a requisite bears a key, 1C's or another system's, whose it stays."""
    return bool(identity(requisite.get("XML_ID")))


def bare(number: Any) -> str:
    """Return a number of a requisite without spaces, for comparing."""
    return "".join(identity(number).split())


def _kind_of_fields(requisite: Row) -> PartyKind:
    """Return the kind of a requisite whose preset says nothing: by its fields, else by its owner."""
    if _text(requisite, "RQ_OGRNIP"):
        return "sole_trader"
    if _text(requisite, "RQ_KPP") or _text(requisite, "RQ_OGRN"):
        return "company"
    return "company" if str(requisite.get("ENTITY_TYPE_ID")) == COMPANY_OWNER else "person"


def _name(requisite: Row, kind: PartyKind) -> str:
    """Return a requisite's name; the form's own NAME («Организация») is nobody's."""
    if kind == "company":
        return _text(requisite, "RQ_COMPANY_NAME") or _text(requisite, "RQ_COMPANY_FULL_NAME")
    names = " ".join(part for key in NAME_PARTS if (part := _text(requisite, key)))
    return names or _text(requisite, "RQ_NAME") or _text(requisite, "RQ_COMPANY_NAME")


def says_name(requisite: Row, fields: Mapping[str, str]) -> bool:
    """Tell whether a requisite has a man's name as it is to be written, whatever word is in which of its parts."""
    there, wanted = (" ".join(_text(one, key) for key in NAME_PARTS) for one in (requisite, fields))
    return same_words(there, fields.get("RQ_NAME") or wanted)


def write_legal_entity(entity: LegalEntity, preset: Preset) -> dict[str, str]:
    """Return the RQ_ fields for a legal entity of 1C, and its GUID; empty ones are left out.

    Args:
        entity: to be written.
        preset: the template it gets; a foreigner may have to take one of Russia's.
    """
    full = entity.full_name if entity.full_name != entity.name else ""
    full = full or (entity.name if entity.kind == "company" else "")
    fields = {
        **_write_name(entity),
        "RQ_COMPANY_FULL_NAME": with_room("RQ_COMPANY_FULL_NAME", full),
        **_write_number(entity, preset),
        "XML_ID": entity.origin.id if entity.origin else "",
    }
    return {name: value for name, value in fields.items() if value and fits(name, value)}


def unkept_number(entity: LegalEntity, preset: Preset) -> tuple[str, str] | None:
    """Return what a number of a legal entity is called and reads, for which a requisite has no room; else None."""
    too_long = ((name, value) for name, value in _write_number(entity, preset).items() if not fits(name, value))
    return next(
        ((_REGISTERED[name][0] if name in _REGISTERED else _CALLED[name], value) for name, value in too_long), None
    )


def _write_name(entity: LegalEntity) -> dict[str, str]:
    if entity.kind == "company":
        return {"RQ_COMPANY_NAME": with_room("RQ_COMPANY_NAME", entity.name)}
    words = own_name(entity.name)
    parts = in_parts(words)
    # The presets of other countries show one field for the whole name, and what is no name at all has too long parts.
    if entity.country or (words and not parts):
        return {"RQ_NAME": with_room("RQ_NAME", words)}
    return parts


def in_parts(name: str) -> dict[str, str]:
    """Return the fields for the parts of a man's name in requisites of the portal; none if one has no room."""
    parts = dict(zip(NAME_PARTS, name.split(" ", 2), strict=False)) if name else {}
    return parts if all(fits(field, part) for field, part in parts.items()) else {}


def _write_number(entity: LegalEntity, preset: Preset) -> dict[str, str]:
    if not entity.country:
        ogrn = "RQ_OGRNIP" if entity.kind == "sole_trader" else "RQ_OGRN"
        number = registered_number(entity.ogrn, _REGISTERED[ogrn][1]) or entity.ogrn
        return {"RQ_INN": entity.inn, "RQ_KPP": entity.kpp, ogrn: number}
    usual = _NUMBERS.get(entity.country, _ANYWHERE)[0]
    name = usual if entity.kind == "company" else _OF_A_MAN.get(entity.country, usual)
    if preset.country != entity.country:
        name = _ANYWHERE[0]
    number = entity.foreign_number
    return {name: number if fits(name, number) else foreign_number(number)}


def _text(row: Row, key: str) -> str:
    return typed(row.get(key))
