"""A portal and a base that fail, are slow, lose answers, shut or miss something; events that go astray."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.chaos.breaking.scene import Kind, Scene

WRITES_OF_PORTAL = (
    *("crm.item.add", "crm.item.update", "crm.item.productrow.set", "crm.timeline.comment.add", "batch"),
    *("catalog.product.add", "catalog.product.update", "catalog.section.add"),
)
PASSING_400 = ("ERROR_UNEXPECTED_ANSWER", "QUERY_LIMIT_EXCEEDED", "INTERNAL_SERVER_ERROR")
ROCKY = {"event_loss": 0.2, "event_duplicate": 0.3, "event_delay_ms": 700, "event_reorder": True}
SMOOTH = {"event_loss": 0, "event_duplicate": 0, "event_delay_ms": 0, "event_reorder": False, "rate": 0}
LEAVABLE = (
    ("Document_ЗаказКлиента",),
    ("Catalog_Партнеры", "Catalog_Контрагенты"),
    ("InformationRegister_СостоянияЗаказовКлиентов",),
    ("Catalog_Номенклатура", "InformationRegister_ШтрихкодыНоменклатуры"),
)
"""Sets that somebody takes out of the publication for a while."""


class OfPortal:
    """Faults of the portal and of the way of its events."""

    def __init__(self, scene: Scene) -> None:
        self._scene, self._random = scene, scene.random
        self.kinds: Mapping[str, Kind] = {
            "portal fails": self._fails,
            "portal says 400": self._says_400,
            "portal's answer lost": self._loses_answers,
            "portal slow": self._is_slow,
            "events astray": self._events_go_astray,
        }

    async def mend(self) -> None:
        """Let it answer, and its events arrive."""
        await asyncio.to_thread(self._scene.portal.delete, "faults")
        await self._scene.tell_portal("switches", **SMOOTH)

    async def _fails(self) -> str:
        kind, count = self._random.choice(("503", "429", "500", "html", "drop")), self._random.randint(1, 6)
        await self._scene.tell_portal("faults", kind=kind, count=count)
        return f"{count} × {kind} of the portal"

    async def _says_400(self) -> str:
        code, count = self._random.choice(PASSING_400), self._random.randint(1, 4)
        await self._scene.tell_portal("faults", kind="error", status=400, code=code, text="Try later", count=count)
        return f"{count} × 400 {code} of the portal"

    async def _loses_answers(self) -> str:
        method = self._random.choice(WRITES_OF_PORTAL)
        count = self._random.randint(1, 2)
        await self._scene.tell_portal("faults", kind="drop", method=method, commit=True, count=count)
        return f"answer of {method} lost after it was carried out"

    async def _is_slow(self) -> str:
        commit = self._random.random() < 0.5
        await self._scene.tell_portal("faults", kind="slow", delay_ms=4000, count=4, commit=commit)
        return "four slow answers of the portal"

    async def _events_go_astray(self) -> str:
        await self._scene.tell_portal("switches", **ROCKY)
        await self._scene.hold(6)
        await self._scene.tell_portal("switches", **SMOOTH)
        return "events lost, doubled, late and out of order"


class OfBase:
    """Faults of 1C and its publication."""

    def __init__(self, scene: Scene) -> None:
        self._scene, self._random = scene, scene.random
        self.kinds: Mapping[str, Kind] = {
            "base fails": self._fails,
            "base locks rows": self._locks_rows,
            "base's answer lost": self._loses_answers,
            "base slow": self._is_slow,
            "base closed": self._is_closed,
            "base unpublished in part": self._leaves_out,
        }

    async def mend(self) -> None:
        """Let it answer, and publish everything."""
        await self._scene.tell_base("faults", faults=[])
        await self._scene.tell_base("unlock")
        await self._scene.tell_base("switches", unpublished_sets=[])

    async def _fails(self) -> str:
        kind = self._random.choice(("html_500", "html_503", "html_200", "drop_before", "versions_409"))
        await self._order(kind=kind, times=self._random.randint(1, 5))
        return f"{kind} of the base"

    async def _locks_rows(self) -> str:
        method, times = self._random.choice(("", "PATCH", "POST")), self._random.randint(1, 5)
        await self._order(kind="error_500", method=method, times=times)
        return f"rows locked for {times} calls {method}".strip()

    async def _loses_answers(self) -> str:
        method = self._random.choice(("POST", "PATCH"))
        await self._order(kind="drop_after_commit", method=method, times=self._random.randint(1, 2))
        return f"answer of a {method} lost after the base carried it out"

    async def _is_slow(self) -> str:
        await self._order(kind="slow", seconds=4, times=4)
        return "four slow answers of the base"

    async def _is_closed(self) -> str:
        await self._scene.tell_base("lock")
        seconds = await self._scene.hold(2, 8)
        await self._scene.tell_base("unlock")
        return f"the base was closed for {seconds} s"

    async def _leaves_out(self) -> str:
        sets = self._random.choice(LEAVABLE)
        await self._scene.tell_base("switches", unpublished_sets=list(sets))
        seconds = await self._scene.hold(3, 15)
        await self._scene.tell_base("switches", unpublished_sets=[])
        return f"{', '.join(sets)} not published for {seconds} s"

    async def _order(self, **fault: Any) -> None:
        await self._scene.tell_base("faults", **fault)
