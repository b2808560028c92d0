"""Extra fields of 1C's orders (attributes, additional requisites), by the table of the rules file (R13). Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from services.onec_connector.objects import additional, standard
from services.onec_connector.objects import order as names
from services.onec_connector.vocabulary.lines import numbered
from services.onec_connector.vocabulary.texts import cut
from shared.rules.fields import MISFITS, YES, FieldRow, FieldTable, FieldType, canonical, fits

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OrderExtra:
    """The table of extra fields as this 1C base has them.

    Args:
        rows: of the rules file.
        properties: reference of each additional requisite, by its name.
    """

    rows: FieldTable = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)

    @property
    def goes_out(self) -> bool:
        """Whether any extra field of a 1C order goes to Bitrix24."""
        return any(row.from_order for row in self.rows.values())

    @property
    def labels(self) -> Mapping[str, str]:
        """The names by which people know the extra fields of an order."""
        return {name: row.label for name, row in self.rows.items()}

    def read(self, document: Row) -> dict[str, str]:
        """Return the extra fields of a 1C order that go out, empty ones included, without those the base lacks."""
        return {
            name: self._value(row, document)
            for name, row in self.rows.items()
            if row.from_order and self._is_known(row, document)
        }

    def changes(self, extra: Mapping[str, str], document: Row, *, both: bool = True) -> dict[str, Any]:
        """Return what a deal's extra fields change in a 1C order; in a new one, what is filled.

        Args:
            extra: of the deal.
            document: as it stands; empty for a new one.
            both: also the lines that travel both ways, which is for the winner of a conflict.
        """
        wanted = {
            name: (row, text)
            for name, row, text in self._incoming(extra)
            if fits(row.type, text) and (both or not row.from_order)
        }
        changed = {
            name: one
            for name, one in wanted.items()
            if (not document or self._is_known(one[0], document)) and self._value(one[0], document) != _cut(*one)
        }
        attributes = {row.order: _ATTRIBUTE[row.type](_cut(row, text)) for row, text in changed.values() if row.order}
        requisites = {
            self.properties[row.additional]: _requisite(row.type, text)
            for row, text in changed.values()
            if row.additional and row.additional in self.properties
        }
        return attributes | (additional_part(_merged(document, requisites)) if requisites else {})

    def unkept(self, extra: Mapping[str, str], document: Row) -> Iterator[tuple[str, str, str]]:
        """Return the extra fields that a 1C order did not take from a deal: field, value, and why."""
        for _, row, text in self._incoming(extra):
            if not fits(row.type, text):
                yield row.label, text, f"{MISFITS[row.type]}; исправьте значение в сделке"
            elif text and self._is_chosen(row, document):
                yield row.label, text, "в 1С это значение выбирают из списка; выберите его в заказе"
            elif text and not self._is_known(row, document):
                yield row.label, text, "в заказе 1С нет такого реквизита; сообщите администратору"
            elif self._value(row, document) != _cut(row, text):
                kept = self._value(row, document)
                yield row.label, text, f"1С хранит «{kept}»; проверьте реквизит в заказе"
            elif _cut(row, text) != canonical(row.type, text):
                yield row.label, text, f"1С вмещает {_LENGTHS[row.order or '']} знаков, записано начало"

    def taken(self, extra: Mapping[str, str], document: Row) -> dict[str, str]:
        """Return by line the values of a deal's extra fields that its 1C order can hold.

        Another one is the deal's alone: the empty field beside it is nobody's edit.
        """
        return {
            name: text
            for name, row, text in self._incoming(extra)
            if fits(row.type, text) and self._is_known(row, document)
        }

    def _incoming(self, extra: Mapping[str, str]) -> Iterator[tuple[str, FieldRow, str]]:
        return ((name, row, extra[name]) for name, row in self.rows.items() if row.from_deal and name in extra)

    def _is_known(self, row: FieldRow, document: Row) -> bool:
        if row.order:
            return row.order in document
        return row.additional in self.properties and not self._is_chosen(row, document)

    def _is_chosen(self, row: FieldRow, document: Row) -> bool:
        """Tell whether an order's additional requisite holds a reference: a deal has no word for 1C's own list."""
        kind = str(self._requisite(row, document).get(additional.VALUE_TYPE) or "")
        return bool(kind) and kind != additional.UNDEFINED and not kind.startswith("Edm.")

    def _value(self, row: FieldRow, document: Row) -> str:
        if row.order:
            return canonical(row.type, document.get(row.order))
        found = self._requisite(row, document)
        return canonical(row.type, found.get(additional.TEXT) or found.get(additional.VALUE))

    def _requisite(self, row: FieldRow, document: Row) -> Row:
        key = self.properties.get(row.additional or "")
        rows: Iterator[Row] = iter(document.get(names.ADDITIONAL) or ())
        return next((one for one in rows if key and one.get(additional.PROPERTY) == key), {})


_LENGTHS: Final[Mapping[str, int]] = {names.DELIVERY_ADDRESS: names.DELIVERY_ADDRESS_LENGTH}
"""Of attributes that 1C would cut without a word; `$metadata` does not name them."""

_ATTRIBUTE: Final[Mapping[FieldType, Callable[[str], Any]]] = {
    "text": str,
    "number": lambda text: Decimal(text or 0),
    "date": lambda text: f"{text}T00:00:00" if text else standard.NO_DATE,
    "yes_no": lambda text: text == YES,
}
_REQUISITE: Final[Mapping[FieldType, tuple[str, Callable[[str], str]]]] = {
    "text": ("Edm.String", str),
    "number": ("Edm.Double", str),
    "date": ("Edm.DateTime", lambda text: f"{text}T00:00:00"),
    "yes_no": ("Edm.Boolean", lambda _: "true"),
}
"""How a value of a composite type is written: the name of its type, and its text."""


def additional_part(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Write the whole part of additional requisites of a 1C order; 1C replaces it as a whole."""
    return {names.ADDITIONAL: numbered(rows)}


def _cut(row: FieldRow, text: str) -> str:
    value = canonical(row.type, text)
    length = _LENGTHS.get(row.order or "")
    return cut(value, length).rstrip() if length else value


def _requisite(kind: FieldType, text: str) -> dict[str, Any] | None:
    """Write one additional requisite of a 1C order; None: it is emptied.

    1C keeps a text of any length beside its value, and shows that one where the requisite is of unlimited length.
    """
    value = canonical(kind, text)
    if not value:
        return None
    name, written = _REQUISITE[kind]
    return {
        additional.VALUE: written(value),
        additional.VALUE_TYPE: name,
        additional.TEXT: value if kind == "text" else "",
    }


def _merged(document: Row, requisites: Mapping[str, dict[str, Any] | None]) -> list[dict[str, Any]]:
    """Put values into a 1C order's part of additional requisites; rows of others stay as they are."""
    rows = [dict(row) for row in document.get(names.ADDITIONAL) or () if row.get(additional.PROPERTY) not in requisites]
    return rows + [{additional.PROPERTY: key, **one} for key, one in requisites.items() if one is not None]
