"""Fields of a product of the portal's catalogue, and what a new one has in them when nobody says."""

from decimal import Decimal

_TEXTS = """name code xmlId active vatIncluded detailText detailTextType previewText previewTextType available bundle
canBuyZero barcodeMulti quantityTrace subscribe withoutOrder recurSchemeType purchasingCurrency"""
FLAGS = {"active", "vatIncluded", "canBuyZero", "barcodeMulti", "quantityTrace", "subscribe", "withoutOrder"}
PRODUCT_TYPES = dict.fromkeys(_TEXTS.split(), "string") | {
    **dict.fromkeys(("id", "iblockId", "iblockSectionId", "type", "vatId", "measure", "sort"), "integer"),
    **dict.fromkeys(("recurSchemeLength", "trialPriceId"), "integer"),
    **dict.fromkeys(("purchasingPrice", "quantity", "quantityReserved"), "double"),
    **dict.fromkeys(("weight", "height", "length", "width"), "double"),
    **dict.fromkeys(("dateCreate", "timestampX", "dateActiveFrom", "dateActiveTo"), "datetime"),
    **dict.fromkeys(("createdBy", "modifiedBy", "parentId"), "integer"),
}


DEFAULTS = dict.fromkeys(("active", "available", "subscribe"), "Y") | {
    **dict.fromkeys(("vatIncluded", "canBuyZero", "bundle", "quantityTrace"), "N"),
    **dict.fromkeys(("detailTextType", "previewTextType"), "text"),
    **dict.fromkeys(("quantity", "quantityReserved"), Decimal(0)),
    "sort": 500,
    "measure": 5,
}
