"""What the manager is told after a deal's write: sums, products, fields not taken, no manager, no organisation."""

from collections.abc import Container, Mapping, Sequence
from decimal import Decimal
from typing import Any

from services.b24_connector import sentences
from services.b24_connector.vocabulary.amounts import amount_of, stated_of
from services.b24_connector.vocabulary.extra import DealExtra
from services.b24_connector.vocabulary.names import DealFields
from services.b24_connector.vocabulary.rows import total_of
from services.b24_connector.vocabulary.values import identity
from services.b24_connector.writer.deals.needed import DealWrite
from services.b24_connector.writer.deals.wanted import Wanted
from services.b24_connector.writer.sums import sums_apart
from shared.entities import Verdict
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.commands import DealUpsert
from shared.messages.ring.told import Told, Topic
from shared.russian import Sum, packaging_uncounted

Row = Mapping[str, Any]


def amount_replaced(write: DealWrite, found: SalesOrder, groups: Container[OrderGroup]) -> tuple[Told, ...]:
    """Say, before a deal's rows are written, that an amount a person typed over the former rows goes with them.

    Args:
        write: with what is to be.
        found: the deal as it was read.
        groups: to be written.
    """
    typed, total = stated_of(write.item), write.wanted.total
    if OrderGroup.ROWS not in groups or typed in {"", write.entity.fields.get("stated")} or Decimal(typed) == total:
        return ()
    order = write.command.order
    sums = Sum(Decimal(typed), found.currency), Sum(total, order.currency)
    return (_amount_replaced(order.number, *sums),)


def otherwise(write: DealWrite, item: Row, fields: DealFields) -> tuple[Told, ...]:
    """Say what of an order the deal shows otherwise, of the groups that were to be written.

    Args:
        write: with the order in the portal's terms.
        item: the deal's fields afterwards.
        fields: how this portal calls our fields.
    """
    return (
        *(responsible(write.wanted, item, is_new=write.is_new) if OrderGroup.MANAGER in write.asked else ()),
        *(organisation(write.wanted, item, fields) if OrderGroup.ORGANISATION in write.asked else ()),
        *(unkept(write.command.order, item, fields.extra) if OrderGroup.EXTRA in write.asked else ()),
    )


def unkept(order: SalesOrder, item: Row, extra: DealExtra) -> tuple[Told, ...]:
    """Say which of the order's extra fields the deal could not take.

    Args:
        order: as it is in 1C.
        item: the deal's fields afterwards.
        extra: the table of extra fields.
    """
    return tuple(sentences.not_taken(row.label, value, why) for row, value, why in extra.unkept(order.extra, item))


def other_sum(command: DealUpsert, item: Row, rows: Verdict | None) -> tuple[Told, ...] | None:
    """Say both sums where the deal's, or its rows', differs from the order's by more than the rules allow.

    Rows that are equal within rounding stay, with their amount; where the portal rounds those that are written, the
    amount is set by hand. What it counts beside them, or made of it all the same, is not hidden (docs/money.md). 1C
    counts no packaging that is to be returned, which stands in the rows.

    Args:
        command: that was carried out.
        item: the deal's fields afterwards.
        rows: what became of the rows; None: they were not looked at.

    Returns:
        None: the sums were not compared.
    """
    order = command.order
    total = Sum(order.total, order.currency)
    of_rows = Sum(total_of(order.lines), order.currency)
    if rows not in {Verdict.ACCEPT, Verdict.WRITE}:
        return None
    if of_rows.amount != total.amount:
        return (Told(topic="packaging", text=packaging_uncounted(order.number, of_rows, total)),)
    is_apart = abs(Decimal(amount_of(item)) - total.amount) * 100 > command.total_tolerance_kopecks
    return (sums_apart(order.number, total, item),) if is_apart else ()


def sums_over(apart: Sequence[Told]) -> list[Topic]:
    """Return the topics of sums of which nothing is to be said any more, so that an equal sentence is news again.

    A move, or a read, of the deal knows no rows of the order, so it leaves what was said of packaging alone.

    Args:
        apart: what is said of deal and order that were compared.
    """
    topics: tuple[Topic, ...] = ("total", "packaging")
    return [topic for topic in topics if topic not in {one.topic for one in apart}]


def responsible(wanted: Wanted, item: Row, *, is_new: bool) -> tuple[Told, ...]:
    """Say that nobody in the portal is the order's manager, or who stands in for him.

    Args:
        wanted: the order in the portal's terms.
        item: the deal's fields afterwards; one that has the manager meant, though dismissed, needs no word.
        is_new: the bus has just made the deal.
    """
    manager = wanted.order.manager
    if manager is None:
        return ()
    if not wanted.manager:
        return (sentences.manager_missing(manager, is_new=is_new),)
    if wanted.stand_in and identity(item.get("assignedById")) == wanted.manager:
        return (sentences.manager_replaced(manager, wanted.stand_in),)
    return ()


def organisation(wanted: Wanted, item: Row, fields: DealFields) -> tuple[Told, ...]:
    """Say that «Наша организация» offers no value for the order's organisation, so that the deal shows another (R17).

    Args:
        wanted: the order in the portal's terms.
        item: the deal's fields afterwards.
        fields: how this portal calls our fields; one without a value shows nobody's.
    """
    meant, place, offered = wanted.order.organisation, fields.names.get("organisation"), fields.list_of("organisation")
    if meant is None or wanted.organisations or place is None or not offered.options:
        return ()
    shown = offered.option(item.get(place))
    inn = f" (ИНН {meant.inn})" if meant.inn else ""
    stays = f"в сделке осталась «{shown.name}»" if shown else "поле осталось пустым"
    text = (
        f"Заказ {wanted.order.number} в 1С оформлен на организацию «{meant.name or 'без названия'}»{inn}, а среди "
        f"значений поля «Наша организация» её нет: {stays}. "
        "Попросите администратора добавить её в это поле."
    )
    return (Told(topic="order", text=text),)


def products_gone(names: Sequence[str]) -> Told:
    """Say which rows of a deal have lost products that people have deleted, and how they get them back."""
    one, named = len(names) == 1, sentences.quoted(names)
    what, row = (f"Товара {named}", "строка") if one else (f"Товаров {named}", "строки")
    remedy = "Заведите заново с тем же артикулом или штрихкодом и выберите в строке сделки."
    return Told(topic="order", text=f"{what} нет в каталоге Битрикс24: в сделке {row} без товара. {remedy}")


def _amount_replaced(number: str, typed: Sum, total: Sum) -> Told:
    """Say that an amount which a person had typed into the deal has given way to that of rows from 1C."""
    text = f"Сумма сделки, введённая вручную ({typed}), заменена суммой строк, пришедших из заказа {number}: {total}."
    return Told(topic="total", text=text)
