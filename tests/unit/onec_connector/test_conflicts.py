"""What the manager reads when he and the accountant edited the same thing at once."""

from decimal import Decimal

import pytest

from services.onec_connector.writer.orders.verdicts import judge_conflicts
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.commands import OrderPolicy, Owner
from shared.messages.things import Customer, Item, LegalEntity, Line, Manager

ONEC_WINS = Owner(before_shipment="onec")


def _line(name: str, quantity: int, total: str, unit: str = "796") -> Line:
    number = Decimal(quantity)
    item = Item(name=name, article=name)
    return Line(item=item, quantity=number, unit=unit, price=Decimal(total) / number, total=Decimal(total))


def _order(*lines: Line, manager: str = "") -> SalesOrder:
    return SalesOrder(number="ТД00-000017", lines=lines, manager=Manager(name=manager) if manager else None)


def _text(group: OrderGroup, order: SalesOrder, deal: SalesOrder, policy: OrderPolicy | None = None) -> str:
    _, (told,) = judge_conflicts([group], policy or OrderPolicy(), order, deal, shipped=False)
    return told.text.replace("\u00a0", " ")


def test_the_rows_the_accountant_set_are_named_when_the_deal_wins():
    nut = _line("Гайка", 2, "20")

    text = _text(OrderGroup.ROWS, _order(nut, _line("Болт", 6, "900")), _order(nut, _line("Болт", 5, "750")))

    assert text == (
        "Состав заказа ТД00-000017 одновременно изменили в сделке и в 1С. Оставлен состав из сделки; "
        "бухгалтер поставил: «Болт» 6 шт. на 900,00 ₽. Если верно это, внесите в сделку ещё раз."
    )


def test_the_rows_of_the_manager_are_named_when_1c_wins():
    policy = OrderPolicy(owners={OrderGroup.ROWS: ONEC_WINS})

    text = _text(
        OrderGroup.ROWS, _order(_line("Болт", 6, "900", "166")), _order(_line("Болт", 5, "750", "166")), policy
    )

    assert text == (
        "Состав заказа ТД00-000017 одновременно изменили в сделке и в 1С. Оставлен состав из 1С; "
        "менеджер поставил: «Болт» 5 кг на 750,00 ₽. Если верно это, внесите в сделку ещё раз."
    )


def test_a_row_the_accountant_removed_is_named():
    bolt, nut = _line("Болт", 6, "900"), _line("Гайка", 2, "20")

    text = _text(OrderGroup.ROWS, _order(bolt), _order(bolt, nut))

    assert "бухгалтер убрал: «Гайка» 2 шт. на 20,00 ₽." in text


def test_of_many_rows_the_first_are_named():
    theirs = [_line(f"Болт {place}", 6, "900") for place in range(5)]

    text = _text(OrderGroup.ROWS, _order(*theirs), _order(_line("Гайка", 2, "20")))

    assert "«Болт 2» 6 шт. на 900,00 ₽ и ещё 2 строки" in text
    assert "«Болт 3»" not in text


@pytest.mark.parametrize(
    ("owner", "kept"),
    [
        (Owner(), "из сделки: «Сидоров Иван»; бухгалтер поставил: «Петров Олег»"),
        (ONEC_WINS, "из 1С: «Петров Олег»; менеджер поставил: «Сидоров Иван»"),
    ],
)
def test_both_managers_are_named(owner, kept):
    policy = OrderPolicy(owners={OrderGroup.MANAGER: owner})

    text = _text(OrderGroup.MANAGER, _order(manager="Петров Олег"), _order(manager="Сидоров Иван"), policy)

    assert text == (
        f"Ответственного заказа ТД00-000017 одновременно изменили в сделке и в 1С. Оставлено значение {kept}. "
        "Если верно это, внесите в сделку ещё раз."
    )


@pytest.mark.parametrize("group", [OrderGroup.ROWS, OrderGroup.MANAGER])
def test_a_conflict_names_the_edit_that_it_is_about(group):
    deal = _order(_line("Болт", 5, "750"), manager="Иванов").with_(
        groups={OrderGroup.ROWS: Stamp(edited=7), OrderGroup.MANAGER: Stamp(edited=7)}
    )

    _, (told,) = judge_conflicts([group], OrderPolicy(), _order(manager="Петров"), deal, shipped=False)

    assert told.answers == 7


def test_clients_of_one_name_are_told_apart_by_their_numbers():
    firm = LegalEntity(inn="7707083893", kpp="770701001")
    sides = [
        SalesOrder(customer=Customer(name="Ромашка", legal_entity=one)) for one in (firm.with_(kpp="771001001"), firm)
    ]

    text = _text(OrderGroup.PARTIES, *sides)

    assert "из сделки: «Ромашка», ИНН 7707083893, КПП 770701001; " in text
    assert "поставил: «Ромашка», ИНН 7707083893, КПП 771001001." in text
