"""What stands in a deal's timeline, told to a simulated portal."""

import pytest

from services.b24_connector.check import check
from services.b24_connector.portal import PortalRightsError
from services.b24_connector.reader.snapshots import DealSnapshots
from services.b24_connector.settings import Settings
from services.b24_connector.writer.comments import LONG_AGO
from services.b24_connector.writer.failures import DealFailures
from shared.bus.errors import DoubtfulWrite, Retryable, TooLargeError
from shared.messages.ring.commands import DealNote
from shared.messages.ring.facts import DealTouched
from shared.messages.ring.outcomes import DealRefused, DealUpserted
from shared.messages.ring.told import Edit, Told, stage_by_id
from shared.russian import edited
from tests.delivered import delivered_rules
from tests.integration.b24_connector.commands import deal_ref, line, upsert
from tests.integration.b24_connector.in_process import office

__all__ = ["office"]


async def told(office, deal, *sentences):
    ref = deal_ref(deal)
    await office.store.begin_write(ref.key)
    await office.notes.noted(None, DealNote(key=ref.key, source=ref, deal=ref, told=sentences))


def comments(office, deal):
    rows = office.simulated.table("comment").rows.values()
    return [row["COMMENT"] for row in rows if row["ENTITY_ID"] == deal]


def edit(number):
    made = Edit(numbers=(number,), order="7", edited=("5",), before=f"{number} ₽", after=f"{number + 1} ₽")
    return Told(topic="changed", text=edited(made), edit=made)


async def test_ten_edits_in_a_row_are_one_note(office):
    deal = office.new_deal()

    for number in range(10):
        await told(office, deal, edit(number))

    assert comments(office, deal) == ["Заказ 7 изменён по сделке: изменена 1 строка, сумма была 0 ₽, стала 10 ₽."]


async def test_edits_go_on_in_a_new_note_where_a_person_has_deleted_the_first(office):
    deal = office.new_deal()
    await told(office, deal, edit(1))
    office.simulated.table("comment").rows.clear()

    await told(office, deal, edit(2))

    assert comments(office, deal) == [edit(2).text]


async def test_a_stage_is_called_what_the_portal_calls_it_in_its_own_pipeline(office):
    deal, stage = office.new_deal(), "C3:PREPARATION"
    name = office.directory.stage_name(stage)

    await told(office, deal, Told(topic="jumped", text=f"Верните её в «{stage_by_id(stage)}».", once=True))

    assert name != stage
    assert comments(office, deal) == [f"Верните её в «{name}»."]


async def test_words_of_1c_are_no_markup_in_the_timeline(office):
    deal, words = office.new_deal(), "1С отказала: [b]нет[/b] <a href=x>счёт</a>"

    await told(office, deal, Told(topic="refusal", text=words))

    (comment,) = comments(office, deal)
    assert "[b]" not in comment
    assert "<a" not in comment
    assert comment.replace("\u200b", "") == words


def notices(office):
    rows = office.simulated.table("notice").rows.values()
    return [(row["user"], row["message"]) for row in rows]


async def deleted_deal(office, *, by):
    """A deal that was published, and that its manager has deleted since."""
    deal = office.new_deal(manager=by)
    await office.handle()
    office.delete(deal)
    await office.handle()
    return deal


async def test_what_is_told_of_a_deleted_deal_rings_at_its_last_responsible_once(office):
    deal = await deleted_deal(office, by=12)
    words = Told(topic="order", text="Сделка удалена, но по заказу 7 уже оплачено 40 %.")

    for _ in range(2):
        await told(office, deal, words)

    assert office.heard(deal).deleted is True
    assert notices(office) == [(12, f"Удалённая сделка {deal}. {words.text}")]
    assert comments(office, deal) == []


async def test_a_deal_handed_on_before_it_was_deleted_rings_at_the_one_who_got_it(office):
    deal = office.new_deal(manager=12)
    await office.handle()
    office.edit(deal, manager=13)
    await office.handle()
    office.delete(deal)
    await office.handle()

    await told(office, deal, Told(topic="order", text="Сделка удалена."))

    assert [user for user, _ in notices(office)] == [13]


async def test_a_deal_that_still_stands_rings_at_nobody(office):
    deal = office.new_deal(manager=12)
    await office.handle()

    await told(office, deal, Told(topic="order", text="Заказ 7 отменён."))

    assert notices(office) == []


