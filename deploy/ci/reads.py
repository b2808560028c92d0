# ruff: noqa: INP001 - run in a container of the image
"""Ends with 0 if the users of the console's page may read the database, and write neither there nor to the broker.

Reads `DEALBUS_MONGO_URL_FILE`, `DEALBUS_MONGO_DATABASE` and `DEALBUS_AMQP_URL_FILE`, as the page does.
"""

import asyncio
import os
import sys
from pathlib import Path

import aio_pika
from aio_pika.exceptions import AMQPError
from pymongo import MongoClient
from pymongo.errors import OperationFailure

UNAUTHORISED = 13


def main() -> int:
    """Read, and try to write."""
    with MongoClient[dict[str, object]](_secret("DEALBUS_MONGO_URL_FILE")) as client:
        pairs = client[os.environ["DEALBUS_MONGO_DATABASE"]]["links"]
        if pairs.find_one() is None:
            sys.stderr.write("the page's user finds no pair of the demonstration\n")
            return 1
        try:
            pairs.update_one({"_id": "nobody"}, {"$set": {"x": 1}}, upsert=True)
        except OperationFailure as refused:
            if refused.code != UNAUTHORISED:
                raise
        else:
            sys.stderr.write("the page's user writes into the database\n")
            return 1
    if asyncio.run(_publishes()):
        sys.stderr.write("the page's user publishes messages\n")
        return 1
    return 0


async def _publishes() -> bool:
    async with await aio_pika.connect(_secret("DEALBUS_AMQP_URL_FILE")) as connection:
        try:
            channel = await connection.channel(publisher_confirms=True)
            exchange = await channel.get_exchange("dealbus.b24-connector", ensure=False)
            await exchange.publish(aio_pika.Message(b"{}"), "deal.changed")
        except AMQPError:
            return False
        return True


def _secret(variable: str) -> str:
    return Path(os.environ[variable]).read_text(encoding="utf-8").strip()


if __name__ == "__main__":
    sys.exit(main())
