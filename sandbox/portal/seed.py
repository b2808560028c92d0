"""The seed of the portal: what every portal has, and the made-up company of `sandbox.dataset`."""

from decimal import Decimal

from sandbox.dataset import Client, Contact, Dataset, Item, Requisite
from sandbox.portal.engine.fields import COMPANY, CONTACT, DEAL
from sandbox.portal.engine.multifields import read_new
from sandbox.portal.engine.offers import OFFER, OFFER_ARTICLE, OFFERS, PRODUCTS, SIMPLE, WITHOUT_OFFERS
from sandbox.portal.engine.parties import create_party
from sandbox.portal.engine.stages import add_pipeline
from sandbox.portal.engine.state import Actor, Portal, Record
from sandbox.portal.methods.catalog import (
    ARTICLE,
    BARCODE,
    CATALOGS,
    MEASURES,
    PRODUCT,
    PROPERTIES,
    SECTIONS,
    SERVICE,
    VATS,
    CatalogList,
)
from sandbox.portal.methods.people import add_user
from sandbox.portal.methods.prices import PRICE_TYPES, set_price
from sandbox.portal.methods.requisites import REQUISITES, add_presets, put_address
from sandbox.portal.methods.userfields import add_field

ADMIN = 1
FIRST_MANAGER = 11
OWN_FIELDS = {"UF_CRM_DELIVERY_ADDRESS": "Адрес доставки", "UF_CRM_CARGO": "Вид груза"}
"""Fields of the company's own in its deals, named by `fields` of deploy/config/rules.yaml."""

_DESK = "8 (495) 999-99-99"
_STRANGERS = (("Ольга", "Приёмная", _DESK), ("Семён", "Вахтин", _DESK), ("Аноним", "", ""), ("Павел", "Молчун", "нет"))
_PRESETS = {"company": 1, "sole_trader": 2, "person": 3}
_MEASURES = (
    (1, 6, "Метр", "м"),
    (2, 112, "Литр", "л"),
    (3, 163, "Грамм", "г"),
    (4, 166, "Килограмм", "кг"),
    (5, 796, "Штука", "шт"),
)
_VATS = (
    ("Без НДС", None),
    ("НДС 0%", 0),
    ("НДС 5%", 5),
    ("НДС 7%", 7),
    ("НДС 10%", 10),
    ("НДС 20%", 20),
    ("НДС 22%", 22),
)


def furnish(portal: Portal) -> None:
    """Furnish an empty portal with what every portal has: users, pipelines, presets, measures, VAT rates."""
    add_user(portal, ADMIN, "Администратор", "Портала", "admin@td.example")
    add_user(portal, portal.options.webhook_user, "Шина", "1С", "bus@td.example")
    for pipeline in portal.options.pipelines:
        add_pipeline(portal, pipeline)
    add_presets(portal)
    for number, code, title, symbol in _MEASURES:
        row: Record = {"code": code, "measureTitle": title, "symbol": symbol, "symbolIntl": symbol}
        portal.table("measure").put(number, row | {"isDefault": "Y" if code == 796 else "N"})
    for place, (name, rate) in enumerate(_VATS, start=1):
        value = None if rate is None else Decimal(rate)
        exclude = "Y" if rate is None else "N"
        _put(portal, VATS, place, {"name": name, "rate": value, "sort": place * 100, "excludeVat": exclude})
    add_catalogue(portal, PRODUCTS, "Товарный каталог CRM", (ARTICLE, BARCODE))
    _put(portal, PRICE_TYPES, 1, {"name": "Розничная", "base": "Y", "sort": 100, "xmlId": "BASE"})
    _put(portal, PRICE_TYPES, 2, {"name": "Оптовая", "base": "N", "sort": 200, "xmlId": "WHOLESALE"})
    _put(portal, SECTIONS, 1, {"iblockId": PRODUCTS, "name": "Товары", "code": "goods", "xmlId": "goods"})


