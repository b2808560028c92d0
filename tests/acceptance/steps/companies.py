"""Companies of the portal and partners of 1C as one another's directory."""

import contextlib
from collections.abc import Callable
from typing import Any

from pytest_bdd import step
from pytest_bdd.parsers import parse

from sandbox.dataset.identity import company_inn, kpp

from ..world import OFFICE, World, until  # noqa: TID252

ENTITIES, PARTNERS, ACCOUNTS = "Catalog_Контрагенты", "Catalog_Партнеры", "Catalog_БанковскиеСчетаКонтрагентов"
ADDRESS = "Москва, Тверская, 1"


@step("менеджер заводит компанию, ошибившись в ИНН")
def mistyped(world: World) -> None:
    number = world.next_number()
    right = company_inn(OFFICE, number)
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    world.new_company(requisites=[world.requisite(number, RQ_INN=wrong)])
    world.remembered["inn"] = right


@step("в карточке компании сказано об ошибке, а в 1С нет такого партнёра")
def no_partner(world: World) -> None:
    company = f"companies/{world.party['company']}"
    until(lambda: any("ИНН" in text for text in world.seller.control.get(company)["comments"]), "words about the INN")
    assert world.accountant.look_up(PARTNERS, Description=f"'{world.party['title']}'") == []


@step("менеджер исправляет ИНН, заполняет юридический адрес и счёт")
def corrected(world: World) -> None:
    requisite, post = world.party["requisites"][0]["ID"], world.seller.control.post
    account = f"40702810900{world.party['number']:09d}"
    city, _, street = ADDRESS.partition(", ")
    post(f"requisites/{requisite}", RQ_INN=world.remembered["inn"])
    post(f"requisites/{requisite}/address", type=6, CITY=city, ADDRESS_1=street)
    post("banks", requisite=requisite, name="Сбербанк", RQ_ACC_NUM=account, RQ_BIK="044525225")
    world.remembered |= {
        "account": account,
        "title": world.party["title"],
        "kpp": kpp(OFFICE),
        "phone": world.party["phone"],
    }


@step("менеджер меняет название, телефон и КПП компании")
def edited(world: World) -> None:
    number, company = world.next_number(), world.party["company"]
    said = {"title": f"Клиент {number}", "phone": f"+7499{number:07d}", "kpp": f"{OFFICE}02002"}
    world.seller.control.post(f"companies/{company}", title=said["title"], phone=said["phone"])
    world.seller.control.post(f"requisites/{world.party['requisites'][0]['ID']}", RQ_KPP=said["kpp"])
    world.remembered |= said


@step("в 1С один такой партнёр: название, реквизиты, телефон, e-mail, адрес и счёт те же")
def same_partner(world: World) -> None:
    said = world.remembered
    wanted = {
        "name": said["title"],
        "kpp": said["kpp"],
        "reach": sorted([said["phone"], world.party["email"]]),
        "address": [ADDRESS],
        "account": True,
    }
    until_equal(lambda: partners(world, said["inn"]), [wanted])


def until_equal(question: Callable[[], object], wanted: object) -> None:
    """Wait until an answer is this one; in the end it is shown what it is instead."""
    with contextlib.suppress(AssertionError):
        until(lambda: question() == wanted, "as wanted")
    assert question() == wanted


def partners(world: World, inn: str) -> list[dict[str, Any]]:
    accounts = world.accountant.look_up(ACCOUNTS, НомерСчета=f"'{world.remembered['account']}'")
    return [
        {
            "name": _partner(world, entity["Партнер_Key"])["Description"],
            "kpp": entity["КПП"],
            "reach": sorted(_shown(_partner(world, entity["Партнер_Key"]))),
            "address": _shown(entity),
            "account": [one["Owner"] for one in accounts] == [entity["Ref_Key"]],
        }
        for entity in world.accountant.look_up(ENTITIES, ИНН=f"'{inn}'")
    ]


@step("бухгалтер заводит клиента с ИНН")
def typed(world: World) -> None:
    number = world.next_number()
    inn, name = company_inn(OFFICE, number), f"Клиент {number}"
    made = world.accountant.control.post("partners", name=name, inn=inn, kpp=kpp(OFFICE))
    world.remembered |= {"partner": made["partner"], "inn": inn, "title": name}


@step("в портале одна такая компания с его ИНН")
def one_company(world: World) -> None:
    said = world.remembered
    until(lambda: [one["item"]["title"] for one in companies(world)] == [said["title"]], "one company of the partner")


@step("бухгалтер заводит второго партнёра с тем же ИНН и другим названием")
def typed_again(world: World) -> None:
    second = f"Двойник {world.next_number()}"
    world.accountant.control.post("partners", name=second, inn=world.remembered["inn"], kpp=kpp(OFFICE))
    world.remembered["second"] = second


@step("в карточке компании сказано о втором партнёре, а название и ИНН в ней прежние")
def told_of_the_second(world: World) -> None:
    said = f"второй партнёр «{world.remembered['second']}»"
    until(lambda: any(said in text for one in companies(world) for text in one["comments"]), said)
    one_company(world)


