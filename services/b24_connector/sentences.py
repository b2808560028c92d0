"""What the manager reads of a deal, in Russian (docs/spec/requirements.md, "What the manager reads")."""

from collections.abc import Iterable, Mapping, Sequence

from shared.messages.order import OrderGroup
from shared.messages.ring.told import Told
from shared.messages.things import Manager


def deal_gone(deal: str, number: str) -> Told:
    """The deal of an order was deleted."""
    return Told(topic="refusal", text=f"Сделка {deal} удалена в Битрикс24, заказ {number} живёт без неё.")


def change_refused(number: str, reason: str) -> Told:
    """The portal turns the order's changes down; `reason` is in its own words."""
    text = f"Изменения заказа {number} не попали в сделку: Битрикс24 не принимает их ({reason.rstrip('.')})."
    return Told(topic="refusal", text=text)


def two_deals(number: str, deals: Sequence[str]) -> str:
    """Several deals bear the order's marker; a clause."""
    return f"у заказа {number} несколько сделок: {', '.join(deals)}; оставьте одну"


def manager_missing(manager: Manager, *, is_new: bool) -> Told:
    """Nobody in the portal stands for the order's manager: somebody must be chosen by hand."""
    email = f" (почта {manager.email})" if manager.email else ""
    stays = "ответственным стал сотрудник, от чьего имени работает обмен" if is_new else "ответственный не изменён"
    text = (
        f"Менеджер заказа {manager.name or 'без имени'}{email} не найден среди сотрудников Битрикс24: {stays}. "
        "Назначьте ответственного сами."
    )
    return Told(topic="order", text=text)


def not_taken(label: str, value: str, why: str) -> Told:
    """The deal could not take a value of the customer's further fields."""
    return Told(topic="order", text=f"Поле сделки для «{label}» не изменено: в заказе «{value}», {why}.")


def stopped(groups: Iterable[str]) -> tuple[Told, ...]:
    """The two systems keep overwriting each other, each group in a sentence of its own."""
    return tuple(
        Told(
            topic="conflict",
            text=f"Обмен {_STOPPED.get(group, group)} остановлен: Битрикс24 и 1С раз за разом меняют друг друга. "
            "Сообщите администратору.",
        )
        for group in sorted(groups)
    )


def not_moved(stage: str, reason: str) -> Told:
    """The portal forbids the stage, for a required field or a right; `reason` is in its own words."""
    text = (
        f"Сделка не передвинута в «{stage}»: Битрикс24 не разрешает ({reason}). Исправьте сделку и передвиньте её сами."
    )
    return Told(topic="stage", text=text)


def moved_by_hand(stage: str) -> Told:
    """A person moved the deal in the instant of our move."""
    return Told(topic="stage", text=f"Сделку в это же время передвинули вручную в «{stage}», она там и оставлена.")


_STOPPED: Mapping[str, str] = {
    OrderGroup.ROWS: "состава",
    OrderGroup.MANAGER: "ответственного",
    OrderGroup.ORGANISATION: "организации",
    OrderGroup.PARTIES: "клиента",
    OrderGroup.HEADER: "заголовка",
    OrderGroup.EXTRA: "дополнительных полей",
}
