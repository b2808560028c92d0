"""A deal that is being moved, and what came of writing the move."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.b24_connector.memory.deal import AppliedState, Deal
from services.b24_connector.vocabulary.exchange import Hindrance
from services.b24_connector.writer.stages.standing import Stages
from shared.messages.ring.told import Told

Row = Mapping[str, Any]


@dataclass(frozen=True)
class MoveRun:
    """A deal that is being moved.

    Args:
        key: birth key.
        deal: id in the portal.
        item: its fields before the write.
        entity: the document after `begin_write`.
        stages: who put it where it stands.
        figures: digest of what its stage depends on.
        is_decided: as `plan_move` has it.
    """

    key: str
    deal: str
    item: Row
    entity: Deal
    stages: Stages
    figures: str
    is_decided: bool


@dataclass(frozen=True)
class Moved:
    """What came of writing a move.

    Args:
        item: the deal's fields afterwards.
        stages: who put it where it stands now.
        sent: the fields the bus has set.
        told: what the manager must read.
        is_moved: the bus has set the stage; what it says of that is told each time.
        is_unheard: a person moved the deal meanwhile.
        is_refused: the portal forbids the stage; it is tried again.
        applied: for which figures the bus has set the stage.
        hindrance: why the deal is not where its figures lead.
    """

    item: Row
    stages: Stages
    sent: Row = field(default_factory=dict)
    told: tuple[Told, ...] = ()
    is_moved: bool = False
    is_unheard: bool = False
    is_refused: bool = False
    applied: AppliedState | None = None
    hindrance: Hindrance | None = None
