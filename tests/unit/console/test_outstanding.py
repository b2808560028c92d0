"""What `--fix` has carried over and is not the same all the same: a line each, with the reason."""

from services.console.reconcile.outstanding import outstanding
from shared.messages.order import OrderGroup
from tests.unit.console.test_fixing import COMPANY, ITEM, difference

WORDS = {"caption": "Строка: Болт", "deal": "41", "order": "ТД00-000017", "note": ""}
ROW = difference("row", OrderGroup.ROWS) | WORDS
IN_FEED = "Сделка 41, Строка: Болт: не перенесено, причина в ленте сделки"


def test_what_still_stands_is_told_with_where_to_read_why():
    assert outstanding([ROW], [ROW | {"in_deal": "иное"}], "b24") == [IN_FEED]
    assert outstanding([ROW], [], "b24") == []


def test_what_was_not_there_or_not_to_be_fixed_is_told_by_nobody():
    gone = difference("no_order", order_id="") | WORDS | {"caption": "Нет заказа"}

    assert outstanding([ROW | {"apart": "moving"}], [ROW], "b24") == []
    assert outstanding([gone], [gone], "onec") == []  # refused in a sentence before
    assert outstanding([], [ROW], "b24") == []


def test_what_a_fix_has_left_beside_what_it_ended_is_told_and_what_people_are_to_settle_is_not_told_twice():
    contact = difference("contact", OrderGroup.PARTIES, in_order="нет") | WORDS | {"caption": "Контактное лицо"}
    total = difference("sum", OrderGroup.ROWS) | WORDS | {"caption": "Сумма"}

    (line,) = outstanding([ROW, total], [contact, total], "b24")
    (known,) = outstanding([ROW], [contact], "onec")

    assert line == "Сделка 41, Контактное лицо: не перенесено, причина в ленте сделки"
    assert known.startswith("Сделка 41, Контактное лицо: Пустого клиента")


def test_what_is_refused_now_is_told_in_the_words_its_manager_reads_and_what_moves_is_to_be_compared_later():
    refused, moving = ROW | {"apart": "standing", "note": "У клиента нет ИНН."}, ROW | {"apart": "moving"}

    assert outstanding([ROW], [refused], "b24") == ["Сделка 41, Строка: Болт: У клиента нет ИНН."]
    assert outstanding([ROW], [moving], "b24") == ["Сделка 41, Строка: Болт: ещё переносится, сверьте позже"]


def test_a_known_reason_is_told_itself():
    phone = (
        COMPANY | WORDS | {"caption": "Компания: адреса", "order": "Ромашка", "group": "addresses", "in_order": "нет"}
    )

    (line,) = outstanding([phone], [phone], "onec")

    assert line.startswith("Ромашка, Компания: адреса: Пустое значение")


def test_a_record_of_the_directory_has_a_card_and_what_was_given_up_is_listed_by_all_its_names():
    item = ITEM | WORDS | {"caption": "Товар: название", "order": "Болт М8"}
    person = COMPANY | WORDS | {"subject": "private", "key": "client:7", "deal_id": "7", "order": "Иванов"}

    (of_item,), (of_person,) = outstanding([item], [item], "onec"), outstanding([person], [person], "onec")

    assert of_item.startswith("Болт М8, Товар: название: не перенесено, причина в карточке, а если её там нет: ")
    assert of_item.endswith("dealbus dead list --subject item:1 --subject product:501")
    assert of_person.endswith("dealbus dead list --subject client:7 --subject contact:7 --subject partner:2")


def test_an_order_without_a_deal_is_named_itself():
    born = difference("no_deal", deal_id="", key="order:1") | WORDS | {"caption": "Нет сделки", "deal": ""}

    assert outstanding([born], [born], "onec") == [
        "Заказ ТД00-000017, Нет сделки: не перенесено, причину покажет dealbus trace order:1"
    ]
