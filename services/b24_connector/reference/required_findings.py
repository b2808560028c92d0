"""`check`: fields that the portal's administrator has made obligatory, and that the exchange does not fill."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from services.b24_connector.portal import Portal
from services.b24_connector.vocabulary.names import COMPANY, CONTACT, DEAL
from shared.process.findings import Finding

_MADE: Final = {DEAL: "сделки", COMPANY: "компании", CONTACT: "контакта"}
"""What the exchange makes in the portal."""
_OF_PEOPLE: Final = "UF_CRM_"


async def check_required(portal: Portal, filled: AbstractSet[str]) -> list[Finding]:
    """Report obligatory user fields, without which the portal refuses what the exchange would make from an order.

    Args:
        portal: the live one.
        filled: fields of the deal that the exchange writes, as `crm.item.*` spells them.
    """
    return [
        Finding(ok=False, text=_told(what, title))
        for kind, what in _MADE.items()
        for title in await _obligatory(portal, kind, filled if kind == DEAL else frozenset())
    ]


def _told(what: str, title: str) -> str:
    return (
        f"Поле {what} «{title}» в портале обязательное, а обмен его не заполняет: по заказу 1С ничего не создастся. "
        "Снимите с поля отметку «Обязательное»."
    )


async def _obligatory(portal: Portal, kind: int, filled: AbstractSet[str]) -> list[str]:
    """Return the titles of obligatory user fields of deals, companies or contacts that the exchange leaves empty."""
    answer = (await portal.call("crm.item.fields", {"entityTypeId": kind})).under("fields")
    described = {name: one for name, one in answer.items() if isinstance(one, Mapping)}
    return [
        str(one.get("title") or name)
        for name, one in described.items()
        if one.get("isRequired") is True and str(one.get("upperName")).startswith(_OF_PEOPLE) and name not in filled
    ]
