"""Notes about the client an order was written for: made beside another, or written otherwise in 1C, in Russian."""

import re
from collections.abc import Sequence

from services.onec_connector.vocabulary.reference import KnownEntity, KnownPartner
from services.onec_connector.writer.partners.unfound import KINDS, names_of
from shared.canon.keys import same_firm, tax_numbers
from shared.messages.ring.told import Told
from shared.messages.things import Customer, LegalEntity


def created_beside(customer: Customer, others: Sequence[KnownPartner]) -> Told:
    """Say that a private person was created though another one has the phone, as the rules allow."""
    text = (
        f"В 1С создан новый клиент «{customer.name}»: телефон или e-mail тот же, что у {names_of(others)}. "
        "Если это один человек, попросите бухгалтера объединить их."
    )
    return Told(topic="order", text=text)


def one_more(customer: Customer, entity: LegalEntity, others: Sequence[KnownEntity]) -> tuple[Told, ...]:
    """Say that a known client got another legal entity in 1C: a second firm, or a corrected number."""
    if not others:
        return ()
    number = f"налоговый номер {entity.foreign_number}" if entity.foreign_number else f"ИНН {entity.inn}"
    text = (
        f"У клиента «{customer.name}» в 1С новый контрагент «{entity.name or customer.name}», {number}; "
        f"был «{others[0].name}». Если исправлены реквизиты прежнего, попросите бухгалтера объединить их."
    )
    return (Told(topic="order", text=text),)


def other_name(what: str, name: str, known: str) -> tuple[Told, ...]:
    """Say that a client's card has another name than its partner, so it may be somebody else by now.

    Args:
        what: of 1C, «клиент».
        name: in the portal.
        known: in 1C; one that says more or less than the other is the same.
    """
    words, there = ({*re.findall(r"\w+", one.casefold().replace("ё", "е"))} for one in (name, known))
    if words <= there or there <= words or same_firm(name, known):
        return ()
    text = (
        f"«{name}» из сделки записан в 1С как {what} «{known}», заказ на это имя. "
        "Если это кто-то другой, заведите для него новую карточку; иначе попросите бухгалтера исправить имя."
    )
    return (Told(topic="order", text=text),)


def other_requisites(customer: Customer, entity: LegalEntity, known: KnownEntity) -> tuple[Told, ...]:
    """Say that a client's requisites were corrected on one side alone, in the portal or in 1C."""
    kpp = tax_numbers(entity.inn, entity.kpp)[1]
    there = []
    if entity.kind == known.kind == "company" and kpp and kpp != known.kpp:
        there.append(f"КПП {kpp}, в 1С {known.kpp or 'не заполнен'}")
    if entity.kind != known.kind and not known.country:
        there.append(f"{KINDS[entity.kind]}, в 1С {KINDS[known.kind]}")
    if entity.country and not known.country:
        there.append(f"страна {entity.country}, в 1С российский или без страны")
    if not there:
        return ()
    text = f"Клиент «{customer.name}» в Битрикс24: {'; '.join(there)}. Заказ как в 1С; исправьте там, где неверно."
    return (Told(topic="order", text=text),)


def of_pair(customer: Customer, entity: LegalEntity, known: KnownEntity) -> tuple[Told, ...]:
    """Compare a paired client by name, where no number on both sides can be compared."""
    numbered = (known.inn and entity.inn) or (known.foreign_number and entity.foreign_number)
    named = () if numbered else other_name("контрагент", entity.name or customer.name, known.name)
    return (*other_requisites(customer, entity, known), *named)
