"""People of the accounting department at the cards of 1C's clients: partners with their legal entities."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from sandbox.base.control import directories
from sandbox.base.control.requests import PartnerRequest
from sandbox.base.faults import no_entity
from sandbox.base.infobase import Infobase, Row
from sandbox.base.schema import EMPTY_GUID
from sandbox.base.seed import company, writing

PARTNERS = "Catalog_Партнеры"


def partner(base: Infobase, asked: PartnerRequest) -> dict[str, str]:
    """Type a partner in the simulated base with its legal entity and contact person, or change one that exists.

    Returns:
        guids: `partner`, and `legal_entity` and `person` where they were made

    Raises:
        ODataFault: nobody has the partner

    """
    if asked.guid:
        return _changed_partner(base, asked.guid, asked)
    guid = str(uuid4())
    reach = {"Телефон": asked.phone, "АдресЭлектроннойПочты": asked.email}
    kind, legal = company.ENTITY_KINDS[asked.kind]
    directories.new(
        base,
        "Catalog_Партнеры",
        guid,
        Description=asked.name,
        НаименованиеПолное=asked.full_name or asked.name,
        Клиент=True,
        ЮрФизЛицо="ЧастноеЛицо" if asked.kind == "person" else "Компания",
        ОсновнойМенеджер_Key=asked.manager or EMPTY_GUID,
        Parent_Key=asked.head or EMPTY_GUID,
        DeletionMark=bool(asked.marked),
        КонтактнаяИнформация=writing.details("Партнеры", reach),
    )
    made = {"partner": guid, "legal_entity": str(uuid4())}
    directories.new(
        base,
        "Catalog_Контрагенты",
        made["legal_entity"],
        Description=asked.name,
        НаименованиеПолное=asked.full_name or asked.name,
        ИНН=asked.inn,
        КПП=asked.kpp,
        Партнер_Key=guid,
        ГоловнойКонтрагент_Key=made["legal_entity"],
        ЮрФизЛицо=kind,
        ЮридическоеФизическоеЛицо=legal,
    )
    if asked.person:
        made["person"] = str(uuid4())
        directories.new(
            base, "Catalog_КонтактныеЛицаПартнеров", made["person"], Owner_Key=guid, Description=asked.person
        )
    return made


def _changed_partner(base: Infobase, guid: str, asked: PartnerRequest) -> dict[str, str]:
    """Save what was asked for: the partner's card, and that of its first legal entity."""
    said = {"Description": asked.name or None, "ОсновнойМенеджер_Key": asked.manager, "DeletionMark": asked.marked}
    if asked.head is not None:
        said["Parent_Key"] = asked.head or EMPTY_GUID
    values: Row = {name: value for name, value in said.items() if value is not None}
    reach = {"Телефон": asked.phone, "АдресЭлектроннойПочты": asked.email}
    if any(reach.values()):
        values |= with_details(base, PARTNERS, guid, writing.details("Партнеры", reach))
    if values:
        directories.change(base, PARTNERS, guid, values)
    found = {"partner": guid}
    told = {"НаименованиеПолное": asked.full_name, "ИНН": asked.inn, "КПП": asked.kpp}
    of_entity: Row = {name: value for name, value in told.items() if value}
    entity = base.find("Catalog_Контрагенты", Партнер_Key=guid)
    if entity and asked.addresses:
        of_entity |= _with_addresses(base, entity, writing.addresses(asked.addresses))
    if entity and of_entity:
        found["legal_entity"] = str(
            directories.change(base, "Catalog_Контрагенты", entity["Ref_Key"], of_entity)["Ref_Key"]
        )
    return found


def _with_addresses(base: Infobase, entity: Row, rows: list[Row]) -> Row:
    """Type addresses into the form of a legal entity: where their kind has a history, the former one stays in it."""
    today = base.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    former = []
    for row in rows:
        of_kind = [one for one in entity["КонтактнаяИнформация"] if one["Вид_Key"] == row["Вид_Key"]]
        kind = base.get("Catalog_ВидыКонтактнойИнформации", row["Вид_Key"])
        if of_kind and kind and kind["ХранитьИсториюИзменений"]:
            row["ДействуетС"] = today.isoformat()
            former += [_as_sent(one) for one in of_kind if one["ДействуетС"] != today]
    return with_details(base, "Catalog_Контрагенты", entity["Ref_Key"], [*former, *rows])


def with_details(base: Infobase, set_name: str, guid: str, rows: list[Row]) -> Row:
    """Put rows of contact details of a partner or person in place of those of their kinds; the others stay."""
    present = base.get(set_name, guid)
    if present is None:
        raise no_entity()
    kinds = {row["Вид_Key"] for row in rows}
    kept = [_as_sent(row) for row in present["КонтактнаяИнформация"] if row["Вид_Key"] not in kinds]
    return {"КонтактнаяИнформация": [{**row, "LineNumber": place} for place, row in enumerate([*kept, *rows], 1)]}


def _as_sent(row: Row) -> Row:
    """Spell the dates of a stored row of contact details as OData takes them."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
