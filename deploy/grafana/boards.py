"""The dashboards: `python deploy/grafana/boards.py` writes them where Grafana's provisioning looks.

Another folder may be given as an argument.
"""

# ruff: noqa: INP001 - a script and what it reads beside it, no package

import json
import sys
from pathlib import Path

from exchange import DEAD, EXCHANGE, READY, TO_ORDER, TO_STAGE, WORK
from panels import board, panel, quantile
from shadow import SHADOW
from words import KINDS, REASONS

OVERVIEW = board(
    "dealbus-overview",
    "Обмен: для руководителя отдела продаж",
    hours=24,
    panels=[
        panel(
            "Заказов записано за сутки",
            (
                'sum(increase(bus_published_messages_total{topic="order.upserted", outcome="confirmed"}[1d]))',
                "",
            ),
            kind="stat",
            text="Созданы или изменены в 1С по сделкам",
        ),
        panel(
            "Состояний заказов передано за сутки",
            ('sum(increase(bus_published_messages_total{topic="order.status", outcome="confirmed"}[1d]))', ""),
            kind="stat",
            text="Оплата, отгрузка, номер",
        ),
        panel(
            "Связано сделок с заказами за сутки",
            ('sum(increase(bus_links_total{kind="deal"}[1d]))', ""),
            kind="stat",
            text="Сделка и её заказ нашли друг друга: в любую сторону",
        ),
        panel(
            "Отказов за сутки",
            ("sum(increase(bus_refusals_total[1d]))", ""),
            kind="stat",
            text="Причина написана в ленте сделки. Та же сделка пробуется раз в час и считается снова",
        ),
        panel(
            "Сделка становится заказом, обычно",
            (quantile(0.5, TO_ORDER, over="increase", window="1d"), ""),
            kind="stat",
            unit="s",
            text="Половина сделок за сутки быстрее; часы, когда 1С закрыта, входят",
        ),
        panel(
            "Оплата или отгрузка двигает сделку, обычно",
            (quantile(0.5, TO_STAGE, over="increase", window="1d"), ""),
            kind="stat",
            unit="s",
            text="От находки в 1С до новой стадии; половина за сутки быстрее",
        ),
        panel("Требуют внимания администратора", (f"sum({DEAD})", ""), kind="stat"),
        panel("Ждут обработки сейчас", (f"sum({WORK})", ""), kind="stat"),
        panel(
            "Заказы по сделкам, в час",
            (
                'sum(rate(bus_published_messages_total{topic="order.upserted", outcome="confirmed"}[1h])) * 3600',
                "",
            ),
        ),
        panel(
            "За сколько сделка становится заказом",
            (quantile(0.5, TO_ORDER, window="30m"), "половина быстрее"),
            (quantile(0.95, TO_ORDER, window="30m"), "95 % быстрее"),
            unit="s",
            text="От события портала до заказа в 1С",
        ),
        panel(
            "1С и портал отвечают",
            ("1 - max by (group) (bus_paused_lanes)", "{{group}}"),
            text="1: отвечает, 0: закрыта; всё ждёт и пройдёт само",
        ),
        panel(
            "За сколько оплата или отгрузка двигает сделку",
            (quantile(0.5, TO_STAGE, window="30m"), "половина быстрее"),
            (quantile(0.95, TO_STAGE, window="30m"), "95 % быстрее"),
            unit="s",
            text="От находки в 1С до новой стадии сделки",
        ),
        panel(
            "Отказы за сутки по причинам",
            ("sum by (reason) (increase(bus_refusals_total[1d])) > 0", "{{reason}}"),
            kind="bargauge",
            text="Что исправить, написано в ленте сделки",
            words=REASONS,
        ),
        panel(
            "Сделки стоят сейчас, по причинам",
            ("max by (reason) (bus_standing_deals) > 0", "{{reason}}"),
            kind="bargauge",
            text="Фильтр списка сделок: «Обмен с 1С» = «отказ»",
            words=REASONS,
        ),
        panel(
            "Связано за сутки по видам",
            ("sum by (kind) (increase(bus_links_total[1d])) > 0", "{{kind}}"),
            kind="bargauge",
            text="Клиенты и товары связываются, когда встречаются в первой сделке или заказе",
            words=KINDS,
        ),
    ],
)

SERVICES = board(
    "dealbus-services",
    "Брокер и сервисы: для инженера",
    hours=6,
    panels=[
        panel("Сервисы отвечают", ('up{job="dealbus"}', "{{instance}}")),
        panel("Читают свои очереди", ("max by (group) (bus_consuming_lanes)", "{{group}}")),
        panel("Память", ('process_resident_memory_bytes{job="dealbus"}', "{{instance}}"), unit="bytes"),
        panel(
            "Процессор",
            ('rate(process_cpu_seconds_total{job="dealbus"}[5m])', "{{instance}}"),
            text="1: одно ядро занято целиком",
        ),
        panel("Получено, сообщений в секунду", ("sum by (topic) (rate(bus_received_messages_total[5m]))", "{{topic}}")),
        panel(
            "Отправлено, сообщений в секунду",
            ("sum by (topic, outcome) (rate(bus_published_messages_total[5m]))", "{{topic}} {{outcome}}"),
        ),
        panel("Обработка (95 %)", (quantile(0.95, "bus_handling_seconds", by="group"), "{{group}}"), unit="s"),
        panel("Обрабатываются сейчас", ("sum by (group) (bus_in_process_messages)", "{{group}}")),
        panel("Все очереди: ждут", (f"sum by (queue) ({READY})", "{{queue}}")),
        panel("Читателей у очередей", ("sum by (queue) (rabbitmq_detailed_queue_consumers)", "{{queue}}")),
        panel(
            "Сколько сообщение ждёт доставки (95 %)",
            (quantile(0.95, "bus_message_age_seconds", by="group"), "{{group}}"),
            unit="s",
            text="От конверта до доставки; только того, что доставлено",
        ),
        panel(
            "Самое старое сообщение у каждого экземпляра",
            ("bus_oldest_message_age_seconds", "{{group}} {{instance}}"),
            unit="s",
            text="Что получено и не закончено, или отдано обратно при остановке группы",
        ),
        panel(
            "Запросы к порталу по исходам, в секунду",
            ("sum by (kind, outcome) (rate(bus_portal_requests_total[5m]))", "{{kind}} {{outcome}}"),
        ),
        panel(
            "Команд в пакете (50 % и 95 %)",
            (quantile(0.5, "bus_portal_batch_commands", by="kind"), "{{kind}} 50 %"),
            (quantile(0.95, "bus_portal_batch_commands", by="kind"), "{{kind}} 95 %"),
        ),
        panel(
            "Вызовы 1С по видам и исходам, в секунду",
            ("sum by (kind, outcome) (rate(bus_onec_call_seconds_count[5m]))", "{{kind}} {{outcome}}"),
        ),
        panel(
            "Опросы 1С, в минуту",
            ("sum by (ring, outcome) (rate(bus_poll_rounds_total[10m])) * 60", "{{ring}} {{outcome}}"),
        ),
    ],
)


def write(folder: Path) -> None:
    """Write every dashboard as a file of its own name."""
    for one in (EXCHANGE, OVERVIEW, SERVICES, SHADOW):
        text = json.dumps(one, indent=1, ensure_ascii=False) + "\n"
        (folder / f"{one['uid']}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).with_name("dashboards"))
