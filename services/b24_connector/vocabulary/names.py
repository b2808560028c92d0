"""Names of the portal that the bus writes or reads, and the fields it keeps in every deal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

from services.b24_connector.vocabulary.extra import DealExtra

ORIGINATOR = "1C"
DEAL, CONTACT, COMPANY, REQUISITE = 2, 3, 4, 8

DEAL_SELECT = (  # fields of the header name their own places
    *("id", "categoryId", "stageId", "stageSemanticId", "companyId", "contactId", "contactIds"),
    *("assignedById", "opportunity", "isManualOpportunity", "currencyId", "originatorId", "originId"),
    *("createdTime", "updatedTime", "updatedBy", "isRecurring"),
)

FieldKey = Literal["number", "state", "paid", "shipped", "url", "organisation", "agreement", "warehouse", "ship_on"]


@dataclass(frozen=True)
class UserField:
    """A field of the deal that `setup` creates.

    Args:
        upper: name as the portal stores it.
        type: the portal's word for its type.
        label: what people read.
    """

    upper: str
    type: str
    label: str


USER_FIELDS: Mapping[FieldKey, UserField] = {
    "number": UserField("UF_CRM_DEALBUS_NUMBER", "string", "Заказ в 1С"),
    "state": UserField("UF_CRM_DEALBUS_STATE", "string", "Состояние заказа в 1С"),
    "paid": UserField("UF_CRM_DEALBUS_PAID", "double", "Оплачено, %"),
    "shipped": UserField("UF_CRM_DEALBUS_SHIPPED", "double", "Отгружено, %"),
    "url": UserField("UF_CRM_DEALBUS_URL", "string", "Открыть заказ"),
    "organisation": UserField("UF_CRM_DEALBUS_ORGANISATION", "enumeration", "Наша организация"),
    "agreement": UserField("UF_CRM_DEALBUS_AGREEMENT", "string", "Соглашение"),
    "warehouse": UserField("UF_CRM_DEALBUS_WAREHOUSE", "string", "Склад"),
    "ship_on": UserField("UF_CRM_DEALBUS_SHIP_ON", "date", "Дата отгрузки"),
}


@dataclass(frozen=True)
class Option:
    """A value of the field «Наша организация»; `inn` is its XML_ID."""

    id: str
    inn: str
    name: str


@dataclass(frozen=True)
class DealFields:
    """How this portal calls our fields; a field that `setup` has not created is absent.

    Args:
        names: by key, as `crm.item.*` spells it.
        organisations: the options of «Наша организация».
        extra: the customer's own fields (R13).
    """

    names: Mapping[FieldKey, str] = field(default_factory=dict)
    organisations: tuple[Option, ...] = ()
    extra: DealExtra = field(default_factory=DealExtra)

    def place(self, at: str) -> str | None:
        """Return how `crm.item.*` spells a field: ours by its key, None if it was not created; others as named."""
        return self.names.get(cast("FieldKey", at)) if at in USER_FIELDS else at

    def option(self, identity: object) -> Option | None:
        """Find an organisation by the id of its option."""
        return next((one for one in self.organisations if one.id == str(identity)), None)

    def option_of(self, inn: str) -> Option | None:
        """Find an organisation by its INN."""
        return next((one for one in self.organisations if inn and one.inn == inn), None)
