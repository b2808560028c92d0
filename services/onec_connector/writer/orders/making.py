"""What is made in 1C for an order's client: its words are stored before each create, until they are told.

A run that finds words of an earlier one looks whether the record is there: that is told, whatever became of the order.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from services.onec_connector.objects import standard
from services.onec_connector.writer.orders.context import OrderContext, OrderRun
from shared.messages.ring.told import Told, told_by


async def note_client(context: OrderContext, run: OrderRun, told: Sequence[Told], table: str, key: str) -> None:
    """Store what must be told of an order's client once his record is there.

    Args:
        context: what the writer works with.
        run: that makes him.
        told: the words.
        table: set of 1C that the record belongs to.
        key: its reference.
    """
    said = [one.model_dump(mode="json") for one in told_by(told, run.key, run.version)]
    run.making[key] = {"set": table, "told": said, "version": run.version}
    await context.store.set_fields(run.key, {"making": run.making})


def made(run: OrderRun) -> None:
    """Have an order's outcome tell what this run, whose creates have all been answered, has made for its client."""
    own = [key for key, facts in run.making.items() if facts["version"] == run.version]
    _tell(run, _words([run.making.pop(key) for key in own]))


async def recall_made(context: OrderContext, run: OrderRun) -> None:
    """Have an order's outcome tell what an earlier run has made in 1C and never told."""
    there = [key for key, facts in run.making.items() if await context.base.read(facts["set"], key, (standard.REF,))]
    _tell(run, _words([run.making.pop(key) for key in there]))


def _words(making: Sequence[Mapping[str, Any]]) -> list[Told]:
    return [Told.model_validate(one) for facts in making for one in facts["told"]]


def _tell(run: OrderRun, told: Sequence[Told]) -> None:
    run.recalled = list(told_by([*run.recalled, *told], run.key, run.version))
    run.told += run.recalled
