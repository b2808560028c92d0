"""`check`: whether the values of the deal's list fields can be told apart: by the codes of the exchange, or by name."""

from collections.abc import Iterator

from services.b24_connector.sentences import quoted
from services.b24_connector.vocabulary.exchange import STATES
from services.b24_connector.vocabulary.list_codes import uncoded
from services.b24_connector.vocabulary.names import USER_FIELDS, DealFields, FieldKey, ListField
from shared.process.findings import Finding

_FILLED_BY_SETUP: tuple[FieldKey, ...] = ("organisation", "exchange")


def check_lists(fields: DealFields) -> list[Finding]:
    """Report the deal's list fields whose values have no codes, or not all that the exchange shows."""
    hidden = [key for key, field in fields.lists.items() if field.hides_codes]
    found = [one for key in _FILLED_BY_SETUP for one in _of_field(key, fields.list_of(key))]
    if hidden:
        text = (
            f"Портал не показывает коды значений в полях {quoted([USER_FIELDS[key].label for key in hidden])}: обмен "
            "узнаёт их по названиям. Не переименовывайте значения этих полей."
        )
        found.append(Finding(ok=True, text=text))
    return found


def _of_field(key: FieldKey, field: ListField) -> Iterator[Finding]:
    label = USER_FIELDS[key].label
    if known_by_name := [one.name for one in uncoded(field)]:
        text = (
            f"В поле «{label}» у значений {quoted(known_by_name)} нет кодов обмена: портал не сохранил их, и "
            "переименованное значение обмен не узнает. Выполните: dealbus setup."
        )
        yield Finding(ok=False, text=text)
    missing = [name for code, name in STATES.items() if field.of_code(code) is None] if key == "exchange" else []
    if field.id and missing:
        text = f"В поле «{label}» нет значений {quoted(missing)}: в сделках оно пустует. Выполните: dealbus setup."
        yield Finding(ok=False, text=text)
