"""Versions of one second: 1C gives them in another order with every page, and none may be left out."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.onec_connector.intake import change_log
from services.onec_connector.intake.change_log import ChangeLog
from services.onec_connector.objects import item, versions
from services.onec_connector.vocabulary.orders import BaseLocation

Row = dict[str, Any]
_DATE = re.compile(rf"{versions.DATE} (ge|eq|le) datetime'([^']*)'")
_MEETS = {"ge": lambda one, other: one >= other, "le": lambda one, other: one <= other, "eq": lambda a, b: a == b}


def guid(place: int) -> str:
    return str(UUID(int=place + 1))


class Register:
    """A register of versions that turns rows of one date round with every call."""

    def __init__(self, dates: list[str]) -> None:
        self._rows = [
            {
                versions.OBJECT: guid(place),
                versions.OBJECT_TYPE: f"StandardODATA.{item.SET}",
                versions.NUMBER: "1",
                versions.DATE: date,
            }
            for place, date in enumerate(dates)
        ]
        self.calls = 0

    async def constant(self, _: str) -> bool:
        return True

    async def listing(self, name: str, query: Any) -> list[Row]:
        if name != versions.SET:
            return []
        self._rows.reverse()
        self.calls += 1
        found = [
            row
            for row in self._rows
            if all(_MEETS[how](row[versions.DATE], date) for how, date in _DATE.findall(query.filter))
        ]
        found.sort(key=lambda row: row[versions.DATE], reverse=query.order_by.endswith("desc"))
        return found[query.skip :][: query.top]

    async def pages(self, name: str, query: Any, *, size: int) -> Any:
        skip = 0
        while rows := (await self.listing(name, query))[skip : skip + size]:
            for row in rows:
                yield row
            skip += len(rows)


class Heard:
    """A pass that notes which items were named."""

    def __init__(self) -> None:
        self.catalogs = ()
        self.named: set[str] = set()

    async def look_closer(self, named: Mapping[str, set[str]]) -> None:
        self.named |= set(named.get(item.SET, ()))


@pytest.mark.parametrize(
    "dates",
    [
        ["2026-11-28T12:00:00"] * 9,
        ["2026-11-28T12:00:00"] * 3 + ["2026-11-28T12:00:01"] * 7 + ["2026-11-28T12:00:02"] * 2,
        [f"2026-11-28T12:00:{second:02}" for second in range(10)],
        ["2026-11-28T12:00:00"],
    ],
)
async def test_every_version_of_a_second_is_named(dates, monkeypatch):
    monkeypatch.setattr(change_log, "_PAGE", 4)
    register, heard = Register(dates), Heard()

    await ChangeLog(register, BaseLocation(ZoneInfo("Europe/Moscow"), ""), [heard]).look()

    assert heard.named == {guid(place) for place in range(len(dates))}


async def test_a_look_that_finds_little_is_two_calls_and_one_for_the_newest():
    register = Register(["2026-11-28T12:00:00", "2026-11-28T12:00:01"])

    await ChangeLog(register, BaseLocation(ZoneInfo("Europe/Moscow"), ""), [Heard()]).look()

    assert register.calls == 3
