"""Shows the values of a deal and its order side by side on the pair's web page, as people read them. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from services.console.web.drawing import translator
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.things import Customer, Line, Thing
from shared.messages.words import values_said
from shared.rules.states import state_caption
from shared.russian import capitalised, day, money, numeral, value_said


@dataclass(frozen=True, slots=True)
class SeenRecord:
    """What a connector says for a pair's page of its deal or order now.

    Args:
        order: the record; None: it is not there, or could not be read.
        why: a sentence, where it could not be read.
        busy: the exchange is writing it right now.
    """

    order: SalesOrder | None = None
    why: str = ""
    busy: bool = False


def seen(told: Mapping[str, Any] | None) -> SeenRecord:
    """Read for a pair's page what a connector answered to `ask tell deal` or `ask tell order`; None if it did not."""
    if not told:
        return SeenRecord()
    order = told.get("order")
    return SeenRecord(
        SalesOrder.model_validate(order, extra="ignore") if order else None,
        str(told.get("unread") or ""),
        bool(told.get("busy")),
    )


def beside(deal: SalesOrder | None, order: SalesOrder | None, language: str) -> list[tuple[str, str, str]]:
    """Return captions with the values of deal and order side by side; what is in neither is left out.

    Args:
        deal: None: it is not there, or could not be read.
        order: likewise.
        language: of the captions.
    """
    turn = translator(language)
    rows = [(turn(caption), _said(say, deal), _said(say, order)) for caption, say in _VALUES.items()]
    ours, theirs = _header(deal, language), _header(order, language)
    rows += [(caption, ours.get(caption, ""), theirs.get(caption, "")) for caption in ours | theirs]
    return [row for row in rows if row[1] or row[2]]


def rows_of(order: SalesOrder | None) -> list[tuple[str, str, str, str]]:
    """Return the rows of a deal or order for a pair's page: name, quantity, price, sum; cancelled ones are marked."""
    if order is None:
        return []
    return [
        (
            _named(line) + (" (отменено)" if line.cancelled else ""),
            numeral(line.quantity),
            money(line.price, order.currency),
            money(line.total, order.currency),
        )
        for line in order.lines
    ]


def _said(say: Callable[[SalesOrder], str], record: SalesOrder | None) -> str:
    return say(record) if record is not None else ""


def _header(record: SalesOrder | None, language: str) -> dict[str, str]:
    said = values_said(record, OrderGroup.HEADER) if record is not None else ()
    return {capitalised(words.caption if language == "ru" else words.english): value_said(words, value)
            for words, value in said}  # fmt: skip


def _named(line: Line) -> str:
    names: Sequence[Thing | None] = (line.item, line.characteristic)
    return ", ".join(one.name for one in names if one is not None and one.name) or line.text or "—"


def _percent(number: Decimal) -> str:
    return f"{numeral(number)} %"


def _client(customer: Customer | None) -> str:
    return customer.name if customer is not None else ""


def _inn(customer: Customer | None) -> str:
    entity = customer.legal_entity if customer is not None else None
    return " / ".join(filter(None, (entity.inn, entity.kpp))) if entity is not None else ""


def _person(order: SalesOrder) -> str:
    person = order.person
    return "" if person is None else person.name or " ".join(filter(None, (person.last_name, person.first_name)))


def _state(order: SalesOrder) -> str:
    if order.stage is not None:
        return order.stage.id
    return state_caption(order.state.name) if order.state is not None and order.state.name else ""


_VALUES: Final[Mapping[str, Callable[[SalesOrder], str]]] = {
    "Номер": lambda one: one.number,
    "Дата": lambda one: day(one.dated) if one.dated else "",
    "Клиент": lambda one: _client(one.customer),
    "ИНН / КПП": lambda one: _inn(one.customer),
    "Контактное лицо": _person,
    "Ответственный": lambda one: one.manager.name if one.manager else "",
    "Организация": lambda one: one.organisation.name if one.organisation else "",
    "Сумма с НДС": lambda one: money(one.total, one.currency),
    "Стадия или состояние": _state,
    "Оплачено": lambda one: _percent(one.state.paid_percent) if one.state else "",
    "Отгружено": lambda one: _percent(one.state.shipped_percent) if one.state else "",
    "Проведён": lambda one: "" if one.posted is None else "да" if one.posted else "нет",
}
CAPTIONS: Final = tuple(_VALUES)
