"""Sentences about a 1C order for a manager, in Russian: created, changed, kept, lost, VAT replaced, sums differ.

Source: docs/spec/requirements.md, "What the manager reads".
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal

from services.onec_connector.objects import order as names
from services.onec_connector.vocabulary.header import words_changed
from shared import russian
from shared.messages.order import OrderGroup
from shared.messages.ring.told import Edit, Told
from shared.messages.things import OrderState
from shared.rules.states import state_caption
from shared.russian import Sum, counted, day, edited


def created(number: str, dated: date, total: Sum, url: str) -> Told:
    """Say that 1C's order was created (sample 1); a deal shows it once, however often it is said."""
    text = f"Заказ клиента {number} от {day(dated)} создан в 1С на {total}. Открыть заказ: {url}"
    return Told(topic="created", text=text, once=True, clears=("refusal",))


def changed(edit: Edit) -> Told:
    """Say what an edit of the deal changed in 1C's order (sample 2)."""
    return Told(topic="changed", text=edited(edit), clears=("refusal",), edit=edit)


def shipped_already(number: str, deal: Sum, order: Sum) -> Told:
    """Say that 1C's order is shipped, so that its rows stay (sample 8)."""
    text = (
        f"Изменение состава не принято: заказ {number} уже отгружен. "
        f"В сделке {deal}, в 1С {order}. Оформите новый заказ или возврат."
    )
    return Told(topic="refusal", text=text)


def kept(number: str, groups: AbstractSet[OrderGroup], *, shipped: bool) -> list[Told]:
    """Say that 1C's order keeps its client, or our organisation, as something of it is shipped or paid."""
    done = f"по заказу {number} уже есть {'отгрузка' if shipped else 'оплата'}, в 1С"
    texts = {
        OrderGroup.PARTIES: f"Смена клиента не принята: {done} остался прежний. "
        "Верните клиента в сделку, новому оформите новый заказ.",
        OrderGroup.ORGANISATION: f"Смена нашей организации не принята: {done} осталась прежняя. "
        "Верните её в сделку, на другую оформите новый заказ.",
    }
    return [Told(topic="refusal", text=text) for group, text in texts.items() if group in groups]


def agreement_left(number: str, *, shipped: bool) -> Told:
    """Say that the order keeps its agreement, as something of it is shipped or paid."""
    done = "отгрузка" if shipped else "оплата"
    text = (
        f"Смена соглашения не принята: по заказу {number} уже есть {done}, в 1С осталось прежнее. "
        "Верните его в поле «Соглашение», по другому оформите новый заказ."
    )
    return Told(topic="refusal", text=text)


def lost_but(number: str, state: OrderState, *, deleted: bool) -> Told:
    """Say why 1C's order of a lost deal is not cancelled (sample 10)."""
    if state.shipped_percent:
        done = f"по заказу {number} уже отгружено {state.shipped_percent:.0f} %"
    elif state.paid_percent:
        done = f"по заказу {number} уже оплачено {state.paid_percent:.0f} %"
    else:
        done = f"заказ {number} уже в состоянии «{state_caption(state.name or '')}»"
    text = f"{_lost(deleted=deleted)}, но {done}. Заказ в 1С не отменён, решите с бухгалтером, что с ним делать."
    return Told(topic="order", text=text)


def lost_told(number: str, *, deleted: bool) -> Told:
    """Say that a deal is lost and its 1C order stays, as the rules only want it told."""
    head = _lost(deleted=deleted)
    text = f"{head}, заказ {number} в 1С остался как был. Решите с бухгалтером, отменять ли его."
    return Told(topic="order", text=text)


def lost_undone(number: str, *, marked: bool, deleted: bool) -> Told:
    """Say that the 1C order of a lost deal was unposted, which can be undone."""
    done = "помечен на удаление" if marked else "отменён (проведение снято)"
    back = "Восстановите сделку из корзины" if deleted else "Вернёте сделку в работу"
    text = f"{_lost(deleted=deleted)}, заказ {number} в 1С {done}. {back}, проведётся этот же заказ."
    return Told(topic="order", text=text)


