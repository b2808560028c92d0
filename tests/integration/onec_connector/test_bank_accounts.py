"""Bank accounts cross with their company, in both directions."""

from uuid import UUID, uuid5

import pytest

from services.onec_connector.base.query import Query
from shared.messages.groups import Stamp
from shared.messages.party import BankAccount, CompanyGroup
from shared.messages.ring.outcomes import PartnerUpserted
from shared.messages.things import Ref
from tests.integration.onec_connector.party_directory import company, made, paired

BANKS = "Catalog_КлассификаторБанков"
ACCOUNTS = "Catalog_БанковскиеСчетаКонтрагентов"
ACCOUNT = BankAccount(
    number="40702810900000000017", bic="044525225", bank="ПАО Сбербанк", correspondent="30101810400000000225"
)
CORRECTED = "40702810900000000099"
UNCLASSIFIED = BankAccount(
    number="40702810900000000021", bic="044525593", bank="АО «Альфа-Банк»", correspondent="30101810200000000593"
)


async def classified(directory) -> str:
    """The reference of the account's bank in 1C's classifier."""
    async with directory.onec.clerk() as base:
        (bank,) = [row async for row in base.pages(BANKS, Query(order_by="Ref_Key")) if row["Code"] == ACCOUNT.bic]
        return bank["Ref_Key"]


async def accounts(directory) -> list[dict]:
    async with directory.onec.clerk() as base:
        return [row async for row in base.pages(ACCOUNTS, Query(order_by="Ref_Key"))]


async def test_an_account_of_the_portal_stands_in_the_legal_entity_and_is_nobodys_edit(party_directory):
    partner = await made(party_directory, banks=(ACCOUNT,))

    (account,), (entity,) = await accounts(party_directory), await party_directory.entities(partner)
    assert (account["НомерСчета"], account["Банк_Key"], account["Owner"]) == (
        ACCOUNT.number,
        await classified(party_directory),
        entity["Ref_Key"],
    )
    assert await party_directory.touch(partner) == []
    await party_directory.upsert(company(banks=(ACCOUNT,)))
    assert len(await accounts(party_directory)) == 1


async def test_an_account_in_a_bank_that_1c_lacks_has_it_as_typed_in_the_portal(party_directory):
    await made(party_directory, banks=(UNCLASSIFIED,))

    (account,) = await accounts(party_directory)
    assert [account[name] for name in ("НомерСчета", "БИКБанка", "НаименованиеБанка", "КоррСчетБанка")] == [
        UNCLASSIFIED.number,
        UNCLASSIFIED.bic,
        UNCLASSIFIED.bank,
        UNCLASSIFIED.correspondent,
    ]


async def test_an_account_abroad_keeps_its_whole_swift_code_and_comes_back_with_it(party_directory):
    abroad = BankAccount(number="DE89370400440532013000", bic="DEUTDEFF500", bank="Deutsche Bank", currency="RUB")
    partner = await made(party_directory, banks=(abroad,))

    (account,) = await accounts(party_directory)
    assert (account["БИКБанка"], account["СВИФТБанка"]) == ("", abroad.bic)
    assert (await party_directory.told(partner, force=True)).banks == (abroad,)


@pytest.mark.parametrize(
    "added",
    [
        pytest.param(ACCOUNT, id="a bank of the classifier"),
        pytest.param(ACCOUNT.with_(currency="CNY"), id="a currency that 1C lacks"),
        pytest.param(UNCLASSIFIED, id="a bank that 1C lacks"),
    ],
)
async def test_a_new_account_of_a_known_company_is_written(party_directory, added):
    partner = await made(party_directory)

    outcome, *_ = await party_directory.upsert(paired(partner, banks=(added,)), edited=2)

    (account,), (entity,) = await accounts(party_directory), await party_directory.entities(partner)
    assert isinstance(outcome, PartnerUpserted)
    assert (account["НомерСчета"], account["Owner"]) == (added.number, entity["Ref_Key"])
    assert await party_directory.touch(partner) == []


@pytest.mark.parametrize("typed", ["40702.810.9 0000 0000017", "kz86125kzt5004100100"])
async def test_an_account_with_dots_or_in_small_letters_is_one_however_often_it_is_told(party_directory, typed):
    partner = await made(party_directory, banks=(ACCOUNT.with_(number=typed),))
    (account,) = await accounts(party_directory)
    told = await party_directory.told(partner, force=True)

    await party_directory.upsert(paired(partner, banks=(ACCOUNT.with_(number=typed, bank="Сбербанк"),)), edited=2)

    assert [one.number for one in told.banks] == [account["НомерСчета"]]
    assert [row["Ref_Key"] for row in await accounts(party_directory)] == [account["Ref_Key"]]
    assert await party_directory.touch(partner) == []


@pytest.mark.parametrize("first", ["40702.810.9.0000.0000017", ACCOUNT.number])
async def test_an_account_gets_one_key_however_it_is_typed(party_directory, first):
    partner = await made(party_directory, banks=(ACCOUNT.with_(number=first),))

    (account,), (entity,) = await accounts(party_directory), await party_directory.entities(partner)

    bank = await classified(party_directory)
    assert account["Ref_Key"] == str(uuid5(UUID(entity["Ref_Key"]), f"{ACCOUNTS}:{ACCOUNT.number}:{bank}"))


