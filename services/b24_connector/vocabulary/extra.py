"""Extra fields of a deal, by the table of the rules file (R13). Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from shared.rules.fields import MISFITS, YES, FieldRow, FieldTable, FieldType, canonical, fits

Row = Mapping[str, Any]

PORTAL_TYPES: Final[Mapping[FieldType, frozenset[str]]] = {
    "text": frozenset({"string", "url"}),
    "number": frozenset({"double", "integer"}),
    "date": frozenset({"date"}),
    "yes_no": frozenset({"boolean"}),
}
"""Types of user fields that hold values of a type."""


@dataclass(frozen=True, slots=True)
class DealValue:
    """An extra field's value in an order that its deal must have."""

    row: FieldRow
    place: str
    text: str

    @property
    def raw(self) -> str:
        """The extra field's value as the portal takes it."""
        if self.row.type == "yes_no":
            return "Y" if self.text == YES else "N"
        return self.text

    def stands_in(self, item: Row) -> bool:
        """Tell whether the deal has this value of an extra field already."""
        return canonical(self.row.type, item.get(self.place)) == self.text


@dataclass(frozen=True, slots=True)
class DealExtra:
    """The table of extra fields as this portal has them.

    Args:
        rows: of the rules file.
        places: by line, how `crm.item.*` spells the field; absent where the portal has none that holds the type.
        unfit: by line, the portal's type of a field that is there and holds no such value, or several.
        offered: the deal's user fields, as a rules file names them.
    """

    rows: FieldTable = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    unfit: Mapping[str, str] = field(default_factory=dict)
    offered: tuple[str, ...] = ()

    @property
    def goes_out(self) -> bool:
        """Whether any extra field of a deal goes to 1C."""
        return any(row.from_deal for row in self.rows.values())

    @property
    def missing(self) -> tuple[str, ...]:
        """The lines of extra fields for which this portal has no fitting field."""
        return tuple(name for name in self.rows if name not in self.places)

    @property
    def filled_by_orders(self) -> tuple[str, ...]:
        """The deal's fields, as the portal stores their names, in which nothing stands but what an order has given."""
        return tuple(row.deal for name, row in self.rows.items() if not row.from_deal and name in self.places)

    def read(self, item: Row) -> dict[str, str]:
        """Return the extra fields of a deal that go out, empty ones included."""
        return {
            name: canonical(row.type, item.get(self.places[name]))
            for name, row in self.rows.items()
            if row.from_deal and name in self.places
        }

    def values(self, extra: Mapping[str, str]) -> tuple[DealValue, ...]:
        """Return what an order's extra fields become in the deal, of those that can be written."""
        return tuple(self._taken(extra).values())

    def taken(self, extra: Mapping[str, str]) -> dict[str, str]:
        """Return by line the values of an order's extra fields that the deal can hold."""
        return {name: one.text for name, one in self._taken(extra).items()}

    def unkept(self, extra: Mapping[str, str], item: Row) -> Iterator[tuple[FieldRow, str, str]]:
        """Return the extra fields that a deal did not take from an order: line, value, and why."""
        for name, row, text in self._incoming(extra):
            if text and name not in self.places:
                yield row, text, f"в сделке нет поля {row.deal} нужного типа; сообщите администратору"
            elif not fits(row.type, text):
                yield row, text, f"{MISFITS[row.type]}; исправьте значение в заказе"
            elif text and not DealValue(row, self.places[name], canonical(row.type, text)).stands_in(item):
                kept = canonical(row.type, item.get(self.places[name]))
                yield row, text, f"Битрикс24 хранит «{kept}»; проверьте поле в сделке"

    def _taken(self, extra: Mapping[str, str]) -> dict[str, DealValue]:
        return {
            name: DealValue(row, self.places[name], canonical(row.type, text))
            for name, row, text in self._incoming(extra)
            if name in self.places and fits(row.type, text)
        }

    def _incoming(self, extra: Mapping[str, str]) -> Iterator[tuple[str, FieldRow, str]]:
        return ((name, row, extra[name]) for name, row in self.rows.items() if row.from_order and name in extra)


def extra_of(described: Mapping[str, Row], rows: FieldTable) -> DealExtra:
    """Find the extra fields of the table in the portal.

    Args:
        described: answer of `crm.item.fields`.
        rows: of the rules file.
    """
    by_upper = {str(one.get("upperName")): (name, one) for name, one in described.items()}
    places, unfit = {}, {}
    for line, row in rows.items():
        name, one = by_upper.get(row.deal, ("", {}))
        if name and one.get("type") in PORTAL_TYPES[row.type] and not one.get("isMultiple"):
            places[line] = name
        elif name:
            unfit[line] = str(one.get("type"))
    offered = (name for name in by_upper if name.startswith("UF_CRM_") and not name.startswith("UF_CRM_DEALBUS_"))
    return DealExtra(rows, places, unfit, tuple(offered))
