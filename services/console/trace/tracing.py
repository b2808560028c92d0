"""`dealbus trace`: finds and collects all that is known about one deal or order, in words; `--debug`: numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from rich.table import Table
from rich.text import Text

from services.console.dead_letters import dead
from services.console.settings import ConsoleSettings
from services.console.standing.frozen import SIDES, frozen_in
from services.console.surroundings import MAPPER, answered
from services.console.trace.timeline import GROUPS_NAMED, RUSSIAN, Turn, happenings, written
from shared.canon import ORDERS
from shared.observe.terminal import shown
from shared.store.connection import connect
from shared.store.doubts import Doubts
from shared.store.entities import EntityStore
from shared.store.entity import Entity
from shared.store.history import History

FIELDS_SHOWN = {
    "waiting": "заказ ждёт, причина в ленте",
    "manual_stage": "стадия, поставленная человеком",
    "bus_stage": "стадия, которую ведёт обмен",
    "told": "о чём написано в ленту",
    "number": "номер",
}
UNKNOWN = "Ничего не известно. Сделка старше даты отсечки, не в той воронке или ещё не замечена."
UNKNOWN_ORDER = "Ничего не известно. Заказ старше даты отсечки, его не берёт order_filter, или он ещё не замечен."
NO_HISTORY = "История не сохранилась: она старше срока хранения или началась до обновления."
NO_PAIR = (
    "Пары нет: заказ не нужен (другая воронка, «Поступил заказ», «Заказ в работе» пропущена, дата раньше cutoff) или "
    "решение ещё в пути."
)


@dataclass(frozen=True, slots=True)
class Trace:
    """All that was found about a deal or an order: pair, entities, history, doubts, dead letters.

    Args:
        key: that was asked for.
        pair: as the mapper keeps it.
        entities: what the connectors keep, by side.
        letters: dead letters about it.
        doubts: keys of what a person must decide first.
        history: lines of all services.
        zone: the customer's clock; None: this machine's.
    """

    key: str
    pair: Mapping[str, Any] | None
    entities: Mapping[str, Entity[Any]]
    letters: Sequence[dead.Found]
    doubts: Sequence[str] = ()
    history: Sequence[Mapping[str, Any]] = ()
    zone: tzinfo | None = None

    @property
    def known(self) -> bool:
        """Whether anything is known about the traced deal or order at all."""
        return bool(self.pair or self.entities or self.letters)

    @property
    def unknown(self) -> str:
        """What may be the reason why nothing is known about the traced deal or order."""
        return UNKNOWN_ORDER if self.key.startswith("order:") else UNKNOWN

    def as_json(self) -> dict[str, Any]:
        """Return a trace of a deal or an order for other programs."""
        return {
            "key": self.key,
            "pair": self.pair,
            "entities": {
                side: {**asdict(entity), "frozen": sorted(entity.frozen), "unsaid": sorted(entity.unsaid)}
                for side, entity in self.entities.items()
            },
            "doubts": list(self.doubts),
            "history": list(self.history),
            "dead_letters": [found.as_json() for found in self.letters],
        }

    def told(self) -> str:
        """Describe a trace for people: the pair, its history, and what hinders it now."""
        if not self.known:
            return f"{self.key}: {self.unknown}"
        past = written(happenings(self.history), self.zone)
        return "\n".join(
            [self.head(), "", past or NO_HISTORY, "", *(self.now() or ["Сейчас ничего не мешает."]), *self._again()]
        )

    def _again(self) -> list[str]:
        """Name the command that tries anew what was refused or given up."""
        pair = self.pair or {}
        stands = pair.get("waiting") or (pair.get("deal_refusal") and not pair.get("b24")) or self.letters
        return [f"Когда причина устранена: dealbus retry {self.key}."] if stands else []

    def head(self) -> str:
        """Name both records of a traced pair, the deal and the order, and their client."""
        pair = self.pair or {}
        about = pair.get("about") or {}
        title = f" «{about['title']}»" if "title" in about else ""
        client = f", клиент «{about['client']}»" if "client" in about else ""
        inn = f" (ИНН {about['inn']})" if "inn" in about else ""
        kind, _, own = self.key.partition(":")
        deal = pair.get("b24") or (own if kind == "deal" else None)
        order = about.get("number") or pair.get("onec") or (own if kind == "order" else None)
        named = f"сделка {deal}{title}" if deal else "сделки ещё нет"
        return f"{self.key}: {named}, {f'заказ {order}' if order else 'заказа ещё нет'}{client}{inn}"

    def now(self, turn: Turn = RUSSIAN.turn) -> list[str]:
        """Say what hinders a traced pair now, a sentence each; `turn` puts our own words into the reader's language."""
        pair, lines = self.pair or {}, list[str]()
        if pair.get("waiting"):
            said = (pair.get("refusal") or {}).get("said") or turn("причина стоит в ленте сделки.")
            lines.append(f"{turn('Заказ ждёт')}: {said}")
        if pair.get("deal_refusal") and not pair.get("b24"):
            lines.append(f"{turn('Сделка ждёт')}: {pair['deal_refusal']['said']}")
        if not self.pair and self.entities:
            lines.append(NO_PAIR)
        for side, name in SIDES:
            frozen = sorted(frozen_in(self.entities[side])) if side in self.entities else []
            lines += [f"Остановлено ({name}): {GROUPS_NAMED.get(one, one)}. {_freed(self.key, one)}" for one in frozen]
        lines += [f"{turn('Ждёт решения человека')}: dealbus match show {doubt}." for doubt in self.doubts]
        return [*lines, *(f"{turn('Отложено в')} {one.group}: {one.letter.sentence}" for one in self.letters)]

    def table(self) -> Table:
        """Return the numbers of a trace as a table, for finding faults of the exchange itself."""
        table = PlainTable("Где", "Что", title=Text(shown(self.key)), title_justify="left")
        if not self.known:
            table.add_row("", self.unknown)
        if self.pair:
            table.add_row("Пара", f"сделка {self.pair.get('b24', 'ещё нет')}, заказ {self.pair.get('onec', 'ещё нет')}")
            if self.pair.get("waiting"):
                table.add_row("", "Заказ ждёт: причина стоит в ленте сделки.")
        elif self.entities:
            table.add_row("Пара", NO_PAIR)
        for side, name in SIDES:
            if side in self.entities:
                _describe(table, name, self.entities[side])
        for doubt in self.doubts:
            table.add_row("Вопрос", f"ждёт решения человека: dealbus match show {doubt}")
        for found in self.letters:
            table.add_row("Отложено", f"{dead.topic(found.letter)} в {found.group}: {found.letter.sentence}")
        return table


