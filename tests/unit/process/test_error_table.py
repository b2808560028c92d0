"""Which line of a table of failures fits an answer."""

from dataclasses import dataclass

import pytest

from shared.process.error_table import ErrorRow, pick


@dataclass(frozen=True)
class WriteAnswer:
    status: int | None = None
    code: str | None = None
    traits: frozenset[str] = frozenset()


WRITE = frozenset({"write"})
TABLE = (
    ErrorRow("tariff", (401, 403), ("DENIED",)),
    ErrorRow("refused", code=("DENIED",)),
    ErrorRow("doubtful", range(500, 600), traits=WRITE),
    ErrorRow("again", range(500, 600)),
    ErrorRow("silent", (None,), (None,)),
    ErrorRow("other"),
)


@pytest.mark.parametrize(
    ("answer", "action"),
    [
        (WriteAnswer(403, "DENIED"), "tariff"),
        (WriteAnswer(None, "DENIED"), "refused"),
        (WriteAnswer(502, traits=frozenset({"write", "page"})), "doubtful"),
        (WriteAnswer(502, traits=frozenset({"page"})), "again"),
        (WriteAnswer(), "silent"),
        (WriteAnswer(418, "TEAPOT", WRITE), "other"),
    ],
)
def test_the_first_line_that_fits_decides(answer, action):
    assert pick(TABLE, answer) == action
