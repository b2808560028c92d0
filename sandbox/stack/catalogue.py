"""The delivered rules with the directories turned on, the catalogue for one group of goods: in them they are off."""

from pathlib import Path

from sandbox.portal.catalog import ARTICLE, BARCODE
from sandbox.stack.services import RULES

SHOP = "Витрина"
"""The group of 1C whose goods cross; what everybody else sells stays as it is."""
_COMPANIES_OFF, _COMPANIES_ON = "companies: {direction: off,", "companies: {direction: both,"
_OFF = "products: {direction: off, groups: [], article_property: null, barcode_property: null}"
_CODES = f"article_property: property{ARTICLE}, barcode_property: property{BARCODE}"


def rules_with_directories(folder: Path) -> Path:
    """Write them into a folder, which is made if it is not there.

    Raises:
        ValueError: the delivered rules turn it off in other words.
    """
    text = RULES.read_text(encoding="utf-8")
    if _OFF not in text or _COMPANIES_OFF not in text:
        raise ValueError(f"{RULES} says nothing of directory.products or directory.companies")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "rules.yaml"
    text = text.replace(_COMPANIES_OFF, _COMPANIES_ON)
    path.write_text(text.replace(_OFF, f"products: {{direction: 1c→b24, groups: [{SHOP}], {_CODES}}}"), "utf-8")
    return path
