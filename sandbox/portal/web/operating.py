"""Operating seconds that the portal charges for a method, as the vendor's samples print them: proportions only.

Of services there is no sample; they are products.
"""

from typing import Final

from sandbox.portal.engine.fields import COMPANY
from sandbox.portal.engine.state import Record

SECONDS: Final = {
    "catalog.product.add": 0.69,
    "catalog.product.update": 0.76,
    "catalog.product.sku.add": 0.85,
    "catalog.product.offer.add": 0.56,
    "catalog.product.list": 0.35,
    "catalog.product.service.add": 0.69,
    "catalog.product.service.update": 0.76,
    "crm.requisite.add": 0.33,
    "crm.requisite.bankdetail.add": 0.09,
    "crm.address.add": 2.21,
}
FAMILIES: Final = {"catalog.price": 0.011, "catalog.section": 0.011}
"""Methods of which every verb takes as long."""
NEW_COMPANY_S: Final = 1.83


def seconds_of(method: str, params: Record, measured: float, *, hurry: float = 1.0) -> float:
    """Return the operating time charged for a call: by the table, so many times less, else the time it took here."""
    tabled = tabled_s(method, params)
    return measured if tabled is None else tabled / hurry


def tabled_s(method: str, params: Record) -> float | None:
    """Return the operating time that the table names for a call; None if it names none."""
    if method == "crm.item.add" and str(params.get("entityTypeId")) == str(COMPANY):
        return NEW_COMPANY_S
    return SECONDS.get(method) or FAMILIES.get(method.rpartition(".")[0])
