"""Rules for a local stack: the delivered ones with directories turned on, goods for one item group of 1C."""

from collections.abc import Iterable
from pathlib import Path

from sandbox.portal.methods.catalog import ARTICLE, BARCODE
from sandbox.stack.services import RULES

SHOP = "Витрина"
"""The group of 1C whose goods cross; what everybody else sells stays as it is."""
RETAIL, WHOLESALE = "Витрина розница", "Витрина опт"
"""Price kinds of 1C that cross, the first of them as the portal's base one."""

CLIENT_PRICES = "client prices"
"""No directory: prices of deals are 1C's, which only the demonstration shows."""

_CODES = f"article_property: property{ARTICLE}, barcode_property: property{BARCODE}"
_TURNED_ON = {
    "companies": ("companies: {direction: off,", "companies: {direction: both,"),
    "contacts": ("contacts: {direction: off,", "contacts: {direction: both,"),
    "products": (
        "products: {direction: off, groups: [], article_property: null, barcode_property: null",
        f"products: {{direction: 1c→b24, groups: [{SHOP}], {_CODES}, owners: {{name: b24}}",
    ),
    "prices": (
        "prices: {direction: off, kinds: [], base: null}",
        f"prices: {{direction: 1c→b24, kinds: [{RETAIL}, {WHOLESALE}], base: {RETAIL}}}",
    ),
    "items": ("items: {kind: null, kinds: []}", "items: {kind: Товары, kinds: []}"),
    CLIENT_PRICES: ("prices: {mode: b24, typed: keep}", "prices: {mode: onec, typed: keep}"),
}
DIRECTORIES = tuple(name for name in _TURNED_ON if name != CLIENT_PRICES)


def rules_with_directories(folder: Path, directories: Iterable[str] = DIRECTORIES) -> Path:
    """Write the delivered rules into a folder, with these directories turned on.

    Raises:
        ValueError: the delivered rules turn them off in other words.
    """
    text = RULES.read_text(encoding="utf-8")
    for off, on in (_TURNED_ON[name] for name in directories):
        if off not in text:
            raise ValueError(f"{RULES} does not say «{off}»")
        text = text.replace(off, on)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return path
