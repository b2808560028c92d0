"""Russian for what labels say, in panels whose reader is no engineer."""

# ruff: noqa: INP001 - a script and what it reads beside it, no package

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from services.console.preview.foreseen import WOULD
from services.console.standing.reasons import REASONS

__all__ = ["CALLS", "KINDS", "LIMITS", "OUTCOMES", "REASONS", "USES", "WOULD"]

KINDS = {
    "deal": "сделка и заказ",
    "company": "компания",
    "requisite": "реквизиты",
    "contact": "контактное лицо",
    "client": "частное лицо",
    "product": "товар",
    "section": "раздел каталога",
}
CALLS = {
    "read": "чтение",
    "create": "создание",
    "change": "изменение",
    "post": "проведение",
    "metadata": "описание базы",
}
OUTCOMES = {
    "ok": "успешно",
    "refused": "1С отказала",
    "missing": "записи нет",
    "exists": "запись уже есть",
    "away": "не отвечает",
    "uncertain": "ответ на запись потерян",
    "barred": "пароль или права",
    "session": "сеанс закончился",
    "too_long": "запрос слишком длинный",
    "request": "1С не поняла",
    "cancelled": "не дождались",
    "bug": "ошибка обмена",
}
USES = {"ring": "обмен", "polling": "опрос"}
LIMITS = {
    "rate": "число запросов (503)",
    "operating": "время метода (429)",
    "overload": "перегрузка",
    "other": "другое (429, 503)",
}
