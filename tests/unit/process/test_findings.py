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


def test_a_name_of_the_portal_makes_no_second_finding_and_drives_no_terminal(capsys):
    report([Finding(ok=False, text="Склада «A\n✔ Всё хорошо\x1b[2A\x9b2K\u202e» нет.")])

    assert capsys.readouterr().out == "✘ Склада «A\\u000a✔ Всё хорошо\\u001b[2A\\u009b2K\\u202e» нет.\n"
