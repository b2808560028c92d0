"""`check`: whether the portal's outgoing webhook leads here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import DEAL, rows_at
from services.b24_connector.vocabulary.values import moment
from shared.process.findings import Finding

_LATE = timedelta(minutes=5)
"""The portal's queue of events may be as slow as that."""
_REMEDY = (
    "Проверьте на портале исходящий вебхук: адрес https://ВАШ.СЕРВЕР/b24/events, события сделок, и его токен в "
    "DEALBUS_B24_APPLICATION_TOKEN."
)


@dataclass(frozen=True, slots=True)
class HeardEvents:
    """The last event that the service has heard.

    Args:
        last: when an event came; None: never.
        listening: the service runs, so that one could have come.
    """

    last: datetime | None
    listening: bool


async def check_events(portal: Portal, heard: HeardEvents) -> list[Finding]:
    """Compare the last event with the last changed deal; a service that does not run hears nothing."""
    if not heard.listening:
        return []
    if heard.last is None:
        text = "С портала ещё не пришло ни одного события. Измените там любую сделку и повторите dealbus check."
        return [Finding(ok=False, text=f"{text} {_REMEDY}")]
    params = {
        "entityTypeId": DEAL,
        "select": ["id", "updatedTime"],
        "filter": {"<updatedTime": (portal.now - _LATE).isoformat()},
        "order": {"updatedTime": "DESC"},
    }
    rows = rows_at("items")((await portal.call("crm.item.list", params)).result)
    changed = moment(rows[0]["updatedTime"]) if rows else None
    told = f"{heard.last.astimezone():%d.%m.%Y %H:%M}"
    if changed and changed > heard.last + _LATE:
        text = (
            f"Сделка {rows[0]['id']} изменена {changed.astimezone():%d.%m.%Y %H:%M}, а последнее событие портала "
            f"пришло {told}. {_REMEDY}"
        )
        return [Finding(ok=False, text=text)]
    return [Finding(ok=True, text=f"Последнее событие портала пришло {told}.")]
