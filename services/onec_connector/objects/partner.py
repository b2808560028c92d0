"""`Catalog_Партнеры`: who a client is, whatever legal entities he has; and the partners' access groups."""

from typing import Final

from services.onec_connector.objects import contact, standard
from services.onec_connector.objects.client_price import CLIENT_PRICES
from services.onec_connector.objects.declared import BaseObject, Enumeration, Function

SET: Final = "Catalog_Партнеры"
METADATA_NAME: Final = "Справочник.Партнеры"
PARTNER: Final = BaseObject(SET, also=(standard.REF, standard.DESCRIPTION, standard.MARKED, contact.PART))
GROUPED: Final = Function("Группы доступа партнёров не опубликованы: новым партнёрам группа не указывается")
FULL_NAME: Final = PARTNER.field("НаименованиеПолное")
KIND: Final = PARTNER.field("ЮрФизЛицо")
IS_CLIENT: Final = PARTNER.field("Клиент")
MANAGER: Final = PARTNER.field("ОсновнойМенеджер_Key")
ACCESS_GROUP: Final = PARTNER.field("ГруппаДоступа_Key", of=GROUPED)

PRICE_KIND: Final = PARTNER.field("ВидЦен_Key", of=CLIENT_PRICES)
INDIVIDUAL_KIND: Final = PARTNER.field("ИндивидуальныйВидЦены_Key", of=CLIENT_PRICES)
PREDEFINED: Final = PARTNER.field(standard.PREDEFINED_NAME, of=contact.DIRECTORY)
PARENT: Final = PARTNER.field(standard.PARENT)
VERSION: Final = PARTNER.field(standard.VERSION, of=contact.DIRECTORY)

KINDS: Final = Enumeration("КомпанияЧастноеЛицо")
COMPANY: Final = KINDS.value("Компания")
PRIVATE_PERSON: Final = KINDS.value("ЧастноеЛицо")
NAME_LENGTH: Final = 100

ACCESS_GROUPS: Final = "Catalog_ГруппыДоступаПартнеров"
GROUP: Final = BaseObject(ACCESS_GROUPS, also=(standard.REF, standard.DESCRIPTION, standard.MARKED), of=GROUPED)
