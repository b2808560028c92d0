"""Russian words for sums, dates, counts, an order's edits and rows, names on offer; for all services' sentences."""

import errno
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any, Final

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency

from shared.messages.ring.told import Edit
from shared.messages.things import Thing
from shared.messages.words import FieldWords
from shared.money import kopecks

_RUSSIAN = Locale("ru", "RU")
_OFFERED = 5
_NAME_LENGTH = 30
_DENIED: Final[Mapping[int, str]] = {
    errno.ENOENT: "его нет",
    errno.ENOTDIR: "его нет",
    errno.EACCES: "нет прав",
    errno.EPERM: "нет прав",
    errno.EISDIR: "это каталог",
    errno.ENOSPC: "на диске нет места",
    errno.EROFS: "диск открыт только для чтения",
    errno.EADDRNOTAVAIL: "у этой машины такого адреса нет",
}
"""What the operating system says of a file or an address in English, or in the language of whoever started us."""
_COMPARED = 100
"""Characters of a name that are compared; comparing takes the product of both lengths."""
_WORDS = re.compile(r"[А-ЯЁ]+(?![а-яё])|[А-ЯЁ][а-яё]+")


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount in its own currency, shown the way people read it."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return money(self.amount, self.currency)


def capitalised(words: str) -> str:
    """Return words with a capital first letter, the rest as it is: «заказ ТД-1» → «Заказ ТД-1»."""
    return words[:1].upper() + words[1:]


def invoice_said(number: str, dated: date | None) -> str:
    """Write «Счёт № 7 от 28.11.2026», as an order's comment has it and a payment quotes it."""
    return f"Счёт № {number}" + (f" от {dated:%d.%m.%Y}" if dated else "")


def money(amount: Decimal, currency: str) -> str:
    """Write a sum as «2 400,00 ₽», with non-breaking spaces and always two digits behind the comma.

    Args:
        amount: in units of the currency.
        currency: three letters; one that has no sign in Russian is written as they are.
    """
    return format_currency(kopecks(amount), currency or "RUB", locale=_RUSSIAN, currency_digits=False)


def day(moment: date) -> str:
    """Write a date as Russian readers do, «05.03.2026»."""
    return format_date(moment, "dd.MM.yyyy", locale=_RUSSIAN)


def moment(at: datetime) -> str:
    """Write a moment as Russian readers do, «12:40 05.03.2026», in the zone it carries."""
    return f"{format_time(at, 'HH:mm', locale=_RUSSIAN)} {day(at)}"


def numeral(number: Decimal) -> str:
    """Write a number as Russian readers do, «2,5», without zeros at its end."""
    return f"{number.normalize():f}".replace(".", ",")


def spelt_out(name: str) -> str:
    """Write a member of an enumeration of 1C as people read it there: «ПоЗаказам» → «По заказам»."""
    first, *rest = _WORDS.findall(name) or [name]
    return " ".join([first, *(word if word.isupper() else word.lower() for word in rest)])


def value_said(words: FieldWords, value: Any) -> str:
    """Write a field's value for people, empty for none: dates «05.03.2026», things by their names, texts as they are.

    Args:
        words: of the field.
        value: as the canonical model holds it.
    """
    match value:
        case None | "":
            return ""
        case Thing():
            return value.name
        case bool():
            return "да" if value else "нет"
        case date():
            return day(value)
        case Decimal():
            return numeral(value)
        case _:
            return spelt_out(str(value)) if words.enumeration else str(value)


def shortened(words: str, longest: int = 150) -> str:
    """Shorten somebody else's words to one line for a Russian sentence; long ones end at a word with «…»."""
    line = " ".join(words.split()).rstrip(". ")
    if len(line) <= longest:
        return line
    return line[:longest].rpartition(" ")[0].rstrip(",;:. ") + "…"


def offered(wanted: str, names: Iterable[str]) -> str:
    """Write in Russian « (есть: Главный, Запасной и ещё 3)» where a name was not found; empty if nothing is on offer.

    Args:
        wanted: the name; the nearest to it come first, and with none at all the order of the alphabet holds.
        names: that would have been found.
    """
    known = sorted({name.strip() for name in names} - {""})
    if wanted:
        asked = wanted.casefold()[:_COMPARED]
        known.sort(key=lambda name: -SequenceMatcher(None, asked, name.casefold()[:_COMPARED]).ratio())
    shown = [f"«{shortened(name, _NAME_LENGTH)}»" for name in known[:_OFFERED]]
    more = f" и ещё {len(known) - _OFFERED}" if len(known) > _OFFERED else ""
    return f" (есть: {', '.join(shown)}{more})" if shown else ""


def why_denied(error: OSError) -> str:
    """Say in Russian why the operating system does not give a file or an address: «его нет», «нет прав»."""
    return _DENIED.get(error.errno or 0, f"ошибка системы {error.errno}")


def counted(count: int, one: str, few: str, many: str) -> str:
    """Write a count in Russian: «1 строка», «2 строки», «5 строк»; `{n}` in the phrase is the count."""
    forms = {"one": one, "few": few}
    return forms.get(_RUSSIAN.plural_form(count), many).format(n=count)


def edited(edit: Edit) -> str:
    """Write in Russian «Заказ ТД00-000017 изменён по сделке: добавлена 1 строка, …» for one or more edits."""
    before, after = edit.before, edit.after
    money = f"сумма прежняя, {after}" if before == after else f"сумма была {before}, стала {after}"
    rows = rows_changed(edit.added, edit.removed, len(edit.edited))
    return f"Заказ {edit.order} изменён по сделке: {', '.join([*rows, *edit.what, money])}."


def amount_typed(stated: Sum, rows: Sum) -> str:
    """Say in Russian that a person has typed a deal's amount over its rows, and that their sum is its order's."""
    return f"Сумма сделки введена вручную: {stated}, по строкам выходит {rows}. В заказ вошла сумма по строкам."


def totals_differ(order: str, *, total: Sum, shown: Sum) -> str:
    """Say in Russian that a deal shows another sum than its order in 1C has.

    Args:
        order: number, where it is known.
        total: of the order.
        shown: by the deal; the portal counts a delivery of its own, which is no row.
    """
    is_more = shown.amount - total.amount >= 1  # by rounding it is kopecks
    beside = ": доставка сделки в заказ не входит" if is_more else ""
    return f"{f'Сумма заказа {order}'.rstrip()} в 1С {total}, в сделке {shown}. Сверьте строки{beside}."


def packaging_uncounted(order: str, rows: Sum, total: Sum) -> str:
    """Say in Russian that 1C does not count all rows of an order: packaging to be returned is none of its sum."""
    return f"Сумма заказа {order} в 1С {total}, по строкам выходит {rows}: возвратную тару 1С в сумму не включает."


def rows_changed(added: int, removed: int, edited: int) -> list[str]:
    """Write in Russian what happened to rows: «добавлена 1 строка», «убраны 2 строки», «изменено 5 строк»."""
    words = [
        (added, "добавлена {n} строка", "добавлены {n} строки", "добавлено {n} строк"),
        (removed, "убрана {n} строка", "убраны {n} строки", "убрано {n} строк"),
        (edited, "изменена {n} строка", "изменены {n} строки", "изменено {n} строк"),
    ]
    return [counted(count, *forms) for count, *forms in words if count]
