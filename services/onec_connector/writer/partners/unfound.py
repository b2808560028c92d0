"""Refusals of clients that 1C lacks, has several times, or has with other requisites, in Russian."""

import re
from collections.abc import Sequence

from services.onec_connector.vocabulary.reference import KnownEntity, KnownPartner
from services.onec_connector.writer.doubts import legal_entity_in_doubt, private_person_in_doubt
from services.onec_connector.writer.refusal import OrderRefusal
from services.onec_connector.writer.second_card import SecondCardError
from shared.canon.keys import all_phones, tax_numbers
from shared.messages.things import UNKNOWN_COUNTRY, Customer, LegalEntity, PartyKind

CORRECTED = "corrected"
"""Kind of what a client waits for whose number stands otherwise in the legal entity of his pair."""
_REQUISITES = "Заполните реквизиты, {itself}."
_LEAVE_ONE = "Попросите бухгалтера оставить одного, остальных пометить на удаление; после этого {itself}."
_CHOOSE_ONE = "Попросите бухгалтера оставить одного или администратора обмена выбрать нужного; после этого {itself}."
KINDS: dict[PartyKind, str] = {"company": "юрлицо", "sole_trader": "ИП", "person": "физлицо"}
"""What people call the kinds of clients."""
_INN_LENGTHS: dict[PartyKind, int] = {"company": 10, "sole_trader": 12, "person": 12}
_KPP = re.compile(r"\d{4}[\dA-Z]{2}\d{3}")
_NAMED = 3


def nobody(customer: Customer | None) -> OrderRefusal:
    """Return the refusal of an order without a client, or whose client has no name."""
    if customer is None or customer.origin is None:
        return OrderRefusal("в сделке не указан клиент", "Укажите компанию или контакт, {itself}.", reason="customer")
    what = "имя" if customer.kind == "person" else "название"
    cause = f"у {_whose(customer)} сделки не заполнено {what}"
    return OrderRefusal(cause, "Заполните его, {itself}.", reason="customer")


def no_inn(customer: Customer) -> OrderRefusal:
    """Return the refusal of a client that is an organisation without INN, so 1C cannot be asked for it."""
    return OrderRefusal(f"у компании «{customer.name}» не заполнен ИНН", _REQUISITES, reason="customer")


def wrong_inn(customer: Customer, entity: LegalEntity) -> OrderRefusal:
    """Return the refusal of a client whose INN has a wrong check digit, so it is nobody's in 1C."""
    cause = f"ИНН «{entity.inn}» клиента «{customer.name}» записан с ошибкой"
    return OrderRefusal(cause, _REQUISITES, reason="customer")


def refuse_misfit(customer: Customer, entity: LegalEntity) -> None:
    """Refuse a client with a number that cannot be one of his kind; 1C would cut one that is too long.

    Raises:
        Refusal: INN of another kind of client, or no КПП at all.
    """
    inn, kpp = tax_numbers(entity.inn, entity.kpp)
    if len(inn) != _INN_LENGTHS[entity.kind]:
        length, kind = _INN_LENGTHS[entity.kind], KINDS[entity.kind]
        cause = f"ИНН «{inn}» клиента «{customer.name}» не подходит: реквизиты заведены как {kind}, там {length} цифр"
        remedy = "Исправьте ИНН или замените реквизиты заведёнными по другому шаблону, {itself}."
        raise OrderRefusal(cause, remedy, reason="customer")
    if entity.kind == "company" and kpp and not _KPP.fullmatch(kpp):
        cause = f"КПП «{kpp}» клиента «{customer.name}» записан с ошибкой"
        raise OrderRefusal(cause, _REQUISITES, reason="customer")


def several_requisites(customer: Customer) -> OrderRefusal:
    """Return the refusal of an order, as its deal may mean any of several requisites of the client."""
    cause = f"у {_whose(customer)} «{customer.name}» несколько реквизитов с ИНН"
    return OrderRefusal(cause, "Выберите нужный в сделке, {itself}.", reason="ambiguous_customer")


