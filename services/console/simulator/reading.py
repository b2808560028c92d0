"""Reads for the simulator: links from the mapper, orders from 1C, stages from the portal."""

import json
import os
import tempfile
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from services.console.piping import Step, piped
from services.console.rules_file import RulesFile
from services.console.simulator.cases import Case, may_differ
from shared.messages.envelope import unwrap, wrap
from shared.messages.order import SalesOrder
from shared.messages.ring.facts import OrderChanged, Touched, look_at
from shared.process.survey import SeenDeal

_LINKED: Final = ("services.mapper", "ask", "linked")
_STATES: Final = ("services.onec_connector", "ask", "tell", "touched")
_PLACES: Final = ("services.b24_connector", "ask", "tell", "places")


async def read_cases(keys: Sequence[str], *, facts: list[bytes] | None = None) -> list[Case]:
    """Read for the simulator orders of 1C and the stages of their deals, by birth keys.

    Args:
        keys: birth keys, deals or orders.
        facts: gets what 1C has said of the orders, for whoever hands it on.

    Raises:
        LoadError: a service could not be asked.
    """
    links = await read_links(keys)
    orders = await _orders(links, facts)
    deals = await _deals(one["deal"] for one in links if one["deal"])
    return [_case(one, orders, deals) for one in links]


async def read_differing(today: RulesFile, edited: RulesFile, now: datetime) -> tuple[int, list[Case]]:
    """Read all linked orders, and the stages of those deals that edited rules may move otherwise.

    Returns:
        how many orders were looked at, and those.

    Raises:
        LoadError: a service could not be asked.
    """
    links = await read_links(())
    orders = await _orders(links)
    chosen = [one for one in links if one["order"] in orders and may_differ(orders[one["order"]], today, edited, now)]
    deals = await _deals(one["deal"] for one in chosen)
    return len(orders), [_case(one, orders, deals) for one in chosen]


def _case(link: Mapping[str, str], orders: Mapping[str, SalesOrder], deals: Mapping[str, SeenDeal]) -> Case:
    return Case(link["key"], orders.get(link["order"]), deals.get(link["deal"]))


async def read_links(keys: Sequence[str]) -> list[Mapping[str, str]]:
    """Ask the mapper which deal and order are linked: `key`, `deal`, `order`, ids or empty; of no keys every pair.

    Raises:
        LoadError: the mapper could not be asked.
    """
    return [json.loads(line) async for line in piped([_LINKED], keys)]


async def _orders(links: Sequence[Mapping[str, str]], facts: list[bytes] | None = None) -> dict[str, SalesOrder]:
    found = {}
    async for line in said_of(_STATES, (f"order:{one['order']}" for one in links if one["order"])):
        if facts is not None:
            facts.append(line)
        message = unwrap(line)[1]
        if isinstance(message, OrderChanged) and message.order.ref is not None:
            found[message.order.ref.id] = message.order
    return found


async def _deals(ids: Iterable[str]) -> dict[str, SeenDeal]:
    lines = said_of(_PLACES, (f"deal:{one}" for one in ids))
    return {deal.id: deal async for line in lines if (deal := SeenDeal.model_validate_json(line))}


async def said_of(step: Step, keys: Iterable[str]) -> AsyncIterator[bytes]:
    """Read what a service's `ask` says of records, by key; it is not started if there are none."""
    with tempfile.TemporaryFile() as hints:
        hints.writelines(f"{wrap(one, source='console').model_dump_json()}\n".encode() for one in _hints(keys))
        if not hints.tell():
            return
        hints.seek(0)
        async for line in piped([step], (), os.dup(hints.fileno())):
            yield line


def _hints(keys: Iterable[str]) -> Iterable[Touched]:
    return (hint for key in keys if (hint := look_at(key)))
