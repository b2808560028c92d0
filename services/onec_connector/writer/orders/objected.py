"""Sentences about an order that 1C does not write or post: its words, and who can help, in Russian."""

from collections.abc import Mapping

from services.onec_connector.base.objections import Cause, Objection
from shared.messages.ring.told import Told
from shared.russian import Sum

_REMEDIES: Mapping[Cause | None, str] = {
    Cause.PERIOD: "Попросите главного бухгалтера открыть период в 1С",
    Cause.MINIMUM: "Добавьте товары в сделку или попросите начальника отдела продаж согласовать эту сумму",
    Cause.STOCK: "Уменьшите количество в сделке или узнайте на складе, когда товар будет",
    Cause.SEGMENT: "Замените товар в сделке или попросите начальника отдела продаж разрешить его в соглашении",
    Cause.PRICE: "Исправьте цену или скидку в сделке либо попросите начальника отдела продаж её согласовать",
    Cause.OVERDUE: "Попросите клиента погасить долг, какой именно, скажет бухгалтер",
    Cause.LIMIT: "Дождитесь оплаты клиента или попросите начальника отдела продаж увеличить лимит",
    Cause.PREPAYMENT: "Дождитесь оплаты клиента или попросите начальника отдела продаж разрешить отгрузку без неё",
    Cause.BARRED: "Спросите начальника отдела продаж, почему клиенту не отгружают",
    Cause.INVOICE: (
        "Попросите администратора включить в 1С расширенные возможности заказов клиентов («НСИ и администрирование», "
        "«Продажи»)"
    ),
    Cause.TERMS: "Попросите начальника отдела продаж согласовать заказ в 1С",
    None: "Покажите это бухгалтеру или исправьте сделку",
}


def who_helps(reason: Objection) -> str:
    """Say what to do about 1C's objection to an order, and who does it, in a clause without full stop."""
    return _REMEDIES[reason.cause]


def not_posted(number: str, reason: Objection) -> Told:
    """Say that the order is saved in 1C, and 1C does not post it."""
    text = (
        f"Заказ {number} записан в 1С, но не проведён: {reason}. "
        f"{who_helps(reason)}; обмен попробует провести его ещё раз сам."
    )
    return Told(topic="refusal", text=text)


def change_refused(number: str, reason: Objection, deal: Sum, order: Sum) -> Told:
    """Say that 1C refused to post the changed order, of which nothing is shipped."""
    text = (
        f"Изменение заказа {number} не принято 1С: {reason}. "
        f"В сделке {deal}, в 1С {order}. {who_helps(reason)}; обмен попробует ещё раз сам."
    )
    return Told(topic="refusal", text=text)