def lost_unposted(number: str, *, deleted: bool) -> Told:
    """Say that a lost deal's order is not posted, so that there is nothing to take back."""
    text = f"{_lost(deleted=deleted)}. Заказ {number} в 1С не проведён, отменять нечего."
    return Told(topic="order", text=text)


def deleted_deal(deal: str, day: date) -> tuple[str, str]:
    """Return what an accountant reads in an order whose deal was deleted: its beginning, and the whole line."""
    head = f"Сделка № {deal} удалена в Битрикс24"
    return head, f"{head} {day:%d.%m.%Y}: решите с менеджером, что делать с заказом."


def _lost(*, deleted: bool) -> str:
    return "Сделка удалена" if deleted else "Сделка проиграна"


def back_again(number: str) -> Told:
    """Say that a deal came back from the lost ones, and its 1C order with it."""
    return Told(topic="order", text=f"Сделка снова в работе, заказ {number} в 1С снова проведён.")


def posted_again(number: str) -> Told:
    """Say that a 1C order that a person had unposted is posted, as it was decided on seeing both sides."""
    return Told(topic="order", text=f"Заказ {number} в 1С снова проведён: при сверке решено, что права сделка.")


def left_unposted(number: str) -> Told:
    """Say that 1C's order stays unposted, as people have left it."""
    text = (
        f"Заказ {number} в 1С не проведён. Правки сделки записаны, но проводить его обмен не стал. "
        "Уточните у бухгалтера и проведите заказ в 1С."
    )
    return Told(topic="order", text=text)


def too_long() -> Told:
    """Say that 1C's order has more bytes than a message may have."""
    text = (
        "Заказ в 1С слишком велик для обмена, и то, что в нём меняют, не попадает в сделку. "
        "Попросите бухгалтера сократить его состав или разделить на несколько."
    )
    return Told(topic="refusal", text=text)


def overwritten(number: str) -> Told:
    """Say that somebody saved the order in 1C in the instant of our write."""
    text = f"Заказ {number} сохранили в 1С одновременно с правкой по сделке. Сверьте заказ со сделкой."
    return Told(topic="conflict", text=text)


def unnumbered(number: str, invoice: str) -> Told:
    """Say that an invoice does not stand in its order, as the accountant has replaced the bus's comment."""
    text = (
        f"{invoice} в заказе {number} не указан: бухгалтер заменил комментарий, который ведёт обмен. "
        "Попросите его вписать номер счёта: на него сошлётся платёж."
    )
    return Told(topic="invoiced", text=text)


def payment_days_left(number: str, left: Sequence[date]) -> Told:
    """Say which days of payment of 1C's order stay, though it is shipped on another day."""
    days = ", ".join(f"{day:%d.%m.%Y}" for day in left)
    what, counted = ("срок", "он отсчитан") if len(left) == 1 else ("сроки", "они отсчитаны")
    text = (
        f"Дата отгрузки заказа {number} изменена, а {what} оплаты {days} обмен не тронул: {counted} не прямо от неё. "
        "Попросите бухгалтера проверить этапы оплаты."
    )
    return Told(topic="order", text=text)


def awaits_approval(number: str) -> Told:
    """Say that 1C's order waits for approval in 1C."""
    return Told(topic="order", text=f"Заказ {number} ждёт согласования в 1С.")


def manager_replaced(wanted: str, used: str) -> Told:
    """Say who got the order, as the deal's manager has no counterpart in 1C."""
    text = f"Среди действующих пользователей 1С нет «{wanted}», менеджера сделки: в заказе указан «{used}»."
    return Told(topic="order", text=text)


def manager_missing(wanted: str) -> Told:
    """Say that the deal's manager has no counterpart in 1C, and the rules name no default."""
    text = (
        f"Среди действующих пользователей 1С нет «{wanted}», менеджера сделки. "
        "Попросите администратора завести его или указать замену в правилах обмена."
    )
    return Told(topic="order", text=text)


def vat(percent: Decimal | None) -> str:
    """Write a VAT rate as «НДС 22 %» or «без НДС»."""
    return "без НДС" if percent is None else f"НДС {percent.normalize():f} %".replace(".", ",")


