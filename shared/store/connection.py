"""Connects to MongoDB, and checks it (replica set, version, trust, clock) before anything runs."""

import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from decimal import Decimal
from ssl import SSLError
from typing import Any
from urllib.parse import urlsplit

from bson.codec_options import CodecOptions, TypeCodec, TypeRegistry
from bson.decimal128 import Decimal128
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import ConfigurationError, InvalidURI, OperationFailure, PyMongoError
from pymongo.write_concern import WriteConcern

from shared.observe.untrusted import why_untrusted
from shared.russian import why_denied
from shared.store.errors import StoreUnavailableError

_OLDEST_WIRE_VERSION = 13  # MongoDB 5.0: $$NOW, $setUnion and $literal in update pipelines, partial unique indexes

_CLOCKS_APART_S = 120  # far above what NTP leaves, far below a zone
UNAUTHORIZED = 13

ANSWER_S = 5.0
"""How long a server is looked for, unless the address says otherwise."""

_OF_THE_SET = ("replicaset=", "directconnection=", "loadbalanced=", "serverselectiontimeoutms=", "appname=")
_SILENT = "MongoDB не отвечает, или в наборе реплик нет главного узла: запустите её или исправьте DEALBUS_MONGO_URL."
_ALONE = (
    "MongoDB из DEALBUS_MONGO_URL работает одна, не набором реплик, и при сбое может потерять подтверждённое: "
    "запустите её с --replSet rs0 и один раз выполните rs.initiate()."
)
_NOT_INITIATED = (
    "Набор реплик MongoDB из DEALBUS_MONGO_URL не собран: один раз выполните на ней rs.initiate(), имя набора в адресе "
    "то же, что в --replSet."
)

_DEFAULTS: dict[str, Any] = {"appname": "dealbus", "serverSelectionTimeoutMS": int(ANSWER_S * 1000)}


class _DecimalCodec(TypeCodec):
    """Stores decimals exactly, so that money in memos and fields loses nothing."""

    python_type = Decimal
    bson_type = Decimal128

    def transform_python(self, value: Decimal) -> Decimal128:
        return Decimal128(value)

    def transform_bson(self, value: Decimal128) -> Decimal:
        return value.to_decimal()


@asynccontextmanager
async def connect(url: str, database: str) -> AsyncIterator[AsyncDatabase[dict[str, Any]]]:
    """Connect to the database, once it is known to keep what the bus promises (a replica set, its clock right).

    Args:
        url: `mongodb://…`; of a replica set, one member is enough.
        database: name.

    Raises:
        StoreUnavailableError: it does not answer, refuses us, or is no replica set.
    """
    client = _client(url)
    try:
        await _check(client, url)
        try:
            yield client.get_database(
                database,
                codec_options=CodecOptions(
                    document_class=dict[str, Any],
                    tz_aware=True,
                    tzinfo=UTC,
                    type_registry=TypeRegistry([_DecimalCodec()]),
                ),
                write_concern=WriteConcern(w="majority", j=True),
            )
        except OperationFailure as error:
            if error.code != UNAUTHORIZED:
                raise
            why = (error.details or {}).get("errmsg", "not authorized")
            raise StoreUnavailableError(
                f"MongoDB не даёт пользователю из DEALBUS_MONGO_URL нужных прав ({why}): выполните "
                "dealbus rights apply."
            ) from error
    finally:
        await client.close()


def _client(url: str) -> AsyncMongoClient[dict[str, Any]]:
    given = url.lower()
    options = {name: value for name, value in _DEFAULTS.items() if name.lower() not in given}
    try:
        return AsyncMongoClient(url, **options)
    except OSError as error:  # of the TLS library too
        raise StoreUnavailableError(
            f"Файл удостоверяющего центра, tlsCAFile=… в DEALBUS_MONGO_URL, не читается ({_why_no_authority(error)}): "
            "исправьте путь или положите файл туда."
        ) from None
    except (InvalidURI, ConfigurationError, ValueError) as error:
        raise StoreUnavailableError(
            f"DEALBUS_MONGO_URL не читается ({why_unreadable(error)}): напишите его так: mongodb://user:password@"
            "host:27017/?replicaSet=rs0, а знаки / : @ % в пароле замените кодами %2F %3A %40 %25."
        ) from None


def _why_no_authority(error: OSError) -> str:
    return "в нём нет сертификатов" if isinstance(error, SSLError) else why_denied(error)


def why_unreadable(error: Exception) -> str:
    """Return why the driver cannot read MongoDB's address, without the parts it repeats: they may hold the password."""
    return re.sub(r' ?"[^"]*"|: [^:]*$', "", str(error))


async def _check(client: AsyncMongoClient[dict[str, Any]], url: str) -> None:
    try:
        hello = await client.admin.command("hello")
    except OperationFailure as error:
        why = (error.details or {}).get("errmsg", "причина не названа")
        raise StoreUnavailableError(
            f"MongoDB не пускает ({why}): исправьте пользователя, пароль или authSource в DEALBUS_MONGO_URL."
        ) from error
    except PyMongoError as error:
        if why := why_untrusted(error):
            raise StoreUnavailableError(
                f"MongoDB нельзя доверять ({why}): продлите её сертификат или назовите файл удостоверяющего центра, "
                "tlsCAFile=… в DEALBUS_MONGO_URL."
            ) from error
        raise StoreUnavailableError(await _why_unselected(url)) from error
    if "setName" not in hello and hello.get("msg") != "isdbgrid":
        raise StoreUnavailableError(_ALONE)
    if hello["maxWireVersion"] < _OLDEST_WIRE_VERSION:
        raise StoreUnavailableError("MongoDB в DEALBUS_MONGO_URL старше 5.0: обновите её.")
    _compare_clocks(hello["localTime"].replace(tzinfo=UTC).timestamp())


async def _why_unselected(url: str) -> str:
    """Return why the driver finds no member to write to: it passes over one that answers and is in no replica set."""
    try:
        async with AsyncMongoClient(_without_set(url), directConnection=True, **_DEFAULTS) as client:
            hello = await client.admin.command("hello")
    except (PyMongoError, OSError, ValueError):
        return _SILENT
    if hello.get("isreplicaset"):
        return _NOT_INITIATED
    return _SILENT if "setName" in hello else _ALONE


def _without_set(url: str) -> str:
    """Return an address of MongoDB for its first member alone, whatever replica set that says it is in."""
    parts = urlsplit(url)
    login, at, hosts = parts.netloc.rpartition("@")
    options = "&".join(one for one in parts.query.split("&") if not one.lower().startswith(_OF_THE_SET))
    return parts._replace(netloc=f"{login}{at}{hosts.partition(',')[0]}", query=options).geturl()


def _compare_clocks(theirs: float) -> None:
    """Refuse to connect to MongoDB if its clock is minutes off; mostly its local time was set as UTC.

    Args:
        theirs: seconds since 1970 on the database's clock.
    """
    ahead_s = time.time() - theirs
    if abs(ahead_s) > _CLOCKS_APART_S:
        raise StoreUnavailableError(
            f"Часы этой машины {'спешат' if ahead_s > 0 else 'отстают'} на {abs(ahead_s) / 60:.0f} мин против часов "
            "MongoDB из DEALBUS_MONGO_URL: поставьте на обеих верное время и часовой пояс и включите NTP."
        )
