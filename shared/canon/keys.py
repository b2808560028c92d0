"""Natural keys of clients (INN, KPP, phone, e-mail, a person's or firm's name), compared in one form. Pure."""

import re
from collections.abc import Iterable, Iterator

import phonenumbers
from stdnum.ru.inn import is_valid

_NO_EMAIL = re.compile(r"[\s,;:<>()«»\"]+")
_BETWEEN_EMAILS = re.compile(r"[/|]")
_EMAIL = re.compile(r"[^@]+@[^@/|]+\.[^@/|.']+")
_BETWEEN = re.compile(r"[,;/\n|]+|(?<!\s)\s++(?=\+)")
_INN_AND_KPP = re.compile(r"(\d{10})[/\\|,;-]?(\d{4}[\dA-Z]{2}\d{3})")
_NO_REGION = "00"  # an INN begins with the tax office that gave it
_SWIFT = re.compile(r"[A-Z]{6}[\dA-Z]{2}([\dA-Z]{3})?")
_BLANK = re.compile(r"[\s:]")
_LABEL = re.compile(r"инн|кпп", re.IGNORECASE)
_ENOUGH_WORDS = 2  # of a name that is written in full elsewhere
_LONG_WORD = 4
_FORMS = frozenset({"ооо", "оао", "зао", "пао", "ао", "ип"})
_SPELT_OUT = (  # the longer ones first, as they contain the others
    ("общество с ограниченной ответственностью", "ооо"),
    ("публичное акционерное общество", "пао"),
    ("закрытое акционерное общество", "зао"),
    ("открытое акционерное общество", "оао"),
    ("акционерное общество", "ао"),
    ("индивидуальный предприниматель", "ип"),
)
_LONG_RUSSIAN = re.compile(r"7\d{10}")
_FROM_ABROAD = re.compile(r"^\W*00(?=[\s-]?[1-9])")
_COUNTRY, _NATIONAL_LENGTH = 7, 10  # «possible» are some of 14 digits, too, none of which is anybody's
_RUSSIAN_LENGTHS = {"7": 11, "8": 11, "9": 10}  # by the digit a number with its area begins with


def phones(text: str) -> tuple[str, ...]:
    """Return the phones written in one field, in E.164; one that cannot be read stays as typed if it has digits."""
    parts = _distinct(_phones(_without_remarks(text)))
    whole = phone(text)  # of several numbers it is the first; a part that is none may be its extension
    return parts if not whole or sum(bool(phone(part)) for part in parts) > 1 else (whole,)


def _without_remarks(text: str) -> str:
    """Return a field of phones without what stands in brackets and has no digit, however deep it is nested."""
    open_, has_digit = [""], [False]
    for sign in text:
        if sign == "(":
            open_.append("")
            has_digit.append(False)
        elif sign == ")" and len(open_) > 1:
            within, is_kept = open_.pop(), has_digit.pop()
            open_[-1] += f"({within})" if is_kept else " "
            has_digit[-1] |= is_kept
        else:
            open_[-1] += sign
            has_digit[-1] |= sign.isdecimal()
    return "(".join(open_)


