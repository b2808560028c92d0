"""`dealbus load products`, `prices`, `companies`, `contacts`, `orders`, `deals`: the commands of the first load."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from services.console.command import refuse, run, settings
from services.console.helping import ConsoleCommands
from services.console.load import report
from services.console.load.following import load
from services.console.load.plan import planned
from services.console.load.things import COMPANIES, CONTACTS, PRICES, PRODUCTS, Load, before_the_exchange
from services.console.pages import keep
from services.console.rules_file import rules_in_use
from shared.observe.terminal import shown, shown_json, shown_lines

_USUALLY = timedelta(days=730)
app = ConsoleCommands(help="Первая загрузка: что перенести, ход работы и сколько осталось.")

DryRun = Annotated[bool, typer.Option("--dry-run", help="Только сказать, что будет; ничего не менять.")]
Html = Annotated[Path | None, typer.Option(help="Записать, что будет, страницей в этот файл.")]
Since = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Не старше этого дня, 2025-01-31; по умолчанию два года."),
]
OnlyItems = Annotated[
    list[str] | None, typer.Option("--only", help="Только этот товар (GUID, артикул, название) или группа.")
]
OnlyClients = Annotated[
    list[str] | None, typer.Option("--only", help="Только этот клиент (GUID или номер, название, ИНН).")
]
OnlyContacts = Annotated[
    list[str] | None,
    typer.Option("--only", help="Только этот контакт (GUID или номер, имя) или все контакты клиента (GUID или номер)."),
]
OnlyOrders = Annotated[
    list[str] | None, typer.Option("--only", help="Только этот заказ или эта сделка (номер, GUID, название).")
]
AsJson = Annotated[bool, typer.Option("--json", help="Напечатать JSON.")]


@app.command()
def products(
    dry_run: DryRun = False,  # noqa: FBT002 - a flag
    only: OnlyItems = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag
    html: Html = None,
) -> None:
    """Перенести товары 1С в каталог портала: сказать, что будет, и следить; повторный запуск продолжит."""
    _carry(PRODUCTS, only or (), dry_run=dry_run, as_json=as_json, html=html)


@app.command()
def prices(
    dry_run: DryRun = False,  # noqa: FBT002 - a flag
    only: OnlyItems = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag
    html: Html = None,
) -> None:
    """Перенести цены 1С к товарам портала, после products: сказать, что будет, и следить; повтор продолжит."""
    _carry(PRICES, only or (), dry_run=dry_run, as_json=as_json, html=html)


@app.command()
def companies(
    dry_run: DryRun = False,  # noqa: FBT002 - a flag
    only: OnlyClients = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag
    html: Html = None,
) -> None:
    """Связать и перенести клиентов, как разрешают правила: сказать, что будет, и следить; повтор продолжит."""
    _carry(COMPANIES, only or (), dry_run=dry_run, as_json=as_json, html=html)


@app.command()
def contacts(
    dry_run: DryRun = False,  # noqa: FBT002 - a flag
    only: OnlyContacts = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag
    html: Html = None,
) -> None:
    """Связать и перенести контакты клиентов, после companies: сказать, что будет, и следить; повтор продолжит."""
    _carry(CONTACTS, only or (), dry_run=dry_run, as_json=as_json, html=html)


@app.command()
def orders(
    since: Since = None,
    dry_run: DryRun = False,  # noqa: FBT002 - a flag
    only: OnlyOrders = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag
    html: Html = None,
) -> None:
    """Связать прежние заказы 1С с их сделками; ничего не создаётся и не меняется. Повторный запуск продолжит."""
    _carry(before_the_exchange("orders", _from(since)), only or (), dry_run=dry_run, as_json=as_json, html=html)


@app.command()
def deals(
    since: Since = None,
    dry_run: DryRun = False,  # noqa: FBT002 - a flag
    only: OnlyOrders = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag
    html: Html = None,
) -> None:
    """Связать прежние сделки портала с их заказами; ничего не создаётся и не меняется. Повторный запуск продолжит."""
    _carry(before_the_exchange("deals", _from(since)), only or (), dry_run=dry_run, as_json=as_json, html=html)


def _from(since: datetime | None) -> datetime:
    """Return from when old deals are loaded: a typed day's beginning by the customer's clock, or two years ago."""
    return rules_in_use().midnight(since) if since else datetime.now(UTC) - _USUALLY


def _carry(what: Load, only: Sequence[str] = (), *, dry_run: bool, as_json: bool, html: Path | None) -> None:
    plans = run(planned(what, only))
    found = {name: counts for plan in plans for name, counts in plan.as_json().items()}
    print(shown_json(found) if as_json else shown_lines("\n".join(plan.told() for plan in plans)))
    if only and not any(plan.verdicts for plan in plans):
        named = ", ".join(f"«{one}»" for one in only)
        refuse(f"По --only {named} ничего не нашлось: проверьте номер, GUID или название; берётся оно целиком.")
        raise typer.Exit(1)
    if html is not None:
        keep(html, report.page(f"dealbus load {what.name}", plans))
    if not dry_run:
        run(load(settings(), what.name, plans, _progress))


def _progress(line: str) -> None:
    print(shown(line), file=sys.stderr, flush=True)
