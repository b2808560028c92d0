"""`check`: whether another exchange writes deals and clients from 1C."""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from services.b24_connector.portal import Portal, PortalRefusal, PortalRightsError
from services.b24_connector.portal.clock import portal_time
from services.b24_connector.portal.lists import COMPANY, CONTACT, DEAL, plain_rows, rows_at
from services.b24_connector.vocabulary.names import ORIGINATOR
from shared.process.findings import Finding

_LATELY = timedelta(days=30)


async def check_other_exchanges(portal: Portal) -> list[Finding]:
    """Report other exchanges that write deals and clients from 1C; if the portal shows none, it has none."""
    findings = []
    for name, host in await _official_connectors(portal):
        text = (
            f"К порталу подключён официальный обмен с 1С «{name}»{f' ({host})' if host else ''}: вместе с ним сделки и "
            "клиенты появятся дважды и будут перезаписывать друг друга. Отключите его на портале и в 1С."
        )
        findings.append(Finding(ok=False, text=text))
    for originator, count in sorted((await _foreign_records(portal)).items()):
        text = (
            f"За 30 дней другой обмен (originatorId «{originator}») менял сделки, компании или контакты, не меньше "
            f"{count}. Проверьте, не обмен ли это с той же 1С."
        )
        findings.append(Finding(ok=True, text=text))
    return findings


async def _official_connectors(portal: Portal) -> list[tuple[str, str]]:
    try:
        rows = plain_rows((await portal.call("crm.externalchannel.connector.list", {})).result)
    except (PortalRefusal, PortalRightsError):
        return []
    named = [(row.get("NAME") or "без имени", row.get("EXTERNAL_SERVER_HOST") or "") for row in rows if _is_onec(row)]
    return [(str(name), str(host)) for name, host in named]


def _is_onec(row: Mapping[str, Any]) -> bool:
    return str(row.get("TYPE_ID") or "").upper() == "ONE_C"


async def _foreign_records(portal: Portal) -> Counter[str]:
    """Count by originator the portal's latest records that neither a person nor the bus made; a page of each kind."""
    found: Counter[str] = Counter()
    since = (await portal_time(portal) - _LATELY).isoformat(timespec="seconds")
    for kind in (DEAL, COMPANY, CONTACT):
        params = {
            "entityTypeId": kind,
            "select": ["id", "originatorId"],
            "filter": {"!@originatorId": ["", ORIGINATOR], ">updatedTime": since},
            "order": {"originatorId": "DESC"},
            "start": -1,
        }
        with suppress(PortalRefusal, PortalRightsError):  # records that the webhook's user may not see warn of nothing
            rows = rows_at("items")((await portal.call("crm.item.list", params)).result)
            found.update(
                str(row["originatorId"]) for row in rows if row.get("originatorId") not in {None, "", ORIGINATOR}
            )
    return found