def several_entities(customer: Customer, entity: LegalEntity, known: Sequence[KnownEntity]) -> OrderRefusal:
    """Return the refusal of a client whom several legal entities of 1C fit; nothing tells them apart."""
    inn, kpp = tax_numbers(entity.inn, entity.kpp)
    doubts = legal_entity_in_doubt(entity, known)
    return OrderRefusal(
        f"в 1С несколько контрагентов с ИНН {inn}{f' и КПП {kpp}' if kpp else ''}",
        _CHOOSE_ONE if doubts else _LEAVE_ONE,
        reason="ambiguous_customer",
        wants=[{"kind": "party", **number_wanted(customer, entity, inn, kpp)}],
        doubts=doubts,
    )


def of_another_kind(customer: Customer, entity: LegalEntity, known: Sequence[KnownEntity]) -> OrderRefusal:
    """Return the refusal of a sole trader of whom 1C has the private person alone, or the other way round."""
    here, there = KINDS[entity.kind], KINDS[known[0].kind]
    doubts = legal_entity_in_doubt(entity, known)
    ask = "администратора обмена выбрать" if doubts else f"бухгалтера завести {here} отдельно"
    return OrderRefusal(
        f"клиент «{customer.name}» в Битрикс24 {here}, а с его ИНН {entity.inn} в 1С только {there} «{known[0].name}»",
        f"Замените его реквизиты заведёнными по шаблону «{there}» или попросите {ask}; после этого {{itself}}.",
        reason="ambiguous_customer",
        wants=[{"kind": "party", "of": entity.kind, **number_wanted(customer, entity, entity.inn, "")}],
        doubts=doubts,
    )


def number_wanted(customer: Customer, entity: LegalEntity, inn: str, kpp: str) -> dict[str, str]:
    """Return the number that a client waits for in 1C, and whose it may be for all he cares.

    Those are ids of the legal entities and partners from whom a person has separated him, with blanks between.
    """
    return {"inn": inn, "kpp": kpp, "apart": " ".join((*customer.not_these, *entity.not_these))}


def several_of_private(customer: Customer, partner: KnownPartner) -> OrderRefusal:
    """Return the refusal of a client who is a private person with several legal entities in 1C."""
    cause = f"у клиента «{partner.name}» в 1С несколько контрагентов, а у контакта «{customer.name}» нет ИНН"
    return OrderRefusal(cause, _LEAVE_ONE, reason="ambiguous_customer")


def no_foreign_number(customer: Customer) -> OrderRefusal:
    """Return the refusal of a foreign client without a number, so 1C cannot be asked for it."""
    cause = f"у иностранной компании «{customer.name}» не заполнен налоговый номер"
    return OrderRefusal(cause, _REQUISITES, reason="customer")


def no_countries(customer: Customer) -> OrderRefusal:
    """Return the refusal of a foreign client, as 1C does not publish the catalog of countries."""
    return OrderRefusal(
        f"клиент «{customer.name}» иностранный, а справочник «Страны мира» 1С обмену не открыт",
        "Попросите администратора 1С опубликовать его; после этого {itself}.",
        reason="customer",
    )


def no_country(customer: Customer, code: str) -> OrderRefusal:
    """Return the refusal of a foreign client whose country 1C lacks: it keeps only those chosen from the classifier."""
    if code == UNKNOWN_COUNTRY:
        return OrderRefusal(
            f"у клиента «{customer.name}» шаблон реквизитов страны, которой обмен не знает",
            "Замените его реквизиты заведёнными по шаблону другой страны; после этого {itself}.",
            reason="customer",
        )
    return OrderRefusal(
        f"в справочнике «Страны мира» 1С нет страны клиента «{customer.name}» (код {code})",
        "Попросите бухгалтера добавить её из классификатора; после этого {itself}.",
        reason="customer",
    )


