"""What must change in a requisite of a company for a legal entity of 1C; spellings stay. Pure."""

from services.b24_connector.vocabulary.companies import Fields, RequisiteCard, says
from services.b24_connector.vocabulary.requisites import (
    NAME_PARTS,
    NUMBER_FIELDS,
    Preset,
    Said,
    has_key,
    in_parts,
    read_legal_entity,
    says_name,
    write_legal_entity,
)
from services.b24_connector.vocabulary.values import typed
from shared.canon.keys import foreign_number
from shared.messages.things import LegalEntity

_NUMBERS = frozenset({"RQ_INN", "RQ_KPP"})
_FULL_NAME = "RQ_COMPANY_FULL_NAME"
_FIRMS = frozenset({"company", "sole_trader"})


def requisite_change(card: RequisiteCard, entity: LegalEntity) -> Fields:
    """Return the fields of a requisite that must change for a legal entity of 1C.

    The template stays, as the portal changes it for nobody; what is written stands where that template shows it.

    Args:
        card: as it stands.
        entity: as wanted.
    """
    fields = write_legal_entity(_as_template_says(entity, card.preset), card.preset)
    if any(_text(card, name) for name in NAME_PARTS) and (parts := in_parts(fields.get("RQ_NAME", ""))):
        fields = {**{name: value for name, value in fields.items() if name != "RQ_NAME"}, **parts}
    present = {name: _text(card, name) for name in fields}
    changed = {name: value for name, value in fields.items() if not says(present[name], value)}
    if says_name(card.row, fields):
        changed = {name: value for name, value in changed.items() if name not in {*NAME_PARTS, "RQ_NAME"}}
    if not entity.country and card.numbers == (entity.inn, entity.kpp or card.numbers[1]):
        changed = {name: value for name, value in changed.items() if name not in _NUMBERS}
    if entity.country:  # spaces and dashes of its number stay as somebody has typed them
        changed = {name: value for name, value in changed.items() if not _is_number(name, value, present[name])}
    if not _text(card, _FULL_NAME) and says(_text(card, "RQ_COMPANY_NAME"), changed.get(_FULL_NAME, "")):
        changed.pop(_FULL_NAME, None)  # it is read as both
    if has_key(card.row):
        changed.pop("XML_ID", None)
    return changed


def _as_template_says(entity: LegalEntity, template: Preset) -> LegalEntity:
    """Return a legal entity of 1C as a client of the kind that a template is for: it hides the fields of others."""
    kind = template.kind or entity.kind
    return entity if kind == entity.kind else entity.with_(kind=kind, kpp=entity.kpp if kind == "company" else "")


def is_for(template: Preset, entity: LegalEntity, best: Preset) -> bool:
    """Tell whether a requisite's template is for such a client as 1C says; else a person must replace the requisite.

    Args:
        template: of the requisite.
        entity: in 1C, where every foreigner is a firm who is no private person.
        best: the template that a new requisite of his would get; Russia's where the portal has none of his country.
    """
    kind = template.kind or entity.kind
    is_his_kind = kind == entity.kind or (bool(entity.country) and {kind, entity.kind} == _FIRMS)
    return is_his_kind and template.country in {entity.country, best.country}


def what_1c_says(card: RequisiteCard, entity: LegalEntity) -> Said | None:
    """Return what 1C calls the client of a requisite, where its template or fields say another thing; else None."""
    there = read_legal_entity(card.row, card.preset)
    is_his_kind = there.kind == entity.kind or (bool(entity.country) and {there.kind, entity.kind} == _FIRMS)
    if is_his_kind and (there.country == entity.country or not card.preset.country):
        return None
    return Said(card.preset.id, there.kind if is_his_kind else entity.kind, entity.country)


def _is_number(field: str, value: str, present: str) -> bool:
    return field in NUMBER_FIELDS and foreign_number(value) == foreign_number(present)


def _text(card: RequisiteCard, name: str) -> str:
    return typed(card.row.get(name))
