"""Assembles the console's web pages into one application: which path shows which page, and who may see it."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from services.console.web.away import answering
from services.console.web.directory import DirectoryPages
from services.console.web.drawing import HERE, Drawing
from services.console.web.entrance import Entrance, WriteAnswer
from services.console.web.headers import SafeHeaders
from services.console.web.overview import Overview
from services.console.web.pair import PairPages
from services.console.web.rules import RulesPage
from services.console.web.settings import WebSettings
from services.console.web.throttle import Throttle
from shared.process.page_links import PATH
from shared.rules import load_rules


def application(settings: WebSettings) -> Starlette:
    """Build the web application of the console's pages, with health, static files and the page for nothing found.

    Raises:
        RulesError: the rules file cannot be read.
    """
    drawing = Drawing(load_rules(settings.rules).timezone)
    entrance = Entrance(settings, drawing, Throttle())

    guarded, linked = _pages(settings, drawing)

    async def alive(_: Request) -> Response:
        return PlainTextResponse("alive")

    async def nothing(request: Request, _: Exception) -> Response:
        return drawing.page(request, "nothing", 404)

    site = Starlette(
        routes=[
            *entrance.routes(),
            *(Route(path, page) for path, page in linked.items()),
            *(Route(path, entrance.guarded(page)) for path, page in guarded.items()),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=settings.hosts)],
        exception_handlers={404: nothing},
    )
    return Starlette(
        routes=[Route("/health/live", alive), Route("/health/ready", alive), Mount("/", site)],
        middleware=[Middleware(SafeHeaders, encrypted=settings.is_encrypted)],
    )


def _pages(settings: WebSettings, drawing: Drawing) -> tuple[dict[str, WriteAnswer], dict[str, WriteAnswer]]:
    """Return the web pages for logged-in users, and those for holders of a link, by path."""
    overview = Overview(settings, drawing)
    pairs = PairPages(settings, drawing, overview.letters, overview.frozen)
    others = DirectoryPages(settings, drawing)
    pages = {
        "/": overview.status,
        "/standing": overview.standing,
        "/failed": overview.failed,
        "/find": pairs.find,
        "/pair/{key}": pairs.told,
        "/pair/{key}/now": pairs.now,
        "/doubts": others.doubts,
        "/doubts/{key}": others.doubt,
        "/loads": others.loads,
        "/reconciliation": others.reconciliation,
        "/rules": RulesPage(settings, drawing).shown,
    }
    guarded = {path: answering(page, drawing) for path, page in pages.items()}
    return guarded, {f"{PATH}{{token}}": answering(pairs.linked, drawing)}
