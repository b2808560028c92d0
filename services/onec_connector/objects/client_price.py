"""What 1C's price of one client takes beside agreement, partner and item: currency rates, limits of discounts."""

from typing import Final

from services.onec_connector.objects import standard
from services.onec_connector.objects.declared import BaseObject, Function, rows_of

CLIENT_PRICES: Final = Function(
    "В соглашениях, партнёрах или номенклатуре нет полей, по которым 1С ищет цену клиента: режимы цен onec и "
    "b24-within не работают"
)

RATES_KNOWN: Final = Function(
    "Регистр «Относительные курсы валют» не опубликован: цена клиента в другой валюте, чем заказ, не считается"
)
RATES: Final = "InformationRegister_ОтносительныеКурсыВалют"
RATE: Final = BaseObject(RATES, of=RATES_KNOWN)
RATE_CURRENCY: Final = RATE.field("Валюта_Key")
RATE_IN: Final = RATE.field("БазоваяВалюта_Key")
RATE_UPPER: Final = RATE.field("КурсЧислитель")
RATE_LOWER: Final = RATE.field("КурсЗнаменатель")

AUTO_DISCOUNTS: Final = "Constant_ИспользоватьАвтоматическиеСкидкиВПродажах"
AUTO_KNOWN: Final = Function(f"{AUTO_DISCOUNTS} не опубликована: о скидках, которые считает сама 1С, не скажут")
AUTO: Final = BaseObject(AUTO_DISCOUNTS, also=("Value",), of=AUTO_KNOWN)

LIMITS_KNOWN: Final = Function(
    "Константы ручных скидок, «Настройки продаж для пользователей» или «Группы пользователей» не опубликованы: режим "
    "цен b24-within не ограничивает скидки"
)
MANUAL_DISCOUNTS: Final = "Constant_ИспользоватьРучныеСкидкиВПродажах"
LIMITED_BY_AGREEMENT: Final = "Constant_ИспользоватьОграниченияРучныхСкидокВПродажахПоСоглашениям"
LIMITED_BY_USER: Final = "Constant_ИспользоватьОграниченияРучныхСкидокВПродажахПоПользователям"
SWITCHES: Final = tuple(
    BaseObject(name, also=("Value",), of=LIMITS_KNOWN)
    for name in (MANUAL_DISCOUNTS, LIMITED_BY_AGREEMENT, LIMITED_BY_USER)
)

USER_SETTINGS: Final = "Catalog_НастройкиПродажДляПользователей"
SETTINGS: Final = BaseObject(USER_SETTINGS, also=(standard.REF,), of=LIMITS_KNOWN)
SETTINGS_OWNER: Final = SETTINGS.field("Owner")
SETTINGS_LIMITED: Final = SETTINGS.field("ОграничиватьРучныеСкидки")
SETTINGS_PERCENT: Final = SETTINGS.field("ПроцентРучнойСкидки")
SETTINGS_GROUPS: Final = SETTINGS.field("ЦеновыеГруппы")
SETTINGS_ROW: Final = BaseObject(rows_of(USER_SETTINGS, SETTINGS_GROUPS), of=LIMITS_KNOWN)
SETTINGS_GROUP: Final = SETTINGS_ROW.field("ЦеноваяГруппа_Key")
SETTINGS_GROUP_PERCENT: Final = SETTINGS_ROW.field("ПроцентРучнойСкидки")

USER_GROUPS: Final = "Catalog_ГруппыПользователей"
USER_GROUP: Final = BaseObject(USER_GROUPS, also=(standard.REF, standard.MARKED, standard.DESCRIPTION), of=LIMITS_KNOWN)
GROUP_ABOVE: Final = USER_GROUP.field(standard.PARENT)
MEMBERS: Final = USER_GROUP.field("Состав")
MEMBER: Final = BaseObject(rows_of(USER_GROUPS, MEMBERS), of=LIMITS_KNOWN)
MEMBER_USER: Final = MEMBER.field("Пользователь_Key")

FUNCTIONS: Final = frozenset({CLIENT_PRICES, RATES_KNOWN, AUTO_KNOWN, LIMITS_KNOWN})
"""What prices of a client need of a base; a customer who keeps the deal's prices is told of none."""
