"""What the bus says in a company's card stands there once."""

from datetime import UTC, datetime

import pytest

from services.b24_connector.writer.comments import LONG_AGO
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.messages.ring.told import Told
from tests.integration.b24_connector.company_office import company_ref
from tests.integration.b24_connector.private_office import contact_ref

MORE = Told(topic="conflict", text="Телефоны изменили и в 1С, и в Битрикс24.", id="company:1:6:conflict")
SAID = Told(topic="conflict", text="Название изменили и в 1С, и в Битрикс24.", id="company:1:5:conflict")


async def test_what_is_told_stands_in_the_card_once(registry) -> None:
    company = registry.typed()

    await registry.note(company, SAID)
    await registry.note(company, SAID)

    assert registry.card(company)["comments"] == [SAID.text]


async def test_a_note_that_the_portal_was_still_writing_when_its_sender_died_is_told_once(registry) -> None:
    company, rows = registry.typed(), registry.simulated.table("comment").rows
    registry.wire.dies_at = "crm.timeline.comment.add"
    with pytest.raises(DoubtfulWrite):
        await registry.note(company, SAID)
    under_way = dict(rows)
    rows.clear()

    with pytest.raises(Retryable):
        await registry.note(company, SAID)
    rows.update(under_way)
    await registry.note(company, SAID)

    assert registry.card(company)["comments"] == [SAID.text]


@pytest.mark.parametrize("begun", [LONG_AGO, datetime(2099, 1, 1, tzinfo=UTC)], ids=["long ago", "by a wrong clock"])
async def test_a_note_that_never_came_is_told_as_soon_as_it_cannot_come_any_more(registry, begun) -> None:
    company = registry.typed()
    registry.wire.dies_at = "crm.timeline.comment.add"
    with pytest.raises(DoubtfulWrite):
        await registry.note(company, SAID)
    registry.simulated.table("comment").rows.clear()
    await registry.store.set_fields(company_ref(company).key, {"telling_since": begun})

    await registry.note(company, SAID)

    assert registry.card(company)["comments"] == [SAID.text]


@pytest.mark.parametrize("stands", [True, False])
async def test_a_note_nobody_has_heard_of_and_another_that_came_meanwhile_are_told_once_each(registry, stands) -> None:
    company = registry.typed()
    registry.wire.dies_at = "crm.timeline.comment.add"
    with pytest.raises(DoubtfulWrite):
        await registry.note(company, SAID)
    if not stands:
        registry.simulated.table("comment").rows.clear()
        await registry.store.set_fields(company_ref(company).key, {"telling_since": LONG_AGO})

    await registry.note(company, MORE)
    await registry.note(company, SAID)

    assert sorted(registry.card(company)["comments"]) == sorted([SAID.text, MORE.text])


async def test_what_is_told_of_a_private_person_stands_in_his_card_once_though_another_note_came_between(shop) -> None:
    contact = shop.typed()
    shop.wire.dies_at = "crm.timeline.comment.add"
    with pytest.raises(DoubtfulWrite):
        await shop.note(contact, SAID)

    for told in (MORE, SAID, MORE):
        await shop.note(contact, told)

    assert sorted(shop.card(contact)["comments"]) == sorted([SAID.text, MORE.text])
    assert "doubted" not in shop.private.entities[contact_ref(contact).key].fields
