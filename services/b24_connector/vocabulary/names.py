"""Names of the portal's fields that the bus writes or reads, and the fields it creates in every deal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from services.b24_connector.vocabulary.extra import DealExtra
from services.b24_connector.vocabulary.values import identity
from shared.canon.keys import tax_numbers
from shared.messages.ring.commands import PriceMode

ORIGINATOR = "1C"
DEAL, CONTACT, COMPANY, REQUISITE, INVOICE = 2, 3, 4, 8, 31

DEAL_SELECT = (  # fields of the header name their own places
    *("id", "categoryId", "stageId", "stageSemanticId", "companyId", "contactId", "contactIds"),
    *("assignedById", "opportunity", "isManualOpportunity", "currencyId", "originatorId", "originId"),
    *("createdTime", "updatedTime", "updatedBy", "isRecurring"),
)

FieldKey = Literal[
    "number",
    "state",
    "paid",
    "shipped",
    "url",
    "organisation",
    "agreement",
    "warehouse",
    "ship_on",
    "reprice",
    "exchange",
    "hindrance",
    "details",
]


@dataclass(frozen=True)
class UserField:
    """A field of the deal that `setup` creates.

    Args:
        upper: name as the portal stores it.
        type: the portal's word for its type.
        label: what people read.
        earlier: its type in an earlier release, which serves as before: the portal changes no type.
    """

    upper: str
    type: str
    label: str
    earlier: str = ""


USER_FIELDS: Mapping[FieldKey, UserField] = {
    "number": UserField("UF_CRM_DEALBUS_NUMBER", "string", "Заказ в 1С"),
    "state": UserField("UF_CRM_DEALBUS_STATE", "string", "Состояние заказа в 1С"),
    "paid": UserField("UF_CRM_DEALBUS_PAID", "double", "Оплачено, %"),
    "shipped": UserField("UF_CRM_DEALBUS_SHIPPED", "double", "Отгружено, %"),
    "url": UserField("UF_CRM_DEALBUS_URL", "url", "Открыть заказ", earlier="string"),
    "organisation": UserField("UF_CRM_DEALBUS_ORGANISATION", "enumeration", "Наша организация"),
    "agreement": UserField("UF_CRM_DEALBUS_AGREEMENT", "enumeration", "Соглашение", earlier="string"),
    "warehouse": UserField("UF_CRM_DEALBUS_WAREHOUSE", "enumeration", "Склад", earlier="string"),
    "ship_on": UserField("UF_CRM_DEALBUS_SHIP_ON", "date", "Дата отгрузки"),
    "reprice": UserField("UF_CRM_DEALBUS_REPRICE", "boolean", "Пересчитать цены"),
    "exchange": UserField("UF_CRM_DEALBUS_EXCHANGE", "enumeration", "Обмен с 1С"),
    "hindrance": UserField("UF_CRM_DEALBUS_HINDRANCE", "string", "Что мешает"),
    "details": UserField("UF_CRM_DEALBUS_DETAILS", "url", "Подробнее"),
}

HEAD_FIELD = UserField("UF_CRM_DEALBUS_HEAD", "crm", "Головная компания")
"""Of a company: whom it is a part of, as 1C says; a link to one company."""

TYPES: Mapping[str, str] = {
    "string": "строка",
    "url": "ссылка",
    "enumeration": "список",
    "double": "число",
    "date": "дата",
    "boolean": "да/нет",
    "integer": "целое число",
    "datetime": "дата со временем",
    "money": "деньги",
    "file": "файл",
    "employee": "привязка к сотруднику",
    "address": "адрес",
    "crm": "привязка к элементам CRM",
}
"""The portal's types of fields as people call them."""

FROM_ONEC: tuple[FieldKey, ...] = ("agreement", "warehouse")
"""Lists that are filled with what 1C has."""


def made_fields(prices: PriceMode, *, linked: bool = False) -> Mapping[FieldKey, UserField]:
    """Return the deal's fields that `setup` creates.

    Args:
        prices: they are asked for anew only where 1C names them.
        linked: there is a page of the console that deals link to.
    """
    needless = {"reprice": prices != "onec", "details": not linked}
    return {key: field for key, field in USER_FIELDS.items() if not needless.get(key)}


@dataclass(frozen=True)
class Option:
    """A value of a deal's list field.

    Args:
        id: in the portal; deals hold it.
        code: its XML_ID: an organisation's INN, a state of the exchange, or 1C's reference; empty: nobody has given it
            one, or the portal does not show it.
        name: what people choose.
        by_name: its code was found by its name.
    """

    id: str
    code: str
    name: str
    by_name: bool = False


@dataclass(frozen=True)
class ListField:
    """One of our fields of the deal that is a list in this portal.

    Args:
        id: its own.
        options: its values.
        hides_codes: the portal shows no XML_ID of them: what it keeps is not to be known.
    """

    id: str
    options: tuple[Option, ...] = ()
    hides_codes: bool = False

    def option(self, held: object) -> Option | None:
        """Find a list field's value by the id that stands in a deal."""
        return next((one for one in self.options if one.id == str(held)), None)

    def of_code(self, code: str) -> Option | None:
        """Find a list field's value by its code; one that bears it goes before one that has its name alone."""
        found = [one for one in self.options if code and one.code == code]
        return min(found, key=lambda one: one.by_name, default=None)


@dataclass(frozen=True)
class DealFields:
    """What our fields of the deal are called in this portal; one that `setup` has not created is absent.

    Args:
        names: by key, as `crm.item.*` spells it.
        lists: those of them that are lists.
        types: those of them that have another type than `setup` gives them.
        extra: the customer's own fields (R13).
    """

    names: Mapping[FieldKey, str] = field(default_factory=dict)
    lists: Mapping[FieldKey, ListField] = field(default_factory=dict)
    types: Mapping[FieldKey, str] = field(default_factory=dict)
    extra: DealExtra = field(default_factory=DealExtra)

    @property
    def organisations(self) -> tuple[Option, ...]:
        """The options of the deal's field «Наша организация»."""
        return self.list_of("organisation").options

    def list_of(self, key: FieldKey) -> ListField:
        """Return a list field of the deal; one without values where the portal has none."""
        return self.lists.get(key, ListField(""))

    def unknown(self, item: Mapping[str, Any]) -> frozenset[tuple[FieldKey, str]]:
        """Return the values of a deal's list fields whose options had no name when the fields were read."""
        held = ((key, identity(item.get(name))) for key, name in self.names.items() if key in self.lists)
        return frozenset((key, value) for key, value in held if value and self.lists[key].option(value) is None)

    def place(self, at: str) -> str | None:
        """Return how `crm.item.*` spells a deal's field: ours by its key, None if not created; others as named."""
        return self.names.get(cast("FieldKey", at)) if at in USER_FIELDS else at

    def option_of(self, inn: str) -> Option | None:
        """Find an organisation's option in the deal's field «Наша организация» by its INN."""
        return self.list_of("organisation").of_code(tax_numbers(inn, "")[0])

    def options_of(self, inn: str, by_value: Mapping[str, str]) -> tuple[Option, ...]:
        """Find the values of «Наша организация» that mean an organisation: by its INN, else by the rules' words."""
        if found := self.option_of(inn):
            return (found,)
        meant = {value for value, known in by_value.items() if inn and known == tax_numbers(inn, "")[0]}
        return tuple(one for one in self.organisations if meant & {one.name, one.code})
