"""A list of findings is printed one line a matter, and its exit code says whether a person must act."""

import pytest

from shared.process.findings import Finding, report

GOOD, BAD = Finding(ok=True, text="Портал отвечает."), Finding(ok=False, text="Склада нет.")


@pytest.mark.parametrize(
    ("findings", "code", "printed"),
    [([GOOD], 0, "✔ Портал отвечает.\n"), ([GOOD, BAD], 1, "✔ Портал отвечает.\n✘ Склада нет.\n"), ([], 0, "")],
)
def test_one_bad_finding_makes_the_exit_code_one(capsys, findings, code, printed):
    assert report(findings) == code
    assert capsys.readouterr().out == printed
