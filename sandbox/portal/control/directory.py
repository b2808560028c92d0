"""Products and employees as people keep them in the portal, and the control interface's lists of directories."""

from collections import defaultdict
from typing import Any

from sandbox.portal import seed
from sandbox.portal.control.cards import check_keys
from sandbox.portal.control.parties import party_card
from sandbox.portal.engine.failures import PortalError
from sandbox.portal.engine.fields import COMPANY, CONTACT
from sandbox.portal.engine.offers import OFFER, OFFER_ARTICLE, OFFER_BARCODE, OFFERS, PRODUCTS, SIMPLE, open_offers
from sandbox.portal.engine.state import Portal, Record
from sandbox.portal.engine.values import to_decimal
from sandbox.portal.methods.catalog import ARTICLE, BARCODE, PRODUCT, SERVICE, CatalogList
from sandbox.portal.methods.people import add_user
from sandbox.portal.methods.prices import set_price
from sandbox.portal.methods.requisites import REQUISITES


def _product_values(portal: Portal, sent: Record, kind: int) -> Record:
    known = {"name", "xmlId", "article", "barcode", "price", "prices", "vat", "measure", "unit", "type"}
    known |= {"parent", "by", "fields"}
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
    """Create a product of the simulated portal as a person does: a service or, with `parent`, a variation."""
    kind = OFFER if sent.get("parent") else SERVICE if sent.get("type") == "service" else SIMPLE
    values: Record = {"iblockId": OFFERS if kind == OFFER else PRODUCTS, "vatId": seed.vat_id(portal, None)}
    values["vatIncluded"] = "Y"  # as the card of a shop that sells with VAT; REST says N where nobody says
    if kind == OFFER:
        open_offers(portal)
        values["parentId"] = sent["parent"]
    listed = CatalogList(PRODUCT.table, PRODUCT.many, PRODUCT.one, PRODUCT.types, PRODUCT.event, (kind,))
    record = listed.insert(portal, int(sent.get("by") or 1), values | _product_values(portal, sent, kind))
    _price(portal, record, sent)
    return dict(record)


def edit_product(portal: Portal, number: int, sent: Record) -> Record:
    """Edit a product of the simulated portal as a person does: name, article, VAT, price."""
    record = portal.table("product").get(number)
    if record is None:
        raise PortalError(404, "NOT_FOUND", f"no product {number}")
    PRODUCT.change(portal, int(sent.get("by") or 1), record, _product_values(portal, sent, record["type"]))
    _price(portal, record, sent)
    return dict(record)


def _price(portal: Portal, record: Record, sent: Record) -> None:
    prices = dict(sent.get("prices") or {}) | ({"1": sent["price"]} if "price" in sent else {})
    for group, price in prices.items():
        row = {"catalogGroupId": group, "price": price, "currency": "RUB"}
        set_price(portal, int(sent.get("by") or 1), record["id"], row)


def create_user(portal: Portal, sent: Record) -> Record:
    """Add an employee to the simulated portal as its administrator does."""
    check_keys(sent, {"name", "lastName", "email"})
    number = max(portal.table("user").rows) + 1
    return add_user(portal, number, sent.get("name", ""), sent.get("lastName", ""), sent.get("email", ""))


def edit_user(portal: Portal, number: int, sent: Record) -> Record:
    """Edit an employee as the portal's administrator does: name, e-mail, or `active: false` for a dismissed one."""
    check_keys(sent, {"name", "lastName", "email", "active"})
    user = portal.table("user").get(number)
    if user is None:
        raise PortalError(404, "NOT_FOUND", f"no user {number}")
    user |= sent
    return user


def listing(portal: Portal, name: str) -> list[Any]:
    """List for the control interface all companies, contacts, requisites, products, sections or users."""
    if name in {"companies", "contacts"}:
        kind = COMPANY if name == "companies" else CONTACT
        return [party_card(portal, kind, record) for record in portal.items[kind]]
    if name == "products":
        prices: defaultdict[int, list[Record]] = defaultdict(list)
        for row in portal.table("price"):
            prices[row["productId"]].append(row)
        return [{**record, "prices": prices[record["id"]]} for record in portal.table("product")]
    if name == "sections":
        return list(portal.table("section"))
    if name == "requisites":
        return [REQUISITES.show(record) for record in portal.table("requisite")]
    return list(portal.table("user"))
