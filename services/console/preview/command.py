"""`dealbus preview`: the command, its arguments and the printed table."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console

from services.console.command import refuse, run
from services.console.keys import deal_numbered, key_meant
from services.console.preview.foreseen import ForeseenDeal, counted_by
from services.console.preview.reading import by_deal, changed_deals, dated_orders, foresee
from services.console.rules_file import RulesFile, rules_in_use
from services.console.trace.meant import pairs_called, told_called
from services.console.trace.tracing import PlainTable
from shared.observe.terminal import shown, shown_json
from shared.rules import Rules

Words = Annotated[
    list[str] | None,
    typer.Argument(help="Сделка: 41 или deal:41, номер её заказа, название; заказ без сделки: номер, order:<GUID>."),
]
Since = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"], help="Все сделки воронок из правил, которые менялись с этого дня, и заказы с этой датой."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Напечатать JSON.")]


def preview(words: Words = None, since: Since = None, as_json: AsJson = False) -> None:  # noqa: FBT002 - a flag
    """Сказать, что обмен сделал бы со сделками и заказами без них: заказ, стадия, отказ и почему; ничего не меняет."""
    if not words and since is None:
        refuse("Назовите сделки (dealbus preview 41 42) или день (--since 2026-01-31).")
        raise typer.Exit(2)
    rules = rules_in_use()
    found = run(_foreseen([_key(one) for one in words or ()], since, rules))
    if as_json:
        print(shown_json([one.as_json(rules.rules) for one in found]))
    else:
        _print(found, rules.rules)


async def _foreseen(keys: Sequence[str], since: datetime | None, rules: RulesFile) -> list[ForeseenDeal]:
    if since is not None:
        begun = rules.midnight(since)
        keys = [*keys, *await changed_deals(begun), *await dated_orders(begun)]
    return await foresee(await by_deal(keys), rules, datetime.now(UTC))


def _key(words: str) -> str:
    """Return the key of the deal or order that a person wants previewed, or exit with the possible ones."""
    if key := deal_numbered(words) or key_meant(words):
        return key
    pairs = run(pairs_called(words))
    if len(pairs) != 1:
        refuse(told_called(words, pairs))
        raise typer.Exit(1)
    return f"deal:{deal}" if (deal := pairs[0].get("b24")) else str(pairs[0]["_id"])


def _print(found: Sequence[ForeseenDeal], rules: Rules) -> None:
    table = PlainTable("Сделка или заказ", "Что сделал бы обмен", show_lines=True)
    for one in found:
        name = [one.case.key, *([one.named] if one.named else [])]
        table.add_lines(name, [*one.said(rules), *one.said_of_deal()])
    if found:
        Console().print(table)
    print(shown(counted_by(found)))
