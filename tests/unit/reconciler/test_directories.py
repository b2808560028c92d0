"""Which directories are compared, and whose values may be carried over."""

from datetime import UTC, datetime

import pytest

from services.reconciler.directories import ListedSides, sides_of, subjects_of
from services.reconciler.runs import Run
from services.reconciler.sentences import turn
from shared.messages.ring.directory_census import (
    CatalogCensus,
    PartyCensus,
    ProductCensus,
    RecordsWeighed,
    WeighedRecord,
)
from shared.messages.things import Ref
from shared.rules.directory import CompanyRules, ContactRules, DirectoryRules, ItemRules, ProductRules
from tests.delivered import delivered_rules

RULES = delivered_rules()


def ruled(direction: str):
    parties = DirectoryRules(companies=CompanyRules(direction=direction), contacts=ContactRules(direction=direction))
    return RULES.model_copy(update={"directory": parties})


@pytest.mark.parametrize(
    ("direction", "sides"), [("both", ("b24", "onec")), ("b24→1c", ("b24",)), ("1c→b24", ("onec",)), ("off", ())]
)
def test_clients_are_compared_where_they_cross_and_carried_over_from_the_sides_that_are_heard(direction, sides):
    rules = ruled(direction)

    assert (sides_of(rules, "companies"), sides_of(rules, "contacts")) == (sides, sides)
    assert subjects_of(rules, ()) == (("deals", "companies", "contacts", "private") if sides else ("deals",))
    assert subjects_of(rules, ("companies",)) == (("companies",) if sides else ())


FIRM = Ref(system="b24", kind="company", id="17")
PARTNER = Ref(system="onec", kind="partner", id="0b17")
UNMADE = WeighedRecord(key="company:17", b24=FIRM, name="Полынь", what="unpaired")
RENAMED = UNMADE.with_(what="differs", onec=PARTNER, group="name", in_b24="Полынь Плюс", in_onec="Полынь")


class Pages:
    """What both looks have weighed."""

    def __init__(self, *found: WeighedRecord, kind: str = "company", **more: tuple[WeighedRecord, ...]) -> None:
        self._found = {kind: found, **more}

    async def pages(self, run: str, look: int):
        for kind, found in self._found.items():
            yield RecordsWeighed(run=run, look=look, kind=kind, page=1, count=2, found=found)


def run_of(**words) -> Run:
    moment = datetime(2026, 11, 29, tzinfo=UTC)
    usual = {"name": "r", "step": "first", "since": moment, "began_at": moment, "moved_at": moment}
    return Run(**usual | {"subjects": ("companies",)} | words)


def test_each_side_that_is_heard_is_asked_for_its_own_records():
    asked = ListedSides(Pages(), ruled("both")).asked(run_of(), 1)
    again = ListedSides(Pages(), ruled("b24→1c")).asked(run_of(again={"company": ["17"]}), 2)

    assert asked == [CatalogCensus(run="r", kind="partner"), PartyCensus(run="r", kind="company")]
    assert again == [PartyCensus(run="r", look=2, kind="company", only=("17",))]


async def test_what_differs_is_looked_at_again_by_the_ids_of_the_side_that_tells_it():
    assert await ListedSides(Pages(UNMADE, RENAMED), ruled("b24→1c")).differing(run_of()) == {"company": ["17"]}


async def test_a_company_that_1c_lacks_is_carried_over_from_the_portal_alone_whatever_the_rules_let_cross():
    (made,) = await ListedSides(Pages(UNMADE), ruled("both")).compared(run_of())
    (renamed,) = await ListedSides(Pages(RENAMED), ruled("both")).compared(run_of())

    assert (made.sides, made.apart, made.differences[0].what, made.differences[0].deal) == (
        ("b24",),
        "",
        "unmade",
        "Полынь",
    )
    assert (renamed.sides, renamed.differences[0].what) == (("b24", "onec"), "company")


