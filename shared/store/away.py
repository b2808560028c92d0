"""Turns the driver's errors about a database that is away into `StoreAwayError`, after which a message comes back."""

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from pymongo.errors import ConnectionFailure, PyMongoError

from shared.bus.errors import Retryable

P = ParamSpec("P")
R = TypeVar("R")


class StoreAwayError(Retryable, PyMongoError):
    """MongoDB does not answer, or changes its primary; the message comes back in 5 s, uncounted."""

    def __init__(self, error: ConnectionFailure) -> None:
        said = f"MongoDB перестала отвечать ({type(error).__name__}): запустите её или исправьте DEALBUS_MONGO_URL."
        super().__init__(said, after_s=5, counted=False)


def patient(call: Callable[P, Awaitable[R]]) -> Callable[P, Coroutine[Any, Any, R]]:
    """Decorate a function that asks MongoDB so that it raises `StoreAwayError` where the driver has given up.

    Every method of a store is one, and a listing is `patient_listing`.
    """

    @wraps(call)
    async def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await call(*args, **kwargs)
        except ConnectionFailure as error:
            raise StoreAwayError(error) from error

    return asked


def patient_listing(listing: Callable[P, AsyncIterator[R]]) -> Callable[P, AsyncIterator[R]]:
    """Decorate an async generator that reads MongoDB as `patient` decorates a function."""

    @wraps(listing)
    async def listed(*args: P.args, **kwargs: P.kwargs) -> AsyncIterator[R]:
        try:
            async for one in listing(*args, **kwargs):
                yield one
        except ConnectionFailure as error:
            raise StoreAwayError(error) from error

    return listed
