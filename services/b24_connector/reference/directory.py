"""What changes rarely and is asked often: our fields, stages, users, products. Kept for ten minutes."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from services.b24_connector.portal import Gathered, Portal
from services.b24_connector.portal.lists import BANKS, REQUISITE, USERS, plain_rows, rows_at
from services.b24_connector.vocabulary.names import DEAL, USER_FIELDS, DealFields, FieldKey, Option
from services.b24_connector.vocabulary.parties import Details, read_manager
from services.b24_connector.vocabulary.rows import Product
from services.b24_connector.vocabulary.values import guid
from shared.messages.things import Manager

Row = Mapping[str, Any]
Value = TypeVar("Value")
KEPT_S = 600.0
MISSING_S = 15.0
MOST_KEPT = 20_000
ARTICLE_CODES = frozenset({"CML2_ARTICLE", "ARTNUMBER", "ARTICLE"})
BARCODE_CODES = frozenset({"BARCODE", "CML2_BAR_CODE"})


class Kept(Generic[Value]):
    """Values by key that are asked again after ten minutes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._values: dict[str, tuple[float, Value]] = {}

    def get(self, key: str) -> Value | None:
        """Return the value, if it is young enough."""
        until, value = self._values.get(key, (0.0, None))
        return value if until > self._clock() else None

    def put(self, key: str, value: Value) -> Value:
        """Keep a value."""
        self._values.pop(key, None)
        self._values[key] = (self._clock() + KEPT_S, value)
        if len(self._values) > MOST_KEPT:
            del self._values[next(iter(self._values))]
        return value


class Directory:
    """The portal's directories.

    Args:
        portal: where to ask.
    """

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._users: Kept[Manager] = Kept()
        self._users_by_email: Kept[Manager] = Kept()
        self._products: Kept[Product] = Kept()
        self._products_by_code: Kept[Product] = Kept()
        self._details: Kept[Details] = Kept()
        self._shelves: tuple[Gathered, ...] = ()
        self._shelves_by_code: tuple[Gathered, ...] = ()
        self._stages: dict[str, str] = {}
        self.presets: dict[str, str] = {}
        self.fields = DealFields()
        self.me = ""

    async def refresh(self) -> None:
        """Read what all deals share: our fields, stage names, presets, the shape of the catalogue, our own user.

        Raises:
            Retryable: the portal does not answer.
        """
        self.fields, self._stages, self.presets, me, shelves = await asyncio.gather(
            self._read_fields(), self._read_stages(), self._read_presets(), self._read_me(), self._read_shelves()
        )
        self.me = me
        self._shelves, self._shelves_by_code = shelves

    async def keep_fresh(self) -> None:
        """Refresh every ten minutes until cancelled, so that no deal waits for it; sooner while fields are missing."""
        while True:
            await asyncio.sleep(KEPT_S if len(self.fields.names) == len(USER_FIELDS) else MISSING_S)
            await self.refresh()

    def has_stage(self, stage: str) -> bool:
        """Tell whether the portal has a stage."""
        return stage in self._stages

    def stage_name(self, stage: str) -> str:
        """Return a stage's name, or its id where the portal has no such stage."""
        return self._stages.get(stage, stage)

    async def user(self, identity: str) -> Manager | None:
        """Return a user by id."""
        kept = self._users.get(identity)
        if kept is not None or not identity:
            return kept
        rows = await self._portal.gather(USERS, identity)
        return self._users.put(identity, read_manager(rows[0])) if rows else None

    async def user_by_email(self, email: str) -> Manager | None:
        """Return an employee by e-mail, active ones first."""
        wanted = email.strip().lower()
        kept = self._users_by_email.get(wanted)
        if kept is not None or not wanted:
            return kept
        answer = await self._portal.call("user.get", {"FILTER": {"EMAIL": wanted}})
        users = [read_manager(row) for row in plain_rows(answer.result)]
        found = [one for one in users if one.email == wanted]
        found.sort(key=lambda one: not one.active)
        return self._users_by_email.put(wanted, found[0]) if found else None

    async def product(self, identity: str) -> Product | None:
        """Return a product, variation or service of the catalogue by id."""
        return await self._product(identity, self._products, self._shelves)

    async def product_by_code(self, code: str) -> Product | None:
        """Return the product whose `xmlId` is this code of 1C, `guid` or `guid#characteristic`."""
        return await self._product(code, self._products_by_code, self._shelves_by_code)

    async def _product(self, key: str, kept: Kept[Product], shelves: Sequence[Gathered]) -> Product | None:
        key = key.lower()
        found = kept.get(key)
        if found is not None or not key:
            return found
        lists = await asyncio.gather(*(self._portal.gather(shelf, key) for shelf in shelves))
        rows = [row for rows in lists for row in rows]
        return kept.put(key, _read_product(rows[0])) if rows else None

    async def details(self, requisite: str) -> Details:
        """Return bank details and addresses of a requisite."""
        kept = self._details.get(requisite)
        if kept is not None:
            return kept
        banks, addresses = await asyncio.gather(
            self._portal.gather(BANKS, requisite), self._portal.gather(ADDRESSES, requisite)
        )
        return self._details.put(requisite, Details(banks, addresses))

    async def _read_fields(self) -> DealFields:
        described = (await self._portal.call("crm.item.fields", {"entityTypeId": DEAL})).result["fields"]
        by_upper = {str(field.get("upperName")): name for name, field in described.items()}
        names: dict[FieldKey, str] = {
            key: by_upper[field.upper] for key, field in USER_FIELDS.items() if field.upper in by_upper
        }
        params = {"filter": {"FIELD_NAME": USER_FIELDS["organisation"].upper}}
        rows = plain_rows((await self._portal.call("crm.deal.userfield.list", params)).result)
        options = [option for row in rows for option in row.get("LIST") or ()]
        return DealFields(names, tuple(_read_option(option) for option in options))

    async def _read_stages(self) -> dict[str, str]:
        rows = await self._portal.pages("crm.status.list", {"filter": {}}, rows=plain_rows)
        return {
            str(row["STATUS_ID"]): str(row["NAME"])
            for row in rows
            if str(row.get("ENTITY_ID", "")).startswith("DEAL_STAGE")
        }

    async def _read_presets(self) -> dict[str, str]:
        rows = await self._portal.pages("crm.requisite.preset.list", {"select": ["ID", "NAME"]}, rows=plain_rows)
        return {str(row.get("NAME")): str(row["ID"]) for row in rows}

    async def _read_me(self) -> str:
        return str((await self._portal.call("user.current", {})).result.get("ID", ""))

    async def _read_shelves(self) -> tuple[tuple[Gathered, ...], tuple[Gathered, ...]]:
        catalogs, properties = await asyncio.gather(
            self._portal.pages(
                "catalog.catalog.list", {"select": ["id", "iblockId", "productIblockId"]}, rows=rows_at("catalogs")
            ),
            self._portal.pages(
                "catalog.productProperty.list",
                {"select": ["id", "iblockId", "code"]},
                rows=rows_at("productProperties"),
            ),
        )
        blocks = sorted(
            {str(row[key]) for row in catalogs for key in ("iblockId", "productIblockId") if row.get(key)}, key=int
        )
        shapes = [(block, _properties_of(block, properties)) for block in blocks]
        return (
            tuple(_shelf(block, names, by="id") for block, names in shapes),
            tuple(_shelf(block, names, by="xmlId") for block, names in shapes),
        )


