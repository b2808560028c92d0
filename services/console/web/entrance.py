"""The log-in to the web pages: logging in and out, choosing a language, and protecting every other page."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qs, quote, urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from services.console.web.drawing import LANGUAGES, Drawing, choose
from services.console.web.passwords import NOBODY, accounts, fits
from services.console.web.sessions import Sessions
from services.console.web.settings import WebSettings
from services.console.web.throttle import Throttle
from shared.process.push import EventRefused, body_of

log = structlog.get_logger()

WriteAnswer = Callable[[Request], Awaitable[Response]]
_LONGEST = 4096
_NAME_SHOWN = 100
_WRONG = "Имя или пароль не подходит."
_TOO_OFTEN = "Слишком много попыток. Попробуйте через несколько минут."
_FOREIGN = "Форма отправлена с чужой страницы. Откройте вход заново."


class Entrance:
    """Decides who may see a web page: log-in, log-out, and the guard of all other pages.

    Args:
        settings: who there is, and how long he stays.
        drawing: draws the log-in.
        throttle: how often one may try.
    """

    def __init__(self, settings: WebSettings, drawing: Drawing, throttle: Throttle) -> None:
        self._accounts = accounts(settings.console_users.get_secret_value())
        self._sessions = Sessions(settings, self._accounts)
        self._drawing, self._throttle = drawing, throttle
        self._trying = asyncio.Lock()  # a try takes 32 MiB and a third of a second of a core

    def routes(self) -> list[Route]:
        """Return the routes that are open to everybody: log-in, log-out, choice of language."""
        return [
            Route("/login", self.door),
            Route("/login", self.log_in, methods=["POST"]),
            Route("/logout", self.log_out, methods=["POST"]),
            Route("/language/{language}", self.language),
        ]

    def guarded(self, page: WriteAnswer) -> WriteAnswer:
        """Wrap a page so that only logged-in users see it; others are led to the log-in and back."""

        async def answer(request: Request) -> Response:
            who = self._sessions.who(request)
            if who is None:
                path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
                return RedirectResponse(f"/login?next={quote(path)}", 303)
            request.scope["who"] = who
            return await page(request)

        return answer

    async def door(self, request: Request) -> Response:
        """Show the log-in form of the web pages."""
        return self._form(request, 200, after=request.query_params.get("next", "/"))

    async def log_in(self, request: Request) -> Response:
        """Begin a web session for a name and its password, unless the form is foreign or tried too often."""
        try:
            form = _form_of(await body_of(request, _LONGEST))
        except EventRefused as refused:
            return self._form(request, refused.status, _WRONG)
        name, after = form.get("name", "")[:_NAME_SHOWN], form.get("next", "/")
        if not _is_ours(request):
            return self._form(request, 403, _FOREIGN, after)
        address = request.client.host if request.client else ""
        async with self._trying:
            wait_s = self._throttle.wait_s(address, name)
            if wait_s:
                log.warning("log-in refused, too many attempts", name=name, address=address)
                refusal = self._form(request, 429, _TOO_OFTEN, after)
                refusal.headers["Retry-After"] = str(int(wait_s) + 1)
                return refusal
            stored = self._accounts.get(name, NOBODY)
            is_right = await asyncio.to_thread(fits, form.get("password", ""), stored)
            if not is_right:
                self._throttle.failed(address, name)
                log.warning("log-in refused, name or password is wrong", name=name, address=address)
                return self._form(request, 403, _WRONG, after)
        log.info("logged in", name=name, address=address)
        response = RedirectResponse(local(after), 303)
        self._sessions.begin(response, name)
        return response

    async def log_out(self, request: Request) -> Response:
        """End the web session of a reader who logs out."""
        response = RedirectResponse("/login", 303)
        if _is_ours(request):
            self._sessions.end(request, response)
        return response

    async def language(self, request: Request) -> Response:
        """Store the reader's choice of language and lead him back to his page."""
        response = RedirectResponse(local(request.query_params.get("next", "/")), 303)
        if request.path_params["language"] in LANGUAGES:
            choose(response, request.path_params["language"])
        return response

    def _form(self, request: Request, status: int, said: str = "", after: str = "/") -> Response:
        return self._drawing.page(request, "login", status, said=said, after=local(after))


def local(path: str) -> str:
    r"""Return a path of this site to go to; the first page instead of an address elsewhere, `//host` or `/\\host`."""
    address = urlsplit(path) if path.isprintable() else None
    is_local = (
        address is not None and path.startswith("/") and not path.startswith(("//", "/\\")) and not address.netloc
    )
    return path if is_local else "/"


def _form_of(body: bytes) -> Mapping[str, str]:
    found = parse_qs(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=10)
    return {name: values[-1] for name, values in found.items()}


def _is_ours(request: Request) -> bool:
    """Tell whether a log-in form was sent from a page of this site, as browsers say with every form."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")