def add_catalogue(portal: Portal, block: int, name: str, properties: tuple[int, int]) -> None:
    """Add a catalogue of products to the portal's seed, with the properties of article and barcode."""
    row: Record = {"iblockId": block, "name": name, "productIblockId": None}
    row |= {"skuPropertyId": None, "iblockTypeId": 0, "lid": "s1", "subscription": "N", "vatId": 1}
    portal.table(CATALOGS.table).put(block, row)
    for number, title, mark in zip(properties, ("Артикул", "Штрихкод"), ("CML2_ARTICLE", "BARCODE"), strict=True):
        named = {"iblockId": block, "name": title, "code": mark, "propertyType": "S", "sort": 500, "xmlId": mark}
        _put(portal, PROPERTIES, number, named)


def _put(portal: Portal, listed: CatalogList, number: int, row: Record) -> None:
    portal.table(listed.table).put(number, {"active": "Y", "timestampX": portal.now()} | row)


def seed(portal: Portal, company: Dataset) -> None:
    """Fill a furnished portal with the made-up company of `sandbox.dataset`."""
    portal.seeded = {
        name: {} for name in ("organisations", "managers", "companies", "contacts", "requisites", "products")
    }
    for place, manager in enumerate(company.managers):
        add_user(portal, FIRST_MANAGER + place, manager.first_name, manager.last_name, manager.email)
        portal.seeded["managers"][manager.guid] = FIRST_MANAGER + place
    for organisation in company.organisations:
        values: Record = {"title": organisation.name, "isMyCompany": "Y", "typeId": "OTHER"}
        made = create_party(portal, Actor(ADMIN), COMPANY, values)
        portal.seeded["organisations"][organisation.guid] = made["id"]
        kind = "company" if organisation.kpp else "sole_trader"
        own = Requisite(
            organisation.guid,
            kind,  # type: ignore[arg-type]
            organisation.name,
            organisation.full_name,
            organisation.inn,
            organisation.kpp,
            organisation.ogrn,
        )
        _add_requisite(portal, COMPANY, made["id"], own)
    for name, label in OWN_FIELDS.items():
        add_field(portal, ADMIN, DEAL, {"FIELD_NAME": name, "USER_TYPE_ID": "string", "LABEL": label})
    for client in company.clients:
        _add_client(portal, client)
    _add_strangers(portal)
    for item in company.items:
        _add_item(portal, item)


def _add_strangers(portal: Portal) -> None:
    """Add cards to the portal's seed that 1C does not know: no phone, a word for one, several on one desk's number."""
    create_party(portal, Actor(ADMIN), COMPANY, {"title": "Бизнес-центр «Вахта»", "fm": _phones(portal, _DESK, "")})
    for first, last, phone in _STRANGERS:
        values: Record = {"name": first, "lastName": last, "fm": _phones(portal, phone, "")}
        create_party(portal, Actor(ADMIN), CONTACT, values)


def _phones(portal: Portal, phone: str, email: str) -> list[Record]:
    sent = [
        {"typeId": "PHONE", "valueType": "WORK", "value": phone},
        {"typeId": "EMAIL", "valueType": "WORK", "value": email},
    ]
    return read_new(portal, [], [one for one in sent if one["value"]])


def _add_client(portal: Portal, client: Client) -> None:
    users = {user["email"]: user["id"] for user in portal.table("user")}
    manager = Actor(users.get(client.manager, ADMIN))
    company: int | None = None
    if client.kind != "person":
        values: Record = {"title": client.name, "fm": _phones(portal, client.phone, client.email)}
        company = create_party(portal, manager, COMPANY, values)["id"]
        portal.seeded["companies"][client.guid] = company
        for requisite in client.requisites:
            number = _add_requisite(portal, COMPANY, company, requisite)
            address = {"CITY": client.city, "ADDRESS_1": client.address, "COUNTRY": "Россия"}
            put_address(portal, ADMIN, {"TYPE_ID": 6, "ENTITY_TYPE_ID": 8, "ENTITY_ID": number} | address)
    for contact in client.contacts:
        number = _add_contact(portal, manager, contact, company)
        for requisite in client.requisites if company is None else ():
            _add_requisite(portal, CONTACT, number, requisite)


