"""The web page of the customer's rules: which stages there are, and which state leads to which."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from services.console.roles import ROLES_NAMED
from services.console.web.drawing import Drawing, Words, language_of, translator
from services.console.web.settings import WebSettings
from shared.rules import load_rules
from shared.rules.pipelines import ROLES
from shared.rules.states import Comparison, Condition, state_caption

CONSEQUENCES: Final[Mapping[str, str]] = {
    "withdrawn": "сделка остаётся, менеджеру сказано: заказ не проведён или помечен на удаление",
    "stay": "сделка остаётся, где стоит",
    "provisional": "ничего, пока 1С не пересчитает оплату и отгрузку",
    "done": "в стадию «отгружен и оплачен»",
    "shipped": "в стадию «отгружен»",
    "settlement_by_contract": "как сказано в settlement_by_contract",
    "paid": "в стадию «оплачен»",
    "unknown_state": "сделка остаётся, менеджеру сказано о незнакомом состоянии",
    "back": "обратно в стадию, которую поставил человек",
}
_CONDITIONS: Final[Mapping[str, tuple[str, str]]] = {
    "withdrawn": ("заказ не проведён или помечен на удаление", "заказ проведён и не помечен"),
    "has_state": ("у заказа есть состояние", "у заказа нет состояния"),
    "known_state": ("состояние знакомо", "состояние незнакомо"),
    "by_order": ("расчёты по заказам", "расчёты по договору"),
    "paid_enough": ("оплачено, как требует paid_means", "оплачено меньше, чем требует paid_means"),
}
_FIGURES: Final[Mapping[str, tuple[str, str]]] = {
    "paid": ("оплачено", " %"),
    "shipped": ("отгружено", " %"),
    "debt": ("долг", ""),
}


class RulesPage:
    """The endpoint of the web page of the rules.

    Args:
        settings: where the file is.
        drawing: draws it.
    """

    def __init__(self, settings: WebSettings, drawing: Drawing) -> None:
        self._settings, self._drawing = settings, drawing

    async def shown(self, request: Request) -> Response:
        """Show the page of the rules, read anew from the file; the services use what they read at their start."""
        rules = await asyncio.to_thread(load_rules, self._settings.rules)
        t = translator(language_of(request))
        lines = [
            (line.title or "", [told(one, t) for one in line.when] or [t("всё остальное")], t(CONSEQUENCES[line.then]))
            for line in rules.states
        ]
        return self._drawing.page(
            request,
            "rules",
            rules=rules,
            lines=lines,
            roles=[(role, ROLES_NAMED[role]) for role in ROLES],
        )


def told(condition: Condition, t: Words) -> str:
    """Describe for the rules page one condition of the stage table in words: all that it names must hold."""
    named: Mapping[str, Any] = {name: value for name, value in condition if value not in (None, ())}
    return ", ".join(_told(name, value, t) for name, value in named.items())


def _told(name: str, value: Any, t: Words) -> str:
    if isinstance(value, Comparison):
        figure, unit = _FIGURES[name]
        return f"{t(figure)} {value.sign} {value.bound}{unit}"
    if name == "states":
        return f"{t('состояние')}: {', '.join(f'«{state_caption(one)}»' for one in value)}"
    if name == "only_with":
        return f"{t('включено')} {value}"
    yes, no = _CONDITIONS[name]
    return t(yes if value else no)
