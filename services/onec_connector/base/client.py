"""The OData client of 1C as it really behaves: reads, pages, creates, changes, posts, probes, in few sessions.

Source: https://its.1c.ru/db/v8327doc (chapter 17.4), and what published bases were seen to answer.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Literal

import httpx
import structlog

from services.onec_connector.base import metrics
from services.onec_connector.base.errors import (
    BARRED_S,
    BaseAwayError,
    BaseBarredError,
    BaseFault,
    BaseMissing,
    SessionLostError,
    TooLongError,
    action_for,
    error_of,
)
from services.onec_connector.base.paging import paged
from services.onec_connector.base.promises import Promises, set_of
from services.onec_connector.base.query import Query, one_of
from services.onec_connector.base.query import guid as reference
from services.onec_connector.base.rights import BaseRights
from services.onec_connector.base.sessions import BaseSession, BaseSessions
from services.onec_connector.base.wire import (
    COOKIE,
    Row,
    address,
    basic,
    encode,
    fault_of,
    is_page,
    lost,
    not_kept,
    parse,
    record_of,
    rows_of,
    session_of,
)
from services.onec_connector.objects import dictionary, standard
from shared.bus.errors import DoubtfulWrite, Permanent
from shared.process.answers import answer_to
from shared.process.retrying import InPlace

Method = Literal["GET", "POST", "PATCH"]

_log = structlog.get_logger(__name__)
_TIMEOUT = httpx.Timeout(60, connect=10, pool=None)
_WRITE_TIMEOUT = httpx.Timeout(120, connect=10, pool=None)
ANSWER_S = 300.0
"""To the end of an answer; shorter than any call is believed to run in 1C."""
FINISH_S = 5.0
_SHORTEST_LIMIT = 1500
_OK = frozenset({200, 201, 204})
_IN_PLACE = InPlace(BaseAwayError, attempts=2)


class Base:
    """The client of one published infobase of 1C.

    Args:
        http: the connections, `way`.
        root: address of `…/odata/standard.odata`.
        query_bytes: how long a filter may become; halved by itself when the web server refuses.
        sessions: parallel calls, 2 to 4.
    """

    def __init__(self, http: httpx.AsyncClient, root: str, *, query_bytes: int = 2000, sessions: int = 3) -> None:
        self.way = http
        self.root = root.rstrip("/")
        self._query_bytes = query_bytes
        self.sessions = BaseSessions(sessions)
        self._barred_until = 0.0
        self._heard = asyncio.Event()
        self.promises = Promises()
        self.rights = BaseRights()

    @classmethod
    @asynccontextmanager
    async def connect(
        cls, root: str, *, user: str, password: str, query_bytes: int = 2000, sessions: int = 3
    ) -> AsyncIterator["Base"]:
        """Open an OData client of 1C; leaving it ends the sessions it kept."""
        headers = {"Authorization": basic(user, password), "Accept": "application/json", "User-Agent": "dealbus"}
        # Cookies belong to our sessions, not to the client that all of them share.
        jar = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
        async with httpx.AsyncClient(headers=headers, timeout=_TIMEOUT, cookies=jar) as http:
            base = cls(http, root, query_bytes=query_bytes, sessions=sessions)
            yield base
            await base._finish()

    async def listing(self, name: str, query: Query, *, polling: bool = False) -> list[Row]:
        """Read records of a 1C set in the order 1C gives them."""
        return rows_of(await self._get(f"{name}?{query.encode()}", polling=polling))

    def pages(self, name: str, query: Query, *, size: int = 500, polling: bool = True) -> AsyncIterator[Row]:
        """Read a 1C set page after page (`paged`).

        Args:
            name: of the set.
            query: with an order that is stable between calls.
            size: records a page.
            polling: use the session kept for polling.
        """
        return paged(partial(self.listing, name, polling=polling), query, size)

    async def any_of(
        self,
        name: str,
        conditions: Sequence[str],
        select: Sequence[str] = (),
        *,
        polling: bool = False,
        bare: bool = False,
    ) -> list[Row]:
        """Read the 1C records that fit any of the conditions, in few calls; `Permanent`: one alone is too long."""
        rows: list[Row] = []
        room = max(200, self._query_bytes - len(Query("", select, bare=bare).encode()) - len("$filter=&"))
        for taken, expression in one_of(conditions, limit_bytes=room):
            try:
                rows += await self.listing(name, Query(expression, select, bare=bare), polling=polling)
            except TooLongError:
                if len(taken) == 1:
                    raise Permanent("Веб-сервер 1С не пропускает даже короткий запрос.", reason="request") from None
                self._query_bytes = max(300, self._query_bytes // 2)
                _log.warning("1C's web server refused a long query", limit_bytes=self._query_bytes)
                rows += await self.any_of(name, taken, select, polling=polling, bare=bare)
        return rows

    async def read(self, name: str, guid: str, select: Sequence[str] = ()) -> Row | None:
        """Read one whole record of 1C, or None where there is none."""
        query = Query(select=select).encode()
        try:
            return record_of(await self._get(f"{name}({reference(guid)})?{query}"), BaseAwayError)
        except BaseMissing:
            return None

    async def constant(self, name: str, *, polling: bool = False) -> Any:
        """Read the value of a 1C constant; a release answers with an object or with a list of one."""
        answer = await self._get(f"{name}?$format=json", polling=polling)
        rows = rows_of(answer) if "value" in answer else [answer]
        return rows[0]["Value"] if rows else None

    async def create(self, name: str, body: Row) -> Row:
        """Create a record in 1C and return it as 1C saved it.

        Raises:
            DoubtfulWrite: no answer came; the record may exist.
            BaseExists: the `Ref_Key` sent is taken.
        """
        return record_of(await self._write("POST", f"{name}?$format=json", body), DoubtfulWrite)

    async def change(self, name: str, guid: str, body: Row) -> Row:
        """Change fields of a record in 1C and return it whole; a tabular part is replaced as a whole."""
        return record_of(await self._write("PATCH", f"{name}({reference(guid)})?$format=json", body), DoubtfulWrite)

    async def post(self, name: str, guid: str) -> None:
        """Post a 1C document, always by the method POST: 1C would do so on a GET as well."""
        await self._act(f"{name}({reference(guid)})/Post?PostingModeOperational=false&$format=json")

    async def unpost(self, name: str, guid: str) -> None:
        """Unpost a document of 1C by its reference."""
        await self._act(f"{name}({reference(guid)})/Unpost?$format=json")

    async def metadata(self) -> bytes:
        """Read 1C's `$metadata`; XML whatever is asked for, up to 17 MB."""
        return (await self._call("GET", "$metadata", polling=True)).content

    async def probe(self) -> None:
        """Probe 1C with a tiny question; raises when it does not serve us, or denies what it had published.

        A good answer to anybody, come meanwhile, says the same: where all sessions are busy with slow calls, 1C is slow
        and not away.
        """
        for look in self.promises.denied:
            await self._ask_for_denied(look)
        self._heard.clear()
        asked = asyncio.create_task(self._ask_for_little(), name="probe of 1C")
        heard = asyncio.create_task(self._heard.wait(), name="answers of 1C")
        try:
            await asyncio.wait({asked, heard}, return_when=asyncio.FIRST_COMPLETED)
            if asked.done():
                asked.result()
        finally:
            for task in (asked, heard):
                task.cancel()
            await asyncio.gather(asked, heard, return_exceptions=True)

    async def _ask_for_little(self) -> None:
        query = Query(select=(standard.REF,), top=1).encode()
        parse(await self._call("GET", f"{dictionary.CURRENCIES}?{query}", polling=not self.sessions.polls))

    async def _ask_for_denied(self, look: str) -> None:
        with suppress(Permanent):  # 1C understands it again; what it thinks of it does not matter here
            await self._call("GET", look, polling=not self.sessions.polls)
        self.promises.kept(look)

    async def _get(self, path: str, *, polling: bool = False) -> Row:
        async for attempt in _IN_PLACE.loop():
            with attempt:
                answer = parse(await self._call("GET", path, polling=polling))
                self._heard.set()
                return answer
        raise AssertionError("unreachable")  # pragma: no cover - tenacity re-raises

    async def _write(self, method: Method, path: str, body: Row | None) -> Row:
        answer = parse(await self._call(method, path, body), write=True)
        self._heard.set()
        if changed := not_kept(body or {}, answer):
            _log.warning("1C did not keep fields as they were sent", path=path.partition("(")[0], fields=changed)
        return answer

    async def _act(self, path: str) -> None:
        """Have 1C do something; of its answer only the status counts, as nobody says what form the rest has."""
        await self._call("POST", path)
        self._heard.set()

    async def _call(self, how: Method, path: str, body: Row | None = None, *, polling: bool = False) -> httpx.Response:
        async with self.sessions.take(polling=polling) as session:
            return await self._send(how, path, body, session)

    async def _send(self, method: Method, path: str, body: Row | None, session: BaseSession) -> httpx.Response:
        """Send one request to 1C; a session that ended meanwhile is begun anew, once."""
        try:
            return await self._exchange(method, path, body, session)
        except SessionLostError:
            session.cookie = None
            return await self._exchange(method, path, body, session)

    async def _exchange(self, method: Method, path: str, body: Row | None, session: BaseSession) -> httpx.Response:
        if time.monotonic() < self._barred_until:
            raise BaseBarredError("1C did not accept our user or password a moment ago", everywhere=True)
        with metrics.call(method, path):
            return await self._ask(method, path, body, session)

    async def _ask(self, method: Method, path: str, body: Row | None, session: BaseSession) -> httpx.Response:
        headers = self._session_headers(session)
        if body is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
        url = address(self.root, path)
        try:
            content = None if body is None else encode(set_of(path), body)
            timeout = _TIMEOUT if method == "GET" else _WRITE_TIMEOUT
            asked = self.way.build_request(method, url, content=content, headers=headers, timeout=timeout)
            response = await answer_to(self.way, asked, within_s=ANSWER_S)
        except httpx.HTTPError as error:
            raise lost(error, write=method != "GET") from error
        self._keep_session(session, response)
        if response.status_code in _OK and not is_page(response, path):
            self.rights.answered(path)
            return response
        in_session, long = "Cookie" in headers, len(url) > _SHORTEST_LIMIT
        promised = self.promises.cover(path)
        fault = fault_of(response, write=method != "GET", in_session=in_session, long=long, promised=promised)
        self._note(fault, method, path)
        raise error_of(fault)

    def _note(self, fault: BaseFault, method: Method, path: str) -> None:
        match action_for(fault):
            case "barred":
                self._barred_until = time.monotonic() + BARRED_S
            case "rights":
                self.rights.refused(path)
            case "unpublished":
                self.promises.broken(method, path)

    def _session_headers(self, session: BaseSession) -> dict[str, str]:
        if session.cookie:
            return {"Cookie": f"{COOKIE}={session.cookie}"}
        return {} if self.sessions.kept is False else {"IBSession": "start"}

    def _keep_session(self, session: BaseSession, response: httpx.Response) -> None:
        """Note whether this publication of 1C keeps sessions at all; not all do."""
        if cookie := session_of(response):
            session.cookie = cookie
            self.sessions.kept = True
        elif self.sessions.kept is None and response.status_code in _OK:
            self.sessions.kept = False

    async def _finish(self) -> None:
        """End all kept sessions of 1C at once: the process has few seconds left."""
        await asyncio.gather(*(self._end(session.cookie) for session in self.sessions if session.cookie))

    async def _end(self, cookie: str) -> None:
        headers = {"IBSession": "finish", "Cookie": f"{COOKIE}={cookie}"}
        try:
            end = self.way.build_request("GET", f"{self.root}/?$format=json", headers=headers)
            await answer_to(self.way, end, within_s=FINISH_S)
        except httpx.HTTPError:
            _log.info("1C did not confirm the end of a session")
