"""What the console learns of both systems by `ask survey`: their names, for proposing rules, and where deals stand."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

MOST = 1000
"""Deals or orders that are counted; more are "at least so many"."""


class Surveyed(BaseModel):
    """Base of the frozen parts of a survey."""

    model_config = ConfigDict(frozen=True)


class SeenStage(Surveyed):
    """One surveyed stage; `ends` is `S` where deals are won, `F` where they are lost, empty while they are open."""

    id: str
    name: str
    ends: Literal["", "S", "F"] = ""


class SeenPipeline(Surveyed):
    """One surveyed pipeline with its stages from left to right."""

    id: str
    name: str
    stages: tuple[SeenStage, ...] = ()

    def named(self, stage: str) -> str:
        """Return the name of a stage of a surveyed pipeline in quotation marks: «Отгружен»."""
        return next((f"«{one.name}»" for one in self.stages if one.id == stage), stage)


class SeenDeal(Surveyed):
    """The stage in which a deal stands, as `ask tell places` answers.

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
    """A surveyed employee who has not left."""

    name: str
    emails: tuple[str, ...] = ()


class SeenOrganisation(Surveyed):
    """A surveyed legal entity of our own."""

    name: str
    inn: str


class PortalSurvey(Surveyed):
    """The survey of the portal.

    Args:
        properties: of the catalogue, titles by name, `property172`.
        deals: created since the cut-off, how many by stage.
    """

    pipelines: tuple[SeenPipeline, ...]
    people: tuple[SeenPerson, ...] = ()
    properties: Mapping[str, str] = {}
    deals: Mapping[str, int] = {}


class BaseSurvey(Surveyed):
    """The survey of the 1C base; everything by name, with the number of orders posted since the cut-off."""

    organisations: tuple[SeenOrganisation, ...]
    agreements: tuple[str, ...] = ()
    warehouses: tuple[str, ...] = ()
    people: tuple[SeenPerson, ...] = ()
    price_kinds: tuple[str, ...] = ()
    item_kinds: tuple[str, ...] = ()
    orders: int = 0
