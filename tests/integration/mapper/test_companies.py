"""Companies of the portal and partners of 1C become commands for one another."""

import pytest

from services.mapper.handlers.companies import CompanyMapper
from services.mapper.vocabulary import Vocabulary
from shared.bus.errors import Permanent
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.party import Company, CompanyGroup
from shared.messages.ring.commands import CompanyNote, CompanyUpsert, PartnerUpsert
from shared.messages.ring.facts import CompanyChanged, CompanyTouched, PartnerChanged, PartnerTouched
from shared.messages.ring.outcomes import (
    CompanyRefused,
    CompanyUpserted,
    Pair,
    PartnerRefused,
    PartnerUpserted,
)
from shared.messages.ring.told import Told
from shared.messages.things import LegalEntity, Manager, Ref
from shared.rules.directory import CompanyRules, DirectoryRules
from shared.rules.model import ManagerPair
from tests.delivered import delivered_rules

COMPANY = Ref(system="b24", kind="company", id="17")
REQUISITE = Ref(system="b24", kind="requisite", id="27")
PARTNER = Ref(system="onec", kind="partner", id="0a000000-0000-4000-8000-000000000041")
ENTITY = Ref(system="onec", kind="legal_entity", id="0a000000-0000-4000-8000-000000000042")
GROUPS = {CompanyGroup.NAME: Stamp(edited=7)}
IN_PORTAL = Company(
    ref=COMPANY,
    groups=GROUPS,
    name="Ромашка",
    legal_entities=(LegalEntity(ref=REQUISITE, name="ООО «Ромашка»", inn="7707083893"),),
    manager=Manager(name="Петрова Анна", email="anna@ex.ru"),
)
IN_ONEC = Company(
    ref=PARTNER,
    groups=GROUPS,
    name="Ромашка",
    legal_entities=(LegalEntity(ref=ENTITY, name="ООО «Ромашка»", inn="7707083893"),),
    manager=Manager(name="Петрова Анна"),
)
PAIRS = (
    Pair(kind="company", b24=COMPANY.id, onec=PARTNER.id),
    Pair(kind="requisite", b24=REQUISITE.id, onec=ENTITY.id),
)
TOLD = (Told(topic="refusal", text="В 1С два контрагента с ИНН 7707083893."),)


def mapper_of(links, direction="both"):
    rules = delivered_rules().model_copy(
        update={
            "directory": DirectoryRules(companies=CompanyRules(direction=direction)),
            "managers": (ManagerPair(b24="anna@ex.ru", onec="Петрова Анна"),),
        }
    )
    return CompanyMapper(links, Vocabulary(rules))


@pytest.fixture
def mapper(links):
    return mapper_of(links)


async def take(handler, message):
    done = await handler(wrap(message, source="test"), message)
    if done.then:
        await done.then()
    return list(done.publish)


async def test_a_company_nobody_knows_is_to_be_found_or_made_in_1c(mapper):
    (command,) = await take(mapper.company_changed, CompanyChanged(company=IN_PORTAL))

    assert isinstance(command, PartnerUpsert)
    assert (command.key, command.source, command.may_create) == ("company:17", COMPANY, True)
    assert (command.company.ref, command.company.origin, command.company.groups) == (None, COMPANY, GROUPS)
    assert (command.company.legal_entities[0].ref, command.company.legal_entities[0].origin) == (None, REQUISITE)
    assert (command.company.manager.name, command.company.manager.email) == ("Петрова Анна", "")
    assert command.owners[CompanyGroup.REQUISITES] == "onec"
    assert command.manager_default == "Сидоров Иван"


async def test_a_partner_that_an_order_has_met_is_written_to_its_company(mapper, links):
    await links.remember(PAIRS)

    (command,) = await take(mapper.partner_changed, PartnerChanged(company=IN_ONEC))

    assert isinstance(command, CompanyUpsert)
    assert (command.key, command.source) == ("company:17", PARTNER)
    assert (command.company.ref, command.company.origin) == (COMPANY, PARTNER)
    assert command.company.legal_entities[0].ref == REQUISITE
    assert command.company.manager.email == "anna@ex.ru"
    assert command.manager_default == "sidorov@td.example"


