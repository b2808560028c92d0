"""A partner of 1C that is a part of another one, in the field of its company."""

from typing import Any

from pytest_bdd import step

from sandbox.dataset.identity import company_inn, kpp

from ..world import OFFICE, World, until  # noqa: TID252

FIELD = "ufCrmDealbusHead"


def _typed(world: World, name: str, **words: Any) -> tuple[str, str]:
    """The accountant types a client; return his reference and INN."""
    number = world.next_number()
    inn = company_inn(OFFICE, number)
    made = world.accountant.control.post("partners", name=f"{name} {number}", inn=inn, kpp=kpp(OFFICE), **words)
    return made["partner"], inn


def _company(world: World, inn: str) -> dict[str, Any] | None:
    found = [
        one
        for one in world.seller.control.get("companies")
        if any(requisite["RQ_INN"] == inn for requisite in one["requisites"])
    ]
    return found[0] if len(found) == 1 else None


def _part(world: World) -> dict[str, Any]:
    found = _company(world, world.remembered["part_inn"])
    assert found is not None
    return found


@step("бухгалтер заводит филиал, подчинённый помеченному на удаление клиенту")
def typed(world: World) -> None:
    head, inn = _typed(world, "Головной", marked=True)
    part, part_inn = _typed(world, "Филиал", head=head)
    world.remembered |= {"head": head, "head_inn": inn, "part": part, "part_inn": part_inn}


@step("в карточке филиала сказано, что компании головного партнёра ещё нет")
def awaited(world: World) -> None:
    def told() -> bool:
        part = _company(world, world.remembered["part_inn"])
        return part is not None and any("компании которого в портале ещё нет" in text for text in part["comments"])

    until(told, "words about a head without a company")
    assert not _part(world)["item"][FIELD]


@step("бухгалтер снимает пометку с головного партнёра")
def unmarked(world: World) -> None:
    world.accountant.control.post("partners", guid=world.remembered["head"], marked=False)


@step("в карточке филиала названа головная компания, а реквизиты у каждой свои")
def named(world: World) -> None:
    def is_named() -> bool:
        head = _company(world, world.remembered["head_inn"])
        return head is not None and str(_part(world)["item"][FIELD]) == str(head["item"]["id"])

    until(is_named, "the company of the head in the field")
    assert [one["RQ_INN"] for one in _part(world)["requisites"]] == [world.remembered["part_inn"]]


@step("менеджер убирает головную компанию филиала")
def taken_out(world: World) -> None:
    world.until_quiet()
    part = _part(world)["item"]["id"]
    world.seller.control.post(f"companies/{part}", fields={FIELD: ""})


@step("в карточке филиала сказано, что её ведёт 1С, и она снова названа")
def comes_back(world: World) -> None:
    said = "Головную компанию «"
    until(lambda: any(text.startswith(said) for text in _part(world)["comments"]), "who keeps the head of a company")
    named(world)


@step("бухгалтер подчиняет филиал другому клиенту")
def moved(world: World) -> None:
    head, inn = _typed(world, "Другой головной")
    world.remembered |= {"head": head, "head_inn": inn}
    world.accountant.control.post("partners", guid=world.remembered["part"], head=head)
