from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.reference import KnownItem
from services.onec_connector.vocabulary.vat import Sale, VatRate, VatRates
from services.onec_connector.writer.items.finding import FoundLine
from services.onec_connector.writer.items.vat import Vat
from services.onec_connector.writer.refusal import OrderRefusal
from shared.messages.things import Item, Line

TAXED, EXEMPT, REDUCED = "ПродажаОблагаетсяНДС", "ПродажаНеОблагаетсяНДС", "ЛьготноеНалогообложениеНДСНаУСН"
HERE, THERE = "country:here", "country:there"
DAY = date(2026, 3, 5)
SALE = Sale(TAXED, HERE, DAY)


def rate(guid: str, percent: int | None, **changes: object) -> VatRate:
    usual = VatRate(guid, None if percent is None else Decimal(percent), country=HERE, regimes=frozenset({TAXED}))
    return replace(usual, **changes)


CATALOG = (
    rate("22/122", 22, within=True, main=True),
    rate("20/120", 20, within=True),
    rate("22", 22, first=date(2026, 1, 1), main=True),
    rate("20", 20, first=date(2019, 1, 1), last=date(2025, 12, 31), main=True),
    rate("10", 10),
    rate("5", 5, first=date(2025, 1, 1), regimes=frozenset({TAXED, REDUCED})),
    rate("7", 7, first=date(2025, 1, 1), regimes=frozenset({TAXED, REDUCED})),
    rate("0", 0),
    rate("none", None, country="", regimes=frozenset({TAXED, EXEMPT})),
)
RATES = VatRates.of(CATALOG)


def sold(name: str, percent: Decimal | None, total: Decimal = Decimal(100)) -> FoundLine:
    line = Line(item=Item(name=name), quantity=Decimal(2), price=total / 2, vat_rate=percent, total=total)
    return FoundLine(line, KnownItem(name, name), standard.NO_REF, standard.NO_REF, Decimal(2))


def found(percent: int | None, sale: Sale = SALE, rates: VatRates = RATES) -> list[str]:
    return [one.guid for one in rates.candidates(None if percent is None else Decimal(percent), sale)]


@pytest.mark.parametrize(
    ("percent", "on", "guids"),
    [
        (22, date(2026, 1, 1), ["22"]),
        (22, date(2025, 12, 31), []),
        (20, date(2025, 12, 31), ["20"]),
        (20, date(2026, 1, 1), []),
        (10, DAY, ["10"]),
        (0, DAY, ["0"]),
        (None, DAY, ["none"]),
        (12, DAY, []),
    ],
)
def test_a_rate_is_the_one_in_force_on_the_day_of_the_order_and_never_one_within_a_sum(percent, on, guids):
    assert found(percent, replace(SALE, on=on)) == guids


def test_no_vat_is_not_zero_percent():
    assert RATES.percent("none") is None
    assert RATES.percent("0") == 0


def test_a_regime_that_leaves_no_choice_takes_the_place_of_the_deals_rate():
    assert found(22, replace(SALE, regime=EXEMPT)) == ["none"]


@pytest.mark.parametrize(("taxation", "guid"), [("usn_5", "5"), ("usn_7", "7")])
@pytest.mark.parametrize("regime", [TAXED, REDUCED])
def test_an_organisation_with_a_reduced_rate_sells_at_it(taxation, guid, regime):
    assert found(22, Sale(regime, HERE, DAY, taxation)) == [guid]


def test_a_reduced_rate_gives_way_to_a_regime_that_has_none():
    assert found(5, Sale(EXEMPT, HERE, DAY, "usn_5")) == ["none"]


def test_a_rate_of_another_country_is_left_out_unless_the_country_is_unknown():
    rates = VatRates.of((rate("there", 10, country=THERE), *CATALOG))

    assert found(10, rates=rates) == ["10"]
    assert found(10, replace(SALE, country=""), rates) == ["there", "10"]


