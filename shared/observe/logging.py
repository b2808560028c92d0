"""Log lines: one JSON object each, on standard output, without secrets and without what names a person."""

import json
import logging
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any, TextIO, cast

import orjson
import structlog

from shared.observe.masking import mask_value
from shared.observe.people import without_people
from shared.observe.terminal import shown

_QUIET = ("httpx", "httpcore", "aiormq", "aio_pika", "pymongo", "uvicorn.access")
"""Libraries that tell more than anyone reads, some of it with secrets in addresses, below WARNING."""


def configure_logging(service: str, level: str = "INFO") -> None:
    """Send the log lines of structlog and of the standard library to standard output, as JSON.

    Args:
        service: added to every line.
        level: lowest level written.
    """
    threshold = logging.getLevelNamesMapping()[level.upper()]
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _naming(service),
        structlog.processors.format_exc_info,
        _without_secrets,
        _without_people,
    ]
    stream = cast("TextIO", _Unfailing(sys.stdout))
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(serializer=_dumps)],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_dumps),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=threshold, force=True)
    logging.captureWarnings(capture=True)  # a library's warning of a bad address is a line like any other
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(threshold, logging.WARNING))


class _Unfailing:
    """A stream of log lines that loses them where the disk is full: who tells of an error must not end by telling."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError):
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()


def _naming(service: str) -> structlog.typing.Processor:
    def add(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["service"] = service
        return event

    return add


def _without_secrets(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: mask_value(name, value) for name, value in event.items()}


def _without_people(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: without_people(value) for name, value in event.items()}


def _dumps(event: Any, **_: Any) -> str:
    try:
        line = orjson.dumps(event, default=str).decode()
    except (
        TypeError
    ):  # half of a surrogate pair, a number beyond 64 bits: a line that cannot be written stops its writer
        line = json.dumps(event, default=str)
    return shown(line)
