"""Refuses every write to 1C for whoever only asks: the request never leaves."""

import httpx

from shared.process.asking import UnaskedWriteError


async def refuse_writes(request: httpx.Request) -> None:
    """Let a request to 1C through that only reads.

    Raises:
        UnaskedWriteError: it is none: records are written by POST and PATCH, and posted by POST.
    """
    if request.method != "GET":
        raise UnaskedWriteError(f"{request.method} {request.url.path}")
