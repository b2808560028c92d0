"""The tabular part `КонтактнаяИнформация` of several catalogs, and the catalog of its kinds."""

from typing import Final

from services.onec_connector.objects import standard
from services.onec_connector.objects.declared import BaseObject, Enumeration, Function, rows_of

PART: Final = "КонтактнаяИнформация"
ROW: Final = BaseObject(
    *(
        rows_of(owner, PART)
        for owner in ("Catalog_Партнеры", "Catalog_КонтактныеЛицаПартнеров", "Catalog_Пользователи")
    ),
    also=(standard.LINE_NUMBER,),
)
TYPE: Final = ROW.field("Тип")
KIND: Final = ROW.field("Вид_Key")
TEXT: Final = ROW.field("Представление")
EMAIL: Final = ROW.field("АдресЭП")
PHONE: Final = ROW.field("НомерТелефона")
DIRECTORY: Final = Function(
    "Контактной информации партнёров и контрагентов с полем «Значение» нет: компании и контакты как справочник "
    "не переносятся"
)
VALUE: Final = ROW.field("Значение", of=DIRECTORY)
ENTITY_ROW: Final = BaseObject(
    rows_of("Catalog_Контрагенты", PART),
    also=(standard.LINE_NUMBER, TYPE, KIND, TEXT, EMAIL, PHONE, VALUE),
    of=DIRECTORY,
)
SINCE: Final = ENTITY_ROW.field("ДействуетС")
FREE_FORM: Final = "ВСвободнойФорме"

TYPES: Final = Enumeration("ТипыКонтактнойИнформации")
PHONE_TYPE: Final = TYPES.value("Телефон")
EMAIL_TYPE: Final = TYPES.value("АдресЭлектроннойПочты")
ADDRESS_TYPE: Final = TYPES.value("Адрес")

KINDS: Final = "Catalog_ВидыКонтактнойИнформации"
KIND_ENTITY: Final = BaseObject(
    KINDS, also=(standard.REF, standard.DESCRIPTION, standard.MARKED, standard.PREDEFINED_NAME)
)
KIND_TYPE: Final = KIND_ENTITY.field("Тип")
TEXT_LENGTH: Final = 500
PHONE_LENGTH: Final = 20
EMAIL_LENGTH: Final = 100
KIND_NAME: Final = KIND_ENTITY.field("ИмяПредопределенногоВида")
KIND_IN_USE: Final = KIND_ENTITY.field("Используется")
KIND_KEPT: Final = KIND_ENTITY.field("ХранитьИсториюИзменений", of=DIRECTORY)

# Names of predefined kinds say whose they are: EmailПартнера, ЮрАдресКонтрагента, ТелефонКонтактногоЛица.
OWNERS: Final = {
    "Catalog_КонтактныеЛицаПартнеров": ("КонтактногоЛица", "КонтактныхЛиц", "КонтактныеЛица"),
    "Catalog_Контрагенты": ("Контрагент",),
    "Catalog_Партнеры": ("Партнер",),
}

USUAL: Final = frozenset(
    {
        "ТелефонПартнера",
        "EmailПартнера",
        "АдресПартнера",
        "ТелефонКонтактногоЛица",
        "EmailКонтактногоЛица",
    }
)
"""Predefined kinds that a new phone, e-mail or address gets, whatever others people have made."""

OF_PERSONS: Final = ("ТелефонКонтактногоЛица", "МобильныйТелефонКонтактногоЛица", "EmailКонтактногоЛица")
"""Predefined kinds of a contact person's phones and e-mails."""

ADDRESSES: Final = {
    "legal": "ЮрАдресКонтрагента",
    "actual": "ФактАдресКонтрагента",
    "postal": "ПочтовыйАдресКонтрагента",
}
"""Predefined kinds of a legal entity's addresses, by the field of `Addresses`."""
