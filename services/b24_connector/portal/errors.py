"""What an answer of the portal means for the message that asked: one table.

Exceptions:

- Retryable            comes back on the ladder
  - DoubtfulWrite      the portal may or may not have carried it out
  - BarredError        the webhook is not accepted at all; ends a service that starts with it
- Permanent
  - Refusal            the portal understood and says no
    - NotFound         there is no such record

Codes come first, as `error` is the only language-free part of an answer; the HTTP status decides where the code is
unknown, and inside a batch there is no status at all. Texts are localised and are matched only where the code is
empty.

Source: https://apidocs.bitrix24.ru/error-codes.html
"""

from dataclasses import dataclass
from typing import Literal

from shared.bus.errors import Permanent, Retryable

Action = Literal["again", "wait", "stop", "barred", "refuse", "missing", "rights"]
MIN_OPERATING_PAUSE_S = 10.0
STOP_PAUSE_S = 60.0


class DoubtfulWrite(Retryable):
    """A write went out and no clear answer came back; look before repeating."""


class PortalBarredError(Retryable):
    """The portal does not accept the webhook's secret, or no longer its user."""


class PortalRefusal(Permanent):
    """The portal refuses this call, and would again.

    Args:
        fault: what it answered.
        reason: word for metrics.
    """

    def __init__(self, fault: "Fault", *, reason: str = "portal-refused") -> None:
        super().__init__(f"Битрикс24 отказал ({fault.method}): {fault.words}", reason=reason)
        self.fault = fault


class NotFound(PortalRefusal):
    """The record does not exist, or is not shown to the webhook's user."""

    def __init__(self, fault: "Fault") -> None:
        super().__init__(fault, reason="portal-missing")


@dataclass(frozen=True)
class Fault:
    """A failed call.

    Args:
        method: which.
        code: the `error` key as text.
        text: the `error_description`.
        status: of the HTTP answer; None inside a batch.
        write: it would have changed something.
        wait_s: seconds until the method is free again, where the portal said so.
    """

    method: str
    code: str
    text: str
    status: int | None = None
    write: bool = False
    wait_s: float | None = None

    @property
    def words(self) -> str:
        """The portal's own words, or its code, or its status."""
        return self.text or self.code or f"HTTP {self.status}"


BY_CODE: dict[str, Action] = {
    "QUERY_LIMIT_EXCEEDED": "again",
    "OPERATION_TIME_LIMIT": "wait",
    "OVERLOAD_LIMIT": "stop",
    "NO_AUTH_FOUND": "barred",
    "INVALID_CREDENTIALS": "barred",
    "expired_token": "stop",
    "invalid_token": "barred",
    "authorization_error": "barred",
    "APPLICATION_NOT_FOUND": "barred",
    "ERROR_OAUTH": "stop",
    "METHOD_CONFIRM_WAITING": "stop",
    "PAYMENT_REQUIRED": "stop",
    "PORTAL_DELETED": "stop",
    "user_access_error": "barred",
    "insufficient_scope": "rights",
    "WRONG_AUTH_TYPE": "rights",
    "ERROR_METHOD_NOT_FOUND": "rights",
    "allowed_only_intranet_user": "rights",
    "METHOD_CONFIRM_DENIED": "rights",
    "INTERNAL_SERVER_ERROR": "again",
    "ERROR_UNEXPECTED_ANSWER": "again",
    "NOT_FOUND": "missing",
    "OWNER_NOT_FOUND": "missing",
    "ACCESS_DENIED": "refuse",
}
BY_STATUS: dict[int, Action] = {
    401: "stop",  # without the portal's code: a proxy's, which says nothing of the webhook
    403: "stop",
    404: "refuse",
    408: "again",
    429: "wait",
    500: "again",
    502: "again",
    503: "again",
    504: "again",
}
NOT_EXECUTED = frozenset({"QUERY_LIMIT_EXCEEDED"})
NOT_FOUND_TEXTS = ("not found", "not found.", "is not found")


def action_for(fault: Fault) -> Action:
    """Look a failed call up in the table."""
    if fault.code == "ACCESS_DENIED" and fault.status in {401, 403}:  # the tariff has expired
        return "stop"
    if fault.code in BY_CODE:
        return BY_CODE[fault.code]
    if fault.code in {"", "0"} and fault.text.lower().endswith(NOT_FOUND_TEXTS):
        return "missing"
    if fault.status is None or fault.status < 400:  # noqa: PLR2004
        return "refuse"
    return BY_STATUS.get(fault.status, "again" if fault.status >= 500 else "refuse")  # noqa: PLR2004


def error_of(fault: Fault) -> Exception:
    """Turn a failed call into what the bus understands."""
    action = action_for(fault)
    if action == "missing":
        return NotFound(fault)
    if action in {"refuse", "rights"}:
        return PortalRefusal(fault, reason="portal-rights" if action == "rights" else "portal-refused")
    text = f"{fault.method}: {fault.code or fault.status} {fault.text}".strip()
    if action == "wait":
        return Retryable(text, after_s=max(fault.wait_s or 0.0, MIN_OPERATING_PAUSE_S), counted=False)
    if action in {"stop", "barred"}:
        kind = PortalBarredError if action == "barred" else Retryable
        return kind(text, after_s=STOP_PAUSE_S, counted=False)
    if fault.write and fault.code not in NOT_EXECUTED:
        return DoubtfulWrite(text)
    return Retryable(text)
