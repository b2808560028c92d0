"""The client against a base that behaves as bases do on bad days."""

from pathlib import Path

import pytest

from services.onec_connector.base.client import Base
from services.onec_connector.base.errors import BaseAwayError
from services.onec_connector.base.query import Query, guid
from services.onec_connector.check import check
from services.onec_connector.objects import item
from services.onec_connector.profile.reading import UnfitBaseError, read_profile
from services.onec_connector.reference.dictionaries import Dictionaries
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.messages.ring.facts import DealTouched
from shared.messages.things import Item, Terms, Thing
from shared.rules import load_rules
from tests.integration.onec_connector.conftest import started_base
from tests.integration.onec_connector.connector import (
    RULES,
    awaiting,
    command,
    created,
    deal,
    known_client,
    known_item,
    line,
)

DELIVERED = "deploy/config/rules.yaml"


@pytest.fixture
async def base(onec):
    async with Base.connect(onec.address, user=onec.user, password=onec.password, query_bytes=8000) as client:
        yield client


async def test_a_long_list_of_references_is_asked_for_in_pieces_the_web_server_lets_through(base, onec, company):
    guids = [one.guid for one in company.items if one.known_to_onec][:100]

    rows = await base.any_of(item.SET, [f"Ref_Key eq {guid(one)}" for one in guids], ("Ref_Key",))

    assert {row["Ref_Key"] for row in rows} == set(guids)


async def test_a_base_that_keeps_no_sessions_is_worked_with_all_the_same(base, onec):
    await onec.do("switches", ibsession=False)

    rows = await base.listing(item.SET, Query(top=1, select=("Ref_Key",)))

    assert len(rows) == 1


async def test_a_session_that_ended_is_begun_anew(base, onec):
    await base.listing(item.SET, Query(top=1, select=("Ref_Key",)))
    await onec.do("lock")
    await onec.do("unlock")

    rows = await base.listing(item.SET, Query(top=1, select=("Ref_Key",)))

    assert len(rows) == 1


async def test_a_locked_base_is_away_and_nothing_is_counted_against_messages(base, onec):
    await onec.do("lock")

    with pytest.raises(BaseAwayError):
        await base.probe()


@pytest.mark.parametrize("kind", ["html_500", "html_503", "html_200", "versions_409"])
async def test_a_page_instead_of_an_answer_is_no_answer(base, onec, kind):
    await onec.do("faults", kind=kind, times=5)

    with pytest.raises(Retryable):
        await base.listing(item.SET, Query(top=1))


async def test_a_write_whose_answer_is_lost_is_uncertain(base, onec, company):
    await onec.do("faults", kind="drop_after_commit", method="PATCH")

    with pytest.raises(DoubtfulWrite):
        await base.change(item.SET, known_item(company).guid, {"Description": "Другое"})


async def test_sessions_are_given_back_in_the_end(onec):
    async with Base.connect(onec.address, user=onec.user, password=onec.password) as client:
        await client.listing(item.SET, Query(top=1, select=("Ref_Key",)))

    assert (await onec.ask("stats"))["sessions"] == 0


async def test_a_base_whose_orders_have_no_state_is_refused_with_a_sentence(base, onec):
    await onec.do("switches", order_as_invoice=True)

    with pytest.raises(UnfitBaseError, match="расширенные возможности"):
        await read_profile(base)


async def test_what_is_not_published_is_listed(base, onec):
    await onec.do("switches", unpublished_sets=["Catalog_Склады", "Catalog_СтавкиНДС"])

    with pytest.raises(UnfitBaseError) as refused:
        await read_profile(base)

    lines = str(refused.value).splitlines()
    assert [line.split()[3].rstrip(":") for line in lines] == ["Catalog_Склады", "Catalog_СтавкиНДС"]


async def test_the_sample_base_fits_the_sample_rules(base):
    findings = await check(base, load_rules(DELIVERED))

    assert [one.text for one in findings if not one.ok] == []


def rules_of_the_first_release(folder):
    texts = [Path(name).read_text(encoding="utf-8") for name in (DELIVERED, "tests/unit/rules/states.a685209.yaml")]
    path = folder / "rules.yaml"
    path.write_text("\n".join(texts), encoding="utf-8")
    return load_rules(path)


async def test_check_names_a_state_that_a_table_of_the_first_release_does_not_know(base, tmp_path):
    findings = await check(base, rules_of_the_first_release(tmp_path))

    (wrong,) = [one.text for one in findings if not one.ok]
    assert wrong.startswith("Состояние заказа «ОжидаетсяПереходПраваСобственности» правила обмена не называют")


async def test_check_names_an_organisation_whose_vat_rate_1c_does_not_have(base, onec, company):
    (five,) = await base.listing("Catalog_СтавкиНДС", Query("Description eq '5%'", ("Ref_Key",)))
    await base.change("Catalog_СтавкиНДС", five["Ref_Key"], {"DeletionMark": True})
    rules = load_rules(DELIVERED)
    first, second = (one.inn for one in company.organisations[:2])

    findings = await check(base, rules.model_copy(update={"taxation": {first: "usn", second: "usn_5"}}))

    (bad,) = [one.text for one in findings if not one.ok]
    good = [one.text for one in findings if one.ok]
    assert f"Ставки НДС для организации с ИНН {first} («Продажа не облагается НДС»): без НДС" in good
    assert bad.startswith(f"Ставки НДС для организации с ИНН {second}")


async def test_an_item_that_appears_in_1c_wakes_the_deal_that_waits_for_it(connector, onec, company):
    bolt = line(known_item(company)).with_(item=Item(name="Болт М8", article="B-M8"))
    await connector.upsert(command(deal(company, lines=(bolt,))))
    awaited, heard = awaiting(connector)
    await awaited.look()
    before = list(heard)
    await onec.do("items", name="Болт М8", article="B-M8", price="5")

    await awaited.look()
    await awaited.look()

    assert before == []
    assert heard == [DealTouched(ref=deal(company).origin, force=True)]


