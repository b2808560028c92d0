"""The synchronous client of both simulators' control interfaces, through which the people act."""

import json
import ssl
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Self

import httpx


class RefusedError(Exception):
    """The simulator did not do what a person asked through its control interface; the text is its answer."""


class Control:
    """A client of a simulator's control interface.

    Args:
        url: as the simulator printed it, with a slash at the end.
    """

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=120, trust_env=False, verify=_certificates())

    def get(self, path: str, /, **query: Any) -> Any:
        """Read something from a simulator's control interface; numbers are exact."""
        return self._read(self._http.get(path, params=query))

    def post(self, path: str, /, **body: Any) -> Any:
        """Do something through a simulator's control interface.

        Raises:
            RefusedError: with the simulator's words.
        """
        content = json.dumps(body, ensure_ascii=False, default=_plain)
        return self._read(self._http.post(path, content=content, headers={"content-type": "application/json"}))

    def delete(self, path: str) -> Any:
        """Remove something through a simulator's control interface."""
        return self._read(self._http.delete(path))

    def close(self) -> None:
        """Close the connections to a simulator."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @staticmethod
    def _read(answer: httpx.Response) -> Any:
        if answer.is_error:
            raise RefusedError(f"{answer.request.url.path}: {answer.status_code} {answer.text[:500]}")
        return json.loads(answer.content, parse_float=Decimal) if answer.content else None


def glance(url: str, *, auth: httpx.Auth | None = None, params: Mapping[str, str] | None = None) -> Any:
    """Look once at what any program's address answers, in JSON, without reading the certificates anew each time."""
    answer = httpx.get(url, auth=auth, params=params, timeout=30, trust_env=False, verify=_certificates())
    answer.raise_for_status()
    return answer.json()


@cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()


def _plain(value: Any) -> Any:
    """Write money as a plain number; the control interfaces read it exactly."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} cannot be sent")
