"""Refusals of an order whose organisation, agreement, contract or warehouse is not to be had, in Russian."""

from collections.abc import Mapping, Sequence

from services.onec_connector.base.wire import Row
from services.onec_connector.objects import agreement as names
from services.onec_connector.objects import standard
from services.onec_connector.reference.agreements import (
    Fault,
    Purchase,
    agreement_fault,
    latest,
    may_be_offered,
    out_of_time,
)
from services.onec_connector.vocabulary.clock import read_date
from services.onec_connector.writer.refusal import OrderRefusal, Want
from shared.messages.order import SalesOrder
from shared.messages.things import ListValue, Ref
from shared.russian import day, offered

_ORGANISATION = "Укажите в сделке организацию, которая есть в 1С, {itself}."
_ONE_CONTRACT = (
    "Попросите бухгалтера оставить один или администратора назвать нужный в правилах обмена; потом {itself}."
)
_FAULTS: Mapping[Fault, tuple[str, str]] = {
    "individual": (
        "соглашение {label} индивидуальное, а в 1С включены только типовые",
        "попросите бухгалтера завести типовое",
    ),
    "typical": (
        "соглашение {label} типовое, а в 1С включены только индивидуальные",
        "попросите бухгалтера завести клиенту своё",
    ),
    "marked": ("соглашение {label} в 1С помечено на удаление", "попросите бухгалтера снять пометку"),
    "closed": ("соглашение {label} в 1С закрыто", "попросите бухгалтера вернуть его в действие"),
    "unapproved": ("соглашение {label} в 1С не согласовано", "попросите бухгалтера согласовать его"),
    "operation": ("соглашение {label} в 1С не о продаже клиенту", "попросите бухгалтера завести такое"),
    "expired": ("срок соглашения {label} истёк {till}", "попросите бухгалтера продлить его"),
    "not_begun": ("соглашение {label} действует только с {since}", "попросите бухгалтера исправить его срок"),
    "organisation": ("соглашение {label} заключено с другой нашей организацией", "исправьте в сделке организацию"),
    "legal_entity": ("соглашение {label} заключено с другим юридическим лицом клиента", "исправьте реквизиты сделки"),
}
"""Why an agreement cannot be used, and what may be done but naming another one."""


def no_organisation_named(known: Sequence[str]) -> OrderRefusal:
    """Return the refusal of an order that names no organisation of ours, with several to choose from."""
    return OrderRefusal(f"не указана наша организация{offered('', known)}", _ORGANISATION, reason="organisation")


def no_organisation(name: str, inn: str, known: Sequence[str]) -> OrderRefusal:
    """Return the refusal of an order whose organisation is not in 1C."""
    cause = f"нашей организации {_organisation(name, inn)} нет в 1С{offered(name, known)}"
    return OrderRefusal(cause, _ORGANISATION, reason="organisation")


def marked_organisation(name: str, inn: str) -> OrderRefusal:
    """Return the refusal of an order whose organisation is marked for deletion in 1C."""
    return OrderRefusal(
        f"наша организация {_organisation(name, inn)} в 1С помечена на удаление",
        "Укажите в сделке другую или попросите снять пометку; после этого {itself}.",
        reason="organisation",
    )


def several_organisations(name: str, inn: str) -> OrderRefusal:
    """Return the refusal of an order that names its organisation as two of 1C are named."""
    return OrderRefusal(
        f"в 1С несколько организаций {_organisation(name, inn)}",
        "Попросите бухгалтера оставить одну, остальные пометить на удаление; после этого {itself}.",
        reason="organisation",
    )


def no_agreement(
    name: str, usable: Sequence[Row], found: Sequence[Row], purchase: Purchase, wants: Sequence[Want] = ()
) -> OrderRefusal:
    """Return the refusal of an order with an agreement that its client may not use.

    Args:
        name: as it was named.
        usable: agreements he may use.
        found: of this name, and not among those; none where there is no such agreement at all.
        purchase: that it was for.
        wants: what makes it usable.
    """
    there = offered(name, map(label, usable))
    if row := latest(found):
        return _unusable(row, purchase, there, wants)
    cause = f"действующего соглашения «{name}» у клиента нет{there}"
    return OrderRefusal(cause, "Исправьте поле «Соглашение», {itself}.", reason="agreement")


def no_agreement_in_force(meant: Sequence[Row], purchase: Purchase, wants: Sequence[Want]) -> OrderRefusal:
    """Return the refusal of an order without an agreement in force, naming the one that ended last."""
    if row := latest(meant):
        return _unusable(row, purchase, "", wants)
    remedy = "Попросите завести соглашение в 1С или укажите его в поле «Соглашение»; после этого {itself}."
    if not purchase.kinds.individual:  # nobody can make one for this client
        remedy = (
            "Укажите типовое в поле «Соглашение» или попросите администратора назвать его в правилах обмена; "
            "после этого {itself}."
        )
    return OrderRefusal("у клиента нет действующего соглашения", remedy, reason="agreement", wants=wants)


def _unusable(agreement: Row, purchase: Purchase, there: str, wants: Sequence[Want]) -> OrderRefusal:
    cause, remedy = _FAULTS[agreement_fault(agreement, purchase) or "unapproved"]
    known_by = label(agreement)
    words = {
        "label": known_by if known_by.startswith("№") else f"«{known_by}»",
        "till": day_of(agreement, names.VALID_TILL),
        "since": day_of(agreement, names.VALID_FROM),
    }
    other = f"Укажите в поле «Соглашение» другое или {remedy}; после этого {{itself}}."
    return OrderRefusal(f"{cause.format(**words)}{there}", other, reason="agreement", wants=wants)


