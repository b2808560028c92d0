"""What a million pairs cost: the mapper's handler of a decision about a deal, with few pairs and with many, in one run.

    python -m benchmarks.pairs [--pairs 1000000] [--messages 500]

Starts a database of its own. A message names the deal, its client with requisite, and three products, so six ids are
looked up; half of the deals have a pair, half get one. Processor time of mapper and database a message is printed: on a
busy machine it says more than the clock.
"""

import argparse
import asyncio
import logging
import os
import random
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from pymongo.asynchronous.database import AsyncDatabase

from benchmarks.replicas import deal, processor_time
from sandbox.stack import Program
from sandbox.stack.database import local_database
from services.mapper.handlers.orders import Mapper
from services.mapper.links import Links
from services.mapper.vocabulary import Vocabulary
from shared.messages.envelope import wrap
from shared.messages.ring.decisions import OrderWanted
from shared.store.connection import connect
from tests.delivered import delivered_rules

FEW, AT_ONCE = 1000, 10_000


async def fill(database: AsyncDatabase[dict[str, Any]], first: int, end: int) -> None:
    """Store pairs of deals, by number."""
    for start in range(first, end, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, end))
        pairs = [{"_id": f"deal:{one}", "kind": "deal", "b24": str(one), "onec": str(UUID(int=one))} for one in numbers]
        await database["links"].insert_many(pairs, ordered=False)


async def handled(mapper: Mapper, numbers: list[int]) -> float:
    """Handle decisions about deals; returns seconds."""
    began = time.perf_counter()
    for number in numbers:
        message = OrderWanted(order=deal(number), wanted="yes", may_create=True)
        done = await mapper.order_wanted(wrap(message, source="bench"), message)
        if done.then is not None:
            await done.then()
    return time.perf_counter() - began


async def measure(mapper: Mapper, server: Program | None, pairs: int, messages: int, fresh: int) -> None:
    """Handle messages beside so many pairs, and print what each cost; `fresh` is the first deal nobody knows."""
    known = random.Random(7).sample(range(1, pairs), messages // 2)
    numbers = [*known, *range(fresh, fresh + messages - len(known))]
    random.Random(8).shuffle(numbers)
    spent, served = time.process_time(), processor_time([server] if server else [])
    taken = await handled(mapper, numbers)
    spent, served = time.process_time() - spent, processor_time([server] if server else []) - served
    each = 1e6 / messages
    print(
        f"{pairs:9} pairs: {taken * 1000 / messages:6.1f} ms each; processor time each {spent * each:6.0f} µs in the "
        f"mapper, {served * each:6.0f} µs in the database"
    )


async def main(pairs: int, messages: int) -> None:
    """Run and print."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory(prefix="pairs-") as folder:
        async with local_database(Path(folder)) as server, connect(server.url, "pairs") as database:
            links = Links(database)
            await links.prepare()
            mapper = Mapper(links, Vocabulary(delivered_rules()))
            await fill(database, 1, FEW)
            await handled(mapper, list(range(1, 100)))  # whatever is read once
            for round_ in (0, 1):
                await measure(mapper, server.program, FEW, messages, 10 * pairs + round_ * messages)
            await fill(database, FEW, pairs)
            for round_ in (0, 1):
                await measure(mapper, server.program, pairs, messages, 20 * pairs + round_ * messages)
    print(f"{os.cpu_count()} processors, load average {os.getloadavg()[1]:.1f} over 5 minutes")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=1_000_000)
    parser.add_argument("--messages", type=int, default=500)
    chosen = parser.parse_args()
    asyncio.run(main(chosen.pairs, chosen.messages))
