"""How far a price may be lowered by hand: which limit of agreement, user and group of users 1C holds when it posts."""

from decimal import Decimal

import pytest

from sandbox.base.price_limits import limit_of
from tests.contract.sandbox_base.shop import DAY, EMPTY, Shop

GROUPS, SETTINGS = "Catalog_ГруппыПользователей", "Catalog_НастройкиПродажДляПользователей"


@pytest.fixture
def shop(desk):
    return Shop(desk)


def order_of(shop, discount, manager=None):
    rows = [{"item": shop.item, "quantity": 3, "discount_percent": discount}]
    more = {"agreement": shop.agreement, "manager": manager, "date": DAY, "ship_on": DAY}
    return {"client": shop.partner, "rows": rows} | more


def limited(shop, owner, percent, of=GROUPS, **more):
    """Settings of a user, or of a group of users, that limit discounts given by hand."""
    named = {"Owner": owner, "Owner_Type": f"StandardODATA.{of}"}
    limits = {"ОграничиватьРучныеСкидки": percent is not None, "ПроцентРучнойСкидки": percent or 0}
    shop.made(SETTINGS, **named, **limits, **more)


@pytest.mark.parametrize(("limit", "switch", "refused"), [(5, True, True), (6, True, False), (5, False, False)])
async def test_posting_refuses_more_by_hand_than_the_agreement_allows(shop, office, limit, switch, refused):
    limits = {"ОграничиватьРучныеСкидки": True, "ПроцентРучнойСкидки": limit}
    shop.change(shop.agreement, ВидЦен_Key=shop.kind(100), **limits)
    await office.post("switches", limit_by_agreement=switch)

    asked = order_of(shop, 6)
    found = await office.post("orders", 409 if refused else 200, **asked | {"date": str(DAY), "ship_on": str(DAY)})

    reasons = " ".join(one["text"] for one in found["journal"]) if refused else ""
    assert ("цена не может быть ниже 95.00" in reasons) is refused


async def test_the_limit_of_a_manager_s_group_counts_where_it_is_the_smaller_one(shop, office):
    manager = shop.desk.company.managers[0].guid
    group = shop.made(GROUPS, Description="Продажи", Состав=[{"Пользователь_Key": manager}])
    limited(shop, group, 4)
    limits = {"ОграничиватьРучныеСкидки": True, "ПроцентРучнойСкидки": 10}
    shop.change(shop.agreement, ВидЦен_Key=shop.kind(100), **limits)
    await office.post("switches", limit_by_agreement=True, limit_by_user=True)

    asked = order_of(shop, 6, manager) | {"date": str(DAY), "ship_on": str(DAY)}
    found = await office.post("orders", 409, **asked)

    assert "(4%): цена не может быть ниже 96.00" in found["journal"][0]["text"]


async def test_an_agreement_without_a_limit_keeps_no_percent_and_gives_none(shop, office):
    shop.change(shop.agreement, ВидЦен_Key=shop.kind(100), ПроцентРучнойСкидки=10)

    asked = order_of(shop, None) | {"date": str(DAY), "ship_on": str(DAY)}
    made = await office.post("orders", **asked)

    kept = shop.base.get("Catalog_СоглашенияСКлиентами", shop.agreement)["ПроцентРучнойСкидки"]
    row = made["document"]["Товары"][0]
    assert (kept, row["ПроцентРучнойСкидки"], Decimal(row["Сумма"])) == (0, "0", Decimal(300))


@pytest.mark.parametrize(
    ("percents", "own", "limit"),
    [
        ({"Никого": 1, "Отдел": 4, "Старшие": 20}, {}, 20),
        ({"Никого": 1, "Отдел": 4}, {}, 4),
        ({"Никого": 1}, {}, None),
        ({"Отдел": 4, "Архив": 9}, {}, 4),
        ({"Старшие": 20}, {"percent": None}, 20),
        ({"Старшие": 20}, {"percent": 30}, 30),
    ],
    ids=[
        "the deepest group",
        "the one above it",
        "one above without members",
        "a deeper one before a higher one",
        "beside own settings that limit nothing",
        "after his own limit",
    ],
)
async def test_one_group_alone_limits_a_user(shop, office, percents, own, limit):
    await office.post("switches", limit_by_user=True)
    manager, other = (one.guid for one in shop.desk.company.managers[:2])
    above = EMPTY
    for name, members in (("Никого", []), ("Отдел", [other]), ("Старшие", [manager])):
        rows = [{"Пользователь_Key": one} for one in members]
        above = shop.made(GROUPS, Description=name, Parent_Key=above, Состав=rows)
        if name in percents:
            limited(shop, above, percents[name])
    limited(shop, shop.made(GROUPS, Description="Архив", Состав=[{"Пользователь_Key": manager}]), percents.get("Архив"))
    if own:
        limited(shop, manager, own["percent"], of="Catalog_Пользователи")

    assert limit_of(shop.base, {"Менеджер_Key": manager}, {"Номенклатура_Key": shop.item}) == limit


async def test_his_group_still_says_what_his_own_settings_leave_out(shop, office):
    await office.post("switches", limit_by_user=True)
    manager = shop.desk.company.managers[0].guid
    limited(shop, manager, 5, of="Catalog_Пользователи")
    rows = [{"ЦеноваяГруппа_Key": shop.group(), "ПроцентРучнойСкидки": 2}]
    group = shop.made(GROUPS, Description="Отдел", Состав=[{"Пользователь_Key": manager}])
    limited(shop, group, 7, ЦеновыеГруппы=rows)

    assert limit_of(shop.base, {"Менеджер_Key": manager}, {"Номенклатура_Key": shop.item}) == 2
