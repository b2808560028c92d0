"""Bank accounts of a company and of its legal entity in 1C."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.onec_connector.vocabulary.accounts import KnownBank, account_changes, read_account
from services.onec_connector.writer.companies import telling
from shared.messages.party import BankAccount, Company, CompanyGroup

SBER = KnownBank("sber", "044525225", "ПАО СБЕРБАНК", "30101810400000000225")
BANKS = {SBER.guid: SBER}
CURRENCIES = {"roubles": "RUB", "yuan": "CNY"}
NUMBER = "40702810900000000017"
TWO = "40702810900000000018 и 40702810900000000019"
ACCOUNT = BankAccount(number=NUMBER, bic=SBER.bic, bank="Сбербанк")


def row(**changes):
    values = {
        "Ref_Key": "account",
        "DeletionMark": False,
        "НомерСчета": NUMBER,
        "Банк_Key": SBER.guid,
        "ВалютаДенежныхСредств_Key": "roubles",
        "Закрыт": False,
        "РучноеИзменениеРеквизитовБанка": False,
        "БИКБанка": "",
        "СВИФТБанка": "",
        "НаименованиеБанка": "",
        "КоррСчетБанка": "",
    }
    return values | changes


def changes(wanted, *rows):
    return account_changes(wanted, rows, BANKS, CURRENCIES)


def test_an_account_is_read_with_its_bank_of_the_classifier():
    assert read_account(row(), BANKS, CURRENCIES) == BankAccount(
        number=NUMBER, bic=SBER.bic, bank=SBER.name, correspondent=SBER.correspondent
    )


def test_a_bank_that_was_typed_by_hand_is_read_as_it_was_typed():
    typed = row(РучноеИзменениеРеквизитовБанка=True, БИКБанка="044525999", НаименованиеБанка="Банк «Новый»")

    assert read_account(typed, BANKS, CURRENCIES).bic == "044525999"


def test_an_account_that_is_there_is_not_written_though_its_bank_is_called_otherwise():
    assert changes([ACCOUNT.with_(number="40702 81090 00000 00017")], row()) == ({}, [])


@pytest.mark.parametrize("state", [{"Закрыт": True}, {"DeletionMark": True}])
def test_an_account_that_is_closed_here_is_neither_opened_nor_made_again(state):
    assert changes([ACCOUNT.with_(currency="CNY")], row(**state)) == ({}, [])


def test_one_number_in_two_banks_is_two_accounts_and_neither_takes_the_others_bank():
    elsewhere = ACCOUNT.with_(bic="044525999", bank="Банк «Новый»")
    typed = row(Ref_Key="other", РучноеИзменениеРеквизитовБанка=True, БИКБанка=elsewhere.bic)

    changed, (new,) = changes([elsewhere, ACCOUNT], row())

    assert (changed, new["БИКБанка"]) == ({}, elsewhere.bic)
    assert changes([elsewhere, ACCOUNT], row(), typed) == changes([ACCOUNT], row(), typed) == ({}, [])


def test_an_account_without_a_bank_is_not_taken_for_two_of_its_number():
    elsewhere, blank = ACCOUNT.with_(bic="044525999", bank="Банк «Новый»"), row(Банк_Key="", Ref_Key="blank")

    changed, new = changes([ACCOUNT, elsewhere], blank)

    assert (changed, len(new)) == ({}, 2)
    assert changes([ACCOUNT], blank, row()) == ({}, [])


def test_an_account_whose_bank_is_corrected_in_the_portal_is_the_one_in_use_of_its_number():
    corrected = ACCOUNT.with_(bic="044525999", bank="Банк «Новый»")

    for rows in ([row(), row(Ref_Key="old", Закрыт=True)], [row(Ref_Key="old", DeletionMark=True), row()]):
        changed, new = changes([corrected], *rows)

        assert ({guid: body["БИКБанка"] for guid, body in changed.items()}, new) == ({"account": corrected.bic}, [])


def test_a_new_account_gets_its_bank_by_the_bic():
    changed, (new,) = changes([ACCOUNT.with_(currency="CNY")])

    assert changed == {}
    assert (new["НомерСчета"], new["Банк_Key"], new["ВалютаДенежныхСредств_Key"]) == (NUMBER, SBER.guid, "yuan")


def test_a_bank_that_the_classifier_lacks_is_written_as_it_was_typed():
    _, (new,) = changes([ACCOUNT.with_(bic="044525999", bank="Банк «Новый»", correspondent="30101")])

    assert (new["РучноеИзменениеРеквизитовБанка"], new["БИКБанка"], new["НаименованиеБанка"]) == (
        True,
        "044525999",
        "Банк «Новый»",
    )


def test_an_account_moved_to_another_bank_is_the_same_account():
    typed = row(РучноеИзменениеРеквизитовБанка=True, БИКБанка="044525999")

    assert changes([ACCOUNT], typed) == ({"account": {"Банк_Key": "sber", "РучноеИзменениеРеквизитовБанка": False}}, [])


ACCOUNTS = st.builds(
    BankAccount,
    number=st.sampled_from([NUMBER, "4070281090000000001X", "DE89 3704 0044 0532 0130 00"]),
    bic=st.sampled_from(["", SBER.bic, "044525999"]),
    bank=st.text(max_size=5),
    currency=st.sampled_from(["RUB", "CNY"]),
)


@given(ACCOUNTS, st.booleans())
def test_what_was_written_is_not_written_again(wanted, is_there):
    before = [row()] if is_there else []
    changed, new = changes([wanted], *before)

    after = [{**one, **changed.get(one["Ref_Key"], {})} for one in before] + [row(Ref_Key="new") | one for one in new]

    assert changes([wanted], *after) == ({}, [])


def test_a_bank_whose_name_1c_cuts_ends_in_a_mark_of_that():
    _, (new,) = changes([ACCOUNT.with_(bic="044525593", bank="Банк " * 30)])

    assert (len(new["НаименованиеБанка"]), new["НаименованиеБанка"][-2:]) == (100, "к…")


@pytest.mark.parametrize(("number", "shown"), [("", "Сбербанк"), ("  ", "Сбербанк"), (TWO, TWO)])
def test_what_is_no_account_number_is_told_with_the_group_and_sent_never(number, shown):
    company = Company(name="Ромашка", banks=(ACCOUNT.with_(number=number), ACCOUNT))

    (told,) = telling.accounts_left_out(company, [CompanyGroup.BANKS])

    assert told.text.startswith(f"Банковский счёт не перенесён в 1С: «{shown}». ")
    assert telling.accounts_left_out(company, [CompanyGroup.NAME]) == []
    changed, new = account_changes(company.banks, [], {}, {})
    assert (changed, [one["НомерСчета"] for one in new]) == ({}, [NUMBER])


def test_an_account_without_number_and_bank_is_told_as_one_without_a_number():
    company = Company(name="Ромашка", banks=(BankAccount(number=""),))

    (told,) = telling.accounts_left_out(company, [CompanyGroup.BANKS])

    assert "«без номера»" in told.text


@pytest.mark.parametrize("code", ["DEUTDEFF500 Frankfurt", "deutdeff500"])
def test_a_bank_whose_code_1c_has_no_room_for_is_told_and_never_cut(code):
    company = Company(name="Ромашка", banks=(ACCOUNT.with_(bic=code),))

    (told,) = telling.accounts_left_out(company, [CompanyGroup.BANKS])

    assert told.text == (
        f"Банковский счёт не перенесён в 1С: «{NUMBER}». Исправьте код банка: это БИК, не длиннее 9 знаков, или SWIFT."
    )
    assert account_changes(company.banks, [], BANKS, CURRENCIES) == ({}, [])


def test_a_correspondent_account_that_is_too_long_is_left_out_and_told():
    company = Company(name="Ромашка", banks=(ACCOUNT.with_(bic="044525999", correspondent="3" * 21),))

    (told,) = telling.accounts_left_out(company, [CompanyGroup.BANKS])
    _, (new,) = account_changes(company.banks, [], BANKS, CURRENCIES)

    assert "Корреспондентский счёт банка не перенесён в 1С" in told.text
    assert new["КоррСчетБанка"] == ""


def test_a_swift_code_has_a_field_of_its_own_and_is_read_where_there_is_no_bic():
    abroad = ACCOUNT.with_(bic="DEUTDEFF500", bank="Deutsche Bank", currency="CNY")

    _, (new,) = changes([abroad])

    assert (new["БИКБанка"], new["СВИФТБанка"]) == ("", "DEUTDEFF500")
    assert changes([abroad], row(**new)) == ({}, [])
    assert read_account(row(**new | {"БИКБанка": "044525999"}), BANKS, CURRENCIES).bic == "044525999"
