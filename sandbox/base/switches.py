"""The switches of the simulated base: whatever differs between customers, or was never seen live."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from sandbox.base.objects import constants

# A switch that is a constant of the configuration: name → (constants it sets, whether they hold its opposite).
CONSTANTS: dict[str, tuple[tuple[str, ...], bool]] = {
    "control_close": ((constants.CLOSE_ONLY_PAID, constants.CLOSE_ONLY_SHIPPED), False),
    "order_as_invoice": ((constants.EXTENDED_ORDER,), True),
    "line_shipment": ((constants.LINE_SHIPMENT,), False),
    "approval": ((constants.APPROVAL,), False),
    "agreements": ((constants.AGREEMENTS,), False),
    "contracts": ((constants.CONTRACTS,), False),
    "auto_discounts": ((constants.AUTO_DISCOUNTS,), False),
    "manual_discounts": ((constants.MANUAL_DISCOUNTS,), False),
    "limit_by_agreement": ((constants.LIMIT_BY_AGREEMENT,), False),
    "limit_by_user": ((constants.LIMIT_BY_USER,), False),
    "pricing_25": ((constants.PRICING_25,), False),
    "versioning": ((constants.VERSIONING,), False),
    "one_party": ((constants.ONE_PARTY,), False),
}


class BaseSwitches(BaseModel):
    """The switches of the simulated base; the descriptions are the help texts of its options."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    # the publication and the platform
    auth_html: bool = Field(default=False, description="refuse bad credentials with HTML and status 200")
    published_sets: list[str] = Field(default_factory=list, description="publish these sets only; empty: all")
    unpublished_sets: list[str] = Field(default_factory=list, description="leave these sets out")
    if_match: Literal["ignore", "412"] = Field(default="ignore", description="what a stale If-Match meets")
    data_version: Literal["record", "database"] = Field(default="record", description="whose saves DataVersion counts")
    honour_client_ref_key: bool = Field(default=True, description="keep a Ref_Key sent with POST")
    licences: int = Field(default=0, ge=0, description="sessions at a time; 0: unlimited")
    ibsession: bool = Field(default=True, description="answer IBSession with a cookie")
    web_server: Literal["iis", "apache", "none"] = Field(default="iis", description="whose length limits apply")
    call_ms: int = Field(default=0, ge=0, description="time of every call, really awaited")
    constant_form: Literal["collection", "object"] = Field(default="collection", description="GET of a constant")
    inline_count: Literal["whole", "paged"] = Field(default="whole", description="$inlinecount drops $top/$skip")
    count_bom: bool = Field(default=True, description="/$count opens with a byte order mark")

    # rules of writing and posting
    post_fail: int = Field(default=0, ge=0, description="refuse the next N postings with the bare handler's name")
    period_closed: str = Field(default="", description="orders up to this day (YYYY-MM-DD) cannot be written")
    change_unposts: bool = Field(default=False, description="a change of a posted order takes its posting away")
    stock_control: bool = Field(default=False, description="refuse to post goods to ship that are not in stock")
    after_shipment_control: Literal["off", "quantity", "rows"] = Field(
        default="quantity", description="what a shipped order may not lose: shipped quantities, or any change of rows"
    )
    minimum_sum: Decimal = Field(default=Decimal(0), ge=0, description="the agreement's least sum of an order")
    minimum_price: Decimal = Field(default=Decimal(0), ge=0, description="the agreement's least price of a row")
    outside_segment: list[str] = Field(default_factory=list, description="items the agreement's segment leaves out")
    overdue_debt: Decimal = Field(default=Decimal(0), ge=0, description="what every client has not paid in time")
    debt_limit: Decimal = Field(default=Decimal(0), ge=0, description="what an order may come to on credit; 0: any")
    refusal_text: Literal["hidden", "shown"] = Field(default="hidden", description="whether Post gives its reason")
    fill_check: bool = Field(default=False, description="Post runs the form's own check as well")

    # constants of the configuration
    control_close: bool = Field(default=True, description="close only what is paid and shipped")
    order_as_invoice: bool = Field(default=False, description="orders without a state")
    line_shipment: bool = Field(default=True, description="supply and shipment dates by line; off: by status")
    approval: bool = Field(default=False, description="orders wait for approval")
    agreements: bool = Field(default=True, description="agreements with customers are used")
    agreement_kinds: Literal["both", "typical", "individual"] = Field(default="both", description="which of them are")
    contracts: bool = Field(default=True, description="contracts with customers are used")
    auto_discounts: bool = Field(default=False, description="automatic discounts are on")
    manual_discounts: bool = Field(default=True, description="discounts may be given by hand")
    limit_by_agreement: bool = Field(default=False, description="agreements limit discounts given by hand")
    limit_by_user: bool = Field(default=False, description="settings of users limit discounts given by hand")
    pricing_25: bool = Field(default=False, description="prices live in ЦеныНоменклатуры25")
    pricing_25_from: date = Field(default=date.min, description="the first day on which they do; before it in 2.0's")
    versioning: bool = Field(default=False, description="versions of objects are kept")
    versioned_sets: list[str] = Field(
        default_factory=lambda: list(constants.VERSIONED), description="sets whose saves leave a version while they are"
    )
    one_party: bool = Field(default=False, description="a partner and his only legal entity are one")

    # payments, shipments and the state row
    state_lag_s: float = Field(default=0, ge=0, description="seconds from payment or shipment to the new state")
    provisional_state: bool = Field(default=False, description="a state without figures right after shipment")
    settlement_by_contract: bool = Field(default=False, description="agreements settle by contract, not by order")
    in_stock: bool = Field(default=True, description="goods are at hand, nothing waits for supply")
    warehouse_order: bool = Field(default=False, description="the warehouse still owes its own order")
    write_off: Decimal = Field(default=Decimal(0), ge=0, description="an unpaid rest up to this sum is written off")
    overpay: Decimal = Field(default=Decimal(0), ge=0, description="percent that a full payment exceeds the sum by")

    @field_validator("after_shipment_control", mode="before")
    @classmethod
    def _as_word(cls, value: Any) -> Any:
        return {True: "rows", False: "off"}.get(value, value) if isinstance(value, bool) else value
