"""Guesses the role of a stage in its pipeline from the name people gave it."""

import re
from collections.abc import Mapping
from typing import Final

from shared.rules.pipelines import Role

_SHIPPED: Final = re.compile(r"отгруж|отправлен|доставлен|выдан")
_PAID: Final = re.compile(r"оплачен|оплата (?:получен|поступил|пришл)")
_NOT_YET: Final = re.compile(r"(?:не|без)\s+(?:оплач|оплат|отгруж|отправл)\w*")
_INVOICE: Final = re.compile(r"сч[её]т|ожида\w+ оплат|жд[её]м оплат|предоплат|на оплат")
_WORK: Final = re.compile(r"в работе|в работу|сборк|в производств|подтвержд[её]н")
_PARKING: Final = re.compile(r"поступил|нов(?:ый|ая|ое)\b|заявк|первичн")
_DONE: Final = re.compile(r"успешн|успех|выполнен|заверш[её]н")


def role_of_name(name: str) -> Role | None:
    """Guess the role that a stage's name suggests; None if it suggests none.

    Args:
        name: as people see it, «Счет оплачен».
    """
    told = _NOT_YET.sub(" ", name.casefold())
    is_shipped, is_paid = bool(_SHIPPED.search(told)), bool(_PAID.search(told))
    if (is_shipped and is_paid) or _DONE.search(told):
        return "done"
    if is_shipped or is_paid:
        return "shipped" if is_shipped else "paid"
    named: Mapping[Role, re.Pattern[str]] = {"invoice": _INVOICE, "work": _WORK, "parking": _PARKING}
    return next((role for role, words in named.items() if words.search(told)), None)