async def test_several_items_of_one_article_are_put_before_a_person_and_not_waited_for(connector, onec, company):
    for name in ("Болт М8 оцинкованный", "Болт М8 чёрный"):
        await onec.do("items", name=name, article="B-M8", price="5")
    bolt = line(known_item(company)).with_(item=Item(name="Болт М8", article="B-M8"))

    (outcome,) = await connector.upsert(command(deal(company, lines=(bolt,))))

    expected = "Заказ не создан: в 1С несколько товаров с артикулом «B-M8», непонятно, какой из них «Болт М8»."
    assert outcome.told[0].text.startswith(expected)
    assert [wait async for wait in connector.flow.waits.all()] == []


async def test_a_barcode_of_a_marked_item_wakes_nobody(connector, onec, company):
    marked = await onec.do("items", name="Болт М8", barcode="4600000000017", price="5")
    await onec.do("items", guid=marked["item"], marked=True)
    bolt = line(known_item(company)).with_(item=Item(name="Болт М8", barcode="4600000000017"))
    await connector.upsert(command(deal(company, lines=(bolt,))))
    awaited, heard = awaiting(connector)

    await awaited.look()

    assert heard == []
    assert [wait.source.id async for wait in connector.flow.waits.all()] == ["1"]


async def test_an_agreement_that_was_named_and_is_over_wakes_the_deal_when_it_is_prolonged(connector, onec, company):
    typical, over = company.typical_agreements[0], {"ДатаОкончанияДействия": "2025-12-31T00:00:00"}
    await onec.do("agreements", guid=typical.guid, set=over)
    await connector.upsert(command(deal(company, terms=Terms(agreement=Thing(name=typical.name)))))
    awaited, heard = awaiting(connector)
    await awaited.look()  # the client's own agreement is in force, and is not what was named
    before = list(heard)
    await onec.do("agreements", guid=typical.guid, set={"ДатаОкончанияДействия": "2099-12-31T00:00:00"})

    await awaited.look()

    assert (before, heard) == ([], [DealTouched(ref=deal(company).origin, force=True)])


async def test_an_agreement_with_another_organisation_of_ours_wakes_nobody(connector, onec, company):
    client = known_client(company)
    other = company.organisations[1].guid
    await onec.do("agreements", guid=client.agreement.guid, set={"Организация_Key": other})
    await connector.upsert(command(deal(company, terms=Terms())))
    awaited, heard = awaiting(connector)
    await awaited.look()
    before = list(heard)
    await onec.do("agreements", guid=client.agreement.guid, set={"Организация_Key": company.organisations[0].guid})

    await awaited.look()

    assert (before, heard) == ([], [DealTouched(ref=deal(company).origin, force=True)])


async def test_a_mark_that_is_taken_away_wakes_the_deal_that_was_edited_meanwhile(connector, onec, company):
    order = await created(connector, company)
    await onec.do(f"orders/{order}/mark")
    await connector.upsert(command(deal(company, title="Другое"), edited=2))
    awaited, heard = awaiting(connector)
    await awaited.look()
    before = list(heard)
    await onec.do(f"orders/{order}/mark", marked=False)

    await awaited.look()

    assert (before, heard) == ([], [DealTouched(ref=deal(company).origin, force=True)])


async def test_a_base_without_access_groups_is_not_asked_for_them(onec):
    await onec.do("switches", unpublished_sets=["Catalog_ГруппыДоступаПартнеров"])
    async with Base.connect(onec.address, user=onec.user, password=onec.password) as base:
        profile = await read_profile(base)
        findings = await check(base, load_rules(DELIVERED))
        await onec.do("reset_stats")
        group = await Dictionaries(base, profile.off).access_group()
        asked = (await onec.ask("calls"))["calls"]

    assert (group, asked) == ("", [])
    assert [one.ok for one in findings if "Группы доступа партнёров не опубликованы" in one.text] == [True]


async def test_check_counts_the_clients_whose_payments_are_posted_on_the_contract(base, onec, connector, company):
    by_contract = next(one for one in company.clients if one.agreement and one.agreement.payment == "by_contract")
    for number in (1, 2):
        await connector.upsert(command(deal(company, number=number, client=by_contract)))
    await connector.upsert(command(deal(company, number=3)))

    said = [one.text for one in await check(base, RULES) if "Расчёты не по заказам" in one.text]

    expected = (
        f"Расчёты не по заказам, клиентов 1 (2 заказа): «{by_contract.name}». Оплату отдельного заказа 1С для них не "
        "ведёт, сделки по оплате не двигаются; после исполнения действует settlement_by_contract правил"
    )
    assert said == [expected]


async def test_check_says_nothing_of_settlement_where_every_order_has_its_own_payments(base, connector, company):
    await connector.upsert(command(deal(company)))

    assert not [one for one in await check(base, RULES) if "Расчёты" in one.text]


async def test_check_tells_which_tested_release_the_base_is_like(base):
    findings = await check(base, load_rules(DELIVERED))

    assert [one.ok for one in findings if "как в проверенной версии" in one.text] == [True]


async def test_release_11_4_is_refused_at_start_in_one_sentence():
    with started_base("ut-11.4") as told:
        async with Base.connect(told["address"], user=told["user"], password=told["password"]) as old:
            with pytest.raises(UnfitBaseError, match=r"УТ 11\.4.*«Ставки НДС».*«По заказам».*«К обеспечению»"):
                await read_profile(old)
            (finding,) = await check(old, load_rules(DELIVERED))

    assert not finding.ok