def several_foreigners(entity: LegalEntity, known: Sequence[KnownEntity]) -> OrderRefusal:
    """Return the refusal of a foreign client whom several of 1C fit; nothing tells them apart."""
    cause = f"в 1С несколько контрагентов с налоговым номером {entity.foreign_number}"
    doubts = legal_entity_in_doubt(entity, known)
    remedy = _CHOOSE_ONE if doubts else _LEAVE_ONE
    return OrderRefusal(cause, remedy, reason="ambiguous_customer", doubts=doubts)


def stateless(entity: LegalEntity, known: KnownEntity) -> OrderRefusal:
    """Return the refusal of a foreign client whose number somebody in 1C has, without a country."""
    return OrderRefusal(
        f"налоговый номер {entity.foreign_number} в 1С у контрагента «{known.name}», а страны у него нет",
        "Попросите бухгалтера указать её; после этого {itself}.",
        reason="ambiguous_customer",
        doubts=legal_entity_in_doubt(entity, [known]),
    )


def other_foreigner(customer: Customer, entity: LegalEntity, known: KnownEntity) -> OrderRefusal:
    """Return the refusal of a foreign client whose country or number was corrected on one side alone."""
    return OrderRefusal(
        f"клиент «{customer.name}» в Битрикс24 {_home(entity)}, а его контрагент в 1С {_home(known)}",
        "Исправьте реквизиты клиента или попросите бухгалтера исправить контрагента; после этого {itself}.",
        reason="customer",
        wants=[_of_pair(entity, known)],
    )


def other_branch(customer: Customer, entity: LegalEntity, known: Sequence[KnownEntity]) -> OrderRefusal:
    """Return the refusal of a client that 1C has with another КПП: corrected, or a branch; a person must say."""
    inn, kpp = tax_numbers(entity.inn, entity.kpp)
    there = ", ".join(dict.fromkeys(one.kpp for one in known))
    return OrderRefusal(
        f"КПП клиента с ИНН {inn} в Битрикс24 {kpp}, а у его контрагента «{known[0].name}» в 1С {there}",
        "Исправьте КПП в реквизитах, а если это филиал, попросите бухгалтера завести его в 1С; после этого {itself}.",
        reason="customer",
        wants=[{"kind": "party", **number_wanted(customer, entity, inn, kpp)}],
        doubts=legal_entity_in_doubt(entity, known),
    )


def alike_requisites(customer: Customer, inn: str, kpp: str, *, unnamed: bool = False) -> OrderRefusal:
    """Return the refusal of a client with two requisites of one legal entity; `unnamed`: one of them has no КПП."""
    more = ", и не у всех заполнен КПП" if unnamed else f" и КПП {kpp}" if kpp else ""
    first = "Заполните КПП или удалите" if unnamed else "Исправьте КПП или удалите" if more else "Удалите"
    cause = f"у компании «{customer.name}» несколько реквизитов с ИНН {inn}{more}"
    return OrderRefusal(cause, f"{first} лишние реквизиты, {{itself}}.", reason="customer")


def other_inn(customer: Customer, entity: LegalEntity, known: KnownEntity) -> OrderRefusal:
    """Return the refusal of a client whose INN was corrected on one side alone: somebody else would be invoiced."""
    inn, _ = tax_numbers(entity.inn, entity.kpp)
    return OrderRefusal(
        f"ИНН клиента «{customer.name}» в Битрикс24 {inn}, а у его контрагента в 1С {known.inn}",
        "Исправьте реквизиты клиента или попросите бухгалтера исправить контрагента; после этого {itself}.",
        reason="customer",
        wants=[_of_pair(entity, known)],
    )


def _of_pair(entity: LegalEntity, known: KnownEntity) -> dict[str, str]:
    """Return the numbers that the legal entity of a client's pair is to have in 1C."""
    inn, _ = tax_numbers(entity.inn, entity.kpp)
    return {
        "kind": CORRECTED,
        "entity": known.guid,
        "inn": inn,
        "country": entity.country,
        "number": entity.foreign_number,
    }


