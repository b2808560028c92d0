"""`setup`: creates our fields of deals and companies in the portal, and their options; what is there stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.b24_connector.check import of_other_type
from services.b24_connector.portal import Portal, PortalAnswer, PortalRefusal, PortalRightsError
from services.b24_connector.portal.lists import rows_at
from services.b24_connector.reader.snapshots import COMPANY_REQUISITES
from services.b24_connector.reference.directory import Directory
from services.b24_connector.reference.organisation_findings import organisations_of
from services.b24_connector.reference.party_findings import head_of_no_use
from services.b24_connector.vocabulary.exchange import STATES
from services.b24_connector.vocabulary.names import COMPANY, FROM_ONEC, HEAD_FIELD, FieldKey, ListField, UserField
from services.b24_connector.vocabulary.values import identity
from shared.canon.keys import tax_numbers
from shared.process.findings import Finding
from shared.rules import Rules

Row = Mapping[str, Any]
PREFIX = "UF_CRM_"


@dataclass(frozen=True, slots=True)
class _Created:
    """A field that the portal lacks: the call that makes it, and what is said of it then."""

    method: str
    fields: Row
    name: str
    then: str


async def setup(portal: Portal, directory: Directory, rules: Rules) -> list[Finding]:
    """Create the fields that the portal lacks, in one request; may be repeated at any time.

    Raises:
        Retryable: the portal does not answer, or not to this webhook.
        Permanent: it refuses what was asked.
    """
    await directory.refresh()
    organisations = await _organisations(portal, rules)
    wanted = [_field(directory, key, field, organisations) for key, field in directory.made.items()]
    findings = await _made(portal, [*wanted, *_head(directory)])
    await directory.refresh()
    findings += await _options(portal, directory.fields.list_of("organisation"), organisations)
    await directory.refresh_fields()
    return findings


async def _made(portal: Portal, wanted: Sequence[_Created | Finding]) -> list[Finding]:
    """Create the fields that the portal lacks, and return what is said of each field, in the order of `wanted`."""
    lacking = [one for one in wanted if isinstance(one, _Created)]
    answers = await portal.chain([(one.method, {"fields": one.fields}) for one in lacking]) if lacking else ()
    said = iter([_said(one, answer) for one, answer in zip(lacking, answers, strict=True)])
    return [next(said) if isinstance(one, _Created) else one for one in wanted]


def _said(one: _Created, answer: PortalAnswer | Exception) -> Finding:
    if isinstance(answer, PortalRefusal | PortalRightsError):
        text = f"{one.name} не создано: {answer.fault.words}. Нужны права администратора CRM."
        return Finding(ok=False, text=text)
    if isinstance(answer, Exception):
        raise answer
    return Finding(ok=True, text=f"{one.name} создано.{one.then}")


def _field(
    directory: Directory, key: FieldKey, field: UserField, organisations: Mapping[str, str]
) -> _Created | Finding:
    if key in directory.fields.types:
        return of_other_type(directory.fields, key)
    if key in directory.fields.names:
        return Finding(ok=True, text=f"Поле «{field.label}» уже есть.")
    fields = _described(field)
    if key == "organisation":
        fields["LIST"] = _listed(organisations)
    if key == "exchange":
        fields["LIST"] = _listed(STATES)
    then = " Значения из 1С появятся в нём в течение пяти минут." if key in FROM_ONEC else ""
    return _Created("crm.deal.userfield.add", fields, f"Поле «{field.label}»", then)


def _head(directory: Directory) -> list[_Created | Finding]:
    """Return the company's field for its head, where 1C tells of companies."""
    name = f"Поле компании «{HEAD_FIELD.label}»"
    if not directory.has_heads:
        return []
    if directory.head_flaw:
        return [head_of_no_use(directory.head_flaw)]
    if directory.head_field:
        return [Finding(ok=True, text=f"{name} уже есть.")]
    fields = {**_described(HEAD_FIELD), "SETTINGS": {"LEAD": "N", "CONTACT": "N", "COMPANY": "Y", "DEAL": "N"}}
    then = " Прежние головные партнёры: dealbus load companies."
    return [_Created("crm.company.userfield.add", fields, name, then)]


def _described(field: UserField) -> dict[str, Any]:
    return {
        "FIELD_NAME": field.upper.removeprefix(PREFIX),
        "USER_TYPE_ID": field.type,
        "LABEL": field.label,
        "XML_ID": field.upper,
        "SHOW_FILTER": "Y",
    }


async def _options(portal: Portal, field: ListField, organisations: Mapping[str, str]) -> list[Finding]:
    """Add organisations that came later to the deal's list field «Наша организация» that exists."""
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
