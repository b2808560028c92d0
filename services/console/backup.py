"""`dealbus backup`, `restore`: the bus's database as one compressed file of BSON, and what a copy would miss.

The broker needs none: a backup is taken while nothing waits in it, and `dealbus topology apply` makes its queues anew.
"""

import errno
import gzip
import os
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast

import bson
from bson.codec_options import CodecOptions
from bson.errors import InvalidBSON
from bson.raw_bson import RawBSONDocument
from pymongo.asynchronous.database import AsyncDatabase

from services.console.settings import ConsoleSettings
from shared.bus.connection import Link
from shared.bus.topology import check_topology, depths, queues
from shared.messages.routes import GROUPS
from shared.russian import why_denied
from shared.store.away import patient
from shared.store.backups import BACKUPS, note_backup
from shared.store.connection import connect
from shared.store.lanes import NOTED

FORMAT = 1
LEFT_OUT = frozenset({"leases_b24-connector", "leases_onec-connector", "logins_onec", BACKUPS, *NOTED})
"""True of this minute or this place alone: the active process, a password that 1C has just refused, the last copy, how
long messages have waited."""
_RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)
_AT_ONCE = 500

Database = AsyncDatabase[dict[str, Any]]


class BackupError(Exception):
    """A backup that cannot be taken or restored; the text is one sentence for the operator."""


async def unsettled(settings: ConsoleSettings) -> list[str]:
    """List what a backup taken now would miss, one phrase a queue: messages that wait, services that work.

    Dead letters count too: they exist in the broker alone.

    Raises:
        TopologyError: the broker is away, refuses us, or lacks a queue; one sentence with the remedy.
    """
    await check_topology(settings.amqp_url)
    link = Link(settings.amqp_url, "backup")
    found = []
    try:
        channel = await link.channel(confirms=False)
        for queue in queues():
            told = (await channel.declare_queue(queue.name, passive=True)).declaration_result
            if told.message_count:
                found.append(f"в очереди {queue.name} сообщений: {told.message_count}")
            if told.consumer_count:
                found.append(f"очередь {queue.name} читает работающий сервис")
    finally:
        await link.close()
    return found


async def served(settings: ConsoleSettings) -> list[str]:
    """List the services that run, as they consume a lane of theirs: a restore of the database is no place for them.

    Raises:
        TopologyError: the broker is away, refuses us, or lacks a queue; one sentence with the remedy.
    """
    lanes = await depths(settings.amqp_url, GROUPS)
    return list(dict.fromkeys(group.partition(".")[0] for group, lane in lanes.items() if lane.consumers))


async def save(settings: ConsoleSettings, target: Path) -> int:
    """Write every document of the bus's database, as of one moment, into a backup file that only its owner may read.

    Returns:
        how many documents.

    Raises:
        BackupError: there is nothing to save, or the file is there already or cannot be written.
    """
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        try:
            _expect_new(target)
            count = await _pack(database, target)
        except OSError as error:
            raise BackupError(f"Файл {target} не записан ({why_denied(error)}). {_unwritten(error)}") from error
        await note_backup(database)
    return count


async def _pack(database: Database, target: Path) -> int:
    draft = target.with_name(f"{target.name}.part")
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(file, "wb") as out:
            with gzip.GzipFile(fileobj=out, mode="wb", filename="") as packed:
                count = await _write(database, packed)
            out.flush()
            os.fsync(out.fileno())
        if not count:
            raise BackupError(f"База {database.name} пуста; проверьте DEALBUS_MONGO_DATABASE.")
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    return count


def _unwritten(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "Освободите место или назовите другую папку."
    return "Дайте права на папку тому, под кем идёт команда (в контейнере это 10001), или назовите другую папку."


def _unread(error: Exception) -> str:
    """Say why a backup file is not read, and what to do: one that is damaged is no matter of paths or rights."""
    match error:
        case OSError(errno=errno.ENOENT | errno.ENOTDIR | errno.EISDIR):
            return f"{why_denied(error)}). Проверьте путь."
        case OSError(errno=errno.EACCES | errno.EPERM):
            return f"{why_denied(error)}). Дайте права на него тому, под кем идёт команда (в контейнере это 10001)."
        case _:
            return "повреждён или не копия dealbus). Возьмите другую копию."


async def restore(settings: ConsoleSettings, source: Path) -> int:
    """Restore a backup into an empty database of the bus; the services create the indexes when they start.

    Returns:
        how many documents.

    Raises:
        BackupError: the file is none of ours or incomplete, or the database is not empty; nothing was written.
    """
    documents = sum(1 for _ in _read(source))  # the whole file is read before anything is written
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        occupied = await _occupied(database)
        if occupied:
            names = ", ".join(occupied)
            raise BackupError(
                f"База {settings.mongo_database} не пуста ({names}). Восстанавливают только в пустую: "
                "назовите другую в DEALBUS_MONGO_DATABASE."
            )
        await _fill(database, _read(source))
    return documents


def _expect_new(target: Path) -> None:
    if target.exists():
        raise BackupError(f"Файл {target} уже есть; назовите другой.")
    if not target.parent.is_dir():
        raise BackupError(f"Папки {target.parent} нет; создайте её.")


@patient
async def _write(database: Database, packed: gzip.GzipFile) -> int:
    head = {"dealbus_backup": FORMAT, "database": database.name, "taken_at": datetime.now(UTC)}
    packed.write(bson.encode(head))
    names = sorted(set(await database.list_collection_names()) - LEFT_OUT)
    count = 0
    async with database.client.start_session(snapshot=True) as session:
        for name in names:
            collection = database.get_collection(name, codec_options=_RAW)
            async for document in collection.find({}, session=session):
                packed.write(bson.encode({"in": name, "document": document}))
                count += 1
    packed.write(bson.encode({"documents": count}))
    return count


def _read(source: Path) -> Iterator[tuple[str, RawBSONDocument]]:
    """Yield collection and document from a backup file; raise where it ends early."""
    seen, said = 0, None
    try:
        with gzip.open(source, "rb") as packed:
            parts = bson.decode_file_iter(cast("IO[bytes]", packed), _RAW)
            head = next(parts, None)
            if head is None or head.get("dealbus_backup") != FORMAT:
                raise BackupError(f"Файл {source} не копия dealbus или записан другой версией.")
            for part in parts:
                if "document" in part:
                    seen += 1
                    yield str(part["in"]), part["document"]
                else:
                    said = part["documents"]
    except (OSError, EOFError, zlib.error, InvalidBSON) as error:
        raise BackupError(f"Файл {source} не читается ({_unread(error)}") from error
    if said != seen:
        raise BackupError(f"Файл {source} неполон. Возьмите другую копию.")


@patient
async def _occupied(database: Database) -> list[str]:
    names = sorted(set(await database.list_collection_names()) - LEFT_OUT)
    return [name for name in names if await database[name].find_one() is not None]


@patient
async def _fill(database: Database, documents: Iterator[tuple[str, RawBSONDocument]]) -> None:
    waiting: dict[str, list[RawBSONDocument]] = {}
    for name, document in documents:
        batch = waiting.setdefault(name, [])
        batch.append(document)
        if len(batch) == _AT_ONCE:
            await database.get_collection(name, codec_options=_RAW).insert_many(waiting.pop(name))
    for name, batch in waiting.items():
        await database.get_collection(name, codec_options=_RAW).insert_many(batch)
