"""Refusals to write a price of 1C in the portal, until a person has changed something."""

from shared.bus.errors import Permanent
from shared.messages.price import ItemPrices, PriceKind


class PriceRefusal(Permanent):
    """One price is not written; its item's others are. Its dead letter, replayed, reads all of them anew.

    Args:
        prices: whose.
        kind: of which kind.
        cause: a clause that goes on after «Цена «Оптовая» товара «Болт» не перенесена: », without a full stop.
        remedy: a whole sentence saying what to do.
        shared_cause: a word for what keeps back the prices of many items alike; empty where it is this one's own.
    """

    def __init__(self, prices: ItemPrices, kind: str, cause: str, remedy: str, *, shared_cause: str = "") -> None:
        whose = f"Цена «{kind}» товара «{prices.name}» не перенесена"
        super().__init__(f"{whose}: {cause}. {remedy}", reason="price")
        self.shared_cause = shared_cause


def of_type(kind: PriceKind) -> str:
    """Return the shared cause of refused prices that their price kind has no price type."""
    return f"type:{kind.origin.id if kind.origin else kind.name}"


def of_currency(code: str) -> str:
    """Return the shared cause of refused prices that the portal lacks their currency."""
    return f"currency:{code}"


def no_product(prices: ItemPrices) -> str:
    """Say that an item's prices were not carried over, as it has no product yet."""
    return f"Цены товара «{prices.name}» не перенесены: товара ещё нет в портале. Сначала dealbus load products."


def no_currency(prices: ItemPrices, kind: PriceKind) -> PriceRefusal:
    """Return the refusal of a price for which 1C names no currency."""
    remedy = "Укажите валюту в карточке вида цен."
    own = f"unnamed-currency:{of_type(kind)}"
    return PriceRefusal(prices, kind.name, "в 1С у неё не указана валюта", remedy, shared_cause=own)


def unknown_currency(prices: ItemPrices, kind: PriceKind, currency: str) -> PriceRefusal:
    """Return the refusal of a price in a currency that the portal does not know."""
    cause, remedy = f"в портале нет валюты {currency}", "Добавьте её в настройках CRM портала."
    return PriceRefusal(prices, kind.name, cause, remedy, shared_cause=of_currency(currency))


def no_base(prices: ItemPrices, kind: PriceKind) -> PriceRefusal:
    """Return the refusal of a price whose kind needs a base price type that the portal does not have."""
    remedy = "Назначьте базовый тип цены в настройках каталога портала."
    cause = "в портале нет базового типа цены"
    return PriceRefusal(prices, kind.name, cause, remedy, shared_cause=of_type(kind))


def no_type(prices: ItemPrices, kind: PriceKind, words: str) -> PriceRefusal:
    """Return the refusal of a price whose type the portal does not create, most likely for its tariff."""
    remedy = (
        "Если их число ограничено тарифом, удалите лишний тип цены в портале или оставьте в directory → prices → "
        "kinds файла правил меньше видов цен."
    )
    cause = f"Битрикс24 не создал тип цены: {words.rstrip('.')}"
    return PriceRefusal(prices, kind.name, cause, remedy, shared_cause=of_type(kind))


def not_taken(prices: ItemPrices, kind: str, words: str) -> PriceRefusal:
    """Return the refusal of a price that the portal rejects."""
    remedy = "Устраните причину и повторите сообщение."
    return PriceRefusal(prices, kind, f"Битрикс24 отказал: {words.rstrip('.')}", remedy)
