"""How far a manager may lower a price (R12, mode `b24-within`): 1C's limits, held before anything is written."""

from decimal import Decimal

import pytest

from services.onec_connector.objects import agreement as names
from services.onec_connector.objects import client_price, partner
from shared.messages.ring.commands import OrderPolicy
from shared.messages.ring.outcomes import OrderRefused, OrderUpserted
from shared.messages.things import Item, Ref
from shared.rules.directory import ItemRules
from tests.integration.onec_connector.connector import command, created, deal, known_client, known_item, line

WITHIN = OrderPolicy(prices="b24-within")
PACKS = "Catalog_УпаковкиЕдиницыИзмерения"
DOZEN = {"Числитель": 12, "Знаменатель": 1, "ТипИзмеряемойВеличины": "Упаковка"}
PRICES = ("9.05", "9.06")


@pytest.fixture
async def limited(onec, company):
    """The client's price is 100, his agreement lets 10 % go; the first item has a price in 1C."""
    await onec.do("switches", pricing_25=False, limit_by_agreement=True, limit_by_user=True)
    kind = (await onec.do("price_kinds", name="Оптовая"))["kind"]
    rows = [{"item": known_item(company).guid, "kind": kind, "price": "100"}]
    await onec.do("prices", rows=rows, since="2026-01-15T12:00:00")  # before any other price of the tests
    async with onec.clerk() as clerk:
        terms = {names.PRICE_KIND: kind, names.PRICES_FROM: names.FROM_HEADER, names.VAT_INCLUDED: True}
        fields = {**terms, names.LIMITED: True, names.LIMIT_PERCENT: 10}
        await clerk.change(names.SET, known_client(company).agreement.guid, fields)


@pytest.fixture
def make_items(connector, monkeypatch):
    """The connector, with rules that let new items be made."""
    monkeypatch.setattr(connector.flow.newcomers.kinds, "_rules", ItemRules(kind="товары"))
    return connector


def order(company, price, *, place=0, quantity="2"):
    row = line(known_item(company, place), price=price, quantity=quantity)
    return command(deal(company, lines=(row,)), policy=WITHIN)


async def test_a_price_within_the_limit_stands(connector, onec, company, limited):
    messages = await connector.upsert(order(company, "90"))

    (stored,) = (await onec.order(messages[0].ref.id))["document"]["Товары"]
    assert isinstance(messages[0], OrderUpserted)
    assert (Decimal(stored["Цена"]), messages[0].told[-1].topic) == (90, "created")


async def test_a_price_below_it_is_refused_with_row_limit_and_the_lowest_one(connector, onec, company, limited):
    (refused, *_) = await connector.upsert(order(company, "89.99"))

    (told,) = refused.told
    assert isinstance(refused, OrderRefused)
    assert refused.reason == "price_limit"
    assert all(word in told.text for word in (known_item(company).name, "10 %", "90,00", "89,99")), told.text
    assert await onec.orders() == []


async def test_where_the_agreement_counts_without_vat_the_limit_is_held_as_1c_holds_it(
    connector, onec, company, limited
):
    kind = (await onec.do("price_kinds", name="Оптовая с НДС"))["kind"]
    await onec.do("prices", rows=[{"item": known_item(company).guid, "kind": kind, "price": "90.30"}])
    async with onec.clerk() as clerk:
        terms = {names.PRICE_KIND: kind, names.VAT_INCLUDED: False}
        await clerk.change(names.SET, known_client(company).agreement.guid, terms)

    (refused, *_) = await connector.upsert(order(company, "81.27", quantity="1"))  # 66.61 without VAT, of 74.02
    (taken, *_) = await connector.upsert(order(company, "81.28", quantity="1"))

    assert (refused.reason, isinstance(taken, OrderUpserted)) == ("price_limit", True)
    assert "не дешевле 81,28" in refused.told[0].text.replace("\u00a0", " "), refused.told[0].text


async def test_the_managers_own_limit_counts_where_it_is_smaller(connector, onec, company, limited):
    user = next(one for one in company.managers if one.email == deal(company).manager.email)
    settings = {client_price.SETTINGS_LIMITED: True, client_price.SETTINGS_PERCENT: 5}
    owner = {client_price.SETTINGS_OWNER: user.guid, "Owner_Type": "StandardODATA.Catalog_Пользователи"}
    async with onec.clerk() as clerk:
        await clerk.create(client_price.USER_SETTINGS, {"Description": "Менеджеры", **owner, **settings})

    (refused, *_) = await connector.upsert(order(company, "94.99"))
    (made, *_) = await connector.upsert(order(company, "95"))

    assert (refused.reason, type(made)) == ("price_limit", OrderUpserted)


async def test_settings_of_his_own_that_limit_nothing_leave_the_limit_of_the_group_above_his(
    connector, onec, company, limited
):
    user, other = company.managers[0], company.managers[1]
    assert user.email == deal(company).manager.email
    async with onec.clerk() as clerk:
        above = await clerk.create(client_price.USER_GROUPS, {"Description": "Продажи", **named(other)})
        below = {"Description": "Отдел", client_price.GROUP_ABOVE: above["Ref_Key"]}
        await clerk.create(client_price.USER_GROUPS, {**below, **named(user)})
        for owner, of, limits in ((user.guid, "Пользователи", False), (above["Ref_Key"], "ГруппыПользователей", True)):
            whose = {client_price.SETTINGS_OWNER: owner, "Owner_Type": f"StandardODATA.Catalog_{of}"}
            settings = {client_price.SETTINGS_LIMITED: limits, client_price.SETTINGS_PERCENT: 5 if limits else 0}
            await clerk.create(client_price.USER_SETTINGS, {**whose, **settings})

    (refused, *_) = await connector.upsert(order(company, "94.99"))
    (made, *_) = await connector.upsert(order(company, "95"))

    assert (refused.reason, type(made)) == ("price_limit", OrderUpserted)


