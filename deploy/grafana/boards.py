"""The dashboards: `python deploy/grafana/boards.py` writes them where Grafana's provisioning looks.

Another folder may be given as an argument.
"""

# ruff: noqa: INP001 - a script and what it reads beside it, no package

import json
import sys
from pathlib import Path

from panels import board, panel, quantile
from words import CALLS, KINDS, LIMITS, OUTCOMES, REASONS, USES

TO_ORDER, TO_STAGE = "bus_event_to_order_seconds", "bus_state_to_stage_seconds"
FILL = (
    "sum by (kind) (rate(bus_portal_batch_commands_sum[5m]))"
    " / (sum by (kind) (rate(bus_portal_batch_commands_count[5m])) > 0)"
)
READY = "rabbitmq_detailed_queue_messages_ready"
WORK, DEAD, RUNGS = (rf'{READY}{{queue=~".+\\.{kind}"}}' for kind in ("orders", "dead", r"retry\\..+"))


EXCHANGE = board(
    "dealbus-exchange",
    "Обмен: для администратора",
    hours=6,
    panels=[
        panel(
            "Отложено сообщений",
            (f"sum({DEAD})", ""),
            kind="stat",
            text="Не обработаны и ждут человека: dealbus dead list",
        ),
        panel(
            "Портал отвечает",
            ('1 - max(bus_paused_lanes{group="b24-connector.orders"})', ""),
            kind="stat",
            text="1: обмен с порталом идёт, 0: портал закрыт и обмен ждёт",
        ),
        panel(
            "1С отвечает",
            ('1 - max(bus_paused_lanes{group="onec-connector.orders"})', ""),
            kind="stat",
            text="1: обмен с 1С идёт, 0: 1С закрыта и обмен ждёт",
        ),
        panel(
            "1С опрошена, секунд назад",
            ('time() - max(bus_poll_last_success_seconds{ring="hot"})', ""),
            kind="stat",
            unit="s",
        ),
        panel("Ждут в очередях", (f"sum by (queue) ({WORK})", "{{queue}}")),
        panel("Ждут повтора", (f"sum by (queue) ({RUNGS})", "{{queue}}")),
        panel(
            "Самое старое ждущее сообщение",
            ("max by (group) (bus_oldest_message_age_seconds)", "{{group}}"),
            unit="s",
            text="Растёт и тогда, когда другая сторона закрыта. Дольше 5 минут: MessagesLate",
        ),
        panel(
            "Неудачи по причинам, в минуту",
            (
                "sum by (group, reason) (rate(bus_failed_messages_total[10m])) * 60 or vector(0)",
                "{{group}} {{reason}}",
            ),
        ),
        panel(
            "Отказы по причинам",
            ("sum by (reason) (increase(bus_refusals_total[1h])) > 0", "{{reason}}"),
            text="За час. Сделка, которой отказано снова, считается снова (RefusalsGrow)",
            words=REASONS,
        ),
        panel(
            "Сделки стоят сейчас, по причинам",
            ("max by (reason) (bus_standing_deals) > 0", "{{reason}}"),
            text="Заказ не принят и пробуется снова раз в час: dealbus deals --standing (DealsStand)",
            words=REASONS,
        ),
        panel(
            "Остановлено записей",
            ("max by (system, record) (bus_frozen_records) > 0", "{{system}} {{record}}"),
            text="Стороны раз за разом меняли одно и то же: dealbus check (GroupFrozen)",
        ),
        panel(
            "Отложено сообщений по причинам",
            ("sum by (group, reason) (bus_dead_messages_total)", "{{group}}: {{reason}}"),
            text="С запуска сервисов; что лежит сейчас, показывает «Отложено сообщений»",
        ),
        panel(
            "Запросы к порталу, в секунду",
            ("sum by (kind) (rate(bus_portal_request_seconds_count[5m]))", "{{kind}}"),
            text="Обычный тариф пропускает 2 в секунду",
        ),
        panel(
            "Запросов к порталу ещё можно сделать сразу",
            ("min(bus_portal_budget_requests)", "запросов"),
            text="По нашему счёту лимита портала; 0: новые запросы ждут, пока лимит освободится",
        ),
        panel(
            "Команд в одном запросе к порталу",
            (FILL, "{{kind}}"),
            text="До 50; под нагрузкой пакеты заполняются",
        ),
        panel("Ответ портала (95 %)", (quantile(0.95, "bus_portal_request_seconds", by="kind"), "{{kind}}"), unit="s"),
        panel(
            "Время методов портала за 10 минут",
            ("max by (method) (bus_portal_operating_seconds)", "{{method}}"),
            ("max(bus_portal_operating_limit_seconds)", "предел"),
            unit="s",
            text="По словам портала; на пределе он блокирует метод (OperatingTimeHigh)",
        ),
        panel(
            "Отказы портала из-за лимитов",
            ("sum by (limit) (increase(bus_portal_limit_refusals_total[10m]))", "{{limit}}"),
            text="За 10 минут. Обмен сам держится ниже лимита: отказы значат, что его расходует кто-то ещё",
            words=LIMITS,
        ),
        panel(
            "События портала и 1С, в минуту",
            ("sum by (system, outcome) (rate(bus_intake_events_total[10m])) * 60", "{{system}} {{outcome}}"),
        ),
        panel(
            "1С: сеансы",
            ("max by (use) (bus_onec_sessions_in_use)", "{{use}}"),
            ("sum(max by (use) (bus_onec_sessions_limit))", "предел"),
            ("max(bus_onec_waiting_calls)", "вызовов ждут"),
            text="Заняты сейчас, предел всего, вызовы без сеанса (SessionsExhausted)",
            words=USES,
        ),
        panel(
            "Ответ 1С (95 %)",
            (quantile(0.95, "bus_onec_call_seconds", by="kind"), "{{kind}}"),
            unit="s",
            text="Без ожидания сеанса",
            words=CALLS,
        ),
        panel(
            "Вызовы 1С по исходам, в минуту",
            ("sum by (outcome) (rate(bus_onec_call_seconds_count[5m])) * 60", "{{outcome}}"),
            words=OUTCOMES,
        ),
    ],
)

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
    for one in (EXCHANGE, OVERVIEW, SERVICES):
        text = json.dumps(one, indent=1, ensure_ascii=False) + "\n"
        (folder / f"{one['uid']}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).with_name("dashboards"))
