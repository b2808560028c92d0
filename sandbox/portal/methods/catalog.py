"""The methods `catalog.*`: products, variations, services, measures, VAT rates, sections, properties."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.portal.engine.failures import PortalError, invalid_value, required
from sandbox.portal.engine.offers import OFFER, ORPHAN, SIMPLE, WITH_OFFERS, WITHOUT_OFFERS, hung, open_offers
from sandbox.portal.engine.product_fields import DEFAULTS, FLAGS, PRODUCT_TYPES
from sandbox.portal.engine.state import Event, Portal, Record
from sandbox.portal.engine.values import flag, to_decimal, to_moment

from .calls import Call, Page, whole
from .lists import Schema, compile_filter, keep, paged, selected, sort_rows

ARTICLE, BARCODE = 101, 103
SERVICE = 7


@dataclass(frozen=True)
class CatalogList:
    """One kind of catalogue record: where it lies and under which keys answers carry it."""

    table: str
    many: str
    one: str
    types: Mapping[str, str]
    event: str = ""
    kinds: tuple[int, ...] = ()  # product types it shows; () = all
    written: str = ""  # key of the answer to add and update, where it differs from `one`
    named_always: tuple[str, ...] = ()  # fields that an update must name, changed or not

    def rows(self, call: Call) -> list[Record]:
        """Return all records of a list of the simulated portal's catalogue."""
        return [row for row in call.portal.table(self.table) if self._shows(row)]

    def _shows(self, row: Record) -> bool:
        """Tell whether a record is in this list of the catalogue: variations are in no list but their own."""
        if self.table != "product":
            return True
        return row["type"] in self.kinds if self.kinds else row["type"] not in {OFFER, ORPHAN}

    def find(self, call: Call) -> Record:
        """Return the record of the simulated portal's catalogue that a call names.

        Raises:
            PortalError: there is none.
        """
        record = call.portal.table(self.table).get(call.number("id"))
        if record is None or not self._shows(record):
            raise PortalError(400, "200040300000", "Запись каталога не найдена")
        return record

    def get(self, call: Call) -> Record:
        """Answer `catalog.….get` with one record."""
        return {self.one: dict(self.find(call))}

    def list(self, call: Call) -> Page:
        """Answer `catalog.….list` with a page of records."""
        rows = self.rows(call)
        if self.table == "product":
            rows = _checked_products(call, rows)
        elif self.table == "section":
            _iblock_of(call.mapping("filter"))
        names = None if call.value("select") in (None, "", []) else selected(call)
        schema = Schema(_with_properties(self.types, rows))
        test = compile_filter(call.mapping("filter"), schema)
        found = sort_rows([row for row in map(_flattened, rows) if test(row)], call.value("order"), schema)
        show = _shower(call.portal.table(self.table).rows, names)
        shown, total, following = paged(call, found, show)
        return Page({self.many: shown}, total, following)

    def add(self, call: Call) -> Record:
        """Answer `catalog.….add` with the new record."""
        record = self.insert(call.portal, call.caller.user_id, call.fields())
        return {self.written or self.one: _written(record)}

    def insert(self, portal: Portal, user_id: int, sent: Record) -> Record:
        """Store a record of the simulated portal's catalogue and raise its event."""
        record = self._read(sent)
        if self.table == "product":
            record = _new_product(portal, user_id, record, self.kinds)
        record["timestampX"] = portal.now()
        number = portal.table(self.table).add(record)
        if self.table in {"product", "section"}:
            record["xmlId"] = record.get("xmlId") or str(number)
        self._announce(portal, "ADD", record, user_id)
        return record

    def update(self, call: Call) -> Record:
        """Answer `catalog.….update` with the changed record."""
        record = self.find(call)
        sent = call.fields()
        if missing := [name for name in self.named_always if not sent.get(name)]:
            raise PortalError(400, 0, f"Required fields: {', '.join(missing)}")
        self.change(call.portal, call.caller.user_id, record, _lost_properties(call.portal, sent))
        return {self.written or self.one: _written(record)}

    def change(self, portal: Portal, user_id: int, record: Record, sent: Record) -> None:
        """Change a record of the simulated portal's catalogue and raise its event."""
        told = self._read(sent)
        if self.table == "product":
            told = hung(portal, record["type"], told) | {"modifiedBy": user_id}
            _refuse_without_required(portal, record | told)
        record |= told | {"timestampX": portal.now()}
        self._announce(portal, "UPDATE", record, user_id)

    def delete(self, call: Call) -> bool:
        """Answer `catalog.….delete`: remove one record."""
        record = self.find(call)
        del call.portal.table(self.table).rows[record["id"]]
        self._announce(call.portal, "DELETE", record, call.caller.user_id)
        return True

    def _read(self, sent: Record) -> Record:
        values: Record = {}
        for name, value in sent.items():
            kind = self.types.get(name)
            if name.startswith("property"):
                values[name] = _property(value)
            elif kind is not None and name not in {"id", "timestampX", "dateCreate"}:
                values[name] = _typed(name, kind, value)
        return values

    def _announce(self, portal: Portal, verb: str, record: Record, user_id: int) -> None:
        if self.event:
            told = {"ID": record["id"]} | ({"TYPE": record["type"]} if "type" in record else {})
            portal.emit(Event(f"CATALOG.{self.event}.ON.{verb}", told, user_id))

    def methods(self, stem: str) -> dict[str, Callable[[Call], Any]]:
        """Return the five methods of a list of the catalogue by name."""
        return {f"{stem}.{one.__name__}": one for one in (self.get, self.list, self.add, self.update, self.delete)}


