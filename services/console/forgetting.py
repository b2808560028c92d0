"""`dealbus forget`: has each service find and remove what it keeps of a person; names the dead letters."""

import asyncio
import json
import sys
from asyncio.subprocess import Process
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from typing import Any, Final

import typer

from services.console.dead_letters import dead
from services.console.settings import ConsoleSettings
from services.console.surroundings import surroundings
from shared.canon.sought import Sought
from shared.store.forgetting import PersonalTrace
from shared.store.personal import PERSONAL

_SHOWN: Final = 20
_ROUNDS: Final = 3
"""A contact leads to his deals, a deal to its order and its history; no way is longer."""
_LONGEST: Final = 256 * 1024 * 1024
"""Bytes of an answer: a line for each document of one person."""
_WORDS: Final = {
    "entities_b24_contacts": "контакты портала: имя, телефоны, e-mail",
    "entities_b24_companies": "компании портала: название, ИНН, телефоны, e-mail",
    "entities_b24_private": "частные лица портала: имя, телефоны, e-mail",
    "entities_b24": "сделки: названия и тексты для менеджера",
    "history_b24": "история: написанное в ленты сделок",
    "claims_b24": "отметки о поиске клиента в портале",
    "entities_onec_persons": "контактные лица 1С: имя, телефоны, e-mail",
    "entities_onec_partners": "партнёры 1С: ИНН, телефоны, e-mail",
    "entities_onec": "заказы: тексты для менеджера",
    "waits_onec": "чего в 1С ждёт сделка или компания",
    "claims_onec": "отметки о поиске клиента в 1С",
    "links": "пары: название сделки, клиент, ИНН, причина отказа",
    "doubts": "вопросы «кто есть кто»",
    "history_mapper": "история: решения и отказы",
    "shadow": "тень: что обмен сделал бы со сделкой или заказом",
    "counted": "записи последней сверки",
    "weighed": "компании и контакты начатой сверки",
    "differences": "расхождения последней сверки",
    "reconciliations": "сотрудники в начатой сверке",
}


@dataclass(frozen=True, slots=True)
class ForgottenPerson:
    """What the services and the dead letters hold of a person who is to be forgotten.

    Args:
        traces: in the database, by service.
        letters: dead letters that name him, or are about a deal of his.
        erased: it is removed; else it was only looked for.
    """

    traces: tuple[PersonalTrace, ...]
    letters: tuple[dead.Found, ...]
    erased: bool

    def as_json(self) -> dict[str, Any]:
        """Return what was found of a person to forget, for other programs."""
        return {
            "erased": self.erased,
            "traces": [asdict(one) for one in self.traces],
            "dead_letters": [one.as_json() for one in self.letters],
        }

    def told(self) -> str:
        """Describe to people what was found of a person, or removed, and what `dealbus forget` does not reach."""
        did = "Удалено" if self.erased else "Найдено, ничего не удалено"
        head = f"{did} в базе обмена: {len(self.traces)}." if self.traces else "В базе обмена ничего не найдено."
        return "\n".join([head, *_by_collection(self.traces), *_letters(self.letters), _BEYOND])


_BEYOND: Final = (
    "Не здесь: портал и 1С (сначала удалите там, иначе обмен прочтёт снова), прежние копии базы, сообщения, "
    "которые ещё в пути. В журналах ИНН, телефонов и e-mail нет. Подробно: docs/personal-data.ru.md."
)


async def forget(settings: ConsoleSettings, mark: str, *, erase: bool) -> ForgottenPerson:
    """Have every service find a person by INN, phone or e-mail in what it keeps, and remove him.

    Args:
        settings: of the console.
        mark: his INN, phone or e-mail.
        erase: remove it; else only say where it is.

    Raises:
        TopologyError: the broker is away, refuses us, or lacks a queue.
        typer.Exit: a service could not be asked, and has said why.
        typer.BadParameter: nobody can be looked for by that.
    """
    sought = Sought.by(mark)
    if sought is None:
        raise typer.BadParameter("Назовите ИНН (10 или 12 цифр), телефон или e-mail целиком.")
    buried = await dead.every(settings)
    keys = {one.letter.subject for one in buried if sought.is_in(_words_of(one))} - {""}
    async with _Owners.asked(mark) as owners:
        keys = await _followed(owners, keys)
        traces, _ = await owners.look(keys, erase=erase)
    letters = [one for one in buried if one.letter.subject in keys or sought.is_in(_words_of(one))]
    return ForgottenPerson(tuple(traces), tuple(letters), erase)


