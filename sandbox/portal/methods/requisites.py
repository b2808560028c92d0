"""The methods of requisites, bank details, presets, addresses, and of the link between a deal and a requisite."""

from typing import Any

from sandbox.portal.engine.deals import save_changes
from sandbox.portal.engine.failures import PortalError, legacy_not_found
from sandbox.portal.engine.fields import COMPANY, CONTACT, DEAL
from sandbox.portal.engine.requisite_links import client_requisites
from sandbox.portal.engine.state import Actor, Event, Portal, Record
from sandbox.portal.engine.values import strings, to_decimal

from .calls import Call, Page
from .lists import PAGE, Schema, keep, list_page, selected
from .upper_tables import UpperTable

_TEXTS = """NAME CODE XML_ID ORIGINATOR_ID ACTIVE ADDRESS_ONLY RQ_NAME RQ_FIRST_NAME RQ_LAST_NAME
RQ_SECOND_NAME RQ_COMPANY_ID RQ_COMPANY_NAME RQ_COMPANY_FULL_NAME RQ_COMPANY_REG_DATE RQ_DIRECTOR RQ_ACCOUNTANT
RQ_INN RQ_KPP RQ_OGRN RQ_OGRNIP RQ_OKPO RQ_OKTMO RQ_OKVED RQ_PHONE RQ_EMAIL RQ_CEO_NAME RQ_CEO_WORK_POS
RQ_CONTACT RQ_FAX RQ_IDENT_TYPE RQ_IDENT_DOC RQ_IDENT_DOC_SER RQ_IDENT_DOC_NUM RQ_IDENT_DOC_PERS_NUM
RQ_IDENT_DOC_DATE RQ_IDENT_DOC_ISSUED_BY RQ_IDENT_DOC_DEP_CODE RQ_USRLE RQ_IFNS RQ_EDRPOU RQ_DRFO RQ_KBE RQ_IIN
RQ_BIN RQ_ST_CERT_SER RQ_ST_CERT_NUM RQ_ST_CERT_DATE RQ_VAT_PAYER RQ_VAT_ID RQ_VAT_CERT_SER RQ_VAT_CERT_NUM
RQ_VAT_CERT_DATE RQ_RESIDENCE_COUNTRY RQ_BASE_DOC RQ_REGON RQ_KRS RQ_PESEL RQ_LEGAL_FORM RQ_SIRET RQ_SIREN
RQ_CAPITAL RQ_RCS RQ_CNPJ RQ_STATE_REG RQ_MNPL_REG RQ_CPF"""
_NUMBERS = "ID ENTITY_TYPE_ID ENTITY_ID PRESET_ID SORT CREATED_BY_ID MODIFY_BY_ID"
_TIMES = {"DATE_CREATE": "datetime", "DATE_MODIFY": "datetime"}


def _types(numbers: str, texts: str) -> dict[str, str]:
    return dict.fromkeys(numbers.split(), "integer") | dict.fromkeys(texts.split(), "string") | _TIMES


def _party_exists(portal: Portal, record: Record) -> None:
    kind = record["ENTITY_TYPE_ID"]
    if kind not in {COMPANY, CONTACT} or portal.items[kind].get(record["ENTITY_ID"]) is None:
        raise PortalError(400, "", "Parent entity is not found")


def _requisite_exists(portal: Portal, record: Record) -> None:
    if portal.table("requisite").get(record["ENTITY_ID"]) is None:
        raise PortalError(400, "", f"The Requisite with ID '{record['ENTITY_ID']}' is not found")


