"""Guesses the role of a stage in its pipeline from the name people gave it."""

import re
from collections.abc import Iterator
from typing import Final

from shared.rules.candidates import in_cyrillic
from shared.rules.pipelines import Role

_CLAUSES: Final = re.compile(r"[,;:/()\[\]+|.!?«»\"–—→]|\s-\s|\b(?:но|а)\b")
_GLUED: Final = re.compile(r"(?<=\w)-(?=\w)")
"""The hyphen of «не-оплачен», «счёт-фактура»: one word, and another one."""
_WITHOUT: Final = re.compile(r"\b(?:без|without)\s+\w+")
_NOT: Final = re.compile(r"\b(?:не|нет|not?)\b")
_SAID_BEFORE: Final = re.compile(r"(?:[еа]н|ят)[аоы]?\s*$|(?:ed|paid)\s*$")
"""Ends what a clause says before its «не»: «отгружен не оплачен», but «счёт не выставлен»."""
_PROVES_NOTHING: Final = re.compile(
    r"\bчастич|\bне (?:полн|вес|все|вс[яю]|до конца|целик)|\b(?:будет|будут|должен|почти)\b|\bpart(?:ly|ial)"
)

_SHIPPED: Final = re.compile(
    r"\b(?:отгружен[аоы]?|отгрузили|shipped|dispatched)\b|\b(?:отгрузка|доставка) (?:выполнена|завершена|произведена)\b"
)
_SENT: Final = re.compile(r"\b(?:отправлен[аоы]?|доставлен[аоы]?|выдан[аоы]?|delivered)\b")
_GOODS: Final = re.compile(
    r"(?:заказ|товар|груз|посылк|продукци|клиент|покупател|заказчик|получател|транспортн|компани|курьер|почт|доставк"
    r"|склада|полностью|успешно|оплачен|order|goods|customer|client)\w*|в|и|по|со|тк|сдэк|to|the|and|by|paid"
)
_COME: Final = r"(?:получена|поступила|пришла|прошла|подтверждена|зачислена)"
_PAID: Final = re.compile(
    rf"\b(?:оплачен[аоы]?|оплатили|paid)\b|\bоплата {_COME}\b|\b{_COME} (?:полная )?оплата\b"
    r"|\bденьги (?:получены|поступили|пришли)\b|\bpayment received\b"
)
_OF_SOMETHING_ELSE: Final = re.compile(
    r"\b(?:аванс|предоплат|депозит|брон|возврат|комисси|поставщик|производител|образ(?:ец|ц)|полови|доставка оплач"
    r"|deposit|refund|supplier|sample)|(?<!\d)(?!100\b)\d+ ?%"
)
_WON: Final = re.compile(r"\bуспе(?:шн|х)\w*|\b(?:won|success\w*)\b")
_ENDED: Final = re.compile(r"\b(?:выполнен|завершен|реализован)[аоы]?\b|\bcompleted\b")
_DEAL: Final = re.compile(r"(?:заказ|сделк|полностью|order|deal)\w*|и")

_INVOICE: Final = re.compile(
    r"\bсчет(?:а|у|ом|е|ы|ов)?\b|\b(?:ожида\w+|жд(?:ем|ет|ут|у)) (?:\S+ )?(?:пред)?оплат|\bна оплат[еу]\b|\bк оплате\b"
    r"|\binvoiced?\b|\b(?:awaiting|pending|waiting for) payment\b"
)
_NO_INVOICE_YET: Final = re.compile(r"\b(?:подготов|соглас|запрос|отмен|аннулир|просроч|расчет|фактур|prepar|draft)")
_WORK: Final = re.compile(r"\bв работ[еу]\b|\bв производств[ео]\b|\bin (?:progress|work|production)\b")
_BEFORE_AN_ORDER: Final = re.compile(r"\b(?:кп|расчет|предложени|договор|лид|запрос|документ|quot|proposal|lead)")
_TAKEN: Final = re.compile(r"\bсборк[аеу]\b|\bподтвержден[аоы]?\b|\bconfirmed\b")
_ORDER: Final = re.compile(r"(?:заказ|заявк|клиент|покупател|менеджер|товар|комплектаци|упаковк|order)\w*|на|и")
_PARKING: Final = re.compile(
    r"\bпоступил[аои]?\b|\bнов(?:ый|ая|ое|ые)\b|\bзаявк[аиуе]\b|\b(?:первичн|входящ)\w+|\b(?:new|incoming)\b"
)
_LATER_THAN_NEW: Final = re.compile(
    r"\b(?:товар|деньг|оплат|предоплат|аванс|платеж|склад|отгруз|поставщик|производств|доставк|логист|возврат"
    r"|рекламаци|дат[аы]\b|срок|payment|goods)"
)


def role_of_name(name: str) -> Role | None:
    """Guess the role that a stage's name suggests; None if it suggests none, or does not prove it.

    Args:
        name: as people see it, «Счет оплачен».
    """
    told = in_cyrillic(name).casefold().replace("ё", "е").replace("_", " ")
    clauses = [clause for one in _CLAUSES.split(_GLUED.sub("", told)) if (clause := _said(one))]
    roles = {role for clause in clauses for role in _roles(clause)}
    if {"shipped", "paid"} <= roles or "done" in roles:
        return "done"
    order: tuple[Role, ...] = ("shipped", "paid", "invoice", "work", "parking")
    return next((role for role in order if role in roles), None)


def _said(clause: str) -> str:
    """Return what a clause of a stage's name affirms; empty if that is nothing, or not the whole thing."""
    if _PROVES_NOTHING.search(clause):
        return ""
    clause = _WITHOUT.sub(" ", clause)
    if denied := _NOT.search(clause):
        before = clause[: denied.start()]
        return before if _SAID_BEFORE.search(before) else ""
    return clause


def _roles(clause: str) -> Iterator[Role]:
    """Yield the roles that one clause of a stage's name speaks for."""
    is_shipped = _SHIPPED.search(clause) or _only(_SENT, _GOODS, clause)
    is_paid = _PAID.search(clause)
    if is_shipped or is_paid:
        is_other = _OF_SOMETHING_ELSE.search(clause)
        if is_shipped and not is_other:
            yield "shipped"
        if is_paid and not is_other:
            yield "paid"
    elif _WON.search(clause) or _only(_ENDED, _DEAL, clause):
        yield "done"
    elif _INVOICE.search(clause):
        if not _NO_INVOICE_YET.search(clause):
            yield "invoice"
    elif (_WORK.search(clause) and not _BEFORE_AN_ORDER.search(clause)) or _only(_TAKEN, _ORDER, clause):
        yield "work"
    elif _PARKING.search(clause) and not _LATER_THAN_NEW.search(clause):
        yield "parking"


def _only(words: re.Pattern[str], beside: re.Pattern[str], clause: str) -> bool:
    """Tell whether a clause of a stage's name has one of the words, and beside it only what the role is about."""
    others = re.findall(r"[^\W\d]+", words.sub(" ", clause))
    return bool(words.search(clause)) and all(beside.fullmatch(one) for one in others)
