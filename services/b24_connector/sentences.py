"""The b24-connector's sentences to managers in Russian: on deals, companies, contacts, requisites, invoices.

What they may say: docs/spec/requirements.md, "What the manager reads".
"""

from collections.abc import Iterable, Mapping, Sequence

from services.b24_connector.vocabulary.values import plain_text
from shared.messages.order import OrderGroup
from shared.messages.party import Company, CompanyGroup
from shared.messages.product import ProductGroup
from shared.messages.ring.told import Told
from shared.messages.things import Manager
from shared.russian import Sum, shortened

_NAMED = 5
TODO = "Обмен с 1С: устраните причину отказа"
"""Title of the to-do that a refusal is; it is found again by it."""
MARKED = "(или отметьте неоплаченным)"
"""What withdraws an invoice beside deleting it, to which many have no right."""


def deal_gone(deal: str, number: str) -> Told:
    """Say that the deal of an order was deleted."""
    return Told(topic="refusal", text=f"Сделка {deal} удалена в Битрикс24, заказ {number} живёт без неё.")


def of_deleted(deal: str, text: str) -> str:
    """Put a sentence meant for a deal that was deleted so that it can be said outside of it."""
    return f"Удалённая сделка {deal}. {text}"


def company_refused(name: str, cause: str, remedy: str, *, is_new: bool) -> Told:
    """Say why a partner is not carried into its company; `{itself}` says what follows by itself."""
    head = f"Компания «{name}» из 1С не создана" if is_new else f"Изменения партнёра «{name}» не попали в компанию"
    itself = "компания создастся, когда сообщение повторят" if is_new else "повторите сообщение"
    return Told(topic="refusal", text=f"{head}: {cause}. {remedy.replace('{itself}', itself)}")


def company_not_taken(name: str, reason: str, *, is_new: bool) -> Told:
    """Say that the portal refuses a company; `reason` is in its own words."""
    cause = f"Битрикс24 не разрешает ({said(reason)})"
    return company_refused(name, cause, "Устраните причину и повторите сообщение.", is_new=is_new)


def contact_refused(name: str, cause: str, remedy: str, *, is_new: bool) -> Told:
    """Say why a contact person is not carried into its contact; `{itself}` says what follows by itself."""
    called = f" «{name}»" if name else ""
    head = f"Контакт{called} из 1С не создан" if is_new else f"Изменения контактного лица «{name}» не попали в контакт"
    itself = "контакт создастся, когда сообщение повторят" if is_new else "повторите сообщение"
    return Told(topic="refusal", text=f"{head}: {cause}. {remedy.replace('{itself}', itself)}")


def contact_not_taken(name: str, reason: str, *, is_new: bool) -> Told:
    """Say that the portal refuses a contact; `reason` is in its own words."""
    cause = f"Битрикс24 не разрешает ({said(reason)})"
    return contact_refused(name, cause, "Устраните причину и повторите сообщение.", is_new=is_new)


def figures_refused(number: str, reason: str) -> Told:
    """Say that the portal refuses what the deal shows of its order; `reason` is in its own words."""
    text = f"Оплата и отгрузка заказа {number} не показаны в сделке: Битрикс24 не разрешает ({said(reason)})."
    return Told(topic="refusal", text=f"{text} После исправления сделка изменится сама.")


def doubtful_contact(name: str, what: str, others: Sequence[str]) -> Told:
    """Say that a contact was created although others have the same `what`: phone, e-mail, name or INN."""
    whose = "и у контакта" if len(others) == 1 else "и у контактов"
    text = (
        f"Контакт «{name}» создан новым: его {what} в Битрикс24 {whose} {quoted(others)}. "
        "Если это один человек, объедините контакты."
    )
    return Told(topic="order", text=text)


def quoted(names: Sequence[str]) -> str:
    """List names in a sentence as «Имя», «Другое имя»; of many names the first ones."""
    return ", ".join(f"«{name}»" for name in names[:_NAMED])


def invoices_apart(numbers: Sequence[str], issued: Sum, order: Sum, *, paid: bool) -> tuple[Told, ...]:
    """Say that the invoices have another sum than their order; the bus changes neither.

    Args:
        numbers: of the invoices.
        issued: their sum, which a further one adds to.
        order: the sum of the order.
        paid: the latest of them is paid.
    """
    if issued.amount == order.amount:
        return ()
    what = ("счёт №" if len(numbers) == 1 else "счета №") + f" {_numbers(numbers)} на {issued}"
    remedy = _invoices_put_right(issued, order, is_single=len(numbers) == 1, paid=paid)
    return (Told(topic="invoice", text=f"Суммы расходятся: {what}, заказ на {order}. {remedy}"),)


