"""The header of an order in a deal's fields, one row a field; reading, writing and comparing follow from it. Pure."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from services.b24_connector.vocabulary.choices import NOT_OFFERED
from services.b24_connector.vocabulary.names import DealFields, FieldKey, Option
from services.b24_connector.vocabulary.values import as_text, day, guid, identity, plain_text
from shared.messages.order import SalesOrder
from shared.messages.things import Ref, Terms, Thing

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DealHeaderField:
    """One field of the order's header, as a deal has it.

    Args:
        name: in `SalesOrder`.
        at: where it stands in a deal: names of the portal, or keys of our own fields.
        read: what `SalesOrder` gets, from the values at these places; None where a deal has no such field.
        write: what stands in the first of the places in a deal that was born from this order; None: nothing is written.
    """

    name: str
    at: tuple[str, ...]
    read: Callable[..., Any]
    write: Callable[[SalesOrder], Any] | None = None


def _text(value: Any) -> str:
    return str(value or "").strip()


def _title(order: SalesOrder) -> str:
    return order.title or f"Заказ клиента {order.number}".strip()


def _note(order: SalesOrder) -> str:
    return as_text(order.note.strip())


def _terms(agreement: Any, warehouse: Any) -> Terms:
    return Terms(agreement=_named("agreement", agreement), warehouse=_named("warehouse", warehouse))


def _named(kind: str, value: Any) -> Thing | None:
    """Read what a person chose from a deal's list, by its id, or typed where the field is a text."""
    if isinstance(value, Option):
        known = guid(value.code)
        origin = Ref(system="onec", kind=kind, id=known) if known else None
        name = value.name if known else value.name.removesuffix(NOT_OFFERED).strip()
        return Thing(ref=Ref(system="b24", kind="option", id=value.id), origin=origin, name=name)
    name = identity(value).strip()
    return Thing(name=name) if name else None


HEADER: Final = (
    DealHeaderField("title", ("title",), _text, _title),
    DealHeaderField("note", ("comments",), plain_text, _note),
    DealHeaderField("terms", ("agreement", "warehouse"), _terms),
    DealHeaderField("ship_on", ("ship_on",), day),
)


def read_header(item: Row, fields: DealFields) -> dict[str, Any]:
    """Return the header fields of `SalesOrder` from a deal."""
    return {one.name: one.read(*(_value(item, fields, at) for at in one.at)) for one in HEADER}


def write_header(order: SalesOrder, fields: DealFields, left: Container[str] = ()) -> dict[str, Any]:
    """Return a new deal's header fields for an order, except the names that are left."""
    places = ((fields.place(one.at[0]), one.write) for one in HEADER if one.name not in left)
    return {place: write(order) for place, write in places if place and write}


def same_header(order: SalesOrder, found: SalesOrder, left: Container[str] = ()) -> bool:
    """Tell whether a deal has an order's header, except the names that are left."""
    return all(getattr(found, name) == text for name, text in header_texts(order, left).items())


def header_texts(order: SalesOrder, left: Container[str] = ()) -> dict[str, str]:
    """Return by name the texts that an order's deal gets, as they are read once written."""
    return {one.name: one.read(one.write(order)) for one in HEADER if one.write and one.name not in left}


def texts_of_people(written: Mapping[str, str], found: SalesOrder, order: SalesOrder) -> frozenset[str]:
    """Return the names of header texts that a person changed in the deal since they were written."""
    wanted = header_texts(order)
    return frozenset(name for name, text in written.items() if getattr(found, name) not in (text, wanted.get(name)))


def header_places(fields: DealFields) -> tuple[str, ...]:
    """Return the places of the order's header in a deal: fields to ask the portal for."""
    places = (fields.place(at) for one in HEADER for at in one.at)
    return tuple(place for place in places if place)


def _value(item: Row, fields: DealFields, at: str) -> Any:
    place = fields.place(at)
    value = item.get(place) if place else None
    listed = fields.lists.get(cast("FieldKey", at))
    return listed.option(value) if listed else value
