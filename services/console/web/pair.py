"""The web page of one deal and its order: history, hindrances, what both systems hold now; and the search."""

import asyncio
from typing import Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.console.dead_letters import dead
from services.console.keys import key_in
from services.console.standing.frozen import FrozenGroup
from services.console.surroundings import MAPPER, answered
from services.console.trace.timeline import GROUPS_NAMED, happenings
from services.console.trace.tracing import Trace
from services.console.web.drawing import Drawing, language_of, speech_in, translator
from services.console.web.kept import Kept
from services.console.web.settings import WebSettings
from services.console.web.story import both_now, story
from services.console.web.values import beside, rows_of

_LONGEST: Final = 100
_AT_ONCE: Final = 2
"""Pages that are gathered at once: each has two services asked."""


class PairPages:
    """The endpoints of the web pages of one pair, and of the search for it.

    Args:
        settings: where the database is.
        drawing: draws them.
        letters: what has failed, as the page of failed messages keeps it.
        frozen: what is taken out of the exchange, as the first page keeps it.
    """

    def __init__(
        self,
        settings: WebSettings,
        drawing: Drawing,
        letters: Kept[list[dead.Found]],
        frozen: Kept[list[FrozenGroup]],
    ) -> None:
        self._settings, self._drawing = settings, drawing
        self._letters, self._frozen = letters, frozen
        self._at_once = asyncio.Semaphore(_AT_ONCE)

    async def told(self, request: Request) -> Response:
        """Show the page of a pair: what happened to a deal and its order, and what hinders it now."""
        return await self._told(request, request.path_params["key"])

    async def linked(self, request: Request) -> Response:
        """Show the page of a pair to the holder of a deal's link; it leads nowhere else."""
        key = self._settings.links.read(request.path_params["token"])
        if key is None:
            return self._drawing.page(request, "old_link", 403)
        return await self._told(request, key)

    async def _told(self, request: Request, key: str) -> Response:
        if key_in(key) != key:
            return self._drawing.page(request, "nothing", 404)
        async with self._at_once:
            return await self._gathered(request, key)

    async def _gathered(self, request: Request, key: str) -> Response:
        letters, _ = await self._letters.get()
        found = await story(self._settings, key, letters)
        frozen, _ = await self._frozen.get()
        ours = [one for one in frozen if one.key in {key, str((found.pair or {}).get("_id"))}]
        shown = _shown(found, language_of(request))
        return self._drawing.page(
            request, "pair", 200 if found.known else 404, **shown, frozen=ours, groups=GROUPS_NAMED
        )

    async def now(self, request: Request) -> Response:
        """Show the page of what both systems hold of a pair now, asking them."""
        key = request.path_params["key"]
        if key_in(key) != key:
            return self._drawing.page(request, "nothing", 404)
        heard = await answered(MAPPER, "trace", key)
        deal, order = await both_now(self._settings, heard["pair"] or _alone(key))
        return self._drawing.page(
            request,
            "values",
            key=key,
            deal=deal,
            order=order,
            values=beside(deal.order, order.order, language_of(request)),
            rows=(rows_of(deal.order), rows_of(order.order)),
        )

    async def find(self, request: Request) -> Response:
        """Show the search page: find a pair by key, number of the deal or the order, or INN."""
        words = request.query_params.get("q", "").strip()[:_LONGEST]
        if key := key_in(words):
            return RedirectResponse(f"/pair/{quote(key)}", 303)
        pairs = await answered(MAPPER, "find", words, "exactly") if words else []
        if len(pairs) == 1:
            return RedirectResponse(f"/pair/{quote(pairs[0]['_id'])}", 303)
        return self._drawing.page(request, "find", words=words, pairs=pairs)


def _shown(found: Trace, language: str) -> dict[str, Any]:
    past = happenings(found.history, speech_in(language))
    pair = {"b24": "", "onec": "", **(found.pair or {})}
    return {
        "key": found.key,
        "known": found.known,
        "pair": pair,
        "about": {"title": "", "number": "", "client": "", "inn": "", **(pair.get("about") or {})},
        "past": past[::-1],
        "hindrances": found.now(translator(language)),
    }


def _alone(key: str) -> dict[str, str]:
    kind, _, identity = key.partition(":")
    return {"b24": identity} if kind == "deal" else {"onec": identity}