async def test_both_directions_of_a_pair_are_handled_one_after_another(mapper):
    await take(mapper.company_upserted, CompanyUpserted(key=PARTNER.key, source=PARTNER, ref=COMPANY, pairs=PAIRS))

    (back,) = await take(mapper.company_changed, CompanyChanged(company=IN_PORTAL))
    (there,) = await take(mapper.partner_changed, PartnerChanged(company=IN_ONEC))

    assert back.subject == there.subject
    assert (back.company.ref, there.company.ref) == (PARTNER, COMPANY)
    assert back.company.legal_entities[0].ref == ENTITY


async def test_what_an_earlier_exchange_has_written_in_a_company_names_its_partner(mapper):
    (command,) = await take(mapper.company_changed, CompanyChanged(company=IN_PORTAL.with_(origin=PARTNER)))

    assert command.company.ref == PARTNER


async def test_a_copy_of_a_paired_company_is_another_company(mapper, links):
    await links.remember(PAIRS)
    copy = IN_PORTAL.with_(ref=Ref(system="b24", kind="company", id="18"), origin=PARTNER)

    (command,) = await take(mapper.company_changed, CompanyChanged(company=copy))

    assert (command.key, command.company.ref) == ("company:18", None)


async def test_a_company_without_an_inn_crosses_only_when_it_has_a_partner_already(mapper, links):
    nameless = IN_PORTAL.with_(legal_entities=(LegalEntity(ref=REQUISITE, name="Ромашка"),))
    unknown = await take(mapper.company_changed, CompanyChanged(company=nameless))
    await links.remember(PAIRS)

    (command,) = await take(mapper.company_changed, CompanyChanged(company=nameless))

    assert unknown == []
    assert (command.company.ref, command.may_create) == (PARTNER, False)


async def test_a_mistyped_inn_is_for_1c_to_refuse_in_words_and_makes_nobody(mapper):
    mistyped = (LegalEntity(ref=REQUISITE, name="Ромашка", inn="7707083894"),)
    fact = PartnerChanged(company=IN_ONEC.with_(legal_entities=mistyped))

    (command,) = await take(mapper.company_changed, CompanyChanged(company=IN_PORTAL.with_(legal_entities=mistyped)))
    back, weighed = await take(mapper.partner_changed, fact), await mapper.commands.company_command(fact)

    assert not command.may_create
    assert back == []  # a letter for each, at every edit; whoever only weighs is told of all
    assert not weighed.may_create


@pytest.mark.parametrize(("direction", "to_onec", "to_b24"), [("b24→1c", 1, 0), ("1c→b24", 0, 1), ("off", 0, 0)])
async def test_what_the_rules_do_not_let_cross_is_dropped(links, direction, to_onec, to_b24):
    mapper = mapper_of(links, direction)

    assert len(await take(mapper.company_changed, CompanyChanged(company=IN_PORTAL))) == to_onec
    assert len(await take(mapper.partner_changed, PartnerChanged(company=IN_ONEC))) == to_b24


async def test_a_private_person_is_no_company(mapper):
    assert await take(mapper.partner_changed, PartnerChanged(company=IN_ONEC.with_(kind="person"))) == []


async def test_of_a_partner_marked_for_deletion_its_company_is_told_and_the_pair_stays(mapper, links):
    await links.remember(PAIRS)

    (note,) = await take(mapper.partner_changed, PartnerChanged(company=IN_ONEC, gone=True))

    assert isinstance(note, CompanyNote)
    assert note.company == COMPANY
    assert "«Ромашка» в 1С помечен на удаление" in note.told[0].text
    assert await links.company(PARTNER) is not None


async def test_a_partner_nobody_paired_may_go_unnoticed(mapper):
    assert await take(mapper.partner_changed, PartnerChanged(company=IN_ONEC, gone=True)) == []


async def test_a_partner_marked_while_its_company_is_being_made_is_told_when_there_is_one(mapper):
    assert await take(mapper.partner_changed, PartnerChanged(company=IN_ONEC, gone=True)) == []

    outcome = CompanyUpserted(key=PARTNER.key, source=PARTNER, ref=COMPANY, pairs=PAIRS)
    (hint,) = await take(mapper.company_upserted, outcome)
    (note,) = await take(mapper.partner_changed, PartnerChanged(company=IN_ONEC, gone=True))

    assert isinstance(hint, PartnerTouched)
    assert (hint.ref, hint.force) == (PARTNER, True)
    assert isinstance(note, CompanyNote)
    assert await take(mapper.company_upserted, outcome) == []


