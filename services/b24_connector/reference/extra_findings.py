"""`check`: whether the portal has the deal's fields that the customer's table names, and they can hold it (R13)."""

from services.b24_connector.vocabulary.extra import PORTAL_TYPES, DealExtra
from services.b24_connector.vocabulary.names import TYPES
from shared.process.findings import Finding
from shared.rules.candidates import candidates
from shared.rules.fields import FieldRow


def check_extra(extra: DealExtra) -> list[Finding]:
    """Report each line of the table whose field of the deal is not there, or cannot hold the values."""
    findings = [Finding(ok=False, text=_why(name, extra.rows[name], extra)) for name in extra.missing]
    if extra.rows and not findings:
        findings = [Finding(ok=True, text="Все поля из таблицы fields файла правил в сделке есть.")]
    return findings


def _why(name: str, row: FieldRow, extra: DealExtra) -> str:
    type_ = extra.unfit.get(name)
    if type_ is None:
        return (
            f"В сделке нет поля {row.deal} для «{row.label}», {candidates(row.deal, extra.offered)}. Заведите поле или "
            "исправьте fields в файле правил."
        )
    if type_ in PORTAL_TYPES[row.type]:
        return (
            f"Поле сделки {row.deal} для «{row.label}» множественное, а обмен переносит одно значение. Заведите поле с "
            "одним значением и назовите его в fields файла правил."
        )
    fitting = " или ".join(f"«{TYPES[one]}»" for one in sorted(PORTAL_TYPES[row.type]))
    return (
        f"Поле сделки {row.deal} для «{row.label}» имеет тип «{TYPES.get(type_, type_)}», а для type: {row.type} нужен "
        f"{fitting}. Назовите в fields файла правил другое поле или другой type."
    )
