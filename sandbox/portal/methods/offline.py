"""The offline queue of an application and its methods, and binding handlers to events; webhooks may use none."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from sandbox.portal.engine.events import NAMES, Deliveries, Handler
from sandbox.portal.engine.failures import PortalError
from sandbox.portal.engine.state import Event, Portal, Record, Table
from sandbox.portal.engine.values import is_yes

from .calls import Call, Page, many, whole
from .lists import Schema, compile_filter, list_page, sort_rows

NOTICE_INTERVAL_S = 1.0  # between two notices that the queue has something
_TYPES = {
    "ID": "integer",
    "TIMESTAMP_X": "datetime",
    "EVENT_NAME": "string",
    "MESSAGE_ID": "string",
    "PROCESS_ID": "string",
    "ERROR": "string",
}


@dataclass
class OfflineQueue:
    """The portal's offline queue of changed records: coalesced, reserved by process, cleared by the reader."""

    portal: Portal
    deliveries: Deliveries
    bound: set[tuple[str, str]] = field(default_factory=set)  # event, auth_connector
    records: Table = field(default_factory=Table)
    _told: float = float("-inf")

    def __post_init__(self) -> None:
        self.portal.listeners.append(self.accept)

    def accept(self, event: Event) -> None:
        """Note an event in the offline queue for each binding, except the one whose source key made the change."""
        for name, connector in sorted(self.bound):
            if name == event.name and not (connector and connector == event.connector):
                self._note(event, connector)

    def _note(self, event: Event, connector: str) -> None:
        fields = {key: str(value) for key, value in event.fields.items()}
        for row in self.records:
            same = (row["EVENT_NAME"], row["FIELDS"], row["connector"]) == (event.name, fields, connector)
            if same and not row["PROCESS_ID"]:
                row["TIMESTAMP_X"] = self.portal.now()
                return
        self.records.add(
            {
                "TIMESTAMP_X": self.portal.now(),
                "EVENT_NAME": event.name,
                "FIELDS": fields,
                "user": event.user_id,
                "MESSAGE_ID": secrets.token_hex(16),
                "PROCESS_ID": "",
                "ERROR": "0",
                "connector": connector,
            },
            "ID",
        )
        if self.portal.clock.running() - self._told >= NOTICE_INTERVAL_S:
            self._told = self.portal.clock.running()
            self.portal.emit(Event("ONOFFLINEEVENT", {}, event.user_id))

    # Binding.

    def bind(self, call: Call) -> bool:
        """Answer event.bind: bind a handler to an event, online or offline."""
        _application(call)
        name = str(call.value("event") or "").upper()
        if name not in NAMES:
            raise PortalError(400, "ERROR_EVENT_NOT_FOUND", "Event not found")
        if str(call.value("event_type") or "online") == "offline":
            _administrator(call)
            self.bound.add((name, str(call.value("auth_connector") or "")))
            return True
        url = str(call.value("handler") or "")
        if not url:
            raise PortalError(400, "ERROR_ARGUMENT", "Argument 'handler' is null or empty")
        if self._online(name, url):
            raise PortalError(400, "ERROR_CORE", "Unable to set event handler: Handler already binded")
        token = call.portal.options.application_token
        self.deliveries.register(url, [name], application=True, token=token)
        return True

    def _online(self, name: str, url: str) -> list[Handler]:
        handlers = self.deliveries.handlers
        return [one for one in handlers if one.application and name in one.events and url in {one.url, ""}]

    def unbind(self, call: Call) -> Record:
        """Answer event.unbind with how many bindings of handlers went."""
        _application(call)
        name = str(call.value("event") or "").upper()
        if str(call.value("event_type") or "online") == "offline":
            gone = {pair for pair in self.bound if pair == (name, str(call.value("auth_connector") or ""))}
            self.bound -= gone
            return {"count": len(gone)}
        found = self._online(name, str(call.value("handler") or ""))
        self.deliveries.handlers = [one for one in self.deliveries.handlers if one not in found]
        return {"count": len(found)}

    def bindings(self, call: Call) -> list[Record]:
        """Answer event.get with the bindings of handlers to events."""
        _application(call)
        online = [
            {"event": name, "handler": one.url, "auth_type": "0", "offline": 0}
            for one in self.deliveries.handlers
            if one.application
            for name in sorted(one.events)
        ]
        offline = [{"event": name, "handler": "", "auth_type": "0", "offline": 1} for name, _ in sorted(self.bound)]
        return online + offline

    # Reading.

    def get(self, call: Call) -> Record:
        """Answer event.offline.get: deletes at once, or reserves with `clear=0` under a process id."""
        _application(call)
        _administrator(call)
        keep = not is_yes(call.value("clear", 1))
        if keep and not call.portal.switches.offline_extended:
            raise PortalError(403, "WRONG_LICENSE", "This feature is not enabled for the current license")
        process = str(call.value("process_id") or "")
        limit = whole(call.value("limit") or 50, "limit")
        if limit <= 0:
            raise PortalError(400, "ERROR_ARGUMENT", "Value must be positive")
        rows = self._matching(call, process)[:limit]
        if not keep:
            doomed = [row["ID"] for row in self.records if row["PROCESS_ID"] == process] if process else []
            for number in doomed or [row["ID"] for row in rows]:
                del self.records.rows[number]
            return {"process_id": None, "events": [_show(row) for row in rows]}
        process = process or secrets.token_hex(16)
        for row in rows:
            row["PROCESS_ID"] = process
        return {"process_id": process, "events": [_show(row) for row in rows]}

    def _matching(self, call: Call, process: str) -> list[Record]:
        schema = Schema(_TYPES, id_field="ID")
        test = compile_filter(call.value("filter") or {}, schema)
        error = "1" if is_yes(call.value("error", 0)) else "0"
        connector = str(call.value("auth_connector") or "")
        rows = [
            row
            for row in self.records
            if row["connector"] == connector and row["PROCESS_ID"] == process and row["ERROR"] == error and test(row)
        ]
        return sort_rows(rows, call.value("order") or {"TIMESTAMP_X": "ASC"}, schema)

    def clear(self, call: Call) -> bool:
        """Answer event.offline.clear: a whole reservation, or the named records of it."""
        for row in self._reserved(call):
            del self.records.rows[row["ID"]]
        return True

    def error(self, call: Call) -> bool:
        """Answer event.offline.error: marks records as failed, to be read again with `error=1`."""
        for row in self._reserved(call):
            row |= {"ERROR": "1", "PROCESS_ID": ""}
        return True

    def _reserved(self, call: Call) -> list[Record]:
        _application(call)
        process = str(call.value("process_id") or "")
        if not process:
            raise PortalError(400, "ERROR_ARGUMENT", "Argument 'process_id' is null or empty")
        numbers, messages = _texts(call.value("id")), _texts(call.value("message_id"))
        return [
            row
            for row in list(self.records)
            if row["PROCESS_ID"] == process
            and (numbers is None or str(row["ID"]) in numbers)
            and (messages is None or row["MESSAGE_ID"] in messages)
        ]

    def list(self, call: Call) -> Page:
        """Answer event.offline.list: a look at the queue that touches nothing."""
        _application(call)
        connector = str(call.value("auth_connector") or "")
        rows = [row for row in self.records if row["connector"] == connector]
        schema = Schema(_TYPES, id_field="ID")
        extra = ("PROCESS_ID", "ERROR")
        return list_page(call, rows, schema, lambda row: _show(row) | {name: row[name] for name in extra})

    def methods(self) -> dict[str, Any]:
        """Return the methods of the offline queue by name."""
        return {
            "events": lambda _: list(NAMES),
            "event.bind": self.bind,
            "event.unbind": self.unbind,
            "event.get": self.bindings,
            "event.offline.get": self.get,
            "event.offline.clear": self.clear,
            "event.offline.error": self.error,
            "event.offline.list": self.list,
        }


def _texts(value: Any) -> set[str] | None:
    if value in (None, "", []):
        return None
    return set(many(value))


def _show(row: Record) -> Record:
    return {
        "ID": str(row["ID"]),
        "TIMESTAMP_X": row["TIMESTAMP_X"],
        "EVENT_NAME": row["EVENT_NAME"],
        "EVENT_DATA": {"FIELDS": row["FIELDS"]},
        "EVENT_ADDITIONAL": {"user_id": str(row["user"])},
        "MESSAGE_ID": row["MESSAGE_ID"],
    }


def _application(call: Call) -> None:
    if not call.caller.is_app:
        raise PortalError(403, "WRONG_AUTH_TYPE", "Current authorization type is denied for this method")


def _administrator(call: Call) -> None:
    if not call.portal.switches.app_user_is_admin:
        raise PortalError(403, "ACCESS_DENIED", "Access denied!")
