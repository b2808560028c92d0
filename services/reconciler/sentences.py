"""Words for a difference that a reconciliation found, and for whose turn it is, in Russian."""

from collections.abc import Collection, Mapping
from typing import Final

from services.reconciler.differences import Difference, What
from shared.messages.ring.census import Subject
from shared.messages.things import System

_CAPTIONS: Final[Mapping[What, str]] = {
    "no_order": "Нет заказа",
    "no_deal": "Нет сделки",
    "second_order": "Второй заказ сделки",
    "second_deal": "Вторая сделка заказа",
    "withdrawn": "Заказ не проведён",
    "not_withdrawn": "Заказ не отменён",
    "sum": "Сумма",
    "currency": "Валюта",
    "row": "Строка",
    "stage": "Стадия",
    "ahead": "Стадия",
    "manager": "Ответственный",
    "organisation": "Организация",
    "client": "Клиент",
    "contact": "Контактное лицо",
    "figure": "Показано в сделке",
    "field": "Поле",
    "invoice": "Счёт",
    "unread": "Не читается",
    "company": "Компания",
    "person": "Контакт",
    "private": "Частное лицо",
    "item": "Товар",
    "price": "Цена",
    "unpaired": "Нет в портале",
    "unmade": "Нет в 1С",
    "refused": "Не переносится",
}
_FIGURES: Final[Mapping[str, str]] = {
    "number": "номер заказа",
    "state": "состояние",
    "paid": "оплачено, %",
    "shipped": "отгружено, %",
    "url": "ссылка на заказ",
}
_BOTH: Final = "Менеджер и бухгалтер: решите, что верно, и исправьте там, где ошибка."
_EITHER: Final = (
    "Администратор: решите, что верно, и перенесите: dealbus reconcile --only items --fix onec или --fix b24."
)
_FROM_ONEC: Final = "Администратор: товары и цены ведёт 1С,"
_CARRY: Final = "dealbus reconcile --fix onec --only"
_TURNS: Final[Mapping[What, str]] = {
    "no_order": "Менеджер: прочтите ленту сделки; если заказ удалили в 1С, закройте и сделку.",
    "no_deal": "Бухгалтер: если заказ не нужен, снимите его с проведения; если нужен, скажите администратору.",
    "second_order": "Бухгалтер: оставьте один из двух заказов, другой пометьте на удаление.",
    "second_deal": "Менеджер: на сделке отметка чужого заказа; закройте её или прочтите ленту, почему нет своего.",
    "withdrawn": "Бухгалтер: проведите заказ или скажите менеджеру, что его не будет.",
    "not_withdrawn": "Бухгалтер: снимите заказ с проведения или верните сделку в работу вместе с менеджером.",
    "stage": "Менеджер: поставьте сделку на стадию, которая следует из оплаты и отгрузки.",
    "ahead": "Менеджер: верните сделку на стадию, до которой дошли оплата и отгрузка.",
    "figure": "Администратор: если к утру не исправится, пересохраните заказ в 1С и посмотрите dealbus trace.",
    "invoice": (
        "Администратор: на номер счёта сошлётся платёж; впишите его в комментарий заказа: "
        "dealbus reconcile --only deals --fix b24."
    ),
    "unread": "Администратор: причину назовёт журнал коннектора; исправьте поле в карточке.",
    "item": f"{_FROM_ONEC} верните в портале значение 1С или перенесите его: {_CARRY} items.",
    "price": f"{_FROM_ONEC} верните в портале цену 1С или перенесите её: {_CARRY} prices.",
    "unpaired": "Администратор: перенесите: dealbus reconcile --fix onec --only {subject}.",
    "unmade": "Администратор: перенесите: dealbus reconcile --fix b24 --only {subject}.",
    "refused": "Администратор: сделайте, что сказано в строке, и перенесите ещё раз: dealbus reconcile --fix.",
}
DELETED: Final = (
    "Сделка удалена, а заказ остаётся: он оплачен, отгружен, или правила оставляют его людям. Ответственному об этом "
    "сказано, и в комментарии заказа это записано."
)
"""Of a deal whose deletion was told."""
ATTRIBUTES: Final[Mapping[str, str]] = {
    "name": "название",
    "unit": "единица",
    "vat": "ставка НДС",
    "section": "раздел",
    "codes": "коды",
    "activity": "продаётся ли",
    "requisites": "реквизиты",
    "communications": "телефоны и почта",
    "addresses": "адреса",
    "banks": "счета",
    "manager": "ответственный",
    "position": "должность",
}
"""Groups of a product, of a company and of a contact, as people call them."""


def caption(difference: Difference) -> str:
    """Return the caption of a difference: «Строка: Болт М8», «Сумма»."""
    of = _FIGURES.get(difference.of, difference.of) if difference.what == "figure" else difference.of
    return f"{_CAPTIONS[difference.what]}: {of}" if of else _CAPTIONS[difference.what]


def turn(difference: Difference, sides: Collection[System], subject: Subject) -> str:
    """Return who is to do what about a difference, which the named sides have a say in; `subject` is compared."""
    if difference.what == "item" and len(sides) > 1:
        return _EITHER
    return _TURNS.get(difference.what, _BOTH).format(subject=subject)
