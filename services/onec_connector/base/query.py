"""Builds OData query strings the way 1C reads them. Pure.

1C does not decode `+`, which httpx and requests both write for a space, so the string is built here and handed over
ready made.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from shared.bus.errors import Permanent

_GUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_SHOWN = 100
# Characters the web server and 1C take as they are; fewer escapes leave room for more conditions in one request.
_SAFE = "'(),=:/-._~"


@dataclass(frozen=True, slots=True)
class Query:
    """The OData options of one GET.

    Args:
        filter: a ready expression; empty reads everything.
        select: fields to return; empty returns the whole record, tabular parts included.
        top: at most so many records; None: all of them, 1C has no paging of its own.
        until: of a slice of a register, a time literal.
        condition: of a slice, a ready expression; in the path IIS lets 260 characters through.
        bare: without 1C's links beside references, which are most of a row of a register.
    """

    filter: str = ""
    select: Sequence[str] = ()
    order_by: str = ""
    top: int | None = None
    skip: int = 0
    until: str = ""
    condition: str = ""
    bare: bool = False

    def encode(self) -> str:
        """Return the OData query string of a query to 1C, without the question mark."""
        options = {
            "Period": self.until,
            "Condition": self.condition,
            "$filter": self.filter,
            "$select": ",".join(self.select),
            "$orderby": self.order_by,
            "$top": "" if self.top is None else str(self.top),
            "$skip": str(self.skip) if self.skip else "",
        }
        pairs = [f"{name}={escape(value)}" for name, value in options.items() if value]
        form = "application/json;odata=nometadata" if self.bare else "json"
        return "&".join([*pairs, f"$format={escape(form)}"])


def escape(text: str) -> str:
    """Percent-encode a part of a 1C query as UTF-8, a space as %20."""
    return quote(text, safe=_SAFE)


def text(value: str) -> str:
    """Write a text as an OData literal of a query to 1C."""
    return "'" + value.replace("'", "''") + "'"


def guid(value: str) -> str:
    """Write a reference of 1C as an OData literal of a query.

    Raises:
        Permanent: the text is no reference; with a quote in it, it would be a part of the expression, or of the address
            (1C carries `/Unpost` out on a GET as well).
    """
    if not _GUID.fullmatch(value):
        raise Permanent(
            f"«{value[:_SHOWN]}» вместо ссылки 1С; исправьте внешний код (XML_ID) товара или значения списка.",
            reason="request",
        )
    return f"guid'{value}'"


def moment(value: datetime) -> str:
    """Write a moment of the base's clock as an OData literal of a query; 1C refuses any shorter form.

    Args:
        value: naive, in the base's own time zone.
    """
    return f"datetime'{value:%Y-%m-%dT%H:%M:%S}'"


def is_order(field: str, order: str) -> str:
    """Write the condition of a query that a composite field is an order; compared with a bare guid 1C finds nothing."""
    return f"{field} eq cast({guid(order)},'Document_ЗаказКлиента')"


def of_order(field: str, name: str) -> str:
    """Name, for a query to 1C, a field of the order that a composite field refers to."""
    return f"cast({field},'Document_ЗаказКлиента')/{name}"


def is_of_entity(field: str, entity: str) -> str:
    """Write a condition of a query that a composite field is a legal entity, as `is_order` does for an order."""
    return f"{field} eq cast({guid(entity)},'Catalog_Контрагенты')"


def is_owned_by_item(field: str, item: str) -> str:
    """Write a condition of a query that a composite owner is an item, as `is_order` does for an order."""
    return f"{field} eq cast({guid(item)},'Catalog_Номенклатура')"


def one_of(conditions: Iterable[str], *, limit_bytes: int) -> Iterator[tuple[list[str], str]]:
    """Join OData conditions with `or` into filters of a query short enough for 1C's web server.

    Args:
        conditions: each one simple enough to stand between two `or`.
        limit_bytes: of the encoded filter; IIS refuses a query string beyond 2 048 bytes with an HTML 404.

    Yields:
        the conditions taken, and the filter they make.
    """
    taken: list[str] = []
    size = 0
    for condition in conditions:
        cost = len(escape(condition)) + len("%20or%20")
        if taken and size + cost > limit_bytes:
            yield taken, " or ".join(taken)
            taken, size = [], 0
        taken.append(condition)
        size += cost
    if taken:
        yield taken, " or ".join(taken)