def day_of(row: Row, field: str) -> str:
    """Return a date of an agreement or contract as people write it; empty where it is not filled."""
    found = read_date(row[field])
    return day(found) if found else ""


def several_agreements(name: str, found: Sequence[Row]) -> OrderRefusal:
    """Return the refusal of an order that names its agreement as several are named; numbers tell them apart."""
    numbers = ", ".join(f"№ {number}" for row in found if (number := str(row[names.NUMBER] or "").strip()))
    cause = f"соглашений «{name}» несколько{f' ({numbers})' if numbers else ''}"
    return OrderRefusal(cause, "Укажите в поле «Соглашение» номер, {itself}.", reason="agreement")


def another_currency(currency: str, agreement: Row, known: str) -> OrderRefusal:
    """Return the refusal of an order in another currency than its agreement; `known`: code of the latter in 1C."""
    known_by, of_agreement = label(agreement), "такой валюты в 1С нет"
    if known:
        called = known_by if known_by.startswith("№") else f"«{known_by}»"
        of_agreement = f"соглашение {called} в валюте {known}"
    remedy = "Исправьте валюту сделки или укажите другое соглашение, {itself}."
    return OrderRefusal(f"сделка в валюте {currency}, {of_agreement}", remedy, reason="currency")


def no_warehouse_named(known: Sequence[str]) -> OrderRefusal:
    """Return the refusal of an order for which neither deal nor rules nor agreement name a warehouse."""
    cause = f"не указан склад{offered('', known)}"
    return OrderRefusal(cause, "Укажите его в поле «Склад», {itself}.", reason="warehouse")


def no_warehouse(name: str, known: Sequence[str]) -> OrderRefusal:
    """Return the refusal of an order whose warehouse is not in 1C."""
    return OrderRefusal(
        f"склада «{name}» нет в 1С{offered(name, known)}",
        "Исправьте поле «Склад» или попросите завести склад в 1С; после этого {itself}.",
        reason="warehouse",
    )


def marked_warehouse(name: str) -> OrderRefusal:
    """Return the refusal of an order whose warehouse is marked for deletion in 1C."""
    return OrderRefusal(
        f"склад «{name}» в 1С помечен на удаление",
        "Исправьте поле «Склад» или попросите снять пометку; после этого {itself}.",
        reason="warehouse",
    )


def several_warehouses(name: str) -> OrderRefusal:
    """Return the refusal of an order that names its warehouse as several of 1C are named."""
    return OrderRefusal(
        f"в 1С несколько складов «{name}»",
        "Попросите бухгалтера переименовать один или пометить лишний на удаление; после этого {itself}.",
        reason="warehouse",
    )


def no_contract(every: Sequence[Row], purchase: Purchase) -> OrderRefusal:
    """Return the refusal of an order whose agreement needs a contract, and whose client has none in force with us.

    Args:
        every: his contracts with our organisation; none of them may be used.
        purchase: that it was for.
    """
    row = latest(every)
    if row is None:
        cause = "у клиента нет действующего договора с нашей организацией, а соглашение его требует"
        return OrderRefusal(
            cause, "Попросите бухгалтера завести договор в 1С; после этого {itself}.", reason="contract"
        )
    if out_of_time(row, purchase.on) == "expired":
        cause = f"срок договора {contract_label(row)} истёк {day_of(row, names.VALID_TILL)}"
    else:
        cause = f"договор {contract_label(row)} действует только с {day_of(row, names.VALID_FROM)}"
    remedy = "Попросите бухгалтера продлить его или завести новый; после этого {itself}."
    return OrderRefusal(f"{cause}, а соглашение требует договора", remedy, reason="contract")


def no_such_contract(name: str, known: Sequence[Row]) -> OrderRefusal:
    """Return the refusal of an order whose client has contracts, but not the one that the rules name."""
    return OrderRefusal(
        f"договора «{name}» из правил обмена у клиента нет{offered(name, map(contract_label, known))}",
        _ONE_CONTRACT,
        reason="contract",
    )


def several_contracts(found: Sequence[Row]) -> OrderRefusal:
    """Return the refusal of an order whose client has several contracts, as nothing says which is meant."""
    there = offered("", map(contract_label, found))
    cause = f"у клиента несколько действующих договоров с нашей организацией{there}"
    return OrderRefusal(cause, _ONE_CONTRACT, reason="contract")


def own_choices(own: Sequence[Row], order: SalesOrder, purchase: Purchase) -> tuple[ListValue, ...]:
    """List a client's own agreements as choices for the deal, with number and client: others' have the same names.

    One that is over is not offered any more where it was.
    """
    whose = order.customer.name if order.customer else ""
    return tuple(
        ListValue(
            ref=Ref(system="onec", kind="agreement", id=str(row[standard.REF])),
            name=f"{label(row)} ({whose})" if whose else label(row),
            offered=may_be_offered(row, purchase.on, purchase.kinds),
        )
        for row in own
    )


def label(agreement: Row) -> str:
    """Return what people call an agreement: a typical one by its name, a client's own by its number."""
    number, name = (str(agreement.get(field) or "").strip() for field in (names.NUMBER, standard.DESCRIPTION))
    return f"№ {number}" if number and not agreement.get(names.TYPICAL) else name


def contract_label(contract: Row) -> str:
    """Return what people call a contract: its number, else its name."""
    number = str(contract.get(names.CONTRACT_NUMBER) or "").strip()
    return f"№ {number}" if number else str(contract.get(standard.DESCRIPTION) or "").strip()


def _organisation(name: str, inn: str) -> str:
    return f"«{name}»" if name else f"с ИНН {inn}"
