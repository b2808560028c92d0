"""The switches of the simulated portal: limits, deliveries and everything nobody could verify."""

from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass
class PortalSwitches:
    """All switches of the simulated portal with their defaults; `README.md` explains each one."""

    # Limits. rate 0 = no bucket; the tariffs' values are 2 a second and a threshold of 50.
    rate: float = 0.0
    bucket: int = 50
    operating_limit: float = 480.0
    command_ms: float = 0.0
    hurry: float = 1.0  # windows and charges of operating time are so many times shorter
    at_work: bool = False  # a command of the table of charges takes as long as it is charged
    # Online events.
    event_loss: float = 0.0
    event_duplicate: float = 0.0
    event_reorder: bool = False
    event_delay_ms: float = 0.0
    event_workers: int = 4
    event_timeout_s: float = 10.0
    # Behaviour no source settles: the likelier reading is the default.
    row_edit_event: str = "always"  # or "when_sum_changes"
    seller_requisite_on_deal: bool = False
    price_digits: int = 8
    total_rounding: str = "sum"  # or "row"
    auth_connector_in_items: bool = True
    auth_connector_in_batch: bool = True
    auth_connector_in_requisites: bool = True
    method_not_found_status: int = 404
    wrong_secret_status: int = 401  # or 403
    portal_deleted_status: int = 0  # 500 or 410: the portal is gone
    https_required: bool = False
    date_filter_offset: str = "honoured"  # or "ignored"
    unique_origin: bool = False
    empty_duplicates: str = "list"  # or "object"
    duplicate_phones: str = "digits"  # or "typed"
    list_codes: str = "kept"  # or "dropped" by `userfield.add`, or besides "hidden" by `list` and `get`
    status_list_paging: bool = False
    total_without_count: str = "zero"  # or "absent"
    comment_moves_updated_time: bool = False
    failed_reference: str = "empty"  # or "literal"
    empty_filter_value: str = "nothing"  # or "everything"
    list_lag_ms: float = 0.0
    item_update_clears_lists: bool = False
    original_names_defect: bool = True
    auto_link_requisite: bool = True
    link_touches_deal: bool = False
    check_row_product: bool = True
    copy_keeps_origin: bool = True
    # What else is connected.
    onec_connector: str = ""  # name under which the vendor's own connector to 1C is registered
    # Rights and tariff.
    scopes: str = "crm,catalog,user,user_basic,im,userfieldconfig"
    invoices_visible: bool = True
    unreadable: str = ""  # "4:9,3:84": entity type and id of what the webhook's user may not read
    commercial_plan: bool = True
    most_price_types: int = 0  # 0 = as many as one likes
    overload: bool = False
    offline_extended: bool = True
    token_expired: bool = False
    app_user_is_admin: bool = True
    webhook_user_is_admin: bool = True

    def change(self, wanted: dict[str, Any]) -> None:
        """Set named switches of the simulated portal.

        Raises:
            ValueError: a name is unknown or a value has another type; nothing is changed then.
        """
        types = {field.name: type(getattr(self, field.name)) for field in fields(self)}
        ready = {}
        for name, value in wanted.items():
            if name not in types:
                raise ValueError(f"unknown switch {name}; known: {', '.join(sorted(types))}")
            ready[name] = _converted(name, value, types[name])
        for name, value in ready.items():
            setattr(self, name, value)

    def as_dict(self) -> dict[str, Any]:
        """Return every switch of the simulated portal with its present value."""
        return asdict(self)


def _converted(name: str, value: Any, kind: type) -> Any:
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if type(value) is not kind:
        raise ValueError(f"switch {name} wants {kind.__name__}, got {value!r}")
    return value