def _invoices_put_right(issued: Sum, order: Sum, *, is_single: bool, paid: bool) -> str:
    """Return what makes the invoices' sum the order's: a new one beside a former that stands would add to it."""
    if is_single and not paid:
        return f"Удалите этот счёт {MARKED} и выставьте новый либо исправьте заказ."
    if issued.amount < order.amount:
        missing = Sum(order.amount - issued.amount, order.currency)
        return f"Выставьте ещё один счёт, на {missing}, или исправьте заказ."
    if is_single:
        return "Счёт оплачен: решите с бухгалтером, что делать с переплатой, или исправьте заказ."
    return f"Удалите лишний счёт {MARKED} либо исправьте заказ."


def _numbers(numbers: Sequence[str]) -> str:
    named = ", ".join(shortened(number) for number in numbers[:_NAMED])
    more = len(numbers) - _NAMED
    return f"{named} и ещё {more}" if more > 0 else named


def manager_missing(manager: Manager, *, is_new: bool) -> Told:
    """Say that the order's manager is unknown in the portal and must be chosen by hand."""
    email = f" (почта {manager.email})" if manager.email else ""
    stays = "ответственным стал сотрудник, от чьего имени работает обмен" if is_new else "ответственный не изменён"
    text = (
        f"Менеджер заказа {manager.name or 'без имени'}{email} не найден среди сотрудников Битрикс24: {stays}. "
        "Назначьте ответственного сами."
    )
    return Told(topic="order", text=text)


def manager_replaced(manager: Manager, used: str) -> Told:
    """Say who stands in for the order's manager, who is unknown in the portal or dismissed."""
    named = manager.name or manager.email or "без имени"
    text = f"Менеджера заказа {named} нет среди работающих сотрудников Битрикс24: ответственным указан «{used}»."
    return Told(topic="order", text=text)


def partner_manager(manager: Manager, used: str) -> Told:
    """Say that a partner's manager is unknown in the portal; `used` stands in for him, or is empty."""
    named = manager.name or manager.email or "без имени"
    stays = f"ответственным указан «{used}»" if used else "ответственный не изменён. Назначьте его сами"
    return Told(topic="order", text=f"Менеджера партнёра {named} нет среди работающих сотрудников Битрикс24: {stays}.")


def head_awaited(company: Company) -> Told:
    """Say that a partner's head has no company in the portal yet, or that the heads of 1C go round in a circle."""
    head, name = company.head, company.head.name if company.head else ""
    if head is not None and head.origin == company.origin:
        text = (
            f"В 1С «{company.name}» подчинён партнёру «{name}», а тот по цепочке снова ему самому, поэтому поле "
            "«Головная компания» пусто. Исправьте головного партнёра в 1С, поле заполнится само."
        )
        return Told(topic="head", text=text)
    text = (
        f"В 1С «{company.name}» подчинён партнёру «{name}», компании которого в портале ещё нет. Поле «Головная "
        "компания» заполнится само, когда она появится. Если не появится, проверьте в 1С, что он отмечен как клиент, "
        "не помечен на удаление и у него верный ИНН."
    )
    return Told(topic="head", text=text)


def not_taken(label: str, value: str, why: str) -> Told:
    """Say which value of an extra field the deal could not take."""
    return Told(topic="order", text=f"Поле сделки для «{label}» не изменено: в заказе «{value}», {why}.")


def stopped(groups: Iterable[str]) -> tuple[Told, ...]:
    """Say in the deal, for each frozen field group, that the two systems kept overwriting each other."""
    return tuple(
        Told(
            topic="conflict",
            text=f"Обмен {_STOPPED.get(group, group)} остановлен: Битрикс24 и 1С раз за разом меняют друг друга. "
            "Сообщите администратору.",
            stops=True,
        )
        for group in sorted(groups)
    )


def no_right(right: str) -> Told:
    """Say that the exchange may not call what this deal needs in the portal: a right, or empty for another reason."""
    lacks = f"ему не хватает права «{right}»" if right else "ему закрыт нужный метод"
    remedy = "выдать его" if right else "открыть его (какой и почему, говорит dealbus check)"
    text = f"Обмен по этой сделке ждёт: в Битрикс24 {lacks}. Попросите администратора портала {remedy}"
    return Told(topic="refusal", text=f"{text}; после этого обмен продолжится сам.")


