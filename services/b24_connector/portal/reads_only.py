"""The portal for whoever only asks: a request that would write never leaves."""

import json
from collections.abc import Iterator
from typing import Final

import httpx

from shared.process.asking import UnaskedWriteError

_READING: Final = frozenset({"get", "list", "fields", "time", "current", "findbycomm", "scope", "profile"})
"""The last words of methods that read; of any other nobody says so."""


async def refuse_writes(request: httpx.Request) -> None:
    """Let a request to the portal through that only reads, each of its commands where it is a batch.

    Raises:
        UnaskedWriteError: it would write, or it is not known to read.
    """
    for method in _methods(request):
        if method.rpartition(".")[2].lower() not in _READING:
            raise UnaskedWriteError(method)


def _methods(request: httpx.Request) -> Iterator[str]:
    method = request.url.path.rpartition("/")[2]
    if method != "batch":
        yield method
        return
    for command in json.loads(request.content)["cmd"].values():
        yield command.partition("?")[0]
