"""What keeps a price of 1C out of the portal until a person has changed something."""

from shared.bus.errors import Permanent
from shared.messages.price import ItemPrices, PriceKind


class PriceRefusal(Permanent):
    """One price is not written; the others of its item are. The dead letter, sent again, reads all of them anew.

    Args:
        prices: whose.
        kind: of which kind.
        cause: a clause that goes on after «Цена «Оптовая» товара «Болт» не перенесена: », without a full stop.
        remedy: a whole sentence saying what to do.
    """

    def __init__(self, prices: ItemPrices, kind: str, cause: str, remedy: str) -> None:
        whose = f"Цена «{kind}» товара «{prices.name}» не перенесена"
        super().__init__(f"{whose}: {cause}. {remedy}", reason="price")


def no_currency(prices: ItemPrices, kind: PriceKind) -> PriceRefusal:
    """1C names no currency, neither for the price nor for its kind."""
    return PriceRefusal(prices, kind.name, "в 1С у неё не указана валюта", "Укажите валюту в карточке вида цен.")


def unknown_currency(prices: ItemPrices, kind: PriceKind, currency: str) -> PriceRefusal:
    """The portal does not know the currency."""
    return PriceRefusal(prices, kind.name, f"в портале нет валюты {currency}", "Добавьте её в настройках CRM портала.")


def no_base(prices: ItemPrices, kind: PriceKind) -> PriceRefusal:
    """The portal has no base price type that the kind could have."""
    remedy = "Назначьте базовый тип цены в настройках каталога портала."
    return PriceRefusal(prices, kind.name, "в портале нет базового типа цены", remedy)


def no_type(prices: ItemPrices, kind: PriceKind, words: str) -> PriceRefusal:
    """The portal makes no price type, most likely because its tariff has no more of them."""
    remedy = (
        "Если их число ограничено тарифом, удалите лишний тип цены в портале или оставьте в directory → prices → "
        "kinds файла правил меньше видов цен."
    )
    return PriceRefusal(prices, kind.name, f"Битрикс24 не создал тип цены: {words.rstrip('.')}", remedy)


def not_taken(prices: ItemPrices, kind: str, words: str) -> PriceRefusal:
    """The portal says no to the price itself."""
    remedy = "Устраните причину и повторите сообщение."
    return PriceRefusal(prices, kind, f"Битрикс24 отказал: {words.rstrip('.')}", remedy)
