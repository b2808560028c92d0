"""A requisite that is added to a company brings its own address and account, and leaves the others theirs."""

import pytest

from shared.bus.errors import Retryable
from shared.messages.groups import Stamp
from shared.messages.party import Addresses, BankAccount, CompanyGroup
from shared.messages.ring.commands import PartnerUpsert
from shared.messages.ring.outcomes import PartnerUpserted
from shared.messages.things import Ref
from tests.integration.onec_connector.party_directory import COMPANY, INN, company, legal, made, paired
from tests.integration.onec_connector.test_bank_accounts import ACCOUNT, accounts

LOWER_INN = "5003052454"
LILY = legal(
    origin=Ref(system="b24", kind="requisite", id="928"),
    name="ООО «Лютик»",
    full_name="ООО «Лютик»",
    inn=LOWER_INN,
    kpp="500301001",
    ogrn="",
)
FORMER, LATTER = "Москва, Мясницкая, 1", "Видное, Лесная, 7"
LILYS_ACCOUNT = BankAccount(
    number="40702810900000000777", bic="044525225", bank="ПАО Сбербанк", correspondent="30101810400000000225"
)
ADDED = {"legal_entities": (LILY, legal()), "addresses": Addresses(legal=LATTER), "banks": (LILYS_ACCOUNT,)}


@pytest.fixture
async def one_party(onec) -> None:
    await onec.do("switches", one_party=True)


@pytest.fixture
async def joined(one_party, party_directory):
    return party_directory


async def held(directory, partner: str) -> dict[str, tuple[list[str], list[str]]]:
    """Addresses and account numbers of a partner's legal entities, by INN."""
    rows = await accounts(directory)
    return {
        one["ИНН"]: (
            [row["Представление"] for row in one["КонтактнаяИнформация"]],
            [row["НомерСчета"] for row in rows if row["Owner"] == one["Ref_Key"]],
        )
        for one in await directory.entities(partner)
    }


async def test_its_address_and_account_stand_in_its_own_legal_entity(party_directory):
    partner = await made(party_directory, addresses=Addresses(legal=FORMER), banks=(ACCOUNT,))

    outcome, *_ = await party_directory.upsert(paired(partner, **ADDED), edited=2)

    assert isinstance(outcome, PartnerUpserted)
    assert await held(party_directory, partner) == {
        INN: ([FORMER], [ACCOUNT.number]),
        LOWER_INN: ([LATTER], [LILYS_ACCOUNT.number]),
    }
    assert await party_directory.touch(partner) == []


@pytest.mark.parametrize(("method", "path"), [("PATCH", "Catalog_Контрагенты"), ("POST", "Catalog_БанковскиеСчета")])
async def test_a_run_that_dies_half_way_leaves_nobodys_edit_and_the_next_one_ends_it(party_directory, method, path):
    partner = await made(party_directory, addresses=Addresses(legal=FORMER), banks=(ACCOUNT,))
    await party_directory.onec.do("faults", kind="drop_after_commit", method=method, path=path)
    with pytest.raises(Retryable):
        await party_directory.upsert(paired(partner, **ADDED), edited=2)

    outcome, *_ = await party_directory.upsert(paired(partner, **ADDED), edited=2)

    assert isinstance(outcome, PartnerUpserted)
    assert (await held(party_directory, partner))[LOWER_INN] == ([LATTER], [LILYS_ACCOUNT.number])
    assert await party_directory.touch(partner) == []


async def test_one_without_address_and_account_takes_the_firsts_away_from_nobody(party_directory):
    partner = await made(party_directory, addresses=Addresses(legal=FORMER), banks=(ACCOUNT,))

    await party_directory.upsert(paired(partner, legal_entities=(LILY, legal())), edited=2)

    assert await held(party_directory, partner) == {INN: ([FORMER], [ACCOUNT.number]), LOWER_INN: ([], [])}
    assert await party_directory.touch(partner) == []


async def test_a_first_one_that_is_not_written_puts_its_address_and_account_nowhere(party_directory):
    partner = await made(party_directory, addresses=Addresses(legal=FORMER), banks=(ACCOUNT,))

    await party_directory.upsert(
        paired(partner, **ADDED), edited=2, groups=(CompanyGroup.ADDRESSES, CompanyGroup.BANKS)
    )

    assert await held(party_directory, partner) == {INN: ([FORMER], [ACCOUNT.number])}
    assert await party_directory.touch(partner) == []


