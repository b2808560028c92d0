"""The dashboard of a shadow: what the exchange would do, while nothing of it is done."""

# ruff: noqa: INP001 - beside the script that writes it, no package

from panels import board, panel
from words import WOULD

SHADOW = board(
    "dealbus-shadow",
    "Тень: что сделал бы обмен",
    hours=168,
    panels=[
        panel(
            "Последний просмотр, секунд назад",
            ("time() - max(bus_shadow_last_look_seconds)", ""),
            kind="stat",
            unit="s",
            text="Больше 15 минут: портал или 1С не отвечает тени",
        ),
        panel("Отказал бы", ('sum(bus_shadow_records{would="refused"})', ""), kind="stat"),
        panel("Передвинул бы сделок", ("sum(bus_shadow_moves)", ""), kind="stat"),
        panel(
            "Спросил бы человека",
            ("sum(bus_shadow_questions)", ""),
            kind="stat",
            text="После запуска эти вопросы покажет dealbus match list",
        ),
        panel(
            "Что сделал бы обмен",
            ("sum by (would) (bus_shadow_records)", "{{would}}"),
            text="Записи по последнему просмотру; подробно: dealbus shadow report",
            words=WOULD,
        ),
        panel(
            "Что сделал бы обмен, сейчас",
            ("sum by (would) (bus_shadow_records) > 0", "{{would}}"),
            kind="bargauge",
            words=WOULD,
        ),
    ],
)