def named(user):
    return {client_price.MEMBERS: [{"LineNumber": "1", client_price.MEMBER_USER: user.guid}]}


async def test_what_1c_has_no_price_for_is_not_limited_and_is_told(connector, onec, company, limited):
    (made, *_) = await connector.upsert(order(company, "1", place=1))

    (told,) = [one for one in made.told if one.topic == "prices"]
    assert known_item(company, 1).name in told.text


async def test_nothing_is_refused_while_the_switches_are_off(connector, onec, company, limited):
    await onec.do("switches", limit_by_agreement=False, limit_by_user=False)

    (made, *_) = await connector.upsert(order(company, "1"))

    assert isinstance(made, OrderUpserted)
    assert not [one for one in made.told if one.topic == "prices"]


async def test_a_refusal_for_a_price_leaves_no_new_client_behind(connector, onec, company, limited):
    first, *_ = await connector.upsert(order(company, "100"))
    await connector.touch(first.ref.id)
    stranger = next(one for one in company.clients if not one.known_to_onec and one.kind == "company")
    cheap = deal(company, lines=(line(known_item(company), price="50"),), client=stranger).with_(ref=first.ref)
    async with onec.clerk() as clerk:
        individual = await clerk.read(names.SET, known_client(company).agreement.guid)
        same = (names.PRICE_KIND, names.PRICES_FROM, names.VAT_INCLUDED, names.LIMITED, names.LIMIT_PERCENT)
        await clerk.change(names.SET, company.typical_agreements[0].guid, {one: individual[one] for one in same})

        (refused, *_) = await connector.upsert(command(cheap, edited=2, policy=WITHIN))

        assert refused.reason == "price_limit"
        assert await clerk.any_of(partner.SET, [f"Description eq '{stranger.name}'"]) == []


async def test_a_refusal_for_a_price_leaves_no_new_item_behind(make_items, onec, company, limited):
    typed_product = Item(origin=Ref(system="b24", kind="product", id="501"), name="Болт М8")
    rows = line(known_item(company), price="50"), line(known_item(company)).with_(item=typed_product)

    (refused, *_) = await make_items.upsert(command(deal(company, lines=rows), policy=WITHIN))

    assert refused.reason == "price_limit"
    async with onec.clerk() as clerk:
        assert await clerk.any_of("Catalog_Номенклатура", ["Description eq 'Болт М8'"]) == []


async def test_without_a_manager_of_1c_it_is_said_that_his_limit_was_not_looked_at(connector, onec, company, limited):
    nobody = deal(company, lines=(line(known_item(company), price="95"),), manager=None)

    (made, *_) = await connector.upsert(command(nobody, policy=WITHIN))

    said = [one.text for one in made.told if one.topic == "prices"]
    assert isinstance(made, OrderUpserted)
    assert "настройкам менеджера не проверена" in "".join(said)


async def sold_in_boxes(connector, onec, company):
    """An order whose only row the accountant sells in boxes of twelve; 1C's price of a piece becomes 10.06."""
    owner = {"Owner": known_item(company).guid, "Owner_Type": "StandardODATA.Catalog_Номенклатура"}
    async with onec.clerk() as clerk:
        box = await clerk.create(PACKS, {"Description": "упак (12)", **DOZEN, **owner})
        terms = await clerk.read(names.SET, known_client(company).agreement.guid)
    guid = await created(connector, company)
    await connector.touch(guid)
    (row,) = (await onec.order(guid))["document"]["Товары"]
    change = {"row": row["КодСтроки"], "pack": box["Ref_Key"], "quantity": "2", "price": "1200"}
    await onec.do(f"orders/{guid}/edit", change=[change])
    (fact, *_) = await connector.touch(guid)
    kind = terms[names.PRICE_KIND]
    await onec.do("prices", rows=[{"item": known_item(company).guid, "kind": kind, "price": "10.06"}])
    return guid, box["Ref_Key"], max(stamp.edited for stamp in fact.order.groups.values())


@pytest.mark.parametrize(("quantity", "packs"), [("36", "3"), ("42", "3.5")])
async def test_the_price_of_a_box_is_limited_as_1c_limits_it_and_told_for_a_piece(
    connector, onec, company, limited, quantity, packs
):
    guid, box, known = await sold_in_boxes(connector, onec, company)
    cheap, fair = (
        deal(company, lines=(line(known_item(company), price=price, quantity=quantity),)) for price in PRICES
    )

    (refused, *_) = await connector.upsert(command(cheap, edited=2, known=known, policy=WITHIN))
    (taken, *_) = await connector.upsert(command(fair, edited=3, known=known, policy=WITHIN))

    (row,) = (await onec.order(guid))["document"]["Товары"]
    assert isinstance(taken, OrderUpserted), taken.told
    assert refused.reason == "price_limit"  # 9.05 × 12 < 120.72 - 10 %
    assert "9,05" in refused.told[0].text
    assert "не дешевле 9,06" in refused.told[0].text.replace("\u00a0", " ")
    assert (row["Упаковка_Key"], Decimal(row["КоличествоУпаковок"])) == (box, Decimal(packs))
