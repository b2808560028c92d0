"""`setup`: creates our fields of deals and companies in the portal, and their options; what is there stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.b24_connector.check import of_other_type
from services.b24_connector.portal import Portal, PortalAnswer, PortalRefusal, PortalRightsError
from services.b24_connector.reference.directory import Directory
from services.b24_connector.reference.organisation_findings import organisations_of
from services.b24_connector.reference.own_organisations import own_organisations
from services.b24_connector.reference.party_findings import head_of_no_use
from services.b24_connector.vocabulary.exchange import STATES
from services.b24_connector.vocabulary.list_codes import lacking_parts
from services.b24_connector.vocabulary.names import (
    FROM_ONEC,
    HEAD_FIELD,
    USER_FIELDS,
    FieldKey,
    ListField,
    UserField,
)
from shared.process.findings import Finding
from shared.rules import Rules

Row = Mapping[str, Any]
Names = Mapping[Any, str]
"""Of a list's values, by code."""
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
    values: Mapping[FieldKey, Names] = {"organisation": organisations, "exchange": STATES}
    wanted = [_field(directory, key, field, values) for key, field in directory.made.items()]
    new = directory.made.keys() - directory.fields.names.keys()
    findings = await _made(portal, [*wanted, *_head(directory)])
    await directory.refresh()
    for key, names in values.items():
        findings += await _coded(portal, key, directory.fields.list_of(key), names, is_new=key in new)
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
    directory: Directory, key: FieldKey, field: UserField, values: Mapping[FieldKey, Names]
) -> _Created | Finding:
    if key in directory.fields.types:
        return of_other_type(directory.fields, key)
    if key in directory.fields.names:
        return Finding(ok=True, text=f"Поле «{field.label}» уже есть.")
    fields = _described(field)
    if key in values:
        fields["LIST"] = [{"VALUE": name, "XML_ID": code} for code, name in values[key].items()]
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


async def _coded(portal: Portal, key: FieldKey, field: ListField, names: Names, *, is_new: bool) -> list[Finding]:
    """Give a list field of the deal the values that it lacks, and its values the codes that the portal did not keep.

    Args:
        portal: where.
        key: of the field.
        field: as it is now; without an id where the portal has no such list.
        names: of its values, by code.
        is_new: this run has made it.
    """
    parts = lacking_parts(field, names, is_new=is_new) if field.id else []
    label, added = USER_FIELDS[key].label, [part["VALUE"] for part in parts if "ID" not in part]
    try:
        if parts:
            await portal.call("crm.deal.userfield.update", {"id": field.id, "fields": {"LIST": parts}}, write=True)
    except (PortalRefusal, PortalRightsError) as refusal:
        text = f"Значения поля «{label}» не записаны: {refusal.fault.words}. Нужны права администратора CRM."
        return [Finding(ok=False, text=text)]
    said = []
    if len(added) < len(parts):
        said.append(f"Значения поля «{label}» получили коды обмена.")
    if added:
        said.append(f"В поле «{label}» добавлено: {', '.join(added)}.")
    if key == "organisation" and not added and field.id:
        said.append(f"Организаций в поле: {len(names)}.")
    return [Finding(ok=True, text=text) for text in said]


async def _organisations(portal: Portal, rules: Rules) -> dict[str, str]:
    """Return our organisations by INN: the portal's own companies, and those the rules name."""
    found = await own_organisations(portal)
    return found | {inn: inn for inn in organisations_of(rules) if inn not in found}
