"""Parses the OData query string, refusing what the platform refuses."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from sandbox.base.faults import ODataFault, bad_option, where_forbidden

KNOWN = {"$format", "$filter", "$top", "$skip", "$orderby", "$select", "$expand", "$inlinecount", "$allowedOnly"}


@dataclass(frozen=True)
class Query:
    """Options of an OData request's query string; None where absent."""

    options: dict[str, str]

    def text(self, name: str) -> str:
        """Return an OData option or parameter, empty where absent."""
        return self.options.get(name, "")

    def count(self, name: str) -> int | None:
        """Return an OData option as a whole number; None if it is absent.

        Raises:
            ODataFault: not a whole number (400, 14)

        """
        text = self.options.get(name)
        if text is None:
            return None
        if not text.isdigit():
            raise bad_option(f"{name}={text}")
        return int(text)

    def names(self, name: str) -> list[str]:
        """Return an OData option as a list of the words between its commas; empty if it is absent."""
        return [one.strip() for one in self.text(name).split(",") if one.strip()]


def parse(raw: str) -> Query:
    """Parse a raw OData query string into its options.

    Raises:
        ODataFault: a raw `+`, which is not a space here (500, -1); an unknown `$` option (400, 0)

    """
    if "+" in raw:
        raise where_forbidden()
    options: dict[str, str] = {}
    for pair in filter(None, raw.split("&")):
        name, _, value = pair.partition("=")
        name = unquote(name)
        if name.startswith("$") and name not in KNOWN:
            raise ODataFault(400, 0, f"The {name} parameter is not supported")
        options[name] = unquote(value)
    return Query(options)
