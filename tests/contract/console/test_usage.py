"""What is wrong with a command as it was typed is said in Russian, in one sentence, with exit code 2."""

import re
import sys

import pytest
import typer
from typer.testing import CliRunner

from services.console import __main__ as console
from services.console.usage import confirmed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("deals", "Не задано: --standing, Сделки, чей заказ"),
        ("match show", "Не задано: "),
        ("load orders --since 2026-13-01", "День пишется 2026-01-31."),
        ("reconcile --only foo", "Одно из: 'deals', 'companies'"),
        ("dead expire --days x", "Нужно целое число."),
        ("dead expire --days 0", "Число не меньше 1."),
        ("dead list --group", "После --group нужно значение."),
        ("frobnicate", "Нет команды frobnicate."),
        ("товары", "Нет команды товары."),
        ("deal", "Нет команды deal. Возможно, имелось в виду 'deals'"),
        ("load orders --since вчера", "День пишется 2026-01-31."),
        ("reconcile --only сделки", "Одно из: 'deals', 'companies'"),
        ("dead expire --days пять", "Нужно целое число."),
        ("rules explain deal:1 --paid 99,9", "Нужно число, дробная часть через точку: 99.9."),
        ("rules explain deal:1 --paid половина", "Нужно число, дробная часть через точку: 99.9."),
        ("status лишнее", "Лишнее в команде: лишнее."),
        ("status --жсон", "Нет параметра --жсон."),
        ("status --jsn", "Нет параметра --jsn."),
        ("status extra", "Лишнее в команде: extra."),
        ("retry x", "«x» не ключ. Сделка пишется deal:41"),
    ],
)
def test_a_mistyped_command_is_told_of_in_russian(
    typed: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["dealbus", *typed.split()])

    with pytest.raises(SystemExit) as ended:
        console.main()

    told = capsys.readouterr().err
    assert (ended.value.code, said in told) == (2, True), told
    assert not re.search(r"Invalid|Missing|Usage|[Ee]rror|No such|Got|Did you|does not|is not", told)
    assert len(told.splitlines()) == 1


def test_a_command_ends_with_its_own_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["dealbus", "rights", "database"])
    with pytest.raises(SystemExit) as done:
        console.main()
    monkeypatch.setattr(sys, "argv", ["dealbus", "dead", "drop", "--why", "x"])
    with pytest.raises(SystemExit) as refused:
        console.main()

    assert (done.value.code, refused.value.code) == (0, 2)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("да", "True"), ("Д", "True"), ("y", "True"), ("нет", "False"), ("", "False"), ("ага\nн", "False")],
)
def test_a_question_is_answered_in_russian(typed: str, said: str) -> None:
    app = typer.Typer()

    @app.command()
    def ask() -> None:
        typer.echo(f"={confirmed('Перенести?', default=False)}")

    assert f"={said}" in CliRunner().invoke(app, [], input=f"{typed}\n").output
