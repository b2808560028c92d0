"""What must be published for the bus to work, by the names of УТ 11.5 and ERP 2.5."""

from collections.abc import Mapping
from typing import Final

from services.onec_connector.objects import (
    agreement,
    contact,
    contact_person,
    dictionary,
    item,
    legal_entity,
    organisation,
    partner,
    state,
    switches,
    user,
)
from services.onec_connector.objects import order as names
from services.onec_connector.vocabulary.header import header_attributes

REQUIRED: Final[Mapping[str, frozenset[str]]] = {
    names.SET: frozenset(
        {
            names.POSTED,
            names.PARTNER,
            names.LEGAL_ENTITY,
            names.CONTACT_PERSON,
            names.ORGANISATION,
            names.MANAGER,
            names.CURRENCY,
            names.TOTAL,
            names.STATUS,
            names.OPERATION,
            names.PAYMENT_SCHEDULE,
            names.SHIP_WHOLE,
            names.DISCOUNTS_READY,
            names.MARKER,
            names.LINES,
        }
    )
    | header_attributes(),
    names.LINE_TYPE: frozenset(
        {
            names.ITEM,
            names.CHARACTERISTIC,
            names.PACK,
            names.PACKS,
            names.QUANTITY,
            names.PRICE_KIND,
            names.PRICE,
            names.SUM,
            names.VAT_RATE,
            names.VAT_SUM,
            names.SUM_WITH_VAT,
            names.MANUAL_PERCENT,
            names.MANUAL_SUM,
            names.CANCELLED,
            names.ROW_CODE,
            names.SUPPLY,
            names.ROW_TEXT,
        }
    ),
    state.SET: frozenset({state.ORDER, *state.FIGURES}),
    partner.SET: frozenset({partner.FULL_NAME, partner.KIND, partner.MANAGER, contact.PART}),
    legal_entity.SET: frozenset({legal_entity.INN, legal_entity.KPP, legal_entity.KIND, legal_entity.PARTNER}),
    contact_person.SET: frozenset({contact.PART}),
    organisation.SET: frozenset({organisation.INN, organisation.KPP, organisation.COUNTRY}),
    user.SET: frozenset({user.INVALID, contact.PART}),
    item.SET: frozenset({item.ARTICLE, item.UNIT, item.KIND, item.CHARACTERISTICS_USED}),
    item.CHARACTERISTICS: frozenset(),
    item.PACKS: frozenset({item.NUMERATOR, item.DENOMINATOR}),
    item.BARCODES: frozenset({item.BARCODE, item.BARCODE_ITEM}),
    agreement.SET: frozenset(
        {
            agreement.NUMBER,
            agreement.PARTNER,
            agreement.TYPICAL,
            agreement.CURRENCY,
            agreement.VAT_INCLUDED,
            agreement.STATUS,
            agreement.SETTLEMENT,
            agreement.WAREHOUSE,
            agreement.USES_CONTRACTS,
        }
    ),
    agreement.CONTRACTS: frozenset(
        {
            agreement.CONTRACT_LEGAL_ENTITY,
            agreement.CONTRACT_ORGANISATION,
            agreement.CONTRACT_KIND,
            agreement.CONTRACT_CURRENCY,
            agreement.CONTRACT_TAX_REGIME,
            agreement.CONTRACT_LEAVES_REGIME,
        }
    ),
    contact.KINDS: frozenset({contact.KIND_TYPE}),
    dictionary.WAREHOUSES: frozenset(),
    dictionary.CURRENCIES: frozenset(),
    dictionary.VAT_RATES: frozenset(
        {
            dictionary.RATE,
            dictionary.RATE_ENUM,
            dictionary.RATE_WITHIN,
            dictionary.RATE_COUNTRY,
            dictionary.RATE_FROM,
            dictionary.RATE_TILL,
            dictionary.RATE_MAIN,
            dictionary.RATE_REGIMES,
        }
    ),
}
"""Set (or row type) → fields."""

CONSTANTS: Final = (
    switches.EXTENDED_ORDERS,
    switches.APPROVAL,
    switches.AGREEMENTS,
)
