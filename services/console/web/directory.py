"""Web pages about doubts that wait for a person, the first load, and the last reconciliation."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from services.console.matching import command as match
from services.console.matching import deciding as matching
from services.console.matching.couples import MatchError
from services.console.reconcile import following, report
from services.console.standing import status
from services.console.standing.closed import closed_peer
from services.console.web.drawing import Drawing
from services.console.web.kept import Kept
from services.console.web.settings import WebSettings
from shared.bus.topology import depths
from shared.messages.routes import GROUPS
from shared.store.connection import connect
from shared.store.pairs import Pairs

MOST: Final = 200
"""Doubts that a page lists."""
LOADED: Final[Mapping[str, str]] = {
    "product": "Товары",
    "section": "Группы товаров",
    "company": "Компании",
    "contact": "Контакты",
    "deal": "Сделки и заказы",
}
"""What a load pairs, by the kind of the pair."""
_LANES: Final = tuple(group for group in GROUPS if group.endswith(".directory"))


class DirectoryPages:
    """The endpoints of the web pages of doubts, loads and reconciliation.

    Args:
        settings: where the database is.
        drawing: draws them.
    """

    def __init__(self, settings: WebSettings, drawing: Drawing) -> None:
        self._settings, self._drawing = settings, drawing
        self._lanes = Kept(lambda: depths(settings.amqp_url, _LANES))
        self._peers = Kept(status.peers)

    async def doubts(self, request: Request) -> Response:
        """Show the page of the doubts that only a person can decide, the oldest first."""
        found, total = await matching.oldest(self._settings, MOST)
        return self._drawing.page(request, "doubts", doubts=found, total=total, kinds=match.KINDS, keys=match.KEYS)

    async def doubt(self, request: Request) -> Response:
        """Show the page of one doubt with its candidates, and the commands that decide it."""
        try:
            found, taken = await matching.look(self._settings, request.path_params["key"])
        except MatchError:
            return self._drawing.page(request, "nothing", 404)
        return self._drawing.page(request, "doubt", one=found, taken=taken, kinds=match.KINDS, keys=match.KEYS)

    async def loads(self, request: Request) -> Response:
        """Show the page of the load: how many records of each kind are paired, and what is under way."""
        counts = await self._paired()
        lanes, at = await self._lanes.get()
        peers, _ = await self._peers.get()
        waits_for = partial(closed_peer, peers=peers)
        return self._drawing.page(
            request, "loads", counts=counts, captions=LOADED, lanes=lanes, waits_for=waits_for, at=at
        )

    async def _paired(self) -> Mapping[str, int]:
        stages: list[dict[str, Any]] = [
            {"$match": {"kind": {"$in": list(LOADED)}, "onec": {"$gt": ""}}},  # a half is missing for seconds only
            {"$group": {"_id": "$kind", "count": {"$sum": 1}}},  # in the index alone
        ]
        async with connect(self._settings.mongo_url, self._settings.mongo_database) as database:
            counted = await Pairs(database).documents.aggregate(stages)
            found = {one["_id"]: one["count"] async for one in counted}
        return {kind: found.get(kind, 0) for kind in LOADED}

    async def reconciliation(self, request: Request) -> Response:
        """Show the page of what the last reconciliation found."""
        found = await following.first()
        run = found["run"]
        going = following.progress(run) if run and run["step"] not in {"done", "failed"} else ""
        return self._drawing.page(
            request,
            "reconciliation",
            run=run,
            said=report.told(found).splitlines(),
            going=going,
            differences=found["differences"],
            total=found["totals"]["differences"] + found["totals"]["earlier"],
        )
