"""Reads our own organisations from the portal: companies of its own, by the INN of their requisites."""

from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import COMPANY, requisites_of, rows_at
from services.b24_connector.vocabulary.values import identity
from shared.canon.keys import tax_numbers

_REQUISITES = requisites_of(COMPANY)


async def own_organisations(portal: Portal) -> dict[str, str]:
    """Return the titles of the portal's own companies by INN.

    Raises:
        Retryable: the portal does not answer.
        PortalRefusal: the webhook lacks a right.
    """
    own = await portal.pages(
        "crm.item.list",
        {"entityTypeId": COMPANY, "filter": {"isMyCompany": "Y"}, "select": ["id", "title"], "order": {"id": "ASC"}},
        rows=rows_at("items"),
    )
    found: dict[str, str] = {}
    for company in own:
        for requisite in await portal.gather(_REQUISITES, str(company["id"])):
            inn, _ = tax_numbers(identity(requisite.get("RQ_INN")), identity(requisite.get("RQ_KPP")))
            if inn:
                found.setdefault(inn, str(company.get("title") or inn))
    return found
