"""Links between deals and requisites: which the portal makes by itself, and which requisites may be linked."""

from .fields import COMPANY, CONTACT, DEAL
from .state import Portal, Record


def requisites_of(portal: Portal, kind: int, number: int) -> list[Record]:
    """Return a company's or contact's requisites without mere carriers of addresses, oldest first."""
    wanted = (kind, number)
    return [
        row
        for row in portal.table("requisite")
        if (row["ENTITY_TYPE_ID"], row["ENTITY_ID"]) == wanted and row.get("ADDRESS_ONLY") != "Y"
    ]


def client_requisites(portal: Portal, deal: Record) -> list[Record]:
    """Return the requisites that may be linked to a deal: of its company, else of its contacts."""
    if deal["companyId"]:
        return requisites_of(portal, COMPANY, deal["companyId"])
    return [row for number in deal["contactIds"] for row in requisites_of(portal, CONTACT, number)]


def relink_client(portal: Portal, deal: Record) -> None:
    """Link the first requisite of a deal's client to the deal, unless the present link still fits the client."""
    key = (DEAL, deal["id"])
    possible = client_requisites(portal, deal)
    link = portal.links.get(key)
    if link and any(row["ID"] == link["REQUISITE_ID"] for row in possible):
        return
    portal.links.pop(key, None)
    if possible and portal.switches.auto_link_requisite:
        bank = next((row["ID"] for row in portal.table("bankdetail") if row["ENTITY_ID"] == possible[0]["ID"]), 0)
        portal.links[key] = {
            "ENTITY_TYPE_ID": DEAL,
            "ENTITY_ID": deal["id"],
            "REQUISITE_ID": possible[0]["ID"],
            "BANK_DETAIL_ID": bank,
            "MC_REQUISITE_ID": 0,
            "MC_BANK_DETAIL_ID": 0,
        }
