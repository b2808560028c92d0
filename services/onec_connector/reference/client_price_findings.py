"""`check`: 1C's prices of clients (R12), where the rules turn them on."""

from zoneinfo import ZoneInfo

from services.onec_connector.base.client import Base
from services.onec_connector.objects import client_price, price
from services.onec_connector.profile.reading import Profile
from services.onec_connector.reference.client_prices import ClientPrices
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.reference.discount_limits import DiscountLimits
from services.onec_connector.reference.item_prices import ItemPriceLists
from services.onec_connector.reference.items import ItemCatalogue
from shared.process.findings import Finding
from shared.rules import Rules

_AUTO = (
    "В 1С включены автоматические скидки: в цены сделок они не войдут. Если в заказе нажать «Рассчитать скидки», его "
    "сумма изменится"
)
_NO_LIMIT = (
    "1С не ограничивает ручные скидки: при prices.mode b24-within обмен ничего не отклонит. Включите ограничения в 1С "
    "или верните prices.mode: b24"
)
_UNABLE = (
    "prices.mode «{}» не работает: по OData не опубликовано, по чему 1С ищет цену клиента (справочник «Виды цен», "
    "регистр цен или поля соглашений). Добавьте это в состав OData или верните prices.mode: b24"
)


def client_prices_of(base: Base, rules: Rules, profile: Profile, zone: ZoneInfo) -> tuple[ClientPrices, ItemPriceLists]:
    """Connect the reader of a client's prices for `check` and `ask`, to a base that is looked at once."""
    off = profile.off
    lists = ItemPriceLists(base, base, Dictionaries(base, off), rules.directory.prices, zone=zone, off=off)
    prices = ClientPrices(base, lists, ItemCatalogue(base), uses_agreements=profile.agreements, off=off)
    return prices, lists


async def check_client_prices(base: Base, rules: Rules, profile: Profile, zone: ZoneInfo) -> list[Finding]:
    """Report for `check` whether the rules' price mode (R12) can work with this 1C base."""
    mode = rules.prices.mode
    if mode == "b24":
        return []
    prices, lists = client_prices_of(base, rules, profile, zone)
    engine = price.DATED_25 if await lists.is_newer() else price.DATED_20
    if {client_price.CLIENT_PRICES, price.KINDS_KNOWN, engine} & {*profile.off}:
        return [Finding(ok=False, text=_UNABLE.format(mode))]
    if mode == "b24-within":
        on = await DiscountLimits(base, profile.off).in_force()
        text = "Цена сделки не опустится ниже разрешённой в 1С" if on else _NO_LIMIT
        return [Finding(ok=True, text=text)]
    words = "2.5" if engine is price.DATED_25 else "2.0"
    findings = [Finding(ok=True, text=f"В строки заказа идут цены 1С для клиента, ценообразование {words}")]
    return [*findings, *([Finding(ok=True, text=_AUTO)] if await prices.auto_discounts() else [])]
