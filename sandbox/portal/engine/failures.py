"""Refusals of the simulated portal's methods, as its documentation lists them."""


class PortalError(Exception):
    """A refused call of the portal: HTTP status, the `error` key (a code, a sentence, a number or nothing), a text."""

    def __init__(self, status: int, code: str | int, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.code = code
        self.description = description

    def body(self) -> dict[str, str | int]:
        """Return the two keys in the body of a call that the simulated portal refused."""
        return {"error": self.code, "error_description": self.description}


def item_not_found() -> PortalError:
    """Return the simulated portal's refusal of `crm.item.*` for an id that does not exist."""
    return PortalError(400, "NOT_FOUND", "Элемент не найден")


def legacy_not_found() -> PortalError:
    """Return the refusal of the old methods for an id that does not exist: the code is empty, only the text tells."""
    return PortalError(400, "", "Not found")


def unnamed(text: str) -> PortalError:
    """Return a refusal of the simulated portal's old methods that has no code, only a sentence."""
    return PortalError(400, "", text)


def invalid_value(text: str) -> PortalError:
    """Return the simulated portal's refusal of a bad filter, order or argument."""
    return PortalError(400, "INVALID_ARG_VALUE", text)


def required(name: str) -> PortalError:
    """Return the simulated portal's refusal of a call that lacks a parameter."""
    return PortalError(400, "100", f"Could not find value for parameter {{{name}}}")


def wrong_field(text: str) -> PortalError:
    """Return the simulated portal's refusal of a field's value, e.g. a stage outside the pipeline."""
    return PortalError(400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", text)


def method_not_found(status: int) -> PortalError:
    """Return the simulated portal's answer to an unknown method; documentation and SDKs disagree about the status."""
    return PortalError(status, "ERROR_METHOD_NOT_FOUND", "Method not found!")