def _add_contact(portal: Portal, manager: Actor, contact: Contact, company: int | None) -> int:
    values: Record = {
        "name": contact.first_name,
        "secondName": contact.second_name,
        "lastName": contact.last_name,
        "post": contact.post,
        "fm": _phones(portal, contact.phone, contact.email),
        "companyIds": [company] if company else [],
    }
    number = int(create_party(portal, manager, CONTACT, values)["id"])
    portal.seeded["contacts"][contact.guid] = number
    return number


def _add_requisite(portal: Portal, kind: int, owner: int, requisite: Requisite) -> int:
    ogrn = "RQ_OGRNIP" if requisite.kind == "sole_trader" else "RQ_OGRN"
    sent: Record = {
        "ENTITY_TYPE_ID": kind,
        "ENTITY_ID": owner,
        "PRESET_ID": _PRESETS[requisite.kind],
        "NAME": requisite.name,
        "RQ_COMPANY_NAME": requisite.name if requisite.kind == "company" else "",
        "RQ_COMPANY_FULL_NAME": requisite.full_name if requisite.kind == "company" else "",
        "RQ_NAME": "" if requisite.kind == "company" else requisite.full_name,
        "RQ_INN": requisite.inn,
        "RQ_KPP": requisite.kpp,
        ogrn: requisite.ogrn,
    }
    if requisite.kind != "company":
        names = requisite.full_name.removeprefix("Индивидуальный предприниматель ").split()
        sent |= dict(zip(("RQ_LAST_NAME", "RQ_FIRST_NAME", "RQ_SECOND_NAME"), names, strict=False))
    number = REQUISITES.insert(portal, ADMIN, sent)
    portal.seeded["requisites"][requisite.guid] = number
    return number


def _add_item(portal: Portal, item: Item) -> None:
    kind = SERVICE if item.kind == "service" else WITHOUT_OFFERS if item.characteristics else SIMPLE
    shared: Record = {
        "vatId": vat_id(portal, item.vat_rate),
        "measure": measure_id(portal, int(item.unit.code), item.unit.name),
        "vatIncluded": "Y",
    }
    listed = CatalogList(PRODUCT.table, PRODUCT.many, PRODUCT.one, PRODUCT.types, PRODUCT.event, (kind,))
    sent = shared | {"iblockId": PRODUCTS, "iblockSectionId": 1, "name": item.name, "xmlId": item.guid}
    sent |= {f"property{ARTICLE}": item.article, f"property{BARCODE}": item.barcode}
    product = listed.insert(portal, ADMIN, sent)
    portal.seeded["products"][item.guid] = product["id"]
    sold = [product]
    offers = CatalogList(PRODUCT.table, PRODUCT.many, PRODUCT.one, PRODUCT.types, PRODUCT.event, (OFFER,))
    for characteristic in item.characteristics:
        key = f"{item.guid}#{characteristic.guid}"
        name = f"{item.name} ({characteristic.name})"
        values = shared | {"iblockId": OFFERS, "name": name, "xmlId": key, "parentId": product["id"]}
        offer = offers.insert(portal, ADMIN, values | {f"property{OFFER_ARTICLE}": item.article})
        portal.seeded["products"][key] = offer["id"]
        sold.append(offer)
    for one in sold:
        set_price(portal, ADMIN, one["id"], {"catalogGroupId": 1, "price": item.price, "currency": "RUB"})


def vat_id(portal: Portal, rate: Decimal | None) -> int:
    """Return the simulated portal's id of a VAT rate, made when it is new; None is «Без НДС», which is not 0 %."""
    for row in portal.table("vat"):
        if row["rate"] == rate:
            return int(row["id"])
    fresh = {"name": f"НДС {rate}%", "rate": rate, "active": "Y", "sort": 900, "excludeVat": "N"}
    return portal.table("vat").add(fresh)


def measure_id(portal: Portal, code: int, symbol: str) -> int:
    """Return the simulated portal's id of a unit by its OKEI code, made when it is new."""
    for row in portal.table("measure"):
        if row["code"] == code:
            return int(row["id"])
    unit: Record = {"code": code, "measureTitle": symbol, "symbol": symbol, "symbolIntl": symbol, "isDefault": "N"}
    return int(MEASURES.insert(portal, ADMIN, unit)["id"])