async def test_a_deleted_company_writes_nothing_in_1c_and_keeps_its_pair(mapper, links):
    await links.remember(PAIRS)

    (let_go,) = await take(mapper.company_changed, CompanyChanged(company=Company(ref=COMPANY), gone=True))

    assert (let_go.gone, let_go.company.ref, let_go.company.groups) == (True, PARTNER, {})
    assert await links.company(COMPANY) is not None


async def test_a_company_deleted_while_its_partner_was_being_made_is_known_as_gone_by_the_next_order(mapper, links):
    gone = CompanyChanged(company=Company(ref=COMPANY), gone=True)
    assert await take(mapper.company_changed, gone) == []

    outcome = PartnerUpserted(key=COMPANY.key, source=COMPANY, ref=PARTNER, pairs=PAIRS)
    (hint,) = await take(mapper.partner_upserted, outcome)
    await take(mapper.company_changed, gone)

    assert hint == CompanyTouched(ref=COMPANY, force=True)
    assert (await links.company(PARTNER)).more == {"gone": True}
    assert await take(mapper.partner_upserted, outcome) == []


async def test_a_card_typed_anew_for_a_deleted_one_takes_over_its_partner(mapper, links):
    await links.remember(PAIRS)
    await take(mapper.company_changed, CompanyChanged(company=Company(ref=COMPANY), gone=True))
    anew = Ref(system="b24", kind="company", id="18")

    assert await take(mapper.partner_upserted, PartnerUpserted(key=anew.key, source=anew, ref=PARTNER)) == []
    assert (await links.company(PARTNER)).b24 == "18"


async def test_of_two_cards_of_one_client_the_first_keeps_the_partner_and_the_second_is_told(mapper, links):
    await links.remember(PAIRS)
    second = Ref(system="b24", kind="company", id="18")

    (note,) = await take(mapper.partner_upserted, PartnerUpserted(key=second.key, source=second, ref=PARTNER))

    assert (note.company, (await links.company(PARTNER)).b24) == (second, "17")
    assert "компанией № 17" in note.told[0].text


async def test_of_two_partners_of_one_company_the_first_keeps_it_and_its_card_says_so(mapper, links):
    await links.remember(PAIRS)
    second = Ref(system="onec", kind="partner", id="0a000000-0000-4000-8000-000000000049")

    (note,) = await take(mapper.company_upserted, CompanyUpserted(key=second.key, source=second, ref=COMPANY))

    assert (note.company, (await links.company(COMPANY)).onec) == (COMPANY, PARTNER.id)
    assert "второй партнёр" in note.told[0].text


async def test_a_partner_made_anew_takes_the_place_of_the_deleted_one(mapper, links):
    await links.remember(PAIRS)
    made = Ref(system="onec", kind="partner", id="0a000000-0000-4000-8000-000000000049")

    assert await take(mapper.partner_upserted, PartnerUpserted(key="company:17", source=COMPANY, ref=made)) == []
    assert (await links.company(COMPANY)).onec == made.id


async def test_a_company_taken_out_of_the_bin_has_its_partner_to_itself_again(mapper, links):
    await links.remember(PAIRS)
    await take(mapper.company_changed, CompanyChanged(company=Company(ref=COMPANY), gone=True))
    await take(mapper.company_changed, CompanyChanged(company=IN_PORTAL))
    second = Ref(system="b24", kind="company", id="18")

    (note,) = await take(mapper.partner_upserted, PartnerUpserted(key=second.key, source=second, ref=PARTNER))

    assert "компанией № 17" in note.told[0].text


async def test_a_refusal_of_1c_is_read_in_the_company(mapper):
    refused = PartnerRefused(key="company:17", source=COMPANY, told=TOLD, reason="ambiguous_customer")

    (note,) = await take(mapper.partner_refused, refused)

    assert (note.key, note.company, note.told) == ("company:17", COMPANY, TOLD)


async def test_what_a_write_in_1c_has_to_tell_is_read_in_the_company(mapper):
    done = PartnerUpserted(key="company:17", source=COMPANY, ref=PARTNER, told=TOLD, pairs=PAIRS)

    (note,) = await take(mapper.partner_upserted, done)

    assert (note.company, note.told) == (COMPANY, TOLD)


async def test_a_refusal_of_the_portal_stays_where_the_administrator_reads_it(mapper):
    refused = CompanyRefused(key=PARTNER.key, source=PARTNER, told=TOLD, reason="ambiguous_customer")

    with pytest.raises(Permanent, match="два контрагента"):
        await take(mapper.company_refused, refused)
