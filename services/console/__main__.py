"""`dealbus`: the operators' command line.

It runs what each service offers and reads the shared stores; it imports no service.
"""

import json
import logging
import subprocess
import sys
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.console import backup, checking, forgetting
from services.console import prices as filled
from services.console.broker import former, rights
from services.console.broker import management as broker
from services.console.command import refuse as _refuse
from services.console.command import run as _run
from services.console.command import settings as _settings
from services.console.dead_letters import command as letters
from services.console.helping import ConsoleCommands
from services.console.identities import key_of, misspelt
from services.console.init.command import init
from services.console.keys import key_meant, whole_key
from services.console.load import commands as load
from services.console.matching import command as match
from services.console.preview.command import preview
from services.console.reconcile.command import reconcile
from services.console.settings import ConsoleSettings
from services.console.shadow import command as shadow
from services.console.simulator import command as simulator
from services.console.standing import frozen, refused, retrying, status, unfreezing
from services.console.surroundings import surroundings
from services.console.trace import tracing
from services.console.trace.meant import pairs_called, told_called
from services.console.usage import MISTYPED, worded
from shared.bus.rights import definitions
from shared.bus.topology import apply_topology, check_topology
from shared.messages.ring.facts import look_at
from shared.observe.terminal import shown, shown_json, shown_lines
from shared.process.findings import report
from shared.process.settings import SettingsError

app = ConsoleCommands(add_completion=False, pretty_exceptions_enable=False)
topology = ConsoleCommands(help="Очереди и обмены брокера.")
rights_of_users = ConsoleCommands(help="Пользователи сервисов на брокере и в базе и их права.")
app.add_typer(load.app, name="load")
app.command()(reconcile)
app.command()(preview)
app.add_typer(topology, name="topology")
app.add_typer(letters.app, name="dead")
app.add_typer(match.app, name="match")
app.add_typer(simulator.app, name="rules")
app.add_typer(shadow.app, name="shadow")
app.add_typer(rights_of_users, name="rights")

app.command(name="init")(init)

GROUPS_HELP = (
    "Сделка: rows состав, manager ответственный, organisation организация, parties клиент, header заголовок, "
    "extra свои поля, stage стадия. Компания: name, requisites, communications, addresses, banks, manager. "
    "Контакт: name, position, communications. Товар: name, unit, vat, section, codes, activity; цены: prices."
)

OfPrices = Annotated[bool, typer.Option("--prices", help="Пересчитать цены, которые 1С заполнила в заказах.")]
AsJson = Annotated[bool, typer.Option("--json", help="Напечатать JSON.")]


def _key_of_a_record(words: str) -> str:
    if key := key_meant(words):
        return key
    key = key_of(words)
    if not frozen.families_of(key) or not key.partition(":")[2]:
        raise typer.BadParameter(f"«{key}» не ключ. Пишите, как dealbus check: deal:41, company:17, contact:7@17.")
    if (hint := look_at(key)) and (wrong := misspelt(hint.ref)):
        raise typer.BadParameter(wrong)
    return key


Key = Annotated[str, typer.Argument(help="Ключ: deal:41 или order:<GUID>.", callback=whole_key)]


@app.callback()
def about() -> None:
    """dealbus: обмен между Битрикс24 и 1С."""


@app.command()
def check(*, prices: OfPrices = False, as_json: AsJson = False) -> None:
    """Сравнить правила с живыми порталом и базой; ничего не меняет."""
    if prices:
        found = filled.compared()
        if found is not None:
            print(shown_json(found) if as_json else shown_lines(filled.told(found)))
        raise typer.Exit(0 if found is not None and found["agree"] == found["rows"] else 1)
    codes, findings = checking.of_connectors(is_quiet=as_json)
    for some in checking.of_the_exchange(_settings()):
        codes.append(int(not all(one.ok for one in some)) if as_json else report(some))
        findings += some
    if as_json:
        print(shown_json(checking.as_json(codes, findings)))
    raise typer.Exit(max(codes))


