"""`Catalog_Контрагенты`: a legal entity of a client, with its histories; and the classifier of countries."""

from typing import Final

from services.onec_connector.objects import contact, standard
from services.onec_connector.objects.declared import BaseObject, Enumeration, Function, rows_of

SET: Final = "Catalog_Контрагенты"
LEGAL_ENTITY: Final = BaseObject(SET, also=(standard.REF, standard.DESCRIPTION, standard.MARKED))
FOREIGN: Final = Function(
    "«Страны мира» не опубликованы или реквизитов нерезидента нет: заказы иностранцев не создаются"
)
FULL_NAME: Final = LEGAL_ENTITY.field("НаименованиеПолное")
INN: Final = LEGAL_ENTITY.field("ИНН")
KPP: Final = LEGAL_ENTITY.field("КПП")
KIND: Final = LEGAL_ENTITY.field("ЮрФизЛицо")
LEGAL_OR_PERSON: Final = LEGAL_ENTITY.field("ЮридическоеФизическоеЛицо")
PARTNER: Final = LEGAL_ENTITY.field("Партнер_Key")
COUNTRY: Final = LEGAL_ENTITY.field("СтранаРегистрации_Key", of=FOREIGN)
FOREIGN_NUMBER: Final = LEGAL_ENTITY.field("НалоговыйНомер", of=FOREIGN)
REGISTERED: Final = LEGAL_ENTITY.field("РегистрационныйНомер", of=contact.DIRECTORY)
DETAILS: Final = LEGAL_ENTITY.field(contact.PART, of=contact.DIRECTORY)
VERSION: Final = LEGAL_ENTITY.field(standard.VERSION, of=contact.DIRECTORY)

KPP_HISTORY: Final = LEGAL_ENTITY.field("ИсторияКПП", of=contact.DIRECTORY)
KPP_HISTORY_ROW: Final = BaseObject(rows_of(SET, KPP_HISTORY), also=(standard.LINE_NUMBER, KPP), of=contact.DIRECTORY)
SINCE: Final = KPP_HISTORY_ROW.field("Период")
NAME_HISTORY: Final = LEGAL_ENTITY.field("ИсторияНаименований", of=contact.DIRECTORY)
NAME_HISTORY_ROW: Final = BaseObject(
    rows_of(SET, NAME_HISTORY), also=(standard.LINE_NUMBER, SINCE), of=contact.DIRECTORY
)
NAMES_THEN: Final = ("СокращенноеНаименование", FULL_NAME)
"""What releases call a name in its history: the newer ones first."""

KINDS: Final = Enumeration("ЮрФизЛицо")
COMPANY: Final = KINDS.value("ЮрЛицо")
SOLE_TRADER: Final = KINDS.value("ИндивидуальныйПредприниматель")
PERSON: Final = KINDS.value("ФизЛицо")
FOREIGN_COMPANY: Final = KINDS.value("ЮрЛицоНеРезидент", of=FOREIGN)
SIDES: Final = Enumeration("ЮридическоеФизическоеЛицо")
IS_LEGAL: Final = SIDES.value("ЮридическоеЛицо")
IS_PERSON: Final = SIDES.value("ФизическоеЛицо")
NAME_LENGTH: Final = 100
FULL_NAME_LENGTH: Final = 250
FOREIGN_NUMBER_LENGTH: Final = 50
REGISTERED_LENGTH: Final = 50

COUNTRIES: Final = "Catalog_СтраныМира"
COUNTRY_ENTITY: Final = BaseObject(
    COUNTRIES, also=(standard.REF, standard.DESCRIPTION, standard.MARKED, standard.CODE), of=FOREIGN
)
RUSSIA: Final = "643"
"""Its code in the classifier of countries (ОКСМ)."""
