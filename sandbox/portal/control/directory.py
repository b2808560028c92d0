"""Companies, contacts, requisites, products and users as people keep them."""

from typing import Any

from sandbox.portal import seed
from sandbox.portal.catalog import (
    ARTICLE,
    BARCODE,
    OFFER,
    OFFER_ARTICLE,
    OFFER_BARCODE,
    OFFERS,
    PRODUCT,
    PRODUCTS,
    SERVICE,
    SIMPLE,
    Shelf,
)
from sandbox.portal.control.cards import check_keys
from sandbox.portal.failures import PortalError
from sandbox.portal.fields import COMPANY, CONTACT
from sandbox.portal.items import change, find, read_values, shown
from sandbox.portal.parties import create_party
from sandbox.portal.people import add_user
from sandbox.portal.prices import set_price
from sandbox.portal.requisites import REQUISITES
from sandbox.portal.state import Actor, Portal, Record
from sandbox.portal.values import to_decimal

_PARTY = {
    "title": "title",
    "name": "name",
    "lastName": "lastName",
    "secondName": "secondName",
    "post": "post",
    "manager": "assignedById",
    "company": "companyId",
    "my": "isMyCompany",
}


def _party_values(portal: Portal, kind: int, sent: Record, present: Record | None) -> Record:
    check_keys(sent, set(_PARTY) | {"fields", "phone", "email", "requisites", "by"})
    named: Record = {_PARTY[key]: value for key, value in sent.items() if key in _PARTY}
    entries = [
        {"typeId": word.upper(), "valueType": "WORK", "value": sent[word]}
        for word in ("phone", "email")
        if sent.get(word)
    ]
    if entries and present is None:
        named["fm"] = entries
    elif entries and present is not None:
        named["fm"] = _replacing(present["fm"], entries)
    return read_values(portal, kind, named | dict(sent.get("fields") or {}), present)


def _replacing(present: list[Record], entries: list[Record]) -> Record:
    """Let a new phone take the place of the first one, as a person types it over."""
    sent: Record = {}
    for place, entry in enumerate(entries):
        old = next((row for row in present if row["typeId"] == entry["typeId"]), None)
        sent[str(old["id"]) if old else f"n{place}"] = entry
    return sent


def create_of(portal: Portal, kind: int, sent: Record) -> Record:
    """Create a company or contact, with requisites if given."""
    values = _party_values(portal, kind, sent, None)
    actor = Actor(int(sent.get("by") or values.get("assignedById") or 1))
    record = create_party(portal, actor, kind, values)
    for one in sent.get("requisites") or []:
        add_requisite(portal, {"by": actor.user_id, "owner": [kind, record["id"]], **one})
    return party_card(portal, kind, record)


def edit_party(portal: Portal, kind: int, number: int, sent: Record) -> Record:
    """Edit a company or contact."""
    record = find(portal, kind, number)
    actor = Actor(int(sent.get("by") or record["assignedById"] or 1))
    change(portal, actor, kind, record, _party_values(portal, kind, sent, record))
    return party_card(portal, kind, record)


def party_card(portal: Portal, kind: int, record: Record) -> Record:
    """Return a company or contact with its requisites."""
    owner = (kind, record["id"])
    rows = [row for row in portal.table("requisite") if (row["ENTITY_TYPE_ID"], row["ENTITY_ID"]) == owner]
    return {"item": shown(portal, kind, record), "requisites": [REQUISITES.show(row) for row in rows]}


def add_requisite(portal: Portal, sent: Record) -> Record:
    """Add requisites: `company` or `contact`, `preset`, `name`, and the RQ_ fields by their names."""
    if "owner" in sent:
        kind, number = sent["owner"]
    else:
        kind, number = (COMPANY, sent["company"]) if "company" in sent else (CONTACT, sent.get("contact"))
    fields = {key: value for key, value in sent.items() if key.isupper()}
    made = REQUISITES.insert(
        portal,
        int(sent.get("by") or 1),
        {"NAME": sent.get("name") or "Реквизиты", "PRESET_ID": sent.get("preset", 1)}
        | fields
        | {"ENTITY_TYPE_ID": kind, "ENTITY_ID": number},
    )
    return REQUISITES.show(portal.table("requisite").rows[made])


