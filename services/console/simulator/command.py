"""`dealbus rules explain`: which line of the stage table decides about an order, and where its deal goes."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from services.console.command import refuse, run
from services.console.helping import ConsoleCommands
from services.console.keys import key_meant
from services.console.rules_file import RulesFile, rules_in_use, rules_or_exit
from services.console.simulator import telling
from services.console.simulator.cases import Case, Simulated, simulate
from services.console.simulator.given import Given, GivenError
from services.console.simulator.reading import read_cases, read_differing
from services.console.trace.meant import pairs_called, told_called
from shared.observe.terminal import shown_json, shown_lines

app = ConsoleCommands(help="Правила обмена: что они значат для заказа и его сделки.")

Words = Annotated[
    list[str] | None,
    typer.Argument(help="deal:41, order:<GUID>, номер заказа; без них и с --rules все связанные заказы."),
]
Edited = Annotated[Path | None, typer.Option("--rules", help="Исправленный файл: что вышло бы по нему иначе.")]
State = Annotated[str, typer.Option(help="Вместо заказа: его состояние, «Готов к отгрузке».")]
Percent = Annotated[float, typer.Option(min=0, max=1000, help="Процент; с --state.")]
ByContract = Annotated[bool, typer.Option("--by-contract", help="Оплату по заказам 1С не ведёт; с --state.")]
Unposted = Annotated[bool, typer.Option("--unposted", help="Заказ не проведён; с --state.")]
Stage = Annotated[str, typer.Option(help="Стадия, куда сделку поставил сотрудник, C3:WON; с --state.")]
AsJson = Annotated[bool, typer.Option("--json", help="Напечатать JSON.")]


@app.callback()
def about() -> None:
    """Make `explain` a subcommand of `rules`."""


@app.command()
def explain(  # noqa: PLR0913, PLR0917 - the options of a command
    words: Words = None,
    edited: Edited = None,
    state: State = "",
    paid: Percent = 0,
    shipped: Percent = 0,
    by_contract: ByContract = False,  # noqa: FBT002 - a flag
    unposted: Unposted = False,  # noqa: FBT002 - a flag
    stage: Stage = "",
    as_json: AsJson = False,  # noqa: FBT002 - a flag
) -> None:
    """Сказать, какая строка правил решает о заказе и куда пойдёт его сделка; ничего не меняет.

    Заказ и сделка читаются заново. С --rules то же по исправленному файлу; без заказов названы все, с кем вышло бы
    иначе.
    """
    files = _files(edited)
    if state:
        figures = {"paid": Decimal(str(paid)), "shipped": Decimal(str(shipped))}
        given = Given(state, **figures, by_contract=by_contract, posted=not unposted, stage=stage)
        _say(_given(given, files), files, as_json)
    elif words:
        _say(run(read_cases([_key(one) for one in words])), files, as_json)
    elif edited is not None:
        _say_differing(files, as_json)
    else:
        refuse("Назовите сделку или заказ, состояние (--state) или исправленный файл (--rules).")
        raise typer.Exit(2)


def _files(edited: Path | None) -> Sequence[RulesFile]:
    """Read for `rules explain` the rules file in use and the edited one."""
    return [rules_in_use(), *([rules_or_exit(edited)] if edited is not None else [])]


def _given(given: Given, files: Sequence[RulesFile]) -> list[Case]:
    try:
        given.expect_stage(files[-1].rules)
        return [given.case()]
    except GivenError as error:
        refuse(str(error))
        raise typer.Exit(2) from None


def _key(words: str) -> str:
    """Return the key of the deal or order that `rules explain` is asked about, or exit with the possible ones."""
    if key := key_meant(words):
        return key
    pairs = run(pairs_called(words))
    if len(pairs) != 1:
        print(shown_lines(told_called(words, pairs)))
        raise typer.Exit(1)
    return str(pairs[0]["_id"])


def _say(cases: Sequence[Case], files: Sequence[RulesFile], as_json: bool) -> None:  # noqa: FBT001 - a flag passed on
    now = datetime.now(UTC)
    found = [(case, _simulated(case, files, now)) for case in cases]
    if as_json:
        print(shown_json([telling.as_json(case, simulated) for case, simulated in found]))
    else:
        print(shown_lines("\n".join(telling.told(case, simulated) for case, simulated in found)))
    raise typer.Exit(0 if all(simulated for _, simulated in found) else 1)


def _say_differing(files: Sequence[RulesFile], as_json: bool) -> None:  # noqa: FBT001 - a flag passed on
    now = datetime.now(UTC)
    looked, cases = run(read_differing(files[0], files[1], now))
    found = [(case, _simulated(case, files, now)) for case in cases]
    differing = [(case, both) for case, both in found if len({one.outcome for one in both}) > 1]
    if as_json:
        cases_told = [telling.as_json(case, both) for case, both in differing]
        print(shown_json({"looked": looked, "differing": cases_told}))
        return
    head = telling.told_all(looked, len(differing), files[1].name)
    print(shown_lines("\n".join([head, *(telling.told(case, both) for case, both in differing)])))


def _simulated(case: Case, files: Sequence[RulesFile], now: datetime) -> list[Simulated]:
    return [one for file in files if (one := simulate(case, file, now)) is not None]
