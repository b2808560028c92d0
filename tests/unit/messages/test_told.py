"""What one write tells."""

from shared.messages.ring.told import Told, told_by

ROWS = Told(topic="conflict", text="Строки изменили и в 1С: оставлены строки 1С.")
CLIENT = Told(topic="conflict", text="Клиента изменили и в 1С: оставлен клиент 1С.")


def test_two_conflicts_of_one_write_have_names_of_their_own():
    rows, client = told_by([ROWS, CLIENT], "deal:41", 7)

    assert rows.id != client.id
    assert all(one.id.startswith("deal:41:7:conflict") for one in (rows, client))


def test_a_sentence_has_the_same_name_whatever_is_told_beside_it():
    alone, beside = told_by([CLIENT], "deal:41", 7), told_by([ROWS, CLIENT], "deal:41", 7)

    assert alone[0].id == beside[1].id


def test_a_sentence_of_an_earlier_run_keeps_its_name_and_equal_ones_become_one():
    named = ROWS.with_(id="deal:41:6:conflict:0f3a91c2")

    assert told_by([named, ROWS, CLIENT, CLIENT], "deal:41", 7)[0] == named
    assert len(told_by([named, ROWS, CLIENT, CLIENT], "deal:41", 7)) == 2
