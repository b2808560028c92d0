"""Connects to MongoDB, and checks it before anything runs."""

import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from decimal import Decimal
from typing import Any

from bson.codec_options import CodecOptions, TypeCodec, TypeRegistry
from bson.decimal128 import Decimal128
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import ConfigurationError, InvalidURI, OperationFailure, PyMongoError
from pymongo.write_concern import WriteConcern

from shared.observe.untrusted import why_untrusted
from shared.store.errors import StoreUnavailableError

_OLDEST_WIRE_VERSION = 13  # MongoDB 5.0: $$NOW, $setUnion and $literal in update pipelines, partial unique indexes

_CLOCKS_APART_S = 120  # far above what NTP leaves, far below a zone
UNAUTHORIZED = 13

ANSWER_S = 5.0
"""How long a server is looked for, unless the address says otherwise."""

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
    """Open the database, once it is known to keep what the bus promises (a replica set, its clock right).

    Args:
        url: `mongodb://…`; of a replica set, one member is enough.
        database: name.

    Raises:
        StoreUnavailableError: it does not answer, refuses us, or is no replica set.
    """
    client = _client(url)
    try:
        await _check(client)
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
                f"MongoDB forbids the user in DEALBUS_MONGO_URL what it needs ({why}); run `dealbus rights apply`."
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
            f"The authority named in DEALBUS_MONGO_URL, tlsCAFile=…, cannot be read ({error.strerror}); correct it."
        ) from None
    except (InvalidURI, ConfigurationError, ValueError) as error:
        raise StoreUnavailableError(
            f"DEALBUS_MONGO_URL cannot be read ({why_unreadable(error)}); write it as "
            "mongodb://user:password@host:27017/?replicaSet=rs0, with / : @ % of the password percent-encoded."
        ) from None


def why_unreadable(error: Exception) -> str:
    """Return the driver's error without the parts of the address it repeats: they may hold the password."""
    return re.sub(r' ?"[^"]*"|: [^:]*$', "", str(error))


async def _check(client: AsyncMongoClient[dict[str, Any]]) -> None:
    try:
        hello = await client.admin.command("hello")
    except OperationFailure as error:
        why = (error.details or {}).get("errmsg", "no reason given")
        raise StoreUnavailableError(
            f"MongoDB refuses us ({why}); correct user, password or authSource in DEALBUS_MONGO_URL."
        ) from error
    except PyMongoError as error:
        if why := why_untrusted(error):
            raise StoreUnavailableError(
                f"MongoDB is not trusted ({why}); name its authority in DEALBUS_MONGO_URL, tlsCAFile=…, or renew its "
                "certificate."
            ) from error
        raise StoreUnavailableError(
            "MongoDB does not answer, or has no primary; start it, or correct DEALBUS_MONGO_URL."
        ) from error
    if "setName" not in hello and hello.get("msg") != "isdbgrid":
        raise StoreUnavailableError(
            "MongoDB at DEALBUS_MONGO_URL runs alone, not as a replica set, so nothing it confirms survives a crash "
            "for sure; start it with --replSet rs0 and run rs.initiate() once."
        )
    if hello["maxWireVersion"] < _OLDEST_WIRE_VERSION:
        raise StoreUnavailableError("MongoDB is older than 5.0; upgrade it.")
    _compare_clocks(hello["localTime"].replace(tzinfo=UTC).timestamp())


def _compare_clocks(theirs: float) -> None:
    """Refuse a database clock that is minutes off; mostly its local time was set as UTC.

    Args:
        theirs: seconds since 1970 on the database's clock.
    """
    ahead_s = time.time() - theirs
    if abs(ahead_s) > _CLOCKS_APART_S:
        raise StoreUnavailableError(
            f"The clock of this machine is {abs(ahead_s) / 60:.0f} min {'ahead of' if ahead_s > 0 else 'behind'} "
            "that of MongoDB at DEALBUS_MONGO_URL; set time and time zone on both and let NTP keep them."
        )
