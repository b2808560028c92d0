"""What `check` finds in the rules file alone: valid values that cannot be meant."""

import re
from datetime import datetime, timedelta
from typing import Final

from shared.process.findings import Finding
from shared.rules import Rules

SAMPLE_PORTAL: Final = "td.example"
"""`portal_id` of the rules file as it is delivered."""
_AHEAD, _BEHIND = timedelta(days=60), timedelta(days=2 * 366)


_ADDRESS: Final = re.compile(r"[\s/:@]")
_CLOUD: Final = re.compile(r".+\.bitrix24\.[a-z.]+")
"""Where the vendor's own portals live; a portal on a server of one's own has any name."""


def check_rules(rules: Rules, portal_host: str, now: datetime, *, is_at_work: bool = False) -> list[Finding]:
    """Return the findings about the rules file alone: what was left from the sample or mistyped.

    Args:
        rules: the customer's.
        portal_host: of the portal, offered as its permanent name.
        now: aware.
        is_at_work: events of this portal have come before, so that another name is a portal that was renamed.
    """
    return [*_portal_id(rules, portal_host, is_at_work=is_at_work), *_cutoff(rules, now), *_defaults(rules)]


def _portal_id(rules: Rules, host: str, *, is_at_work: bool) -> list[Finding]:
    if rules.portal_id != SAMPLE_PORTAL and not is_at_work and _ADDRESS.search(rules.portal_id):
        text = (
            f"portal_id «{rules.portal_id}» написан как адрес, а нужно одно имя портала, и после запуска его уже не "
            f"сменить. Напишите его без https:// и косой черты, например {host}."
        )
        return [Finding(ok=False, text=text)]
    if rules.portal_id != SAMPLE_PORTAL:
        return [] if is_at_work else _of_another_portal(rules.portal_id, host)
    text = (
        f"portal_id остался из образца ({SAMPLE_PORTAL}), а после запуска его уже не сменить. Напишите в файле правил "
        f"постоянное имя своего портала, например {host}."
    )
    return [Finding(ok=False, text=text)]


def _of_another_portal(named: str, host: str) -> list[Finding]:
    """Return the finding that the rules and the webhook name two portals of the vendor's cloud."""
    if named.casefold() == host.casefold() or not (_CLOUD.fullmatch(named.casefold()) and _CLOUD.fullmatch(host)):
        return []
    text = (
        f"Правила написаны для портала {named} (portal_id), а вебхук в DEALBUS_B24_WEBHOOK ведёт в {host}. Исправьте "
        "то из двух, что указывает не на ваш портал; если портал переименован, portal_id не меняйте: эта строка "
        "исчезнет с первым событием."
    )
    return [Finding(ok=False, text=text)]


def _defaults(rules: Rules) -> list[Finding]:
    """Say what a deal will wait for where the rules name nothing for all; that may well be what is wanted."""
    named = {
        "организация (organisations)": (rules.organisations.default, rules.organisations.by_pipeline),
        "соглашение (agreements)": (rules.agreements.default, rules.agreements.by_pipeline),
        "склад (warehouses)": (rules.warehouses.default, rules.warehouses.by_pipeline),
    }
    pipelines = rules.pipelines.keys()
    open_ = [what for what, (default, by) in named.items() if not default and pipelines - by.keys()]
    if not open_:
        return []
    text = (
        f"Для всех сделок не названы: {', '.join(open_)}. Сделка, в которой их не выбрали и для клиента которой их не "
        "говорит 1С, ждёт; если ждать не должна, назовите их в default этих ключей файла правил."
    )
    return [Finding(ok=True, text=text)]


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
