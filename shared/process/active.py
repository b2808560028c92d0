"""Keeps one process of a connector active and the others standing by, and says of each whether it is ready."""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import structlog
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import OperationFailure, PyMongoError

from shared.bus.served import Served
from shared.store import Lease, LeaseLostError
from shared.store.connection import UNAUTHORIZED

DATABASE_PAUSE_S = 2.0
_UNSERVED = "Брокер не считает сервис читателем его очередей: если это дольше двух минут, перезапустите сервис."
_AWAY = "MongoDB не отвечает ({}): запустите её или исправьте DEALBUS_MONGO_URL."
log = structlog.get_logger()


class Active:
    """The right of a connector's process to work, and what is true of it meanwhile.

    Args:
        database: keeps the lease.
        service: of whose processes one works.
    """

    def __init__(self, database: AsyncDatabase[dict[str, Any]], service: str) -> None:
        self._lease = Lease(database, service, f"{socket.gethostname()}-{os.getpid()}-{uuid4()}")
        self._standing_by = False
        self.served: Served | None = None
        self.trouble = "Сервис запускается."

    async def reasons(self) -> list[str]:
        """Return why this process of a connector is not ready for work; a stand-by has no reasons."""
        if self._standing_by:
            return []
        if self.served is None:
            return [self.trouble]
        return [] if self.served.ready else [_UNSERVED]

    async def run(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do a connector's work whenever this process holds the lease and so is the active one, until cancelled.

        Args:
            work: sets `served` once its lanes are, and `trouble` while it cannot; begun anew when it returns.
        """
        while True:
            try:
                self._standing_by = not await self._lease.acquire()
                async with self._lease.held():
                    self._standing_by = False
                    await work()
            except LeaseLostError as error:
                log.warning("standing by", why=str(error))
            except PyMongoError as error:
                if isinstance(error, OperationFailure) and error.code == UNAUTHORIZED:
                    raise  # waiting gives nobody rights; whoever connected tells which are missing
                self._standing_by = False
                self.trouble = _AWAY.format(type(error).__name__)
                log.warning("MongoDB does not answer; trying again", error=str(error))
                await asyncio.sleep(DATABASE_PAUSE_S)
            finally:
                self.served = None
