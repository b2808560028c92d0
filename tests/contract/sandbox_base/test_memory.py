"""A base takes up what another one held."""

from decimal import Decimal

from sandbox.base import memory
from sandbox.base.infobase import Infobase
from sandbox.base.seed import KeptSeed, goods, plant
from sandbox.base.settlements import pay, share, ship
from sandbox.base.states import state_row
from sandbox.base.switches import BaseSwitches
from sandbox.dataset import build_dataset
from sandbox.stored import pack, unpack

RATES = "Catalog_СтавкиНДС"
ORDERS = "Document_ЗаказКлиента"


def test_a_base_loaded_from_a_state_answers_the_same_and_counts_on(desk, make_desk):
    guid = desk.posted()
    pay(desk.base, guid, 1000)
    ship(desk.base, guid, {1: 1})
    other = make_desk()

    memory.load(other.base, unpack(pack(memory.saved(desk.base))))

    assert memory.saved(other.base) == memory.saved(desk.base)
    assert (other.order(guid), other.state(guid)) == (desk.order(guid), desk.state(guid))
    assert other.order(other.posted())["Number"] > desk.order(guid)["Number"]


def test_what_an_older_release_had_no_word_for_stays_as_the_seed_has_it(desk):
    rate = goods.vat_guid(None)
    state = unpack(pack(memory.saved(desk.base)))
    state["tables"][RATES] = [row for row in state["tables"][RATES] if row["Ref_Key"] != rate]
    del state["tables"][RATES][0]["НачалоПериода"]
    known = state["tables"][RATES][0]["Ref_Key"]

    before = dict(desk.base.get(RATES, known))
    memory.load(desk.base, state)

    assert desk.base.get(RATES, rate) is not None
    assert desk.base.get(RATES, known) == before


def test_what_this_release_has_no_word_for_is_left_out(desk):
    guid = desk.posted()
    state = unpack(pack(memory.saved(desk.base)))
    state["tables"]["Catalog_Прочее"] = [{"Ref_Key": guid}]
    (order,) = state["tables"][ORDERS]
    order["Прежнее"] = order["Товары"][0]["Прежнее"] = "значение"
    state["facts"][guid]["old"] = 1

    memory.load(desk.base, state)

    assert "Прежнее" not in desk.base.get(ORDERS, guid)
    assert "Прежнее" not in desk.base.get(ORDERS, guid)["Товары"][0]
    assert "Catalog_Прочее" not in desk.base.tables


def test_payments_of_an_earlier_release_went_to_the_organisation_of_the_order(desk):
    guid = desk.posted()
    pay(desk.base, guid, share(desk.base, guid, Decimal(100)))
    state = unpack(pack(memory.saved(desk.base)))
    before = state["facts"][guid].pop("payments")
    state["facts"][guid]["paid"] = sum(before.values())

    memory.load(desk.base, state)

    assert desk.base.facts[guid].payments == before
    assert state_row(desk.base, guid)["ПроцентОплаты"] == 100


def test_what_was_planted_once_is_laid_into_a_base_again_whatever_has_become_of_it():
    company = build_dataset(companies=6, items=12)
    seed, base, other = KeptSeed(company), Infobase(), Infobase(switches=BaseSwitches(pricing_25=True))
    seed.plant(base)
    for row in base.rows(RATES):
        row["Description"] = "Стёрто"
    base.clear()

    seed.plant(base)
    seed.plant(other)

    for found, switches in ((base, BaseSwitches()), (other, BaseSwitches(pricing_25=True))):
        fresh = Infobase(switches=switches)
        plant(fresh, company)
        assert (memory.saved(found), found.user, found.node) == (memory.saved(fresh), fresh.user, fresh.node)
