"""What a 1C order takes from its contract and its agreement beside the terms themselves. Pure."""

from collections.abc import Mapping

from services.onec_connector.base.wire import Row
from services.onec_connector.objects import agreement as names
from services.onec_connector.objects import order as order_names
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


def regime_of(contract: Row) -> str:
    """Return the tax regime a contract names; empty if there is none or it leaves that to the document."""
    if contract.get(names.CONTRACT_LEAVES_REGIME):
        return ""
    return str(contract.get(names.CONTRACT_TAX_REGIME) or "")