@pytest.mark.parametrize("times", [1, 2])
async def test_an_account_whose_number_was_corrected_in_1c_may_be_added_with_the_first_number(party_directory, times):
    partner = await made(party_directory, banks=(ACCOUNT,))
    await party_directory.touch(partner)
    (account,) = await accounts(party_directory)
    await party_directory.edit(ACCOUNTS, account["Ref_Key"], НомерСчета=CORRECTED)
    told = await party_directory.told(partner)
    both = (ACCOUNT.with_(number=CORRECTED), ACCOUNT)

    for edited in range(times):
        known = told.groups[CompanyGroup.BANKS].edited
        await party_directory.upsert(paired(partner, banks=both), edited=2 + edited, known=known)

    rows = await accounts(party_directory)
    assert sorted(row["НомерСчета"] for row in rows) == [ACCOUNT.number, CORRECTED]
    assert [row["НомерСчета"] for row in rows if row["Ref_Key"] == account["Ref_Key"]] == [CORRECTED]


async def test_an_account_that_was_closed_in_1c_is_told_and_not_opened_again(party_directory):
    partner = await made(party_directory, banks=(ACCOUNT,))
    await party_directory.passed()
    (account,) = await accounts(party_directory)
    await party_directory.edit(ACCOUNTS, account["Ref_Key"], Закрыт=True)

    (hint,) = await party_directory.passed()
    told = await party_directory.told(hint.ref.id)
    await party_directory.upsert(
        paired(partner, banks=(ACCOUNT,)), edited=2, known=told.groups[CompanyGroup.BANKS].edited
    )

    assert (hint.ref.id, told.banks) == (partner, ())
    assert [row["Закрыт"] for row in await accounts(party_directory)] == [True]


async def test_a_second_account_is_added_and_the_first_stays(party_directory):
    partner = await made(party_directory, banks=(ACCOUNT,))

    await party_directory.upsert(paired(partner, banks=(ACCOUNT.with_(number="40702810900000000018"),)), edited=2)

    assert {row["НомерСчета"][-2:] for row in await accounts(party_directory)} == {"17", "18"}


async def test_one_number_in_two_banks_is_two_accounts_however_often_it_is_told(party_directory):
    partner = await made(party_directory, banks=(ACCOUNT,))
    both = (ACCOUNT, UNCLASSIFIED.with_(number=ACCOUNT.number))

    for edited in (2, 3):
        await party_directory.upsert(paired(partner, banks=both), edited=edited)

    rows = await accounts(party_directory)
    assert sorted((row["НомерСчета"], row["БИКБанка"]) for row in rows) == [
        (ACCOUNT.number, ""),
        (ACCOUNT.number, UNCLASSIFIED.bic),
    ]


async def test_what_is_no_account_number_is_told_and_the_others_cross(party_directory):
    partner = await made(party_directory, banks=(ACCOUNT,))
    both = ACCOUNT.with_(number="40702810900000000018 и 40702810900000000019")

    outcome, *_ = await party_directory.upsert(paired(partner, banks=(ACCOUNT, both)), edited=2)

    assert [one.text.partition(". ")[0] for one in outcome.told] == [
        "Банковский счёт не перенесён в 1С: «40702810900000000018 и 40702810900000000019»"
    ]
    assert [row["НомерСчета"] for row in await accounts(party_directory)] == [ACCOUNT.number]


async def test_a_company_moved_to_a_country_that_1c_lacks_is_refused(party_directory):
    partner = await made(party_directory)
    (entity,) = paired(partner).legal_entities
    abroad = entity.with_(country="036", inn="", kpp="", foreign_number="12-34")

    outcome, *_ = await party_directory.upsert(paired(partner, legal_entities=(abroad,)), edited=2)

    assert "в справочнике «Страны мира» 1С нет страны клиента «Ромашка» (код 036)" in outcome.told[0].text


async def test_a_company_whose_country_1c_lacks_by_now_is_still_reached_and_named(party_directory):
    partner = await made(party_directory)
    (requisite,), (entity,) = paired(partner).legal_entities, await party_directory.entities(partner)
    abroad = requisite.with_(
        country="036", inn="", kpp="", ref=Ref(system="onec", kind="legal_entity", id=entity["Ref_Key"])
    )

    outcome, *_ = await party_directory.upsert(
        paired(partner, name="Ромашка Сидней", legal_entities=(abroad,)),
        edited=2,
        stamps={CompanyGroup.REQUISITES: Stamp(edited=1)},
    )

    assert isinstance(outcome, PartnerUpserted)
    assert (await party_directory.partner(partner))["Description"] == "Ромашка Сидней"


async def test_a_new_account_is_not_in_a_bank_marked_for_deletion_though_another_account_is(party_directory):
    partner, marked = await made(party_directory), await classified(party_directory)
    (entity,) = await party_directory.entities(partner)
    owner = {"Owner": entity["Ref_Key"], "Owner_Type": "StandardODATA.Catalog_Контрагенты"}
    await party_directory.edit(BANKS, marked, DeletionMark=True)
    async with party_directory.onec.clerk() as base:
        await base.create(ACCOUNTS, {**owner, "НомерСчета": ACCOUNT.number, "Банк_Key": marked})
        bank = await base.create(BANKS, {"Code": ACCOUNT.bic, "Description": "ПАО СБЕРБАНК"})

    told = await party_directory.told(partner)
    await party_directory.upsert(
        paired(partner, banks=(ACCOUNT, ACCOUNT.with_(number="40702810900000000018"))),
        edited=2,
        known=told.groups[CompanyGroup.BANKS].edited,
    )

    assert {row["НомерСчета"][-2:]: row["Банк_Key"] for row in await accounts(party_directory)} == {
        "17": marked,
        "18": bank["Ref_Key"],
    }
