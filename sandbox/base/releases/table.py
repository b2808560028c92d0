"""Reads the tables of 1C's releases: `<release>.json` beside this file, made by `make facts`.

An object is `{"facts", "attributes", "dimensions", "tabular", "predefined"}`, a constant `{"type"}`, an enumeration its
values in order, separated by spaces. Types are 1C's: `String(30)`, `Number(15,2)`, `CatalogRef.Партнеры`, several of
them joined by `|` in a composite.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

Table = dict[str, Any]

SUPPORTED = ("ut-11.5.8", "ut-11.5.18", "ut-11.5.27", "ka-2.5.12", "erp-2.5.17")
OLD = "ut-11.4"
RELEASES = (*SUPPORTED, OLD)
NEWEST = "ut-11.5.27"


def path_of(release: str) -> Path:
    """Return the path of the table of a release of 1C."""
    return Path(__file__).with_name(f"{release}.json")


@cache
def load(release: str) -> Table:
    """Read the table of a release of 1C; it is shared, so nobody changes it.

    Raises:
        KeyError: no such release

    """
    if release not in RELEASES:
        raise KeyError(release)
    found: Table = json.loads(path_of(release).read_text(encoding="utf-8"))
    return found


def values(release: str, enumeration: str) -> tuple[str, ...]:
    """Return the values of a release's enumeration in their order; empty where it has none of that name."""
    return tuple(str(load(release).get(f"Enum.{enumeration}", "")).split())
