"""The methods of product rows, new (crm.item.productrow.*) and old (crm.deal.productrows.*)."""

from typing import Any

from sandbox.portal.engine.failures import PortalError, invalid_value, legacy_not_found, required, unnamed
from sandbox.portal.engine.rows import WRITABLE, build_row, ordered_rows, owner_of, replace_rows, store_rows
from sandbox.portal.engine.state import Actor, Portal, Record
from sandbox.portal.engine.values import cents

from .calls import Call, Page, whole
from .lists import PAGE, Schema, compile_filter, paged, sort_rows

_DESCRIBED = {
    "id": ("integer", "ID"),
    "ownerId": ("integer", "ID владельца"),
    "ownerType": ("string", "Тип владельца"),
    "productId": ("integer", "Товар"),
    "productName": ("string", "Название товара"),
    "price": ("double", "Цена"),
    "priceExclusive": ("double", "Цена без налога со скидкой"),
    "priceNetto": ("double", "PRICE_NETTO"),
    "priceBrutto": ("double", "PRICE_BRUTTO"),
    "quantity": ("double", "Количество"),
    "discountTypeId": ("integer", "Тип скидки"),
    "discountRate": ("double", "Величина скидки"),
    "discountSum": ("double", "Сумма скидки"),
    "taxRate": ("double", "Налог"),
    "taxIncluded": ("char", "Налог включен в цену"),
    "customized": ("char", "Изменен"),
    "measureCode": ("integer", "Код единицы измерения"),
    "measureName": ("string", "Единица измерения"),
    "sort": ("integer", "Сортировка"),
    "type": ("integer", "TYPE"),
    "storeId": ("integer", "STORE_ID"),
}
_TYPES = {"id": "integer", "ownerId": "integer", "ownerType": "string", "productId": "integer", "sort": "integer"}


def _actor(call: Call) -> Actor:
    actor = call.actor
    return actor if call.portal.switches.auth_connector_in_items else Actor(actor.user_id)


def _listed(call: Call, names: tuple[str, ...]) -> list[Any]:
    """Return a parameter of a product-row method that must be a list of rows.

    Raises:
        PortalError: it is missing or no list.
    """
    value = call.value(names[0])
    if isinstance(value, dict):
        return list(value.values())
    if value is None or not isinstance(value, list):
        raise required(names[0])
    return value


def _owner(call: Call) -> tuple[str, int]:
    kind = call.value("ownerType")
    if not kind:
        raise required("ownerType")
    return str(kind).upper(), call.number("ownerId")


def row_shown(row: Record) -> Record:
    """Write a product row in the form of `crm.item.productrow.get` and `list`."""
    return dict(row)


def row_set(call: Call) -> Record:
    """Answer crm.item.productrow.set: replaces everything; its answer has no storeId."""
    owner = _owner(call)
    sent = _listed(call, ("productRows",))
    owner_of(call.portal, owner)
    rows = replace_rows(call.portal, _actor(call), owner, sent)
    return {"productRows": [{key: value for key, value in row.items() if key != "storeId"} for row in rows]}


def row_list(call: Call) -> Page:
    """Answer crm.item.productrow.list: of one owner; conditions it does not know are ignored."""
    conditions = {str(key).lstrip("="): value for key, value in call.mapping("filter").items()}
    for name in ("ownerType", "ownerId"):
        if conditions.get(name) in (None, "", []):
            raise invalid_value(f"Required filter field '={name}' is missing")
        if isinstance(conditions[name], list | dict):
            raise invalid_value(f"Filter field '={name}' must be a single value")
    owner = (str(conditions["ownerType"]).upper(), whole(conditions["ownerId"], "ownerId"))
    call.portal.note_look(owner_of(call.portal, owner)["id"])
    schema = Schema(_TYPES)
    test = compile_filter(call.value("filter"), schema)
    rows = [row for row in ordered_rows(call.portal, owner) if test(row)]
    if call.value("order"):
        rows = sort_rows(rows, call.value("order"), schema)
    shown, total, following = paged(call, rows, row_shown)
    return Page({"productRows": shown}, total, following)


def _find(call: Call) -> tuple[tuple[str, int], Record]:
    number = call.number("id")
    for owner, rows in call.portal.rows.items():
        for row in rows:
            if row["id"] == number:
                return owner, row
    raise PortalError(400, "NOT_FOUND", "Элемент не найден")


def row_get(call: Call) -> Record:
    """Answer crm.item.productrow.get with one product row."""
    return {"productRow": row_shown(_find(call)[1])}


def row_add(call: Call) -> Record:
    """Answer crm.item.productrow.add: one row more, and the whole deal is saved."""
    sent = call.fields()
    kind = str(sent.get("ownerType") or "").upper()
    owner = (kind, whole(sent.get("ownerId") or 0, "ownerId"))
    owner_of(call.portal, owner)
    present = call.portal.rows.get(owner, [])
    row = build_row(call.portal, owner, sent, len(present) + 1)
    if row is None:
        raise required("fields")
    store_rows(call.portal, _actor(call), owner, [*present, row])
    return {"productRow": row_shown(row)}


