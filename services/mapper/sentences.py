"""The mapper's sentences in Russian: who was merged or removed in 1C, second partners or contacts, 1C is closed."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Final

from shared.messages.ring.outcomes import KeyMatch
from shared.russian import moment, shortened

_NAMED: Final = 3


def closed(since: datetime, zone: tzinfo, *, locked: bool) -> str:
    """Say to the manager of a waiting deal that 1C is locked, or does not answer (sample 9); in the customer's zone."""
    began = moment(since.astimezone(zone))
    if locked:
        return (
            f"1С закрыта на обслуживание с {began}. Заказ создастся сам, когда 1С откроется; повторять ничего не нужно."
        )
    return f"1С не отвечает обмену с {began}. Заказ создастся сам, когда 1С ответит; повторять ничего не нужно."


def partner_gone(name: str) -> str:
    """Say in a company's card that 1C has marked its partner for deletion, or removed it."""
    return (
        f"Партнёр{f' «{name}»' if name else ''} в 1С помечен на удаление или удалён. Если компания ещё клиент, "
        "попросите бухгалтера снять пометку."
    )


def merged(name: str) -> str:
    """Say that 1C has merged the partner of a company into another one, who stands for it now."""
    return (
        f"Партнёр{f' «{name}»' if name else ''} в 1С объединён с другим партнёром: компания теперь связана с ним. "
        "Проверьте реквизиты и контакты в карточке."
    )


def merged_with_another(name: str, other: str) -> str:
    """Say that 1C has merged the partner of a company into one who has another company."""
    return (
        f"Партнёр{f' «{name}»' if name else ''} в 1С объединён с партнёром компании № {other}: теперь это две карточки "
        "одного клиента. Объедините их, а если клиенты разные, покажите это бухгалтеру."
    )


def merged_companies(name: str) -> str:
    """Say that the company that was merged into this one has a partner of its own in 1C."""
    return (
        f"Компания{f' «{name}»' if name else ''} удалена или объединена с этой, а в 1С это два партнёра. Попросите "
        "бухгалтера объединить их, иначе заказы и долги останутся у разных."
    )


def private_gone(name: str) -> str:
    """Say in a contact's card that 1C has marked its private partner for deletion, or removed him."""
    return (
        f"Клиент{_quoted(name)} в 1С помечен на удаление или удалён. Если он ещё покупает, попросите бухгалтера снять "
        "пометку."
    )


def private_merged(name: str) -> str:
    """Say that 1C has merged the private partner of a contact into another, who stands for it now."""
    return (
        f"Клиент{_quoted(name)} в 1С объединён с другим: контакт теперь связан с ним. Проверьте имя и телефон в "
        "карточке."
    )


def private_merged_with_another(name: str, other: str) -> str:
    """Say that 1C has merged the private partner of a contact into one who has another contact."""
    return (
        f"Клиент{_quoted(name)} в 1С объединён с клиентом контакта № {other}: теперь это две карточки одного человека. "
        "Объедините их, а если люди разные, покажите это бухгалтеру."
    )


def merged_private(name: str) -> str:
    """Say that the contact that was merged into this one has a private partner of its own in 1C."""
    return (
        f"Контакт{_quoted(name)} удалён или объединён с этим, а в 1С это два клиента. Попросите бухгалтера объединить "
        "их, иначе заказы и долги останутся у разных."
    )


def two_private_contacts(other: str, name: str = "") -> str:
    """Say that the private partner of a contact has another contact already."""
    return (
        f"В 1С клиент{_quoted(name)} уже связан с контактом № {other}: похоже, это две карточки одного человека. "
        "Объедините их, а если люди разные, исправьте имя или телефон."
    )


def two_private_partners(found: KeyMatch) -> str:
    """Say that a contact has another private partner already."""
    return (
        f"В 1С у этого контакта{_quoted(found.target)} нашёлся второй клиент{_quoted(found.source)} с тем же телефоном "
        "или e-mail. Если это один человек, попросите бухгалтера объединить их; если разные, исправить имя или телефон."
    )


def merged_contacts(name: str) -> str:
    """Say that the contact that was merged into another of the company has a contact person of its own in 1C."""
    return (
        f"Контакт{f' «{name}»' if name else ''} объединён с другим контактом компании, а в 1С это два контактных лица. "
        "Попросите бухгалтера оставить одно."
    )


def two_companies(other: str, name: str = "") -> str:
    """Say that the partner of a company has another company already."""
    return (
        f"В 1С партнёр этой компании{_quoted(name)} уже связан с компанией № {other}: похоже, это две карточки одного "
        "клиента. Объедините их, а если клиенты разные, исправьте ИНН."
    )


def two_partners(found: KeyMatch) -> str:
    """Say that a company has another partner already."""
    return (
        f"В 1С у этой компании{_quoted(found.target)} нашёлся второй партнёр{_quoted(found.source)} с тем же ИНН. Если "
        "это один клиент, попросите бухгалтера объединить партнёров; если разные, исправить ИНН. Если это филиал, "
        "администратор обмена может разделить их."
    )