async def test_what_both_sides_tell_of_a_pair_counts_once_and_both_tell_it_again():
    addressed = RENAMED.with_(group="addresses", in_b24="Тула", in_onec="нет")
    told = Pages(RENAMED, addressed, UNMADE.with_(key="company:18"), partner=(RENAMED,))

    found = await ListedSides(told, ruled("both")).compared(run_of())

    differing = [(pair.key, one.what, one.group) for pair in found for one in pair.differences]
    assert sorted(differing) == [
        ("company:17", "company", "addresses"),
        ("company:17", "company", "name"),
        ("company:18", "unmade", ""),
    ]
    assert await ListedSides(Pages(addressed), ruled("both")).differing(run_of()) == {
        "company": ["17"],
        "partner": ["0b17"],
    }


@pytest.mark.parametrize(("kind", "asked"), [("Товары", [ProductCensus(run="r")]), (None, [])])
def test_typed_products_are_asked_for_where_the_rules_want_items_of_them(kind, asked):
    rules = RULES.model_copy(update={"items": ItemRules(kind=kind)})

    assert ListedSides(Pages(), rules).asked(run_of(subjects=("items",)), 1) == asked
    assert ("items" in subjects_of(rules, ())) is bool(asked)


BOLT = Ref(system="onec", kind="item", id="0b41")
CALLED = WeighedRecord(key="item:0b41", onec=BOLT, name="Болт", group="name", in_b24="Болтик", in_onec="Болт")


@pytest.mark.parametrize(
    ("one", "sides"),
    [
        (CALLED, ("b24", "onec")),
        (CALLED.with_(group="codes"), ("onec",)),
        (CALLED.with_(key="item:0b41#0b42"), ("onec",)),
    ],
)
async def test_the_portal_has_a_say_in_what_the_rules_let_people_edit_of_a_whole_item_there(one, sides):
    products = ProductRules(direction="1c→b24", owners={"name": "b24"})
    rules = RULES.model_copy(update={"directory": DirectoryRules(products=products)})

    (pair,) = await ListedSides(Pages(one, kind="item"), rules).compared(run_of(subjects=("items",)))

    assert pair.sides == sides
    assert ("--fix b24" in turn(pair.differences[0], pair.sides, pair.subject)) is (len(sides) > 1)


CODED = CALLED.with_(group="codes", in_b24="Б-1", in_onec="Б-01")


@pytest.mark.parametrize("found", [(CALLED, CODED), (CODED, CALLED)], ids=["the name first", "the codes first"])
async def test_each_difference_of_an_item_keeps_the_sides_that_may_stand_for_it(found):
    products = ProductRules(direction="1c→b24", owners={"name": "b24"})
    rules = RULES.model_copy(update={"directory": DirectoryRules(products=products)})

    pairs = await ListedSides(Pages(*found, kind="item"), rules).compared(run_of(subjects=("items",)))

    assert {one.group: pair.sides for pair in pairs for one in pair.differences} == {
        "name": ("b24", "onec"),
        "codes": ("onec",),
    }


@pytest.mark.parametrize(
    ("kind", "subject", "words"),
    [
        ("product", "items", "dealbus reconcile --fix b24 --only items."),
        ("company", "companies", "dealbus reconcile --fix b24 --only companies."),
        ("partner", "companies", "dealbus reconcile --fix onec --only companies."),
        ("item", "items", "dealbus reconcile --fix onec --only items."),
    ],
)
async def test_a_record_without_counterpart_is_to_be_carried_with_its_own_alone(kind, subject, words):
    rules = ruled("both").model_copy(update={"items": ItemRules(kind="Товары")})
    lists = ListedSides(Pages(**{kind: (UNMADE.with_(b24=None, onec=None),)}), rules)

    (pair,) = await lists.compared(run_of(subjects=(subject,)))

    assert turn(pair.differences[0], pair.sides, pair.subject).endswith(words)
