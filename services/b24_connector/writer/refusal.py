"""Refusals to carry an order of 1C, its client or contact person into the portal, until a person acts."""

from collections.abc import Mapping, Sequence
from typing import Literal

from services.b24_connector.sentences import quoted, said
from shared.bus.errors import Permanent
from shared.messages.ring.doubts import Doubt
from shared.messages.ring.told import Told
from shared.messages.things import Customer, LegalEntity

Stands = Literal["missing", "begun", "mixed", "former"]
"""How a deal stands after a refusal: there is none, just made and lacking something, changed in part, as it was."""
_HEADS: Mapping[Stands, str] = {
    "missing": "Сделка по заказу {} не создана",
    "begun": "Сделка по заказу {} создана не полностью",
    "mixed": "Изменения заказа {} попали в сделку не полностью",
    "former": "Изменения заказа {} не попали в сделку",
}


class DealRefusal(Permanent):
    """The order is not carried into its deal; tried again hourly.

    Args:
        cause: a clause that goes on after «Сделка по заказу … не создана: », without a full stop.
        remedy: a whole sentence saying what to do; `{itself}` stands for «сделка создастся сама».
        reason: word for metrics.
        doubt: what a person may decide instead.
    """

    def __init__(self, cause: str, remedy: str, *, reason: str, doubt: Doubt | None = None) -> None:
        super().__init__(f"{cause}. {remedy}", reason=reason)
        self.cause = cause
        self.remedy = remedy
        self.doubts = (doubt,) if doubt else ()


class BranchRefusal(DealRefusal):
    """A partner is not carried, as the only company with its INN has another КПП: a branch, or a mistake.

    Args:
        entity: of the partner.
        company: of the portal.
        kpp: there.
        doubt: for a person to decide.
    """

    def __init__(self, entity: LegalEntity, company: str, kpp: str, doubt: Doubt | None) -> None:
        there = f"в Битрикс24 у компании «{company}» тот же ИНН {entity.inn}, но КПП {kpp}"
        asked = _doubtful(f"{there}, а у клиента в 1С КПП {entity.kpp}", "Исправьте КПП", doubt)
        super().__init__(asked.cause, asked.remedy, reason=asked.reason, doubt=doubt)


def told_of(number: str, cause: str, remedy: str, stands: Stands) -> Told:
    """Say why an order is not carried into its deal; `{itself}` in the remedy says what follows by itself."""
    itself = "сделка создастся сама" if stands == "missing" else "сделка изменится сама"
    text = f"{_HEADS[stands].format(number)}: {cause}. {remedy.replace('{itself}', itself)}"
    return Told(topic="refusal", text=text)


def not_taken(number: str, reason: str, stands: Stands) -> Told:
    """Say that the portal refuses the order's changes, or its whole deal; `reason` is in its own words."""
    return told_of(number, f"Битрикс24 не разрешает ({said(reason)})", "После исправления {itself}.", stands)


def two_deals(deals: Sequence[str]) -> DealRefusal:
    """Return the refusal of an order whose marker several deals bear."""
    cause = f"у заказа уже несколько сделок: {', '.join(deals)}"
    return DealRefusal(cause, "Оставьте одну, остальные удалите.", reason="two-deals")


def too_long() -> DealRefusal:
    """Return the refusal of a deal's edit that cannot be published, as it has more bytes than a message may have."""
    cause = "её изменили, а она слишком велика для обмена"
    remedy = "Сократите её состав или разделите на несколько; после этого {itself}."
    return DealRefusal(cause, remedy, reason="too-long")


def marked_twice(name: str, companies: Sequence[str], doubt: Doubt | None) -> DealRefusal:
    """Return the refusal of a client, as several companies bear the mark of one partner: a card was copied."""
    cause = f"в Битрикс24 с клиентом «{name}» из 1С связаны несколько компаний: {quoted(companies)}"
    return _doubtful(cause, "Объедините их", doubt)


def copied(name: str, company: str, doubt: Doubt | None) -> DealRefusal:
    """Return the refusal of a client, as the company with the partner's mark has the name and INN of another one."""
    cause = f"в Битрикс24 с клиентом «{name}» из 1С связана компания «{company}», а у неё другие название и ИНН"
    other = "попросите администратора обмена указать нужную компанию" if doubt else "покажите её администратору обмена"
    same = "Если это тот же клиент, исправьте название или ИНН компании"
    remedy = f"{same}; если другой, {other}. После этого {{itself}}."
    return DealRefusal(cause, remedy, reason="ambiguous_customer", doubt=doubt)


def numbered_twice(entity: LegalEntity, companies: Sequence[str], doubt: Doubt | None) -> DealRefusal:
    """Return the refusal of a client, as several companies have requisites with one number."""
    what = f"номером {entity.foreign_number}" if entity.country else f"ИНН {entity.inn}"
    branch = f" и КПП {entity.kpp}" if entity.kpp else ""
    return _doubtful(f"в Битрикс24 несколько компаний с {what}{branch}: {quoted(companies)}", "Объедините их", doubt)


