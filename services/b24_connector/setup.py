"""`setup`: creates the fields of deals and companies; what is there already stays as it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.b24_connector.check import of_other_type, organisations_of
from services.b24_connector.portal import Portal, PortalRefusal, PortalRightsError
from services.b24_connector.portal.lists import rows_at
from services.b24_connector.reader.snapshots import COMPANY_REQUISITES
from services.b24_connector.reference.directory import Directory
from services.b24_connector.vocabulary.exchange import STATES
from services.b24_connector.vocabulary.names import COMPANY, FROM_ONEC, HEAD_FIELD, FieldKey, ListField, UserField
from services.b24_connector.vocabulary.values import identity
from shared.bus.errors import Permanent, Retryable
from shared.canon.keys import tax_numbers
from shared.process.findings import Finding
from shared.rules import Rules

Row = Mapping[str, Any]
PREFIX = "UF_CRM_"


async def setup(portal: Portal, directory: Directory, rules: Rules) -> list[Finding]:
    """Create the fields that the portal lacks; may be repeated at any time."""
    try:
        await directory.refresh()
        organisations = await _organisations(portal, rules)
        findings = [await _field(portal, directory, key, field, organisations) for key, field in directory.made.items()]
        findings += await _head(portal, directory)
        await directory.refresh()
        findings += await _options(portal, directory.fields.list_of("organisation"), organisations)
        await directory.refresh_fields()
    except (Retryable, Permanent) as error:
        return [Finding(ok=False, text=f"Портал не отвечает или не пускает: {error}.")]
    return findings


async def _field(
    portal: Portal, directory: Directory, key: FieldKey, field: UserField, organisations: Mapping[str, str]
) -> Finding:
    if key in directory.fields.types:
        return of_other_type(directory.fields, key)
    if key in directory.fields.names:
        return Finding(ok=True, text=f"Поле «{field.label}» уже есть.")
    fields = _described(field)
    if key == "organisation":
        fields["LIST"] = _listed(organisations)
    if key == "exchange":
        fields["LIST"] = _listed(STATES)
    try:
        await portal.call("crm.deal.userfield.add", {"fields": fields}, write=True)
    except (PortalRefusal, PortalRightsError) as refusal:
        text = f"Поле «{field.label}» не создано: {refusal.fault.words}. Нужны права администратора CRM."
        return Finding(ok=False, text=text)
    filled = " Значения из 1С появятся в нём в течение пяти минут." if key in FROM_ONEC else ""
    return Finding(ok=True, text=f"Поле «{field.label}» создано.{filled}")


async def _head(portal: Portal, directory: Directory) -> list[Finding]:
    """Create the company's field for its head, where 1C tells of companies."""
    if not directory.has_heads:
        return []
    if directory.head_field:
        return [Finding(ok=True, text=f"Поле компании «{HEAD_FIELD.label}» уже есть.")]
    fields = {**_described(HEAD_FIELD), "SETTINGS": {"LEAD": "N", "CONTACT": "N", "COMPANY": "Y", "DEAL": "N"}}
    try:
        await portal.call("crm.company.userfield.add", {"fields": fields}, write=True)
    except (PortalRefusal, PortalRightsError) as refusal:
        text = f"Поле компании «{HEAD_FIELD.label}» не создано: {refusal.fault.words}. Нужны права администратора CRM."
        return [Finding(ok=False, text=text)]
    text = f"Поле компании «{HEAD_FIELD.label}» создано. Прежние головные партнёры: dealbus load companies."
    return [Finding(ok=True, text=text)]


def _described(field: UserField) -> dict[str, Any]:
    return {
        "FIELD_NAME": field.upper.removeprefix(PREFIX),
        "USER_TYPE_ID": field.type,
        "LABEL": field.label,
        "XML_ID": field.upper,
        "SHOW_FILTER": "Y",
    }


async def _options(portal: Portal, field: ListField, organisations: Mapping[str, str]) -> list[Finding]:
    """Add organisations that came later to the list field that exists."""
    if not field.id:
        return []
    known = {option.code for option in field.options}
    missing = {inn: title for inn, title in organisations.items() if inn not in known}
    if not missing:
        return [Finding(ok=True, text=f"Организаций в поле: {len(known)}.")]
    fields = {"LIST": _listed(missing)}
    await portal.call("crm.deal.userfield.update", {"id": field.id, "fields": fields}, write=True)
    return [Finding(ok=True, text=f"Добавлены организации: {', '.join(missing.values())}.")]


def _listed(names: Mapping[Any, str]) -> Sequence[dict[str, str]]:
    return [{"VALUE": name, "XML_ID": code} for code, name in names.items()]


async def _organisations(portal: Portal, rules: Rules) -> dict[str, str]:
    """Return our organisations by INN: the portal's own companies, and those the rules name."""
    own = await portal.pages(
        "crm.item.list",
        {"entityTypeId": COMPANY, "filter": {"isMyCompany": "Y"}, "select": ["id", "title"], "order": {"id": "ASC"}},
        rows=rows_at("items"),
    )
    found: dict[str, str] = {}
    for company in own:
        for requisite in await portal.gather(COMPANY_REQUISITES, str(company["id"])):
            inn, _ = tax_numbers(identity(requisite.get("RQ_INN")), identity(requisite.get("RQ_KPP")))
            if inn:
                found.setdefault(inn, str(company.get("title") or inn))
    return found | {inn: inn for inn in organisations_of(rules) if inn not in found}
