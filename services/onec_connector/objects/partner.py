"""`Catalog_Партнеры`: the CRM side of a client."""

from typing import Final

SET: Final = "Catalog_Партнеры"
FULL_NAME: Final = "НаименованиеПолное"
KIND: Final = "ЮрФизЛицо"
IS_CLIENT: Final = "Клиент"
MANAGER: Final = "ОсновнойМенеджер_Key"
ACCESS_GROUP: Final = "ГруппаДоступа_Key"

COMPANY: Final = "Компания"
PRIVATE_PERSON: Final = "ЧастноеЛицо"
NAME_LENGTH: Final = 100

ACCESS_GROUPS: Final = "Catalog_ГруппыДоступаПартнеров"
