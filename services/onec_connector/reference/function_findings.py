"""`check`: what of the bus this 1C base does not have the objects for, and whether the rules ask for it."""

from collections.abc import Iterator

from services.onec_connector.base.client import Base
from services.onec_connector.objects import additional, bank_account, contact, item_kind, price
from services.onec_connector.objects.declared import Function
from services.onec_connector.profile.readable import unused
from services.onec_connector.profile.reading import Profile
from services.onec_connector.profile.required import OBJECTS
from shared.process.findings import Finding
from shared.rules import Rules

_PART = "_RowType"
"""Rows of a tabular part are published with their object."""


def check_functions(base: Base, rules: Rules, profile: Profile) -> list[Finding]:
    """Report for `check` what does not work in this 1C base: a mistake where the rules turn it on.

    Args:
        base: its profile was read.
        rules: the customer's.
        profile: of the base.
    """
    without, demanded = unused(rules), frozenset(_demanded(rules))
    findings = [
        _missing(function, _unpublished(base, function) if function in demanded else [])
        for function in profile.off
        if function not in without
    ]
    if profile.approval:
        text = "Заказы согласуются: новые заказы будут ждать согласования, менеджеру скажут"
        findings.append(Finding(ok=True, text=text))
    if not profile.by_line:
        text = (
            "Построчная отгрузка выключена: товары новых заказов обмен резервирует со склада, как форма заказа в "
            "статусе «К обеспечению»; если товара не хватает, 1С не проведёт заказ, менеджеру скажут"
        )
        findings.append(Finding(ok=True, text=text))
    return findings


def _demanded(rules: Rules) -> Iterator[Function]:
    """Yield the functions that rules turn on and that every supported release has what they take for."""
    if rules.items.enabled:
        yield item_kind.NEW_ITEMS
    if rules.directory.prices.enabled:
        yield price.KINDS_KNOWN
    if rules.directory.companies.enabled:
        yield from (bank_account.BANKS, contact.DIRECTORY)
    if any(row.additional for row in rules.fields.values()):
        yield additional.REQUISITES


def _unpublished(base: Base, function: Function) -> list[str]:
    return sorted(
        name
        for name, one in OBJECTS.items()
        if one.of is function and not name.endswith(_PART) and not base.promises.include(name)
    )


def _missing(function: Function, names: list[str]) -> Finding:
    if not names:
        return Finding(ok=True, text=function.without)
    remedy = f"Правила это включают: добавьте в состав OData {', '.join(names)}."
    return Finding(ok=False, text=f"{function.without}. {remedy}")
