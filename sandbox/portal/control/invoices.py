"""Smart invoices as people issue, change and delete them in the deal's card, by the portal's control interface."""

from sandbox.portal.control.cards import actor_of, check_keys, deal_of
from sandbox.portal.engine.failures import PortalError
from sandbox.portal.engine.fields import INVOICE
from sandbox.portal.engine.invoices import change_invoice, delete_invoice, issue_invoice
from sandbox.portal.engine.state import Portal, Record
from sandbox.portal.methods.items import read_values, shown

_NAMES = {"number": "accountNumber", "date": "begindate", "total": "opportunity", "stage": "stageId"}


def issue(portal: Portal, sent: Record) -> Record:
    """Issue a smart invoice as a person does in the deal's card, for the deal's sum unless `total` says another one."""
    check_keys(sent, {"deal", "by", *_NAMES})
    deal = deal_of(portal, int(sent["deal"]))
    values = {"parentId2": deal["id"], **_values(portal, sent)}
    return shown(portal, INVOICE, issue_invoice(portal, actor_of(deal, sent), values))


def change(portal: Portal, number: int, sent: Record) -> Record:
    """Change a smart invoice as a person does: number, date, sum, stage."""
    check_keys(sent, {"by", *_NAMES})
    record = _invoice_of(portal, number)
    change_invoice(portal, actor_of(record, sent), record, _values(portal, sent))
    return shown(portal, INVOICE, record)


def delete(portal: Portal, number: int, sent: Record) -> None:
    """Delete a smart invoice as a person does."""
    record = _invoice_of(portal, number)
    delete_invoice(portal, actor_of(record, sent), record)


def _values(portal: Portal, sent: Record) -> Record:
    named = {_NAMES[key]: value for key, value in sent.items() if key in _NAMES}
    return read_values(portal, INVOICE, named, None)


def _invoice_of(portal: Portal, number: int) -> Record:
    record = portal.items[INVOICE].get(number)
    if record is None:
        raise PortalError(404, "NOT_FOUND", f"no invoice {number}")
    return record
