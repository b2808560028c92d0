"""Stages of the portal's pipelines as it stores them, and the moves of deals through them."""

from .failures import wrong_field
from .pipelines import Pipeline
from .state import Portal, Record


def add_pipeline(portal: Portal, pipeline: Pipeline) -> None:
    """Store a pipeline with its stages; all but the default one carry a prefix in their codes."""
    number = pipeline.number
    row: Record = {
        "name": pipeline.name,
        "sort": pipeline.sort,
        "entityTypeId": 2,
        "isDefault": "Y" if number == 0 else "N",
    }
    if number:
        row |= {"originId": "", "originatorId": ""}
    portal.table("category").put(number, row)
    prefix = f"C{number}:" if number else ""
    for place, stage in enumerate(pipeline.stages, start=1):
        status: Record = {
            "ENTITY_ID": f"DEAL_STAGE_{number}" if number else "DEAL_STAGE",
            "STATUS_ID": prefix + stage.code,
            "NAME": stage.name,
            "NAME_INIT": stage.name,
            "SORT": place * 10,
            "SYSTEM": "Y" if stage.code in {"NEW", "WON", "LOSE"} else "N",
            "CATEGORY_ID": number or None,
            "COLOR": stage.color,
            "SEMANTICS": stage.semantics,
        }
        portal.table("status").add(status, "ID")


def stages_of(portal: Portal, category: int) -> dict[str, Record]:
    """Return the stages that the portal has in a pipeline, by code, in their order.

    Raises:
        PortalError: there is no such pipeline.
    """
    if portal.table("category").get(category) is None:
        raise wrong_field(f"Воронка {category} не найдена")
    entity = f"DEAL_STAGE_{category}" if category else "DEAL_STAGE"
    rows = [row for row in portal.table("status") if row["ENTITY_ID"] == entity]
    return {row["STATUS_ID"]: row for row in sorted(rows, key=lambda row: int(row["SORT"]))}


def semantics(stage: Record) -> str:
    """Return the semantics of a stage of the simulated portal: P, S or F."""
    return stage["SEMANTICS"] or "P"


def record_move(portal: Portal, deal: Record, kind: int) -> None:
    """Add a row to a deal's stage history: 1 created, 2 moved, 3 final, 5 another pipeline."""
    move: Record = {
        "ID": portal.next_move,
        "TYPE_ID": kind,
        "OWNER_ID": deal["id"],
        "CREATED_TIME": portal.now(),
        "CATEGORY_ID": deal["categoryId"],
        "STAGE_SEMANTIC_ID": deal["stageSemanticId"],
        "STAGE_ID": deal["stageId"],
    }
    portal.next_move += 1
    portal.moves.setdefault(deal["id"], []).append(move)
