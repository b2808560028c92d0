"""Several legal entities of one firm in the requisites of one company."""

import pytest

from shared.messages.party import Addresses, CompanyGroup
from tests.integration.b24_connector.company_office import INN, KPP, entity, guid


async def test_a_legal_entity_without_kpp_is_the_only_requisite_of_its_firm_and_takes_nothing_from_it(registry) -> None:
    company = registry.typed(kpp=KPP)
    known = (await registry.handle())[-1].company.groups[CompanyGroup.REQUISITES].edited

    made = await registry.partner(legal_entities=(entity(kpp="", ogrn="1027700132195"),), known=known)

    (requisite,) = registry.card(made)["requisites"]
    assert (made.ref.id, requisite["RQ_KPP"], requisite["RQ_OGRN"]) == (str(company), KPP, "1027700132195")


async def test_every_branch_of_a_firm_has_requisites_of_its_own(registry) -> None:
    company = registry.typed(kpp=KPP)
    known = (await registry.handle())[-1].company.groups[CompanyGroup.REQUISITES].edited
    branches = (entity(1), entity(2, kpp="770702002"))

    first = await registry.partner(legal_entities=branches, known=known)
    again = await registry.partner(legal_entities=branches, ref=first.ref.id)

    kept = {one["RQ_KPP"]: one["XML_ID"] for one in registry.card(again)["requisites"]}
    assert (first.ref.id, len(first.pairs), kept["770702002"]) == (str(company), 2, guid(2))
    assert set(kept) == {KPP, "770702002"}


async def test_a_partner_with_another_partners_number_and_a_kpp_of_its_own_gets_its_own_company(registry) -> None:
    first = await registry.partner(1, legal_entities=(entity(1),))

    branch = await registry.partner(2, name="Ромашка-Юг", legal_entities=(entity(2, kpp="770702002"),))

    assert branch.ref.id != first.ref.id
    kept = [[one["RQ_KPP"] for one in registry.card(each)["requisites"]] for each in (first, branch)]
    assert kept == [[KPP], ["770702002"]]


async def test_what_1c_had_no_room_for_stays_whole_when_its_other_requisites_change(registry) -> None:
    whole = {"name": "Общество «Ромашка» и партнёры", "full_name": "Общество «Ромашка» и все её партнёры"}
    made = await registry.partner(legal_entities=(entity(**whole),), addresses=Addresses(legal="Москва, Тверская, 1"))
    cut = {"name": "Общество «Ромашка»…", "full_name": "Общество «Ромашка» и все…", "kpp": "770702002"}

    again = await registry.partner(
        legal_entities=(entity(**cut),), addresses=Addresses(legal="Москва, Твер…", actual="Тула"), ref=made.ref.id
    )

    card = registry.card(again)
    (requisite,) = card["requisites"]
    assert [requisite[one] for one in ("RQ_COMPANY_NAME", "RQ_COMPANY_FULL_NAME", "RQ_KPP")] == [
        *whole.values(),
        "770702002",
    ]
    assert sorted(one["ADDRESS_1"] for one in card["addresses"]) == ["Москва, Тверская, 1", "Тула"]
    assert await registry.handle() == []


async def test_a_legal_entity_that_1c_has_twice_has_one_requisite_and_the_card_says_so(registry) -> None:
    made = await registry.partner(legal_entities=(entity(1), entity(2)))

    assert len(registry.card(made)["requisites"]) == 1
    assert [one.text for one in made.told] == [
        (
            f"В 1С у партнёра два контрагента с номером 7707083893 и КПП {KPP}, реквизиты заведены одни. "
            "Объедините этих контрагентов в 1С."
        )
    ]


@pytest.mark.parametrize("country", ["", "KZ"])
async def test_legal_entities_without_a_number_have_requisites_each_and_nobody_is_asked_to_unite_them(
    registry, country
) -> None:
    nameless = {"inn": "", "kpp": "", "country": country}

    made = await registry.partner(legal_entities=(entity(1, **nameless), entity(2, name="ООО «Астра»", **nameless)))

    assert [one["RQ_COMPANY_NAME"] for one in registry.card(made)["requisites"]] == ["ООО «Ромашка»", "ООО «Астра»"]
    assert not any("Объедините" in one.text for one in made.told)


SOUTH = "770702002"


async def test_a_branch_whose_head_1c_does_not_name_takes_no_company_of_another_kpp_before_a_person_says_so(
    registry,
) -> None:
    company = registry.typed(kpp=KPP)
    await registry.handle()
    south = registry.command(2, name="Ромашка-Юг", legal_entities=(entity(2, kpp=SOUTH),))

    foreseen, refused = await registry.trial.company(south), await registry.run(south)
    head = await registry.partner(1, legal_entities=(entity(1),))
    branch = await registry.partner(2, name="Ромашка-Юг", legal_entities=(entity(2, kpp=SOUTH),))

    (doubt,) = refused.doubts
    assert (foreseen.would, [one.ref.id for one in doubt.candidates]) == ("doubtful", [str(company)])
    assert refused.told[0].text == (
        f"Компания «Ромашка-Юг» из 1С не создана: в Битрикс24 у компании «Ромашка» тот же ИНН {INN}, но КПП {KPP}, а у "
        f"клиента в 1С КПП {SOUTH}. Исправьте КПП или попросите администратора обмена выбрать; после этого компания "
        "создастся, когда сообщение повторят."
    )
    assert (head.ref.id, branch.ref.id != head.ref.id) == (str(company), True)
    assert [one["RQ_KPP"] for one in registry.card(company)["requisites"]] == [KPP]


async def test_a_branch_that_a_person_says_is_another_gets_a_company_of_its_own(registry) -> None:
    company = registry.typed(kpp=KPP)

    branch = await registry.partner(2, legal_entities=(entity(2, kpp=SOUTH),), apart=(str(company),))

    assert branch.ref.id != str(company)


@pytest.mark.parametrize("other", [SOUTH, "770600001"])
async def test_a_partner_one_of_whose_branches_the_company_is_takes_it_with_all_of_them(registry, other) -> None:
    company = registry.typed(kpp=KPP)
    known = (await registry.handle())[-1].company.groups[CompanyGroup.REQUISITES].edited

    made = await registry.partner(1, legal_entities=(entity(1), entity(2, kpp=other)), known=known)

    assert (made.ref.id, len(registry.companies())) == (str(company), 1)
    assert {one["RQ_KPP"] for one in registry.card(company)["requisites"]} == {KPP, other}
