"""`dealbus dead list`, `replay`, `expire`, `drop`: the commands about dead letters."""

from typing import Annotated

import typer

from services.console.command import refuse, run, settings
from services.console.dead_letters import dead
from services.console.helping import ConsoleCommands
from services.console.identities import key_of
from shared.messages.identity import is_id
from shared.messages.ring.facts import look_at
from shared.observe.terminal import shown

app = ConsoleCommands(help="Отложенные (мёртвые) сообщения: посмотреть, повторить, удалить.")


def _keys_of(typed: list[str] | None) -> list[str] | None:
    """Return the typed keys of records as the services spell them; a run's, for instance, is left as it was typed."""
    if not all(one.strip() for one in typed or ()):
        raise typer.BadParameter("Назовите в --subject запись: deal:41.")
    return [_key_of(one) for one in typed] if typed else None


def _key_of(typed: str) -> str:
    hint = look_at(key := key_of(typed))
    return key if hint and is_id(hint.ref) else typed.strip()


Group = Annotated[str | None, typer.Option(help="Группа, например mapper.orders; по умолчанию все.")]
Subject = Annotated[
    list[str] | None, typer.Option(help="Только сообщения об этом: deal:41; сколько угодно раз.", callback=_keys_of)
]
Type = Annotated[str | None, typer.Option("--type", help="Только сообщения этого типа: order.upsert.")]
Reason = Annotated[str | None, typer.Option(help="Только с этой причиной.")]
AsJson = Annotated[bool, typer.Option("--json", help="Напечатать JSON.")]


@app.command("list")
def dead_list(
    group: Group = None,
    subject: Subject = None,
    topic: Type = None,
    reason: Reason = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag
) -> None:
    """Показать отложенные сообщения с причиной."""
    which = dead.Filter(about=subject or (), topic=topic, reason=reason)
    found = run(dead.wanted(settings(), group, which))
    print(dead.as_json(found) if as_json else dead.told(found))
    if found and not as_json:
        named = [("--group", group), *(("--subject", one) for one in subject or ()), ("--type", topic)]
        same = "".join(f" {option} {value}" for option, value in [*named, ("--reason", reason)] if value)
        print(shown(f"Когда причина устранена, верните их в работу: dealbus dead replay{same}"))


@app.command("replay")
def dead_replay(group: Group = None, subject: Subject = None, topic: Type = None, reason: Reason = None) -> None:
    """Вернуть отложенные сообщения в работу; команды решаются заново по сегодняшним правилам."""
    which = dead.Filter(about=subject or (), topic=topic, reason=reason)
    print(run(dead.replay_all(settings(), group, which)).told())


@app.command("expire")
def dead_expire(
    days: Annotated[
        int | None, typer.Option(min=1, help="Старше скольких дней; по умолчанию DEALBUS_DEAD_DAYS.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Только показать, что было бы удалено.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Удалить отложенные сообщения, о которых долго никто не решал; каждое показать и записать в историю."""
    ours = settings()
    limit = days or ours.dead_days
    which = dead.overdue(limit)
    if dry_run:
        print(dead.told(run(dead.wanted(ours, None, which))))
        return
    found = run(dead.drop_all(ours, None, which, f"старше {limit} дней, никто не решил"))
    print(dead.told(found))
    print(f"Удалено отложенных сообщений старше {limit} дней: {len(found)}.")


@app.command("drop")
def dead_drop(
    why: Annotated[str, typer.Option(help="Почему их не нужно передавать; останется в истории записи.")],
    group: Group = None,
    subject: Subject = None,
    topic: Type = None,
    reason: Reason = None,
) -> None:
    """Удалить отложенные сообщения, которые уже не нужны; показать, что удалено. Вернуть их нельзя."""
    if not (subject or topic or reason):
        refuse("Назовите, какие удалить: --subject, --type или --reason. Посмотреть их: dealbus dead list.")
        raise typer.Exit(2)
    if not why.strip():
        refuse("Напишите в --why, почему эти сообщения не нужны: это прочтёт тот, кто будет искать причину.")
        raise typer.Exit(2)
    which = dead.Filter(about=subject or (), topic=topic, reason=reason)
    found = run(dead.drop_all(settings(), group, which, why.strip()))
    print(dead.told(found))
    print(f"Удалено отложенных сообщений: {len(found)}.")