def row_update(call: Call) -> Record:
    """Answer crm.item.productrow.update: one row changes and keeps its id."""
    owner, row = _find(call)
    merged = {name: row[name] for name in WRITABLE} | call.fields()
    made = build_row(call.portal, owner, merged, 1)
    if made is None:
        raise required("fields")
    made["id"] = row["id"]
    rows = [made if one is row else one for one in call.portal.rows[owner]]
    store_rows(call.portal, _actor(call), owner, rows)
    return {"productRow": row_shown(made)}


def row_delete(call: Call) -> None:
    """Answer crm.item.productrow.delete: one row less."""
    owner, row = _find(call)
    store_rows(call.portal, _actor(call), owner, [one for one in call.portal.rows[owner] if one is not row])


def row_fields(_: Call) -> Record:
    """Answer crm.item.productrow.fields, where productId is flagged required although it is not."""
    return {"fields": {name: _described(name, kind, title) for name, (kind, title) in _DESCRIBED.items()}}


def _described(name: str, kind: str, title: str) -> Record:
    owner = name in {"ownerId", "ownerType"}
    return {
        "type": kind,
        "isRequired": owner or name == "productId",
        "isReadOnly": not owner and name not in WRITABLE,
        "isImmutable": owner,
        "isMultiple": False,
        "isDynamic": False,
        "title": title,
    }


def available_for_payment(call: Call) -> Record:
    """Answer crm.item.productrow.getAvailableForPayment: all rows, as nothing is paid in this portal."""
    owner = _owner(call)
    owner_of(call.portal, owner)
    return {"productRows": [row_shown(row) for row in ordered_rows(call.portal, owner)][:PAGE]}


_OLD_NAMES = {
    "PRODUCT_ID": "productId",
    "PRODUCT_NAME": "productName",
    "PRICE": "price",
    "QUANTITY": "quantity",
    "DISCOUNT_TYPE_ID": "discountTypeId",
    "DISCOUNT_RATE": "discountRate",
    "DISCOUNT_SUM": "discountSum",
    "TAX_RATE": "taxRate",
    "TAX_INCLUDED": "taxIncluded",
    "MEASURE_CODE": "measureCode",
    "MEASURE_NAME": "measureName",
    "SORT": "sort",
}


def old_get(call: Call) -> list[Record]:
    """Answer crm.deal.productrows.get: numbers and strings mixed, as documented."""
    deal = _old_deal(call)
    return [_show_old(call.portal, row) for row in ordered_rows(call.portal, ("D", deal["id"]))]


def old_set(call: Call) -> bool:
    """Answer crm.deal.productrows.set: anything that is no list of rows wipes them all."""
    deal = _old_deal(call)
    sent = call.value("rows")
    sent = list(sent.values()) if isinstance(sent, dict) else sent
    rows = [_from_old(row) for row in sent if isinstance(row, dict)] if isinstance(sent, list) else []
    try:
        replace_rows(call.portal, call.actor, ("D", deal["id"]), rows)
    except PortalError as refusal:
        raise PortalError(400, "ERROR_CORE", refusal.description) from refusal
    return True


def _from_old(row: Record) -> Record:
    upper = {str(key).upper(): value for key, value in row.items()}
    return {_OLD_NAMES[key]: value for key, value in upper.items() if key in _OLD_NAMES}


def _old_deal(call: Call) -> Record:
    if call.value("id") in (None, ""):
        raise unnamed("The parameter id is invalid or not defined.")
    deal = call.portal.deal(call.number("id"))
    if deal is None:
        raise legacy_not_found()
    return deal


def _show_old(portal: Portal, row: Record) -> Record:
    product = portal.table("product").get(row["productId"])
    return {
        "ID": str(row["id"]),
        "OWNER_ID": str(row["ownerId"]),
        "OWNER_TYPE": row["ownerType"],
        "PRODUCT_ID": row["productId"],
        "PRODUCT_NAME": row["productName"],
        "ORIGINAL_PRODUCT_NAME": product["name"] if product else None,
        "PRODUCT_DESCRIPTION": product["detailText"] if product else None,
        "PRICE": row["price"],
        "PRICE_EXCLUSIVE": row["priceExclusive"],
        "PRICE_NETTO": row["priceNetto"],
        "PRICE_BRUTTO": row["priceBrutto"],
        "PRICE_ACCOUNT": f"{cents(row['priceAccount']):f}",
        "QUANTITY": row["quantity"],
        "DISCOUNT_TYPE_ID": row["discountTypeId"],
        "DISCOUNT_RATE": row["discountRate"],
        "DISCOUNT_SUM": row["discountSum"],
        "TAX_RATE": row["taxRate"],
        "TAX_INCLUDED": row["taxIncluded"],
        "CUSTOMIZED": "Y",
        "MEASURE_CODE": row["measureCode"],
        "MEASURE_NAME": row["measureName"],
        "SORT": row["sort"],
        "TYPE": row["type"],
        "XML_ID": f"sale_basket_{row['id']}",
        "STORE_ID": row["storeId"],
        "RESERVE_ID": None,
        "DATE_RESERVE_END": None,
        "RESERVE_QUANTITY": None,
    }