async def test_an_address_of_the_first_edited_in_1c_is_none_of_the_added_ones(party_directory):
    partner = await made(party_directory, addresses=Addresses(legal=FORMER))
    (entity,) = await party_directory.entities(partner)
    there = [{**row, "Представление": "Москва, Покровка, 2"} for row in entity["КонтактнаяИнформация"]]
    await party_directory.edit("Catalog_Контрагенты", entity["Ref_Key"], КонтактнаяИнформация=there)
    await party_directory.told(partner)

    outcome, *_ = await party_directory.upsert(
        paired(partner, **ADDED), edited=2, owners=dict.fromkeys(CompanyGroup, "onec")
    )

    assert (await held(party_directory, partner))[LOWER_INN] == ([LATTER], [LILYS_ACCOUNT.number])
    assert (await held(party_directory, partner))[INN][0] == ["Москва, Покровка, 2"]
    assert outcome.told == ()


async def test_where_1c_keeps_the_requisites_the_portals_first_address_stays_with_the_first(party_directory):
    partner = await made(party_directory, legal_entities=(legal(), LILY), addresses=Addresses(legal=LATTER))
    (lily,) = [one for one in await party_directory.entities(partner) if one["ИНН"] == LOWER_INN]
    await party_directory.edit("Catalog_Контрагенты", lily["Ref_Key"], ИНН="9909000006")
    await party_directory.told(partner)

    await party_directory.upsert(
        paired(partner, legal_entities=(legal(), LILY), addresses=Addresses(legal="Видное, Новая, 8")),
        edited=2,
        groups=(CompanyGroup.ADDRESSES,),
    )

    stands = await held(party_directory, partner)
    assert (stands[INN][0], stands["9909000006"][0]) == ([], ["Видное, Новая, 8"])


async def test_one_that_a_base_has_no_place_for_leaves_its_address_and_account_out_too(joined):
    partner = await made(joined, addresses=Addresses(legal=FORMER), banks=(ACCOUNT,))

    outcome, *_ = await joined.upsert(paired(partner, **ADDED), edited=2)

    assert "не перенесены реквизиты: ООО «Лютик»" in outcome.told[0].text
    assert await held(joined, partner) == {INN: ([FORMER], [ACCOUNT.number])}
    assert await joined.touch(partner) == []
    command = PartnerUpsert(
        key=COMPANY.key,
        source=COMPANY,
        company=paired(partner, groups={group: Stamp(edited=3) for group in CompanyGroup}, **ADDED),
    )
    assert (await joined.flow.trial.partner(command)).would == "same"


async def test_a_new_company_of_several_has_the_first_ones_address_in_the_first(party_directory):
    outcome, *_ = await party_directory.upsert(company(**ADDED))

    assert await held(party_directory, outcome.ref.id) == {
        INN: ([], []),
        LOWER_INN: ([LATTER], [LILYS_ACCOUNT.number]),
    }


def _man(kind, number, **words):
    origin = Ref(system="b24", kind="requisite", id=number)
    known = {"name": "Ежов Олег", "full_name": "Ежов Олег", "inn": "500100732259", "kpp": "", "ogrn": ""}
    return legal(kind=kind, origin=origin, **known | words)


async def test_a_man_as_sole_trader_and_as_private_person_are_two_legal_entities_of_his_partner(party_directory):
    both = (_man("sole_trader", "928"), _man("person", "929"))

    partner = await made(party_directory, legal_entities=both)
    again, *_ = await party_directory.upsert(paired(partner, legal_entities=both), edited=2)

    kinds = {one["ЮрФизЛицо"]: one["Ref_Key"] for one in await party_directory.entities(partner)}
    assert kinds.keys() == {"ИндивидуальныйПредприниматель", "ФизЛицо"}
    assert {(one.b24, one.onec) for one in again.pairs} == {
        ("928", kinds["ИндивидуальныйПредприниматель"]),
        ("929", kinds["ФизЛицо"]),
    }


async def test_two_branches_that_are_added_at_once_are_both_made(party_directory):
    partner = await made(party_directory)
    added = [
        legal(origin=Ref(system="b24", kind="requisite", id=str(928 + place)), kpp=kpp)
        for place, kpp in enumerate(("773645002", "773645003"))
    ]

    await party_directory.upsert(paired(partner, legal_entities=(legal(), *added)), edited=2)

    kpps = {one["КПП"] for one in await party_directory.entities(partner)}
    assert kpps == {"773601001", "773645002", "773645003"}


async def test_it_is_told_where_no_requisite_stands_for_the_former_legal_entity_any_more(party_directory):
    partner = await made(party_directory)

    outcome, *_ = await party_directory.upsert(paired(partner, legal_entities=(LILY,)), edited=2)

    (said,) = (told.text for told in outcome.told)
    assert said == (
        f"У клиента «Ромашка» в 1С новый контрагент «ООО «Лютик»», ИНН {LOWER_INN}; был «ООО «Ромашка»». "
        "Если исправлены реквизиты прежнего, попросите бухгалтера объединить их."
    )


async def test_nothing_is_told_of_one_that_stands_beside_the_others(party_directory):
    partner = await made(party_directory)

    outcome, *_ = await party_directory.upsert(paired(partner, legal_entities=(LILY, legal())), edited=2)

    assert outcome.told == ()