def edit_requisite(portal: Portal, number: int, sent: Record) -> Record:
    """Edit requisites: fields by their upper-case names."""
    record = portal.table("requisite").get(number)
    if record is None:
        raise PortalError(404, "NOT_FOUND", f"no requisite {number}")
    REQUISITES.change(portal, int(sent.get("by") or 1), record, {k: v for k, v in sent.items() if k.isupper()})
    return REQUISITES.show(record)


def _product_values(portal: Portal, sent: Record, kind: int) -> Record:
    known = {"name", "xmlId", "article", "barcode", "price", "vat", "measure", "unit", "type", "parent", "by", "fields"}
    check_keys(sent, known)
    values: Record = {key: sent[key] for key in ("name", "xmlId") if key in sent}
    article, barcode = (OFFER_ARTICLE, OFFER_BARCODE) if kind == OFFER else (ARTICLE, BARCODE)
    if "article" in sent:
        values[f"property{article}"] = sent["article"]
    if "barcode" in sent:
        values[f"property{barcode}"] = sent["barcode"]
    if "vat" in sent:
        values["vatId"] = seed.vat_id(portal, None if sent["vat"] is None else to_decimal(sent["vat"]))
    if "measure" in sent:
        values["measure"] = seed.measure_id(portal, int(sent["measure"]), str(sent.get("unit") or "ед"))
    return values | dict(sent.get("fields") or {})


def create_product(portal: Portal, sent: Record) -> Record:
    """Create a product, a service (`type: service`) or, with `parent`, a variation."""
    kind = OFFER if sent.get("parent") else SERVICE if sent.get("type") == "service" else SIMPLE
    values: Record = {"iblockId": OFFERS if kind == OFFER else PRODUCTS, "vatId": seed.vat_id(portal, None)}
    if kind == OFFER:
        values["parentId"] = sent["parent"]
    shelf = Shelf(PRODUCT.table, PRODUCT.many, PRODUCT.one, PRODUCT.types, PRODUCT.event, (kind,))
    record = shelf.insert(portal, int(sent.get("by") or 1), values | _product_values(portal, sent, kind))
    _price(portal, record, sent)
    return dict(record)


def edit_product(portal: Portal, number: int, sent: Record) -> Record:
    """Edit a product: name, article, VAT, price."""
    record = portal.table("product").get(number)
    if record is None:
        raise PortalError(404, "NOT_FOUND", f"no product {number}")
    PRODUCT.change(portal, int(sent.get("by") or 1), record, _product_values(portal, sent, record["type"]))
    _price(portal, record, sent)
    return dict(record)


def _price(portal: Portal, record: Record, sent: Record) -> None:
    if "price" in sent:
        row = {"catalogGroupId": 1, "price": sent["price"], "currency": "RUB"}
        set_price(portal, int(sent.get("by") or 1), record["id"], row)


def product_card(portal: Portal, record: Record) -> Record:
    """Return a product with its prices."""
    return {**record, "prices": [row for row in portal.table("price") if row["productId"] == record["id"]]}


def create_user(portal: Portal, sent: Record) -> Record:
    """Add an employee."""
    check_keys(sent, {"name", "lastName", "email"})
    number = max(portal.table("user").rows) + 1
    return add_user(portal, number, sent.get("name", ""), sent.get("lastName", ""), sent.get("email", ""))


def edit_user(portal: Portal, number: int, sent: Record) -> Record:
    """Edit an employee: name, e-mail, or `active: false` for a dismissed one."""
    check_keys(sent, {"name", "lastName", "email", "active"})
    user = portal.table("user").get(number)
    if user is None:
        raise PortalError(404, "NOT_FOUND", f"no user {number}")
    user |= sent
    return user


def listing(portal: Portal, name: str) -> list[Any]:
    """Return all companies, contacts, requisites, products, sections or users."""
    if name in {"companies", "contacts"}:
        kind = COMPANY if name == "companies" else CONTACT
        return [party_card(portal, kind, record) for record in portal.items[kind]]
    if name == "products":
        return [product_card(portal, record) for record in portal.table("product")]
    if name == "sections":
        return list(portal.table("section"))
    if name == "requisites":
        return [REQUISITES.show(record) for record in portal.table("requisite")]
    return list(portal.table("user"))
