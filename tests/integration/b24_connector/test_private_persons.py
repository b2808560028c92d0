"""Private buyers: a contact with a deal of his own and a partner of 1C of kind «Частное лицо» follow each other."""

import pytest

from sandbox.portal.control import parties
from sandbox.portal.engine.fields import COMPANY, CONTACT
from sandbox.portal.engine.state import Actor
from sandbox.portal.methods.merging import merge
from services.b24_connector.ask import tell_private
from services.b24_connector.vocabulary.names import ORIGINATOR
from shared.bus.errors import DoubtfulWrite
from shared.messages.party import PRIVATE_GROUPS, CompanyGroup
from shared.messages.ring.facts import ContactTouched
from shared.messages.ring.outcomes import CompanyRefused
from shared.messages.ring.told import Told
from tests.integration.b24_connector.company_office import guid, onec
from tests.integration.b24_connector.private_office import (
    NAME,
    OTHER_PHONE,
    PHONE,
    contact_ref,
)


def edited(fact) -> set[CompanyGroup]:
    latest = max(stamp.edited for stamp in fact.company.groups.values())
    return {group for group, stamp in fact.company.groups.items() if stamp.edited == latest}


# The portal tells.


async def test_a_contact_with_a_deal_of_his_own_is_told_as_a_private_person(shop):
    contact = shop.typed(email="anna@home.test")

    (fact,) = await shop.handle()

    told = fact.company
    assert (told.ref, told.kind, told.name) == (contact_ref(contact), "person", NAME)
    assert (told.phones, told.emails) == ((PHONE,), ("anna@home.test",))
    assert told.groups.keys() == PRIVATE_GROUPS
    assert await shop.handle() == []


async def test_who_does_not_buy_for_himself_is_not_told(shop):
    company = parties.create_of(shop.simulated, COMPANY, {"title": "Ромашка"})["item"]["id"]
    shop.typed(buys=False)
    of_both = shop.typed(company=company)
    of_company = shop.typed(buys=False)
    shop.deal_of(of_company, companyId=company)

    assert await shop.handle() == []
    assert await shop.reader.private.would_tell(str(of_both)) is None


async def test_a_mark_that_may_be_a_contact_persons_is_not_taken_for_a_partner(shop):
    shop.typed(fields={"originatorId": ORIGINATOR, "originId": guid(9)})

    (fact,) = await shop.handle()

    assert fact.company.origin is None


async def test_each_edit_is_told_as_one_of_its_group(shop):
    contact = shop.typed()
    await shop.handle()

    for words, group in (
        ({"lastName": "Петрова"}, CompanyGroup.NAME),
        ({"phone": OTHER_PHONE}, CompanyGroup.COMMUNICATIONS),
        ({"email": "new@home.test"}, CompanyGroup.COMMUNICATIONS),
    ):
        shop.edit(contact, **words)
        (fact,) = await shop.handle()
        assert edited(fact) == {group}


async def test_one_who_gets_a_company_afterwards_is_told_on(shop):
    contact = shop.typed()
    await shop.handle()
    company = parties.create_of(shop.simulated, COMPANY, {"title": "Ромашка"})["item"]["id"]

    shop.edit(contact, company=company, phone=OTHER_PHONE)
    (fact,) = await shop.handle()

    assert (fact.ref, fact.company.phones) == (contact_ref(contact), (OTHER_PHONE,))


async def test_a_deleted_one_is_told_gone_once_and_whenever_asked(shop):
    contact = shop.typed()
    await shop.handle()
    shop.delete(contact)

    (fact,) = await shop.handle()
    shop.touches.append(ContactTouched(ref=contact_ref(contact), force=True))

    assert await shop.handle() == [fact]
    assert (fact.gone, fact.became, fact.company.kind, fact.company.name) == (True, None, "person", NAME)


@pytest.mark.parametrize(("compared", "phone"), [("digits", PHONE), ("typed", "89161234567")])
async def test_the_namesake_that_has_the_phones_of_a_merged_one_took_its_place(shop, compared, phone):
    shop.simulated.switches.change({"duplicate_phones": compared})
    dead, kept = shop.typed(phone=phone), shop.typed(phone=OTHER_PHONE)
    shop.typed(lastName="Петрова")
    await shop.handle()
    rows = shop.simulated.items[CONTACT].rows

    merge(shop.simulated, Actor(1), CONTACT, rows[kept], [rows[dead]])
    facts = {one.ref.id: one for one in await shop.handle()}

    assert (facts[str(dead)].gone, facts[str(dead)].became) == (True, contact_ref(kept))
    assert set(facts[str(kept)].company.phones) == {PHONE, OTHER_PHONE}


# 1C says.


async def test_a_private_partner_becomes_a_contact_with_his_parts_of_the_name(shop):
    outcome = await shop.partner(emails=("anna@home.test",))

    assert outcome.ref.kind == "contact"
    assert shop.name(outcome) == ("Иванова", "Анна", "Ивановна")
    assert [one["value"] for one in shop.card(outcome)["item"]["fm"]] == [PHONE, "anna@home.test"]
    assert await shop.handle() == []


