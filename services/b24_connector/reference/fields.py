"""How this portal calls our fields of a deal, and the options of «Наша организация»."""

from collections.abc import Mapping
from typing import Any

from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import plain_rows
from services.b24_connector.vocabulary.extra import extra_of
from services.b24_connector.vocabulary.names import DEAL, USER_FIELDS, DealFields, FieldKey, Option
from shared.rules.fields import FieldTable

Row = Mapping[str, Any]


async def read_fields(portal: Portal, table: FieldTable) -> DealFields:
    """Read them, and the customer's further ones; a field that the portal lacks is absent."""
    described = (await portal.call("crm.item.fields", {"entityTypeId": DEAL})).result["fields"]
    by_upper = {str(field.get("upperName")): name for name, field in described.items()}
    names: dict[FieldKey, str] = {
        key: by_upper[field.upper] for key, field in USER_FIELDS.items() if field.upper in by_upper
    }
    params = {"filter": {"FIELD_NAME": USER_FIELDS["organisation"].upper}}
    rows = plain_rows((await portal.call("crm.deal.userfield.list", params)).result)
    options = [option for row in rows for option in row.get("LIST") or ()]
    return DealFields(names, tuple(_read_option(option) for option in options), extra_of(described, table))


def _read_option(option: Row) -> Option:
    return Option(str(option.get("ID")), str(option.get("XML_ID") or ""), str(option.get("VALUE") or ""))