def not_shown(record: str) -> Told:
    """Say that the exchange may not read the deal's client, or another `record` that belongs to it, in the portal."""
    text = (
        f"Обмен по этой сделке ждёт: в Битрикс24 ему не показана запись «{record}». Попросите администратора портала "
        "открыть её обмену; после этого обмен продолжится сам."
    )
    return Told(topic="refusal", text=text)


def given_up(reason: str) -> Told:
    """Say that a message about this deal was given up; `reason` is in the portal's own words, or empty."""
    why = f": Битрикс24 отказал ({said(reason)})" if reason else " на ошибке"
    text = f"Обмен по этой сделке остановился{why}. Сообщите администратору."
    return Told(topic="refusal", text=text, stops=True)


def too_long() -> Told:
    """Say that the deal has more bytes than a message may have."""
    return Told(
        topic="refusal", text="Сделка слишком велика для обмена. Сократите её состав или разделите на несколько."
    )


def not_moved(stage: str, reason: str) -> Told:
    """Say that the portal forbids the stage, for a required field or a right; `reason` is in its own words."""
    text = (
        f"Сделка не передвинута в «{stage}»: Битрикс24 не разрешает ({said(reason)}). "
        "После исправления она передвинется сама."
    )
    return Told(topic="stage", text=text)


def moved_by_hand(stage: str) -> Told:
    """Say that a person moved the deal in the instant of our move."""
    return Told(topic="stage", text=f"Сделку в это же время передвинули вручную в «{stage}», она там и оставлена.")


def moved_again(why: str, time: int, of: int) -> str:
    """Say that a deal that came back from parking or the lost was moved once more: of `of` times the `time`-th."""
    return f"{why} Это повторный перенос ({time} из {of}): в 1С с прошлого ничего не изменилось."


def moved_too_often(stage: str) -> Told:
    """Say that the deal is taken out of its stage again and again, by a robot or a person."""
    text = (
        f"Сделку раз за разом возвращают из «{stage}»: обмен оставит её на своей стадии, пока в 1С не изменятся оплата "
        "или отгрузка. Проверьте роботов воронки."
    )
    return Told(topic="stage", text=text)


def second_newcomer(name: str, first: str) -> str:
    """Say that two partners of one number would both become companies of the portal."""
    return (
        f"«{shortened(name)}»: тот же ИНН у партнёра «{shortened(first)}», который ещё не перенесён. Если это один "
        "клиент, объедините партнёров в 1С; если разные, исправьте ИНН."
    )


def second_private_newcomer(name: str, first: str) -> str:
    """Say that two private partners who are reached alike would both become contacts of the portal."""
    return (
        f"«{shortened(name)}»: тот же телефон или e-mail у клиента «{shortened(first)}», который ещё не перенесён. "
        "Если это один человек, объедините клиентов в 1С; если разные, исправьте имя или телефон."
    )


def not_kept(deal: str) -> str:
    """Say that an old deal cannot be linked with its order now, as it is being changed or gone."""
    return f"Сделка № {deal} не связана: её сейчас меняют, или она уже удалена. Повторите загрузку."


def edit_put_back(called: str, groups: Sequence[ProductGroup], name: str) -> str:
    """Say to whoever has edited a product that 1C's value stands again.

    Args:
        called: the product, as he has called it.
        groups: that he had edited.
        name: the product, as 1C calls it.
    """
    what = " и ".join("название" if group is ProductGroup.NAME else "единица измерения" for group in groups)
    return (
        f"Товар «{shortened(called)}» ведётся в 1С, ваша правка ({what}) заменена значением из 1С, товар "
        f"«{shortened(name)}». Чтобы изменить, попросите исправить номенклатуру в 1С."
    )


def said(reason: str) -> str:
    """Return the portal's words in a refusal as a clause, without their markup and not long."""
    return shortened(plain_text(reason))


_STOPPED: Mapping[str, str] = {
    OrderGroup.ROWS: "состава",
    OrderGroup.MANAGER: "ответственного",
    OrderGroup.ORGANISATION: "организации",
    OrderGroup.PARTIES: "клиента",
    OrderGroup.HEADER: "заголовка",
    OrderGroup.EXTRA: "дополнительных полей",
    CompanyGroup.NAME: "названия",
    CompanyGroup.REQUISITES: "реквизитов",
    CompanyGroup.COMMUNICATIONS: "телефонов и e-mail",
    CompanyGroup.ADDRESSES: "адресов",
    CompanyGroup.BANKS: "банковских счетов",
    CompanyGroup.HEAD: "головной компании",
}
