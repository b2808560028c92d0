"""Private buyers: a contact and a partner of 1C that are one person become commands for one another."""

import pytest

from services.mapper.handlers.companies import CompanyMapper
from services.mapper.handlers.orders import Mapper
from services.mapper.vocabulary import Vocabulary
from shared.messages.groups import Stamp
from shared.messages.party import Company, CompanyGroup
from shared.messages.ring.commands import CompanyNote, CompanyUpsert, PartnerUpsert
from shared.messages.ring.facts import CompanyChanged, CompanyTouched, ContactTouched, PartnerChanged, PartnerTouched
from shared.messages.ring.outcomes import (
    CompanyUpserted,
    KeyMatch,
    OrderUpserted,
    Pair,
    PartnerRefused,
    PartnerUpserted,
)
from shared.messages.ring.told import Told
from shared.messages.things import Ref, Thing
from shared.rules.directory import CompanyRules, ContactRules, DirectoryRules
from tests.delivered import delivered_rules
from tests.integration.mapper.test_companies import take

CONTACT, OTHER = (Ref(system="b24", kind="contact", id=one) for one in ("7", "8"))
PARTNER, SECOND = (Ref(system="onec", kind="partner", id=f"0a000000-0000-4000-8000-00000000004{one}") for one in (1, 2))
SAID = {
    "groups": {CompanyGroup.NAME: Stamp(edited=7)},
    "kind": "person",
    "name": "Иванова Анна",
    "phones": ("+79161234567",),
}
IN_PORTAL, IN_ONEC = Company(ref=CONTACT, **SAID), Company(ref=PARTNER, **SAID)
PAIR = Pair(kind="client", b24="7", onec=PARTNER.id)


def rules_of(direction="both", **owners):
    directory = DirectoryRules(
        companies=CompanyRules(direction="both"), contacts=ContactRules(direction=direction, owners=owners)
    )
    changes = {"directory": directory, "shared_contact": "create"}
    return delivered_rules().model_copy(update=changes)


def mapper_of(links, direction="both", **owners):
    return CompanyMapper(links, Vocabulary(rules_of(direction, **owners)))


@pytest.fixture
def mapper(links):
    return mapper_of(links)


async def test_a_contact_nobody_knows_is_to_be_found_or_made_in_1c(mapper):
    (command,) = await take(mapper.company_changed, CompanyChanged(company=IN_PORTAL))

    assert isinstance(command, PartnerUpsert)
    assert (command.key, command.source, command.may_create) == ("contact:7", CONTACT, True)
    assert (command.company.ref, command.company.origin, command.company.kind) == (None, CONTACT, "person")
    assert command.shared_contact == "create"


async def test_both_sides_of_a_pair_that_an_order_has_met_are_written(mapper, links):
    await links.remember([PAIR])

    (to_onec,) = await take(mapper.company_changed, CompanyChanged(company=IN_PORTAL))
    (to_portal,) = await take(mapper.partner_changed, PartnerChanged(company=IN_ONEC))

    assert (to_onec.company.ref, to_onec.company.origin) == (PARTNER, CONTACT)
    assert isinstance(to_portal, CompanyUpsert)
    assert (to_portal.company.ref, to_portal.company.origin) == (CONTACT, PARTNER)


async def test_a_partner_that_an_order_has_made_is_told_at_once_and_only_once(links):
    outcome = OrderUpserted(key="deal:41", source=Ref(system="b24", kind="deal", id="41"), pairs=(PAIR,))
    crossing, off = (Mapper(links, Vocabulary(rules_of(direction))) for direction in ("both", "off"))

    assert await take(crossing.order_upserted, outcome) == [PartnerTouched(ref=PARTNER)]
    assert await take(crossing.order_upserted, outcome) == []
    other = outcome.with_(pairs=(Pair(kind="client", b24="8", onec=SECOND.id),))
    assert await take(off.order_upserted, other) == []


async def test_whose_part_a_private_person_is_does_not_cross(mapper, links):
    await links.remember([Pair(kind="company", b24="17", onec=SECOND.id)])
    part = IN_ONEC.with_(head=Thing(ref=SECOND, name="Ромашка"))

    (command,) = await take(mapper.partner_changed, PartnerChanged(company=part))

    assert (command.company.head, command.not_these) == (None, ())


@pytest.mark.parametrize("nameless", [{"name": ""}, {"phones": ()}, {"phones": ("доб. 17",)}])
async def test_nobody_is_made_without_a_name_and_a_phone_or_e_mail(mapper, nameless):
    for handler, fact in (
        (mapper.company_changed, CompanyChanged(company=IN_PORTAL.with_(**nameless))),
        (mapper.partner_changed, PartnerChanged(company=IN_ONEC.with_(**nameless))),
    ):
        assert await take(handler, fact) == []