def readable_phones(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the phones of several fields that can be read as E.164: only these may identify anybody."""
    return tuple(one for one in all_phones(texts) if phone(one) == one)


def spellings(number: str) -> tuple[str, ...]:
    """Return the ways people write one phone without separators, its E.164 form first.

    Args:
        number: in E.164.
    """
    digits = number.lstrip("+")
    if not _LONG_RUSSIAN.fullmatch(digits):
        return (number, digits)
    return (number, digits, f"8{digits[1:]}", digits[1:])


def phone(text: str) -> str:
    """Return one phone in E.164, or nothing; a number without a country counts as Russian."""
    text = _FROM_ABROAD.sub("+", _without_remarks(text).strip())
    only = re.sub(r"\D", "", text)
    try:
        found = phonenumbers.parse(f"+{only}" if _LONG_RUSSIAN.fullmatch(only) else text, "RU")
    except phonenumbers.NumberParseException:
        return ""
    if phonenumbers.is_possible_number_with_reason(found) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return ""  # of a town without its code, «123-45-67», too: there are many of it
    number = phonenumbers.national_significant_number(found)
    if found.country_code == _COUNTRY and len(number) != _NATIONAL_LENGTH:
        return ""
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def emails(text: str) -> tuple[str, ...]:
    """Return the e-mails written in one field, in lower case."""
    words = (word.strip("'.") for word in _NO_EMAIL.split(text.lower()))
    several = (_BETWEEN_EMAILS.split(word) if word.count("@") > 1 else (word,) for word in words)
    return _distinct(found[0] for one in several for word in one if (found := _EMAIL.match(word)))


def all_phones(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the phones of several fields, each once."""
    return _distinct(one for text in texts for one in phones(text))


def all_emails(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the e-mails of several fields, each once."""
    return _distinct(one for text in texts for one in emails(text))


def same_person(one: str, other: str) -> bool:
    """Tell whether two clients' names may be one person's: order, case, ё and a missing patronymic do not count."""
    first, second = _words(one), _words(other)
    if first == second:
        return bool(first)
    return len(first & second) >= _ENOUGH_WORDS and (first < second or second < first)


def common_words(one: str, other: str) -> frozenset[str]:
    """Return the words that the names of two people (clients) have in common; an initial is none."""
    return frozenset(word for word in _words(one) & _words(other) if len(word) > 1)


def same_firm(one: str, other: str) -> bool:
    """Tell whether two clients' names may be one firm's: its legal form may be spelt out, moved, or be missing."""
    first, second = _words(_in_short(one)), _words(_in_short(other))
    forms = {first & _FORMS, second & _FORMS} - {frozenset()}
    return first - _FORMS == second - _FORMS != frozenset() and len(forms) < len((one, other))


def shares_word(one: str, other: str) -> bool:
    """Tell whether two firms' names have a word in common, beside the legal form and short ones («опт», «и»)."""
    common = _words(_in_short(one)) & _words(_in_short(other))
    return any(len(word) >= _LONG_WORD for word in common - _FORMS)


def _in_short(name: str) -> str:
    short = " ".join(name.casefold().split())
    for long, form in _SPELT_OUT:
        short = short.replace(long, form)
    return short


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", name.casefold().replace("ё", "е")))


def _phones(text: str) -> Iterator[str]:
    for part in _BETWEEN.split(text):
        if re.search(r"\d", part):
            whole = phone(part)
            yield from (whole,) if whole else _beside_each_other(part) or (part.strip(),)


def _beside_each_other(text: str) -> tuple[str, ...]:
    """Split Russian phones with only spaces between them, where each clearly ends at the end of a word."""
    found, digits = [], ""
    for word in text.split():
        digits += re.sub(r"\D", "", word)
        length = _RUSSIAN_LENGTHS.get(digits[:1], 0)
        if len(digits) > length:
            return ()
        if len(digits) == length:
            found.append(phone(digits))
            digits = ""
    return tuple(found) if not digits and all(found) else ()


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def is_inn(number: str) -> bool:
    """Tell whether a text is the INN of somebody; one of zeros, typed to fill a required field, is nobody's."""
    return is_valid(number) and not number.startswith(_NO_REGION)


def tax_numbers(code: str, reason: str) -> tuple[str, str]:
    """Return INN and KPP without spaces and labels; both in one field («7736050003/773601001») are taken apart."""
    code, reason = _unlabelled(code), _unlabelled(reason)
    both = _INN_AND_KPP.fullmatch(code)
    if both and is_inn(both[1]) and reason in {"", both[2]}:
        return both[1], both[2]
    return code, reason


def is_swift(code: str) -> bool:
    """Tell whether the code of a client's bank is a SWIFT code (ISO 9362), eight or eleven characters; a БИК is not."""
    return _SWIFT.fullmatch(code) is not None


def account_number(typed: str) -> str:
    """Return the number of a client's bank account without blanks and dots, in capitals: 1C saves it so.

    Hyphens stay; 1C lets them stand, too.
    """
    return re.sub(r"[\s.]", "", typed).upper()


def foreign_number(typed: str) -> str:
    """Return a foreign client's number for comparing: people type it with spaces and dashes, or without."""
    return re.sub(r"[\W_]", "", typed).upper()


def _unlabelled(typed: str) -> str:
    """Remove spaces and labels («ИНН») from a client's tax number as it was typed."""
    left = _BLANK.sub("", typed)
    while (shorter := _LABEL.sub("", left)) != left:
        left = shorter
    return left.strip("/\\|,;-")