def _written(record: Record) -> Record:
    """Show a catalogue record that was just written: its purchasing price is a text then, and a number in lists."""
    price = record.get("purchasingPrice")
    return record if price is None else record | {"purchasingPrice": f"{price:.6f}"}


def _typed(name: str, kind: str, value: Any) -> Any:
    if value is None or value == "":
        return None
    if name in FLAGS:
        return flag(value)
    if kind == "datetime":
        return to_moment(value)
    if kind == "integer":
        return whole(value, name)
    return to_decimal(value) if kind == "double" else str(value)


def _property(value: Any) -> Any:
    if isinstance(value, dict):
        return {"value": value.get("value"), "valueId": str(value.get("valueId") or 1)}
    if isinstance(value, list):
        return [{"value": one, "valueId": str(place)} for place, one in enumerate(value, start=1)]
    return {"value": value, "valueId": "1"}


def _flattened(row: Record) -> Record:
    """Show the filter of catalogue records a property's value instead of its envelope."""
    return {
        name: value["value"] if name.startswith(("property", "parentId")) and isinstance(value, dict) else value
        for name, value in row.items()
    }


def _with_properties(types: Mapping[str, str], rows: list[Record]) -> dict[str, str]:
    names = {name for row in rows for name in row if name.startswith("property")}
    return dict(types) | dict.fromkeys(names, "string")


def _shower(records: Mapping[int, Record], names: list[str] | None) -> Callable[[Record], Record]:
    return lambda row: keep(dict(records[row["id"]]), names)


def _checked_products(call: Call, rows: list[Record]) -> list[Record]:
    """Return the products of the iblock that `catalog.product.list` must name.

    Raises:
        PortalError: select lacks id or iblockId, or the filter lacks the iblock; arrays with `@` are unknown.
    """
    names = selected(call) or []
    if call.value("select") not in (None, "", [], ["*"], "*") and not {"id", "iblockId"} <= set(names):
        raise invalid_value("Required select fields: id, iblockId")
    conditions = call.mapping("filter")
    _iblock_of(conditions)
    for key in [key for key in conditions if str(key).startswith(("@", "!@"))]:
        del conditions[key]
    return rows


def _iblock_of(conditions: Record) -> None:
    """Refuse a filter of products that names no iblock."""
    if conditions.get("iblockId", conditions.get("=iblockId")) in (None, "", []):
        raise invalid_value("Required filter field: iblockId")


def _lost_properties(portal: Portal, sent: Record) -> Record:
    """Drop bare property values of a product's update: texts keep what they had, numbers are cleared, in silence."""
    numbers = {f"property{row['id']}" for row in portal.table("property") if row.get("propertyType") == "N"}
    kept: Record = {}
    for name, value in sent.items():
        if not name.startswith("property") or isinstance(value, dict | list) or value in (None, ""):
            kept[name] = value
        elif name in numbers:
            kept[name] = None
    return kept


