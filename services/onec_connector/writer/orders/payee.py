"""Whose accounts, cash desk and signatures a 1C order has: those of its own organisation and client, or none. Pure.

1C fills an order before it is told whose it is, with the account of the organisation that its user sells for most, and
prints the owner of that account as the payee; without one, the order's organisation.
"""

from collections.abc import Mapping
from typing import Final

from services.onec_connector.base.wire import Row
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.reference import is_empty
from services.onec_connector.writer.orders.draft import ResolvedOrder

_OF_ORGANISATION: Final = (names.ACCOUNT, names.CASH_DESK, names.HEAD, names.CHIEF_ACCOUNTANT)


def of_new_order(found: ResolvedOrder) -> Row:
    """Return what a new order is to have in place of what 1C fills it with; nothing where that can only be right."""
    guessed = () if found.sole_firm else _OF_ORGANISATION
    return {**dict.fromkeys(guessed, standard.NO_REF), **found.terms.accounts}


def of_other_parties(found: ResolvedOrder, document: Row, body: Row) -> Row:
    """Return what an order must not keep of a former organisation or client; of those that stay nothing is touched.

    Args:
        found: what the command names.
        document: the order as it stands.
        body: fields that are written.
    """
    left: list[str] = []
    if body.get(names.ORGANISATION, document[names.ORGANISATION]) != document[names.ORGANISATION]:
        left += _OF_ORGANISATION
    if body.get(names.LEGAL_ENTITY, document[names.LEGAL_ENTITY]) != document[names.LEGAL_ENTITY]:
        left.append(names.CLIENT_ACCOUNT)
    wanted = {name: found.terms.accounts.get(name, standard.NO_REF) for name in left}
    return {name: value for name, value in wanted.items() if document.get(name, standard.NO_REF) != value}


def loses_account(body: Row, before: Mapping[str, object]) -> bool:
    """Tell whether an order is left without the bank account of ours that it had."""
    return body.get(names.ACCOUNT) == standard.NO_REF and not is_empty(before.get(names.ACCOUNT))
