"""Handles POST, PATCH and DELETE of OData, with what 1C's platform ignores in silence."""

from __future__ import annotations

import json
from collections.abc import Iterable
from copy import deepcopy
from decimal import Decimal
from typing import Any

from sandbox.base.after_create import after_create
from sandbox.base.before_write import before_write
from sandbox.base.faults import ODataFault, no_entity, unparsable
from sandbox.base.fill import fill
from sandbox.base.infobase import Infobase, Row, new_line
from sandbox.base.objects import order
from sandbox.base.odata.address import key_of
from sandbox.base.odata.values import KEEP, from_json
from sandbox.base.posting import unpost
from sandbox.base.schema import EntitySet, Part, Property

# Kept by the platform: what is sent for them is not looked at.
KEPT = {"DataVersion", "Predefined", "PredefinedDataName"}


def body_of(raw: bytes) -> Row:
    """Read the JSON body of an OData write.

    Raises:
        ODataFault: broken (500, -1), a name twice (400, 18)

    """
    try:
        found = json.loads(raw.decode("utf-8-sig"), parse_float=Decimal, object_pairs_hook=_no_duplicates)
    except (ValueError, UnicodeDecodeError):
        raise ODataFault(500, -1, "Произошла внутренняя ошибка OData сервиса. Ошибка разбора JSON") from None
    if not isinstance(found, dict):
        raise ODataFault(400, 2, "Неверный формат запроса")
    return found


def _no_duplicates(pairs: list[tuple[str, Any]]) -> Row:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ODataFault(400, 18, "Имя свойства повторяется")
    return found


def create(base: Infobase, entity_set: EntitySet, body: Row, *, load: bool = False) -> Row:
    """Create an object by OData POST: filling first, the sent values over it, then ПередЗаписью.

    Args:
        base: the infobase
        entity_set: where
        body: as sent
        load: the data load mode, in which the handlers of the configuration do not run

    Raises:
        ODataFault: rows of parts (400, 13), a key that exists (400, 15), and whatever the handlers refuse

    """
    if entity_set.kind in {"part", "record_type"}:
        raise ODataFault(400, 13, "Нельзя создать строку табличной части")
    if entity_set.kind not in {"catalog", "document", "register"}:
        raise ODataFault(405, 19, "Метод запрещен")
    row = base.blank(entity_set)
    sent = body.get("Ref_Key")
    if entity_set.versioned and sent and base.switches.honour_client_ref_key:
        row["Ref_Key"] = from_json(entity_set.by_name["Ref_Key"], sent)
        if base.get(entity_set.name, row["Ref_Key"]) is not None:
            raise ODataFault(400, 15, "Экземпляр сущности с таким ключом уже существует")
    if not load:
        fill(base, entity_set.name, row)
    assign(entity_set, row, body)
    if not load:
        before_write(base, entity_set.name, row, None)
    made = _committed(base, entity_set, row, load=load)
    if not load:
        after_create(base, entity_set.name, row)
    return made


def update(base: Infobase, entity_set: EntitySet, key: str, body: Row, *, load: bool = False) -> Row:
    """Change by OData PATCH what is sent and leave the rest; the version moves in any case.

    Raises:
        ODataFault: nobody has the key (404, 9), and whatever the handlers refuse

    """
    if entity_set.kind == "constant":
        row = base.tables[entity_set.name][()]
        assign(entity_set, row, body)
        return row
    if entity_set.kind in {"part", "record_type", "record_set"}:
        raise ODataFault(405, 19, "Метод запрещен")
    wanted = key_of(entity_set, key)
    old = base.tables[entity_set.name].get(wanted)
    if old is None:
        raise no_entity()
    row = deepcopy(old)
    assign(entity_set, row, body)
    if not load:
        before_write(base, entity_set.name, row, old)
    written = _committed(base, entity_set, row, load=load)
    loses_posting = base.switches.change_unposts and entity_set.name == order.SET and row["Posted"] and not load
    return unpost(base, row["Ref_Key"]) if loses_posting else written


def _committed(base: Infobase, entity_set: EntitySet, row: Row, *, load: bool) -> Row:
    written = base.commit(entity_set.name, row, load=load)
    if entity_set.name == order.SET:
        base.note_edit(written, "odata")
    return written


def delete(base: Infobase, entity_set: EntitySet, key: str) -> None:
    """Delete an object for good by OData DELETE.

    Raises:
        ODataFault: nobody has the key (404, 9), nothing is deleted here (405, 19)

    """
    if entity_set.kind not in {"catalog", "document", "register"}:
        raise ODataFault(405, 19, "Метод запрещен")
    wanted = key_of(entity_set, key)
    if wanted not in base.tables[entity_set.name]:
        raise no_entity()
    base.delete(entity_set.name, wanted)


def assign(entity_set: EntitySet, row: Row, body: Row) -> None:
    """Lay values sent by OData over a row; unknown names, annotations and the reference itself are ignored.

    Raises:
        ODataFault: a value not of its type

    """
    for name, value in body.items():
        if name in entity_set.parts_by_name:
            row[name] = _lines(entity_set.parts_by_name[name], row, value)
        elif name in entity_set.by_name and name not in KEPT and not (entity_set.versioned and name == "Ref_Key"):
            _set(entity_set.by_name[name], row, value)


def _set(one: Property, row: Row, value: Any) -> None:
    read = from_json(one, value)
    if read is not KEEP:
        row[one.name] = read


def _lines(part: Part, row: Row, value: Any) -> list[Row]:
    if not isinstance(value, list):
        raise unparsable(value, "Collection")
    lines = [_line(part, row["Ref_Key"], one) for one in value]
    numbers = [line["LineNumber"] for line in lines]
    if sorted(numbers) != list(range(1, len(lines) + 1)):
        raise ODataFault(400, 5, f"Неверные номера строк табличной части {part.name}")
    return sorted(lines, key=_number)


def _number(line: Row) -> int:
    return int(line["LineNumber"])


def _line(part: Part, guid: str, sent: Any) -> Row:
    if not isinstance(sent, dict) or "LineNumber" not in sent:
        raise ODataFault(500, -1, "Произошла внутренняя ошибка OData сервиса. Не указан номер строки")
    line = new_line(part, guid, 0)
    for name, value in _known(part, sent):
        _set(part.by_name[name], line, value)
    line["Ref_Key"] = guid
    return line


def _known(part: Part, sent: Row) -> Iterable[tuple[str, Any]]:
    return ((name, value) for name, value in sent.items() if name in part.by_name)
