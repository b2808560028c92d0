"""A service goes on while the disk under its log is full."""

import io
import logging
from pathlib import Path

import pytest
import structlog

from shared.observe.logging import configure_logging

FULL = Path("/dev/full")  # every write to it ends as on a full disk


@pytest.fixture
def root_logger():
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield root
    root.handlers[:], root.level = before
    structlog.reset_defaults()


@pytest.mark.usefixtures("root_logger")
def test_a_line_that_cannot_be_written_raises_nothing_and_prints_nothing(monkeypatch, capfd):
    with FULL.open("wb", buffering=0) as raw:
        monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="utf-8", write_through=True))
        configure_logging("mapper")

        structlog.get_logger("bus").error("a message failed", reason="bug")
        logging.getLogger("aio_pika").warning("connection lost")

        assert capfd.readouterr() == ("", "")
