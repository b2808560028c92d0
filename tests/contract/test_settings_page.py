"""docs/settings.md names every setting of every program, with its default, and no other."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from services.b24_connector.settings import Settings as B24Settings
from services.console.settings import ConsoleSettings
from services.mapper.settings import MapperSettings
from services.onec_connector.settings import Settings as OnecSettings
from services.stage_router.settings import RouterSettings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
ROW = re.compile(r"^\| `(DEALBUS_\w+)` \| ([^|]+) \| ([^|]+) \| [^|]+ \|$", re.MULTILINE)
READERS: dict[str, type[BaseSettings]] = {
    "b24-connector": B24Settings,
    "onec-connector": OnecSettings,
    "mapper": MapperSettings,
    "stage-router": RouterSettings,
    "console": ConsoleSettings,
}


def written_default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value: Any = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return f"`{text}`" if text else "empty"


def on_the_page(reader: str) -> dict[str, str]:
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    return {variable: default for variable, readers, default in rows if reader in readers.split(", ")}


@pytest.mark.parametrize("reader", READERS)
def test_every_setting_stands_on_the_page_with_its_default(reader: str) -> None:
    settings = READERS[reader]
    prefix = settings.model_config["env_prefix"]

    expected = {f"{prefix}{name.upper()}": written_default(field) for name, field in settings.model_fields.items()}

    assert expected == on_the_page(reader)


def test_the_page_names_no_reader_that_does_not_exist() -> None:
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))

    named = {reader for _, readers, _ in rows for reader in readers.split(", ")}

    assert set(READERS) == named
