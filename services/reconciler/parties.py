"""Compares who stands in a deal and in its order: client, contact, manager, our organisation. Pure.

A manager or organisation that the deal does not name is no difference: the order's is the rules' choice then. A client
always is named: one taken out of the deal is waited for until somebody names one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from services.reconciler.differences import NOTHING, Difference
from shared.canon.keys import all_emails, same_firm, same_person, shares_word, tax_numbers
from shared.messages.order import SalesOrder
from shared.messages.things import Customer, LegalEntity, Manager, Organisation, PartyKind, Person, Thing
from shared.rules import Rules

_KINDS: Final[Mapping[PartyKind, str]] = {"company": "", "sole_trader": "ИП", "person": "физлицо"}
_OF_ONE_MAN: Final = {"sole_trader", "person"}


@dataclass(frozen=True, slots=True)
class Managers:
    """The active employees of either side; empty for a side that has not reported them."""

    b24: tuple[Manager, ...] = ()
    onec: tuple[Manager, ...] = ()


def party_differences(deal: SalesOrder, order: SalesOrder, rules: Rules, staff: Managers) -> Iterator[Difference]:
    """Yield the differences of client, contact, manager and organisation between a deal and its order.

    Args:
        deal: as a command to 1C would name things.
        order: as it stands in 1C.
        rules: the customer's: who stands in for employees without a counterpart.
        staff: who has one.
    """
    if deal.manager and not _same_manager(deal.manager, order.manager, rules, staff):
        yield Difference("manager", _name(deal.manager), _name(order.manager))
    if deal.organisation and not _same_organisation(deal.organisation, order.organisation):
        yield Difference("organisation", _legal(deal.organisation), _legal(order.organisation))
    if not _same_customer(deal.customer, order.customer, is_born=order.origin is None):
        ours, theirs = _client(deal.customer), _client(order.customer)
        more = _unlike(deal.customer, order.customer, named=theirs != ours)
        yield Difference("client", ours, ", ".join(part for part in (theirs, more) if part))
    if not _same_contact(deal, order):
        ours, theirs = _name(deal.person), _name(order.person)
        yield Difference("contact", ours, f"{theirs}, другая карточка" if theirs == ours else theirs)


def _same_manager(wanted: Manager, found: Manager | None, rules: Rules, staff: Managers) -> bool:
    if found is None:
        return False
    return _is_one(wanted, found) or _stands_in(wanted, found, rules, staff)


def _stands_in(wanted: Manager, found: Manager, rules: Rules, staff: Managers) -> bool:
    """Tell whether a manager stands in for an employee whom the other side does not have."""
    default = rules.manager_default
    if default.onec and _is_named(found, default.onec):
        return not any(_is_one(wanted, one) for one in staff.onec)
    names = [default.b24, *(pair.onec for pair in rules.managers if pair.b24 == default.b24)] if default.b24 else []
    if any(_is_named(wanted, name) for name in names):
        return not any(_is_one(one, found) for one in staff.b24)
    return False


def _is_one(one: Manager, other: Manager) -> bool:
    if {*all_emails([one.email])} & {*all_emails([other.email])}:
        return True
    return same_person(one.name, other.name)


def _is_named(manager: Manager, name: str) -> bool:
    return name.casefold() in {manager.email.casefold(), manager.name.casefold()}


def _same_organisation(wanted: Organisation, found: Organisation | None) -> bool:
    if found is None:
        return False
    if wanted.inn and found.inn:
        return _numbers(wanted)[0] == _numbers(found)[0]
    return _same_ref(wanted, found) or same_firm(wanted.name, found.name)


def _same_customer(wanted: Customer | None, found: Customer | None, *, is_born: bool) -> bool:
    if wanted is None or found is None:
        return wanted is found
    if found.legal_entity is not None and found.legal_entity.is_strange:
        return False
    same, entities = _same_ref(wanted, found), _same_entity(wanted.legal_entity, found.legal_entity)
    if same is False:
        return bool(entities) and _follows_from_entity(wanted, found, is_born=is_born)
    if entities is not None:
        return entities
    return same or _same_name(wanted, found)


def _follows_from_entity(wanted: Customer, found: Customer, *, is_born: bool) -> bool:
    """Tell whether an order's partner is the owner of its legal entity, or a part of him where the deal names him.

    The writer names the former itself, and leaves an order with the latter. An order that was born in 1C has got its
    deal by the requisites of its legal entity: of a company without a word of his name they may be there by mistake.
    """
    owner = found.legal_entity.owner if found.legal_entity else None
    if owner is not None and owner == found.ref:
        return not is_born or any(shares_word(wanted.name, name) for name in _names(found))
    return owner is not None and owner == wanted.ref and found.is_part


def _unlike(wanted: Customer | None, found: Customer | None, *, named: bool) -> str:
    """Say what is another one in an order's client where his name does not say it; `named`: it does.

    That his legal entity is another client's is said all the same.
    """
    if found is not None and found.legal_entity is not None and found.legal_entity.is_strange:
        return "контрагент другого партнёра"
    if named:
        return ""
    return "другой партнёр" if _same_ref(wanted, found) is False else "другой контрагент"


def _same_name(wanted: Customer, found: Customer) -> bool:
    """Compare clients of whom one has neither a pair nor a number: a private person is no firm, whatever his name."""
    ours, theirs = _names(wanted), _names(found)
    if not ours or not theirs:
        return True
    kinds = [one.kind == "person" for one in (wanted, found)]
    same = same_person if all(kinds) else same_firm
    return kinds[0] == kinds[1] and any(same(one, other) for one in ours for other in theirs)


def _names(one: Customer) -> list[str]:
    entity = one.legal_entity
    return [name for name in (one.name, entity.name if entity else "", entity.full_name if entity else "") if name]


def _same_entity(wanted: LegalEntity | None, found: LegalEntity | None) -> bool | None:
    """Compare the legal entities of a deal and its order by their numbers; None: they cannot be compared.

    Two that the numbers do not tell apart are one unless each has a pair of its own: 1C has the client twice. A sole
    trader has the INN of himself as a private person, who is another client unless the two are a pair.
    """
    if wanted is None or found is None:
        return None
    (inn, kpp), (other_inn, other_kpp) = _numbers(wanted), _numbers(found)
    if inn and other_inn:
        if {wanted.kind, found.kind} == _OF_ONE_MAN and not _same_ref(wanted, found):
            return False
        is_one = inn == other_inn and (not kpp or not other_kpp or kpp == other_kpp)
        return is_one and _same_ref(wanted, found) is not False
    if wanted.foreign_number and found.foreign_number:
        return _abroad(wanted) == _abroad(found) and _same_ref(wanted, found) is not False
    return _same_ref(wanted, found)


def _abroad(one: LegalEntity) -> tuple[str, str]:
    return one.country, "".join(filter(str.isalnum, one.foreign_number)).casefold()


def _same_contact(deal: SalesOrder, order: SalesOrder) -> bool:
    """Compare the contact persons of a deal and its order; a private person needs none beside himself."""
    wanted, found = deal.person, order.person
    same = _same_ref(wanted, found)
    is_himself = deal.customer is not None and deal.customer.kind == "person"
    if same is not None or is_himself:
        return same is not False
    ours, theirs = _called(wanted), _called(found)
    if wanted is None or found is None:
        return not ours and not theirs
    return not ours or not theirs or same_person(ours, theirs)


def _called(person: Person | None) -> str:
    """Return the name of a contact person as «Фамилия Имя Отчество», or as a whole; empty: nobody can be made of it."""
    if person is None:
        return ""
    words = (person.last_name, person.first_name, person.second_name)
    return person.name or " ".join(word for word in words if word)


def _numbers(one: LegalEntity | Organisation) -> tuple[str, str]:
    return tax_numbers(one.inn, one.kpp)


def _same_ref(wanted: Thing | None, found: Thing | None) -> bool | None:
    """Compare two parties of a deal and its order by 1C's id; None: one of them has none."""
    if wanted is None or found is None or wanted.ref is None or found.ref is None:
        return None
    if (wanted.ref.system, wanted.ref.kind) != (found.ref.system, found.ref.kind):
        return None
    return wanted.ref.id == found.ref.id


def _name(thing: Manager | Thing | None) -> str:
    if thing is None:
        return NOTHING
    return thing.name or (thing.email if isinstance(thing, Manager) else "") or "без имени"


def _legal(one: Organisation | LegalEntity | None) -> str:
    if one is None:
        return NOTHING
    inn = f"ИНН {one.inn}" if one.inn else ""
    return ", ".join(part for part in (one.name, inn) if part) or "без названия"


def _client(one: Customer | None) -> str:
    if one is None:
        return NOTHING
    entity = one.legal_entity
    inn = f"ИНН {entity.inn}" if entity and entity.inn else ""
    kpp = f"КПП {entity.kpp}" if entity and entity.kpp else ""
    name = one.name or (entity.name if entity else "")
    return ", ".join(part for part in (name, _KINDS[entity.kind] if entity else "", inn, kpp) if part) or "без названия"
