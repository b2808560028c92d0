"""The recycle bin as people use it: a deal, company or contact that was deleted comes back, under a new id."""

from starlette.requests import Request

from sandbox.portal.control import cards, parties
from sandbox.portal.control.endpoint import Work
from sandbox.portal.engine.fields import COMPANY, CONTACT, DEAL
from sandbox.portal.engine.recycle_bin import restore
from sandbox.portal.engine.state import Actor, Portal, Record

RESTORED = {"deals": DEAL, "companies": COMPANY, "contacts": CONTACT}


def restored(portal: Portal, kind: int) -> Work:
    """Return the control interface's endpoint that restores what was deleted under an id; it shows the new card."""

    def work(request: Request, sent: Record) -> Record:
        cards.check_keys(sent, {"by"})
        record = restore(portal, Actor(int(sent.get("by") or 1)), kind, int(request.path_params["id"]))
        return cards.card(portal, record) if kind == DEAL else parties.party_card(portal, kind, record)

    return work
