"""What each answer of 1C means for us, as one table.

- UnavailableError   Retryable   closed, restarting, no licence, wrong version, connection lost before sending
  - BarredError                  wrong password, or a right is missing: asked again slowly, so that 1C locks nobody out
- UncertainError     Retryable   a write whose answer never came: 1C may have done it
- RefusedError       Retryable   an exception inside 1C (500, code -1): a business refusal, or a lock
- TooLongError       Retryable   the web server did not let the query through: ask for less at once
- SessionLostError   Retryable   the kept session ended; repeat in a new one
- Permanent                      nothing changes by repeating; `reason` says which kind

1C answers in Russian or English whatever it was asked, and echoes names and numbers: nothing here reads its text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from shared.bus.errors import Permanent, Retryable

BARRED_S = 600.0

Kind = Literal["away", "refused", "too_long", "session", "missing", "exists", "access", "credentials", "bug"]


class UnavailableError(Retryable):
    """1C does not serve us now."""


class BaseBarredError(UnavailableError):
    """1C does not let our user in, or not to this.

    Args:
        text: for the log.
        everywhere: the password is wrong; nothing is asked for a while.
    """

    def __init__(self, text: str, *, everywhere: bool) -> None:
        super().__init__(text, after_s=BARRED_S)
        self.everywhere = everywhere


class UncertainError(Retryable):
    """A write was sent and its answer never came; look before repeating."""


class RefusedError(Retryable):
    """1C's own code raised an exception; nothing was saved.

    Args:
        text: masked, for logs.
        reason: 1C's words unmasked, for the person who can act on them; never logged.
    """

    def __init__(self, text: str, *, reason: str) -> None:
        super().__init__(text)
        self.reason = reason


class TooLongError(Retryable):
    """The web server cut the query off; ask for half."""


class SessionLostError(Retryable):
    """The kept session is gone."""


class MissingError(Permanent):
    """No such record."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, reason="missing")


class ExistsError(Permanent):
    """A record with this key exists already."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, reason="exists")


@dataclass(frozen=True, slots=True)
class BaseAnswer:
    """The part of an answer that decides.

    Args:
        code: of the `odata.error` envelope; None when the answer carries none.
        markup: the body is HTML or XML where JSON was due.
        in_session: it was asked with the cookie of a kept session.
        long: the query was longer than the shortest limit known.
    """

    status: int
    code: str | None = None
    markup: bool = False
    in_session: bool = False
    long: bool = False


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: Kind
    status: frozenset[int] | None = None
    code: frozenset[str | None] | None = None
    markup: bool | None = None
    in_session: bool | None = None
    long: bool | None = None

    def fits(self, answer: BaseAnswer) -> bool:
        return (
            (self.status is None or answer.status in self.status)
            and (self.code is None or answer.code in self.code)
            and (self.markup is None or answer.markup is self.markup)
            and (self.in_session is None or answer.in_session is self.in_session)
            and (self.long is None or answer.long is self.long)
        )


def _statuses(*values: int) -> frozenset[int]:
    return frozenset(values)


def _codes(*values: str | None) -> frozenset[str | None]:
    return frozenset(values)


_RULES: Sequence[_Rule] = (
    _Rule("session", _statuses(400, 404), _codes(None), in_session=True),
    _Rule("too_long", _statuses(400, 404, 414), _codes(None), long=True),
    _Rule("access", code=_codes("20")),
    _Rule("credentials", _statuses(401)),
    _Rule("missing", code=_codes("9")),
    _Rule("exists", code=_codes("15")),
    _Rule("refused", _statuses(500), _codes("-1")),
    _Rule("bug", code=_codes(*(str(number) for number in (0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14)))),
    _Rule("bug", code=_codes("16", "17", "18", "19", "21")),
    # No envelope: the web server or the cluster speaks, not the base. 409: platform update half done; 406: no licence.
    _Rule("away", _statuses(200, 400, 404, 406, 408, 409, 429), markup=True),
    # 403: of a web server's or proxy's own rule, which says nothing of our password; 1C itself answers 401.
    _Rule("away", _statuses(403, 406, 408, 409, 429)),
    _Rule("bug", _statuses(400, 404, 405, 411, 413, 414, 415, 501)),
    _Rule("away"),
)


def judge(answer: BaseAnswer) -> Kind:
    """Return the kind of failure; the first line of the table that fits decides."""
    return next(rule.kind for rule in _RULES if rule.fits(answer))


def failure(answer: BaseAnswer, words: str) -> Retryable | Permanent:  # noqa: PLR0911 - one line a kind
    """Return the exception to raise for an answer.

    Args:
        answer: what came back.
        words: the text 1C or the web server sent; masked wherever it may be logged.
    """
    said = f"1C answered {answer.status} code {answer.code}: {mask(words)}"
    match judge(answer):
        case "refused":
            return RefusedError(said, reason=words)
        case "too_long":
            return TooLongError(said)
        case "session":
            return SessionLostError(said)
        case "missing":
            return MissingError("1С: запись не найдена.")
        case "exists":
            return ExistsError("1С: запись с таким ключом уже есть.")
        case "access":
            return BaseBarredError(
                "1C refuses this to our user: a right is missing, or the password is wrong", everywhere=False
            )
        case "credentials":
            return BaseBarredError("1C does not accept our user or password", everywhere=True)
        case "bug":
            return Permanent(f"1С не поняла запрос шины ({said}). Передайте разработчику.", reason="request")
        case "away":
            return UnavailableError(said)


_PRIVATE = re.compile(r"«[^»]*»|\"[^\"]*\"|'[^']*'|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|\d{3,}")


def mask(words: str, *, limit: int = 200) -> str:
    """Hide names, keys and numbers that 1C echoes in its texts, and cut what is long."""
    return _PRIVATE.sub("…", " ".join(words.split()))[:limit]
