"""People correct the requisites of a client who has an open deal."""

from pytest_bdd import step

from sandbox.dataset.identity import company_inn
from sandbox.people.control import glance

from ..world import OFFICE, World  # noqa: TID252
from .companies import ENTITIES, until_equal


@step("менеджер исправляет ИНН в реквизитах клиента")
def inn_corrected(world: World) -> None:
    world.remembered["inn"] = company_inn(OFFICE, world.next_number())
    world.seller.control.post(f"requisites/{world.party['requisites'][0]['ID']}", RQ_INN=world.remembered["inn"])


@step("менеджер удаляет реквизиты клиента и заводит их заново")
def typed_anew(world: World) -> None:
    former = world.party["requisites"][0]["ID"]
    glance(f"{world.seller.webhook}crm.requisite.delete", params={"id": former})
    world.until_quiet()
    requisite = world.requisite(world.party["number"])
    made = world.seller.control.post("requisites", company=world.party["company"], **requisite)
    assert made["ID"] != former
    world.party["requisites"] = [made]


@step("у единственного контрагента клиента исправленный ИНН, заказ на него, а в сделке нет отказа")
def still_one(world: World) -> None:
    order = world.order.document
    owner = f"guid'{order['Партнер_Key']}'"

    def seen() -> object:
        known = world.accountant.look_up(ENTITIES, Партнер_Key=owner)
        return [(one["Ref_Key"], one["ИНН"]) for one in known], world.card.field("HINDRANCE") or ""

    until_equal(seen, ([(order["Контрагент_Key"], world.remembered["inn"])], ""))
    assert not [one for one in world.card.comments if "а у его контрагента в 1С" in one]
