"""The table of extra fields (R13): a deal's field ↔ an order's attribute or requisite; the form of values.

A value travels as text in one form for both systems (`canonical`), and every side writes it in its own. Zero, «no» and
an empty field are one nothing, the empty text: attributes of 1C know no other.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, model_validator
from pydantic_core import PydanticCustomError

from shared.rules.values import RulesPart, Word, arrow

FieldType = Literal["text", "number", "date", "yes_no"]
Direction = Literal["b24→1c", "1c→b24", "both"]

YES: Final = "yes"
NO_YEAR: Final = "0001-"
MISFITS: Final[Mapping[FieldType, str]] = {
    "text": "это не текст",
    "number": "это не число",
    "date": "это не дата",
    "yes_no": "это не да и не нет",
}


def _user_field(name: str) -> str:
    if name.startswith("UF_CRM_DEALBUS_"):
        raise PydanticCustomError(
            "own_field", "это поле обмен заполняет сам", {"remedy": "Назовите своё поле сделки, не поле обмена."}
        )
    if re.fullmatch(r"UF_CRM_[0-9A-Z_]+", name):
        return name
    remedy = "Нужно имя пользовательского поля сделки, заглавными буквами: UF_CRM_…"
    raise PydanticCustomError("user_field", "это не пользовательское поле сделки", {"remedy": remedy})


# Tabular parts of the order, of any supported release.
_PARTS = frozenset(
    {
        "ДополнительныеРеквизиты",
        "НачислениеБонусныхБаллов",
        "СкидкиНаценки",
        "СкладыСведенияДоставки",
        "Товары",
        "ТоварыКДоставке",
        "ЭтапыГрафикаОплаты",
    }
)


def _attribute(name: str) -> str:
    if name in _PARTS or re.fullmatch(r"[A-Za-z_]+", name):
        remedy = (
            "Дату, номер, проведение, пометку удаления и табличные части меняют только в 1С; назовите другой реквизит."
        )
        raise PydanticCustomError("standard", "это не обычный реквизит заказа", {"remedy": remedy})
    if name.endswith("_Key"):
        remedy = "Обмен переносит текст, число, дату, да и нет; ссылки на справочники не переносит."
        raise PydanticCustomError("reference", "это ссылка на справочник 1С", {"remedy": remedy})
    if re.fullmatch(r"[^\W\d]\w*", name):
        return name
    remedy = "Имя реквизита пишется как в 1С, без пробелов: АдресДоставки. Для дополнительного реквизита: additional."
    raise PydanticCustomError("attribute", "это не имя реквизита заказа", {"remedy": remedy})


class FieldRow(RulesPart):
    """One line of the table of extra fields.

    Args:
        deal: user field of the deal, as the portal stores its name.
        order: attribute of the customer's order, as OData names it.
        additional: name of an additional requisite of orders; one of these two.
        type: of the value, the same on both sides.
        direction: who may be copied to whom.
    """

    deal: Annotated[Word, AfterValidator(_user_field)]
    order: Annotated[Word, AfterValidator(_attribute)] | None = None
    additional: Word | None = None
    type: FieldType
    direction: Annotated[Direction, BeforeValidator(arrow)]

    @model_validator(mode="after")
    def _one_place(self) -> "FieldRow":
        if (self.order is None) == (self.additional is None):
            raise PydanticCustomError(
                "order_place",
                "место в заказе не названо или названо дважды",
                {"remedy": "Оставьте одно: order (реквизит заказа) или additional (дополнительный реквизит)."},
            )
        return self

    @property
    def label(self) -> str:
        """The name by which people know the order's field in a line of the table of extra fields."""
        return self.additional or self.order or ""

    @property
    def from_deal(self) -> bool:
        """Whether an extra field's value in the deal goes to 1C."""
        return self.direction != "1c→b24"

    @property
    def from_order(self) -> bool:
        """Whether an extra field's value in the order goes to Bitrix24."""
        return self.direction != "b24→1c"


FieldTable = Mapping[str, FieldRow]
"""By the name of the line, which is the key of `SalesOrder.extra`."""


def canonical(kind: FieldType, raw: Any) -> str:
    """Return an extra field's value in the form in which it travels; a value not of the type stays as typed."""
    text = "" if raw in (None, False, [], {}) else _typed(raw).replace("\r\n", "\n").strip()
    try:
        return _CANONICAL[kind](text)
    except ValueError:
        return text


def fits(kind: FieldType, text: str) -> bool:
    """Tell whether an extra field's value that travelled is of the declared type."""
    try:
        _CANONICAL[kind](text)
    except ValueError:
        return False
    return True


def _typed(raw: Any) -> str:
    return f"{raw:f}" if isinstance(raw, Decimal) else str(raw)


# As people and both systems write them, and nothing that Python alone would take: no «1_000», «1e3», «2026-W10-4».
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,30}([.,][0-9]{1,30})?")
_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(T[0-9:.]+(Z|[+-][0-9:]+)?)?")
_YES, _NO = frozenset({"Y", "1", "TRUE", "YES", "ДА"}), frozenset({"", "N", "0", "FALSE", "NO", "НЕТ"})


def _number(text: str) -> str:
    if text and not _NUMBER.fullmatch(text):
        raise ValueError(text)
    number = Decimal(text.replace(",", ".") or 0)
    return f"{number.normalize():f}" if number else ""


def _day(text: str) -> str:
    if not text or text.startswith(NO_YEAR):
        return ""
    if (found := _DAY.fullmatch(text)) is None:
        raise ValueError(text)
    return date.fromisoformat(found[1]).isoformat()


def _flag(text: str) -> str:
    word = text.upper()
    if word not in _YES | _NO:
        raise ValueError(text)
    return YES if word in _YES else ""


_CANONICAL: Final[Mapping[FieldType, Callable[[str], str]]] = {
    "text": str,
    "number": _number,
    "date": _day,
    "yes_no": _flag,
}
