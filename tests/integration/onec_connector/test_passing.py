"""What passes in 1C by itself is waited for and told to nobody, whatever was about to be written."""

import pytest

from services.onec_connector.base import posting
from services.onec_connector.base.errors import BaseAwayError
from shared.bus.errors import DoubtfulWrite, Retryable, TooLargeError
from shared.messages.ring.facts import OrderTouched
from shared.messages.ring.outcomes import OrderUpserted
from shared.messages.things import Ref
from tests.integration.onec_connector.connector import command, created, deal, known_client, known_item, line, said

ORDERS, PARTNERS = "Document_ЗаказКлиента", "Catalog_Партнеры"


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch) -> None:
    monkeypatch.setattr(posting, "_PAUSES_S", ())


def stranger(company):
    return next(one for one in company.clients if not one.known_to_onec and one.kind == "company")


@pytest.mark.parametrize(
    ("method", "path", "written"),
    [
        ("POST", PARTNERS, "client"),
        ("POST", ORDERS, "order"),
        ("POST", "/Post", "order"),
        ("PATCH", ORDERS, "edit"),
        ("POST", "/Post", "edit"),
        ("POST", "/Unpost", "cancelled"),
    ],
)
async def test_a_row_lock_is_repeated_in_seconds_wherever_1c_writes(connector, onec, company, method, path, written):
    order = deal(company, client=stranger(company)) if written == "client" else deal(company)
    message = command(order)
    if written in {"edit", "cancelled"}:
        await connector.upsert(message)
        edited = order.with_(lines=(line(known_item(company), quantity=7),)) if written == "edit" else order
        message = command(edited, edited=2, wanted="cancelled" if written == "cancelled" else "yes")
    await onec.do("faults", kind="error_500", method=method, path=path)

    with pytest.raises(Retryable) as locked:
        await connector.upsert(message)
    outcome, *_ = await connector.upsert(message)

    assert (locked.value.after_s, locked.value.counted) == (5, False)
    assert isinstance(outcome, OrderUpserted), outcome
    assert [told.text for told in outcome.told if told.topic == "refusal"] == []
    (shown,) = await onec.orders()
    assert shown["Posted"] is (written != "cancelled")


@pytest.mark.parametrize("missing", [ORDERS, "Catalog_Контрагенты", "Catalog_Номенклатура"])
async def test_while_1c_is_updated_and_publishes_less_nothing_is_told_and_the_order_comes_after_it(
    connector, onec, company, missing
):
    message = command(deal(company))
    await onec.do("switches", unpublished_sets=[missing])

    with pytest.raises(BaseAwayError):
        await connector.upsert(message)
    with pytest.raises(BaseAwayError):
        await connector.flow.snapshots.base.probe()
    await onec.do("switches", unpublished_sets=[])
    await connector.flow.snapshots.base.probe()
    outcome, *_ = await connector.upsert(message)

    assert isinstance(outcome, OrderUpserted), outcome


async def test_a_page_of_somebody_between_us_in_answer_to_a_create_makes_no_second_client(connector, onec, company):
    message = command(deal(company, client=stranger(company)))
    await onec.do("faults", kind="html_200", method="POST", path=PARTNERS)

    with pytest.raises(DoubtfulWrite):
        await connector.upsert(message)
    with pytest.raises(Retryable) as waiting:
        await connector.upsert(message)

    assert waiting.value.counted is False


async def test_an_order_1c_gave_no_answer_about_is_told_and_tried_again_hourly(connector, company):
    message = command(deal(company))
    failed = DoubtfulWrite("1C took a write and did not answer")

    [refused] = await connector.flow.failures.tell(None, message, failed, is_dead=True)
    nothing = await connector.flow.failures.tell(None, message, failed, is_dead=False)

    assert refused.told[0].text == (
        "Заказ не создан: 1С раз за разом не отвечает на запросы обмена. "
        "Сообщите администратору; обмен пробует снова раз в час, и заказ создастся сам."
    )
    assert nothing == ()


async def test_an_order_1c_does_not_let_us_read_is_told_in_its_deal(connector, company):
    outcome, *_ = await connector.upsert(command(deal(company)))
    touched = OrderTouched(ref=outcome.ref)

    [refused] = await connector.flow.failures.tell(None, touched, Retryable("no answer"), is_dead=True)

    assert (refused.key, refused.source.key) == ("deal:1", "deal:1")
    assert refused.told[0].text.startswith("Заказ этой сделки не изменён: 1С раз за разом не отвечает")


async def test_an_order_that_no_message_can_hold_is_told_in_its_deal_wherever_it_was_born(connector, onec, company):
    outcome, *_ = await connector.upsert(command(deal(company)))
    item = known_item(company)
    born = await onec.do("orders", client=known_client(company).guid, rows=[{"item": item.guid, "quantity": 1}])
    await connector.touch(born["guid"])
    error = TooLargeError("order.changed", "order:…", 5_000_000, 4_194_304)

    told = []
    for guid in (outcome.ref.id, born["guid"]):
        touched = OrderTouched(ref=Ref(system="onec", kind="order", id=guid))
        told += await connector.flow.failures.tell(None, touched, error, is_dead=True)

    assert [(one.key, one.reason) for one in told] == [("deal:1", "too_long"), (f"order:{born['guid']}", "too_long")]
    for one in told:
        assert said(one).startswith(
            "Заказ в 1С слишком велик для обмена, и то, что в нём меняют, не попадает в сделку."
        )


async def test_a_deal_is_refused_until_what_was_edited_in_an_order_too_large_for_a_message_can_be_told(
    connector, onec, company
):
    """The order was touched every five seconds, and each touch became a dead letter."""
    guid = await created(connector, company)
    code = (await onec.order(guid))["document"]["Товары"][0]["КодСтроки"]
    await onec.do(f"orders/{guid}/edit", change=[{"row": code, "quantity": "9"}])
    touched = OrderTouched(ref=Ref(system="onec", kind="order", id=guid))
    error = TooLargeError("order.changed", f"order:{guid}", 5_000_000, 4_194_304)
    await connector.flow.failures.tell(None, touched, error, is_dead=True)
    edited = command(deal(company, lines=(line(known_item(company), quantity="7"),)), edited=2)

    (refused,) = await connector.upsert(edited)
    await connector.touch(guid)
    told, *_ = await connector.upsert(edited)

    assert (refused.reason, connector.published) == ("too_long", [])
    assert "слишком велик для обмена" in said(refused)
    assert isinstance(told, OrderUpserted), told
