"""Sentences in the card of a company, or private person, about its partner in 1C, in Russian."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from services.onec_connector.objects import bank_account, contact, legal_entity, partner
from services.onec_connector.vocabulary.accounts import has_room_for_bank, has_room_for_correspondent, is_account_number
from services.onec_connector.vocabulary.texts import in_line
from services.onec_connector.writer.refusal import OrderRefusal
from services.onec_connector.writer.second_card import SecondCardError
from services.onec_connector.writer.shortened import left_out, shortened, to_be_shortened
from shared.messages.party import BankAccount, Company, CompanyGroup
from shared.messages.ring.told import Told
from shared.messages.things import LegalEntity, Manager, PartyKind, Ref, System

_CALLED: Final[Mapping[CompanyGroup, str]] = {
    CompanyGroup.NAME: "Название",
    CompanyGroup.REQUISITES: "Реквизиты",
    CompanyGroup.COMMUNICATIONS: "Телефоны и e-mail",
    CompanyGroup.ADDRESSES: "Адреса",
    CompanyGroup.BANKS: "Банковские счета",
    CompanyGroup.MANAGER: "Ответственного",
    CompanyGroup.HEAD: "Головную компанию",
}
_ADDRESSES: Final = {"legal": "юридический адрес", "actual": "фактический адрес", "postal": "почтовый адрес"}
_NUMBER_FITS: Final = (
    f"В номере должно быть от 1 до {bank_account.NUMBER_LENGTH} знаков; "
    "оставьте в поле реквизитов один номер, а другие счета добавьте отдельно."
)
_BANK_FITS: Final = f"Исправьте код банка: это БИК, не длиннее {bank_account.BIC_LENGTH} знаков, или SWIFT."
_CORRESPONDENT_FITS: Final = f"Исправьте его: в нём не больше {bank_account.CORRESPONDENT_LENGTH} знаков."
_SHOWN: Final = 60
"""Characters of a text that is no account number."""


def refused(refusal: OrderRefusal, *, known: bool, kind: PartyKind = "company") -> Told:
    """Say why a company or private person is not written to 1C, and what to do.

    Args:
        refusal: the cause.
        known: it has a partner already.
        kind: of the partner.
    """
    of_it, it, moves = ("контакта", "контакт", "контакт перенесётся сам")
    if kind != "person":
        of_it, it, moves = ("компании", "компанию", "компания перенесётся сама")
    head = f"Изменения {of_it} в 1С не записаны" if known else "Партнёр в 1С не создан"
    itself = moves if refusal.wants else f"сохраните {it} ещё раз"
    return Told(topic="refusal", text=f"{head}: {refusal.cause}. {refusal.remedy.replace('{itself}', itself)}")


def second_person(name: str, first: str) -> OrderRefusal:
    """Return the refusal of a client, as two contacts of the portal are about one private person of 1C."""
    return SecondCardError(
        f"клиент «{name}» в 1С уже связан с контактом № {first}",
        "Объедините контакты, а если люди разные, исправьте имя, телефон или e-mail, {itself}.",
        reason="ambiguous_customer",
    )


def second_newcomer(source: Ref, first: Ref) -> OrderRefusal:
    """Return the refusal of a client's second card while his first one is still to be carried over."""
    if source.kind == "contact":
        cause = f"у контакта № {first.id}, который переносится раньше, тот же телефон или e-mail"
        remedy = "Объедините контакты, а если люди разные, исправьте имя, телефон или e-mail."
    else:
        cause = f"у компании № {first.id}, которая переносится раньше, тот же ИНН"
        remedy = "Объедините карточки, а если клиенты разные, исправьте ИНН."
    return OrderRefusal(cause, remedy, reason="ambiguous_customer")


def conflict(
    name: str, group: CompanyGroup, stands: str, was: str, *, kept: System, kind: PartyKind = "company"
) -> str:
    """Say that both sides edited a company or private person, whose value was lost, and how to have it still."""
    is_person = kind == "person"
    whose = "контакта" if is_person else "компании"
    what = "Имя" if is_person and group is CompanyGroup.NAME else _CALLED[group]
    side, other = ("Битрикс24", "1С") if kept == "b24" else ("1С", "Битрикс24")
    return (
        f"{what} {whose} «{name}» одновременно изменили в Битрикс24 и в 1С. Оставлено значение {side}: "
        f"{stands or 'пусто'}; в {other} было: {was}. Если верно второе, введите его ещё раз."
    )


def strange_manager(company: Company, used: str, here: Manager | None) -> Told:
    """Say that the user responsible for a company or private person in the portal is unknown in 1C.

    Args:
        company: of the command.
        used: who stands in for him, or empty.
        here: the partner's manager, who stays then.
    """
    wanted = company.manager.name or company.manager.email if company.manager else ""
    whose = "контакт" if company.kind == "person" else "компанию"
    stays = f"менеджером партнёра остаётся «{here.name}»" if here and here.name else "менеджер партнёра не изменён"
    ask = "Попросите администратора завести его или указать замену в правилах обмена"
    what = f"менеджером партнёра указан «{used}»" if used else f"{stays}. {ask}"
    text = f"Среди действующих пользователей 1С нет «{wanted}», ответственного за {whose} «{company.name}»: {what}."
    return Told(topic="order", text=text)


