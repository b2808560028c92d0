"""Maps each failed answer of 1C (locked, shut, refused, …) to an action and an exception, in one table.

- BaseAwayError      Retryable   closed, restarting, no licence, wrong version, connection lost before sending
  - ShutError                    an administrator lets nobody begin a session
  - UnpublishedError             what the profile found published is not: 1C is being updated, or its publication
- BaseBarredError    Retryable   wrong password, or a right is missing: asked again slowly, so that 1C locks nobody out
- DoubtfulWrite      Retryable   a write whose answer never came: 1C may have done it
- Locked             Retryable   another transaction holds the rows; nothing was saved, and it passes in seconds
- BaseRefusal        Retryable   an exception inside 1C (500, code -1): a business refusal
- TooLongError       Retryable   the web server did not let the query through: ask for less at once
- SessionLostError   Retryable   the kept session ended; repeat in a new one
- Permanent                      nothing changes by repeating; `reason` says which kind
  - BaseMissing                  there is no such record
  - BaseExists                   there is one already

1C answers in Russian or English whatever it was asked, and echoes names and numbers: its text is read for two things, a
row lock, which has the code of a refusal, and whether it is shut by people or just does not answer.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shared.bus.errors import DoubtfulWrite, Permanent, Retryable
from shared.observe import masking
from shared.process.error_table import ErrorRow, pick

Action = Literal[
    "again",
    "shut",
    "unpublished",
    "barred",
    "rights",
    "doubtful",
    "missing",
    "exists",
    "locked",
    "refused",
    "halve",
    "renew",
    "bug",
]
BARRED_S = 600.0
# A refusal may have «заблокирован» or "blocked" in it: taken for a row lock it would be repeated and never told.
_LOCK_WORDS = re.compile(
    r"(конфликт|ожидани|предоставлени|ошибк)\w* (управляемых )?блокиров|взаимоблок|взаимн\w+ блокиров"
    r"|(данные|объект) заблокирован\w* (другим )?(пользовател|сеанс)"
    r"|не удалось (установить блокиров|заблокир)|уже заблокирован|\b(dead)?lock(s|ed|ing)?\b",
    re.IGNORECASE,
)
_SHUT_WORDS = re.compile(
    r"(начал|установк)\w+ (сеанс|соединен)\w+ с информационной баз\w+ запрещен"
    r"|infobase (session|connection)s? .{0,20}(denied|forbidden|prohibited)",
    re.IGNORECASE,
)


class BaseAwayError(Retryable):
    """1C does not serve us now."""


class ShutError(BaseAwayError):
    """An administrator has locked the base for a while: no session begins, so nothing was done."""


class UnpublishedError(BaseAwayError):
    """1C denies a set or a field that it published when the profile was read."""


class Locked(Retryable):
    """Another transaction in 1C locks the rows; retried as long as that takes, so that no order stays half written."""

    def __init__(self, text: str = "1C's rows are locked by another transaction") -> None:
        super().__init__(text, after_s=5, counted=False)


class BaseBarredError(Retryable):
    """1C does not let our user in, or not to this object.

    Args:
        text: for the log.
        everywhere: the password is wrong; nothing is asked for a while.
        schemes: of the web server, where it takes no name and password at all: «NTLM, Negotiate».
    """

    def __init__(self, text: str, *, everywhere: bool, schemes: str = "") -> None:
        super().__init__(text, after_s=BARRED_S, counted=False)
        self.everywhere = everywhere
        self.schemes = schemes


class BaseRefusal(Retryable):
    """1C's own code raised an exception; nothing was saved.

    Args:
        text: masked, for logs.
        reason: 1C's words unmasked, for the person who can act on them; never logged.
    """

    def __init__(self, text: str, *, reason: str) -> None:
        super().__init__(text)
        self.reason = reason


class TooLongError(Retryable):
    """The web server rejected the query as too long; ask for half."""


class SessionLostError(Retryable):
    """The infobase session that was kept is gone."""


class BaseMissing(Permanent):
    """1C has no such record."""

    def __init__(self) -> None:
        super().__init__("1С: запись не найдена.", reason="missing")


class BaseExists(Permanent):
    """A record with this key exists in 1C already."""

    def __init__(self) -> None:
        super().__init__("1С: запись с таким ключом уже есть.", reason="exists")


@dataclass(frozen=True, slots=True)
class BaseFault:
    """A failed call of 1C, as the error table sees it.

    Args:
        status: of the HTTP answer.
        code: of the `odata.error` envelope; None when the answer carries none.
        words: the text 1C or the web server sent; masked wherever it may be logged.
        write: it would have changed something.
        markup: the body is HTML or XML where JSON was due.
        in_session: it was asked with the cookie of a kept session.
        long: the query was longer than the shortest limit known.
        promised: it went to a set that was published when the profile was read.
        schemes: by which the web server lets in, where name and password are none of them; else empty.
    """

    status: int
    code: str | None = None
    words: str = ""
    write: bool = False
    markup: bool = False
    in_session: bool = False
    long: bool = False
    promised: bool = False
    schemes: str = ""

    @property
    def locked(self) -> bool:
        """Whether the words of 1C are those of a row lock."""
        return bool(_LOCK_WORDS.search(self.words))

    @property
    def shut(self) -> bool:
        """Whether the words of 1C are those of a base that lets nobody begin a session."""
        return bool(_SHUT_WORDS.search(self.words))

    @property
    def traits(self) -> frozenset[str]:
        """The traits of 1C's failed answer, beside status and code, for lines of the error table."""
        names = ("write", "markup", "in_session", "long", "promised", "locked", "shut")
        return frozenset(name for name in names if getattr(self, name))


