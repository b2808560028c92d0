"""What the console asks of both systems through `ask`: the names there are, for rules, and where deals stand."""

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


class SeenDeal(Surveyed):
    """Where a deal stands, for whoever asks what becomes of it (`ask tell places`).

    Args:
        id: in the portal.
        title: of the deal.
        stage: where it stands.
        ends: as `SeenStage` has it.
        by_bus: the bus has put it there, and nobody has moved it since.
        manual_stage: the stage a person had last set; empty: not known.
        left_out_of: the stage a person took it out of for the order's present figures; empty: none.
        names: of the portal's stages, by id.
    """

    id: str
    title: str = ""
    pipeline: str
    stage: str
    ends: Literal["", "S", "F"] = ""
    by_bus: bool = False
    manual_stage: str = ""
    left_out_of: str = ""
    names: Mapping[str, str] = {}


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
