"""Bank accounts of a partner in the portal: one number in whatever bank is one account, as long as nobody has two."""

import pytest

from sandbox.portal.control import parties
from shared.messages.party import BankAccount
from tests.integration.b24_connector.company_office import Registry

ACCOUNT = BankAccount(number="40702810900000000001", bic="044525225", bank="Сбербанк", correspondent="301018104")
ELSEWHERE = ACCOUNT.with_(bic="044525593", bank="Альфа-Банк")


def accounts(registry: Registry, company) -> list[tuple[str, str, str]]:
    rows = registry.card(company)["banks"]
    return sorted(tuple(row[name] or "" for name in ("RQ_ACC_NUM", "RQ_BIK", "RQ_BANK_NAME")) for row in rows)


def shown(*wanted: BankAccount) -> list[tuple[str, str, str]]:
    return [(one.number, one.bic, one.bank) for one in wanted]


async def test_an_account_has_the_form_of_its_requisites_country(registry) -> None:
    made = await registry.partner(banks=(ACCOUNT,))

    assert [row["COUNTRY_ID"] for row in registry.card(made)["banks"]] == ["1"]


async def test_an_account_whose_bank_is_corrected_in_1c_stays_one(registry) -> None:
    made = await registry.partner(banks=(ACCOUNT,))

    await registry.partner(banks=(ELSEWHERE,), ref=made.ref.id)

    assert accounts(registry, made) == shown(ELSEWHERE)
    assert await registry.handle() == []


async def test_one_number_in_two_banks_is_two_accounts(registry) -> None:
    made = await registry.partner(banks=(ACCOUNT,))

    for _ in range(2):
        await registry.partner(banks=(ACCOUNT, ELSEWHERE), ref=made.ref.id)

    assert accounts(registry, made) == shown(ACCOUNT, ELSEWHERE)


async def test_an_account_without_a_bank_is_not_taken_for_two_of_its_number(registry) -> None:
    made = await registry.partner(banks=(ACCOUNT.with_(bic="", bank="", correspondent=""),))

    for _ in range(2):
        await registry.partner(banks=(ACCOUNT, ELSEWHERE), ref=made.ref.id)

    assert [one for one in accounts(registry, made) if one[1]] == shown(ACCOUNT, ELSEWHERE)


async def test_a_corrected_bank_leaves_nothing_of_the_former_one(registry) -> None:
    made = await registry.partner(banks=(ACCOUNT,))

    await registry.partner(banks=(ELSEWHERE.with_(bank="", correspondent=""),), ref=made.ref.id)

    (row,) = registry.card(made)["banks"]
    assert (row["RQ_BIK"], row["RQ_BANK_NAME"], row["RQ_COR_ACC_NUM"]) == (ELSEWHERE.bic, "", "")


async def test_of_two_accounts_of_one_number_in_the_portal_neither_is_changed_for_a_third_bank(registry) -> None:
    made = await registry.partner(banks=(ACCOUNT, ELSEWHERE))
    third = ACCOUNT.with_(bic="044525974", bank="Т-Банк")

    await registry.partner(banks=(third,), ref=made.ref.id)

    assert accounts(registry, made) == shown(ACCOUNT, ELSEWHERE, third)


ABROAD = BankAccount(number="DE89370400440532013000", bic="DEUTDEFF500", bank="Deutsche Bank", currency="EUR")


@pytest.mark.parametrize(
    "typed",
    [
        {"RQ_ACC_NUM": ABROAD.number, "RQ_BIK": ABROAD.bic},
        {"RQ_ACC_NUM": ABROAD.number, "RQ_SWIFT": ABROAD.bic},
        {"RQ_IBAN": "DE89 3704 0044 0532 0130 00", "RQ_SWIFT": ABROAD.bic},
        {"RQ_IIK": ABROAD.number, "RQ_BIC": ABROAD.bic},
    ],
)
async def test_an_account_abroad_is_the_one_that_1c_names_in_whatever_fields_it_is_typed(registry, typed) -> None:
    company = registry.typed()
    of_company = registry.card(company)["requisites"][0]["ID"]
    bank = {"requisite": of_company, "RQ_BANK_NAME": ABROAD.bank, "RQ_ACC_CURRENCY": "EUR", **typed}
    parties.add_account(registry.simulated, bank)
    (before,) = await registry.handle()

    await registry.partner(banks=(ABROAD,), ref=str(company))

    assert before.company.banks == (ABROAD,)
    (row,) = registry.card(company)["banks"]
    assert {name: row[name] for name in typed} == typed
    assert await registry.handle() == []


async def test_an_account_moved_abroad_by_1c_leaves_no_code_of_the_former_bank(registry) -> None:
    made = await registry.partner(banks=(ACCOUNT,))

    await registry.partner(banks=(ABROAD.with_(number=ACCOUNT.number),), ref=made.ref.id)

    (row,) = registry.card(made)["banks"]
    assert (row["RQ_BIK"], row["RQ_SWIFT"]) == ("", ABROAD.bic)
    assert await registry.handle() == []


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ({"RQ_ACC_NUM": "40702.810.9.0000.0000001"}, ACCOUNT.number),
        ({"RQ_IIK": "kz86125kzt5004100100"}, "KZ86125KZT5004100100"),
    ],
)
async def test_an_account_typed_with_dots_or_small_letters_is_the_one_that_1c_names_and_stays(
    registry, typed, number
) -> None:
    company = registry.typed()
    of_company = registry.card(company)["requisites"][0]["ID"]
    bank = {"RQ_BIK": ACCOUNT.bic, "RQ_BANK_NAME": ACCOUNT.bank, "RQ_COR_ACC_NUM": "301.018.104"}
    parties.add_account(registry.simulated, {"requisite": of_company, **bank, **typed})
    (before,) = await registry.handle()

    for _ in range(2):
        await registry.partner(banks=(ACCOUNT.with_(number=number, correspondent="301018104"),), ref=str(company))

    assert [(one.number, one.correspondent) for one in before.company.banks] == [(number, "301018104")]
    (row,) = registry.card(company)["banks"]
    assert {name: row[name] for name in typed} == typed
    assert row["RQ_COR_ACC_NUM"] == "301.018.104"
    assert await registry.handle() == []
