"""Gives numbers to orders and codes to catalog items, as 1C does."""

from __future__ import annotations

from sandbox.base.faults import ODataFault
from sandbox.base.infobase import Infobase, Row
from sandbox.base.objects.order import SET

BASE_PREFIX = "00"


def order_prefix(base: Infobase, row: Row) -> str:
    """Return the prefix of 1C's order numbers: the organisation's two letters (zeros without) and the base's."""
    organisation = base.get("Catalog_Организации", row["Организация_Key"])
    own = (organisation or {}).get("Префикс") or ""
    return f"{own.rjust(2, '0')}{BASE_PREFIX}"


def number_order(base: Infobase, row: Row, old: Row | None) -> None:
    """Give an order of the simulated base a number where it is empty or no longer fits the organisation and the year.

    Raises:
        ODataFault: a number sent from outside is taken this year (500, -1)

    """
    prefix, year = order_prefix(base, row), row["Date"].year
    moved = old is not None and (
        (old["Организация_Key"] != row["Организация_Key"] and not row["Number"].startswith(prefix))
        or old["Date"].year != year
    )
    if row["Number"] and not moved:
        if old is None or old["Number"] != row["Number"]:
            _refuse_taken(base, row)
        return
    counter = (f"order {prefix}", str(year))
    while True:
        base.counters[counter] += 1
        row["Number"] = f"{prefix}-{base.counters[counter]:06}"
        if (year, row["Number"]) not in base.outside_numbers:
            return


def _refuse_taken(base: Infobase, row: Row) -> None:
    base.outside_numbers.add((row["Date"].year, row["Number"]))
    for other in base.rows(SET):
        same = other["Number"] == row["Number"] and other["Date"].year == row["Date"].year
        if same and other["Ref_Key"] != row["Ref_Key"]:
            raise ODataFault(500, -1, f"Значение поля «Номер» не уникально: {row['Number']}")


def code_catalog(base: Infobase, set_name: str, row: Row) -> None:
    """Give a new catalog item its code, as 1C numbers it, if its catalog has codes and it has none."""
    size = base.schema[set_name].by_name["Code"].size if "Code" in row else 0
    if size >= 9 and not row["Code"]:
        base.counters[(set_name, "")] += 1
        row["Code"] = f"00-{base.counters[(set_name, '')]:0{size - 3}}"
