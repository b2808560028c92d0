"""What 1C asks of one client, beside agreements, partners and items: rates of currencies, and the switches."""

from typing import Final

from services.onec_connector.objects.declared import BaseObject, Function

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

FUNCTIONS: Final = frozenset({CLIENT_PRICES, RATES_KNOWN, AUTO_KNOWN})
"""What prices of a client need of a base; a customer who keeps the deal's prices is told of none."""