@step("бухгалтер и менеджер одновременно меняют название")
def both_rename(world: World) -> None:
    said = world.remembered
    company = companies(world)[0]["item"]["id"]
    world.until_quiet()
    world.program.kill("mapper")  # neither edit is on its way before the other is made
    world.seller.control.post(f"companies/{company}", title=f"{said['title']} менеджера")
    world.accountant.control.post("partners", guid=said["partner"], name=f"{said['title']} бухгалтера")
    world.program.start("mapper")


@step("в портале и в 1С название менеджера, а название бухгалтера сказано в карточке компании")
def managers_name(world: World) -> None:
    said = world.remembered
    name, lost = f"{said['title']} менеджера", f"{said['title']} бухгалтера"

    def agreed() -> bool:
        (company,) = companies(world)
        both = {company["item"]["title"], _partner(world, said["partner"])["Description"]}
        return both == {name} and any(lost in text for text in company["comments"])

    until(agreed, "the manager's name on both sides, the accountant's in a comment")


@step("бухгалтер меняет название, КПП, телефон, e-mail, юридический адрес и менеджера клиента")
def edited_in_base(world: World) -> None:
    world.until_quiet()
    number = world.next_number()
    said = {
        "name": f"Клиент {number}",
        "kpp": f"{OFFICE}02003",
        "phone": f"+7498{number:07d}",
        "email": f"office{number}@client.example",
        "addresses": {"legal": ADDRESS},
    }
    manager = world.company.managers[1].guid
    world.accountant.control.post("partners", guid=world.remembered["partner"], manager=manager, **said)
    world.remembered |= {**said, "title": said["name"]}


@step("в портале у этой компании название, КПП, телефон, e-mail, адрес и ответственный те же")
def same_company(world: World) -> None:
    said = world.remembered
    wanted = {
        "title": said["title"],
        "kpp": [said["kpp"]],
        "reach": sorted([said["phone"], said["email"]]),
        "address": [True],
        "manager": 12,
    }
    until_equal(lambda: [_card(one) for one in companies(world)], [wanted])


def _card(company: dict[str, Any]) -> dict[str, Any]:
    item = company["item"]
    return {
        "title": item["title"],
        "kpp": [one["RQ_KPP"] for one in company["requisites"]],
        "reach": sorted(one["value"] for one in item["fm"]),
        "address": [all(part in str(one) for part in ADDRESS.split(", ")) for one in company["addresses"]],
        "manager": int(item["assignedById"]),
    }


@step("бухгалтер помечает клиента на удаление")
def mark_partner(world: World) -> None:
    world.accountant.control.post("partners", guid=world.remembered["partner"], marked=True)


@step(parse('в карточке компании сказано "{words}", и она остаётся одна'))
def told_in_card(world: World, words: str) -> None:
    until(lambda: any(words in text for one in companies(world) for text in one["comments"]), words)
    one_company(world)


@step("бухгалтер заводит двух клиентов с разными ИНН")
def two_typed(world: World) -> None:
    typed(world)
    world.remembered["first"] = {name: world.remembered[name] for name in ("partner", "inn", "title")}
    typed(world)


@step("в портале у каждого своя компания")
def two_companies(world: World) -> None:
    one_company(world)
    world.remembered["second_company"] = companies(world)[0]["item"]["id"]
    world.remembered["dead"] = world.remembered["partner"]
    world.remembered |= world.remembered["first"]
    one_company(world)
    world.remembered["first_company"] = companies(world)[0]["item"]["id"]


@step("бухгалтер объединяет второго клиента с первым")
def merged(world: World) -> None:
    world.until_quiet()
    kept, dead = world.remembered["partner"], world.remembered["dead"]
    world.accountant.control.post("merge", of=PARTNERS, kept=kept, dead=dead)


@step("в карточке второй компании сказано, что её партнёр объединён с партнёром первой, и обе остаются")
def merge_is_told(world: World) -> None:
    first, second = (world.remembered[f"{one}_company"] for one in ("first", "second"))
    said = f"в 1С объединён с партнёром компании № {first}"
    until(lambda: any(said in one for one in world.seller.control.get(f"companies/{second}")["comments"]), said)

    assert [one["item"]["id"] for one in companies(world)] == [first]


@step("менеджер удаляет эту компанию")
def delete_company(world: World) -> None:
    world.until_quiet()
    world.seller.control.delete(f"companies/{companies(world)[0]['item']['id']}")


@step("партнёр в 1С остаётся, а второй компании в портале нет")
def partner_stays_alone(world: World) -> None:
    found = _partner(world, world.remembered["partner"])

    assert (found["DeletionMark"], found["Description"]) == (False, world.remembered["title"])
    assert companies(world) == []


def companies(world: World) -> list[dict[str, Any]]:
    inn = world.remembered["inn"]
    return [
        one
        for one in world.seller.control.get("companies")
        if any(requisite["RQ_INN"] == inn for requisite in one["requisites"])
    ]


def _partner(world: World, guid: str) -> dict[str, Any]:
    return world.accountant.look_up(PARTNERS, Ref_Key=_key(guid))[0]


def _shown(record: dict[str, Any]) -> list[str]:
    return [row["Представление"] for row in record["КонтактнаяИнформация"]]


def _key(guid: str) -> str:
    return f"guid'{guid}'"
