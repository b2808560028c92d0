"""What `dealbus check --prices` tells of prices that 1C has filled."""

from services.console.prices import told

SAMPLE = {"order": "ТД00-000017", "date": "2026-11-28", "item": "Болт М8", "price": "90.00", "ours": None}


def test_rows_that_agree_are_counted_and_the_others_shown():
    text = told({"orders": 2, "rows": 3, "agree": 2, "samples": [SAMPLE]})

    assert text.splitlines() == [
        "Цены, которые заполнила 1С, последние заказы: 3 строки, обмен посчитал так же: 2.",
        "  заказ ТД00-000017 от 2026-11-28, «Болт М8»: в заказе 90.00, обмен: нет цены",
    ]


def test_orders_without_filled_prices_are_nothing_to_compare():
    assert told({"orders": 2, "rows": 0, "agree": 0, "samples": []}).startswith("Сравнить нечего")
