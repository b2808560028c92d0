"""Which line of a table of failures fits an answer."""

from dataclasses import dataclass

import pytest

from shared.process.error_table import ErrorRow, pick


@dataclass(frozen=True)
class Answer:
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
        (Answer(403, "DENIED"), "tariff"),
        (Answer(None, "DENIED"), "refused"),
        (Answer(502, traits=frozenset({"write", "page"})), "doubtful"),
        (Answer(502, traits=frozenset({"page"})), "again"),
        (Answer(), "silent"),
        (Answer(418, "TEAPOT", WRITE), "other"),
    ],
)
def test_the_first_line_that_fits_decides(answer, action):
    assert pick(TABLE, answer) == action