def test_rates_that_name_no_regime_count_where_none_names_this_one():
    bare = VatRates.of([replace(one, regimes=frozenset()) for one in CATALOG])

    assert found(22, rates=bare) == ["22"]
    assert found(22, Sale(EXEMPT, HERE, DAY), rates=bare) == ["none"]
    assert found(22, rates=VatRates.of([*CATALOG, rate("bare", 22, regimes=frozenset(), main=True)])) == ["22"]


def test_rates_that_name_no_regime_make_no_regime_of_reduced_rates():
    bare = VatRates.of((rate("5", 5, regimes=frozenset()), rate("22", 22, regimes=frozenset())))

    assert bare.regime_of("usn_5", HERE, DAY) == TAXED


def test_a_rate_that_names_no_regime_is_not_meant_by_a_regime_of_its_own():
    hand_made = VatRates.of((rate("5", 5, regimes=frozenset()), rate("22", 22)))

    assert found(22, Sale("ПродажаНаЭкспорт", HERE, DAY), hand_made) == []


def test_a_rate_marked_for_deletion_is_left_out():
    rates = VatRates.of((rate("gone", 22, usable=False, main=True), *CATALOG))

    assert found(22, rates=rates) == ["22"]


def test_of_several_alike_the_main_one_is_meant_and_else_a_person_chooses():
    assert found(10, rates=VatRates.of((rate("twin", 10), *CATALOG))) == ["twin", "10"]
    assert found(10, rates=VatRates.of((rate("twin", 10, main=True), *CATALOG))) == ["twin"]


@pytest.mark.parametrize(
    ("taxation", "day", "regime"),
    [
        (None, DAY, TAXED),
        ("osno", DAY, TAXED),
        ("usn", DAY, EXEMPT),
        ("usn_5", DAY, REDUCED),
        ("usn_7", DAY, REDUCED),
        ("usn_5", date(2024, 12, 31), TAXED),
    ],
)
def test_the_regime_of_an_organisation_is_one_its_rate_goes_with(taxation, day, regime):
    assert RATES.regime_of(taxation, HERE, day) == regime


def test_a_release_without_a_regime_for_reduced_rates_sells_at_them_under_the_general_one():
    older = VatRates.of((rate("5", 5), rate("22", 22)))

    assert older.regime_of("usn_5", HERE, DAY) == TAXED
    assert found(22, Sale(TAXED, HERE, DAY, "usn_5"), older) == ["5"]


days = st.dates(date(2018, 1, 1), date(2027, 1, 1))
percents = st.sampled_from([None, Decimal(0), Decimal(5), Decimal(20), Decimal(22)])
rows = st.builds(
    VatRate,
    guid=st.uuids().map(str),
    percent=percents,
    within=st.booleans(),
    country=st.sampled_from(["", HERE, THERE]),
    first=st.none() | days,
    last=st.none() | days,
    main=st.booleans(),
    regimes=st.frozensets(st.sampled_from([TAXED, EXEMPT, REDUCED])),
    usable=st.booleans(),
)
sales = st.builds(
    Sale,
    regime=st.sampled_from([TAXED, EXEMPT, REDUCED]),
    country=st.sampled_from(["", HERE]),
    on=days,
    taxation=st.sampled_from([None, "osno", "usn", "usn_5", "usn_7"]),
)


@given(st.lists(rows, max_size=8, unique_by=lambda one: one.guid), percents, sales, st.randoms())
def test_whatever_is_chosen_is_allowed_and_the_order_of_the_catalog_does_not_matter(catalog, percent, sale, chance):
    shuffled = list(catalog)
    chance.shuffle(shuffled)

    chosen = VatRates.of(catalog).candidates(percent, sale)

    assert {one.guid for one in chosen} == {one.guid for one in VatRates.of(shuffled).candidates(percent, sale)}
    for one in chosen:
        assert one.usable
        assert not one.within
        assert sale.regime in one.regimes or not one.regimes
        assert sale.country in ("", one.country) or not one.country
        assert (one.first or sale.on) <= sale.on <= (one.last or sale.on)
    assert len({one.percent for one in chosen}) <= 1


