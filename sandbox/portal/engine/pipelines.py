"""Pipelines of the simulated portal with their stages: the customer's, or those of a file."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

Semantics = Literal["S", "F"] | None


@dataclass(frozen=True)
class PipelineStage:
    """One stage of a pipeline that the portal starts with.

    Args:
        code: without the pipeline's prefix.
        name: as people see it.
        semantics: `S` won, `F` lost, None while the deal is open.
        color: of its column.
    """

    code: str
    name: str
    semantics: Semantics = None
    color: str = "#39A8EF"


CUSTOMER_STAGES: Final = (
    PipelineStage("NEW", "Поступил заказ"),
    PipelineStage("PREPARATION", "Заказ в работе", None, "#2FC6F6"),
    PipelineStage("PREPAYMENT_INVOICE", "Счет выставлен", None, "#55D0E0"),
    PipelineStage("EXECUTING", "Отгружен", None, "#47E4C2"),
    PipelineStage("FINAL_INVOICE", "Счет оплачен", None, "#FFA900"),
    PipelineStage("WON", "Отгружен и оплачен", "S", "#7BD500"),
    PipelineStage("LOSE", "Сделка провалена", "F", "#FF5752"),
    PipelineStage("APOLOGY", "Анализ причины провала", "F", "#FF5752"),
)


@dataclass(frozen=True)
class Pipeline:
    """One pipeline the portal starts with; number 0 is the default one, whose codes carry no prefix."""

    number: int
    name: str
    sort: int
    stages: tuple[PipelineStage, ...] = CUSTOMER_STAGES


CUSTOMER_PIPELINES: Final = (Pipeline(0, "Общая", 300), Pipeline(3, "Опт", 200))


def read_pipelines(path: str) -> tuple[Pipeline, ...]:
    """Read pipelines from a file: `[{"id": 0, "name": …, "stages": [{"code": …, "name": …, "semantics": "S"}]}]`.

    Raises:
        ValueError: there is no pipeline 0, or one cannot be won or lost.
        OSError: there is no such file.
    """
    rows = json.loads(Path(path).read_text())
    made = tuple(
        Pipeline(int(row["id"]), row["name"], place * 100, tuple(PipelineStage(**one) for one in row["stages"]))
        for place, row in enumerate(rows, start=1)
    )
    if 0 not in {one.number for one in made}:
        raise ValueError("the default pipeline, 0, is missing")
    if any({None, "S", "F"} - {stage.semantics for stage in one.stages} for one in made):
        raise ValueError("each pipeline has open stages, one that is won (S) and one that is lost (F)")
    return made
