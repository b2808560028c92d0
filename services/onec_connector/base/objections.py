"""Recognises in 1C's words why it objects to a document, so that people are sent to whoever can help.

The words are those of УТ 11.5, КА 2.5 and ERP 2.5, which say them in Russian whatever language they were asked in. What
is not recognised has no cause and is told as it was said.
"""

import re
from dataclasses import dataclass
from enum import Enum

from services.onec_connector.base.errors import BaseRefusal
from shared.russian import shortened


class Cause(Enum):
    """A known cause of 1C's objections with a remedy of its own, and how it is recognised."""

    PERIOD = (
        r"период\w*\b.{0,30}\bзакрыт|\bзакрыт\w* период|дат\w+ запрета|запрет\w* (на )?(изменени|редактировани)"
        r"|изменени\w* (данных|документ\w*|объект\w*)\b.{0,30}\bзапрещ|closing date"
    )
    MINIMUM = r"минимальн\w+ (допустим\w+ )?сумм\w+"
    STOCK = r"недостаточно (свободного остатка|товара)|не хватает товара"
    SEGMENT = r"(номенклатур|товар)\w*\b.*\bсегмент"
    PRICE = (
        r"\bцен[аы]\b.*\bне должн\w+ быть (ниже|выше)|\bцен[аы]\b.*\bдолжн\w+ быть не ниже|\bвид цен\w*\b.*\bсоглашени"
        r"|соглашени\w+ цены не определены|ручная (скидка|наценка)\b.*\bпревышает"
    )
    OVERDUE = r"просроченн\w+ (задолженност|долг|оплат|плат[её]ж)"
    LIMIT = r"превыш\w+\b.*\b(сумм\w+ (кредита|долга|задолженности)|лимит)|лимит\w*\b.*\bпревыш"
    PREPAYMENT = r"нарушены условия оплаты"
    BARRED = r"запрещена отгрузка"
    INVOICE = r"заказ как сч[её]т\b"
    TERMS = r"услови\w+ продаж|\bсоглашени\w*\b.*\bне согласовано|\bотлича\w+\b.*\bсоглашени|\bсегмент партн[её]ров"

    def stands_in(self, sentence: str) -> bool:
        """Tell whether a sentence of 1C, as one line, names this cause of an objection."""
        return bool(re.search(self.value, sentence, re.IGNORECASE))


@dataclass(frozen=True, slots=True)
class Objection:
    """Why 1C does not write or post a document.

    Args:
        words: 1C's own, short, as a clause; as text it is these.
        cause: what they mean; None: nothing that is known.
    """

    words: str
    cause: Cause | None = None

    def __str__(self) -> str:
        return self.words


_LOOKED_AT = 4000  # characters; what follows is the call stack of 1C's own modules
_HANDLER_WORDS = ("Ошибка при выполнении обработчика", "Error running processor")
# Of several messages each begins with a capital or a quotation mark; a message goes on in a line of its own.
_BETWEEN = re.compile(r"(?<!\s)[^\S\n]*+\n\s*+(?=[«\"A-ZА-ЯЁ])|;\s++|(?<=[^\s.]{3})\.\s++(?=[«\"A-ZА-ЯЁ])")


def objection_in(words: str) -> Objection:
    """Return the first sentence of 1C with a known cause; if there is none, all its words."""
    for sentence in (" ".join(one.split()) for one in _BETWEEN.split(words[:_LOOKED_AT])):
        cause = next((one for one in Cause if one.stands_in(sentence)), None)
        if cause is not None:
            return Objection(_clause(sentence), cause)
    return Objection(_clause(words))


def objection_of(error: BaseRefusal) -> Objection:
    """Return why 1C objected, or where that can be found when 1C names only its handler."""
    if not error.reason.strip() or error.reason.lstrip().startswith(_HANDLER_WORDS):
        return Objection("1С не назвала причину, она есть в журнале регистрации 1С")
    return objection_in(error.reason)


def _clause(said: str) -> str:
    words = shortened(said)
    return words[:1].lower() + words[1:] if words[1:2].islower() else words