def test_a_line_gets_the_rate_of_the_regime_with_its_sum_kept_and_that_is_told():
    vat = Vat(RATES, replace(SALE, regime=EXEMPT))

    (line,), (told,) = vat.of_lines([sold("Болт М8", Decimal(22), Decimal("2440.00"))])

    assert (line.vat_rate, line.line.vat_rate, line.line.total) == ("none", None, Decimal("2440.00"))
    assert told.text == (
        "По налогообложению заказа подходит только ставка «без НДС»: она указана в заказе вместо ставки сделки "
        "в строке «Болт М8», суммы прежние. Исправьте ставку в товарах сделки."
    )


def test_a_rate_that_is_allowed_is_not_told_of():
    lines, told = Vat(RATES, SALE).of_lines([sold("Болт", Decimal(22)), sold("Гайка", Decimal(10))])

    assert ([line.vat_rate for line in lines], told) == (["22", "10"], ())


def test_five_rows_with_another_rate_are_one_sentence():
    lines = [sold(f"Болт {number}", Decimal(22)) for number in range(5)]

    _, (told,) = Vat(RATES, Sale(TAXED, HERE, DAY, "usn_5")).of_lines(lines)

    assert "ставка «НДС 5 %»" in told.text
    assert "в строках «Болт 0», «Болт 1», «Болт 2» и ещё 2 строках, суммы" in told.text


@pytest.mark.parametrize(
    ("rates", "sale", "sentence"),
    [
        (
            RATES,
            SALE,
            (
                "Заказ не создан: в строке «Болт» ставка «НДС 20 %», а на 05.03.2026 заказу подходят: без НДС, "
                "НДС 0 %, НДС 5 %, НДС 7 %, НДС 10 %, НДС 22 %. Исправьте ставку в строке, заказ создастся сам."
            ),
        ),
        (
            VatRates.of((rate("a", 20), rate("b", 20))),
            SALE,
            (
                "Заказ не создан: в справочнике «Ставки НДС» 1С несколько ставок «НДС 20 %» на 05.03.2026. "
                "Попросите бухгалтера отметить одну из них основной; после этого заказ создастся сам."
            ),
        ),
        (
            VatRates.of((rate("22", 22),)),
            replace(SALE, regime=EXEMPT),
            (
                "Заказ не создан: в справочнике «Ставки НДС» 1С нет ставок для налогообложения "
                "«Продажа не облагается НДС» на 05.03.2026. Попросите бухгалтера проверить справочник; "
                "после этого заказ создастся сам."
            ),
        ),
        (
            VatRates.of((rate("20", 20),)),
            replace(SALE, taxation="usn_7"),
            (
                "Заказ не создан: в справочнике «Ставки НДС» 1С нет ставки «НДС 7 %» для налогообложения "
                "«Продажа облагается НДС» на 05.03.2026. Попросите бухгалтера проверить справочник; "
                "после этого заказ создастся сам."
            ),
        ),
        (
            VatRates.of((rate("0", 0, regimes=frozenset()), rate("22", 22))),
            replace(SALE, regime="ПродажаНаЭкспорт"),
            (
                "Заказ не создан: в справочнике «Ставки НДС» 1С ни у одной ставки не указано налогообложение "
                "«Продажа на экспорт». Попросите бухгалтера заполнить в ставках «Типы налогообложения»; "
                "после этого заказ создастся сам."
            ),
        ),
        (
            VatRates.of((rate("22", 22), rate("5", 5, regimes=frozenset({TAXED})))),
            replace(SALE, regime=REDUCED, taxation="usn_5"),
            (
                "Заказ не создан: в справочнике «Ставки НДС» 1С нет ставки «НДС 5 %» для налогообложения "
                "«Льготное налогообложение НДС на УСН» на 05.03.2026. Попросите бухгалтера проверить справочник; "
                "после этого заказ создастся сам."
            ),
        ),
    ],
)
def test_what_cannot_be_chosen_is_refused_in_words(rates, sale, sentence):
    with pytest.raises(OrderRefusal) as caught:
        Vat(rates, sale).of_lines([sold("Болт", Decimal(20))])

    assert caught.value.sentence(None) == sentence
    assert caught.value.reason == "vat"
