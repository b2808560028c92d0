"""Companies of the portal as partners of 1C, in both directions (R7, R15)."""

import pytest

from sandbox.portal.control import parties
from shared.messages.party import Addresses, BankAccount, CompanyGroup
from shared.messages.ring.outcomes import CompanyRefused, CompanyUpserted
from shared.messages.things import Manager
from tests.integration.b24_connector.company_office import (
    INN,
    KPP,
    OTHER_INN,
    entity,
    guid,
    onec,
)

ACCOUNT = BankAccount(number="40702810900000000001", bic="044525225", bank="Сбербанк", correspondent="301018104")


async def test_a_company_that_a_person_makes_is_told_with_all_its_requisites(registry) -> None:
    company = registry.typed(phone="8 (495) 123-45-67", email="Info@Romashka.ru")
    requisite = registry.card(company)["requisites"][0]["ID"]
    parties.set_address(registry.simulated, int(requisite), {"type": 6, "CITY": "Москва", "ADDRESS_1": "Тверская, 1"})
    account = {"requisite": int(requisite), "RQ_ACC_NUM": ACCOUNT.number, "RQ_BIK": ACCOUNT.bic}
    parties.add_account(registry.simulated, account)

    told = (await registry.handle())[-1].company

    assert (told.ref.id, told.name, told.phones, told.emails) == (
        str(company),
        "Ромашка",
        ("+74951234567",),
        ("info@romashka.ru",),
    )
    assert [(one.inn, one.kpp, one.name) for one in told.legal_entities] == [(INN, KPP, "ООО «Ромашка»")]
    assert told.addresses == Addresses(legal="Москва, Тверская, 1")
    assert told.banks == (BankAccount(number=ACCOUNT.number, bic=ACCOUNT.bic),)
    assert set(told.groups) == set(CompanyGroup) - {CompanyGroup.HEAD}


async def test_a_company_without_any_number_and_our_own_one_are_nobodys_partner(registry) -> None:
    registry.typed(inn="")
    registry.typed(my="Y")

    assert await registry.handle() == []


@pytest.mark.parametrize("part", ["requisite", "account", "address"])
async def test_an_edit_of_what_hangs_on_a_company_is_an_edit_of_the_company(registry, part) -> None:
    company = registry.typed()
    requisite = int(registry.card(company)["requisites"][0]["ID"])
    account = int(parties.add_account(registry.simulated, {"requisite": requisite, "RQ_ACC_NUM": "1"})["ID"])
    parties.set_address(registry.simulated, requisite, {"type": 1, "CITY": "Тула"})
    await registry.handle()

    edits = {
        "requisite": lambda: parties.edit_requisite(registry.simulated, requisite, {"RQ_KPP": "770702002"}),
        "account": lambda: parties.edit_account(registry.simulated, account, {"RQ_ACC_NUM": "2"}),
        "address": lambda: parties.set_address(registry.simulated, requisite, {"type": 1, "CITY": "Орёл"}),
    }
    edits[part]()
    told = [one.company for one in await registry.handle()]

    assert [one.ref.id for one in told] == [str(company)]
    changed = {
        group
        for group, stamp in told[0].groups.items()
        if stamp.edited == max(one.edited for one in told[0].groups.values())
    }
    assert (
        changed
        == {
            "requisite": {CompanyGroup.REQUISITES},
            "account": {CompanyGroup.BANKS},
            "address": {CompanyGroup.ADDRESSES},
        }[part]
    )