async def test_a_notice_waits_for_the_right_it_needs_and_check_names_it(office):
    deal = await deleted_deal(office, by=12)
    words = Told(topic="order", text="Сделка удалена, но по заказу 7 уже оплачено 40 %.")
    office.simulated.switches.scopes = "crm,catalog,user"
    surroundings = {"amqp_url": "amqp://", "mongo_url": "mongodb://", "http_port": 0, "rules": "rules.yaml"}
    webhook = office.simulated.options.webhook.replace("portal.test", "localhost")
    settings = Settings(b24_webhook=webhook, **surroundings)

    findings = await check(office.portal, office.directory, settings, delivered_rules())
    with pytest.raises(PortalRightsError):
        await told(office, deal, words)
    office.simulated.switches.scopes = "crm,catalog,user,im"
    await told(office, deal, words)

    assert [one.ok for one in findings if "права im" in one.text] == [False]
    assert len(notices(office)) == 1


@pytest.mark.parametrize("stands", [True, False])
async def test_what_is_told_once_is_told_once_though_nobody_knows_whether_an_earlier_note_with_other_words_stands(
    office, stands
):
    """The order's number is another one by the time of the second note."""
    deal = office.new_deal()
    first, second = (
        Told(topic="created", text=f"Заказ клиента {number} создан в 1С.", once=True) for number in ("ТД-1", "СС-3")
    )
    changed = Told(topic="order", text="Сменилась наша организация.")
    office.dies_at("crm.timeline.comment.add")
    with pytest.raises(DoubtfulWrite):
        await told(office, deal, first)
    if not stands:
        office.simulated.table("comment").rows.clear()
        await office.store.set_fields(deal_ref(deal).key, {"telling_since": LONG_AGO})

    await told(office, deal, second, changed)
    await told(office, deal, first)

    known = [first.text, changed.text] if stands else [f"{second.text}\n\n{changed.text}"]
    assert comments(office, deal) == known


@pytest.mark.parametrize("words", ["the same", "other"])
async def test_a_note_that_the_portal_was_still_writing_when_its_sender_died_is_told_once(office, words):
    deal = office.new_deal()
    first = Told(topic="created", text="Заказ клиента ТД-1 создан в 1С.", once=True)
    more = Told(topic="order", text="Сменилась наша организация.")
    office.dies_at("crm.timeline.comment.add")
    with pytest.raises(DoubtfulWrite):
        await told(office, deal, first)
    rows = office.simulated.table("comment").rows
    under_way = dict(rows)
    rows.clear()
    sentences = [first] if words == "the same" else [first, more]

    with pytest.raises(Retryable) as waited:
        await told(office, deal, *sentences)
    rows.update(under_way)
    await told(office, deal, *sentences)

    assert comments(office, deal) == [one.text for one in sentences]
    assert not waited.value.counted
    assert 0 < waited.value.after_s <= 10


async def test_an_order_is_refused_until_what_was_edited_in_a_deal_too_large_for_a_message_can_be_told(office):
    """The deal was touched every five seconds, and each touch became a dead letter."""
    guid = "5b1d6e0a-0000-4000-8000-00000000b042"
    made = await office.upsert(upsert([line(100)], guid=guid))
    await office.handle()
    office.listening, deal = False, int(made.ref.id)
    office.set_row(deal, price=300, quantity=1, by=1)
    failures = DealFailures(DealSnapshots(office.portal, office.directory), office.store, office.notes)
    error = TooLargeError("deal.changed", f"deal:{deal}", 5_000_000, 4_194_304)
    await failures.tell(None, DealTouched(ref=deal_ref(deal)), error, is_dead=True)
    newer = upsert([line(200)], guid=guid, edited=2)

    refused = await office.run(newer)
    touched = [*office.touches]
    await office.look(deal)
    outcome = await office.upsert(newer)

    assert (type(refused), refused.reason, touched) == (DealRefused, "too-long", [])
    assert refused.told[0].text == (
        "Изменения заказа ТД00-000018 не попали в сделку: её изменили, а она слишком велика для обмена. "
        "Сократите её состав или разделите на несколько; после этого сделка изменится сама."
    )
    assert isinstance(outcome, DealUpserted)
