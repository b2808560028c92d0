"""`dealbus match`: a person says who is who; a pair is made, nobody is doubled, whoever waited goes on by itself."""

import json
from collections.abc import AsyncIterator

import pytest

from services.console.matching import deciding as matching
from services.console.matching import mistyped
from services.console.settings import ConsoleSettings
from services.mapper.links import Links
from services.mapper.refusals import RefusalReason
from shared.bus.errors import Retryable
from shared.canon import DIRECTORY
from shared.messages.ring.facts import CompanyTouched, DealTouched, ItemTouched, PartnerTouched
from shared.messages.ring.outcomes import Pair
from shared.messages.things import Ref
from shared.store import EntityStore, connect
from tests.integration.console.match_office import HINTS, ITEM, ONE, OTHER, REQUISITE, Office, which_firm, which_product


@pytest.fixture
async def office(bus_url, mongo_url, mongo_database) -> AsyncIterator[Office]:
    async with connect(mongo_url, mongo_database) as database:
        links, products = Links(database), EntityStore(database, "b24", DIRECTORY, of="products")
        await links.prepare()
        await products.prepare()
        settings = ConsoleSettings(amqp_url=bus_url, mongo_url=mongo_url, mongo_database=mongo_database)
        office = Office(settings, links, products)
        yield office
        await office.told()


async def test_the_chosen_candidate_is_the_pair_and_all_who_waited_are_looked_at_again(office) -> None:
    await office.waits("41", "42")

    code, said = await office.types("accept", "requisite:27", OTHER)

    assert (code, f"requisite:27 и legal_entity:{OTHER}" in said, "deal:41, deal:42" in said) == (0, True, True), said
    assert await office.partner("requisite", REQUISITE) == OTHER
    assert (await office.told(), await office.links.doubts.all()) == (HINTS, [])


async def test_an_answer_whose_process_died_before_anybody_heard_may_be_given_again(office) -> None:
    await office.waits("41", "42")
    await office.links.remember([Pair(kind="requisite", b24="27", onec=OTHER)])

    await matching.accept(office.settings, "requisite:27", f"legal_entity:{OTHER}")

    assert (await office.told(), await office.links.doubts.all()) == (HINTS, [])


async def test_an_answer_while_the_broker_is_away_changes_nothing(office) -> None:
    await office.waits("41")
    settings = office.settings.model_copy(update={"amqp_url": "amqp://guest:guest@127.0.0.1:9/"})

    with pytest.raises(Retryable):
        await matching.accept(settings, "requisite:27", OTHER)

    assert await office.partner("requisite", REQUISITE) == ""


async def test_a_candidate_that_is_somebody_else_already_is_not_taken_from_him(office) -> None:
    await office.waits("41")
    await office.links.remember([Pair(kind="requisite", b24="26", onec=OTHER)])

    code, said = await office.types("accept", "requisite:27", OTHER)

    assert (code, "уже связан с requisite:26" in said, "match separate" in said) == (1, True, True), said
    assert (await office.partner("requisite", REQUISITE), await office.told()) == ("", [])
    assert len(await office.links.doubts.all()) == 1


async def test_a_partner_of_the_thing_that_is_no_use_any_more_gives_way(office) -> None:
    dead = "0a000000-0000-4000-8000-000000000009"
    await office.links.remember([Pair(kind="requisite", b24="27", onec=dead)])
    await office.waits("41")

    await matching.accept(office.settings, "requisite:27", OTHER)

    assert await office.partner("requisite", REQUISITE) == OTHER


async def test_none_of_them_is_remembered_and_whoever_waits_goes_on(office) -> None:
    await office.waits("41", "42")

    code, said = await office.types("reject", "requisite:27")

    assert (code, "Ни один" in said) == (0, True), said
    separated = await office.links.separated([("requisite", REQUISITE)])
    assert {*separated["requisite", "27"]} == {ONE, OTHER}
    assert (await office.told(), await office.links.doubts.all()) == (HINTS, [])


