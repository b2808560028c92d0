"""The customer's extra fields of an order (R13): attributes and additional requisites, both ways."""

import pytest

from sandbox.base.seed.company import CARGO
from services.onec_connector.assembly import Site, assemble
from services.onec_connector.check import check
from services.onec_connector.profile.reading import read_profile
from shared.bus.errors import Retryable
from shared.messages.order import OrderGroup
from shared.messages.ring.commands import OrderPolicy, Owner
from shared.messages.ring.facts import OrderChanged
from shared.messages.ring.outcomes import OrderRefused, OrderUpserted
from shared.rules import load_rules
from shared.rules.fields import FieldRow
from tests.integration.onec_connector.connector import GROUPS, RULES, Connector, command, deal, known_item, line, said

EXTRA = OrderGroup.EXTRA
WITH_EXTRA = (*GROUPS, EXTRA)
TABLE = {
    "delivery": FieldRow(deal="UF_CRM_DELIVERY_ADDRESS", order="АдресДоставки", type="text", direction="b24→1c"),
    "cargo": FieldRow(deal="UF_CRM_CARGO", additional="Вид груза", type="text", direction="both"),
    "wish": FieldRow(deal="UF_CRM_WISH", order="ДополнительнаяИнформация", type="text", direction="1c→b24"),
    "wanted": FieldRow(deal="UF_CRM_WANTED", order="ДатаПоДаннымКлиента", type="date", direction="both"),
    "whole": FieldRow(deal="UF_CRM_WHOLE", order="ОсобыеУсловияПеревозки", type="yes_no", direction="both"),
    "lacking": FieldRow(deal="UF_CRM_LACKING", additional="Чего нет", type="text", direction="both"),
}


@pytest.fixture(name="extra")
async def _extra(connector: Connector, database_of) -> Connector:
    """The connector with a table of extra fields."""
    snapshots, rules = connector.flow.snapshots, RULES.model_copy(update={"fields": TABLE})
    site = Site(snapshots.place, "portal-1", await read_profile(snapshots.base), rules)

    async def publish(*messages) -> None:
        connector.published.extend(messages)

    flow = assemble(snapshots.base, site, database_of, publish)
    return Connector(flow, connector.onec, connector.published)


async def made(extra, company, **values) -> str:
    """An order of a deal with these values, whose facts were published."""
    outcome, *_ = await extra.upsert(command(deal(company, extra=values), groups=WITH_EXTRA))
    assert isinstance(outcome, OrderUpserted)
    await extra.touch(outcome.ref.id)
    return outcome.ref.id


async def changed(extra, company, edited=2, known=0, policy=None, **values):
    return await extra.upsert(
        command(
            deal(company, extra=values), edited=edited, known=known, groups=(EXTRA,), policy=policy or OrderPolicy()
        )
    )


async def document(extra, guid):
    return (await extra.onec.order(guid))["document"]


def requisites(document):
    return {row["Свойство_Key"]: row["Значение"] for row in document["ДополнительныеРеквизиты"]}


async def test_a_new_order_has_what_the_deal_has(extra, company):
    guid = await made(extra, company, delivery="Москва, Ленина 2", cargo="Хрупкий", wanted="2026-04-05", whole="yes")

    written = await document(extra, guid)

    assert written["АдресДоставки"] == "Москва, Ленина 2"
    assert requisites(written) == {CARGO: "Хрупкий"}
    assert written["ДополнительныеРеквизиты"][0]["Значение_Type"] == "Edm.String"
    assert written["ДатаПоДаннымКлиента"].startswith("2026-04-05")
    assert written["ОсобыеУсловияПеревозки"] is True


async def test_what_was_written_is_not_told_back(extra, company):
    guid = await made(extra, company, delivery="Москва", cargo="Хрупкий")

    assert await extra.touch(guid) == []