_LONGEST = {
    **dict.fromkeys(("CODE", "XML_ID"), 45),
    **dict.fromkeys(("NAME", "RQ_COMPANY_NAME", "RQ_EMAIL", "RQ_IDENT_DOC", "RQ_OKVED", "RQ_IFNS", "RQ_BASE_DOC"), 255),
    "RQ_COMPANY_FULL_NAME": 300,
    **dict.fromkeys(("RQ_NAME", "RQ_DIRECTOR", "RQ_ACCOUNTANT", "RQ_CEO_NAME", "RQ_CEO_WORK_POS", "RQ_CONTACT"), 150),
    **dict.fromkeys(("RQ_FIRST_NAME", "RQ_LAST_NAME", "RQ_SECOND_NAME"), 50),
    **dict.fromkeys(("RQ_COMPANY_REG_DATE", "RQ_PHONE", "RQ_FAX"), 30),
    **dict.fromkeys(("RQ_INN", "RQ_OGRNIP", "RQ_SIREN"), 15),
    **dict.fromkeys(("RQ_VAT_ID", "RQ_SIRET", "RQ_CNPJ", "RQ_CPF"), 20),
    **dict.fromkeys(("RQ_BIN", "RQ_IIN", "RQ_OKPO"), 12),
    **dict.fromkeys(("RQ_EDRPOU", "RQ_DRFO", "RQ_KRS"), 10),
    **dict.fromkeys(("RQ_KPP", "RQ_REGON"), 9),
    "RQ_OGRN": 13,
    "RQ_OKTMO": 11,
    "RQ_PESEL": 11,
    "RQ_KBE": 2,
}
"""Characters, by the validators of the vendor's RequisiteTable; one more refuses the whole requisite."""
REQUISITES = UpperTable(
    "requisite",
    "Requisite",
    _types(_NUMBERS, _TEXTS),
    required=("ENTITY_TYPE_ID", "ENTITY_ID", "PRESET_ID", "NAME"),
    event="ONCRMREQUISITE",
    defaults={"ACTIVE": "Y", "ADDRESS_ONLY": "N", "SORT": 500, "RQ_VAT_PAYER": "N"},
    check=_party_exists,
    longest=_LONGEST,
    immutable=("ENTITY_TYPE_ID", "ENTITY_ID", "PRESET_ID"),
)
_BANK_TEXTS = """NAME CODE XML_ID ORIGINATOR_ID ACTIVE COMMENTS RQ_BANK_NAME RQ_BANK_ADDR RQ_BIK RQ_ACC_NUM
RQ_COR_ACC_NUM RQ_ACC_CURRENCY RQ_ACC_NAME RQ_IIK RQ_IBAN RQ_SWIFT RQ_BIC"""
BANKS = UpperTable(
    "bankdetail",
    "BankDetail",
    _types("ID ENTITY_TYPE_ID ENTITY_ID COUNTRY_ID SORT CREATED_BY_ID MODIFY_BY_ID", _BANK_TEXTS),
    required=("ENTITY_ID", "NAME"),
    event="ONCRMBANKDETAIL",
    defaults={"ENTITY_TYPE_ID": 8, "COUNTRY_ID": 0, "ACTIVE": "Y", "SORT": 500, "RQ_ACC_CURRENCY": "RUB"},
    check=_requisite_exists,
)
PRESETS = UpperTable(
    "preset",
    "Preset",
    _types("ID ENTITY_TYPE_ID COUNTRY_ID SORT CREATED_BY_ID MODIFY_BY_ID", "NAME XML_ID ACTIVE"),
    required=("NAME",),
    defaults={"ENTITY_TYPE_ID": 8, "COUNTRY_ID": 1, "ACTIVE": "Y", "SORT": 500},
)

_KEY = ("TYPE_ID", "ENTITY_TYPE_ID", "ENTITY_ID")
_PARTS = ["ADDRESS_1", "ADDRESS_2", "CITY", "POSTAL_CODE", "REGION", "PROVINCE", "COUNTRY", "COUNTRY_CODE"]
_ADDRESS_TYPES = dict.fromkeys((*_KEY, "ANCHOR_TYPE_ID", "ANCHOR_ID", "LOC_ADDR_ID"), "integer") | dict.fromkeys(
    _PARTS,
    "string",
)


def _numbers(sent: Record, names: tuple[str, ...]) -> list[int]:
    read = [to_decimal(sent.get(name)) for name in names]
    return [int(number) if number is not None else 0 for number in read]


def _address_key(sent: Record) -> tuple[int, int, int]:
    kind, entity, number = _numbers(sent, _KEY)
    return kind, entity, number


def put_address(portal: Portal, user_id: int, sent: Record, connector: str = "") -> Record:
    """Store an address of a requisite; the portal keeps one of each type.

    Raises:
        PortalError: the requisite does not exist, or has an address of that type.
    """
    key = _address_key(sent)
    requisite = portal.table("requisite").get(key[2])
    if key[1] != 8 or requisite is None:
        raise PortalError(400, "", "Parent entity is not found")
    if key in portal.addresses:
        raise PortalError(400, "", "TypeAddress exists.")
    anchor = {"ANCHOR_TYPE_ID": requisite["ENTITY_TYPE_ID"], "ANCHOR_ID": requisite["ENTITY_ID"]}
    address = dict(zip(_KEY, key, strict=True)) | {name: sent.get(name) for name in _PARTS} | anchor
    address["LOC_ADDR_ID"] = len(portal.addresses) + 1
    portal.addresses[key] = address
    told = {name: address[name] for name in (*_KEY, "ANCHOR_TYPE_ID", "ANCHOR_ID")}
    portal.emit(Event("ONCRMADDRESSREGISTER", told, user_id, connector))
    return address


def address_add(call: Call) -> bool:
    """Answer crm.address.add: one more address of a requisite."""
    put_address(call.portal, call.actor.user_id, call.fields(), call.actor.connector)
    return True


def _address(portal: Portal, sent: Record) -> Record:
    found = portal.addresses.get(_address_key(sent))
    if found is None:
        raise PortalError(400, "", "TypeAddress not found.")
    return found


def edit_address(portal: Portal, user_id: int, sent: Record, connector: str = "") -> Record:
    """Change the named parts of a requisite's address.

    Raises:
        PortalError: the requisite has no address of that type.
    """
    found = _address(portal, sent)
    found |= {name: value for name, value in sent.items() if name in _PARTS}
    told = {name: found[name] for name in (*_KEY, "ANCHOR_TYPE_ID", "ANCHOR_ID")}
    portal.emit(Event("ONCRMADDRESSREGISTER", told, user_id, connector))
    return found


