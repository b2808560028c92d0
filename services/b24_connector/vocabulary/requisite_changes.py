"""What must change in a requisite of a company for a legal entity of 1C; spellings stay. Pure."""

from services.b24_connector.vocabulary.companies import Fields, RequisiteCard, says
from services.b24_connector.vocabulary.requisites import (
    NAME_PARTS,
    NUMBER_FIELDS,
    Preset,
    has_key,
    in_parts,
    says_name,
    write_legal_entity,
)
from services.b24_connector.vocabulary.values import typed
from shared.canon.keys import foreign_number
from shared.messages.things import LegalEntity

_NUMBERS = frozenset({"RQ_INN", "RQ_KPP"})
_FULL_NAME = "RQ_COMPANY_FULL_NAME"
_FIRMS = frozenset({"company", "sole_trader"})


def requisite_change(card: RequisiteCard, entity: LegalEntity, preset: Preset) -> Fields:
    """Return the fields of a requisite that must change for a legal entity of 1C.

    Args:
        card: as it stands.
        entity: as wanted.
        preset: for one that is of another kind or country; Russia's where the portal has none of a foreigner's.
    """
    if entity.country and {card.preset.kind, entity.kind} == _FIRMS:
        entity = entity.with_(kind=card.preset.kind)  # 1C calls every foreigner a firm who is no private person
    kind = card.preset.kind or entity.kind
    is_same_kind = kind == entity.kind and card.preset.country in {entity.country, preset.country}
    fields = write_legal_entity(entity, card.preset if is_same_kind else preset)
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
    return changed if is_same_kind else {**changed, "PRESET_ID": preset.id}


def _is_number(field: str, value: str, present: str) -> bool:
    return field in NUMBER_FIELDS and foreign_number(value) == foreign_number(present)


def _text(card: RequisiteCard, name: str) -> str:
    return typed(card.row.get(name))
