"""Where a deal stands, as the stage writer would find it, for previews. Pure."""

from collections.abc import Mapping
from typing import Any

from services.b24_connector.memory.deal import Deal
from services.b24_connector.vocabulary.deals import read_stage
from services.b24_connector.writer.stages.standing import stages_of
from shared.process.survey import SeenDeal

Row = Mapping[str, Any]


def place_of(item: Row, known: Deal | None, names: Mapping[str, str]) -> SeenDeal:
    """Return in which stage a deal stands and who has put it there.

    Args:
        item: the deal's own fields.
        known: what is remembered of it.
        names: of stages, by id.
    """
    stage, fields = read_stage(item), known.fields if known else {}
    stages, applied = stages_of(fields, stage), fields.get("applied")
    return SeenDeal(
        id=str(item["id"]),
        title=str(item.get("title") or ""),
        pipeline=stage.pipeline,
        stage=stage.id,
        ends="" if stage.semantic == "P" else stage.semantic,
        by_bus=stages.bus == stage.id,
        manual_stage=stages.manual or "",
        left_out_of=applied["to"] if applied is not None and applied.get("left") else "",
        names=names,
    )
