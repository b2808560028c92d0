"""The command `python -m services.… forget`: finds a person in a service's own collections and removes him there.

Whom, it reads from standard input, so that no list of processes shows it, a line a question: `{"mark", "keys",
"erase"}`. It answers each with a line `{"traces", "keys"}`, and ends with the input.
"""

import asyncio
import json
import sys
from dataclasses import asdict

from pydantic import Field

from shared.canon.sought import Sought
from shared.observe.terminal import shown
from shared.process.settings import ProgramSettings, SettingsError
from shared.store.connection import connect
from shared.store.forgetting import forget

COMMAND = "forget"


class StoreAccess(ProgramSettings):
    """The settings needed to reach the database, but no peer."""

    mongo_url: str = Field(repr=False)
    mongo_database: str = "dealbus"


async def answer_forget(service: str) -> None:
    """Carry out the `forget` request on standard input in this service's collections.

    Args:
        service: whose collections.

    Raises:
        SettingsError: it names nobody.
        StoreUnavailableError: the database cannot be used.
    """
    answers, sys.stdout = sys.stdout, sys.stderr
    settings = StoreAccess.load()
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        while line := await asyncio.to_thread(sys.stdin.readline):
            asked = json.loads(line)
            sought = Sought.by(asked["mark"])
            if sought is None:
                raise SettingsError("Это ни ИНН, ни телефон, ни почта: спросите через dealbus forget.")
            found = await forget(database, service, sought, frozenset(asked["keys"]), erase=asked["erase"])
            told = {"traces": [asdict(one) for one in found.traces], "keys": sorted(found.keys)}
            print(shown(json.dumps(told, ensure_ascii=False)), file=answers, flush=True)
