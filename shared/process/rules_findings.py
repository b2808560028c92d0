"""What `check` finds in the rules file alone: valid values that cannot be meant."""

from datetime import datetime, timedelta
from typing import Final

from shared.process.findings import Finding
from shared.rules import Rules

SAMPLE_PORTAL: Final = "td.example"
"""`portal_id` of the rules file as it is delivered."""
_AHEAD, _BEHIND = timedelta(days=60), timedelta(days=2 * 366)


def check_rules(rules: Rules, portal_host: str, now: datetime) -> list[Finding]:
    """Report what in the rules file was left from the sample or mistyped.

    Args:
        rules: the customer's.
        portal_host: of the portal, offered as its permanent name.
        now: aware.
    """
    return [*_portal_id(rules, portal_host), *_cutoff(rules, now)]


def _portal_id(rules: Rules, host: str) -> list[Finding]:
    if rules.portal_id != SAMPLE_PORTAL:
        return []
    text = (
        f"portal_id остался из образца ({SAMPLE_PORTAL}), а после запуска его уже не сменить. Напишите в файле правил "
        f"постоянное имя своего портала, например {host}."
    )
    return [Finding(ok=False, text=text)]


def _cutoff(rules: Rules, now: datetime) -> list[Finding]:
    cutoff = rules.cutoff.astimezone(rules.timezone)
    shown = f"{cutoff:%d.%m.%Y %H:%M}"
    if cutoff > now + _AHEAD:
        why = f"Дата отсечки {shown} далеко в будущем: до неё обмен не создаст ни одного заказа и ни одной сделки"
    elif cutoff < now - _BEHIND:
        why = f"Дата отсечки {shown} больше двух лет назад: перенесутся и старые сделки, и старые заказы"
    else:
        later = " До неё обмен ничего не создаёт." if cutoff > now else ""
        return [Finding(ok=True, text=f"Обмен создаёт заказы и сделки с {shown} (cutoff).{later}")]
    return [Finding(ok=False, text=f"{why}. Проверьте год в cutoff файла правил.")]
