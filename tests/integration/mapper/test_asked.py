"""Who only asks what facts would become has nothing changed."""

from services.mapper import ask
from services.mapper.handlers.contacts import ContactMapper
from shared.bus.lane import Lane
from shared.messages.contact import in_company
from shared.messages.envelope import wrap
from shared.messages.party import Company
from shared.messages.ring.facts import CompanyChanged, ContactChanged, PartnerChanged, PersonChanged
from shared.messages.ring.outcomes import CompanyRefused, Pair
from shared.messages.things import LegalEntity
from tests.integration.mapper import test_companies, test_contacts
from tests.integration.mapper.test_companies import COMPANY, IN_ONEC, IN_PORTAL, PAIRS, PARTNER, take
from tests.integration.mapper.test_companies_in_doubt import WHICH_COMPANY
from tests.integration.mapper.test_contacts import CONTACT, PERSON

mapper = test_companies.mapper
ANOTHER = in_company("9", "17")


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


async def test_who_only_asks_of_contacts_changes_nothing(links):
    contacts = ContactMapper(links, test_contacts.vocabulary("both"))
    known = Pair(kind="contact", b24=CONTACT.id, onec=PERSON.id)
    await links.remember([test_contacts.COMPANIES, known])
    await links.waiting.put(ANOTHER, COMPANY)
    alone = test_contacts.IN_PORTAL.with_(ref=in_company("8", "18"), company=None)

    for handler, fact in (
        (contacts.contact_changed, ContactChanged(contact=test_contacts.IN_PORTAL, gone=True)),
        (contacts.contact_changed, ContactChanged(contact=test_contacts.IN_PORTAL.with_(ref=ANOTHER))),
        (contacts.contact_changed, ContactChanged(contact=alone)),
        (contacts.person_changed, PersonChanged(contact=test_contacts.IN_ONEC, gone=True)),
    ):
        await handler(wrap(fact, source="test"), fact)

    assert not (await links.contact(CONTACT)).more.get("gone")
    assert await links.waiting.of([COMPANY.key, "company:18"]) == [ANOTHER.key]


async def test_who_asks_hears_also_of_those_whom_the_other_side_would_refuse(links, mapper, monkeypatch):
    contacts, said = ContactMapper(links, test_contacts.vocabulary("both")), []
    await links.remember([test_contacts.COMPANIES])
    mistyped = PartnerChanged(
        company=IN_ONEC.with_(
            ref=PARTNER.with_(id="0a000000-0000-4000-8000-000000000043"),
            legal_entities=(LegalEntity(inn="7707083894"),),
        )
    )
    nameless = PersonChanged(contact=test_contacts.IN_ONEC.with_(last_name="", first_name=""))

    async def heard():
        for fact in (
            mistyped,
            nameless,
            PersonChanged(contact=test_contacts.IN_ONEC),
            CompanyChanged(company=IN_PORTAL),
        ):
            yield fact

    monkeypatch.setattr(ask, "heard", heard)
    monkeypatch.setattr(ask, "say", lambda message, *, by: said.append((message.source, message.may_create, by)))
    lane = Lane(group="directory", handlers=(*mapper.handlers(), *contacts.handlers()))

    await ask.answer(lane, mapper, contacts)

    assert said == [
        (ref, made, "mapper")
        for ref, made in ((mistyped.ref, False), (nameless.ref, False), (PERSON, True), (COMPANY, True))
    ]