def head_stays(name: str, head: str) -> Told:
    """Say that 1C alone decides whose part a company is, so what was typed in the portal goes back."""
    stands = f"там это «{head}»" if head else "там её нет"
    text = (
        f"Головную компанию «{name}» ведёт 1С: {stands}, значение из Битрикс24 не перенесено и заменяется. "
        "Если верно другое, измените головного партнёра в 1С."
    )
    return Told(topic="conflict", text=text)


def too_long(company: Company, groups: Collection[CompanyGroup]) -> list[Told]:
    """Say in a company's card what 1C has no room for, of the groups that were written."""
    left = left_out(company.emails) if CompanyGroup.COMMUNICATIONS in groups else ()
    return [*shortened(_texts(company, groups)), *left]


def will_be_too_long(company: Company, groups: Collection[CompanyGroup]) -> str:
    """Say what of a company 1C will have no room for, of the groups that would be written; empty: nothing."""
    return to_be_shortened(_texts(company, groups))


def _texts(company: Company, groups: Collection[CompanyGroup]) -> list[tuple[str, str, int]]:
    names = [("название", company.name, partner.NAME_LENGTH)] if CompanyGroup.NAME in groups else []
    for one in company.legal_entities if CompanyGroup.REQUISITES in groups else ():
        names.append(("название в реквизитах", one.name, legal_entity.NAME_LENGTH))
        names.append(("полное название", one.full_name, legal_entity.FULL_NAME_LENGTH))
    if CompanyGroup.ADDRESSES in groups:
        names += [(what, getattr(company.addresses, kind), contact.TEXT_LENGTH) for kind, what in _ADDRESSES.items()]
    return names


def accounts_left_out(company: Company, groups: Collection[CompanyGroup]) -> list[Told]:
    """Say which bank accounts of a company have a number or bank 1C has no room for, of the groups that were heard."""
    banks = company.banks if CompanyGroup.BANKS in groups else ()
    unnumbered = [one for one in banks if not is_account_number(one.number)]
    numbered = [one for one in banks if is_account_number(one.number)]
    unbanked = [one for one in numbered if not has_room_for_bank(one)]
    unplaced = [one for one in numbered if has_room_for_bank(one) and not has_room_for_correspondent(one)]
    ways = (
        ("Банковский счёт", unnumbered, _NUMBER_FITS),
        ("Банковский счёт", unbanked, _BANK_FITS),
        ("Корреспондентский счёт банка", unplaced, _CORRESPONDENT_FITS),
    )
    text = " ".join(f"{what} не перенесён в 1С: {_listed(some)}. {remedy}" for what, some, remedy in ways if some)
    return [Told(topic="order", text=text)] if text else []


def _listed(accounts: Sequence[BankAccount]) -> str:
    names = (one.number.strip() or one.bank.strip() or "без номера" for one in accounts)
    return ", ".join(f"«{in_line(one, _SHOWN)}»" for one in names)


def one_entity(left: Sequence[LegalEntity]) -> Told:
    """Say which requisites of a company 1C has no place for, as partner and legal entity are one in this base."""
    names = ", ".join(f"{one.name} (ИНН {one.inn})" if one.inn else one.name for one in left)
    text = (
        f"В этой базе 1С у партнёра один контрагент, поэтому не перенесены реквизиты: {names}. "
        "Заведите для них отдельную компанию."
    )
    return Told(topic="order", text=text)


def overwritten(name: str, kind: PartyKind = "company") -> Told:
    """Say that somebody saved a company or private person in 1C in the instant of our write."""
    what, whose = ("Контакт", "контактом") if kind == "person" else ("Компанию", "компанией")
    text = f"{what} «{name}» сохранили в 1С одновременно с правкой в Битрикс24. Сверьте карточку в 1С с {whose}."
    return Told(topic="conflict", text=text)


def stopped(name: str, kind: PartyKind = "company") -> Told:
    """Say that the two sides kept overwriting a group of a company or private person."""
    what = "Контакт" if kind == "person" else "Компанию"
    text = (
        f"{what} «{name}» Битрикс24 и 1С всё время переписывают друг за другом, перенос остановлен. "
        "Покажите это администратору обмена."
    )
    return Told(topic="conflict", text=text)


def _requisites(company: Company) -> str:
    words = (
        ", ".join(
            part
            for part in (
                one.full_name or one.name,
                one.inn and f"ИНН {one.inn}",
                one.kpp and f"КПП {one.kpp}",
                one.ogrn and f"ОГРН {one.ogrn}",
                one.foreign_number,
            )
            if part
        )
        for one in company.legal_entities
    )
    return "; ".join(words)


def _addresses(company: Company) -> str:
    return "; ".join(one for one in dict(company.addresses).values() if one)


SHOWN: Final[Mapping[CompanyGroup, Callable[[Company], str]]] = {
    CompanyGroup.NAME: lambda company: company.name,
    CompanyGroup.REQUISITES: _requisites,
    CompanyGroup.COMMUNICATIONS: lambda company: ", ".join((*company.phones, *company.emails)),
    CompanyGroup.ADDRESSES: _addresses,
    CompanyGroup.BANKS: lambda company: ", ".join(one.number for one in company.banks),
    CompanyGroup.MANAGER: lambda company: company.manager.name if company.manager else "",
    CompanyGroup.HEAD: lambda company: company.head.name if company.head else "",
}
"""A group's value as people read it."""
