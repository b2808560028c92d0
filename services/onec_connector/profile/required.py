"""Gathers the names that a base must have from where they are spelt (`objects`)."""

from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Final, TypeVar

from services.onec_connector.objects import (
    additional,
    agreement,
    bank_account,
    characteristic,
    client_price,
    contact,
    contact_person,
    dictionary,
    item,
    item_kind,
    legal_entity,
    order,
    organisation,
    partner,
    price,
    state,
    switches,
    user,
    versions,
)
from services.onec_connector.objects.declared import BaseObject, Enumeration, Function

MODULES: Final = (
    order,
    state,
    partner,
    legal_entity,
    contact_person,
    contact,
    bank_account,
    organisation,
    user,
    item,
    price,
    client_price,
    item_kind,
    characteristic,
    agreement,
    dictionary,
    additional,
    switches,
    versions,
)
Declared = TypeVar("Declared", BaseObject, Enumeration)


def _declared(kind: type[Declared]) -> Iterator[Declared]:
    for module in MODULES:
        yield from _in_module(module, kind)


def _in_module(module: ModuleType, kind: type[Declared]) -> Iterator[Declared]:
    for one in vars(module).values():
        yield from (each for each in (one if isinstance(one, tuple) else (one,)) if isinstance(each, kind))


def _by_name() -> Mapping[str, BaseObject]:
    """Index declared 1C objects by name; raise `ValueError` if two modules declare one."""
    found: dict[str, BaseObject] = {}
    for one in _declared(BaseObject):
        for name in one.names:
            if found.setdefault(name, one) is not one:
                raise ValueError(f"{name} is declared twice")
    return found


OBJECTS: Final[Mapping[str, BaseObject]] = _by_name()
"""By the name of the set or row type."""

ENUMERATIONS: Final[Mapping[str, Enumeration]] = {one.name: one for one in _declared(Enumeration)}

REQUIRED: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(field for field, of in one.fields.items() if of is None)
    for name, one in OBJECTS.items()
    if one.of is None
}
"""Set (or row type) → fields without which nothing works."""

VALUES: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(value for value, of in one.values.items() if of is None) for name, one in ENUMERATIONS.items()
}
"""Enumeration → values without which nothing works."""

FUNCTIONS: Final[Mapping[Function, Mapping[str, frozenset[str]]]] = {
    function: {
        name: frozenset(field for field, of in one.fields.items() if of == function)
        for name, one in OBJECTS.items()
        if function in {one.of, *one.fields.values()}
    }
    for function in {of: None for one in OBJECTS.values() for of in (one.of, *one.fields.values()) if of}
}
"""What only a function needs: set (or row type) → fields."""