async def test_a_contact_made_for_an_order_is_the_directorys_too(shop):
    contact = await shop.order_names()
    assert await shop.handle() == []

    shop.edit(int(contact), phone=OTHER_PHONE)
    (fact,) = await shop.handle()

    assert (fact.ref, fact.company.origin) == (contact_ref(contact), onec("partner", 1))
    assert edited(fact) == {CompanyGroup.COMMUNICATIONS}
    assert shop.private.entities.keys() == {f"partner:{guid(1)}"}


async def test_a_phone_that_1c_says_no_more_goes_and_a_messenger_stays(shop):
    messenger = {"typeId": "IM", "valueType": "TELEGRAM", "value": "anna"}
    contact = shop.typed(fields={"fm": [messenger, {"typeId": "PHONE", "valueType": "WORK", "value": PHONE}]})
    await shop.handle()

    communications = (CompanyGroup.COMMUNICATIONS,)
    await shop.partner(ref=contact, phones=(OTHER_PHONE,), groups=communications, known=10**6)

    assert [one["value"] for one in shop.card(contact)["item"]["fm"]] == ["anna", OTHER_PHONE]


async def test_a_contact_that_was_edited_meanwhile_is_told_first(shop):
    contact = shop.typed()
    await shop.handle()
    shop.edit(contact, lastName="Сидорова")

    await shop.partner(ref=contact, name="Петрова Анна Ивановна", groups=(CompanyGroup.NAME,))

    assert shop.name(contact) == ("Сидорова", "Анна", "Ивановна")


async def test_the_only_namesake_with_the_phone_is_merely_found(shop):
    contact = shop.typed(buys=False)

    found = await shop.run(shop.command(emails=("new@home.test",)))

    assert (found.ref, found.found.target) == (contact_ref(contact), NAME)
    assert len(shop.everybody()) == 1


async def test_another_name_with_the_phone_is_a_doubt_or_not_as_the_rules_say(shop):
    shop.typed(lastName="Сидорова", name="Ольга", secondName="")

    refused = await shop.run(shop.command())
    assert isinstance(refused, CompanyRefused)
    assert [(one.kind, one.thing) for one in refused.doubts] == [("client", onec("partner", 1))]
    assert "Сидорова Ольга" in refused.told[0].text

    made = await shop.run(shop.command(shared="create"))
    assert made.ref is not None
    assert "Сидорова Ольга" in made.told[0].text


async def test_several_namesakes_with_the_phone_are_a_doubt_whatever_the_rules_say(shop):
    shop.typed()
    shop.typed()

    refused = await shop.run(shop.command(shared="create"))

    assert [len(one.candidates) for one in refused.doubts] == [2]


async def test_one_whom_a_person_has_separated_is_passed_over(shop):
    contact = shop.typed()

    made = await shop.run(shop.command(apart=(str(contact),)))

    assert made.ref.id not in {"", str(contact)}


async def test_a_contact_whose_answer_was_lost_is_found_and_nobodys_edit(shop):
    command = shop.command()
    shop.wire.dies_at = "crm.item.add"
    with pytest.raises(DoubtfulWrite):
        await shop.run(command)

    outcome = await shop.run(command)

    assert [str(one["id"]) for one in shop.everybody()] == [outcome.ref.id]
    assert await shop.handle() == []


async def test_a_deleted_contact_stays_deleted(shop):
    outcome = await shop.partner()
    shop.delete(int(outcome.ref.id))
    await shop.handle()

    await shop.run(shop.command(ref=outcome.ref.id, phones=(OTHER_PHONE,)))

    assert shop.everybody() == []


async def test_what_is_to_be_told_stands_in_the_contacts_card_once(shop):
    contact = shop.typed()
    told = Told(topic="state", text="Помечен на удаление")

    await shop.note(contact, told)
    await shop.note(contact, told)

    assert shop.card(contact)["comments"] == [told.text]


async def test_what_would_become_of_private_partners_is_said_without_writing(shop):
    contact = shop.typed()
    shop.typed(lastName="Сидорова", name="Ольга", secondName="", phone=OTHER_PHONE)

    weighed = [
        await shop.trial.company(one)
        for one in (
            shop.command(1),
            shop.command(2, ref=contact),
            shop.command(3, ref=contact, name="Петрова Анна Ивановна", known=10**6),
            shop.command(4, phones=(OTHER_PHONE,)),
            shop.command(5, name="Новый Пётр", phones=("+79160000001",)),
        )
    ]

    assert [one.would for one in weighed] == ["link", "same", "change", "doubtful", "create"]
    assert weighed[0].counterpart == f"contact:{contact}"


async def test_a_load_tells_who_buys_for_himself_and_nobody_else(shop):
    company = parties.create_of(shop.simulated, COMPANY, {"title": "Ромашка"})["item"]["id"]
    buyer = shop.typed()
    shop.typed(buys=False, phone=OTHER_PHONE)
    shop.typed(company=company, phone="+79160000003")

    assert [fact.ref async for fact in tell_private(shop.portal, shop.reader.private)] == [contact_ref(buyer)]
    assert shop.private.entities == {}
