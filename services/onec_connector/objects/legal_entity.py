"""`Catalog_Контрагенты`: a legal entity of a client."""

from typing import Final

from services.onec_connector.objects import standard
from services.onec_connector.objects.declared import BaseObject, Enumeration

SET: Final = "Catalog_Контрагенты"
LEGAL_ENTITY: Final = BaseObject(SET, also=(standard.REF, standard.DESCRIPTION, standard.MARKED))
FULL_NAME: Final = LEGAL_ENTITY.field("НаименованиеПолное")
INN: Final = LEGAL_ENTITY.field("ИНН")
KPP: Final = LEGAL_ENTITY.field("КПП")
KIND: Final = LEGAL_ENTITY.field("ЮрФизЛицо")
LEGAL_OR_PERSON: Final = LEGAL_ENTITY.field("ЮридическоеФизическоеЛицо")
PARTNER: Final = LEGAL_ENTITY.field("Партнер_Key")

KINDS: Final = Enumeration("ЮрФизЛицо")
COMPANY: Final = KINDS.value("ЮрЛицо")
SOLE_TRADER: Final = KINDS.value("ИндивидуальныйПредприниматель")
PERSON: Final = KINDS.value("ФизЛицо")
SIDES: Final = Enumeration("ЮридическоеФизическоеЛицо")
IS_LEGAL: Final = SIDES.value("ЮридическоеЛицо")
IS_PERSON: Final = SIDES.value("ФизическоеЛицо")
NAME_LENGTH: Final = 100
FULL_NAME_LENGTH: Final = 250
