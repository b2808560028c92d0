"""A bank account of 1C as one of the portal and back, and the other way round: nothing is edited on the way."""

from hypothesis import given
from hypothesis import strategies as st

from services.b24_connector.vocabulary.companies import account_change, read_accounts, write_account
from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.accounts import KnownBank, account_changes, read_account
from tests.unit.round_trips.test_contacts import WORDS

SBER = KnownBank("sber", "044525225", "ПАО СБЕРБАНК", "30101810400000000225")
VTB = KnownBank("vtb", "044525187", "Банк ВТБ (ПАО)", "30101810700000000187")
BANKS = {one.guid: one for one in (SBER, VTB)}
CURRENCIES = {"roubles": "RUB", "yuan": "CNY"}
FOREIGN = {"ID": "9", "NAME": "Основной", "COMMENTS": "для зарплаты"}

SWIFTS = ["DEUTDEFF500", "AKBBBY2X"]
BICS = st.sampled_from(["", SBER.bic, VTB.bic, "044525999", *SWIFTS])
TYPED = ["40702 81090 00000 00017", "40702.810.9.0000.0000017", " kz75125KZT2069100100"]
NUMBERS = st.from_regex(r"[0-9]{20}", fullmatch=True) | st.sampled_from(TYPED)
CORRESPONDENTS = st.sampled_from(["", "30101810000000000999"])

IN_1C = st.fixed_dictionaries(
    {
        "НомерСчета": NUMBERS,
        "Банк_Key": st.sampled_from(["sber", "vtb", standard.NO_REF]),
        "ВалютаДенежныхСредств_Key": st.sampled_from(sorted(CURRENCIES)),
        "РучноеИзменениеРеквизитовБанка": st.booleans(),
        "БИКБанка": BICS.filter(lambda code: len(code) <= 9),
        "СВИФТБанка": st.sampled_from(["", *SWIFTS]),
        "НаименованиеБанка": WORDS,
        "КоррСчетБанка": CORRESPONDENTS,
    }
)
IN_PORTAL = st.fixed_dictionaries(
    {
        "number": st.tuples(st.sampled_from(["RQ_ACC_NUM", "RQ_IIK", "RQ_IBAN"]), NUMBERS),
        "RQ_BIK": BICS,
        "RQ_SWIFT": st.sampled_from(["", *SWIFTS]),
        "RQ_BANK_NAME": WORDS,
        "RQ_COR_ACC_NUM": CORRESPONDENTS,
        "RQ_ACC_CURRENCY": st.sampled_from(["", "RUB", "rub", "CNY"]),
    }
)


def in_1c(fields):
    return {"Ref_Key": "account", "DeletionMark": False, "Закрыт": False, **fields}


@given(IN_1C)
def test_what_1c_says_of_an_account_comes_back_from_the_portal_as_it_is(fields):
    row = in_1c(fields)
    said = read_account(row, BANKS, CURRENCIES)
    made = {**FOREIGN, **write_account(said)}

    back = read_accounts([made])

    assert account_changes(back, [row], BANKS, CURRENCIES) == ({}, [])
    assert account_change(made, said) == {}


@given(IN_PORTAL)
def test_what_the_portal_says_of_an_account_comes_back_from_1c_with_no_more_than_its_bank_filled_in(typed):
    place, number = typed.pop("number")
    typed = {**FOREIGN, **typed, place: number}
    said = read_accounts([typed])
    _, (new,) = account_changes(said, [], BANKS, CURRENCIES)
    row = in_1c({"БИКБанка": "", "СВИФТБанка": "", "НаименованиеБанка": "", "КоррСчетБанка": "", **new})

    back = read_account(row, BANKS, CURRENCIES)

    classified = {"RQ_BANK_NAME", "RQ_COR_ACC_NUM"} if said[0].bic in {SBER.bic, VTB.bic} else set()
    assert account_changes(said, [row], BANKS, CURRENCIES) == ({}, [])
    assert account_change(typed, back).keys() <= classified


@given(IN_PORTAL)
def test_no_code_of_a_bank_is_cut_to_what_a_field_of_1c_has_room_for(typed):
    typed.pop("number")
    (said,) = read_accounts([{**FOREIGN, **typed, "RQ_ACC_NUM": "40702810900000000017"}])

    _, (new,) = account_changes([said], [], BANKS, CURRENCIES)

    assert said.bic in {new.get("БИКБанка"), new.get("СВИФТБанка"), BANKS.get(new["Банк_Key"], SBER).bic}
    assert len(new.get("БИКБанка", "")) <= 9


def as_1c_keeps_it(row):
    """1C itself changes a number that it saves, whoever writes it."""
    return {**row, "НомерСчета": row["НомерСчета"].strip().replace(" ", "").replace(".", "").upper()}


@given(IN_PORTAL)
def test_an_account_is_one_on_both_sides_however_it_is_typed_and_its_typing_stays(typed):
    place, number = typed.pop("number")
    typed = {**FOREIGN, **typed, place: number}
    said = read_accounts([typed])
    _, (new,) = account_changes(said, [], BANKS, CURRENCIES)
    row = in_1c({"БИКБанка": "", "СВИФТБанка": "", "НаименованиеБанка": "", "КоррСчетБанка": "", **new})

    kept = as_1c_keeps_it(row)
    back = read_account(kept, BANKS, CURRENCIES)

    assert kept == row
    assert account_changes(said, [kept], BANKS, CURRENCIES) == ({}, [])
    assert place not in account_change(typed, back)
    assert [one.number for one in read_accounts([typed])] == [back.number]
