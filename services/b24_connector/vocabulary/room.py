"""How much the fields of a requisite hold in the portal: names are cut with «…», numbers never. Pure."""

_LONGEST = {
    "NAME": 255,
    "RQ_COMPANY_NAME": 255,
    "RQ_COMPANY_FULL_NAME": 300,
    "RQ_NAME": 150,
    "RQ_LAST_NAME": 50,
    "RQ_FIRST_NAME": 50,
    "RQ_SECOND_NAME": 50,
    "RQ_INN": 15,
    "RQ_KPP": 9,
    "RQ_OGRN": 13,
    "RQ_OGRNIP": 15,
    "RQ_VAT_ID": 20,
    "RQ_BIN": 12,
    "RQ_IIN": 12,
    "RQ_EDRPOU": 10,
    "RQ_DRFO": 10,
    "RQ_SIREN": 15,
    "RQ_SIRET": 20,
    "RQ_CNPJ": 20,
    "RQ_CPF": 20,
}
"""Characters that the portal takes (its RequisiteTable); it refuses the whole requisite for one more."""


def fits(field: str, value: str) -> bool:
    """Tell whether a field of a requisite in the portal has room for a value."""
    return field not in _LONGEST or len(value) <= _LONGEST[field]


def with_room(field: str, text: str) -> str:
    """Return a text for a field of a requisite; a longer one ends in «…», so that nobody takes it for the whole."""
    return text if fits(field, text) else f"{text[: _LONGEST[field] - 1].rstrip()}…"
