"""`dealbus reconcile`: both sides compared, and what they disagree about."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.console import reconcile_report, reconciling
from services.console.command import run, settings
from services.console.pages import keep
from shared.observe.terminal import shown, shown_json, shown_lines

Since = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Только сделки и заказы с этого дня (UTC); без него всё с cutoff."),
]
Last = Annotated[bool, typer.Option("--last", help="Показать итог последней сверки, новой не начинать.")]
AsJson = Annotated[bool, typer.Option("--json", help="Напечатать JSON.")]
Html = Annotated[Path | None, typer.Option(help="Записать итог страницей в этот файл.")]


def reconcile(
    since: Since = None,
    last: Last = False,  # noqa: FBT002 - a flag
    as_json: AsJson = False,  # noqa: FBT002 - a flag
    html: Html = None,
) -> None:
    """Сверить сделки с заказами 1С, ничего не меняя: около 10 минут. Код 1: стороны расходятся."""
    start = since.replace(tzinfo=UTC) if since else None
    found = run(reconciling.kept() if last else reconciling.compared(settings(), start, _progress))
    if html is not None:
        keep(html, reconcile_report.page(found))
    differs = bool(reconcile_report.differing(found))
    if as_json:
        print(shown_json(found))
    else:
        print(shown_lines(reconcile_report.told(found)))
        if differs:
            Console().print(reconcile_report.table(found))
    raise typer.Exit(int(differs))


def _progress(line: str) -> None:
    print(shown(line), file=sys.stderr, flush=True)