async def test_the_rules_of_contacts_say_whether_a_private_person_crosses_and_who_owns_what(links):
    off, one_way = mapper_of(links, "off"), mapper_of(links, "b24→1c", name="onec")

    assert await take(off.company_changed, CompanyChanged(company=IN_PORTAL)) == []
    assert await take(one_way.partner_changed, PartnerChanged(company=IN_ONEC)) == []
    (command,) = await take(one_way.company_changed, CompanyChanged(company=IN_PORTAL))
    assert command.owners[CompanyGroup.NAME] == "onec"
    assert command.owners[CompanyGroup.COMMUNICATIONS] == command.owners[CompanyGroup.MANAGER] == "b24"


async def test_the_partner_of_a_company_who_is_called_a_person_does_not_cross(mapper, links):
    await links.remember([Pair(kind="company", b24="17", onec=PARTNER.id)])

    assert await take(mapper.partner_changed, PartnerChanged(company=IN_ONEC)) == []


async def test_the_partner_of_a_contact_who_is_called_a_firm_does_not_cross(mapper, links):
    await links.remember([PAIR])

    assert await take(mapper.partner_changed, PartnerChanged(company=IN_ONEC.with_(kind="company"))) == []


async def test_an_outcome_makes_the_pair_of_a_private_person_and_wakes_who_waited(mapper, links):
    outcome = PartnerUpserted(key="contact:7", source=CONTACT, ref=PARTNER, found=KeyMatch())

    hints = await take(mapper.partner_upserted, outcome)

    pair = await links.company(CONTACT)
    assert (pair.kind, pair.b24, pair.onec) == ("client", "7", PARTNER.id)
    assert await links.company(PARTNER) == pair
    assert hints == [ContactTouched(ref=CONTACT, force=True)]


async def test_a_second_contact_of_a_partner_is_told_in_its_own_card(mapper, links):
    await links.remember([PAIR])

    (note,) = await take(mapper.partner_upserted, PartnerUpserted(key="contact:8", source=OTHER, ref=PARTNER))

    assert isinstance(note, CompanyNote)
    assert note.company == OTHER
    assert "контактом № 7" in note.told[0].text
    assert (await links.company(PARTNER)).b24 == "7"


async def test_a_second_partner_of_a_contact_is_told(mapper, links):
    await links.remember([PAIR])

    (note,) = await take(mapper.company_upserted, CompanyUpserted(key=SECOND.key, source=SECOND, ref=CONTACT))

    assert (note.company, "второй клиент" in note.told[0].text) == (CONTACT, True)


async def test_a_refusal_is_told_in_the_contacts_card(mapper):
    told = (Told(topic="refusal", text="Нет телефона"),)

    (note,) = await take(
        mapper.partner_refused, PartnerRefused(key="contact:7", source=CONTACT, told=told, reason="customer")
    )

    assert (note.company, note.told) == (CONTACT, told)


async def test_that_a_partner_is_marked_is_told_in_the_contact_and_the_pair_stays(mapper, links):
    await links.remember([PAIR])

    (note,) = await take(mapper.partner_changed, PartnerChanged(company=IN_ONEC, gone=True))

    assert (note.company, "помечен на удаление" in note.told[0].text) == (CONTACT, True)
    assert (await links.company(PARTNER)).b24 == "7"


async def test_a_contact_follows_its_merged_partner(mapper, links):
    await links.remember([PAIR])
    gone = PartnerChanged(company=Company(ref=PARTNER), gone=True, became=SECOND)

    let_go, note, hint = await take(mapper.partner_changed, gone)

    assert (let_go.gone, let_go.company.ref, let_go.company.kind) == (True, CONTACT, "person")
    assert (note.company, hint.ref) == (CONTACT, SECOND)
    assert (await links.company(CONTACT)).onec == SECOND.id


async def test_the_partner_follows_a_merged_contact(mapper, links):
    await links.remember([PAIR])
    gone = CompanyChanged(company=IN_PORTAL, gone=True, became=OTHER)

    left, hint = await take(mapper.company_changed, gone)

    assert (left.gone, left.company.ref) == (True, PARTNER)
    assert hint == CompanyTouched(ref=OTHER, force=True)
    assert ((await links.company(OTHER)).kind, (await links.company(OTHER)).onec) == ("client", PARTNER.id)


async def test_a_deleted_contact_leaves_the_pair(mapper, links):
    await links.remember([PAIR])

    (left,) = await take(mapper.company_changed, CompanyChanged(company=IN_PORTAL, gone=True))

    assert (left.gone, left.company.kind) == (True, "person")
    assert (await links.company(PARTNER)).more == {"gone": True}


async def test_a_contact_deleted_while_his_partner_was_being_made_is_told_again_and_known_as_gone(mapper, links):
    assert await take(mapper.company_changed, CompanyChanged(company=IN_PORTAL, gone=True)) == []

    (hint,) = await take(mapper.partner_upserted, PartnerUpserted(key=CONTACT.key, source=CONTACT, ref=PARTNER))
    await take(mapper.company_changed, CompanyChanged(company=IN_PORTAL, gone=True))

    assert hint == ContactTouched(ref=CONTACT, force=True)
    assert (await links.company(PARTNER)).more == {"gone": True}
    assert await links.waiting.of(["client:7"]) == []
