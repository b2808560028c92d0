"""The administrator's pages in Russian say what the English ones say: the same tables, row by row, with all facts."""

import ast
import re

import pytest

from tests.contract.docs.tables import ROOT, tables_under, text_of

RUSSIAN = re.compile("[А-Яа-яЁё]{3}")
PAGE = re.compile(r"docs/[\w/-]+(?<!\.ru)\.md")

RULES, RULES_RU = "docs/rules.md", "docs/guides/rules.ru.md"
BUS, BROKER_RU = "docs/bus.md", "docs/guides/broker.ru.md"
ONEC, ONEC_RU = "docs/onec.md", "docs/guides/onec-load.ru.md"
ORDERS_RU = "docs/guides/onec-orders.ru.md"
GROWING, GROWING_RU = "docs/growing.md", "docs/guides/growing.ru.md"
PORTAL, PORTAL_RU = "docs/bitrix24.md", "docs/guides/portal-load.ru.md"
SETTINGS, SETTINGS_RU = "docs/settings.md", "docs/guides/settings.ru.md"
TWINS = [
    (RULES, "Settings", RULES_RU, "Настройки"),
    (RULES, "Extra fields", RULES_RU, "Свои поля"),
    (RULES, "Pipelines", RULES_RU, "Воронки"),
    (RULES, "The table of states", RULES_RU, "Таблица состояний"),
    (SETTINGS, "Services and console", SETTINGS_RU, "Сервисы и консоль"),
    (SETTINGS, "What stops a service at its start", SETTINGS_RU, "Что не даёт сервису запуститься"),
    (SETTINGS, "What a command needs", SETTINGS_RU, "Что нужно командам"),
    (SETTINGS, "docker-compose.yml", SETTINGS_RU, "Docker Compose"),
    (SETTINGS, "The local stack (`make demo`, `make up`, `make test`)", SETTINGS_RU, "Местный стенд"),
    (BUS, "Queues", BROKER_RU, "Очереди"),
    (BUS, "Users", BROKER_RU, "Завести и сменить"),
    (BUS, "Headers", BROKER_RU, "Заголовки"),
    (BUS, "Figures", BROKER_RU, "Цифры"),
    (GROWING, "Growing", GROWING_RU, "Сколько можно"),
    (GROWING, "A stand-by", GROWING_RU, "Запасной сервис"),
    (GROWING, "A broker of three nodes", GROWING_RU, "Три узла брокера"),
    (PORTAL, "Settings", PORTAL_RU, "Лимиты и настройки"),
    (PORTAL, "Refusals", PORTAL_RU, "Если портал отказывает"),
    (ONEC, "Looking for changes", ONEC_RU, "Поиск изменений"),
    (ONEC, "Calls for one order", ONEC_RU, "Вызовы на один заказ"),
    (ONEC, "Lacking", ONEC_RU, "Без чего обмен обойдётся"),
    (ONEC, "Failures", ONEC_RU, "Если 1С отказывает"),
    (ONEC, "Certain or doubtful", ORDERS_RU, "Кто клиент"),
    (ONEC, "What is done when", ORDERS_RU, "Что в каких случаях"),
    (ONEC, "The client's price (R12)", ORDERS_RU, "Цена клиента"),
]


@pytest.mark.parametrize(
    ("page", "heading", "twin", "translated"), TWINS, ids=[f"{page}: {part}" for page, part, _, _ in TWINS]
)
def test_each_row_has_its_translation_with_every_fact(page: str, heading: str, twin: str, translated: str) -> None:
    rows = [row for table in tables_under(text_of(page), heading) for row in table]
    twins = [row for table in tables_under(text_of(twin), translated) for row in table]

    lacking = {row.cells[0]: row.facts - other.facts for row, other in zip(rows, twins, strict=False)}

    assert rows
    assert [row.keys for row in twins] == [row.keys for row in rows]
    assert {row: facts for row, facts in lacking.items() if facts} == {}


def test_a_sentence_in_russian_sends_to_a_page_in_russian() -> None:
    """Runbook's pages, in Russian all of them, are named by alerts alone."""
    sources = [path for room in ("services", "shared") for path in (ROOT / room).rglob("*.py")]
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sources}
    said = [
        (str(path.relative_to(ROOT)), ast.unparse(node))
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
    ]

    assert [one for one in said if RUSSIAN.search(one[1]) and PAGE.search(one[1])] == []
