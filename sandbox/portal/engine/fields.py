"""Fields of deals, companies, contacts and invoices: both spellings, types, and which may be written."""

import re
from dataclasses import dataclass, field
from typing import Any

DEAL, CONTACT, COMPANY, REQUISITE, INVOICE = 2, 3, 4, 8, 31
NAMES = {DEAL: "DEAL", CONTACT: "CONTACT", COMPANY: "COMPANY"}


@dataclass(frozen=True)
class Field:
    """One field of the portal's records: `name` as crm.item spells it, `upper` as the old methods do."""

    name: str
    upper: str
    type: str
    read_only: bool = False
    multiple: bool = False
    disabled: bool = False  # present in every answer, always null
    title: str = ""
    required: bool = False
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def dynamic(self) -> bool:
        """Whether a portal's field is a user field and not one of the system's."""
        return self.upper.startswith("UF_CRM_")


_UPPER = {
    "createdTime": "DATE_CREATE",
    "updatedTime": "DATE_MODIFY",
    "createdBy": "CREATED_BY_ID",
    "updatedBy": "MODIFY_BY_ID",
    "movedBy": "MOVED_BY_ID",
    "isMyCompany": "IS_MY_COMPANY",
}


def snake(name: str) -> str:
    """Return the old spelling of a field's camel-case name: `stageId` → `STAGE_ID`."""
    return _UPPER.get(name) or re.sub(r"(?<!^)([A-Z])", r"_\1", name).upper()


def user_field_name(upper: str) -> str:
    """Return the crm.item spelling of a user field, by the portal's irregular rule."""
    tail = upper.removeprefix("UF_CRM_")
    parts = tail.split("_")
    mixed = any(re.search(r"\d", part) and re.search(r"[A-Z]", part, re.IGNORECASE) for part in parts)
    if tail.isdigit() or mixed:
        return f"ufCrm_{tail}"
    return "ufCrm" + "".join(part.capitalize() for part in parts)


def _declare(table: str, **renamed: str) -> tuple[Field, ...]:
    """Read fields from `name:type[/flags]`: r = read only, m = multiple, d = disabled; `renamed` gives old names."""
    made = []
    for word in table.split():
        name, _, rest = word.partition(":")
        kind, _, flags = rest.partition("/")
        upper = renamed.get(name) or snake(name)
        made.append(Field(name, upper, kind, "r" in flags, "m" in flags, "d" in flags))
    return tuple(made)


_TIMES = """createdTime:datetime/r updatedTime:datetime/r createdBy:user/r updatedBy:user/r
lastActivityTime:datetime/r lastActivityBy:user/r"""
_ORIGIN = "originatorId:string originId:string"
_MARKS = """utmSource:string utmMedium:string utmCampaign:string utmContent:string utmTerm:string
webformId:integer searchContent:string/r"""

DEAL_FIELDS = _declare(
    f"""id:integer/r title:string typeId:crm_status categoryId:crm_category stageId:crm_status
    stageSemanticId:string/r closed:char/r isNew:char/r isRecurring:char isReturnCustomer:char
    isRepeatedApproach:char opportunity:double isManualOpportunity:char taxValue:double/r
    currencyId:crm_currency companyId:crm_company contactId:crm_contact contactIds:crm_contact/m
    quoteId:crm_quote leadId:crm_lead begindate:date closedate:date assignedById:user opened:char
    comments:string additionalInfo:string sourceId:crm_status sourceDescription:string probability:integer
    observers:user/m movedTime:datetime/r movedBy:user/r locationId:string {_ORIGIN} {_MARKS} {_TIMES}
    isWork:char/rd isWon:char/rd isLose:char/rd hasProducts:char/rd productId:integer/rd
    begindateShort:date/rd closedateShort:date/rd eventDate:date/rd receivedAmount:double/rd
    lostAmount:double/rd dateCreateShort:date/rd dateModifyShort:date/rd eventDateShort:date/rd
    eventId:integer/rd eventDescription:string/rd orderStage:string/rd""",
)
COMPANY_FIELDS = _declare(
    f"""id:integer/r title:string typeId:crm_status industry:crm_status employees:crm_status revenue:double
    currencyId:crm_currency isMyCompany:char assignedById:user opened:char comments:string
    hasPhone:char/r hasEmail:char/r hasImol:char/r leadId:crm_lead contactIds:crm_contact/m
    logo:file originVersion:string {_ORIGIN} {_MARKS} {_TIMES}""",
    typeId="COMPANY_TYPE",
)
CONTACT_FIELDS = _declare(
    f"""id:integer/r honorific:crm_status name:string secondName:string lastName:string fullName:string/r
    birthdate:date post:string typeId:crm_status sourceId:crm_status sourceDescription:string
    companyId:crm_company companyIds:crm_company/m assignedById:user opened:char export:char comments:string
    hasPhone:char/r hasEmail:char/r hasImol:char/r leadId:crm_lead originVersion:string
    {_ORIGIN} {_MARKS} {_TIMES}""",
)
INVOICE_FIELDS = _declare(
    f"""id:integer/r title:string accountNumber:string begindate:date closedate:date stageId:crm_status
    categoryId:crm_category opportunity:double isManualOpportunity:char currencyId:crm_currency
    companyId:crm_company contactId:crm_contact contactIds:crm_contact/m mycompanyId:crm_company
    parentId2:integer assignedById:user opened:char comments:string {_TIMES}""",
)
SYSTEM_FIELDS = {DEAL: DEAL_FIELDS, COMPANY: COMPANY_FIELDS, CONTACT: CONTACT_FIELDS, INVOICE: INVOICE_FIELDS}

TITLES = {
    "title": "Название",
    "stageId": "Стадия",
    "categoryId": "Воронка",
    "opportunity": "Сумма",
    "companyId": "Компания",
    "contactIds": "Контакты",
    "assignedById": "Ответственный",
    "originId": "Внешний ключ",
    "comments": "Комментарий",
}

LINK_TYPES = {
    "crm_company",
    "crm_contact",
    "crm_lead",
    "crm_quote",
    "user",
    "integer",
    "crm_category",
    "employee",
}
MONEY_TYPES = {"double"}
