"""What `dealbus init` asks of both systems through `ask survey`: the names there are, from which rules are proposed."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

MOST = 1000
"""Deals or orders that are counted; more are "at least so many"."""


class Surveyed(BaseModel):
    """A frozen part of an answer."""

    model_config = ConfigDict(frozen=True)


class SeenStage(Surveyed):
    """One stage; `ends` tells what a deal in it has come to: `S` won, `F` lost, empty while it is open."""

    id: str
    name: str
    ends: Literal["", "S", "F"] = ""


class SeenPipeline(Surveyed):
    """One pipeline with its stages from left to right."""

    id: str
    name: str
    stages: tuple[SeenStage, ...] = ()

    def named(self, stage: str) -> str:
        """Return «Отгружен», the stage's name in quotation marks."""
        return next((f"«{one.name}»" for one in self.stages if one.id == stage), stage)


class SeenPerson(Surveyed):
    """An employee who has not left."""

    name: str
    emails: tuple[str, ...] = ()


class SeenOrganisation(Surveyed):
    """One of our own legal entities."""

    name: str
    inn: str


class PortalSurvey(Surveyed):
    """The portal.

    Args:
        properties: of the catalogue, titles by name, `property172`.
        deals: created since the cut-off, how many by stage.
    """

    pipelines: tuple[SeenPipeline, ...]
    people: tuple[SeenPerson, ...] = ()
    properties: Mapping[str, str] = {}
    deals: Mapping[str, int] = {}


class BaseSurvey(Surveyed):
    """The base of 1C; everything by name, orders posted since the cut-off by their number."""

    organisations: tuple[SeenOrganisation, ...]
    agreements: tuple[str, ...] = ()
    warehouses: tuple[str, ...] = ()
    people: tuple[SeenPerson, ...] = ()
    price_kinds: tuple[str, ...] = ()
    item_kinds: tuple[str, ...] = ()
    orders: int = 0