_WRITE, _MARKUP = frozenset({"write"}), frozenset({"markup"})
_IN_SESSION, _LONG = frozenset({"in_session"}), frozenset({"long"})
_PROMISED, _LOCKED = frozenset({"promised"}), frozenset({"locked"})
_NO_ENVELOPE = (None,)
_SHUT = frozenset({"shut"})

TABLE: Sequence[ErrorRow[Action]] = (
    ErrorRow("shut", range(400, 600), _NO_ENVELOPE, _SHUT),
    ErrorRow("renew", (400, 404), _NO_ENVELOPE, _IN_SESSION),
    ErrorRow("halve", (400, 404, 414), _NO_ENVELOPE, _LONG),
    ErrorRow("rights", code=("20",)),
    ErrorRow("barred", (401,)),
    ErrorRow("missing", code=("9",)),
    ErrorRow("exists", code=("15",)),
    ErrorRow("locked", (500,), ("-1",), _LOCKED),
    ErrorRow("refused", (500,), ("-1",)),
    ErrorRow("unpublished", code=("6", "8"), traits=_PROMISED),
    ErrorRow("bug", code=("0", "1", "2", "3", "4", "5", "6", "7", "8", "10", "11", "12", "13", "14")),
    ErrorRow("bug", code=("16", "17", "18", "19", "21")),
    # No envelope: the web server or the cluster speaks, not the base. 409: platform update half done; 406: no licence.
    ErrorRow(
        "doubtful", (200,), traits=_MARKUP | _WRITE
    ),  # a page of somebody between us, come before or after the work
    ErrorRow("again", (200, 400, 404, 406, 408, 409, 429), traits=_MARKUP),
    # 403: of a web server's or proxy's own rule, which says nothing of our password; 1C itself answers 401.
    ErrorRow("again", (403, 406, 408, 409, 429)),
    ErrorRow("bug", (400, 404, 405, 411, 413, 414, 415, 501)),
    ErrorRow("doubtful", range(500, 600), traits=_WRITE),
    ErrorRow("again"),
)


def action_for(fault: BaseFault) -> Action:
    """Return the action of 1C's error table for a failed call."""
    return pick(TABLE, fault)


def error_of(fault: BaseFault) -> Retryable | Permanent:
    """Return the exception to raise for a failed call of 1C."""
    return _ERRORS[action_for(fault)](fault)


def _said(fault: BaseFault) -> str:
    return f"1C answered {fault.status} code {fault.code}: {mask(fault.words)}"


def _bug(fault: BaseFault) -> Permanent:
    said = f"ответ {fault.status}, код {fault.code}: {mask(fault.words, limit=120)}"
    return Permanent(f"1С не поняла запрос обмена ({said}). Передайте разработчику.", reason="request")


def _barred(fault: BaseFault) -> BaseBarredError:
    return BaseBarredError("1C does not accept our user or password", everywhere=True, schemes=fault.schemes)


def _rights(_: BaseFault) -> BaseBarredError:
    return BaseBarredError(
        "1C refuses this to our user: a right is missing, or the password is wrong", everywhere=False
    )


_ERRORS: Mapping[Action, Callable[[BaseFault], Retryable | Permanent]] = {
    "again": lambda fault: BaseAwayError(_said(fault)),
    "shut": lambda fault: ShutError(_said(fault)),
    "unpublished": lambda fault: UnpublishedError(_said(fault)),
    "barred": _barred,
    "rights": _rights,
    "doubtful": lambda fault: DoubtfulWrite(_said(fault)),
    "missing": lambda _: BaseMissing(),
    "exists": lambda _: BaseExists(),
    "locked": lambda fault: Locked(_said(fault)),
    "refused": lambda fault: BaseRefusal(_said(fault), reason=fault.words),
    "halve": lambda fault: TooLongError(_said(fault)),
    "renew": lambda fault: SessionLostError(_said(fault)),
    "bug": _bug,
}

_PRIVATE = re.compile(r"«[^«»]*»|\"[^\"]*\"|'[^']*'|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|\d{3,}")


def mask(words: str, *, limit: int = 200) -> str:
    """Hide secrets, names, keys and numbers in a text of 1C's error, and cut it if it is long."""
    return _PRIVATE.sub("…", " ".join(masking.mask(words).split()))[:limit]
