"""Upper-case tables of requisites, bank details and presets: the old kind, with values that are strings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.portal.engine.failures import PortalError
from sandbox.portal.engine.state import Event, Portal, Record
from sandbox.portal.engine.values import strings, to_decimal

from .calls import Call, Page
from .lists import Schema, keep, list_page, selected


def _connector(call: Call) -> str:
    """Return the source key of a call; whether it counts for upper-case tables is unverified."""
    return call.actor.connector if call.portal.switches.auth_connector_in_requisites else ""


@dataclass(frozen=True)
class UpperTable:
    """One upper-case table: its fields by type, its name in refusals and the stem of its events.

    Args:
        immutable: fields that `….update` leaves as they are, without a word.
    """

    table: str
    title: str
    types: Mapping[str, str]
    required: tuple[str, ...] = ()
    event: str = ""
    defaults: Mapping[str, Any] | None = None
    check: Callable[[Portal, Record], None] | None = None
    longest: Mapping[str, int] | None = None
    immutable: tuple[str, ...] = ()

    def find(self, call: Call) -> Record:
        """Return the record of an upper-case table that a call names.

        Raises:
            PortalError: there is none; the code is empty, as documented.
        """
        number = call.number("id")
        record = call.portal.table(self.table).get(number)
        if record is None:
            raise PortalError(400, "", f"The {self.title} with ID '{number}' is not found")
        return record

    def read(self, sent: Record) -> Record:
        """Keep the known fields sent to an upper-case table, numbers as int; unknown ones are ignored."""
        values: Record = {}
        for key, value in sent.items():
            kind = self.types.get(str(key).upper())
            if kind is None or str(key).upper() == "ID":
                continue
            number = to_decimal(value) if kind == "integer" else None
            values[str(key).upper()] = int(number) if number is not None else "" if value is None else str(value)
        return values

    def show(self, record: Record) -> Record:
        """Write a record of an upper-case table: all values are strings."""
        return strings(record, self.types)

    def get(self, call: Call) -> Record:
        """Answer `….get` of an upper-case table."""
        return self.show(self.find(call))

    def list(self, call: Call) -> Page:
        """Answer `….list` of an upper-case table."""
        names = selected(call)
        everything = call.portal.switches.empty_filter_value == "everything"
        schema = Schema(self.types, id_field="ID", empty_finds_all=everything)
        return list_page(call, call.portal.table(self.table), schema, lambda row: keep(self.show(row), names, ("ID",)))

    def add(self, call: Call) -> int:
        """Answer `….add` of an upper-case table with the new id."""
        return self.insert(call.portal, call.actor.user_id, call.fields(), _connector(call))

    def insert(self, portal: Portal, user_id: int, sent: Record, connector: str = "") -> int:
        """Store a record of an upper-case table and raise its event.

        Raises:
            PortalError: a required field is missing, or the record it belongs to.
        """
        values = {**(self.defaults or {}), **self.read(sent)}
        for name in self.required:
            if not values.get(name):
                raise PortalError(400, "", f"Required field is missing: {name}")
        self._refuse_too_long(values)
        if self.check:
            self.check(portal, values)
        record = {name: values.get(name) for name in self.types}
        record |= {"DATE_CREATE": portal.now(), "DATE_MODIFY": "", "CREATED_BY_ID": user_id}
        number = portal.table(self.table).add(record, "ID")
        self._announce(portal, "ADD", number, user_id, connector)
        return number

    def update(self, call: Call) -> bool:
        """Answer `….update` of an upper-case table."""
        sent = {name: value for name, value in call.fields().items() if str(name).upper() not in self.immutable}
        self.change(call.portal, call.actor.user_id, self.find(call), sent, _connector(call))
        return True

    def change(self, portal: Portal, user_id: int, record: Record, sent: Record, connector: str = "") -> bool:
        """Change a record of an upper-case table; tell whether anything differed, which alone raises the event."""
        values = {name: value for name, value in self.read(sent).items() if record.get(name) != value}
        if not values:
            return False
        self._refuse_too_long(values)
        record |= values | {"DATE_MODIFY": portal.now(), "MODIFY_BY_ID": user_id}
        self._announce(portal, "UPDATE", record["ID"], user_id, connector)
        return True

    def _refuse_too_long(self, values: Record) -> None:
        for name, most in (self.longest or {}).items():
            if len(str(values.get(name) or "")) > most:
                raise PortalError(400, "", f"Максимальная длина поля {name}: {most}")

    def delete(self, call: Call) -> bool:
        """Answer `….delete` of an upper-case table."""
        number = self.find(call)["ID"]
        del call.portal.table(self.table).rows[number]
        self._announce(call.portal, "DELETE", number, call.actor.user_id, _connector(call))
        return True

    def _announce(self, portal: Portal, verb: str, number: int, user_id: int, connector: str) -> None:
        if self.event:
            portal.emit(Event(self.event + verb, {"ID": number}, user_id, connector))

    def fields(self, _: Call) -> Record:
        """Answer `….fields` of an upper-case table."""
        return {
            name: {"type": kind, "isRequired": name in self.required, "isImmutable": name in self.immutable}
            for name, kind in self.types.items()
        }

    def methods(self, stem: str) -> dict[str, Callable[[Call], Any]]:
        """Return the six methods of an upper-case table by name."""
        made = (self.get, self.list, self.add, self.update, self.delete, self.fields)
        return {f"{stem}.{one.__name__}": one for one in made}