class PlainTable(Table):
    """A terminal table whose cells are plain text, without Rich's markup, for `dealbus trace` and `preview`."""

    def add_row(self, *cells: str) -> None:  # type: ignore[override]  # nothing but text is put into it
        """Add a row of texts from anywhere to a table of `dealbus trace`."""
        self.add_lines(*([cell] for cell in cells))

    def add_lines(self, *cells: Sequence[str]) -> None:
        """Add to a table of `dealbus trace` a row whose cells have several lines, with texts from anywhere."""
        super().add_row(*(Text("\n".join(map(shown, lines))) for lines in cells))


def _freed(key: str, group: str) -> str:
    return f"Найдите, кто её меняет, затем: dealbus unfreeze {key} {group}."


def _describe(table: PlainTable, name: str, entity: Entity[Any]) -> None:
    writing = f", запись начата {entity.writing.since:%d.%m %H:%M:%S} UTC" if entity.writing else ""
    table.add_row(name, f"{entity.ref or 'ещё нет'}, обновлено {_moment(entity.version)}{writing}")
    for group, words in GROUPS_NAMED.items():
        if group in entity.groups:
            numbers = entity.groups[group]
            frozen = ", ОСТАНОВЛЕНА (dealbus unfreeze)" if group in frozen_in(entity) else ""
            edited, known = _moment(numbers.edited), _moment(numbers.known)
            table.add_row("", f"{words} ({group}): изменено здесь {edited}, учтено с другой стороны {known}{frozen}")
    for field, words in FIELDS_SHOWN.items():
        value = entity.fields.get(field)
        if value:
            told = ", ".join(sorted(value)) if isinstance(value, Mapping) else {True: "да"}.get(value, value)
            table.add_row("", f"{words}: {told}")


def _moment(number: int) -> str:
    """Show a traced version number, milliseconds of the database's clock, as a time."""
    return f"{datetime.fromtimestamp(number / 1000, UTC):%d.%m %H:%M:%S} UTC" if number else "—"


async def trace(settings: ConsoleSettings, key: str) -> Trace:
    """Collect what is known about a deal or an order, by its key or birth key.

    Raises:
        StoreUnavailableError: the database cannot be used.
        TopologyError: the broker cannot be used.
        typer.Exit: the mapper could not be asked, and has said why.
    """
    entities: dict[str, Entity[Any]] = {}
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        heard = await answered(MAPPER, "trace", key)
        pair = heard["pair"]
        keys, subjects = names_of(key, pair)
        for side, _ in SIDES:
            found = await _entity(EntityStore(database, side, ORDERS), keys)
            if found is not None:
                entities[side] = found
        lines = [line for name in sorted(keys) for line in await History(database, "b24", 0).of(name)]
        others = subjects - ({str(pair["_id"])} if pair else {key})
        lines += [line for name in sorted(others) for line in await History(database, "mapper", 0).of(name)]
        doubts = [one.key for name in sorted(keys) for one in await Doubts(database).about(name, ())]
    letters = [found for found in await dead.every(settings) if found.letter.subject in subjects]
    lines += [{**line, "at": datetime.fromisoformat(line["at"])} for line in heard["history"]]
    return Trace(key, pair, entities, letters, doubts, lines, ZoneInfo(heard["timezone"]))


def names_of(key: str, pair: Mapping[str, Any] | None) -> tuple[set[str], set[str]]:
    """Return the keys under which a traced pair, and messages about it, are known."""
    known = pair or {}
    keys = {key, *([str(pair["_id"])] if pair else [])}
    halves = {"deal": known.get("b24"), "order": known.get("onec")}
    return keys, keys | {f"{kind}:{identity}" for kind, identity in halves.items() if identity}


async def _entity(store: EntityStore[Any], keys: set[str]) -> Entity[Any] | None:
    for key in sorted(keys):
        found = await store.get(key) or await store.find(key.partition(":")[2])
        if found is not None:
            return found
    return None
