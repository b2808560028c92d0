"""What people are told: in the deal's timeline, by a notice, in the order's comment."""

from typing import Any

from pytest_bdd import parsers, step

from ..world import World, until  # noqa: TID252


@step("сделка или заказ хранит правку владельца, а другая сказана в ленте")
def loser_told(world: World) -> None:
    assert world.remembered["quantity"] == 4
    until(
        lambda: [text for text in world.card.comments if "1С" in text and "бухгалтер" in text.casefold()],
        "the accountant's value told in the deal",
    )


@step(parsers.parse('в ленте сделки есть "{words}"'))
def told(world: World, words: str) -> None:
    world.remembered["words"] = words
    until(lambda: world.card.told(words), f"«{words}» in the timeline, which says {world.card.comments}")


@step(parsers.parse('в ленте сделки нет "{words}"'))
def untold(world: World, words: str) -> None:
    assert not world.card.told(words)


@step("про это сказано один раз")
def told_once(world: World) -> None:
    assert len(world.card.told(world.remembered["words"])) == 1


@step(parsers.parse('в комментарии заказа есть номер сделки, ссылка и "{words}"'))
def comment_of_the_order(world: World, words: str) -> None:
    document = world.order.document
    text = f"{document['Комментарий']} {document['ДополнительнаяИнформация']}"

    assert words in text
    assert f"/crm/deal/details/{world.deal_id}/" in text


@step(parsers.parse('ответственный получает уведомление "{words}"'))
def rung(world: World, words: str) -> None:
    world.remembered["rung"] = words
    until(lambda: _rung(world), f"a notice of deal {world.deal_id}")

    assert {one["user"] for one in _notices(world)} == {world.remembered["responsible"]}


@step("уведомление пришло один раз")
def rung_once(world: World) -> None:
    assert len(_rung(world)) == 1


@step("в комментарии заказа сказано, что сделка удалена")
def said_in_the_order(world: World) -> None:
    assert f"Сделка № {world.deal_id} удалена" in world.order.document["Комментарий"]


@step("в комментарии заказа нет, что сделка удалена")
def said_in_the_order_no_more(world: World) -> None:
    assert "удалена" not in world.order.document["Комментарий"]


@step("комментарий заказа говорит о восстановленной сделке")
def names_the_restored_deal(world: World) -> None:
    comment = world.order.document["Комментарий"]

    assert comment.startswith(f"Сделка № {world.deal_id} ")
    assert f"/crm/deal/details/{world.deal_id}/" in comment
    assert "удалена" not in comment


def _rung(world: World) -> list[dict[str, Any]]:
    return [one for one in _notices(world) if world.remembered["rung"] in one["message"]]


def _notices(world: World) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.seller.control.get("notices")
    return [one for one in found if f"сделка {world.deal_id}." in one["message"]]
