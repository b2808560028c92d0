"""Clients on both sides."""

from pytest_bdd import step

from sandbox.dataset.identity import person_inn

from ..world import OFFICE, World, until  # noqa: TID252


@step("новая компания с ИНН, телефоном и контактом")
def a_company_with_a_contact(world: World) -> None:
    party = world.new_company()
    number = party["number"]
    contact = world.seller.control.post(
        "contacts", name="Анна", lastName=f"Клиентова{number}", phone=f"+7916{number:07d}", company=party["company"]
    )
    world.party["contact"] = int(contact["item"]["id"])


@step("новая компания без ИНН")
def a_company_without_inn(world: World) -> None:
    world.new_company(requisites=[])


@step("менеджер заполняет реквизиты компании")
def requisites_filled(world: World) -> None:
    requisite = world.requisite(world.party["number"])
    world.seller.control.post("requisites", company=world.party["company"], **requisite)


@step("частное лицо с телефоном")
def a_person(world: World) -> None:
    number = world.next_number()
    contact = world.seller.control.post(
        "contacts", name="Пётр", lastName=f"Частный{number}", phone=f"+7903{number:07d}", manager=11
    )
    world.party = {"contact": int(contact["item"]["id"])}


@step("новый индивидуальный предприниматель с ИНН")
def a_sole_trader(world: World) -> None:
    number = world.next_number()
    requisite = {
        "preset": 2,
        "name": f"ИП Клиентов {number}",
        "RQ_NAME": f"ИП Клиентов {number}",
        "RQ_LAST_NAME": f"Клиентов{number}",
        "RQ_FIRST_NAME": "Олег",
        "RQ_INN": person_inn(OFFICE, number),
    }
    world.new_company(requisites=[requisite])


@step("новая компания с двумя реквизитами")
def two_requisites(world: World) -> None:
    first, second = world.next_number(), world.next_number()
    world.new_company(requisites=[world.requisite(first), world.requisite(second)])


@step("ИНН контрагента заказа из второго реквизита")
def inn_of_the_second(world: World) -> None:
    assert world.legal_entity()["ИНН"] == world.party["requisites"][1]["RQ_INN"]


@step("контрагент заказа индивидуальный предприниматель")
def is_sole_trader(world: World) -> None:
    assert world.legal_entity()["ЮрФизЛицо"] == "ИндивидуальныйПредприниматель"


@step("партнёр заказа частное лицо")
def is_person(world: World) -> None:
    assert world.partner()["ЮрФизЛицо"] == "ЧастноеЛицо"


@step("в 1С один партнёр, один контрагент и одно контактное лицо этой компании")
def one_of_each(world: World) -> None:
    inn = world.party["requisites"][0]["RQ_INN"]
    entities = until(lambda: world.accountant.look_up("Catalog_Контрагенты", ИНН=f"'{inn}'"), f"entity {inn}")
    partner = entities[0]["Партнер_Key"]
    persons = world.accountant.look_up("Catalog_КонтактныеЛицаПартнеров", Owner_Key=f"guid'{partner}'")
    partners = world.accountant.look_up("Catalog_Партнеры", Description=f"'{world.party['title']}'")

    assert (len(partners), len(entities), len(persons)) == (1, 1, 1)


@step("сделка клиента с двумя соглашениями")
def two_agreements(world: World) -> None:
    client = world.client_of_base()
    guid = world.new_client_of_base()
    for _ in range(2):
        made = world.accountant.control.post(
            "agreements", partner=guid["partner"], name="Индивидуальное", payment="deferred"
        )
        world.remembered["agreement"] = made["agreement"]
    assert client.guid
    world.deal_with(world.two_rows())


@step("сделка клиента с расчётами по договору, по которой создан заказ")
def by_contract(world: World) -> None:
    client = next(
        one
        for one in world.company.clients
        if one.kind == "company" and one.known_to_onec and one.agreement and one.agreement.payment == "by_contract"
    )
    world.adopt(world.seller.deal_for(client, world.two_rows()))
    world.seller.move(world.card.id, "Заказ в работе")
    world.remembered["order"] = world.until_ordered()


@step("в 1С новый клиент с ИНН и контактным лицом")
def a_new_client_of_the_base(world: World) -> None:
    world.new_client_of_base(person="Мария Новикова")


@step("в сделке компания с этим ИНН и контакт")
def company_in_the_deal(world: World) -> None:
    deal = world.card.deal
    company = world.seller.control.get(f"companies/{deal['companyId']}")

    assert [row["RQ_INN"] for row in company["requisites"]] == [world.party["inn"]]
    assert deal["contactIds"]
