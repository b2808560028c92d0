"""Sessions of the console's web pages: a signed cookie that expires, or ends with the password or a log-out."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from services.console.web.settings import WebSettings
from shared.process.signed import proven, signed

_PURPOSE = "session"


class Sessions:
    """The cookies of the web pages' sessions.

    Args:
        settings: key, hours, and whether the cookie may cross an open network.
        accounts: hashes by name; a session ends when its name's hash is another.
    """

    def __init__(self, settings: WebSettings, accounts: Mapping[str, str]) -> None:
        self._key = settings.console_key.get_secret_value() or secrets.token_hex(32)
        self._accounts = accounts
        self._lasts = timedelta(hours=settings.console_session_hours)
        self._secure = settings.is_encrypted
        self._cookie = "__Host-dealbus" if self._secure else "dealbus"
        self._ended: dict[str, datetime] = {}

    def begin(self, response: Response, name: str) -> None:
        """Begin the web session of a person who has proven his name: set the signed cookie."""
        until = datetime.now(UTC) + self._lasts
        token = signed(self._key_of(name), _PURPOSE, f"{name} {secrets.token_hex(8)}", until)
        response.set_cookie(
            self._cookie,
            token,
            max_age=int(self._lasts.total_seconds()),
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )

    def end(self, request: Request, response: Response) -> None:
        """End a web session on the server too, so that a copied cookie is of no use."""
        now = datetime.now(UTC)
        self._ended = {token: until for token, until in self._ended.items() if until > now}
        if self.who(request):
            self._ended[request.cookies[self._cookie]] = now + self._lasts
        response.delete_cookie(self._cookie, secure=self._secure, httponly=True, samesite="lax")

    def who(self, request: Request) -> str | None:
        """Return the name of the reader whom the session cookie proves; None: nobody has logged in."""
        token = request.cookies.get(self._cookie, "")
        if not token or token in self._ended:
            return None
        for name in self._accounts:
            words = proven(self._key_of(name), _PURPOSE, token)
            if words is not None and words.rpartition(" ")[0] == name:
                return name
        return None

    def _key_of(self, name: str) -> str:
        return self._key + self._accounts[name]
