"""Handles one OData call of the simulated base: what is asked of which set, answered in the asked form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from sandbox.base import posting, states
from sandbox.base.faults import ODataFault, no_entity, no_set, segment
from sandbox.base.infobase import Infobase, Row
from sandbox.base.odata import address, atom, atom_body, changes, metadata, query, reads, wire, writes
from sandbox.base.schema import EntitySet

JSON = "application/json;charset=utf-8"
XML = "application/xml;charset=utf-8"
FEED = "application/atom+xml;type=feed;charset=utf-8"
ENTRY = "application/atom+xml;type=entry;charset=utf-8"
LEVELS = ("nometadata", "fullmetadata", "minimalmetadata")
LOAD_MODE = "1c_odata-dataloadmode"


@dataclass(frozen=True)
class ODataCall:
    """An OData request below the service root.

    `path` is decoded, `raw_query` is not; header names are in lower case; `root` is the service's own address.
    """

    method: str
    path: str
    raw_query: str
    headers: Mapping[str, str]
    body: bytes
    root: str


@dataclass(frozen=True)
class Answer:
    """The answer of the simulated base to an OData call."""

    status: int
    body: bytes = b""
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


def answer(base: Infobase, call: ODataCall) -> Answer:
    """Answer an OData call; every refusal of the platform becomes its envelope."""
    states.tick(base)
    try:
        asked = query.parse(call.raw_query)
        return _route(base, call, asked)
    except ODataFault as fault:
        return refuse(fault, json=_wants_json(call))


def refuse(fault: ODataFault, *, json: bool) -> Answer:
    """Put a refusal of 1C into the OData error envelope."""
    if not json:
        return Answer(fault.status, atom.fault(fault.code, fault.text), XML)
    message = {"lang": "ru", "value": fault.text}
    return Answer(fault.status, orjson.dumps({"odata.error": {"code": str(fault.code), "message": message}}))


def _wants_json(call: ODataCall) -> bool:
    lowered = call.raw_query.lower()
    return "format=json" in lowered or "application/json" in lowered + call.headers.get("accept", "")


def _level(call: ODataCall, asked: query.Query) -> str:
    """Return how to write an OData answer: an annotation level of JSON, or empty for Atom."""
    wanted = asked.text("$format") or call.headers.get("accept", "")
    if wanted == "json" or "application/json" in wanted:
        return next((level for level in LEVELS if level in wanted), "minimalmetadata")
    if asked.text("$format") not in {"", "atom"} and "xml" not in asked.text("$format"):
        raise ODataFault(415, 3, f"Представление {asked.text('$format')} не поддерживается")
    return ""


def _route(base: Infobase, call: ODataCall, asked: query.Query) -> Answer:
    path = call.path.strip("/")
    if path == "$metadata":
        return Answer(200, metadata.document(base), XML)
    level = _level(call, asked)
    if not path:
        return _service(base, call, level)
    if path in {"SelectChanges", "NotifyChangesReceived"}:
        return _exchange(base, call, path, asked)
    where = address.parse(path)
    entity_set = base.published.get(where.set_name)
    if entity_set is None:
        raise no_set(where.set_name)
    if where.tail:
        return _beyond(base, call, asked, entity_set, where)
    return METHODS.get(call.method, _forbidden)(base, call, asked, entity_set, where)


def _forbidden(*_: Any) -> Answer:
    raise ODataFault(405, 19, "Метод запрещен")


def _service(base: Infobase, call: ODataCall, level: str) -> Answer:
    if not level:
        return Answer(200, atom.service(call.root, base.published), XML)
    names = [{"name": name, "url": name} for name in base.published]
    return Answer(200, orjson.dumps({"odata.metadata": f"{call.root}/$metadata", "value": names}))


def _exchange(base: Infobase, call: ODataCall, path: str, asked: query.Query) -> Answer:
    if call.method != "POST":
        raise ODataFault(405, 19, "Метод запрещен")
    if path == "SelectChanges":
        return Answer(200, changes.select(base, call.root, asked), FEED)
    changes.notify(base, asked)
    return Answer(200, b"", XML)


def _beyond(
    base: Infobase, call: ODataCall, asked: query.Query, entity_set: EntitySet, where: address.Address
) -> Answer:
    if where.tail == "$count":
        _, total = reads.select(base, entity_set, reads.rows_of(base, entity_set), asked)
        encoding = "utf-8-sig" if base.switches.count_bom else "utf-8"
        return Answer(200, str(total).encode(encoding), "text/plain;charset=utf-8")
    name, arguments = address.call(where.tail)
    if name in {"Post", "Unpost"}:
        return _post(base, asked, entity_set, where.key, name)
    if where.key is None:
        found = reads.slice_rows(base, entity_set, name, arguments, asked)
        page, _ = reads.select(base, entity_set, found, asked)
        return _collection(base, call, asked, entity_set, (page, len(page)))
    row = reads.one(base, entity_set, where.key)
    for navigation, one, target in base.navigations[entity_set.name]:
        if navigation == name:
            other = base.get(target, row[one.name])
            if other is None:
                raise no_entity()
            return _single(base, call, asked, base.schema[target], other)
    raise segment(name)


def _post(base: Infobase, asked: query.Query, entity_set: EntitySet, key: str | None, name: str) -> Answer:
    # The verb is not looked at: a GET posts as well.
    if entity_set.kind != "document" or key is None:
        raise ODataFault(400, 11, f"Метод {name} не найден")
    guid = str(address.key_of(entity_set, key)[0])
    if name == "Post" and asked.text("PostingModeOperational") == "true":
        raise ODataFault(500, -1, "Оперативное проведение документа запрещено")
    (posting.post if name == "Post" else posting.unpost)(base, guid)
    return Answer(200)


def _get(base: Infobase, call: ODataCall, asked: query.Query, entity_set: EntitySet, where: address.Address) -> Answer:
    if entity_set.kind == "constant" and base.switches.constant_form == "object":
        return _single(base, call, asked, entity_set, base.tables[entity_set.name][()])
    if where.key:
        return _single(base, call, asked, entity_set, reads.one(base, entity_set, where.key))
    found = reads.select(base, entity_set, reads.candidates(base, entity_set, asked.text("$filter")), asked)
    return _collection(base, call, asked, entity_set, found)


def _create(
    base: Infobase, call: ODataCall, asked: query.Query, entity_set: EntitySet, where: address.Address
) -> Answer:
    if where.key is not None:
        raise ODataFault(405, 19, "Метод запрещен")
    row = writes.create(base, entity_set, _body(call), load=_load(call))
    status = 200 if entity_set.kind == "register" else 201
    return _single(base, call, asked, entity_set, row, status=status)


def _patch(
    base: Infobase, call: ODataCall, asked: query.Query, entity_set: EntitySet, where: address.Address
) -> Answer:
    if where.key is None:
        raise ODataFault(405, 19, "Метод запрещен")
    if base.switches.if_match == "412" and (stamp := call.headers.get("if-match")):
        present = reads.one(base, entity_set, where.key).get("DataVersion", "")
        if stamp.removeprefix("W/").strip('"') not in {present, "*"}:
            raise ODataFault(412, -1, "Версия данных изменилась")
    row = writes.update(base, entity_set, where.key, _body(call), load=_load(call))
    return _single(base, call, asked, entity_set, row)


def _delete(base: Infobase, _: ODataCall, _asked: query.Query, entity_set: EntitySet, where: address.Address) -> Answer:
    if where.key is None:
        raise ODataFault(405, 19, "Метод запрещен")
    writes.delete(base, entity_set, where.key)
    return Answer(204)


def _load(call: ODataCall) -> bool:
    return call.headers.get(LOAD_MODE, "").lower() == "true"


def _body(call: ODataCall) -> Row:
    kind = call.headers.get("content-type", "json")
    if "atom" in kind:
        return atom_body.properties_of(call.body)
    if "json" not in kind:
        raise ODataFault(415, 3, "Представление не поддерживается")
    return writes.body_of(call.body)


def _collection(
    base: Infobase, call: ODataCall, asked: query.Query, entity_set: EntitySet, found: tuple[list[Row], int]
) -> Answer:
    level, (rows, total) = _level(call, asked), found
    if not level:
        entries = (atom.entry(base, call.root, entity_set, row) for row in rows)
        return Answer(200, atom.feed(call.root, entries), FEED)
    shape = wire.shape_of(base, entity_set, asked)
    body: Row = {} if level == "nometadata" else {"odata.metadata": f"{call.root}/$metadata#{entity_set.name}"}
    if asked.text("$inlinecount") == "allpages":
        body["odata.count"] = str(total)
    body["value"] = [wire.entity(base, entity_set, row, shape, level) for row in rows]
    return Answer(200, orjson.dumps(body))


def _single(
    base: Infobase, call: ODataCall, asked: query.Query, entity_set: EntitySet, row: Row, *, status: int = 200
) -> Answer:
    level = _level(call, asked)
    own = wire.own_address(entity_set, row) if entity_set.keys else entity_set.name
    headers = {"Location": f"{call.root}/{own}"} if status == 201 else {}
    if not level:
        return Answer(status, atom.entry(base, call.root, entity_set, row, alone=True).encode(), ENTRY, headers)
    head: Row = {} if level == "nometadata" else {"odata.metadata": f"{call.root}/$metadata#{entity_set.name}/@Element"}
    body = head | wire.entity(base, entity_set, row, wire.shape_of(base, entity_set, asked), level)
    return Answer(status, orjson.dumps(body), JSON, headers)


METHODS = {"GET": _get, "POST": _create, "PATCH": _patch, "MERGE": _patch, "DELETE": _delete}