async def test_a_partner_becomes_a_company_once_with_everything_and_comes_back_as_nobodys_edit(registry) -> None:
    words = {
        "phones": ("+74951234567",),
        "emails": ("info@romashka.ru",),
        "addresses": Addresses(legal="115280, Москва, Ленинская Слобода, 19", postal="Тула, а/я 7"),
        "banks": (ACCOUNT,),
    }
    made = await registry.partner(**words)
    again = await registry.partner(**words)

    card = registry.card(made)
    assert isinstance(made, CompanyUpserted)
    assert (made.ref, len(registry.companies())) == (again.ref, 1)
    assert (card["item"]["title"], card["item"]["originId"]) == ("Ромашка", guid(1))
    assert registry.phones(made) == ["+74951234567"]
    (requisite,) = card["requisites"]
    assert [(one.kind, one.b24, one.onec) for one in made.pairs] == [("requisite", requisite["ID"], guid(1))]
    assert (requisite["RQ_INN"], requisite["RQ_KPP"], requisite["XML_ID"]) == (INN, KPP, guid(1))
    assert {one["TYPE_ID"]: (one["POSTAL_CODE"], one["ADDRESS_1"]) for one in card["addresses"]} == {
        6: ("115280", "Москва, Ленинская Слобода, 19"),
        8: ("", "Тула, а/я 7"),
    }
    assert [(one["RQ_ACC_NUM"], one["RQ_BIK"], one["RQ_BANK_NAME"]) for one in card["banks"]] == [
        (ACCOUNT.number, ACCOUNT.bic, "Сбербанк")
    ]
    assert await registry.handle() == []


async def test_a_partner_is_found_by_its_number_and_what_differs_is_changed(registry) -> None:
    company = registry.typed(title="Ромашка (старая)")
    (told,) = await registry.handle()

    known = max(stamp.edited for stamp in told.company.groups.values())
    found = await registry.partner(name="Ромашка", known=known)

    assert found.ref.id == str(company)
    assert registry.card(company)["item"]["title"] == "Ромашка"
    assert await registry.handle() == []


async def test_an_edit_that_1c_has_not_heard_of_stands_until_1c_has_judged(registry) -> None:
    made = await registry.partner()
    registry.edit(int(made.ref.id), title="Ромашка-Плюс")

    await registry.partner(name="Ромашка-Минус", ref=made.ref.id)

    told = {(one.company.name, one.company.origin, one.company.groups[CompanyGroup.NAME]) for one in registry.facts}
    assert [(name, origin) for name, origin, _ in told] == [("Ромашка-Плюс", onec("partner", 1))]
    assert registry.card(made)["item"]["title"] == "Ромашка-Плюс"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (("+74952222222", "+74953333333"), [("+74952222222", "WORK"), ("+74953333333", "HOME")]),
        (("+74951111111",), [("+74951111111", "WORK")]),
    ],
)
async def test_a_phone_that_1c_has_had_and_tells_no_more_goes_or_is_another(registry, said, left) -> None:
    made = await registry.partner(phones=("+74951111111",))
    home = {"typeId": "PHONE", "valueType": "HOME", "value": "+74953333333"}
    registry.edit(int(made.ref.id), fields={"fm": {"n0": home}})
    (told,) = await registry.handle()
    known = told.company.groups[CompanyGroup.COMMUNICATIONS].edited

    await registry.partner(phones=said, groups=(CompanyGroup.COMMUNICATIONS,), known=known)

    assert [(one["value"], one["valueType"]) for one in registry.card(made)["item"]["fm"]] == left
    assert await registry.handle() == []


async def test_a_phone_that_1c_has_never_heard_of_stays(registry) -> None:
    made = await registry.partner(phones=("+74951111111",))
    registry.edit(int(made.ref.id), fields={"fm": {"n0": {"typeId": "PHONE", "value": "+74953333333"}}})

    await registry.partner(phones=("+74952222222",), groups=(CompanyGroup.COMMUNICATIONS,))

    assert registry.phones(made) == ["+74951111111", "+74953333333"]
    assert registry.facts[-1].company.phones == ("+74951111111", "+74953333333")


async def test_a_corrected_inn_is_corrected_in_the_same_requisites(registry) -> None:
    made = await registry.partner()

    await registry.partner(legal_entities=(entity(inn=OTHER_INN, kpp="773601001"),), ref=made.ref.id)

    (requisite,) = registry.card(made)["requisites"]
    assert (requisite["RQ_INN"], requisite["RQ_KPP"]) == (OTHER_INN, "773601001")


async def test_every_legal_entity_has_requisites_of_its_own(registry) -> None:
    both = (entity(1), entity(2, inn=OTHER_INN, kpp="773601001", name="ООО «Лютик»"))
    made = await registry.partner(legal_entities=both)

    assert {one["RQ_INN"]: one["XML_ID"] for one in registry.card(made)["requisites"]} == {
        INN: guid(1),
        OTHER_INN: guid(2),
    }
    assert {(one.b24, one.onec) for one in made.pairs} == {
        (one["ID"], one["XML_ID"]) for one in registry.card(made)["requisites"]
    }