def _new_product(portal: Portal, user_id: int, values: Record, kinds: tuple[int, ...]) -> Record:
    for name in ("iblockId", "name"):
        if not values.get(name):
            raise required(name)
    if values["iblockId"] not in {row["iblockId"] for row in portal.table("catalog")}:
        raise PortalError(400, "200040300000", "Инфоблок не является торговым каталогом")
    kind = kinds[0] if kinds else SIMPLE
    values = hung(portal, kind, values)
    record: Record = dict.fromkeys(PRODUCT_TYPES)
    record |= DEFAULTS
    record |= {"dateCreate": portal.now(), "createdBy": user_id, "modifiedBy": user_id} | values
    if kind == OFFER and not record["parentId"]:
        kind = ORPHAN
    if kind == WITHOUT_OFFERS:
        open_offers(portal)
    _refuse_without_required(portal, record)
    return record | {"type": kind, "code": record["code"] or ""}


def _refuse_without_required(portal: Portal, record: Record) -> None:
    """Refuse a product without what the administrator has made obligatory in its iblock, whoever saves it."""
    for row in portal.table("property"):
        if row.get("isRequired") == "Y" and row["iblockId"] == record["iblockId"]:
            held = record.get(f"property{row['id']}")
            values = [one.get("value") for one in (held if isinstance(held, list) else [held]) if one]
            if not any(value not in (None, "") for value in values):
                raise PortalError(400, "0", f"Не заполнено обязательное поле «{row['name']}»")


NAMED = {"id": "integer", "name": "string", "xmlId": "string", "sort": "integer", "active": "string"}
PRODUCT = CatalogList("product", "products", "product", PRODUCT_TYPES, "PRODUCT", (), "element")
SKU = CatalogList("product", "units", "sku", PRODUCT_TYPES, "PRODUCT", (WITHOUT_OFFERS, WITH_OFFERS))
OFFER_LIST = CatalogList("product", "offers", "offer", PRODUCT_TYPES, "PRODUCT", (OFFER, ORPHAN))
SERVICES = CatalogList("product", "services", "service", PRODUCT_TYPES, "PRODUCT", (SERVICE,))
MEASURES = CatalogList(
    "measure",
    "measures",
    "measure",
    {
        **dict.fromkeys(("id", "code"), "integer"),
        **dict.fromkeys(("measureTitle", "symbol", "symbolIntl", "symbolLetterIntl", "isDefault"), "string"),
    },
    "MEASURE",
)
VATS = CatalogList("vat", "vats", "vat", NAMED | {"rate": "double", "excludeVat": "string"}, named_always=("name",))
SECTIONS = CatalogList(
    "section",
    "sections",
    "section",
    NAMED | {"iblockId": "integer", "iblockSectionId": "integer", "code": "string"},
    named_always=("iblockId", "name"),
)
PROPERTIES = CatalogList(
    "property",
    "productProperties",
    "productProperty",
    NAMED | {"iblockId": "integer", "code": "string", "propertyType": "string"},
)
_CATALOG_NUMBERS = ("id", "iblockId", "iblockTypeId", "productIblockId", "skuPropertyId", "vatId")
_CATALOG_TYPES = dict.fromkeys(_CATALOG_NUMBERS, "integer") | dict.fromkeys(("name", "lid", "subscription"), "string")
CATALOGS = CatalogList("catalog", "catalogs", "catalog", _CATALOG_TYPES)


METHODS: dict[str, Callable[[Call], Any]] = {
    **PRODUCT.methods("catalog.product"),
    **SKU.methods("catalog.product.sku"),
    **OFFER_LIST.methods("catalog.product.offer"),
    **SERVICES.methods("catalog.product.service"),
    **MEASURES.methods("catalog.measure"),
    **VATS.methods("catalog.vat"),
    **SECTIONS.methods("catalog.section"),
    **PROPERTIES.methods("catalog.productproperty"),
    "catalog.catalog.list": CATALOGS.list,
    "catalog.catalog.get": CATALOGS.get,
}
