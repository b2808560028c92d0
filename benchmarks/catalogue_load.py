"""What a first load of the catalogue costs the portal: seconds, requests and bytes, in virtual time.

    python -m benchmarks.catalogue_load [items] [handlers]

The connector's own writer and batcher against the simulated portal, both in this process; the portal is at work as long
as it charges, by the vendor's samples, and time is moved on whenever everybody waits for it. Each item is new, with an
article and a barcode; a second pass finds each as it is wanted. Two handlers were at work until loads were measured.
"""

import asyncio
import logging
import sys

import structlog

from services.b24_connector.__main__ import DIRECTORY_PREFETCH
from tests.integration.b24_connector.catalogue_load import Loading, groups, in_virtual_time, items, least_s, opened


async def passed(loading: Loading, name: str, count: int) -> str:
    """Run one pass and say what it took."""
    loop, wire = asyncio.get_running_loop(), loading.wire
    began, requests, sent, received, writes = loop.time(), wire.requests, wire.sent, wire.received, loading.writes()
    await loading.run([*groups(), *items(count)])
    each = 1000 / count
    return (
        f"{name}: {loop.time() - began:.0f} s; for 1 000 items {(wire.requests - requests) * each:.0f} requests, "
        f"{(wire.sent - sent) * each / 1000:.0f} kB sent, {(wire.received - received) * each / 1000:.0f} kB received; "
        f"{loading.writes() - writes} written, refused for a limit: {sum(wire.refused.values())}"
    )


async def measured(count: int, handlers: int) -> str:
    """Load, and pass once more."""
    async with opened(prefetch=handlers) as loading:
        first = await passed(loading, f"{count} new items, {handlers} handlers", count)
        again = await passed(loading, "once more", count)
    return f"{first}\n{again}\nleast that the operating time allows: {least_s(count):.0f} s"


def main(count: int = 2000, handlers: int = DIRECTORY_PREFETCH) -> None:
    """Run and print."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    print(in_virtual_time(lambda: measured(count, handlers)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