def _addresses(requisites: Sequence[str]) -> Row:
    return {"filter": {"ENTITY_TYPE_ID": REQUISITE, "@ENTITY_ID": list(requisites)}}


ADDRESSES = Gathered("crm.address.list", _addresses, plain_rows, lambda row: str(row.get("ENTITY_ID")), per=10)


def _read_option(option: Row) -> Option:
    return Option(str(option.get("ID")), str(option.get("XML_ID") or ""), str(option.get("VALUE") or ""))


def _properties_of(block: str, properties: Sequence[Row]) -> dict[str, str]:
    """Return the property names that hold article and barcode in one catalogue."""
    names: dict[str, str] = {}
    for row in properties:
        code = str(row.get("code") or "").upper()
        if str(row.get("iblockId")) != block:
            continue
        if code in ARTICLE_CODES:
            names["article"] = f"property{row['id']}"
        elif code in BARCODE_CODES:
            names["barcode"] = f"property{row['id']}"
    return names


def _shelf(block: str, names: Mapping[str, str], *, by: str) -> Gathered:
    """A list of one catalogue; `@` is unknown there, the array goes to equality."""

    def params(keys: Sequence[str]) -> Row:
        return {
            "select": ["id", "iblockId", "name", "xmlId", *names.values()],
            "filter": {"iblockId": block, by: list(keys)},
            "order": {"id": "ASC"},
        }

    def rows(result: Any) -> Sequence[Row]:
        found = rows_at("products")(result)
        return [{**row, **{key: _property(row.get(name)) for key, name in names.items()}} for row in found]

    return Gathered("catalog.product.list", params, rows, lambda row: str(row.get(by)).lower())


def _property(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        value = value.get("value")
    return str(value or "")


def _external_code(xml_id: str) -> str:
    """Return 1C's code of a product: its GUID, and for a variation also the GUID of the characteristic."""
    item, _, characteristic = xml_id.partition("#")
    codes = [code for code in (guid(item), guid(characteristic)) if code]
    return "#".join(codes) if guid(item) else ""


def _read_product(row: Row) -> Product:
    return Product(
        id=str(row["id"]),
        name=str(row.get("name") or ""),
        external_code=_external_code(str(row.get("xmlId") or "")),
        article=str(row.get("article") or ""),
        barcode=str(row.get("barcode") or ""),
    )
