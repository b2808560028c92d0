"""`Catalog_Контрагенты`: a legal entity of a client."""

from typing import Final

SET: Final = "Catalog_Контрагенты"
FULL_NAME: Final = "НаименованиеПолное"
INN: Final = "ИНН"
KPP: Final = "КПП"
KIND: Final = "ЮрФизЛицо"
LEGAL_OR_PERSON: Final = "ЮридическоеФизическоеЛицо"
PARTNER: Final = "Партнер_Key"

COMPANY: Final = "ЮрЛицо"
SOLE_TRADER: Final = "ИндивидуальныйПредприниматель"
PERSON: Final = "ФизЛицо"
IS_LEGAL: Final = "ЮридическоеЛицо"
IS_PERSON: Final = "ФизическоеЛицо"
NAME_LENGTH: Final = 100
FULL_NAME_LENGTH: Final = 250
