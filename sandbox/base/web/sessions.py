"""Sessions and licences of the simulated base: each call opens one unless it brings the cookie of a kept one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from uuid import uuid4

from sandbox.base.faults import WebPage, application_error
from sandbox.base.switches import BaseSwitches


class Sessions:
    """Who holds a licence of the simulated base: kept sessions, and calls under way without one."""

    def __init__(self) -> None:
        self.kept: set[str] = set()
        self.passing = 0

    @contextmanager
    def call(self, switches: BaseSwitches, headers: dict[str, str]) -> Iterator[dict[str, str]]:
        """Hold a licence of the simulated base for the time of a call.

        Yields:
            headers to add to the answer

        Raises:
            WebPage: no licence (406 when a session was to be kept, else 500), a dead cookie (404)

        """
        wish = headers.get("ibsession", "").lower() if switches.ibsession else ""
        cookie = SimpleCookie(headers.get("cookie", "")).get("ibsession") if switches.ibsession else None
        if cookie is not None:
            yield self._known(cookie.value, wish)
            return
        if switches.licences and len(self.kept) + self.passing >= switches.licences:
            raise (
                WebPage(406, "406 Not Acceptable", "Не обнаружено свободной лицензии!")
                if wish
                else application_error("Не обнаружено свободной лицензии!")
            )
        if wish == "start":
            session = str(uuid4())
            self.kept.add(session)
            yield {"Set-Cookie": f"ibsession={session}; path=/"}
            return
        self.passing += 1
        try:
            yield {}
        finally:
            self.passing -= 1

    def _known(self, session: str, wish: str) -> dict[str, str]:
        if session not in self.kept:
            raise WebPage(404, "404 Not Found", "Сеанс отсутствует или удален")
        if wish == "finish":
            self.kept.discard(session)
        return {}
