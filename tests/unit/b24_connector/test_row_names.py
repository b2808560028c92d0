"""Which names of their own the rows of a deal keep."""

from services.b24_connector.vocabulary.rows import read_line, write_rows
from services.b24_connector.writer.deals.row_names import kept_names
from shared.messages.things import Item, Ref
from tests.integration.b24_connector.commands import line

PAINTED = "Шайба, окрасить в RAL 7016"


def bolt(total=100, product=7):
    return line(total, product=product)


def test_a_name_follows_its_row_to_another_place():
    names = kept_names([bolt(50, 8), bolt()], [bolt(), bolt(60, 8)], [PAINTED, "Гайка"])

    assert names == ("Гайка", PAINTED)


def test_a_new_row_and_one_of_another_product_have_none():
    assert kept_names([bolt(100, 8), line(10, name="Доставка")], [bolt()], [PAINTED]) == ("", "")


def test_a_deal_without_rows_has_no_names_to_keep():
    assert kept_names([bolt()], [], []) == ("",)


def test_each_name_is_kept_once():
    assert kept_names([bolt(), bolt()], [bolt()], [PAINTED]) == (PAINTED, "")


def test_another_product_of_the_same_item_of_1c_keeps_the_name():
    code = "6f1c0000-0000-4000-8000-0000000000e2"
    had = bolt().with_(item=Item(ref=Ref(system="b24", kind="product", id="7"), name="Болт", external_code=code))
    new = bolt(110, 8).with_(item=Item(ref=Ref(system="b24", kind="product", id="8"), name="Болт", external_code=code))

    assert kept_names([new], [had], [PAINTED]) == (PAINTED,)


def test_a_row_is_sent_its_name_where_it_has_a_product_and_a_text_its_words():
    rows = write_rows([bolt(), bolt(50, 8), line(10, name="Доставка")], [PAINTED, " ", "Другое"])

    assert [row.get("productName") for row in rows] == [PAINTED, None, "Доставка"]
    assert read_line(rows[0], None).item.ref.id == "7"
