"""Sentences and refusals about a contact as a contact person of 1C, in Russian, for its company's card."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from services.onec_connector.base.objections import Objection
from services.onec_connector.objects import contact_person
from services.onec_connector.vocabulary.reference import KnownPerson
from services.onec_connector.writer.doubts import contact_in_doubt
from services.onec_connector.writer.refusal import OrderRefusal
from services.onec_connector.writer.second_card import SecondCardError
from services.onec_connector.writer.shortened import left_out, shortened, to_be_shortened
from shared.messages.contact import ContactCard, ContactGroup, contact_of
from shared.messages.ring.told import Told
from shared.messages.things import Ref, System

_CALLED: Final[Mapping[ContactGroup, str]] = {
    ContactGroup.NAME: "Имя",
    ContactGroup.POSITION: "Должность",
    ContactGroup.COMMUNICATIONS: "Телефоны и e-mail",
}
_CHOOSE: Final = "Спросите администратора обмена, кто из них нужен; после этого {itself}."

SHOWN: Final[Mapping[ContactGroup, Callable[[ContactCard], str]]] = {
    ContactGroup.NAME: lambda card: card.full_name or card.name,
    ContactGroup.POSITION: lambda card: card.position,
    ContactGroup.COMMUNICATIONS: lambda card: ", ".join((*card.phones, *card.emails)),
}
"""A group's value as people read it."""


def refused(refusal: OrderRefusal, card: ContactCard) -> Told:
    """Say why a contact is not written to 1C, and what to do."""
    called = f" «{card.name}»" if card.name else ""
    head = f"Изменения контакта{called} в 1С не записаны" if card.ref else f"Контакт{called} в 1С не перенесён"
    itself = "контакт перенесётся сам" if refusal.doubts else "сохраните контакт ещё раз"
    return Told(topic="refusal", text=f"{head}: {refusal.cause}. {refusal.remedy.replace('{itself}', itself)}")


def nameless(source: Ref) -> OrderRefusal:
    """Return the refusal of a contact without a name, whom 1C cannot keep; it is called by its number."""
    return OrderRefusal(
        f"у контакта № {contact_of(source)} не заполнены ни имя, ни фамилия",
        "Заполните карточку контакта и {itself}.",
        reason="customer",
    )


def several(card: ContactCard, source: Ref, known: Sequence[KnownPerson]) -> OrderRefusal:
    """Return the refusal of a contact whose name several contact persons of the partner have."""
    return OrderRefusal(
        f"у партнёра в 1С несколько контактных лиц с именем «{card.name}»",
        _CHOOSE,
        reason="ambiguous_customer",
        doubts=contact_in_doubt(card, source, known),
    )


def other_phone(card: ContactCard, source: Ref, known: Sequence[KnownPerson]) -> OrderRefusal:
    """Return the refusal of a contact whose name a contact person with other phones has."""
    return OrderRefusal(
        f"у партнёра в 1С есть контактное лицо «{known[0].name}» с другим телефоном или e-mail",
        "Исправьте телефон в карточке или спросите администратора обмена, тот ли это человек; после этого {itself}.",
        reason="ambiguous_customer",
        doubts=contact_in_doubt(card, source, known),
    )


def ended(name: str) -> OrderRefusal:
    """Return the refusal of a contact whose contact person speaks for the partner no more."""
    return OrderRefusal(
        f"контактное лицо{f' «{name}»' if name else ''} в 1С больше не действует",
        "Уберите контакт из компании или попросите бухгалтера вернуть его; после этого {itself}.",
        reason="marked",
    )


def second_card(name: str, first: str) -> OrderRefusal:
    """Return the refusal of a contact, as two of the portal are one contact person."""
    return SecondCardError(
        f"контактное лицо 1С «{name}» уже связано с контактом № {first}",
        "Объедините карточки, а если люди разные, исправьте имя или телефон и {itself}.",
        reason="ambiguous_customer",
    )


def too_long(card: ContactCard, groups: Collection[ContactGroup]) -> list[Told]:
    """Say what of a contact 1C has no room for, of the groups that were written."""
    left = left_out(card.emails) if ContactGroup.COMMUNICATIONS in groups else ()
    return [*shortened(_texts(card, groups)), *left]


def will_be_too_long(card: ContactCard, groups: Collection[ContactGroup]) -> str:
    """Say what of a contact 1C will have no room for, of the groups that would be written; empty: nothing."""
    return to_be_shortened(_texts(card, groups))


def _texts(card: ContactCard, groups: Collection[ContactGroup]) -> list[tuple[str, str, int]]:
    texts = [("имя контакта", card.name, contact_person.NAME_LENGTH)] if ContactGroup.NAME in groups else []
    if ContactGroup.POSITION in groups:
        texts.append((f"должность контакта {card.name}", card.position, contact_person.POST_LENGTH))
    return texts


def not_written(name: str, objection: Objection) -> OrderRefusal:
    """Return the refusal of a contact whose contact person 1C's own checks object to."""
    return OrderRefusal(
        f"1С не записала контактное лицо «{name}» ({objection})",
        "Исправьте карточку контакта или покажите это администратору; после этого {itself}.",
        reason="customer",
    )


def conflict(name: str, group: ContactGroup, stands: str, was: str, *, kept: System) -> str:
    """Say that both sides edited a contact, whose value was lost, and how to have it still."""
    side, other = ("Битрикс24", "1С") if kept == "b24" else ("1С", "Битрикс24")
    return (
        f"{_CALLED[group]} контакта «{name}» одновременно изменили в Битрикс24 и в 1С. Оставлено значение {side}: "
        f"{stands or 'пусто'}; в {other} было: {was}. Если верно второе, введите его ещё раз."
    )


def overwritten(name: str) -> Told:
    """Say that somebody saved a contact person in 1C in the instant of our write."""
    text = f"Контакт «{name}» сохранили в 1С одновременно с правкой в Битрикс24. Сверьте карточку в 1С с контактом."
    return Told(topic="conflict", text=text)


def stopped(name: str) -> Told:
    """Say that the two sides kept overwriting a field group of a contact."""
    text = (
        f"Контакт «{name}» Битрикс24 и 1С всё время переписывают друг за другом, перенос остановлен. "
        "Покажите это администратору обмена."
    )
    return Told(topic="conflict", text=text)
