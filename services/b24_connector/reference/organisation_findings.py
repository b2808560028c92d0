"""`check`: whether the deal's field «Наша организация» has what the rules name of our organisations (R9)."""

from collections.abc import Iterator, Sequence

from services.b24_connector.sentences import quoted
from services.b24_connector.vocabulary.names import DealFields
from shared.process.findings import Finding
from shared.rules import Rules
from shared.rules.candidates import candidates


def check_organisations(fields: DealFields, rules: Rules) -> list[Finding]:
    """Compare the field of the deal that says which of our organisations it belongs to with the rules."""
    missing = [inn for inn in organisations_of(rules) if fields.option_of(inn) is None]
    if "organisation" in fields.names and missing:
        text = (
            f"В поле «Наша организация» нет ИНН {', '.join(missing)}. Если такая организация есть в 1С, выполните: "
            "dealbus setup; если нет, исправьте organisations в файле правил."
        )
        return [Finding(ok=False, text=text)]
    return [
        *_values_of_nobody(fields, rules),
        *_without_inn(fields, rules),
        Finding(ok=True, text=f"Организации: {', '.join(one.name for one in fields.organisations) or 'не заданы'}."),
    ]


def _values_of_nobody(fields: DealFields, rules: Rules) -> Iterator[Finding]:
    """Find values of the deal's field in the rules that it does not offer: such a line would never hold."""
    offered = [word for one in fields.organisations for word in (one.name, one.code) if word]
    for value in rules.organisations.by_value:
        if "organisation" in fields.names and value not in offered:
            text = (
                f"В поле сделки «Наша организация» нет значения «{value}» из organisations.by_value, "
                f"{candidates(value, [one.name for one in fields.organisations])}. Исправьте его в файле правил."
            )
            yield Finding(ok=False, text=text)


def _without_inn(fields: DealFields, rules: Rules) -> Iterator[Finding]:
    """Find values of the deal's field of which neither code nor name says whose they are, nor do the rules."""
    vague = [one.name for one in fields.organisations if not one.code and one.name not in rules.organisations.by_value]
    if vague:
        text = (
            f"В поле «Наша организация» у значений {quoted(vague)} нет ИНН: сделки с ними останутся без заказа. "
            "Назовите их так, как названы ваши компании с ИНН в портале, или впишите в organisations.by_value правил."
        )
        yield Finding(ok=False, text=text)


def organisations_of(rules: Rules) -> Sequence[str]:
    """Return the INNs of our organisations that the rules name."""
    named = rules.organisations
    inns = [*named.by_value.values(), *named.by_pipeline.values(), *([named.default] if named.default else [])]
    return tuple(dict.fromkeys(inns))
