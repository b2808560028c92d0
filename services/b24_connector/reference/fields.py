"""Reads what our fields of the deal, and the company's for its head, are called in this portal; types, options."""

from collections.abc import Mapping
from typing import Any

from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import plain_rows
from services.b24_connector.reference.own_organisations import own_organisations
from services.b24_connector.vocabulary.extra import extra_of
from services.b24_connector.vocabulary.list_codes import named, read_list
from services.b24_connector.vocabulary.names import (
    COMPANY,
    DEAL,
    HEAD_FIELD,
    TYPES,
    DealFields,
    FieldKey,
    ListField,
    UserField,
)
from shared.rules.fields import FieldTable

Row = Mapping[str, Any]


async def read_fields(portal: Portal, made: Mapping[FieldKey, UserField], table: FieldTable) -> DealFields:
    """Read our fields of the deal and the customer's further ones; a field that the portal lacks is absent."""
    answer = (await portal.call("crm.item.fields", {"entityTypeId": DEAL})).under("fields")
    described = {name: one for name, one in answer.items() if isinstance(one, Mapping)}
    by_upper = {str(one.get("upperName")): name for name, one in described.items()}
    names: dict[FieldKey, str] = {key: by_upper[field.upper] for key, field in made.items() if field.upper in by_upper}
    types = {key: str(described[name].get("type")) for key, name in names.items()}
    return DealFields(
        names,
        await _read_lists(portal, made),
        {key: type_ for key, type_ in types.items() if type_ != made[key].type},
        extra_of(described, table),
    )


async def read_head_field(portal: Portal) -> tuple[str, str]:
    """Return how `crm.item.*` spells a company's field for its head; else, of one there, why it is of no use."""
    answer = (await portal.call("crm.item.fields", {"entityTypeId": COMPANY})).under("fields")
    for name, one in answer.items():
        if isinstance(one, Mapping) and one.get("upperName") == HEAD_FIELD.upper:
            type_ = str(one.get("type"))
            if type_ != HEAD_FIELD.type:
                return "", f"имеет тип «{TYPES.get(type_, type_)}»"
            return ("", "множественное") if one.get("isMultiple") else (str(name), "")
    return "", ""


async def _read_lists(portal: Portal, made: Mapping[FieldKey, UserField]) -> dict[FieldKey, ListField]:
    params = {"filter": {"USER_TYPE_ID": "enumeration"}, "order": {"ID": "ASC"}}
    rows = {
        str(row["FIELD_NAME"]): row for row in await portal.pages("crm.deal.userfield.list", params, rows=plain_rows)
    }
    found = ((key, rows.get(field.upper)) for key, field in made.items())
    lists = {key: read_list(key, row) for key, row in found if row is not None}
    organisations = lists.get("organisation")
    if organisations is not None and not all(one.code for one in organisations.options):
        lists["organisation"] = named(organisations, await own_organisations(portal))
    return lists
