"""What waits to be sent to the portal (chains of calls, lists gathered for many parents), and the answer to it."""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, Protocol, TypeGuard

from services.b24_connector.portal.errors import PortalAwayError
from services.b24_connector.vocabulary.values import identity
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.process.retrying import Attempts

Row = Mapping[str, Any]
MAX_PAGES = 40
_ID = re.compile("[0-9]{1,18}")
Params = Mapping[str, Any]


@dataclass(frozen=True)
class PortalAnswer:
    """The portal's answer to one command.

    Args:
        result: the method's `result`.
        next: value for `start` of the following page; None when this was the last one.
        timing: numbers of the method's `time`, in seconds.
        write: it has changed something.
    """

    result: Any
    next: int | None = None
    timing: Mapping[str, float] = field(default_factory=dict)
    write: bool = False

    @property
    def item(self) -> Row:
        """The record in the portal's answer to a `crm.item` method; raises as `under`."""
        item = self.under("item")
        return item if identity(item.get("id")) else self._fails()

    @property
    def made(self) -> str:
        """The id in the portal's answer to a method that adds, itself or under `id`; raises as `under`."""
        made = identity(self.result.get("id") if isinstance(self.result, Mapping) else self.result)
        return made if _ID.fullmatch(made) else self._fails()

    @property
    def texts(self) -> tuple[str, ...]:
        """The list of words in the portal's answer; raises as `under`."""
        return tuple(str(one) for one in self.result) if isinstance(self.result, list) else self._fails()

    @property
    def rows(self) -> Sequence[Row]:
        """The rows of a list in the portal's answer; raises as `under`.

        Whatever else came, taken for an empty list it would make an order lose its rows, and a client be made twice.
        """
        return self.result if _are_rows(self.result) else self._fails()

    def rows_at(self, key: str) -> Sequence[Row]:
        """Return the rows that the portal's answer nests under a key, if any; raises as `under`."""
        return replace(self, result=self.result.get(key)).rows if isinstance(self.result, Mapping) else self.rows

    def under(self, key: str) -> Row:
        """Return the map under a key of the portal's answer.

        Raises:
            PortalAwayError: there is none; of a write `DoubtfulWrite`, as the portal may have done it.
        """
        found = self.result.get(key) if isinstance(self.result, Mapping) else None
        return found if isinstance(found, Mapping) else self._fails()

    def _fails(self) -> NoReturn:
        raise (DoubtfulWrite if self.write else PortalAwayError)("the portal's answer is not what was asked for")


def arrived(answer: PortalAnswer | Exception) -> PortalAnswer:
    """Return one answer of a chain of portal calls, or raise the exception that stands in its place."""
    if isinstance(answer, Exception):
        raise answer
    return answer


def _are_rows(value: Any) -> TypeGuard[Sequence[Row]]:
    return isinstance(value, list) and all(isinstance(row, Mapping) for row in value)


@dataclass(frozen=True)
class BatchCommand:
    """One call inside a batch to the portal."""

    method: str
    params: Params


@dataclass
class HandlerCalls:
    """One handler at work; `queued` counts its slots that have not been sent yet."""

    lane: str
    queued: int = 0
    closed: bool = False


current_visit: ContextVar[HandlerCalls | None] = ContextVar("current_visit", default=None)