async def test_an_edit_of_the_deal_changes_its_fields_and_leaves_other_requisites(extra, company):
    guid = await made(extra, company, delivery="Москва", cargo="Хрупкий")
    other = "9c2f0000-0000-4000-8000-000000000007"
    rows = [
        {"LineNumber": 1, "Свойство_Key": other, "Значение": "своё", "Значение_Type": "Edm.String"},
        {"LineNumber": 2, "Свойство_Key": CARGO, "Значение": "Хрупкий", "Значение_Type": "Edm.String"},
    ]
    await extra.onec.do(f"orders/{guid}/edit", header={"ДополнительныеРеквизиты": rows})

    outcome, *_ = await changed(extra, company, delivery="", cargo="Сыпучий")

    written = await document(extra, guid)
    assert (written["АдресДоставки"], requisites(written)) == ("", {other: "своё", CARGO: "Сыпучий"})
    assert "изменены дополнительные поля" in said(outcome)


async def test_a_requisite_stays_in_an_order_that_1c_would_not_post_again(extra, company, monkeypatch):
    """An attribute may be what the customer's own posting is about: it is put back."""
    monkeypatch.setattr("services.onec_connector.base.posting._PAUSES_S", ())
    guid = await made(extra, company, delivery="Москва", cargo="Хрупкий")
    await extra.onec.do("switches", post_fail=2)

    outcome, *_ = await changed(extra, company, delivery="Москва", cargo="Сыпучий")
    refused, *_ = await changed(extra, company, edited=3, delivery="Тверь", cargo="Сыпучий")

    written = await document(extra, guid)
    assert (type(outcome), type(refused)) == (OrderUpserted, OrderRefused)
    assert (written["АдресДоставки"], requisites(written)) == ("Москва", {CARGO: "Сыпучий"})


async def test_an_edit_of_the_accountant_is_told_with_the_values_that_go_out(extra, company):
    guid = await made(extra, company, delivery="Москва", cargo="Хрупкий")
    rows = [{"LineNumber": 1, "Свойство_Key": CARGO, "Значение": "Сыпучий", "Значение_Type": "Edm.String"}]
    header = {"ДополнительныеРеквизиты": rows, "АдресДоставки": "Тверь", "ДополнительнаяИнформация": "Пропуск 7"}
    await extra.onec.do(f"orders/{guid}/edit", header=header)

    (fact,) = await extra.touch(guid)

    assert isinstance(fact, OrderChanged)
    assert fact.order.extra == {"cargo": "Сыпучий", "wish": "Пропуск 7"}
    assert fact.order.groups[EXTRA].edited > 0


async def test_an_order_without_values_says_nothing_of_them_and_is_wiped_by_nothing(extra, company):
    guid = await made(extra, company)
    await extra.onec.do(f"orders/{guid}/edit", header={"АдресДоставки": "Тверь"})
    assert await extra.touch(guid) == []

    await changed(extra, company, cargo="Хрупкий")

    written = await document(extra, guid)
    assert (written["АдресДоставки"], requisites(written)) == ("Тверь", {CARGO: "Хрупкий"})


async def test_an_edit_of_both_sides_goes_to_the_owner_and_the_other_value_is_told(extra, company):
    guid = await made(extra, company, delivery="Москва", cargo="Хрупкий")
    await extra.onec.do(
        f"orders/{guid}/edit",
        header={
            "ДополнительныеРеквизиты": [
                {"LineNumber": 1, "Свойство_Key": CARGO, "Значение": "Сыпучий", "Значение_Type": "Edm.String"}
            ]
        },
    )
    with pytest.raises(Retryable):
        await changed(extra, company, cargo="Жидкий", delivery="Тверь")
    await extra.touch(guid)
    ours = OrderPolicy(owners={EXTRA: Owner(before_shipment="onec")})

    outcome, *_ = await changed(extra, company, cargo="Жидкий", delivery="Тверь", policy=ours)

    written = await document(extra, guid)
    assert (written["АдресДоставки"], requisites(written)) == ("Тверь", {CARGO: "Сыпучий"})
    assert "Оставлено значение из 1С: Вид груза «Сыпучий»; менеджер поставил: Вид груза «Жидкий»." in said(outcome)
    (fact,) = await extra.touch(guid)
    assert (fact.order.extra["cargo"], fact.order.groups[EXTRA].known) == ("Сыпучий", 2)


