"""Says for people why the portal cannot be used: to `check`, or to whoever typed a command that asks it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

from services.b24_connector.portal import (
    Portal,
    PortalBarredError,
    PortalRefusal,
    PortalRestsError,
    PortalRightsError,
)
from services.b24_connector.portal.errors import PortalAwayError
from services.b24_connector.portal.rights import lack_of
from services.b24_connector.settings import PortalAccess
from shared.bus.errors import Permanent, Retryable
from shared.process.findings import Finding
from shared.process.settings import SettingsError
from shared.process.unanswered import why_unanswered, words_of
from shared.store import StoreAwayError

_RESTS: Final[Mapping[str, str]] = {
    "ACCESS_DENIED": "на его тарифе нет REST или подписка кончилась. Продлите тариф или перейдите на платный",
    "PAYMENT_REQUIRED": "подписка кончилась. Продлите тариф",
    "OPERATION_TIME_LIMIT": "запросы к нему исчерпали время, отведённое на 10 минут. Подождите их и повторите "
    "dealbus check; если так бывает часто, найдите на портале приложение, которое его нагружает",
    "OVERLOAD_LIMIT": "Битрикс24 выключил REST портала из-за перегрузки. Найдите приложение, которое его нагружает, и "
    "напишите в поддержку Битрикс24",
    "PORTAL_DELETED": "портала по этому адресу больше нет. Исправьте адрес в DEALBUS_B24_WEBHOOK",
    "METHOD_CONFIRM_WAITING": "доступ вебхука ждёт подтверждения. Подтвердите его на портале как администратор",
}
"""Why the portal rests, by its code, with the remedy; its own words are English."""
_ENCRYPTED_ONLY = "Https required"


@asynccontextmanager
async def portal_in_words(portal: Portal, access: PortalAccess) -> AsyncIterator[None]:
    """Turn a failure of the portal, in a command that a person has typed, into a sentence with the remedy.

    Raises:
        SettingsError: the portal cannot be asked, or refuses.
        StoreAwayError: MongoDB does not answer, which says nothing of the portal.
    """
    try:
        yield
    except StoreAwayError:
        raise
    except (Retryable, Permanent) as error:
        raise SettingsError((await unusable(error, portal, access)).text) from error


async def unusable(error: Retryable | Permanent, portal: Portal, settings: PortalAccess) -> Finding:
    """Return a finding: the portal is unusable, as it refuses the webhook or one right, or does not answer."""
    match error:
        case PortalRightsError():
            text = lack_of(error.fault.method, error.fault.code)
        case PortalBarredError():
            text = (
                "Портал не принимает вебхук: секрет неверен, вебхук удалён или заблокирован либо его сотрудник уволен. "
                "Создайте входящий вебхук заново и напишите его адрес в DEALBUS_B24_WEBHOOK."
            )
        case PortalRefusal() if _ENCRYPTED_ONLY.casefold() in error.fault.words.casefold():
            text = "Портал принимает запросы только по TLS: замените в DEALBUS_B24_WEBHOOK http:// на https://."
        case PortalRefusal():
            text = f"Портал отказывает: {words_of(error.fault.words)}. Проверьте вебхук и его права."
        case PortalAwayError():
            asked = f"{settings.b24_webhook.get_secret_value().rstrip('/')}/server.time"
            why = await why_unanswered(portal.way, asked, setting="DEALBUS_B24_WEBHOOK", peer="Битрикс24")
            text = f"Портал не отвечает: {why}"
        case PortalRestsError() if error.fault.code in _RESTS:
            text = f"Портал не обслуживает обмен: {_RESTS[error.fault.code]}."
        case Permanent():
            text = error.sentence
        case _:
            text = f"Портал не обслуживает обмен: {words_of(str(error))}. Проверьте тариф и состояние портала."
    return Finding(ok=False, text=text)
