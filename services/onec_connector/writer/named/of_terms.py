"""What a 1C order takes from its contract and its agreement beside the terms themselves. Pure."""

from collections.abc import Mapping
from typing import Any

from services.onec_connector.base.wire import Row
from services.onec_connector.objects import agreement as names
from services.onec_connector.objects import order as order_names
from services.onec_connector.vocabulary.money import number
from services.onec_connector.vocabulary.reference import is_empty

_BESIDE: Mapping[str, str] = {
    names.FINANCE_GROUP: order_names.FINANCE_GROUP,
    names.ACTIVITY: order_names.ACTIVITY,
}
_ACCOUNTS: Mapping[str, str] = {
    names.CONTRACT_ACCOUNT: order_names.ACCOUNT,
    names.CONTRACT_CLIENT_ACCOUNT: order_names.CLIENT_ACCOUNT,
}


def beside(*terms: Row) -> Mapping[str, str]:
    """Return the fields that a 1C order takes from its contract, else from its agreement."""
    return {
        in_order: next(str(one[name]) for one in terms if not is_empty(one.get(name)))
        for name, in_order in _BESIDE.items()
        if any(not is_empty(one.get(name)) for one in terms)
    }


def accounts_of(contract: Row) -> Mapping[str, str]:
    """Return the bank accounts, ours and the client's, that a contract names for its orders."""
    return {in_order: str(contract[name]) for name, in_order in _ACCOUNTS.items() if not is_empty(contract.get(name))}


def packaging_of(agreement: Row) -> Mapping[str, Any]:
    """Return what a 1C order has of its agreement about returnable packaging: 1C asks no deposit where it stays."""
    if names.RETURNS_PACKAGING not in agreement:
        return {}
    returned = bool(agreement[names.RETURNS_PACKAGING])
    return {
        order_names.RETURNS_PACKAGING: returned,
        order_names.PACKAGING_DAYS: int(number(agreement.get(names.PACKAGING_DAYS))),
        order_names.PACKAGING_DEPOSIT: returned and bool(agreement.get(names.PACKAGING_DEPOSIT)),
    }


def is_apart(agreement: Row) -> bool | None:
    """Tell whether an agreement wants its orders supplied apart from others; None: nobody says."""
    return bool(agreement[names.SUPPLIED_APART]) if names.SUPPLIED_APART in agreement else None


def regime_of(contract: Row) -> str:
    """Return the tax regime a contract names; empty if there is none or it leaves that to the document."""
    if contract.get(names.CONTRACT_LEAVES_REGIME):
        return ""
    return str(contract.get(names.CONTRACT_TAX_REGIME) or "")