class Slot(Protocol):
    """A place in the next batch to the portal; it takes as many commands as `commands` has when the batch is made."""

    visits: list[HandlerCalls]
    attempts: Attempts | None

    @property
    def size(self) -> int: ...  # noqa: D102
    @property
    def methods(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def wanted(self) -> bool: ...  # noqa: D102
    def commands(self) -> Sequence[BatchCommand]: ...  # noqa: D102
    def done(self, answers: Sequence[PortalAnswer | Exception]) -> None: ...  # noqa: D102
    def failed(self, error: Exception) -> None: ...  # noqa: D102


class Chain:
    """Commands that run in this order in one batch; a failed one does not stop the others."""

    def __init__(self, commands: Sequence[BatchCommand]) -> None:
        self.visits: list[HandlerCalls] = []
        self.attempts: Attempts | None = None
        self._commands = commands
        self.future: asyncio.Future[Sequence[PortalAnswer | Exception]] = asyncio.get_running_loop().create_future()

    @property
    def size(self) -> int:
        """Number of commands in the chain."""
        return len(self._commands)

    @property
    def methods(self) -> Sequence[str]:
        """The portal method of each command in the chain."""
        return [one.method for one in self._commands]

    @property
    def wanted(self) -> bool:
        """Whether somebody still waits for the chain's answer."""
        return not self.future.done()

    def commands(self) -> Sequence[BatchCommand]:
        """Return the chain's commands in order."""
        return self._commands

    def done(self, answers: Sequence[PortalAnswer | Exception]) -> None:
        """Hand the portal's answers to whoever waits for the chain."""
        if not self.future.done():
            self.future.set_result(answers)

    def failed(self, error: Exception) -> None:
        """Hand the failure of the whole batch to whoever waits for the chain."""
        if not self.future.done():
            self.future.set_exception(error)


@dataclass(frozen=True)
class Gathered:
    """A list method of the portal that answers for many parents at once.

    Args:
        method: its name.
        params: makes the parameters for these parents; without `start`.
        rows: finds the rows in the result.
        parent: names the parent a row belongs to; a row of a parent nobody asked for is dropped.
        per: parents in one command; fewer where a parent has several rows, as a page ends after 50.
        alike: parents that the portal takes for one have one form.
    """

    method: str
    params: Callable[[Sequence[str]], Params]
    rows: Callable[[Any], Sequence[Row]]
    parent: Callable[[Row], str]
    per: int = 50
    alike: Callable[[str], str] = str

    def is_of(self, row: Row, parent: str) -> bool:
        """Tell whether a row of a portal's list belongs to a parent."""
        return self.alike(self.parent(row)) == self.alike(parent)


class Gathering:
    """One open command of a list method, to which readers add parents until it is sent.

    Args:
        kind: the list.
        follow: called with this slot when the answer has another page; puts it back into its queue.
    """

    def __init__(self, kind: Gathered, follow: Callable[["Gathering"], None]) -> None:
        self.visits: list[HandlerCalls] = []
        self.attempts: Attempts | None = None
        self.kind = kind
        self._follow = follow
        self._start: int | None = None
        self._pages = 0
        self._rows: dict[str, list[Row]] = {}
        self._futures: dict[str, asyncio.Future[Sequence[Row]]] = {}

    @property
    def size(self) -> int:
        """Number of commands in the gathering: always one."""
        return 1

    @property
    def methods(self) -> Sequence[str]:
        """The portal method of the gathering's list."""
        return (self.kind.method,)

    @property
    def wanted(self) -> bool:
        """Whether somebody still waits for one of the gathering's parents."""
        return any(not future.done() for future in self._futures.values())

    @property
    def full(self) -> bool:
        """Whether no further parent fits into the gathering."""
        return len(self._futures) >= self.kind.per

    def ask(self, parent: str) -> "asyncio.Future[Sequence[Row]]":
        """Add a parent to the gathering; readers of the same parent share one answer."""
        if parent not in self._futures:
            self._rows.setdefault(self.kind.alike(parent), [])
            self._futures[parent] = asyncio.get_running_loop().create_future()
        return self._futures[parent]

    def commands(self) -> Sequence[BatchCommand]:
        """Return the gathering's one command."""
        params = dict(self.kind.params(tuple(self._futures)))
        params["start"] = 0 if self._start is None else self._start
        return [BatchCommand(self.kind.method, params)]

    def done(self, answers: Sequence[PortalAnswer | Exception]) -> None:
        """Hand the gathered rows to whoever asked for their parent, or ask for the list's next page."""
        answer = answers[0]
        if isinstance(answer, Exception):
            self.failed(answer)
            return
        try:
            rows = self.kind.rows(answer.result)
        except PortalAwayError as error:
            self.failed(error)
            return
        for row in rows:
            self._rows.get(self.kind.alike(self.kind.parent(row)), []).append(row)
        if answer.next is not None:
            self._turn(answer.next)
            return
        for parent, future in self._futures.items():
            if not future.done():
                future.set_result(self._rows[self.kind.alike(parent)])

    def _turn(self, start: int) -> None:
        self._pages += 1
        self._start = start
        if self._pages > MAX_PAGES:
            # A portal that does not know a filter answers everybody's rows.
            self.failed(Retryable(f"{self.kind.method} answers more than was asked: its filter is ignored"))
        else:
            self._follow(self)

    def failed(self, error: Exception) -> None:
        """Hand a failure to every reader of the gathering."""
        for future in self._futures.values():
            if not future.done():
                future.set_exception(error)
                future.exception()  # a reader that was cancelled will not fetch it
