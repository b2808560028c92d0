"""One synchronous client for both control interfaces."""

import json
from decimal import Decimal
from typing import Any, Self

import httpx


class RefusedError(Exception):
    """The simulator did not do what a person asked; the text is its answer."""


class Control:
    """A control interface.

    Args:
        url: as the simulator printed it, with a slash at the end.
    """

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=120, trust_env=False)

    def get(self, path: str, /, **query: Any) -> Any:
        """Look at something; numbers are exact."""
        return self._read(self._http.get(path, params=query))

    def post(self, path: str, /, **body: Any) -> Any:
        """Do something.

        Raises:
            RefusedError: with the simulator's words.
        """
        content = json.dumps(body, ensure_ascii=False, default=_plain)
        return self._read(self._http.post(path, content=content, headers={"content-type": "application/json"}))

    def delete(self, path: str) -> Any:
        """Remove something."""
        return self._read(self._http.delete(path))

    def close(self) -> None:
        """Close the connections."""
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


def _plain(value: Any) -> Any:
    """Write money as a plain number; the control interfaces read it exactly."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} cannot be sent")
