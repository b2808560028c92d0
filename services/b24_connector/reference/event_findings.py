"""`check`: whether the portal's outgoing webhook leads here."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from services.b24_connector.portal import Portal
from services.b24_connector.portal.clock import portal_time
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
    """The portal's last event that the service has heard, and its last refused one.

    Args:
        last: when an event came and was accepted; None: never.
        listening: the service runs, so that one could have come.
        refused: when the portal's last event was refused since then; None: none was.
        why: of that, with its remedy.
    """

    last: datetime | None
    listening: bool
    refused: datetime | None = None
    why: str = ""


async def check_events(portal: Portal, heard: HeardEvents, zone: tzinfo) -> list[Finding]:
    """Compare the portal's last event with its last changed deal; a service that does not run hears nothing.

    Args:
        portal: the live one.
        heard: of it.
        zone: of the times that people read.
    """
    if not heard.listening:
        return []
    if heard.last is None:
        text = "С портала ещё не пришло ни одного события. Измените там любую сделку и повторите dealbus check."
        return [Finding(ok=False, text=_refused(heard, zone) or f"{text} {_REMEDY}")]
    params = {
        "entityTypeId": DEAL,
        "select": ["id", "updatedTime"],
        "filter": {"<updatedTime": (await portal_time(portal) - _LATE).isoformat(timespec="seconds")},
        "order": {"updatedTime": "DESC"},
        "start": -1,
    }
    rows = rows_at("items")((await portal.call("crm.item.list", params)).result)
    changed = moment(rows[0]["updatedTime"]) if rows else None
    told = f"{heard.last.astimezone(zone):%d.%m.%Y %H:%M}"
    if changed and changed > heard.last + _LATE:
        text = (
            f"Сделка {rows[0]['id']} изменена {changed.astimezone(zone):%d.%m.%Y %H:%M}, а последнее событие портала "
            f"пришло {told}. {_REMEDY}"
        )
        return [Finding(ok=False, text=_refused(heard, zone) or text)]
    return [Finding(ok=True, text=f"Последнее событие портала пришло {told}.")]


def _refused(heard: HeardEvents, zone: tzinfo) -> str:
    """Say why no event of the portal was accepted where some came; strangers may send others, which mean nothing."""
    if heard.refused is None:
        return ""
    return f"Событие портала пришло {heard.refused.astimezone(zone):%d.%m.%Y %H:%M} и отклонено. {heard.why}"
