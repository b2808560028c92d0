"""What the trial of a load says of several cards of one client, and what becomes of them: one partner, refusals."""

import pytest

from shared.messages.groups import Stamp
from shared.messages.party import PRIVATE_GROUPS, Company, CompanyGroup
from shared.messages.ring.commands import PartnerUpsert
from shared.messages.ring.outcomes import PartnerRefused
from shared.messages.things import Ref
from shared.rules.directory import CompanyRules, ContactRules, DirectoryRules
from tests.integration.onec_connector.party_directory import (
    OTHER_INN,
    OWNERS,
    PartyDirectory,
    company,
    known,
    legal,
)
from tests.integration.onec_connector.test_private_persons import buyer

BOTH = DirectoryRules(companies=CompanyRules(direction="both"), contacts=ContactRules(direction="both"))


def card(number: int, of: Company, *, kind: str = "company") -> PartnerUpsert:
    """A card of the portal, as the mapper hands it over."""
    source = Ref(system="b24", kind=kind, id=str(number))
    entities = tuple(
        one.with_(origin=Ref(system="b24", kind="requisite", id=f"{number}{place}"))
        for place, one in enumerate(of.legal_entities)
    )
    groups = PRIVATE_GROUPS if kind == "contact" else CompanyGroup
    wanted = of.with_(origin=source, legal_entities=entities, groups=dict.fromkeys(groups, Stamp(edited=5)))
    return PartnerUpsert(key=source.key, source=source, owners=OWNERS, may_create=True, company=wanted)


async def both(directory: PartyDirectory, *cards: PartnerUpsert) -> tuple[list[str], list[str]]:
    """Return what a trial says of cards, and what the writer then does with them."""
    foreseen = [(await directory.flow.trial.partner(one)).would for one in cards]
    happened = []
    for one in cards:
        outcome, *_ = await directory.upsert(
            one.company, key=one.key, source=one.source, groups=tuple(one.company.groups), pairs=False
        )
        refused = isinstance(outcome, PartnerRefused)
        word = "doubtful" if refused and outcome.doubts else "refused" if refused else ""
        happened.append(word or ("link" if outcome.found else "create"))
    return foreseen, happened


async def test_of_two_new_cards_of_one_client_one_is_made(party_directory):
    second = company(name="Ромашка-2")

    foreseen, happened = await both(party_directory, card(5, company()), card(6, second), card(7, second))

    assert foreseen == happened == ["create", "refused", "refused"]


async def test_who_has_the_number_first_is_said(party_directory):
    await party_directory.flow.trial.partner(card(5, company()))

    verdict = await party_directory.flow.trial.partner(card(6, company(name="Ромашка-2")))

    assert verdict.why == (
        "«Ромашка-2»: Партнёр в 1С не создан: у компании № 5, которая переносится раньше, тот же ИНН. "
        "Объедините карточки, а если клиенты разные, исправьте ИНН."
    )


async def test_a_branch_of_a_new_client_is_a_question_as_one_of_a_known_client_is(party_directory):
    branch = company(legal_entities=(legal(kpp="997701001"),))

    foreseen, happened = await both(party_directory, card(5, company()), card(6, branch))

    assert foreseen == happened == ["create", "doubtful"]


async def test_a_card_without_kpp_is_the_clients_that_has_one(party_directory):
    vague = company(legal_entities=(legal(kpp=""),))

    foreseen, happened = await both(party_directory, card(5, company()), card(6, vague))

    assert foreseen == happened == ["create", "refused"]


async def test_the_second_legal_entity_of_a_card_is_no_other_clients(party_directory):
    two = company(legal_entities=(legal(), legal(inn=OTHER_INN)))
    other = company(name="Лютик", legal_entities=(legal(inn=OTHER_INN),))

    foreseen, happened = await both(party_directory, card(5, two), card(6, other))

    assert foreseen == happened == ["create", "refused"]


async def test_cards_of_different_clients_are_all_made(party_directory):
    other = company(name="Лютик", legal_entities=(legal(inn=OTHER_INN),))

    foreseen, happened = await both(party_directory, card(5, company()), card(6, other))

    assert foreseen == happened == ["create", "create"]


async def test_a_card_that_is_linked_names_its_partner_so_that_a_second_one_is_found_out(party_directory):
    partner = await known(party_directory)

    verdicts = [await party_directory.flow.trial.partner(card(number, company())) for number in (5, 6)]

    assert [(one.would, one.counterpart) for one in verdicts] == [("link", f"partner:{partner}")] * 2


@pytest.mark.parametrize("party_directory", [BOTH], indirect=True)
async def test_of_two_new_contacts_of_one_private_person_one_is_made(party_directory):
    contacts = [card(7, buyer(), kind="contact"), card(8, buyer(emails=()), kind="contact")]
    other_phone = card(9, buyer(phones=("+79160000009",), emails=()), kind="contact")

    foreseen, happened = await both(party_directory, *contacts, other_phone)

    assert foreseen == happened == ["create", "refused", "create"]


@pytest.mark.parametrize("party_directory", [BOTH], indirect=True)
async def test_a_contact_of_another_name_with_a_new_ones_phone_is_a_question(party_directory):
    other = buyer(name="Сидоров Пётр", emails=())

    foreseen, happened = await both(party_directory, card(7, buyer(), kind="contact"), card(8, other, kind="contact"))

    assert foreseen == happened == ["create", "doubtful"]
