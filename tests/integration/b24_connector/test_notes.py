"""What stands in a deal's timeline, told to a simulated portal."""

from shared.messages.ring.commands import DealNote
from shared.messages.ring.told import Told, stage_by_id
from tests.integration.b24_connector.commands import deal_ref
from tests.integration.b24_connector.in_process import office

__all__ = ["office"]


async def told(office, deal, *sentences):
    ref = deal_ref(deal)
    await office.store.begin_write(ref.key)
    await office.notes.noted(None, DealNote(key=ref.key, source=ref, deal=ref, told=sentences))


def comments(office, deal):
    rows = office.simulated.table("comment").rows.values()
    return [row["COMMENT"] for row in rows if row["ENTITY_ID"] == deal]


def edit(total):
    return Told(topic="changed", text=f"Заказ 7 изменён по сделке: сумма стала {total}.")


async def test_ten_edits_in_a_row_are_one_note(office):
    deal = office.new_deal()

    for total in range(10):
        await told(office, deal, edit(total))

    (comment,) = comments(office, deal)
    assert comment.split("\n\n") == [edit(total).text for total in range(10)]


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
