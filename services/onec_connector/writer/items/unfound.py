"""Refusals about items of a deal that 1C does not know, or knows more than once, in Russian."""

from collections.abc import Sequence

from services.onec_connector.vocabulary.codes import code_key
from services.onec_connector.vocabulary.identity import item_guid, name_of
from services.onec_connector.vocabulary.reference import KnownItem
from services.onec_connector.writer.doubts import item_in_doubt
from services.onec_connector.writer.refusal import OrderRefusal, Want
from shared.messages.things import Line

PICK = "Выберите товар из каталога или попросите завести его в 1С; после этого {itself}."

_NAMED = 5


def unknown(lines: Sequence[Line]) -> OrderRefusal:
    """Return the refusal of an order with items that 1C does not know, all in one sentence (sample 4)."""
    names = _names(lines)
    if len(names) == 1:
        return OrderRefusal(f"товара {names[0]} нет в 1С", PICK, reason="item", wants=_wants(lines))
    cause = f"товаров {_listed(names)} нет в 1С"
    remedy = "Выберите товары из каталога или попросите завести их в 1С; после этого {itself}."
    return OrderRefusal(cause, remedy, reason="item", wants=_wants(lines))


def copied(lines: Sequence[Line]) -> OrderRefusal:
    """Return the refusal of an order with copies of other products, which would sell the items of those."""
    names = _names(lines)
    whose = f"товара {names[0]}" if len(names) == 1 else f"товаров {_listed(names)}"
    return OrderRefusal(
        f"у {whose} в портале внешний код (XML_ID) другого товара: карточку скопировали",
        "Выберите исходный товар или попросите администратора портала исправить внешний код; после этого {itself}.",
        reason="item",
    )


def marked(lines: Sequence[Line]) -> OrderRefusal:
    """Return the refusal of an order whose items 1C has marked for deletion."""
    names = _names(lines)
    if len(names) == 1:
        cause, remedy = (
            f"товар {names[0]} в 1С помечен на удаление",
            "Выберите другой товар или попросите снять пометку",
        )
    else:
        cause = f"товары {_listed(names)} в 1С помечены на удаление"
        remedy = "Выберите другие товары или попросите снять пометку"
    return OrderRefusal(cause, f"{remedy}; после этого {{itself}}.", reason="item", wants=_wants(lines))


def several(line: Line, known: Sequence[KnownItem]) -> OrderRefusal:
    """Return the refusal of an order with an article or barcode that several items of 1C have; a person chooses."""
    article, barcode = (line.item.article.strip(), line.item.barcode.strip()) if line.item else ("", "")
    by_article = bool(article) and all(code_key(one.article) == code_key(article) for one in known)
    alike = f"с артикулом «{article}»" if by_article else f"со штрихкодом «{barcode}»"
    return OrderRefusal(
        f"в 1С несколько товаров {alike}, непонятно, какой из них «{name_of(line)}»",
        "Выберите товар из каталога или попросите администратора обмена выбрать из них; после этого {itself}.",
        reason="item",
        doubts=item_in_doubt(line, known),
    )


def _listed(names: Sequence[str]) -> str:
    if len(names) > _NAMED:
        return f"{', '.join(names[:_NAMED])} и ещё {len(names) - _NAMED}"
    return f"{', '.join(names[:-1])} и {names[-1]}"


def _names(lines: Sequence[Line]) -> list[str]:
    return list(dict.fromkeys(f"«{name_of(line)}»" for line in lines))


def _wants(lines: Sequence[Line]) -> list[Want]:
    things = [line.item for line in lines if line.item and not line.item.not_these]  # else they would be found at once
    return [
        {"kind": "item", "guid": item_guid(item), "article": item.article.strip(), "barcode": item.barcode.strip()}
        for item in things
    ]
