"""The terms an order is written with, as the accountant set them up in 1C."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from services.onec_connector.base.query import Query
from shared.messages.ring.outcomes import OrderRefused
from shared.messages.things import Item, Ref, Terms, Thing
from tests.integration.onec_connector.connector import (
    command,
    deal,
    document_of,
    known_client,
    known_item,
    line,
    started_anew,
)

PRODUCT = Ref(system="b24", kind="product", id="5")


async def test_where_orders_are_approved_the_order_waits_and_that_is_told(connector, onec, company, database_of):
    await onec.do("switches", approval=True)
    connector = await started_anew(connector, database_of)

    outcome, _ = await connector.upsert(command(deal(company)))

    assert (await document_of(onec, outcome))["Статус"] == "НеСогласован"
    assert any("ждёт согласования" in told.text for told in outcome.told)


async def test_the_day_of_shipment_reaches_the_rows_of_an_order_that_waits_for_approval(
    connector, onec, company, database_of
):
    await onec.do("switches", approval=True)
    connector = await started_anew(connector, database_of)
    first, _ = await connector.upsert(command(deal(company, ship_on=date(2031, 1, 15))))

    await connector.upsert(command(deal(company, ship_on=date(2031, 2, 20)), edited=2))
    written = (await document_of(onec, first))["DataVersion"]
    again, _ = await connector.upsert(command(deal(company, ship_on=date(2031, 2, 20)), edited=3))

    document = await document_of(onec, again)
    assert [row["ДатаОтгрузки"][:10] for row in document["Товары"]] == ["2031-02-20"]
    assert (document["ДатаОтгрузки"], document["DataVersion"]) == ("0001-01-01T00:00:00", written)


async def test_a_base_without_agreements_gets_orders_all_the_same(connector, onec, company, database_of):
    await onec.do("switches", agreements=False)
    connector = await started_anew(connector, database_of)
    terms = Terms(warehouse_default=Thing(name=company.warehouses[0].name))

    outcome, _ = await connector.upsert(command(deal(company, terms=terms)))

    document = await document_of(onec, outcome)
    assert document["Posted"] is True
    assert document["ПорядокРасчетов"] == "ПоЗаказам"


async def test_an_agreement_that_needs_a_contract_the_client_does_not_have_is_refused(connector, onec, company):
    agreement = known_client(company).agreement
    await onec.do("agreements", guid=agreement.guid, set={"ИспользуютсяДоговорыКонтрагентов": True})

    (outcome,) = await connector.upsert(command(deal(company)))

    assert isinstance(outcome, OrderRefused)
    assert "нет действующего договора" in outcome.told[0].text


async def test_a_deal_in_another_currency_than_its_agreement_is_told_both_and_the_agreement(connector, company):
    (outcome,) = await connector.upsert(command(deal(company, currency="USD")))

    assert (type(outcome), outcome.reason) == (OrderRefused, "currency")
    assert re.search(r"сделка в валюте USD, соглашение (№ \S+|«[^»]+») в валюте RUB\.", outcome.told[0].text)


async def test_a_client_who_settles_by_contract_gets_his_contract_and_its_settlement_order(connector, onec, company):
    client = next(one for one in company.clients if one.agreement and one.agreement.payment == "by_contract")

    outcome, _ = await connector.upsert(command(deal(company, client=client)))

    document = await document_of(onec, outcome)
    assert document["Договор_Key"] != "00000000-0000-0000-0000-000000000000"
    assert document["ПорядокРасчетов"].startswith("ПоДоговорам")


@pytest.fixture
async def without_contracts(onec):
    await onec.do("switches", contracts=False)


@pytest.fixture
async def without_agreements(onec):
    await onec.do("switches", agreements=False)


async def test_while_contracts_are_off_in_1c_an_agreement_that_asks_for_one_refuses_nothing(
    without_contracts, connector, onec, company
):
    client = next(one for one in company.clients if one.agreement and one.agreement.payment == "by_contract")

    outcome, _ = await connector.upsert(command(deal(company, client=client)))

    assert (await document_of(onec, outcome))["Договор_Key"] == "00000000-0000-0000-0000-000000000000"


async def test_without_agreements_an_order_has_the_clients_contract_and_its_settlement_order(
    without_agreements, connector, onec, company
):
    client = next(one for one in company.clients if one.agreement and one.agreement.payment == "by_contract")

    terms = Terms(warehouse_default=Thing(name=company.warehouses[0].name))
    outcome, *_ = await connector.upsert(command(deal(company, client=client, terms=terms)))

    document = await document_of(onec, outcome)
    assert document["Договор_Key"] != "00000000-0000-0000-0000-000000000000"
    assert document["ПорядокРасчетов"].startswith("ПоДоговорам")


async def test_an_agreement_the_client_does_not_have_is_told_with_those_he_has(connector, company):
    terms = deal(company).terms.with_(agreement=Thing(name="Оптовое на Луне"))

    outcome, offered = await connector.upsert(command(deal(company, terms=terms)))

    assert "действующего соглашения «Оптовое на Луне» у клиента нет (есть: " in outcome.told[0].text
    assert [one.ref.id for one in offered.choices] == [known_client(company).agreement.guid]


@pytest.mark.parametrize("named", [True, False])
async def test_an_agreement_that_is_over_is_told_with_number_and_day(connector, onec, company, named):
    client = known_client(company)
    made = await onec.do(
        "agreements", guid=client.agreement.guid, set={"ДатаОкончанияДействия": "2025-12-31T00:00:00", "Номер": "А-12"}
    )
    agreement = Thing(ref=Ref(system="onec", kind="agreement", id=made["agreement"])) if named else None

    outcome, choices = await connector.upsert(command(deal(company, terms=Terms(agreement=agreement))))

    assert outcome.reason == "agreement"
    assert [(one.ref.id, one.offered) for one in choices.choices] == [(made["agreement"], False)]
    assert "Заказ не создан: срок соглашения № А-12 истёк 31.12.2025" in outcome.told[0].text


async def test_a_contract_that_is_over_is_told_with_number_and_day(connector, onec, company):
    client = next(one for one in company.clients if one.agreement and one.agreement.payment == "by_contract")
    async with onec.clerk() as clerk:
        rows = await clerk.listing("Catalog_ДоговорыКонтрагентов", Query(select=("Ref_Key", "Номер")))
        for row in rows:
            over = {"ДатаОкончанияДействия": "2025-12-31T00:00:00"}
            await clerk.change("Catalog_ДоговорыКонтрагентов", row["Ref_Key"], over)

    (outcome,) = await connector.upsert(command(deal(company, client=client)))

    assert re.search(r"срок договора (№ )?.+ истёк 31\.12\.2025, а соглашение требует договора", outcome.told[0].text)


async def test_an_item_that_is_marked_for_deletion_is_told_as_marked(connector, onec, company):
    item = known_item(company)
    await onec.do("items", guid=item.guid, marked=True)
    thing = Item(name=item.name, article=item.article)

    (outcome,) = await connector.upsert(command(deal(company, lines=(line(item).with_(item=thing),))))
    await onec.do("items", guid=item.guid, marked=False)

    assert outcome.reason == "item"
    assert f"товар «{item.name}» в 1С помечен на удаление" in outcome.told[0].text


async def test_an_order_of_a_closed_period_is_told_with_who_opens_it(connector, onec, company):
    await onec.do("switches", period_closed="2099-12-31")

    (outcome, *_) = await connector.upsert(command(deal(company)))

    assert "период закрыт" in outcome.told[0].text
    assert "Попросите главного бухгалтера открыть период" in outcome.told[0].text


async def test_the_day_of_shipment_is_never_before_the_order(connector, onec, company):
    outcome, _ = await connector.upsert(command(deal(company, ship_on=date(2020, 1, 1))))

    document = await document_of(onec, outcome)
    assert document["ДатаОтгрузки"][:10] == document["Date"][:10]


async def test_prices_without_vat_keep_the_total_to_the_kopeck(connector, onec, company):
    agreement = known_client(company).agreement
    await onec.do("agreements", guid=agreement.guid, set={"ЦенаВключаетНДС": False})
    rows = tuple(line(known_item(company, place), quantity="3", price="99.99") for place in range(3))

    outcome, _ = await connector.upsert(command(deal(company, lines=rows)))

    document = await document_of(onec, outcome)
    assert Decimal(document["СуммаДокумента"]) == Decimal("899.91")
    assert document["ЦенаВключаетНДС"] is False
    assert all(
        Decimal(row["Сумма"]) + Decimal(row["СуммаНДС"]) == Decimal(row["СуммаСНДС"]) for row in document["Товары"]
    )


async def test_a_discount_of_the_deal_is_a_manual_discount_of_the_order(connector, onec, company):
    agreement = known_client(company).agreement
    await onec.do("agreements", guid=agreement.guid, set={"ЦенаВключаетНДС": True})
    sold = line(known_item(company)).with_(
        price=Decimal("1263.16"), discount_percent=Decimal(5), discount_sum=Decimal("126.32"), total=Decimal("2400.00")
    )

    outcome, _ = await connector.upsert(command(deal(company, lines=(sold,))))

    (row,) = (await document_of(onec, outcome))["Товары"]
    found = [Decimal(row[name]) for name in ("Цена", "ПроцентРучнойСкидки", "СуммаРучнойСкидки", "Сумма", "СуммаНДС")]
    assert found == [Decimal("1263.16"), 5, Decimal("126.32"), 2400, Decimal("432.79")]


async def test_a_variant_named_by_the_catalogue_reaches_the_row(connector, onec, company):
    shirt = next(one for one in company.items if one.known_to_onec and one.characteristics and one.vat_rate == 22)
    variant = shirt.characteristics[0]
    sold = line(shirt).with_(item=Item(name=shirt.name, external_code=f"{shirt.guid}#{variant.guid}"))

    outcome, _ = await connector.upsert(command(deal(company, lines=(sold,))))
    (refused,) = await connector.upsert(command(deal(company, number=2, lines=(line(shirt),))))

    (row,) = (await document_of(onec, outcome))["Товары"]
    assert row["Характеристика_Key"] == variant.guid
    assert "вариант не выбран" in refused.told[0].text


async def test_a_new_client_gets_the_typical_agreement_of_the_rules(connector, onec, company):
    client = next(one for one in company.clients if not one.known_to_onec and one.kind == "company")
    typical = company.typical_agreements[1]

    outcome, _ = await connector.upsert(
        command(deal(company, client=client, terms=Terms(agreement_default=Thing(name=typical.name))))
    )

    assert (await document_of(onec, outcome))["Соглашение_Key"] == typical.guid


async def test_the_order_is_dated_today_by_the_bases_clock(connector, onec, company):
    outcome, _ = await connector.upsert(command(deal(company)))

    document = await document_of(onec, outcome)
    moscow = (datetime.now(UTC) + timedelta(hours=3)).replace(tzinfo=None)
    assert abs(datetime.fromisoformat(document["Date"]) - moscow) < timedelta(minutes=2)


async def test_title_and_comment_of_the_deal_reach_the_order_without_a_word(connector, onec, company):
    await connector.upsert(command(deal(company)))

    changed, _ = await connector.upsert(command(deal(company, title="Другое", note="Позвонить"), edited=2))

    assert "Позвонить" in (await document_of(onec, changed))["Комментарий"]
    assert [told.topic for told in changed.told] == ["created"]


async def test_terms_that_change_are_named_one_by_one(connector, company):
    terms = deal(company).terms
    await connector.upsert(command(deal(company)))
    moved = terms.with_(warehouse=Thing(name=company.warehouses[1].name))

    changed, _ = await connector.upsert(
        command(deal(company, title="Другое", terms=moved, ship_on=date(2031, 1, 15)), edited=2)
    )

    (text,) = [told.text for told in changed.told if told.topic == "changed"]
    assert "изменён по сделке: сменился склад, перенесена дата отгрузки, сумма прежняя" in text
