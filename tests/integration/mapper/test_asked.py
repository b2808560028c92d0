"""Who only asks what facts would become has nothing changed."""

from shared.messages.envelope import wrap
from shared.messages.party import Company
from shared.messages.ring.facts import CompanyChanged, PartnerChanged
from shared.messages.ring.outcomes import CompanyRefused
from tests.integration.mapper import test_companies
from tests.integration.mapper.test_companies import COMPANY, IN_ONEC, IN_PORTAL, PAIRS, PARTNER, take
from tests.integration.mapper.test_companies_in_doubt import WHICH_COMPANY

mapper = test_companies.mapper


async def test_who_only_asks_changes_nothing(mapper, links):
    await links.remember(PAIRS)
    await take(mapper.company_changed, CompanyChanged(company=Company(ref=COMPANY), gone=True))
    refused = CompanyRefused(key=PARTNER.key, source=PARTNER, reason="ambiguous_customer", doubts=(WHICH_COMPANY,))
    await take(mapper.company_refused, refused)
    before = await links.company(COMPANY), await links.doubts.all()

    for handler, fact in (
        (mapper.company_changed, CompanyChanged(company=IN_PORTAL)),
        (mapper.partner_changed, PartnerChanged(company=IN_ONEC.with_(kind="person"))),
    ):
        await handler(wrap(fact, source="test"), fact)

    assert (await links.company(COMPANY), await links.doubts.all()) == before
