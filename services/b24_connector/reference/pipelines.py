"""Reads the portal's pipelines with their stages, as a person sees them."""

from collections.abc import Sequence
from typing import Literal

from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import plain_rows, rows_at
from services.b24_connector.portal.slots import Row
from shared.process.survey import SeenPipeline, SeenStage

DEALS = 2


async def read_pipelines(portal: Portal) -> dict[str, SeenPipeline]:
    """Read all pipelines of the portal's deals with their stages, by the pipelines' ids.

    Raises:
        Retryable: the portal does not answer.
        PortalRefusal: the webhook lacks a right.
    """
    found = (await portal.call("crm.category.list", {"entityTypeId": DEALS})).result
    rows = await portal.pages("crm.status.list", {"filter": {}}, rows=plain_rows)
    return {
        number: SeenPipeline(id=number, name=str(row["name"]), stages=_stages(rows, number))
        for row in rows_at("categories")(found)
        for number in [str(row["id"])]
    }


def _stages(rows: Sequence[Row], pipeline: str) -> tuple[SeenStage, ...]:
    entity = "DEAL_STAGE" if pipeline == "0" else f"DEAL_STAGE_{pipeline}"
    mine = sorted((row for row in rows if row.get("ENTITY_ID") == entity), key=lambda row: int(row.get("SORT") or 0))
    return tuple(SeenStage(id=str(row["STATUS_ID"]), name=str(row["NAME"]), ends=_ends(row)) for row in mine)


def _ends(row: Row) -> Literal["", "S", "F"]:
    told = str(row.get("SEMANTICS") or (row.get("EXTRA") or {}).get("SEMANTICS") or "")
    return {"S": "S", "F": "F", "success": "S", "failure": "F"}.get(told, "")  # type: ignore[return-value]