@app.command()
def setup() -> None:
    """Создать в портале поля сделки; повторный запуск ничего не меняет."""
    raise typer.Exit(_service("services.b24_connector", "setup"))


@app.command(name="status")
def status_now(as_json: AsJson = False) -> None:  # noqa: FBT002 - a flag
    """Сказать, идёт ли обмен, что ждёт и что стоит, пока не вмешается человек. Код 1: вмешаться нужно."""
    found = _run(status.look(_settings()))
    print(shown_json(found.as_json()) if as_json else shown_lines(found.told(datetime.now(UTC))))
    raise typer.Exit(0 if found.is_fine else 1)


@app.command()
def deals(
    standing: Annotated[bool, typer.Option("--standing", help="Сделки, чей заказ ждёт устранения причины.")],  # noqa: ARG001 - the one list there is
    as_json: AsJson = False,  # noqa: FBT002 - a flag
) -> None:
    """Перечислить сделки, чей заказ не создан, с тем, что прочёл менеджер, и заказы, чью сделку портал не принимает."""
    found = _run(status.standing())
    if as_json:
        print(shown_json([asdict(one) for one in (*found.deals, *found.orders)]))
    else:
        print(shown_lines(refused.told_standing(found, datetime.now(UTC))))


@app.command()
def trace(
    words: Annotated[str, typer.Argument(help="deal:41, order:<GUID>, номер заказа или сделки, ИНН, часть названия.")],
    debug: Annotated[bool, typer.Option("--debug", help="И версии групп, для разбора ошибок самого обмена.")] = False,  # noqa: FBT002 - a flag
    as_json: AsJson = False,  # noqa: FBT002 - a flag
) -> None:
    """Рассказать, что было со сделкой и заказом: что решено и почему, что сказано, что мешает сейчас."""
    key = key_meant(words)
    if key is None:
        pairs = _run(pairs_called(words))
        if len(pairs) != 1:
            print(shown_json(pairs) if as_json else shown_lines(told_called(words, pairs)))
            raise typer.Exit(1)
        key = str(pairs[0]["_id"])
    found = _run(tracing.trace(_settings(), key))
    print(shown_json(found.as_json()) if as_json else shown_lines(found.told()))
    if debug and not as_json:
        Console().print(found.table())
    raise typer.Exit(0 if found.known else 1)


@app.command()
def forget(
    mark: Annotated[str, typer.Argument(help="ИНН, телефон или e-mail человека, целиком.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Только показать, где что хранится.")] = False,  # noqa: FBT002 - a flag
    as_json: AsJson = False,  # noqa: FBT002 - a flag
) -> None:
    """Удалить из базы обмена всё, по чему узнают человека, и назвать отложенные сообщения с ним (152-ФЗ)."""
    found = _run(forgetting.forget(_settings(), mark, erase=not dry_run))
    print(shown_json(found.as_json()) if as_json else shown_lines(found.told()))


@app.command()
def retry(key: Key) -> None:
    """Сейчас же перечитать сделку или заказ и передать заново, не дожидаясь часа; отложенное о них вернуть в работу."""
    print(shown_lines(_run(retrying.retry(_settings(), key)).told()))


@app.command()
def unfreeze(
    key: Annotated[
        str,
        typer.Argument(help="Ключ, как его называет dealbus check: deal:41, company:17.", callback=_key_of_a_record),
    ],
    group: Annotated[str, typer.Argument(help=GROUPS_HELP)],
) -> None:
    """Вернуть в обмен группу полей, о которой стороны спорили; сначала найдите, кто её менял раз за разом."""
    groups = list(dict.fromkeys(str(one) for family in frozen.families_of(key) for one in family.groups))
    if group not in groups:
        raise typer.BadParameter(f"У {key} нет группы «{group}»; есть {', '.join(groups)}.")
    done = _run(unfreezing.unfreeze(_settings(), key, group))
    print(shown(done.sentence(key, group)))
    raise typer.Exit(0 if done.key else 1)