async def _followed(owners: "_Owners", keys: set[str]) -> set[str]:
    """Find all deals and orders of a person before anything that leads to them is removed."""
    for _ in range(_ROUNDS):
        _, more = await owners.look(keys, erase=False)
        if more <= keys:
            break
        keys |= more
    return keys


class _Owners:
    """The services that store personal data, each as a process of its command `forget`, which answers line by line."""

    def __init__(self, mark: str, processes: Sequence[Process]) -> None:
        self._mark = mark
        self._processes = processes

    @classmethod
    @asynccontextmanager
    async def asked(cls, mark: str) -> AsyncIterator["_Owners"]:
        """Start each service's `forget` with a person's mark, and end the processes when left."""
        pipe, environment = asyncio.subprocess.PIPE, surroundings()
        commands = [(sys.executable, "-m", f"services.{one.replace('-', '_')}", "forget") for one in PERSONAL]
        start = asyncio.create_subprocess_exec
        processes = await asyncio.gather(
            *(start(*words, stdin=pipe, stdout=pipe, env=environment, limit=_LONGEST) for words in commands)
        )
        try:
            yield cls(mark, processes)
        finally:
            await asyncio.gather(*(one.communicate(b"") for one in processes))  # which ends their input

    async def look(self, keys: Iterable[str], *, erase: bool) -> tuple[list[PersonalTrace], set[str]]:
        """Ask all services for a person; return what names him, and the keys of his deals and orders."""
        question = json.dumps({"mark": self._mark, "keys": sorted(keys), "erase": erase}).encode() + b"\n"
        answers = await asyncio.gather(*(_answer(one, question) for one in self._processes))
        told = [
            PersonalTrace(**{**one, "fields": tuple(one["fields"])}) for found in answers for one in found["traces"]
        ]
        return told, {key for found in answers for key in found["keys"]}


async def _answer(process: Process, question: bytes) -> Any:
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - both are pipes
    with suppress(ConnectionError):
        process.stdin.write(question)
        await process.stdin.drain()
    answer = await process.stdout.readline()
    if not answer:
        raise typer.Exit(await process.wait() or 1)
    return json.loads(answer)


def _words_of(found: dead.Found) -> list[str]:
    letter = found.letter
    return [letter.sentence, letter.subject, letter.body.decode(errors="replace")]


def _by_collection(traces: Sequence[PersonalTrace]) -> list[str]:
    there: dict[str, list[str]] = defaultdict(list)
    for one in traces:
        there[one.collection].append(one.key)
    return [f"  {name}, {_WORDS[name]}: {len(keys)}{_named(keys)}" for name, keys in there.items()]


def _named(keys: Sequence[str]) -> str:
    known = list(dict.fromkeys(key for key in keys if key))
    more = " …" if len(known) > _SHOWN else ""
    return f" ({', '.join(known[:_SHOWN])}{more})" if known else ""


def _letters(letters: Sequence[dead.Found]) -> list[str]:
    if not letters:
        return ["В отложенных сообщениях ничего не найдено."]
    lines = dict.fromkeys(
        f"  {one.group}, {one.letter.subject or 'без ключа'}, {dead.topic(one.letter)}: {_way_out(one)}"
        for one in letters
    )
    return [f"Отложенных сообщений с этим: {len(letters)}. Они не удалены, решите каждое:", *lines]


def _way_out(found: dead.Found) -> str:
    which = f"--subject {found.letter.subject}" if found.letter.subject else f"--reason {found.letter.reason}"
    where = f"--group {found.group} {which}"
    return f"dealbus dead replay {where} или dealbus dead drop {where} --why ПРИЧИНА"
