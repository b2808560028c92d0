"""Asynchronous clients of both simulators' control interfaces, for the boards."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

import httpx


class NotDoneError(Exception):
    """A simulator did not do what was asked on the boards; the text is its own."""


@dataclass(frozen=True)
class Side:
    """One simulator, portal or base, as the boards ask it.

    Args:
        http: a client of its control interface.
    """

    http: httpx.AsyncClient

    @classmethod
    def at(cls, control: str) -> Self:
        """Open the boards' client of a simulator's control interface; `control` ends with a slash."""
        return cls(httpx.AsyncClient(base_url=control, timeout=30, trust_env=False))

    async def see(self, path: str) -> Any:
        """Read for the boards from a simulator's control interface; numbers are exact.

        Raises:
            NotDoneError: there is no such thing, or nobody answers.
        """
        return await self._answered("GET", path)

    async def do(self, path: str, body: Mapping[str, Any] | None = None, *, method: str = "POST") -> Any:
        """Do in a simulator what a person does on the boards.

        Raises:
            NotDoneError: it is refused; nothing has changed.
        """
        return await self._answered(method, path, dict(body or {}))

    async def _answered(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        try:
            answer = await self.http.request(method, path, json=body)
        except httpx.HTTPError as trouble:
            raise NotDoneError(f"Программа не отвечает: {type(trouble).__name__}") from trouble
        if answer.is_error:
            raise NotDoneError(_reason(answer))
        return json.loads(answer.content, parse_float=Decimal) if answer.content else {}


def _reason(answer: httpx.Response) -> str:
    try:
        told = answer.json()
    except ValueError:
        return answer.text[:300] or f"Отказ {answer.status_code}"
    reasons = [str(line.get("text") or line) for line in told.get("journal") or []]
    return ": ".join((str(told.get("error") or answer.status_code), *reasons))
