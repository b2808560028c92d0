"""Rates of currencies in the register `ОтносительныеКурсыВалют`."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from sandbox.base.infobase import Infobase, Row
from sandbox.base.schema import EMPTY_GUID

RATES = "InformationRegister_ОтносительныеКурсыВалют"


def between(base: Infobase, of: str, into: str, day: date) -> Decimal:
    """Return by 1C's register how many units of another currency one unit is worth on a day; 0 without a rate."""
    if of == into or EMPTY_GUID in {of, into}:
        return Decimal(1)
    for common in {row["БазоваяВалюта_Key"] for row in base.rows(RATES)} | {into}:
        worth, against = _rate(base, of, common, day), _rate(base, into, common, day)
        if worth and against:
            return worth / against
    return Decimal(0)


def _rate(base: Infobase, currency: str, against: str, day: date) -> Decimal | None:
    if currency == against:
        return Decimal(1)
    until = datetime.combine(day, time.max)
    pair = (currency, against)
    rows = [
        row
        for row in base.rows(RATES)
        if (row["Валюта_Key"], row["БазоваяВалюта_Key"]) == pair and row["Period"] <= until
    ]
    return _value(max(rows, key=lambda row: (row["Period"],))) if rows else None


def _value(row: Row) -> Decimal:
    return Decimal(row["КурсЧислитель"]) / (Decimal(row["КурсЗнаменатель"]) or 1)
