"""Which old deal and which old order are one: by what stands in them, else by sum, client and date."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.mapper.old.recognising import recognise
from shared.messages.old import OldRecord
from shared.messages.things import Ref

DAY = datetime(2025, 6, 2, 12, tzinfo=UTC)
OURS, ANOTHER = (Ref(system="onec", kind="partner", id=one) for one in ("p-1", "p-2"))


def deal(key: str = "41", **changes) -> OldRecord:
    ref = Ref(system="b24", kind="deal", id=key)
    return OldRecord(**{"ref": ref, "name": f"Сделка {key}", "dated": DAY, "total": Decimal(240)} | changes)


def order(guid: str = "g-1", **changes) -> OldRecord:
    ref = Ref(system="onec", kind="order", id=guid)
    return OldRecord(**{"ref": ref, "name": f"Заказ {guid}", "dated": DAY, "total": Decimal(240)} | changes)


def partner_of(deals, orders, key: str = "deal:41") -> str:
    return recognise(deals, orders)[key].counterpart


def candidates_of(deals, orders, key: str = "deal:41") -> tuple[str, ...]:
    return recognise(deals, orders)[key].candidates


def test_the_order_whose_id_an_earlier_exchange_has_put_into_the_deal_is_its_order():
    deals = [deal(marks=("g-1",), total=Decimal(1), client=OURS)]

    assert partner_of(deals, [order(client=ANOTHER), order("g-2")]) == "order:g-1"


def test_the_number_that_a_manager_has_written_into_the_deal_tells_its_order():
    orders = [order(number="ТД00-000017", total=Decimal(1)), order("g-2", number="ТД00-000018")]

    assert partner_of([deal(number=" тд00-000017 ")], orders) == "order:g-1"


def test_a_number_of_another_year_tells_nothing():
    orders = [order(number="ТД00-000017", dated=DAY - timedelta(days=365), total=Decimal(1))]

    assert recognise([deal(number="ТД00-000017")], orders)["deal:41"].counterpart == ""


def test_a_comment_that_names_the_deal_of_another_client_is_left_to_a_person():
    deals, orders = [deal(client=OURS)], [order(named=("41",), client=ANOTHER)]

    assert (partner_of(deals, orders), candidates_of(deals, orders)) == ("", ("order:g-1",))


def test_sum_client_and_date_tell_the_order_where_nothing_stands_in_it():
    alike = [order(client=OURS, dated=DAY + timedelta(days=2)), order("g-2", client=ANOTHER)]
    late = [order(client=OURS, dated=DAY + timedelta(days=9))]
    of_nobody = [order()]

    found = [partner_of([deal(client=OURS)], orders) for orders in (alike, late, of_nobody)]
    assert found == ["order:g-1", "", ""]


def test_an_inn_tells_a_client_that_has_no_pair_yet():
    company = Ref(system="b24", kind="company", id="7")

    assert partner_of([deal(client=company, inn="7701000001")], [order(client=OURS, inn="7701000001")]) == "order:g-1"


def test_two_orders_alike_are_left_to_a_person_and_so_are_two_deals_alike():
    one, two = deal(client=OURS), deal("42", client=OURS)
    first, second = order(client=OURS), order("g-2", client=OURS)

    assert candidates_of([one], [first, second]) == ("order:g-1", "order:g-2")
    assert candidates_of([one, two], [first]) == ("order:g-1",)
    assert candidates_of([one, two], [first], "order:g-1") == ("deal:41", "deal:42")


def test_what_is_marked_is_taken_out_of_what_is_only_alike():
    deals = [deal(client=OURS, marks=("g-1",)), deal("42", client=OURS)]
    orders = [order(client=OURS), order("g-2", client=OURS)]

    found = recognise(deals, orders)

    assert (found["deal:41"].counterpart, found["deal:42"].counterpart) == ("order:g-1", "order:g-2")


def test_a_sum_of_nothing_tells_nothing():
    assert partner_of([deal(client=OURS, total=Decimal(0))], [order(client=OURS, total=Decimal(0))]) == ""


CLIENTS = st.sampled_from([OURS, ANOTHER, None])
SUMS = st.sampled_from([Decimal(0), Decimal(240), Decimal(360)])
IDS = st.lists(st.sampled_from(["1", "2", "3"]), max_size=2).map(tuple)
RECORDS = st.lists(st.tuples(CLIENTS, SUMS, IDS, IDS, st.sampled_from(["", "1", "2"])), max_size=4)


@given(RECORDS, RECORDS)
def test_a_record_is_one_with_one_other_at_most_and_both_say_so(of_portal, of_onec):
    deals, orders = (
        [
            make(str(at), client=client, total=total, marks=marks, named=named, number=number)
            for at, (client, total, marks, named, number) in enumerate(some, 1)
        ]
        for make, some in ((deal, of_portal), (order, of_onec))
    )

    found = recognise(deals, orders)

    pairs = {key: one.counterpart for key, one in found.items() if one.counterpart}
    assert all(pairs[partner] == key for key, partner in pairs.items())
    assert not any(one.counterpart and one.candidates for one in found.values())
    assert set(found) == {one.ref.key for one in [*deals, *orders]}
