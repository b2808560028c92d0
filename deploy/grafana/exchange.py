"""The administrator's dashboard of the exchange, and what every dashboard measures."""

# ruff: noqa: INP001 - beside the script that writes it, no package

from panels import board, panel, quantile
from words import CALLS, LIMITS, OUTCOMES, REASONS, USES

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
            "Заказы без сделки, по причинам",
            ("max by (reason) (bus_standing_orders) > 0", "{{reason}}"),
            text="Портал не принимает сделку, прочесть это в ней негде: dealbus deals --standing (OrdersStand)",
            words=REASONS,
        ),
        panel(
            "Остановлено записей",
            ("max by (system, record) (bus_frozen_records)", "{{system}} {{record}}"),
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
