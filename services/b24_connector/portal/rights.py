"""Which methods the portal does not let the webhook call, by its last answers."""

from collections.abc import Iterable

import structlog

from services.b24_connector.portal import metrics
from services.b24_connector.portal.errors import PortalFault

NO_SCOPE = "insufficient_scope"
log = structlog.get_logger()


class PortalRights:
    """Portal methods refused for a missing right, with the portal's code, until they are answered."""

    def __init__(self) -> None:
        self._refused: dict[str, str] = {}

    def refused(self, fault: PortalFault) -> None:
        """Store and report, once, a portal method that the webhook may not call."""
        if fault.method not in self._refused:
            metrics.right_missing(fault.method, is_missing=True)
            log.error("the webhook lacks a right", method=fault.method, right=right_of(fault.method), code=fault.code)
        self._refused[fault.method] = fault.code

    def answered(self, method: str) -> None:
        """Forget a refused portal method that answers again; its metric exists from the first answer on."""
        metrics.right_missing(method, is_missing=False)
        self._refused.pop(method, None)

    def granted(self, scopes: Iterable[str]) -> None:
        """Forget refused portal methods whose right the webhook has by now."""
        held = set(scopes)
        for method in [one for one, code in self._refused.items() if code == NO_SCOPE and right_of(one) in held]:
            self.answered(method)

    @property
    def reasons(self) -> list[str]:
        """Return for readiness why methods may not be called at the portal; empty where all may."""
        return [lack_of(method, code) for method, code in sorted(self._refused.items())]


def lack_of(method: str, code: str) -> str:
    """Say why the portal does not let the webhook call a method, and what its administrator does about it.

    Source: https://apidocs.bitrix24.ru/error-codes.html
    """
    said = f"{method}: {code}"
    match code:
        case "ERROR_METHOD_NOT_FOUND":
            return f"В портале нет метода {said}: обновите портал или включите в нём модуль {right_of(method)}."
        case "allowed_only_intranet_user":
            return f"Метод {said}: портал отвечает только сотрудникам. Создайте вебхук от имени сотрудника."
        case "METHOD_CONFIRM_DENIED":
            return f"Администратор портала запретил вебхуку метод {said}. Разрешите его на портале."
        case "WRONG_AUTH_TYPE":
            return f"Метод {said}: портал не отвечает на такой вход. Запишите в DEALBUS_B24_WEBHOOK входящий вебхук."
        case _:
            return f"У вебхука нет права {right_of(method)} ({said}): отметьте его в вебхуке портала."


def right_of(method: str) -> str:
    """Return the right that covers a portal method: its first word."""
    return method.partition(".")[0]