def second_card(name: str, first: str) -> OrderRefusal:
    """Return the refusal of a client, as two cards of the portal have the number of one partner."""
    return SecondCardError(
        f"партнёр 1С с ИНН компании «{name}» уже связан с компанией № {first}",
        "Объедините карточки, а если клиенты разные, исправьте ИНН, {itself}.",
        reason="ambiguous_customer",
    )


def of_another_partner(customer: Customer, inn: str, known: Sequence[KnownEntity]) -> OrderRefusal:
    """Return the refusal of a client whose number was corrected to that of another partner's legal entity."""
    names = ", ".join(f"«{one.name}»" for one in known[:_NAMED])
    return OrderRefusal(
        f"ИНН {inn} компании «{customer.name}» в 1С у контрагента другого партнёра: {names}",
        "Исправьте реквизиты или попросите бухгалтера объединить партнёров; после этого {itself}.",
        reason="ambiguous_customer",
    )


def no_contact(customer: Customer) -> OrderRefusal:
    """Return the refusal of a client who is a private person without phone and e-mail: 1C cannot be asked for him."""
    typed = all_phones(customer.contacts.phones)
    lack = f"нет e-mail, а телефон «{typed[0]}» не целый номер" if typed else "нет ни телефона, ни e-mail"
    cause = f"у контакта «{customer.name}» {lack}"
    return OrderRefusal(cause, "Заполните контакт, {itself}.", reason="customer")


def several_private(customer: Customer, named: Sequence[KnownPartner]) -> OrderRefusal:
    """Return the refusal of a client who is a private person, as several in 1C have his name and phone."""
    return OrderRefusal(
        f"в 1С несколько клиентов с телефоном или e-mail контакта «{customer.name}»",
        _CHOOSE_ONE,
        reason="ambiguous_customer",
        doubts=private_person_in_doubt(customer, named),
    )


def of_another_name(customer: Customer, others: Sequence[KnownPartner]) -> OrderRefusal:
    """Return the refusal of a client who is a private person whose phone one of another name has in 1C."""
    return OrderRefusal(
        f"телефон или e-mail контакта «{customer.name}» в 1С у клиента {names_of(others)}",
        "Исправьте имя или телефон контакта или спросите администратора обмена, он ли это; после этого {itself}.",
        reason="ambiguous_customer",
        doubts=private_person_in_doubt(customer, others),
    )


def taken(name: str, there: str) -> OrderRefusal:
    """Return the refusal of a client, as what was once created in 1C from the card is somebody else by now."""
    return OrderRefusal(
        f"по этой карточке клиента в 1С уже создан «{there}», а теперь она «{name}»",
        "Верните прежнее, заведите новую карточку или попросите бухгалтера исправить 1С; после этого {itself}.",
        reason="ambiguous_customer",
    )


def marked(name: str, wants: Sequence[dict[str, str]] = ()) -> OrderRefusal:
    """Return the refusal of a client, as what was once created in 1C from the card was marked for deletion."""
    return OrderRefusal(
        f"«{name}» в 1С есть и помечен на удаление",
        "Попросите бухгалтера снять пометку или заменить его другим; после этого {itself}.",
        reason="customer",
        wants=wants,
    )


def _home(one: LegalEntity | KnownEntity) -> str:
    return f"из страны {one.country}, налоговый номер {one.foreign_number or 'пуст'}" if one.country else "российский"


def _whose(customer: Customer) -> str:
    return "контакта" if customer.kind == "person" else "компании"


def names_of(others: Sequence[KnownPartner]) -> str:
    """Name a few partners of 1C, and say how many more there are."""
    more = f" и ещё {len(others) - _NAMED}" if len(others) > _NAMED else ""
    return ", ".join(f"«{one.name}»" for one in others[:_NAMED]) + more
