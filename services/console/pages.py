"""Builds the HTML pages that commands write into a file (`--html`): frame, quoting, links to cards."""

from collections.abc import Iterable
from html import escape
from pathlib import Path

import typer

from services.console.command import refuse
from shared.observe.masking import mask
from shared.observe.terminal import shown
from shared.russian import why_denied

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "body.wide{max-width:90rem}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #bbb;padding:.3rem .6rem;text-align:left}"
    "td{vertical-align:top}td.n{text-align:right}"
)


def whole_page(title: str, heading: str, parts: Iterable[str], *, wide: bool = False) -> str:
    """Return a whole HTML page with its style, for the report of a load or of a reconciliation.

    Args:
        title: of the window.
        heading: above all else.
        parts: HTML, with everything from elsewhere `quoted`.
        wide: it has a table of many columns.
    """
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="ru"><head><meta charset="utf-8">',
            f"<title>{quoted(title)}</title><style>{_STYLE}</style></head><body{' class=wide' if wide else ''}>",
            f"<h1>{quoted(heading)}</h1>",
            *parts,
            "</body></html>",
            "",
        )
    )


def quoted(text: str) -> str:
    """Quote somebody else's text for an HTML page that a command writes, with secrets masked."""
    return escape(shown(mask(text)))


def linked(text: str, address: str) -> str:
    """Return an HTML link to a card in the portal or 1C; only its text if a browser may not open the address."""
    if not address.startswith(("http://", "https://")):
        return quoted(text)
    return f'<a href="{quoted(address)}">{quoted(text)}</a>'


def keep(file: Path, text: str) -> None:
    """Write an HTML page of a report into the file named by `--html`, or exit with why that is not possible."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        refuse(f"Файл {file} не записан ({why_denied(error)}); назовите другой.")
        raise typer.Exit(2) from None
