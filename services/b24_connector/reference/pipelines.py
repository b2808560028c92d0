"""The portal's pipelines with their stages, as a person sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import plain_rows, rows_at
from services.b24_connector.portal.slots import Row

DEALS = 2


@dataclass(frozen=True, slots=True)
class SeenStage:
    """One stage; `ends` tells what a deal in it has come to: `S` won, `F` lost, empty while it is open."""

    id: str
    name: str
    ends: Literal["", "S", "F"] = ""


@dataclass(frozen=True, slots=True)
class SeenPipeline:
    """One pipeline with its stages from left to right."""

    id: str
    name: str
    stages: Sequence[SeenStage]

    def named(self, stage: str) -> str:
        """Return «Отгружен», the stage's name in quotation marks."""
        return next((f"«{one.name}»" for one in self.stages if one.id == stage), stage)


async def read_pipelines(portal: Portal) -> dict[str, SeenPipeline]:
    """Read all pipelines of deals by their ids.

    Raises:
        Retryable: the portal does not answer.
        PortalRefusal: the webhook lacks a right.
    """
    found = (await portal.call("crm.category.list", {"entityTypeId": DEALS})).result
    rows = await portal.pages("crm.status.list", {"filter": {}}, rows=plain_rows)
    return {
        number: SeenPipeline(number, str(row["name"]), _stages(rows, number))
        for row in rows_at("categories")(found)
        for number in [str(row["id"])]
    }


def _stages(rows: Sequence[Row], pipeline: str) -> Sequence[SeenStage]:
    entity = "DEAL_STAGE" if pipeline == "0" else f"DEAL_STAGE_{pipeline}"
    mine = sorted((row for row in rows if row.get("ENTITY_ID") == entity), key=lambda row: int(row.get("SORT") or 0))
    return tuple(SeenStage(str(row["STATUS_ID"]), str(row["NAME"]), _ends(row)) for row in mine)


def _ends(row: Row) -> Literal["", "S", "F"]:
    told = str(row.get("SEMANTICS") or (row.get("EXTRA") or {}).get("SEMANTICS") or "")
    return {"S": "S", "F": "F", "success": "S", "failure": "F"}.get(told, "")  # type: ignore[return-value]