def astray(entity: LegalEntity, companies: Sequence[str], doubt: Doubt | None) -> DealRefusal:
    """Return the refusal of a client whose requisites a company has that bears the signs of another client."""
    what = f"номер {entity.foreign_number}" if entity.country else f"ИНН {entity.inn}"
    where = f"у компании {quoted(companies)}, а это, похоже, другой клиент"
    where = where if len(companies) == 1 else f"у нескольких компаний: {quoted(companies)}"
    cause = f"реквизиты клиента «{entity.name}» ({what}) в Битрикс24 {where}"
    return _doubtful(cause, "Удалите их там, где они чужие,", doubt)


def of_another_client(customer: Customer, entity: LegalEntity) -> DealRefusal:
    """Return the refusal of an order by another client's legal entity, as nothing else says who its client is."""
    cause = f"в заказе партнёр «{customer.name}», а контрагент «{entity.name}» в 1С принадлежит другому партнёру"
    remedy = "Попросите бухгалтера исправить в заказе партнёра или контрагента; после этого {itself}."
    return DealRefusal(cause, remedy, reason="customer")


def reached_alike(customer: Customer, companies: Sequence[str], doubt: Doubt | None) -> DealRefusal:
    """Return the refusal of a client without INN that shares a phone or e-mail with other companies."""
    whose = f"у компании {quoted(companies)}" if len(companies) == 1 else f"у компаний {quoted(companies)}"
    cause = f"у клиента «{customer.name}» в 1С нет ИНН, а его телефон или e-mail в Битрикс24 {whose}"
    return _doubtful(cause, "Заполните ИНН клиента в 1С", doubt)


def wrong_inn(name: str, inn: str) -> DealRefusal:
    """Return the refusal of a client with a mistyped INN, which would stand in the portal for ever."""
    cause = f"ИНН «{inn}» клиента «{name}» записан в 1С с ошибкой"
    return DealRefusal(cause, "Исправьте его в карточке контрагента, {itself}.", reason="customer")


def no_template(entity: LegalEntity, template: str) -> DealRefusal:
    """Return the refusal of a client for whose requisites the portal has no template of his country, nor Russia's."""
    whose = "ни его страны, ни российского" if entity.country else "российского"
    cause = f"для клиента «{entity.name}» в Битрикс24 нет {whose} шаблона реквизитов «{template}»"
    remedy = "Попросите администратора портала завести его в настройках CRM («Реквизиты»); после этого {itself}."
    return DealRefusal(cause, remedy, reason="customer")


def nameless(company: str, reached: Sequence[str]) -> DealRefusal:
    """Return the refusal of a contact person without a name, who is known by his phones and e-mails alone."""
    how = f" ({', '.join(reached)})" if reached else ""
    cause = f"у контактного лица{how} клиента «{company}» в 1С не заполнено имя"
    return DealRefusal(cause, "Заполните его в 1С, {itself}.", reason="customer")


def other_number(entity: LegalEntity, ours: str, theirs: str) -> DealRefusal:
    """Return the refusal of a client whose number was corrected on one side alone."""
    what = "номер" if entity.country else "ИНН"
    cause = f"{what} клиента «{entity.name}» в 1С {ours}, а в его реквизитах в Битрикс24 {theirs}"
    return DealRefusal(cause, "Исправьте тот, что неверен; после этого {itself}.", reason="customer")


def our_own(name: str, company: str) -> DealRefusal:
    """Return the refusal of a partner with the number of one of our own companies."""
    cause = f"ИНН партнёра в Битрикс24 у вашей собственной компании «{company}»"
    return DealRefusal(cause, f"Проверьте ИНН партнёра «{name}» в 1С.", reason="customer")


def called_alike(name: str, company: str, contacts: Sequence[str], doubt: Doubt | None) -> DealRefusal:
    """Return the refusal of a contact person with several namesakes, or whose namesake has another phone."""
    whose = f"в компании «{company}» в Битрикс24"
    if len(contacts) > 1:
        return _doubtful(f"{whose} несколько контактов с именем «{name}»: {quoted(contacts)}", "Объедините их", doubt)
    cause = f"{whose} есть контакт «{contacts[0]}» с другим телефоном или e-mail"
    return _doubtful(cause, "Если это не он, исправьте телефон или имя", doubt)


def reached_by_others(customer: Customer, contacts: Sequence[str], doubt: Doubt | None) -> DealRefusal:
    """Return the refusal of a private person whose phone, e-mail or INN other contacts have."""
    whose = f"у контакта {quoted(contacts)}" if len(contacts) == 1 else f"у контактов {quoted(contacts)}"
    cause = f"телефон, e-mail или ИНН клиента «{customer.name}» из 1С в Битрикс24 {whose}"
    return _doubtful(cause, "Объедините карточки или исправьте имя либо телефон", doubt)


def _doubtful(cause: str, remedy: str, doubt: Doubt | None) -> DealRefusal:
    choice = " или попросите администратора обмена выбрать" if doubt else ""
    return DealRefusal(cause, f"{remedy}{choice}; после этого {{itself}}.", reason="ambiguous_customer", doubt=doubt)
