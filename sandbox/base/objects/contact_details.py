"""The tabular part `КонтактнаяИнформация`, the same in every catalog that has one, and the kinds of details."""

from __future__ import annotations

from sandbox.base.schema import Part, catalog, part

FIELDS = """
Тип enum ТипыКонтактнойИнформации
Вид ref Catalog_ВидыКонтактнойИнформации
Представление str 500
ЗначенияПолей str
Страна str 100
Регион str 50
Город str 50
АдресЭП str 100
ДоменноеИмяСервера str 100
НомерТелефона str 20
НомерТелефонаБезКодов str 20
ВидДляСписка ref Catalog_ВидыКонтактнойИнформации
"""


def details(extra: str = "") -> Part:
    """Describe the part; `extra` are fields that only one catalog has."""
    return part("КонтактнаяИнформация", f"{FIELDS}{extra}\nЗначение str")


KINDS = catalog(
    "ВидыКонтактнойИнформации",
    """
    Тип enum ТипыКонтактнойИнформации
    Используется bool
    ИмяПредопределенногоВида str 150
    """,
    standard="Parent ref Catalog_ВидыКонтактнойИнформации\nIsFolder bool",
)
