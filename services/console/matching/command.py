"""`dealbus match list`, `show`, `accept`, `reject`, `couple`, `separate`: a person decides doubts."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from services.console.command import run, settings
from services.console.helping import ConsoleCommands
from services.console.matching import deciding as matching
from services.console.matching.deciding import Decided
from shared.messages.ring.doubts import Candidate, Doubt
from shared.observe.terminal import shown, shown_json
from shared.store.doubts import OpenDoubt

app = ConsoleCommands(help="Кто есть кто: вопросы, которые решает человек, связать и разделить записи.")

KINDS = {
    "company": ("компания в Битрикс24", "партнёр в 1С"),
    "requisite": ("реквизиты в Битрикс24", "контрагент в 1С"),
    "contact": ("контакт в Битрикс24", "контактное лицо в 1С"),
    "client": ("контакт-покупатель в Битрикс24", "партнёр в 1С"),
    "product": ("товар в Битрикс24", "номенклатура в 1С"),
}
KEYS = {
    "inn": "ИНН",
    "kpp": "КПП",
    "number": "налоговый номер",
    "country": "код страны",
    "name": "название",
    "mark": "внешний код",
    "article": "артикул",
    "barcode": "штрихкод",
    "contact": "телефон или e-mail",
}
_NAMED = 10

Id = Annotated[str, typer.Argument(help="Вопрос, как его называет dealbus match list: requisite:27.")]
AsJson = Annotated[bool, typer.Option("--json", help="Напечатать JSON.")]


@app.command("list")
def list_all(as_json: AsJson = False) -> None:  # noqa: FBT002 - a flag
    """Показать вопросы: что ищем, сколько кандидатов, кто ждёт."""
    found = run(matching.listing(settings()))
    print(shown_json([_as_json(one) for one in found]) if as_json else told(found))


@app.command()
def show(key: Id, as_json: AsJson = False) -> None:  # noqa: FBT002 - a flag
    """Показать кандидатов: что у них совпадает и что нет, и с кем они уже связаны."""
    found, taken = run(matching.look(settings(), key))
    print(shown_json({**_as_json(found), "coupled": taken}) if as_json else told_whole(found, taken))


@app.command()
def accept(
    key: Id, candidate: Annotated[str, typer.Argument(help="Номер или GUID кандидата из dealbus match show.")]
) -> None:
    """Это он: связать с кандидатом. Все, кто ждал, перечитываются сами."""
    done = run(matching.accept(settings(), key, candidate))
    print(f"{_both(done)} теперь одно и то же.{_awake(done)}")


@app.command()
def reject(key: Id) -> None:
    """Ни один из кандидатов. Где правила позволяют, будет создана новая запись; где нет, менеджер прочтёт причину."""
    done = run(matching.reject(settings(), key))
    print(f"Ни один из кандидатов не {shown(key)}; обмен их больше не предложит.{_awake(done)}")


@app.command()
def couple(
    one: Annotated[str, typer.Argument(help="Запись Битрикс24: company:5, requisite:27, contact:7, product:501.")],
    other: Annotated[str, typer.Argument(help="Запись 1С: partner:<GUID>, legal_entity:, contact_person:, item:.")],
) -> None:
    """Связать две записи вручную. Есть ли такие записи, обмен здесь не проверяет."""
    done = run(matching.couple(settings(), one, other))
    print(f"{_both(done)} теперь одно и то же.{_awake(done)}")


@app.command()
def separate(
    key: Annotated[str, typer.Argument(help="Одна из связанных записей: company:5 или partner:<GUID>.")],
) -> None:
    """Разделить связанные записи; по совпадению ИНН, артикула или телефона обмен их снова не свяжет."""
    done = run(matching.separate(settings(), key))
    back = " Вернуть: dealbus match couple {} {}".format(*map(shown, done.keys)) if done.can_be else ""
    print(f"{_both(done)} больше не одно и то же.{_awake(done)}{back}")


def told(found: list[OpenDoubt]) -> str:
    """Describe open doubts for a person, not as a table, whose cells a narrow terminal would cut."""
    parts = [f"{_head(one)}\n  Ждут: {_waiting(one)}. dealbus match show {shown(one.key)}" for one in found]
    return "\n\n".join([*parts, f"Вопросов: {len(found)}."])


def told_whole(found: OpenDoubt, taken: Mapping[str, str]) -> str:
    """Describe one doubt with all its candidates for a person who is to decide it.

    Args:
        found: the doubt.
        taken: key of the record that a candidate is coupled with, by the candidate's id.
    """
    key = shown(found.key)
    candidates = [_candidate(one, taken.get(one.ref.id, "")) for one in found.doubt.candidates]
    choice = f"Это он: dealbus match accept {key} <GUID или номер>. Ни один из них: dealbus match reject {key}"
    return "\n".join([_head(found), f"  Ждут: {_waiting(found)}.", *candidates, choice])


def _head(found: OpenDoubt) -> str:
    doubt = found.doubt
    ours, theirs = _sides(doubt)
    asked = f"{shown(found.key)}  «{shown(doubt.name)}», {ours}: кто это ({theirs})?"
    return f"{asked} Кандидатов {len(doubt.candidates)}.{_keys(doubt)}"


def _sides(doubt: Doubt) -> tuple[str, str]:
    ours, theirs = KINDS.get(doubt.kind, (doubt.kind, doubt.kind))
    return (ours, theirs) if doubt.thing.system == "b24" else (theirs, ours)


def _keys(doubt: Doubt) -> str:
    keys = {name: value for name, value in doubt.keys.items() if name != "name"}
    return f" {_values(keys)}." if keys else ""


def _values(keys: Mapping[str, str]) -> str:
    return ", ".join(
        f"{KEYS.get(name.rstrip('0123456789'), shown(name))} {shown(value)}" for name, value in keys.items()
    )


def _candidate(one: Candidate, taken: str) -> str:
    lines = [f"  {shown(one.ref.key)}  «{shown(one.name)}»"]
    lines += [f"    совпадает: {_values(one.agrees)}"] if one.agrees else []
    lines += [f"    отличается: {_values(one.differs)}"] if one.differs else []
    lines += [f"    уже связан с {shown(taken)}"] if taken else []
    return "\n".join(lines)


def _waiting(found: OpenDoubt) -> str:
    more = f" и ещё {len(found.waiting) - _NAMED}" if len(found.waiting) > _NAMED else ""
    return f"{', '.join(map(shown, found.waiting[:_NAMED]))}{more} с {found.since:%d.%m %H:%M} UTC"


def _both(done: Decided) -> str:
    return " и ".join(map(shown, done.keys))


def _awake(done: Decided) -> str:
    more = f" и ещё {len(done.awake) - _NAMED}" if len(done.awake) > _NAMED else ""
    return f" Перечитываются: {', '.join(map(shown, done.awake[:_NAMED]))}{more}." if done.awake else ""


def _as_json(found: OpenDoubt) -> dict[str, Any]:
    return {"key": found.key, "since": found.since, "waiting": found.waiting, **found.doubt.model_dump(mode="json")}