async def test_an_empty_value_clears_nothing(registry) -> None:
    made = await registry.partner(addresses=Addresses(legal="Тула"), banks=(ACCOUNT,))

    await registry.partner(name="", legal_entities=(), ref=made.ref.id)

    card = registry.card(made)
    assert (card["item"]["title"], len(card["addresses"]), len(card["banks"])) == ("Ромашка", 1, 1)


async def test_a_mistyped_inn_is_refused_and_no_company_is_made(registry) -> None:
    refused = await registry.partner(legal_entities=(entity(inn="7707083890"),))

    assert isinstance(refused, CompanyRefused)
    assert "ИНН «7707083890»" in refused.told[0].text
    assert registry.companies() == []


async def test_several_companies_with_the_number_are_a_doubt_that_names_them(registry) -> None:
    registry.typed(title="Первая")
    registry.typed(title="Вторая")

    refused = await registry.partner()

    assert isinstance(refused, CompanyRefused)
    assert "«Первая», «Вторая»" in refused.told[0].text


async def test_our_own_company_is_never_changed(registry) -> None:
    company = registry.typed(title="Торговый дом", my="Y")

    refused = await registry.partner(name="Чужое имя")

    assert isinstance(refused, CompanyRefused)
    assert "вашей собственной компании «Торговый дом»" in refused.told[0].text
    assert registry.card(company)["item"]["title"] == "Торговый дом"


async def test_a_manager_whom_the_portal_does_not_know_is_told(registry) -> None:
    made = await registry.partner(manager=Manager(name="Сидоров Иван", email="nobody@td.example"))

    (told,) = made.told
    assert told.text.startswith("Менеджера партнёра Сидоров Иван нет среди работающих сотрудников")
    assert told.text.endswith("ответственный не изменён. Назначьте его сами.")


async def test_a_manager_is_the_employee_with_his_e_mail(registry) -> None:
    made = await registry.partner(manager=Manager(name="Администратор", email="admin@td.example"))

    assert (made.told, registry.card(made)["item"]["assignedById"]) == ((), 1)


async def test_where_nobody_hears_of_the_portal_the_last_word_is_1cs(registry) -> None:
    registry.writes_alone()
    made = await registry.partner()
    registry.edit(int(made.ref.id), title="Ромашка (ручная)", phone="+74953333333")

    await registry.run(
        registry.command(groups=(CompanyGroup.COMMUNICATIONS,), ref=made.ref.id, phones=("+74951111111",))
    )
    kept = registry.card(made)["item"]["title"]
    await registry.run(registry.command(groups=(CompanyGroup.NAME,), name="Ромашка из 1С", ref=made.ref.id))

    assert (kept, registry.card(made)["item"]["title"]) == ("Ромашка (ручная)", "Ромашка из 1С")
    assert sorted(registry.phones(made)) == ["+74951111111", "+74953333333"]


async def test_nobody_is_made_who_may_not_be(registry) -> None:
    outcome = await registry.partner(create=False)

    assert (outcome.ref, registry.companies()) == (None, [])


async def test_a_deleted_company_is_told_once_and_never_made_again(registry) -> None:
    made = await registry.partner()
    registry.delete(int(made.ref.id))

    told = await registry.handle()
    await registry.partner(name="Ромашка-2", ref=made.ref.id)

    assert [(one.gone, one.company.ref, one.company.origin) for one in told] == [(True, made.ref, onec("partner", 1))]
    assert registry.companies() == []


@pytest.mark.parametrize("way", ["a command", "the night"])
async def test_a_deletion_that_no_event_told_is_found(registry, way) -> None:
    made = await registry.partner()
    registry.delete(int(made.ref.id))
    registry.touches.clear()

    if way == "a command":
        await registry.partner(name="Ромашка-2", ref=made.ref.id)
    else:
        await registry.sweeper.ids.compare()

    assert [(one.gone, one.company.ref) for one in await registry.handle()] == [(True, made.ref)]
