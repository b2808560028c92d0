"""Renders the web pages: quoted, without secrets, in the reader's language (cookie), by the customer's clock."""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from services.console.standing.closed import PEERS
from services.console.standing.reasons import REASONS
from services.console.standing.refused import ago
from services.console.trace.timeline import RUSSIAN, Speech
from services.console.web.english import AGO, ENGLISH, REASONS_IN_ENGLISH
from shared.observe.masking import mask
from shared.observe.terminal import shown_lines

HERE: Final = Path(__file__).parent
LANGUAGES: Final = ("ru", "en")
_LANGUAGE_COOKIE: Final = "dealbus-language"

PAGES: Final = (
    ("/", "Состояние"),
    ("/standing", "Ждут"),
    ("/failed", "Отложено"),
    ("/doubts", "Вопросы"),
    ("/loads", "Загрузка"),
    ("/reconciliation", "Сверка"),
    ("/rules", "Правила"),
    ("/find", "Найти"),
)
"""The menu."""


Words = Callable[[str], str]
"""Turns our own words into those of the reader's language."""


class Drawing:
    """Renders the templates of the console's web pages.

    Args:
        zone: the customer's clock.
    """

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            finalize=_safe,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(self, request: Request, template: str, code: int = 200, /, **values: Any) -> HTMLResponse:
        """Render a web page from its template for the present reader.

        Args:
            request: what was asked; tells the language.
            template: name without its ending.
            code: of the answer.
            values: of the template.
        """
        language = language_of(request)
        drawn = self._templates.get_template(f"{template}.html").render(
            {
                "t": translator(language),
                "language": language,
                "pages": PAGES,
                "here": request.url.path,
                "who": request.scope.get("who", ""),
                "may_ask": "who" in request.scope,
                "moment": self._moment,
                "ago": _ago_in(language),
                "reason": lambda why: reason_in(language, why),
                "peers": PEERS if language == "ru" else {"b24": "Bitrix24", "onec": "1C"},
                **values,
            }
        )
        return HTMLResponse(drawn, code)

    @property
    def zone(self) -> tzinfo:
        """The customer's time zone, in which the web pages show moments."""
        return self._zone

    def _moment(self, at: datetime | str | None) -> str:
        """Show a moment on a web page in the customer's zone; «—» if there is none."""
        if not at:
            return "—"
        moment = datetime.fromisoformat(at) if isinstance(at, str) else at
        return f"{moment.astimezone(self._zone):%d.%m.%Y %H:%M}"


def language_of(request: Request) -> str:
    """Return the language that the reader of a page has chosen by cookie; Russian by default."""
    chosen = request.cookies.get(_LANGUAGE_COOKIE, "")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def choose(response: Any, language: str) -> None:
    """Store a reader's choice of language in a cookie for a year."""
    response.set_cookie(_LANGUAGE_COOKIE, language, max_age=365 * 86400, httponly=True, samesite="lax")


def translator(language: str) -> Words:
    """Return a function that translates the pages' own Russian words into a language."""
    return (lambda words: words) if language == "ru" else (lambda words: ENGLISH[words])


def speech_in(language: str) -> Speech:
    """Return how a pair's history is told in the reader's language."""
    return RUSSIAN if language == "ru" else Speech(translator(language), REASONS_IN_ENGLISH)


def reason_in(language: str, why: str) -> str:
    """Return the name of a refusal's reason in the reader's language; an unknown one by its own word."""
    named: Mapping[str, str] = REASONS if language == "ru" else REASONS_IN_ENGLISH
    return named.get(why, why) or translator(language)("причина в ленте сделки")


def _ago_in(language: str) -> Callable[[datetime, datetime], str]:
    return ago if language == "ru" else _ago_in_english


def _ago_in_english(since: datetime, now: datetime) -> str:
    told = ago(since, now)
    for russian, english in AGO.items():
        told = told.replace(russian, english)
    return told


def _safe(value: Any) -> Any:
    """Mask secrets and remove control characters in whatever is put into a template, before it is quoted.

    What a macro has drawn went through here piece by piece, and is HTML.
    """
    return shown_lines(mask(value)) if isinstance(value, str) and not isinstance(value, Markup) else value