def address_update(call: Call) -> bool:
    """Answer crm.address.update: the named parts of an address."""
    edit_address(call.portal, call.actor.user_id, call.fields(), call.actor.connector)
    return True


def address_delete(call: Call) -> bool:
    """Answer crm.address.delete: one address less."""
    found = call.portal.addresses.pop(_address_key(_address(call.portal, call.fields())))
    told = {name: found[name] for name in (*_KEY, "ANCHOR_TYPE_ID", "ANCHOR_ID")}
    call.portal.emit(Event("ONCRMADDRESSUNREGISTER", told, call.actor.user_id, call.actor.connector))
    return True


def address_list(call: Call) -> Page:
    """Answer crm.address.list: its `total` is never above a page, so that nothing is said to follow."""
    names = selected(call)
    schema = Schema(_ADDRESS_TYPES, id_field="LOC_ADDR_ID")
    rows = call.portal.addresses.values()
    page = list_page(call, rows, schema, lambda row: keep(strings(row, _ADDRESS_TYPES), names))
    return page if page.total is None else Page(page.result, min(page.total, PAGE))


_LINK = ("ENTITY_TYPE_ID", "ENTITY_ID", "REQUISITE_ID", "BANK_DETAIL_ID", "MC_REQUISITE_ID", "MC_BANK_DETAIL_ID")


def _show_link(link: Record) -> Record:
    return {name: link[name] if name.startswith("ENTITY") else str(link[name]) for name in _LINK}


def link_get(call: Call) -> Record:
    """Answer crm.requisite.link.get: entity keys are numbers, the rest strings; none is a normal state."""
    link = call.portal.links.get((call.number("entityTypeId"), call.number("entityId")))
    if link is None:
        raise legacy_not_found()
    return _show_link(link)


def link_list(call: Call) -> Page:
    """Answer crm.requisite.link.list: everything as strings."""
    schema = Schema(dict.fromkeys(_LINK, "integer"), id_field="ENTITY_ID")
    return list_page(call, call.portal.links.values(), schema, lambda row: strings(row, _LINK))


def link_register(call: Call) -> bool:
    """Answer crm.requisite.link.register: all six keys, overwrites."""
    sent = call.fields()
    missing = [name for name in _LINK if sent.get(name) in (None, "")]
    if missing:
        raise PortalError(400, "", f"Required field is missing: {missing[0]}")
    register_link(call.portal, call.actor.user_id, dict(zip(_LINK, _numbers(sent, _LINK), strict=True)))
    return True


def register_link(portal: Portal, user_id: int, link: Record) -> None:
    """Link requisites to a deal as crm.requisite.link.register does.

    Raises:
        PortalError: they belong to another client, or our own are named, which a deal cannot hold.
    """
    deal = portal.deal(link["ENTITY_ID"])
    if link["ENTITY_TYPE_ID"] != DEAL or deal is None:
        raise PortalError(400, "", "Entity is not found")
    chosen = link["REQUISITE_ID"]
    if chosen and all(row["ID"] != chosen for row in client_requisites(portal, deal)):
        raise PortalError(400, "", f"The Requisite with ID '{chosen}' is not assigned to the client of the deal")
    own = link["MC_REQUISITE_ID"] or link["MC_BANK_DETAIL_ID"]
    if own and not portal.switches.seller_requisite_on_deal:
        text = "Реквизиты вашей компании не могут быть привязаны к сделке, в которой не выбрана ваша компания"
        raise PortalError(400, "", text)
    before = dict(deal)
    portal.links[DEAL, deal["id"]] = link
    if portal.switches.link_touches_deal:
        save_changes(portal, Actor(user_id), deal, before, rows=True)


def link_unregister(call: Call) -> bool:
    """Answer crm.requisite.link.unregister: the deal has no requisites then."""
    key = (call.number("entityTypeId"), call.number("entityId"))
    if call.portal.links.pop(key, None) is None:
        raise legacy_not_found()
    return True


_PRESETS = {"COMPANY": "Организация", "INDIVIDUAL": "ИП", "PERSON": "Физ. лицо"}


def add_presets(portal: Portal) -> None:
    """Store the default Russian presets, each with the mark by which the vendor tells it: 1 organisation, 2, 3."""
    for mark, name in _PRESETS.items():
        PRESETS.insert(portal, 1, {"NAME": name, "XML_ID": f"#CRM_REQUISITE_PRESET_DEF_RU_{mark}#"})


METHODS: dict[str, Any] = {
    **REQUISITES.methods("crm.requisite"),
    **BANKS.methods("crm.requisite.bankdetail"),
    **PRESETS.methods("crm.requisite.preset"),
    "crm.address.add": address_add,
    "crm.address.update": address_update,
    "crm.address.delete": address_delete,
    "crm.address.list": address_list,
    "crm.requisite.link.get": link_get,
    "crm.requisite.link.list": link_list,
    "crm.requisite.link.register": link_register,
    "crm.requisite.link.unregister": link_unregister,
}
