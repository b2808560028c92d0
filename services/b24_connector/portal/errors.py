"""Maps each failed answer of the portal to an action and an exception, in one table.

- PortalAwayError    Retryable   busy or out of order for a moment; a read is asked again in place
- PortalRightsError  Retryable   the webhook lacks the right for this method; it waits for the right, however long
- PortalBarredError  Retryable   the webhook is not accepted at all; ends a service that starts with it
- DoubtfulWrite      Retryable   a write whose answer never came: the portal may have done it
- PortalRestsError   Retryable   it rests: the tariff, or the operating time of a method
- PortalRefusal      Permanent   the portal understood and says no
  - PortalMissing                there is no such record
  - PortalHidden                 there is, and the webhook's user may not read it

Codes come first, as `error` is the only language-free part of an answer; the HTTP status decides where the code is
unknown, and inside a batch there is no status at all. Texts are localised and are matched only where the code is
empty.

Source: https://apidocs.bitrix24.ru/error-codes.html
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shared.bus.errors import DoubtfulWrite, Permanent, Retryable
from shared.process.error_table import ErrorRow, pick

Action = Literal["again", "slower", "rest", "stop", "barred", "doubtful", "missing", "rights", "refused"]
MIN_OPERATING_PAUSE_S = 10.0
STOP_PAUSE_S = 60.0
RIGHTS_PAUSE_S = 600.0


class PortalAwayError(Retryable):
    """The portal does not answer, or asks for a moment's patience; it has not done what was asked."""


class PortalBarredError(Retryable):
    """The portal does not accept the webhook's secret, or no longer its user."""


class PortalRightsError(Retryable):
    """The portal does not let the webhook call a method.

    Args:
        fault: what it answered.
    """

    def __init__(self, fault: "PortalFault") -> None:
        super().__init__(_said(fault), after_s=RIGHTS_PAUSE_S, counted=False)
        self.fault = fault


class PortalRestsError(Retryable):
    """The portal serves nobody for a while: its tariff, its load, or the operating time of a method.

    Args:
        fault: what it answered.
        after_s: seconds to wait.
    """

    def __init__(self, fault: "PortalFault", after_s: float) -> None:
        super().__init__(_said(fault), after_s=after_s, counted=False)
        self.fault = fault


class PortalRefusal(Permanent):
    """The portal refuses this call, and would do so again.

    Args:
        fault: what it answered.
        reason: word for metrics.
    """

    def __init__(self, fault: "PortalFault", *, reason: str = "portal-refused") -> None:
        super().__init__(f"Битрикс24 отказал ({fault.method}): {fault.words}", reason=reason)
        self.fault = fault


class PortalMissing(PortalRefusal):
    """The record does not exist in the portal, or is not shown to the webhook's user."""

    def __init__(self, fault: "PortalFault") -> None:
        super().__init__(fault, reason="portal-missing")


class PortalHidden(PortalRefusal):
    """The record is there, and the webhook's user may not read it.

    Args:
        fault: what the portal answered.
        record: which one, in Russian: «компания 9».
    """

    def __init__(self, fault: "PortalFault", record: str) -> None:
        super().__init__(fault)
        self.record = record
        self.sentence = (
            f"Битрикс24 не показывает сотруднику вебхука запись «{record}» ({fault.method}: {fault.words}). Дайте ему "
            "право читать все сделки, компании и контакты: обмен перечитает её сам в течение часа."
        )
        self.args = (self.sentence,)


@dataclass(frozen=True, slots=True)
class PortalFault:
    """A failed call of the portal, as the error table sees it.

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
        """The portal's own words about a failed call, or its code, or its status."""
        return self.text or self.code or f"HTTP {self.status}"

    @property
    def traits(self) -> frozenset[str]:
        """The traits of the portal's failed answer, beside status and code, for lines of the error table."""
        says_missing = self.code in {"", "0"} and self.text.lower().endswith(_MISSING_TEXTS)
        is_silent = self.status is not None and not self.code and not self.text
        told = {"write": self.write, "says missing": says_missing, "silent": is_silent}
        return frozenset(name for name, is_so in told.items() if is_so)


