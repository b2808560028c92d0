"""A deal that cannot be read, or whose client cannot: it fails once, is tried hourly and comes back by itself."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.portal.control import cards
from sandbox.portal.engine.fields import COMPANY, DEAL
from services.b24_connector.intake import unreadable
from services.b24_connector.portal import PortalHidden
from shared.bus.errors import Permanent, Retryable
from shared.messages.order import OrderGroup
from shared.messages.ring.facts import DealTouched
from shared.process.answers import UnreadableRecord
from tests.integration.b24_connector.commands import PAID, deal_ref, move
from tests.integration.b24_connector.in_process import office
from tests.integration.b24_connector.test_invoices import comments

__all__ = ["office"]


async def handled(office) -> list[str]:
    """Hand every touch to the reader as a lane does, and return whose message has failed."""
    failed = []
    await office.portal.call("server.time", {})
    while office.touches:
        envelope, message = office.touches.popleft()
        try:
            done = await office.reader.touched(envelope, message)
        except (Permanent, Retryable) as error:
            failed.append(message.ref.id)
            await office.failures.tell(envelope, message, error, is_dead=isinstance(error, Permanent))
            continue
        office.facts += done.publish
        if done.then:
            await done.then()
    return failed


async def swept(office) -> list[str]:
    office.pass_by(60)
    await office.sweeper._whole_sweep()
    return await handled(office)


def hide(office, *records: str) -> None:
    office.simulated.switches.change({"unreadable": ",".join(records)})


async def known_deal(office, **words) -> int:
    deal = office.new_deal(**words)
    assert await swept(office) == []
    return deal


def of_deal(_, deal: int) -> str:
    return f"{DEAL}:{deal}"


def of_client(office, deal: int) -> str:
    return f"{COMPANY}:{office.deal(deal)['companyId']}"


def spoil(office, deal: int) -> None:
    office.simulated.rows["D", deal][0]["quantity"] = 1e30


def touches_of(office, deal: int) -> int:
    return sum(message.ref.id == str(deal) for _, message in office.touches)


@pytest.fixture
def hour(monkeypatch):
    """Let an hour pass for the rounds of what could not be read."""
    return lambda: monkeypatch.setattr(unreadable, "EVERY_S", 0.0)


@pytest.mark.parametrize("record", [of_deal, of_client])
async def test_a_deal_that_is_hidden_or_whose_client_is_fails_once_in_all_rounds_and_events(office, hour, record):
    deal = await known_deal(office)
    hide(office, record(office, deal))

    failed = [one for _ in range(5) for one in await swept(office)]
    await office.sweeper.ids.compare()
    failed += await handled(office)
    office.edit(deal, title="Гайки")
    failed += await handled(office)
    hour()
    failed += await swept(office)

    assert failed == [str(deal)]


async def test_a_deal_that_holds_what_no_message_can_begins_one_row_of_attempts(office):
    deal = await known_deal(office)
    spoil(office, deal)

    failed = [one for _ in range(5) for one in await swept(office)]

    assert failed == [str(deal)]


async def test_the_message_that_has_found_it_fails_in_every_attempt(office):
    deal = await known_deal(office)
    spoil(office, deal)
    await office.sweeper._compare_rows()
    envelope, message = office.touches.popleft()

    for _ in range(3):
        with pytest.raises(UnreadableRecord):
            await office.reader.touched(envelope, message)


@pytest.mark.parametrize("record", [of_deal, of_client])
async def test_a_hidden_deal_is_left_out_of_the_rounds_and_tried_within_the_hour(office, hour, record):
    deal = await known_deal(office)
    hide(office, record(office, deal))
    await swept(office)

    tried = []
    for pause in (lambda: None, lambda: None, hour):
        pause()
        await office.sweeper._whole_sweep()
        tried.append(touches_of(office, deal))
        office.touches.clear()

    assert tried == [0, 0, 1]


async def test_what_is_remembered_names_what_hides_the_deal_now(office, hour):
    deal = await known_deal(office)
    hour()

    failed, said = [], []
    for record in (of_client, of_deal):
        hide(office, record(office, deal))
        failed += await swept(office)
        said.append(office.store.entities[f"deal:{deal}"].fields["unreadable"]["why"])

    assert failed == [str(deal)]
    assert [part in one for part, one in zip(("«компания", "«сделка"), said, strict=True)] == [True, True]


@pytest.mark.parametrize("record", [of_deal, of_client])
async def test_a_deal_that_is_shown_again_is_published_as_it_is_by_now(office, hour, record):
    deal = await known_deal(office)
    hide(office, record(office, deal))
    await swept(office)
    office.listening = False
    office.edit(deal, title="Гайки")
    await swept(office)

    hide(office)
    hour()
    failed = await swept(office)

    assert failed == []
    assert office.heard(deal).title == "Гайки"
    assert "unreadable" not in office.store.entities[f"deal:{deal}"].fields


async def test_a_hidden_deal_that_was_never_read_comes_when_it_is_shown(office, hour):
    office.listening = False
    deal = office.new_deal()
    hide(office, of_deal(office, deal))
    await office.publish(DealTouched(ref=deal_ref(deal)))
    failed = await handled(office)

    hide(office)
    hour()
    await office.sweeper._unreadable.run()
    failed += await handled(office)

    assert failed == [str(deal)]
    assert office.heard(deal).title == "Болты"


async def test_a_deal_that_is_hidden_again_fails_again(office, hour):
    deal = await known_deal(office)
    hour()

    failed = []
    for hidden in (True, False, True):
        hide(office, *([of_client(office, deal)] if hidden else []))
        for _ in range(2):
            failed += await swept(office)

    assert failed == 2 * [str(deal)]


async def test_the_manager_of_an_edited_deal_reads_once_which_record_is_hidden(office):
    deal = await known_deal(office)
    client = of_client(office, deal).partition(":")[2]
    hide(office, f"{COMPANY}:{client}")
    await swept(office)
    before = comments(office)

    for title in ("Гайки", "Винты"):
        office.edit(deal, title=title)
        await swept(office)

    (said,) = comments(office)
    assert before == []
    assert f"не показана запись «компания {client}»" in said


async def test_a_dead_letter_of_a_hidden_record_names_it_and_the_remedy(office):
    deal = await known_deal(office)
    client = of_client(office, deal)
    hide(office, client)

    with pytest.raises(PortalHidden) as failed:
        await office.look(deal)

    assert failed.value.reason == "portal-refused"
    assert f"«компания {client.partition(':')[2]}»" in failed.value.sentence
    assert "Дайте ему право читать все сделки, компании и контакты" in failed.value.sentence


async def test_what_a_person_has_decided_of_a_hidden_deal_is_not_dropped(office):
    deal = await known_deal(office)
    hide(office, of_deal(office, deal))
    await swept(office)

    await office.publish(DealTouched(ref=deal_ref(deal), force=True, asserted={OrderGroup.ROWS: 7}))

    assert await handled(office) == [str(deal)]


async def test_a_deal_that_was_deleted_in_an_open_stage_is_not_compared_for_ever(office):
    deal, other = await known_deal(office), await known_deal(office)
    cards.delete(office.simulated, office.deal(deal), {})
    await swept(office)

    await office.sweeper._compare_rows()

    assert [touches_of(office, one) for one in (deal, other)] == [0, 1]


async def test_a_move_of_a_hidden_deal_is_tried_hourly_and_does_not_wait_beside(office):
    deal = await known_deal(office)
    hide(office, of_deal(office, deal))
    denied = {"kind": "error", "status": 400, "code": "ACCESS_DENIED", "text": "Доступ запрещен", "count": 99}
    office.wire.app.server.faults.order({**denied, "method": "crm.timeline.comment.add"})
    command = move(deal, PAID)

    await office.move(command)

    remembered = office.store.entities[f"deal:{deal}"].fields
    assert remembered["refused_move"] == command.source.id
    assert "Доступ запрещен" in remembered["hindered"]["stage"]["text"]


async def test_a_letter_that_is_replayed_after_later_looks_has_failed_reads_the_deal(office):
    deal = await known_deal(office)
    hide(office, of_deal(office, deal))
    office.edit(deal, title="Гайки")
    envelope, message = office.touches[0]
    office.reader._read_at.clear()  # by a process that has not read it since
    earlier = envelope.model_copy(update={"time": datetime.now(UTC) - timedelta(seconds=30)})
    office.touches[0] = (earlier, message)
    await handled(office)
    await swept(office)
    await office.publish(DealTouched(ref=deal_ref(deal)))
    await handled(office)

    hide(office)
    office.touches.append((earlier, message))

    assert await handled(office) == []
    assert office.heard(deal).title == "Гайки"
