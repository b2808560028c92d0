"""The tabular part `КонтактнаяИнформация` of several catalogs, and the catalog of its kinds."""

from typing import Final

PART: Final = "КонтактнаяИнформация"
TYPE: Final = "Тип"
KIND: Final = "Вид_Key"
TEXT: Final = "Представление"
EMAIL: Final = "АдресЭП"
PHONE: Final = "НомерТелефона"

PHONE_TYPE: Final = "Телефон"
EMAIL_TYPE: Final = "АдресЭлектроннойПочты"
ADDRESS_TYPE: Final = "Адрес"

KINDS: Final = "Catalog_ВидыКонтактнойИнформации"
KIND_TYPE: Final = "Тип"
TEXT_LENGTH: Final = 500
PHONE_LENGTH: Final = 20
KIND_NAME: Final = "ИмяПредопределенногоВида"

# Names of predefined kinds say whose they are: EmailПартнера, ЮрАдресКонтрагента, ТелефонКонтактногоЛица.
OWNERS: Final = {
    "Catalog_КонтактныеЛицаПартнеров": ("КонтактногоЛица", "КонтактныхЛиц", "КонтактныеЛица"),
    "Catalog_Контрагенты": ("Контрагент",),
    "Catalog_Партнеры": ("Партнер",),
}