async def test_a_choice_after_a_refusal_stands(office) -> None:
    await office.waits("41")
    await matching.reject(office.settings, "requisite:27")

    await matching.couple(office.settings, "requisite:27", f"legal_entity:{ONE}")

    assert await office.partner("requisite", REQUISITE) == ONE
    assert await office.links.separated([("requisite", REQUISITE)]) == {("requisite", "27"): (OTHER,)}


async def test_what_a_person_has_separated_no_key_brings_together_again(office) -> None:
    pair = Pair(kind="company", b24="5", onec=ONE)
    await office.links.remember([pair])

    code, said = await office.types("separate", f"partner:{ONE}")
    await office.links.remember([pair])

    company = Ref(system="b24", kind="company", id="5")
    assert (code, f"dealbus match couple company:5 partner:{ONE}" in said) == (0, True), said
    assert await office.partner("company", company) == ""
    await matching.couple(office.settings, "company:5", f"partner:{ONE}")
    assert await office.partner("company", company) == ONE


@pytest.mark.parametrize("keys", [("contact:7", f"partner:{ONE}"), (f"partner:{ONE}", "client:7")])
async def test_a_contact_who_buys_for_himself_is_coupled_with_a_partner_and_may_be_a_contact_person_too(
    office, keys
) -> None:
    contact = Ref(system="b24", kind="contact", id="7")
    await matching.couple(office.settings, "contact:7", f"contact_person:{OTHER}")

    await matching.couple(office.settings, *keys)

    assert (await office.partner("client", contact), await office.partner("contact", contact)) == (ONE, OTHER)
    await matching.separate(office.settings, "client:7")
    assert (await office.partner("client", contact), await office.partner("contact", contact)) == ("", OTHER)


async def test_coupling_by_hand_answers_the_question(office) -> None:
    await office.waits("41", "42")

    await matching.couple(office.settings, f"legal_entity:{ONE}", "requisite:27")

    assert (await office.told(), await office.links.doubts.all()) == (HINTS, [])


async def test_coupling_by_hand_wakes_both_records_and_the_deals_refused_over_a_client(office) -> None:
    for deal, why in (("41", "customer"), ("42", "item")):
        link = await office.links.bear(Ref(system="b24", kind="deal", id=deal))
        await office.links.complete(link.key, None, refusal=RefusalReason(why, "Нет ИНН."))

    code, said = await office.types("couple", "company:5", f"partner:{ONE}")

    assert (code, "Перечитываются" in said) == (0, True), said
    assert {(type(one), one.ref.id, one.force) for one in await office.told()} == {
        (CompanyTouched, "5", True),
        (PartnerTouched, ONE, True),
        (DealTouched, "41", True),
    }


async def test_a_pair_that_an_earlier_release_let_a_person_mistype_is_told_and_taken_apart(office) -> None:
    sound = Pair(kind="product", b24="500", onec=f"{ITEM}#{ONE}")
    typed = [Pair(kind="company", b24="5", onec="123"), Pair(kind="product", b24=" 501", onec=ITEM)]
    await office.links.remember([sound, *typed, Pair(kind="contact", b24="7@17", onec=ONE)])

    found = await mistyped.listed(office.settings)
    code, said = await office.types("separate", "company:5")
    again, _ = await office.types("separate", "product: 501")

    assert ["match separate company:5" in one.text for one in found] == [True, False]
    assert f"match separate item:{ITEM}" in found[1].text
    assert (code, again, "Вернуть" in said) == (0, 0, False), said
    assert await mistyped.listed(office.settings) == []
    assert {one.ref.key for one in await office.told()} == {f"item:{ITEM}"}


async def test_an_answer_may_be_copied_out_of_1c(office) -> None:
    await office.waits("41")
    link = "https://1c.example/ut/#e1cib/data/x?ref=8000000000000002400000000a000000"

    code, said = await office.types("accept", " Requisite: 27", link)

    assert (code, await office.partner("requisite", REQUISITE)) == (0, OTHER), said


