"""The portal's own history of a deal's stages, which has no author."""

from collections.abc import Mapping
from typing import Any

from services.b24_connector.portal import PortalAnswer
from services.b24_connector.portal.lists import rows_at
from services.b24_connector.vocabulary.names import DEAL

Row = Mapping[str, Any]
METHOD = "crm.stagehistory.list"


def history_of(deal: str) -> dict[str, Any]:
    """Return the parameters that ask for a deal's stage history, newest first."""
    return {"entityTypeId": DEAL, "filter": {"OWNER_ID": deal}, "order": {"ID": "DESC"}, "start": -1}


def entries_of(answer: PortalAnswer, deal: str) -> list[Row]:
    """Return the entries of a stage history that are this deal's."""
    return [row for row in rows_at("items")(answer.result) if str(row.get("OWNER_ID")) == deal]


def moved_between(answer: PortalAnswer | Exception, deal: str, before: str, to: str) -> str | None:
    """Return the stage, by the deal's history, that a person set between our read and our write of a move.

    Args:
        answer: the history asked for right behind our write.
        deal: id in the portal.
        before: the stage we read.
        to: the stage we set.
    """
    if isinstance(answer, Exception):
        return None
    stages = [str(row.get("STAGE_ID")) for row in entries_of(answer, deal)]
    if len(stages) < 2 or stages[0] != to or stages[1] in {before, to}:  # noqa: PLR2004
        return None
    return stages[1]
