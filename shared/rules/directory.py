"""Which directories cross, and whither (R18): everything is off until the customer turns it on."""

from typing import Annotated, Literal

from pydantic import BeforeValidator

from shared.rules.values import Settings, Word, arrow


class ProductRules(Settings):
    """Items and groups of 1C as products and sections of the portal.

    Args:
        groups: folders of items, by name or reference, with all that is in them; empty: everything.
        article_property, barcode_property: of the portal's catalogue, `property172`; None: that code is not written.
    """

    direction: Annotated[Literal["off", "1c→b24"], BeforeValidator(arrow)] = "off"
    groups: tuple[Word, ...] = ()
    article_property: Word | None = None
    barcode_property: Word | None = None

    @property
    def enabled(self) -> bool:
        """Whether anything crosses."""
        return self.direction != "off"


class DirectoryRules(Settings):
    """The directories, each by itself."""

    products: ProductRules = ProductRules()
