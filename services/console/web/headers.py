"""Security headers of every web page: nothing from elsewhere, no script at all, no frame, nothing cached."""

from collections.abc import Mapping, MutableMapping
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}
_ENCRYPTED: Final = {"Strict-Transport-Security": "max-age=31536000"}


class SafeHeaders:
    """Middleware that adds the security headers to the console's web pages.

    Args:
        app: what answers.
        encrypted: people reach the page through TLS.
    """

    def __init__(self, app: ASGIApp, *, encrypted: bool) -> None:
        self._app = app
        headers = {**_HEADERS, **(_ENCRYPTED if encrypted else {})}
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for a web page with the security headers."""

        async def sending(message: Message) -> None:
            await send(self._with_headers(message) if message["type"] == "http.response.start" else message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)

    def _with_headers(self, message: MutableMapping[str, Any]) -> Message:
        ours = {name for name, _ in self._headers}
        theirs = [(name, value) for name, value in message.get("headers", ()) if name.lower() not in ours]
        return {**message, "headers": [*theirs, *self._headers]}