_MISSING_TEXTS = ("not found", "not found.", "is not found")
_WRITE, _SAYS_MISSING = frozenset({"write"}), frozenset({"says missing"})
_NOT_THE_PORTAL = frozenset({"silent"})
_PASSING = ("INTERNAL_SERVER_ERROR", "ERROR_UNEXPECTED_ANSWER")
_CLOUD = (408, *range(500, 600))

TABLE: Sequence[ErrorRow[Action]] = (
    ErrorRow("stop", (401, 403), ("ACCESS_DENIED",)),  # the tariff has expired
    ErrorRow("refused", code=("ACCESS_DENIED",)),
    ErrorRow("slower", code=("QUERY_LIMIT_EXCEEDED",)),  # and not carried out
    ErrorRow("rest", code=("OPERATION_TIME_LIMIT",)),
    ErrorRow("stop", code=("OVERLOAD_LIMIT", "expired_token", "ERROR_OAUTH", "METHOD_CONFIRM_WAITING")),
    ErrorRow("stop", code=("PAYMENT_REQUIRED", "PORTAL_DELETED")),
    ErrorRow("barred", (401, 403), ("INVALID_CREDENTIALS",)),  # some portals' word for a wrong secret
    ErrorRow("refused", code=("INVALID_CREDENTIALS",)),  # in a batch that was let in: for one method
    ErrorRow("barred", code=("NO_AUTH_FOUND", "invalid_token", "authorization_error")),
    ErrorRow("barred", code=("APPLICATION_NOT_FOUND", "user_access_error")),
    ErrorRow("rights", code=("insufficient_scope", "WRONG_AUTH_TYPE", "ERROR_METHOD_NOT_FOUND")),
    ErrorRow("rights", code=("allowed_only_intranet_user", "METHOD_CONFIRM_DENIED")),
    ErrorRow("missing", code=("NOT_FOUND", "OWNER_NOT_FOUND")),
    ErrorRow("missing", traits=_SAYS_MISSING),
    ErrorRow("doubtful", code=_PASSING, traits=_WRITE),
    ErrorRow("again", code=_PASSING),
    ErrorRow("stop", (401, 403)),  # without the portal's code: a proxy's, which says nothing of the webhook
    ErrorRow("rest", (429,)),
    ErrorRow("doubtful", _CLOUD, traits=_WRITE),
    ErrorRow("again", _CLOUD),
    # A page of somebody between us, come before or after the work; with 4xx the portal has not seen the call.
    ErrorRow("doubtful", range(200, 400), traits=_NOT_THE_PORTAL | _WRITE),
    ErrorRow("again", traits=_NOT_THE_PORTAL),
    ErrorRow("refused"),
)


def is_denied(fault: PortalFault) -> bool:
    """Tell whether a refused call of the portal asked for what its user may not see."""
    return fault.code in {"ACCESS_DENIED", "INVALID_CREDENTIALS"}


def action_for(fault: PortalFault) -> Action:
    """Return the action of the portal's error table for a failed call."""
    return pick(TABLE, fault)


def error_of(fault: PortalFault) -> Retryable | Permanent:
    """Return the exception to raise for a failed call of the portal."""
    return _ERRORS[action_for(fault)](fault)


def _said(fault: PortalFault) -> str:
    return f"{fault.method}: {fault.code or fault.status} {fault.text}".strip()


def _rest(fault: PortalFault) -> PortalRestsError:
    return PortalRestsError(fault, max(fault.wait_s or 0.0, MIN_OPERATING_PAUSE_S))


_ERRORS: Mapping[Action, Callable[[PortalFault], Retryable | Permanent]] = {
    "again": lambda fault: PortalAwayError(_said(fault)),
    "slower": lambda fault: PortalAwayError(_said(fault)),
    "rest": _rest,
    "stop": lambda fault: PortalRestsError(fault, STOP_PAUSE_S),
    "barred": lambda fault: PortalBarredError(_said(fault), after_s=STOP_PAUSE_S, counted=False),
    "doubtful": lambda fault: DoubtfulWrite(_said(fault)),
    "missing": PortalMissing,
    "rights": PortalRightsError,
    "refused": PortalRefusal,
}
