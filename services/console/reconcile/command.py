"""`dealbus reconcile`: the command, its options, and the question before `--fix`."""

import sys
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer
from rich.console import Console

from services.console.command import run, settings
from services.console.pages import keep
from services.console.reconcile import fixing, following, report
from services.console.reconcile.outstanding import outstanding
from services.console.reconcile.scope import only as of_parts
from services.console.rules_file import rules_in_use
from services.console.usage import confirmed
from shared.messages.ring.census import Subject
from shared.observe.terminal import shown, shown_json, shown_lines


class Side(StrEnum):
    """The side whose values are to stand after a reconciliation, `--fix`."""

    B24 = "b24"
    ONEC = "onec"


class Only(StrEnum):
    """What a reconciliation is to compare alone, `--only`."""

    DEALS = "deals"
    COMPANIES = "companies"
    CONTACTS = "contacts"
    PRIVATE = "private"
    ITEMS = "items"
    PRICES = "prices"


_SIDES = {Side.B24: "портала", Side.ONEC: "1С"}

_NOT_LOOKED_AT = "Известное с прежних сверок не переносится, пока его не посмотрит новая: --fix без --last."

Since = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Только сделки и заказы с этого дня; без него всё с cutoff."),
]
Last = Annotated[bool, typer.Option("--last", help="Показать итог последней сверки, новой не начинать.")]
AsJson = Annotated[bool, typer.Option("--json", help="Напечатать JSON.")]
Fix = Annotated[
    Side | None,
    typer.Option(help="Какая сторона права: b24 или onec. Расхождения покажет, спросит и перенесёт с неё на другую."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Не спрашивать.")]
Part = Annotated[
    list[Only] | None,
    typer.Option(
        "--only",
        help="Только это; deals: сделки с заказами, private: частные лица. Без него всё, что переносят правила.",
    ),
]
Html = Annotated[Path | None, typer.Option(help="Записать итог страницей в этот файл.")]


def reconcile(  # noqa: PLR0913, PLR0917 - options of a command
    since: Since = None,
    only: Part = None,
    last: Last = False,  # noqa: FBT002 - a flag
    as_json: AsJson = False,  # noqa: FBT002 - a flag
    html: Html = None,
    fix: Fix = None,
    yes: Yes = False,  # noqa: FBT002 - a flag
) -> None:
    """Сверить портал с 1С: около 10 минут; без --fix ничего не меняет. Код 1: стороны расходятся."""
    if last and since:
        raise typer.BadParameter("--last показывает последнюю сверку; с --since начните новую, без --last.")
    start = rules_in_use().midnight(since) if since else None
    parts: list[Subject] = [one.value for one in only or ()]

    def compared() -> Mapping[str, Any]:
        found: Mapping[str, Any] = run(following.compared(settings(), start, parts, _progress))
        return found

    found, out = (
        of_parts(run(following.kept()) if last else compared(), parts),
        sys.stderr if as_json else sys.stdout,
    )
    stands: list[str] = []
    if fix is not None and _fixed(found, fix, is_sure=yes, out=out):
        before, found = found, of_parts(compared(), parts)
        stands = outstanding(before["differences"], found["differences"], fix.value)
    if html is not None:
        keep(html, report.page(found))
    differs = bool(report.differing(found) or report.known_earlier(found))
    if as_json:
        print(shown_json(found))
    else:
        _print(found, sys.stdout)
    for line in stands:
        print(shown(line), file=out)
    raise typer.Exit(2 if report.is_given_up(found) else int(differs))


def _fixed(found: Mapping[str, Any], side: Side, *, is_sure: bool, out: TextIO) -> bool:
    """List the differences of a reconciliation, ask, and publish the fix; return False if nothing was published.

    Args:
        found: the reconciliation.
        side: whose values are carried over.
        is_sure: nobody is asked.
        out: where it is told.
    """
    _print(found, out)
    hints = fixing.touches(found["differences"], side.value)
    left = len(fixing.by_hand(found["differences"], side.value))
    print(f"Перенести можно: {len(hints)}. Исправить может только человек: {left}.", file=out)
    for refusal in fixing.refusals(found["differences"], side.value):
        print(refusal, file=out)
    if report.known_earlier(found):
        print(_NOT_LOOKED_AT, file=out)
    asked = f"Верна сторона {_SIDES[side]}. Перенести её значения?"
    if not hints or not (is_sure or confirmed(asked, default=False, err=out is sys.stderr)):
        return False
    run(fixing.fix(settings(), hints))
    _progress("Отправлено. Обмен переносит, сверка начинается заново.")
    return True


def _print(found: Mapping[str, Any], out: TextIO) -> None:
    print(shown_lines(report.told(found)), file=out)
    for table in report.tables(found):
        Console(file=out).print(table)


def _progress(line: str) -> None:
    print(shown(line), file=sys.stderr, flush=True)
