"""Refusals of the simulated base: the `odata.error` family and the pages of 1C's web server.

ODataFault     envelope with a code of the platform's list
WebPage        HTML that never met the platform (IIS, Apache, an application error)
"""

from __future__ import annotations

HTML = "text/html; charset=utf-8"


class ODataFault(Exception):  # noqa: N818 - the wire calls it an error, the list above a fault
    """A refusal of 1C with a code; clients match on (status, code), never on the text."""

    def __init__(self, status: int, code: int, text: str) -> None:
        super().__init__(text)
        self.status, self.code, self.text = status, code, text


class WebPage(Exception):  # noqa: N818 - an answer, not always an error: one variant is a 200
    """An HTML answer of the simulated web server."""

    def __init__(self, status: int, title: str, text: str) -> None:
        super().__init__(title)
        self.status, self.title, self.text = status, title, text

    @property
    def html(self) -> str:
        """The HTML text of an answer of the simulated web server."""
        return (
            '<!DOCTYPE html><html><head><meta charset="utf-8"><title>'
            f"{self.title}</title></head><body><h2>{self.title}</h2><p>{self.text}</p></body></html>"
        )


def application_error(text: str, status: int = 500) -> WebPage:
    """Build the error page of 1C's web extension that precedes any OData answer."""
    return WebPage(status, "1C:Enterprise 8 application error", text)


def where_forbidden() -> ODataFault:
    """Build 1C's refusal of a raw `+`, and of an order comparison of references."""
    return ODataFault(500, -1, 'Ошибка при выполнении запроса: Операция не разрешена в предложении "ГДЕ"')


def segment(name: str) -> ODataFault:
    """Build 1C's refusal of an unknown property."""
    return ODataFault(400, 6, f"Сегмент пути {name} не найден!")


def no_set(name: str) -> ODataFault:
    """Build 1C's refusal of a set that is misspelt or not published."""
    return ODataFault(404, 8, f'Тип сущности "{name}" не найден')


def no_entity() -> ODataFault:
    """Build 1C's refusal of a key that no record has."""
    return ODataFault(404, 9, "Экземпляр сущности не найден")


def bad_option(text: str) -> ODataFault:
    """Build 1C's refusal of a query option that cannot be parsed."""
    return ODataFault(400, 14, f"Ошибка разбора опции запроса: {text}")


def unparsable(text: object, edm: str) -> ODataFault:
    """Build 1C's refusal of a value that is not of its type."""
    return ODataFault(400, 1, f'Ошибка преобразования строки "{text}" к типу "{edm}"')


def handler(name: str) -> ODataFault:
    """Build 1C's refusal after an exception in a handler of the configuration: only the handler's name is left."""
    return ODataFault(500, -1, f"Ошибка при выполнении обработчика - '{name}'")