@app.command(name="backup")
def backup_to(
    file: Annotated[Path, typer.Argument(help="Новый файл копии, например dealbus.bson.gz.")],
    running: Annotated[bool, typer.Option(help="Копировать, хотя очереди не пусты или сервисы работают.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Сохранить базу обмена в файл; сервисы остановлены, очереди пусты."""
    missed = _run(backup.unsettled(_settings()))
    if missed and not running:
        _refuse(f"Копия была бы неполной: {'; '.join(missed)}.")
        raise typer.Exit(1)
    print(f"Сохранено документов: {_run(backup.save(_settings(), file))}.")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="Файл, который записал dealbus backup.")]) -> None:
    """Восстановить базу обмена из файла; только в пустую базу, сервисы остановлены."""
    if running_now := _run(backup.served(_settings())):
        _refuse(
            f"Работают: {', '.join(running_now)}. Остановите их и восстановите в пустую базу: на пустой базе сервисы "
            "приняли бы каждое расхождение портала и 1С за спор."
        )
        raise typer.Exit(1)
    print(f"Восстановлено документов: {_run(backup.restore(_settings(), file))}.")


@topology.command("apply")
def topology_apply() -> None:
    """Создать недостающие очереди, убрать обмен прежней версии. С DEALBUS_MANAGEMENT_URL осмотреть и сам брокер."""
    settings = _settings()
    _run(_on_the_broker(apply_topology, settings))
    print("Очереди и обмены на месте.")
    if told := _run(former.retire(settings)):
        print(shown_lines(told))


@topology.command("check")
def topology_check() -> None:
    """Проверить очереди, а с DEALBUS_MANAGEMENT_URL и модули, возможности и политики; ничего не меняет."""
    _run(_on_the_broker(check_topology, _settings()))
    print("Очереди и обмены на месте.")


@rights_of_users.command("apply")
def rights_apply(secrets: rights.Secrets) -> None:
    """Создать пользователей с их правами; существующим дать сегодняшние пароли и права. Нужны администраторы."""
    _run(rights.apply(_settings(), secrets))
    print("Пользователи и права на месте.")


@rights_of_users.command("broker")
def rights_broker(secrets: rights.Secrets) -> None:
    """Напечатать файл определений RabbitMQ: пользователи с хешами паролей и их права."""
    try:
        found = definitions(rights.logins(secrets))
    except rights.RightsError as error:
        _refuse(str(error))
        raise typer.Exit(2) from None
    print(json.dumps(found, ensure_ascii=False, indent=2))


@rights_of_users.command("database")
def rights_database() -> None:
    """Напечатать роли MongoDB, по одной на сервис, который что-то хранит; паролей в них нет."""
    print(json.dumps(rights.roles(_settings().mongo_database), ensure_ascii=False, indent=2))


def _service(module: str, command: str) -> int:
    done = subprocess.run([sys.executable, "-m", module, command], env=surroundings(), check=False)  # noqa: S603 - ours
    return done.returncode


async def _on_the_broker(work: Callable[[str], Awaitable[None]], settings: ConsoleSettings) -> None:
    await work(settings.amqp_url)
    await broker.examine(settings)


def main() -> None:
    """Entry point of the `dealbus` script."""
    logging.getLogger("aiormq").addHandler(logging.NullHandler())  # else it tells what our own sentence tells
    try:
        sys.exit(app(standalone_mode=False) or 0)
    except SettingsError as error:  # of a service's command, whose environment needs ours
        _refuse(str(error))
        sys.exit(2)
    except typer.Abort:
        _refuse("Прервано.")
        sys.exit(1)
    except MISTYPED as error:
        if said := worded(error):
            _refuse(said)
        sys.exit(2)
    except Exception:  # noqa: BLE001 - the interpreter would show the same, with the secrets in it
        _refuse(traceback.format_exc())
        sys.exit(1)


if __name__ == "__main__":
    main()
