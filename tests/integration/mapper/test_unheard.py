"""What the broker did not take is published by the next run, as nothing was remembered of it before."""

import pytest

from services.mapper.handlers.contacts import ContactMapper
from services.mapper.handlers.products import DirectoryMapper
from shared.messages.contact import in_company
from shared.messages.envelope import wrap
from shared.messages.ring.facts import ContactChanged, PersonChanged
from shared.messages.ring.outcomes import CompanyUpserted, Pair, ProductUpserted
from shared.messages.things import Ref
from tests.integration.mapper import test_companies as companies
from tests.integration.mapper import test_company_merges as merges
from tests.integration.mapper import test_contacts as contacts
from tests.integration.mapper.test_directory import ITEM

PAIR = Pair(kind="contact", b24=contacts.CONTACT.id, onec=contacts.PERSON.id)


async def a_merged_company(links):
    await links.remember(companies.PAIRS)
    return companies.mapper_of(links).company_changed, merges.IN_PORTAL_MERGED


async def a_merged_partner(links):
    await links.remember(companies.PAIRS)
    return companies.mapper_of(links).partner_changed, merges.MERGED


async def a_merged_contact(links):
    await links.remember([contacts.COMPANIES, PAIR])
    became = in_company("8", contacts.COMPANY.id)
    message = ContactChanged(contact=contacts.IN_PORTAL, gone=True, became=became)
    return ContactMapper(links, contacts.vocabulary("both")).contact_changed, message


async def a_merged_person(links):
    await links.remember([contacts.COMPANIES, PAIR])
    became = contacts.PERSON.with_(id="0a000000-0000-4000-8000-000000000079")
    message = PersonChanged(contact=contacts.IN_ONEC, gone=True, became=became)
    return ContactMapper(links, contacts.vocabulary("both")).person_changed, message


async def a_product_in_place_of_a_deleted_one(links):
    await links.remember([Pair(kind="product", b24="501", onec=ITEM.id)])
    made = Ref(system="b24", kind="product", id="777")
    message = ProductUpserted(key=ITEM.key, source=ITEM, ref=made)
    return DirectoryMapper(links, "property172", "property174").product_upserted, message


async def a_company_that_a_contact_waits_for(links):
    await links.waiting.put(contacts.CONTACT, companies.PARTNER)
    source, ref = companies.PARTNER, companies.COMPANY
    message = CompanyUpserted(key=source.key, source=source, ref=ref, pairs=companies.PAIRS)
    return companies.mapper_of(links).company_upserted, message


async def a_merged_partner_whose_survivor_a_contact_waits_for(links):
    await links.waiting.put(contacts.CONTACT, merges.SURVIVOR)
    return await a_merged_partner(links)


@pytest.mark.parametrize(
    "begun",
    [
        a_merged_company,
        a_merged_partner,
        a_merged_contact,
        a_merged_person,
        a_product_in_place_of_a_deleted_one,
        a_company_that_a_contact_waits_for,
        a_merged_partner_whose_survivor_a_contact_waits_for,
    ],
)
async def test_what_the_broker_did_not_take_is_published_by_the_next_run(links, begun):
    handler, message = await begun(links)

    lost, again = [await handler(wrap(message, source="test"), message) for _ in range(2)]

    assert len(lost.publish) > 0
    assert list(again.publish) == list(lost.publish)
