"""What a manager reads about the requisites that a client of 1C gets in the portal."""

from collections.abc import Iterable, Mapping

from services.b24_connector.vocabulary.requisites import Preset
from shared.messages.ring.told import Told
from shared.messages.things import Customer, LegalEntity, PartyKind

_KINDS: Mapping[PartyKind, str] = {
    "company": "организация",
    "sole_trader": "индивидуальный предприниматель",
    "person": "физическое лицо",
}
TEMPLATES: Mapping[PartyKind, str] = {"company": "Организация", "sole_trader": "ИП", "person": "Физ. лицо"}


def branch_added(company: str, entity: LegalEntity) -> Told:
    """Say that a company got one more requisite, as it was there under another KPP."""
    text = (
        f"В компанию «{company}» добавлены реквизиты с ИНН {entity.inn} и КПП {entity.kpp}: до этого в Битрикс24 был "
        "только другой КПП этого ИНН. Проверьте, тот ли это филиал."
    )
    return Told(topic="order", text=text)


def entity_twice(entity: LegalEntity) -> Told:
    """Say that a partner has one legal entity twice in 1C, so that one of the two has no requisite."""
    number = entity.foreign_number or (f"{entity.inn} и КПП {entity.kpp}" if entity.kpp else entity.inn)
    text = f"В 1С у партнёра два контрагента с номером {number}, реквизиты заведены одни."
    return Told(topic="order", text=f"{text} Объедините этих контрагентов в 1С.")


def other_kpp(entity: LegalEntity, there: str) -> Told:
    """Say that the requisite of a deal names another branch than the order's counterparty."""
    text = (
        f"КПП клиента «{entity.name}» в 1С {entity.kpp}, а в его реквизитах в Битрикс24 {there}. "
        "Исправьте тот, что неверен."
    )
    return Told(topic="order", text=text)


def of_another_client(customer: Customer, entity: LegalEntity) -> Told:
    """Say that an order names the legal entity of another client than its own, by which its deal does not go."""
    number = f"ИНН {entity.inn}" if entity.inn else entity.foreign_number
    whose = f"«{entity.name}» ({number})" if number else f"«{entity.name}»"
    text = (
        f"В заказе указан контрагент {whose} другого клиента: в 1С он принадлежит не партнёру «{customer.name}». "
        "Клиента сделки это не меняет. Попросите бухгалтера исправить в заказе партнёра или контрагента."
    )
    return Told(topic="order", text=text)


def no_template(entity: LegalEntity) -> Told:
    """Say that the portal has no template of requisites for a foreigner's country."""
    where = f" Номер {entity.foreign_number} записан как VAT ID." if entity.foreign_number else ""
    text = f"Реквизиты клиента «{entity.name}» заведены по российскому шаблону: шаблона его страны в Битрикс24 нет."
    return Told(topic="order", text=f"{text}{where}")


def number_unkept(entity: LegalEntity, what: str, value: str) -> Told:
    """Say which number of a client has no room in his requisites in the portal, which are made without it."""
    text = f"{what} клиента «{entity.name}» в Битрикс24 не записан: «{value}» из 1С туда не помещается."
    return Told(topic="order", text=f"{text} Исправьте его в 1С.")


def registration_unkept(entity: LegalEntity) -> Told:
    """Say that a foreigner's registration number beside his tax number has no field in his requisites in the portal."""
    text = f"Регистрационный номер клиента «{entity.name}» («{entity.ogrn}») в Битрикс24 не записан"
    return Told(topic="order", text=f"{text}: у иностранца там нет поля.")


def wrong_templates(wrong: Iterable[tuple[LegalEntity, Preset, Preset]]) -> Told:
    """Say which requisites of a company a person must replace, as the portal changes no requisite's template.

    Args:
        wrong: legal entities of 1C with the template of their requisite, and the one that is meant for them.
    """
    return Told(topic="state", text=" ".join(_wrong_template(*one) for one in wrong))


def _wrong_template(entity: LegalEntity, there: Preset, best: Preset) -> str:
    number = entity.foreign_number if entity.country else entity.inn
    which = f" с номером {number}" if number else f" «{entity.name}»"
    what = _KINDS[entity.kind]
    if there.country != entity.country:
        what += " другой страны" if entity.country else " из России"
    return (
        f"В карточке у реквизита{which} шаблон «{there.name}», а в 1С это {what}: сменить шаблон обмен не может. "
        f"Заведите в карточке реквизит с тем же номером по шаблону «{best.name or TEMPLATES[entity.kind]}», прежний "
        "удалите; остальное обмен перенесёт сам."
    )
