"""The table of `docs/settings.md`, generated from the settings classes: `python -m services.settings_page`.

The prose around the table is written by hand and left as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotated_types import Ge, Gt, Le
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from services.b24_connector.settings import Settings as B24Settings
from services.console.settings import ConsoleSettings
from services.console.web.settings import WebSettings
from services.mapper.settings import MapperSettings
from services.onec_connector.settings import Settings as OnecSettings
from services.reconciler.settings import ReconcilerSettings
from services.stage_router.settings import RouterSettings

PAGE = Path(__file__).parents[1] / "docs" / "settings.md"
READERS: dict[str, type[BaseSettings]] = {
    "b24-connector": B24Settings,
    "onec-connector": OnecSettings,
    "mapper": MapperSettings,
    "stage-router": RouterSettings,
    "reconciler": ReconcilerSettings,
    "console": ConsoleSettings,
    "console page": WebSettings,
}
BEGIN = "<!-- table: python -m services.settings_page -->\n"
END = "<!-- end of the table -->\n"
_HEAD = "| Variable | Read by | Default | Secret | Meaning and unit |\n|---|---|---|---|---|\n"


@dataclass(frozen=True, slots=True)
class Row:
    """A variable as some of its readers take it: one row of the table when all of this is the same."""

    variable: str
    default: str
    is_secret: bool
    meaning: str


def table() -> str:
    """Return the table in Markdown, variables in the order of the classes, each with all its readers."""
    readers: dict[Row, list[str]] = {}
    for reader, settings in READERS.items():
        for row in _rows(settings):
            readers.setdefault(row, []).append(reader)
    order = list(dict.fromkeys(row.variable for row in readers))
    rows = sorted(readers, key=lambda row: order.index(row.variable))
    return _HEAD + "".join(_line(row, readers[row]) for row in rows)


def render(page: str) -> str:
    """Return the page with today's table in the place of the one that it holds."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


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
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return f"`{text}`" if text else "empty"


def _meaning(field: FieldInfo) -> str:
    return "; ".join(part for part in (field.description or "", _range(field)) if part)


def _range(field: FieldInfo) -> str:
    """Say what the class itself refuses to go beyond; text settings have no range."""
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