def second_partner(name: str, company: str) -> str:
    """Say of a partner that the company it would be linked with is another partner's."""
    return (
        f"«{shortened(name)}»: у компании № {company} уже есть другой партнёр с тем же ИНН. Если это один клиент, "
        "объедините партнёров в 1С; если разные, исправьте ИНН; если это филиал, разделите их (dealbus match separate)."
    )


def second_private_partner(name: str, contact: str) -> str:
    """Say of a private partner that the contact he would be linked with is another partner's."""
    return (
        f"«{shortened(name)}»: с контактом № {contact} уже связан другой клиент с тем же телефоном или e-mail. Если "
        "это один человек, объедините клиентов в 1С; если разные, исправьте имя или телефон."
    )


def second_company(name: str, first: str) -> str:
    """Say of a company that the partner it would be linked with is another company's."""
    return (
        f"«{shortened(name)}»: с тем же партнёром 1С связана или связывается компания № {first}. Если это один клиент, "
        "объедините карточки; если разные, исправьте ИНН."
    )


def second_private_contact(name: str, first: str) -> str:
    """Say of a contact that the private partner he would be linked with is another contact's."""
    return (
        f"«{shortened(name)}»: с тем же клиентом 1С связан или связывается контакт № {first}. Если это один человек, "
        "объедините контакты; если люди разные, исправьте имя, телефон или e-mail."
    )


def person_gone(name: str) -> str:
    """Say that 1C has ended the connection with a contact person, or has marked or removed it."""
    return (
        f"Контактное лицо{f' «{name}»' if name else ''} в 1С больше не действует: связь прекращена, или оно помечено "
        "на удаление. Если человек ещё работает в компании, попросите бухгалтера вернуть его."
    )


def merged_person(name: str) -> str:
    """Say that 1C has merged the contact person of a contact into another one, which stands for it now."""
    return (
        f"Контактное лицо{_quoted(name)} в 1С объединено с другим контактным лицом: контакт теперь связан с ним. "
        "Проверьте телефон и должность в карточке контакта."
    )


def merged_with_another_person(name: str, other: str) -> str:
    """Say that 1C has merged the contact person of a contact into one that has another contact."""
    return (
        f"Контактное лицо{_quoted(name)} в 1С объединено с контактным лицом контакта № {other}: теперь это две "
        "карточки одного человека. Объедините их, а если люди разные, покажите это бухгалтеру."
    )


def unsplit(there: str, here: str) -> str:
    """Say in a company's card that 1C gave a contact person a name that cannot be split into its parts."""
    return (
        f"Контакт «{here}» в 1С теперь называется «{there}»: где здесь фамилия, имя и отчество, не разобрать, и в "
        "Битрикс24 имя не менялось. Если в 1С верно, исправьте имя в карточке контакта."
    )


def two_contacts(other: str, name: str = "") -> str:
    """Say that the contact person of a contact has another contact of the company already."""
    return (
        f"В 1С контактное лицо этой компании{_quoted(name)} уже связано с контактом № {other}: похоже, это две "
        "карточки одного человека. Объедините их, а если люди разные, исправьте имя или телефон."
    )


def two_persons(contact: str, name: str = "") -> str:
    """Say that a contact has another contact person of the partner already."""
    return (
        f"В 1С у контакта № {contact} нашлось второе контактное лицо{_quoted(name)} того же партнёра. Если это один "
        "человек, попросите бухгалтера объединить их; если разные, исправить имя или телефон."
    )


def several_partners(name: str, deal: str, candidates: Sequence[str]) -> str:
    """Say to the administrator that an old deal or order cannot be linked by itself, and how a person does it."""
    named = ", ".join(shortened(one) for one in candidates[:_NAMED]) + (" и другие" if len(candidates) > _NAMED else "")
    which = f"B24-{deal}" if deal else "B24- и номер сделки"
    return (
        f"{shortened(name)}: подходит {named}, но это не точно. Впишите в нужном заказе 1С «Номер по данным клиента»: "
        f"{which}, и повторите загрузку."
    )


def linked_otherwise(deal: str) -> str:
    """Say to the administrator that an old deal and order got into other pairs before they were linked."""
    return f"Сделка № {deal} или её заказ уже связаны иначе: посмотрите dealbus trace deal:{deal}."


def second_card(product: str, first: str) -> str:
    """Say to whoever typed a product that its item is paired with another product already."""
    return (
        f"Товар № {product} с 1С не связан: там это та же номенклатура, что и товар № {first} (совпал артикул, "
        "штрихкод или название). Оставьте один из двух, а если товары разные, исправьте эти поля в карточке."
    )


def _quoted(name: str) -> str:
    return f" «{shortened(name)}»" if name else ""