def rates_replaced(rows: Sequence[str], used: Decimal | None) -> Told:
    """Say that 1C's order has another VAT rate than the deal, as its tax regime leaves no choice."""
    named = ", ".join(f"«{one}»" for one in rows[:_ROWS_NAMED])
    more = len(rows) - _ROWS_NAMED
    rest = f" и ещё {counted(more, '{n} строке', '{n} строках', '{n} строках')}" if more > 0 else ""
    text = (
        f"По налогообложению заказа подходит только ставка «{vat(used)}»: она указана в заказе вместо ставки сделки в "
        f"{'строке' if len(rows) == 1 else 'строках'} {named}{rest}, суммы прежние. Исправьте ставку в товарах сделки."
    )
    return Told(topic="order", text=text)


def items_made(names: Sequence[str]) -> tuple[Told, ...]:
    """Say which products of the portal became new items of 1C."""
    if not names:
        return ()
    named = ", ".join(f"«{one}»" for one in names[:_ROWS_NAMED])
    more = len(names) - _ROWS_NAMED
    rest = f" и ещё {more}" if more > 0 else ""
    done, what = ("заведён новый товар", "карточку") if len(names) == 1 else ("заведены новые товары", "карточки")
    return (Told(topic="order", text=f"В 1С {done} {named}{rest}: проверьте {what}."),)


def item_merged(former: str, now: str) -> Told:
    """Say that an order sells another item than the deal names, as 1C has merged that one into it."""
    return Told(topic="order", text=f"Вместо «{former}» в заказ вошёл «{now}»: в 1С эти товары объединили.")


def not_taken(number: str, label: str, value: str, why: str) -> Told:
    """Say which value of a deal's extra field 1C's order could not take."""
    return Told(topic="order", text=f"Поле «{label}» заказа {number}: в сделке «{value}», {why}.")


def amount_typed(stated: Sum, rows: Sum) -> Told:
    """Say that the deal's amount was typed over the sum of its rows."""
    return Told(topic="total", text=russian.amount_typed(stated, rows))


def totals_differ(number: str, deal: Sum, order: Sum) -> Told:
    """Say that the order's total in 1C differs from the deal's."""
    return Told(topic="total", text=russian.totals_differ(number, total=order, shown=deal))


def stopped(number: str) -> Told:
    """Say that exchange of a deal and its 1C order is stopped, as the two kept overwriting each other."""
    text = (
        f"Сделка и заказ {number} перезаписывают друг друга больше десяти раз за час, обмен по ним остановлен. "
        "Позовите администратора."
    )
    return Told(topic="conflict", text=text, stops=True)


_ROWS_NAMED = 3
_CHANGED = {
    OrderGroup.MANAGER: "сменился менеджер",
    OrderGroup.ORGANISATION: "сменилась наша организация",
    OrderGroup.PARTIES: "сменился клиент",
    OrderGroup.EXTRA: "изменены дополнительные поля",
}
_CONTACT_CHANGED = "сменилось контактное лицо"
_ACCOUNT_GONE = "банковский счёт прежней убран"


def groups_changed(
    groups: Iterable[OrderGroup], attributes: AbstractSet[str], *, loses_account: bool = False
) -> list[str]:
    """Name, for the deal's manager, what an edit changes in 1C's order outside its rows.

    Args:
        groups: that are written.
        attributes: of client and header that change. Title and comment of the deal are what its manager has just typed
            himself: nothing is said of them.
        loses_account: the order has no bank account of ours any more; an accountant chooses another one.
    """
    words = _CHANGED if attributes & {*names.CLIENT} else _CHANGED | {OrderGroup.PARTIES: _CONTACT_CHANGED}
    said = [words[group] for group in OrderGroup if group in groups and group in words]
    return said + ([_ACCOUNT_GONE] if loses_account else []) + words_changed(attributes)


def not_kept(deal: str) -> str:
    """Say that an old order cannot be linked with its deal now."""
    return (
        f"Заказ сделки № {deal} не связан: его сейчас меняют, он удалён или уже связан с другой сделкой. Посмотрите "
        "заказ в 1С и повторите загрузку."
    )