async def test_lines_of_one_direction_are_no_conflict(extra, company):
    guid = await made(extra, company, delivery="Москва", cargo="Хрупкий")
    await extra.onec.do(f"orders/{guid}/edit", header={"ДополнительнаяИнформация": "Пропуск 7"})
    await extra.touch(guid)

    outcome, *_ = await changed(extra, company, delivery="Тверь", cargo="Хрупкий")

    assert (await document(extra, guid))["АдресДоставки"] == "Тверь"
    assert "одновременно" not in said(outcome)


async def test_what_1c_cannot_take_is_told_and_the_order_is_made(extra, company):
    values = {"delivery": "я" * 501, "wanted": "завтра", "lacking": "есть в сделке"}

    outcome, *_ = await extra.upsert(command(deal(company, extra=values), groups=WITH_EXTRA))

    written = await document(extra, outcome.ref.id)
    assert written["АдресДоставки"] == "я" * 500
    assert "«завтра», это не дата; исправьте значение в сделке" in said(outcome)
    assert "«есть в сделке», в заказе 1С нет такого реквизита; сообщите администратору" in said(outcome)
    assert "1С вмещает 500 знаков, записано начало" in said(outcome)


@pytest.mark.parametrize("at", ["birth", "edit"])
async def test_what_1c_cannot_take_stays_in_the_deal_when_another_field_is_edited_in_the_order(extra, company, at):
    guid = await made(extra, company, **({"wanted": "завтра"} if at == "birth" else {"cargo": "Хрупкий"}))
    if at == "edit":
        await changed(extra, company, wanted="завтра", cargo="Хрупкий")
        await extra.touch(guid)

    await extra.onec.do(f"orders/{guid}/edit", header={"ДополнительнаяИнформация": "Пропуск 7"})
    (fact,) = await extra.touch(guid)

    assert fact.order.extra["wish"] == "Пропуск 7"
    assert "wanted" not in fact.order.extra


async def test_a_change_1c_refuses_puts_the_requisites_back(extra, company):
    item = known_item(company)
    first = deal(company, lines=(line(item, quantity="5"),), extra={"cargo": "Хрупкий"})
    outcome, *_ = await extra.upsert(command(first, groups=WITH_EXTRA))
    await extra.onec.do(f"orders/{outcome.ref.id}/ship")
    await extra.touch(outcome.ref.id)

    fewer = deal(company, lines=(line(item, quantity="2"),), extra={"cargo": "Сыпучий"})
    refused, *_ = await extra.upsert(command(fewer, edited=2, groups=(OrderGroup.ROWS, EXTRA)))

    assert isinstance(refused, OrderRefused)
    assert requisites(await document(extra, outcome.ref.id)) == {CARGO: "Хрупкий"}


async def test_the_check_names_what_the_base_lacks_and_what_the_bus_writes_itself(extra):
    rules = load_rules("deploy/config/rules.yaml")
    comment = FieldRow(deal="UF_CRM_NOTE", order="Комментарий", type="text", direction="both")
    missing = FieldRow(deal="UF_CRM_COLOUR", order="ЦветУпаковки", type="text", direction="both")
    rules = rules.model_copy(update={"fields": {**TABLE, "note": comment, "colour": missing}})

    findings = await check(extra.flow.snapshots.base, rules)

    bad = "\n".join(one.text for one in findings if not one.ok)
    assert "Реквизита заказа «ЦветУпаковки»" in bad
    assert "Реквизит заказа «Комментарий» обмен заполняет сам" in bad
    assert "Дополнительного реквизита «Чего нет»" in bad
    assert "«Вид груза» из правил" not in bad
