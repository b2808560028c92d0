"""Generates the table of all settings of docs/settings.md, in English and Russian, from the settings classes.

The prose around the table is written by hand and left as it is; so are the meanings in Russian, which the classes lack.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotated_types import Ge, Gt, Le
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from services.b24_connector.settings import Settings as B24Settings
from services.console.settings import ConsoleSettings
from services.console.shadow.settings import ShadowSettings
from services.console.web.settings import WebSettings
from services.mapper.settings import MapperSettings
from services.onec_connector.settings import Settings as OnecSettings
from services.reconciler.settings import ReconcilerSettings
from services.stage_router.settings import RouterSettings

PAGE = Path(__file__).parents[1] / "docs" / "settings.md"
RUSSIAN_PAGE = PAGE.parent / "guides" / "settings.ru.md"
READERS: dict[str, type[BaseSettings]] = {
    "b24-connector": B24Settings,
    "onec-connector": OnecSettings,
    "mapper": MapperSettings,
    "stage-router": RouterSettings,
    "reconciler": ReconcilerSettings,
    "console": ConsoleSettings,
    "console page": WebSettings,
    "shadow": ShadowSettings,
}
BEGIN = "<!-- table: python -m services.settings_page -->\n"
END = "<!-- end of the table -->\n"
_HEAD = "| Variable | Read by | Default | Secret | Meaning and unit |\n|---|---|---|---|---|\n"
_RUSSIAN_HEAD = (
    "| Переменная | Кто читает | По умолчанию | Секрет | Что значит, в чём меряется |\n|---|---|---|---|---|\n"
)
_RUSSIAN = {
    "console": "консоль",
    "console page": "страница консоли",
    "shadow": "тень",
    "required": "обязательна",
    "empty": "пусто",
    "yes": "да",
    "no": "нет",
}
_RANGES = {
    r"(\d+) to (\d+)": r"от \1 до \2",
    r"above (\d+)": r"больше \1",
    r"at least (\d+)": r"не меньше \1",
}


@dataclass(frozen=True, slots=True)
class Row:
    """An environment variable as some of its readers take it: one row of the table of settings."""

    variable: str
    default: str
    is_secret: bool
    meaning: str


def table() -> str:
    """Return the table of settings in Markdown, variables in the order of the classes, each with all its readers."""
    readers: dict[Row, list[str]] = {}
    for reader, settings in READERS.items():
        for row in _rows(settings):
            readers.setdefault(row, []).append(reader)
    order = list(dict.fromkeys(row.variable for row in readers))
    rows = sorted(readers, key=lambda row: order.index(row.variable))
    return _HEAD + "".join(_line(row, readers[row]) for row in rows)


def russian_table(kept: Mapping[tuple[str, str], str]) -> str:
    """Return the table of settings in Russian, with the same rows in the same order.

    Args:
        kept: what a variable means, by variable and reader; a row without it is left for a person to fill in.
    """
    lines = []
    for line in table().splitlines()[2:]:
        variable, readers, default, secret, meaning = cells(line)
        names = [_RUSSIAN.get(reader, reader) for reader in readers.split(", ")]
        known = next((kept[variable, name] for name in names if (variable, name) in kept), "")
        limits = _in_russian(meaning.rpartition("; ")[2])
        default = ", ".join(part for part in (_RUSSIAN.get(default, default), limits) if part)
        lines.append(f"| {variable} | {', '.join(names)} | {default} | {_RUSSIAN[secret]} | {known} |\n")
    return _RUSSIAN_HEAD + "".join(lines)


def render(page: str) -> str:
    """Return the page of settings with today's table in the place of the one that it holds."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def render_russian(page: str) -> str:
    """Return the Russian page of settings with today's table, and the meanings that it holds."""
    before, _, rest = page.partition(BEGIN)
    old, _, after = rest.partition(END)
    rows = [cells(line) for line in old.splitlines() if line.startswith("| `")]
    kept = {(row[0], reader): row[4] for row in rows for reader in row[1].split(", ") if row[4]}
    return f"{before}{BEGIN}\n{russian_table(kept)}\n{END}{after}"


def cells(line: str) -> list[str]:
    """Return the cells of a row of the table of settings, of either language."""
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def _in_russian(limits: str) -> str:
    """Return the range of a setting's value in Russian; empty if it is none."""
    for english, russian in _RANGES.items():
        if re.fullmatch(english, limits):
            return re.sub(english, russian, limits)
    return ""


def _rows(settings: type[BaseSettings]) -> Iterator[Row]:
    prefix = settings.model_config.get("env_prefix", "")
    for name, field in settings.model_fields.items():
        # What `repr` hides is an address with a password in it.
        is_secret = field.annotation is SecretStr or not field.repr
        yield Row(f"{prefix}{name.upper()}", _default(field), is_secret, _meaning(field))


def _line(row: Row, readers: list[str]) -> str:
    secret = "yes" if row.is_secret else "no"
    return f"| `{row.variable}` | {', '.join(readers)} | {row.default} | {secret} | {row.meaning} |\n"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value: Any = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    text = f"{value:g}" if isinstance(value, float) else str("" if value is None else value)
    return f"`{text}`" if text else "empty"


def _meaning(field: FieldInfo) -> str:
    return "; ".join(part for part in (field.description or "", _range(field)) if part)


def _range(field: FieldInfo) -> str:
    """Say which values of a setting its class refuses to go beyond; text settings have no range."""
    least = next((item.ge for item in field.metadata if isinstance(item, Ge)), None)
    most = next((item.le for item in field.metadata if isinstance(item, Le)), None)
    above = next((item.gt for item in field.metadata if isinstance(item, Gt)), None)
    if least is not None and most is not None:
        return f"{least} to {most}"
    if above is not None:
        return f"above {above}"
    return "" if least is None else f"at least {least}"


if __name__ == "__main__":
    PAGE.write_text(render(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    RUSSIAN_PAGE.write_text(render_russian(RUSSIAN_PAGE.read_text(encoding="utf-8")), encoding="utf-8")