async def test_a_contact_named_without_its_company_is_found_in_it(office) -> None:
    await office.links.remember(
        [Pair(kind="contact", b24="7@17", onec=ONE), Pair(kind="contact", b24="70@17", onec=OTHER)]
    )

    code, said = await office.types("separate", "contact:7")

    assert (code, "contact:7@17" in said) == (0, True), said
    assert await office.links.contact(Ref(system="onec", kind="contact_person", id=ONE)) is None
    assert await office.links.contact(Ref(system="onec", kind="contact_person", id=OTHER)) is not None


async def test_a_contact_coupled_in_several_companies_is_to_be_named_in_one(office) -> None:
    await office.links.remember(
        [Pair(kind="contact", b24="7@17", onec=ONE), Pair(kind="contact", b24="7@18", onec=OTHER)]
    )

    code, said = await office.types("separate", "contact:7")

    assert (code, "contact:7@17, contact:7@18" in said) == (1, True), said


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("couple", "deal:41", f"order:{ONE}"), "вручную не связать"),
        (("couple", "company:5", f"item:{ONE}"), "вручную не связать"),
        (("couple", "company:", f"partner:{ONE}"), "вручную не связать"),
        (("couple", "company:5", "partner:123"), "это не GUID"),
        (("couple", "company:abc", f"partner:{ONE}"), "состоит из цифр"),
        (("separate", "partner:123"), "ни с чем не связан"),
        (("separate", "deal:41"), "ни с чем не связан"),
        (("separate", "company:5"), "ни с чем не связан"),
        (("accept", "requisite:99", ONE), "Вопроса requisite:99 нет"),
        (("reject", "requisite:99"), "Вопроса requisite:99 нет"),
        (("show", "requisite:99"), "Вопроса requisite:99 нет"),
        (("accept", "requisite:27", "501"), "Кандидата 501"),
    ],
)
async def test_what_cannot_be_decided_is_said_with_what_can(office, words, why) -> None:
    await office.waits("41")
    await office.links.bear(Ref(system="b24", kind="deal", id="41"))

    code, said = await office.types(*words)

    assert (code, why in said) == (1, True), said
    assert (await office.told(), len(await office.links.doubts.all())) == ([], 1)


async def test_an_items_product_is_the_chosen_one_whatever_was_written_last(office) -> None:
    await office.products.bind(f"item:{ITEM}", "500")
    await office.products.bind(f"item:{ONE}", "502")
    await office.waits("41", doubt=which_product())

    await matching.accept(office.settings, f"item:{ITEM}", "502")

    assert await office.partner("product", Ref(system="onec", kind="item", id=ITEM)) == "502"
    refs = [(await office.products.get(f"item:{one}")).ref for one in (ITEM, ONE)]
    assert refs == [None, None]
    assert await office.told() == [HINTS[0], ItemTouched(ref=Ref(system="onec", kind="item", id=ITEM), force=True)]


async def test_the_list_and_one_question_are_read_by_people_and_programs(office) -> None:
    await office.waits("41", doubt=which_firm("Ромашка\x1b[2J"))
    await office.links.remember([Pair(kind="requisite", b24="26", onec=OTHER)])

    _, listed = await office.types("list")
    _, shown = await office.types("show", "requisite:27")
    _, as_json = await office.types("list", "--json")
    _, one = await office.types("show", "requisite:27", "--json")

    assert "requisite:27" in listed
    assert "ИНН 7707083893" in listed
    assert "deal:41" in listed
    assert "Вопросов: 1." in listed
    assert f"legal_entity:{OTHER}  «Лютик»" in shown
    assert "совпадает: ИНН 7707083893" in shown
    assert "отличается: название Лютик" in shown
    assert "уже связан с requisite:26" in shown
    assert "dealbus match reject requisite:27" in shown
    assert "\x1b" not in listed + shown + as_json + one
    assert json.loads(as_json)[0]["waiting"] == ["deal:41"]
    assert json.loads(one)["coupled"] == {OTHER: "requisite:26"}


async def test_check_says_that_a_decision_is_waited_for(office) -> None:
    before = await matching.waiting(office.settings)
    await office.waits("41")

    (finding,) = await matching.waiting(office.settings)

    assert (before, finding.ok, "requisite:27" in finding.text, "dealbus match list" in finding.text) == (
        [],
        False,
        True,
        True,
    )
