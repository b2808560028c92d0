"""Board of deals: the simulated portal as its manager sees it, and the card of one deal with its history."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from sandbox.boards.sides import Side
from sandbox.boards.words import FIELDS

Row = Mapping[str, Any]
OWN = "ufCrmDealbus"
"""How the names of the fields begin that the bus fills."""


@dataclass(frozen=True)
class Column:
    """A column of the board: a stage with its deals, the newest first."""

    stage: Row
    deals: list[Row]

    @property
    def total(self) -> Decimal:
        """The sum of the deals in a column of the board."""
        return sum((Decimal(str(deal["opportunity"] or 0)) for deal in self.deals), Decimal(0))


@dataclass(frozen=True)
class Line:
    """One line of a deal's history in its card: when, who, what, and the words of a comment."""

    time: str
    who: str
    what: str
    text: str = ""


class Deals:
    """Reads from the simulated portal what the boards' pages of deals show."""

    def __init__(self, portal: Side) -> None:
        self._portal = portal

    async def board(self, pipeline: int) -> dict[str, Any]:
        """Return what the board of deals shows: pipelines, the columns of one of them, what a new deal is made of."""
        see = self._portal.see
        pipelines, deals, *lists = await asyncio.gather(
            *(see(path) for path in ("pipelines", "deals", "companies", "users", "products"))
        )
        companies, users, products = lists
        chosen = next((one for one in pipelines if one["id"] == pipeline), pipelines[0])
        return {
            "pipelines": pipelines,
            "chosen": chosen,
            "columns": _columns(chosen, deals),
            "companies": [one["item"] for one in companies if one["item"]["isMyCompany"] != "Y"],
            "names": {"companies": _titles(companies), "users": _people(users)},
            "users": users,
            "products": [one for one in products if one["active"] == "Y" and one["type"] != 3],
        }

    async def card(self, number: int) -> dict[str, Any]:
        """Return what the card of a deal shows: stages, the bus's fields by their captions, rows and history.

        Raises:
            NotDoneError: there is no such deal.
        """
        see = self._portal.see
        card, pipelines, fields, *lists = await asyncio.gather(
            *(see(path) for path in (f"deals/{number}", "pipelines", "fields/deal", "companies", "contacts", "users"))
        )
        companies, contacts, users = lists
        deal, people = card["deal"], _people(users)
        stages = next(one["stages"] for one in pipelines if one["id"] == deal["categoryId"])
        return {
            "deal": deal,
            "stage_name": card["stage_name"],
            "rows": card["rows"],
            "stages": stages,
            "company": _titles(companies).get(deal["companyId"]),
            "contact": _titles(contacts).get(deal["contactId"]),
            "manager": people.get(deal["assignedById"]),
            "own": list(_own_fields(deal, fields)),
            "lines": _lines(card, stages, fields, people),
        }


def _columns(pipeline: Row, deals: Iterable[Row]) -> list[Column]:
    ordered = sorted(deals, key=lambda deal: (str(deal["stageId"]), -int(deal["id"])))
    by_stage = {stage: list(some) for stage, some in groupby(ordered, key=lambda deal: str(deal["stageId"]))}
    return [Column(stage, by_stage.get(stage["id"], [])) for stage in pipeline["stages"]]


def _titles(parties: Iterable[Row]) -> dict[Any, str]:
    cards = [one["item"] for one in parties]
    return {one["id"]: str(one.get("title") or f"{one.get('lastName') or ''} {one.get('name') or ''}") for one in cards}


def _people(users: Iterable[Row]) -> dict[Any, str]:
    return {one["id"]: f"{one['lastName']} {one['name']}".strip() for one in users}


def _own_fields(deal: Row, fields: Mapping[str, Row]) -> Iterable[tuple[str, str]]:
    """Yield caption and value of the deal's fields that the bus fills; of a list field the words of the choice."""
    for name, field in fields.items():
        if name.startswith(OWN):
            value = deal.get(name)
            choices = {str(one["ID"]): str(one["VALUE"]) for one in field["list"] or ()}
            yield field["title"] or name, choices.get(str(value), "" if value in {None, ""} else str(value))


def _lines(card: Row, stages: Iterable[Row], fields: Mapping[str, Row], people: Mapping[Any, str]) -> list[Line]:
    names = {stage["id"]: str(stage["name"]) for stage in stages}
    captions = {**{name: field["title"] for name, field in fields.items() if field["title"]}, **FIELDS}
    told = [
        Line(one["time"], people.get(one["author"], ""), "Комментарий", str(one["text"])) for one in card["comments"]
    ]
    done = [
        Line(one["time"], people.get(one["user"], ""), what)
        for one in card["history"]
        if (what := _what(one, names, captions))
    ]
    return sorted((*told, *done), key=lambda line: line.time, reverse=True)


def _what(one: Row, stages: Mapping[str, str], captions: Mapping[str, str]) -> str:
    changed = one.get("fields") or {}
    if one["what"] == "created":
        return "Сделка создана"
    if "stageId" in changed:
        before, after = (stages.get(code, str(code)) for code in changed["stageId"])
        return f"Стадия: {before} → {after}"
    if one["what"] == "rows":
        return "Изменены товары"
    touched = [captions[name] for name in changed if name in captions]
    return f"Изменено: {', '.join(touched)}" if touched else ""
