"""The fields of a deal that show figures of its order (number, state, percentages, link), as texts. Pure."""

from collections.abc import Mapping
from typing import Any, Final, get_args

from services.b24_connector.vocabulary.names import DealFields
from services.b24_connector.vocabulary.values import identity, number
from shared.rules.figures import Figure, percent

_NUMBERS: Final = frozenset({"paid", "shipped"})


def shown_figures(item: Mapping[str, Any], fields: DealFields) -> dict[Figure, str]:
    """Return an order's figures as texts of the deal's fields that the portal has."""
    figures: tuple[Figure, ...] = get_args(Figure)
    return {key: _shown(item.get(fields.names[key]), key) for key in figures if key in fields.names}


def _shown(value: Any, key: Figure) -> str:
    if key in _NUMBERS:
        return "" if value in (None, "") else percent(number(value))
    return identity(value)
