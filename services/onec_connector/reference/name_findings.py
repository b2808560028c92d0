"""`check`: names that the rules give (organisations, warehouses, users, …), looked for among the records of 1C."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from shared.process.findings import Finding
from shared.rules.candidates import candidates

CORRECT: Final = "Исправьте правила или заведите в 1С."
_OF_WHICH_THERE_IS_NONE: Final[Mapping[str, str]] = {
    "Организация с ИНН": "Организации с ИНН",
    "Склад": "Склада",
    "Пользователь": "Пользователя",
    "Пользователь (order_filter)": "Пользователя (order_filter)",
    "Услуга для строк без товара": "Услуги для строк без товара",
    "Группа номенклатуры": "Группы номенклатуры",
    "Реквизит заказа": "Реквизита заказа",
    "Дополнительный реквизит": "Дополнительного реквизита",
    "Соглашение": "Соглашения",
}
"""What is looked for, in the case that «нет» asks for."""


def check_named(
    what: str,
    wanted: Iterable[str],
    known: Iterable[str],
    marked: Collection[str] = (),
    groups: Collection[str] = (),
) -> list[Finding]:
    """Report for `check` whether each name of the rules is one record of 1C, none, several or not in force.

    Args:
        what: such a record is, in Russian and with a capital: «Склад»; one of those whose genitive is known.
        wanted: names in the rules; empty ones are none.
        known: names that may be used; one that stands here twice is ambiguous.
        marked: names of records that are marked for deletion, or not in force.
        groups: names of the folders that such records stand in.
    """
    there = Counter(iter(known))
    return [_one(what, name, there, marked, groups) for name in sorted(set(wanted) - {""})]


def _one(what: str, name: str, there: Counter[str], marked: Collection[str], groups: Collection[str]) -> Finding:
    """Say of a name in the rules whether 1C has exactly one record of it: the exchange never chooses among several."""
    if there[name] == 1:
        return Finding(ok=True, text=f"{what} «{name}» есть в 1С")
    if there[name] > 1:
        text = (
            f"{what} «{name}»: в 1С таких {there[name]}, и обмен не угадывает, о ком речь. Оставьте действующей одну "
            "запись, лишние пометьте на удаление."
        )
        return Finding(ok=False, text=text)
    if name in marked:
        text = (
            f"{what} «{name}»: запись в 1С есть, но помечена на удаление или не действует. Верните её или исправьте "
            "правила."
        )
        return Finding(ok=False, text=text)
    if name in groups:
        text = f"{what} «{name}»: в 1С это группа, {candidates(name, there)}. Назовите в правилах одну запись."
        return Finding(ok=False, text=text)
    lost = f"{_OF_WHICH_THERE_IS_NONE[what]} «{name}» из правил обмена нет в 1С"
    return Finding(ok=False, text=f"{lost}, {candidates(name, there)}. {CORRECT}")
