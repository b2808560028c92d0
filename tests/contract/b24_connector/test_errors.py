"""What each failure of the portal means."""

import pytest

from services.b24_connector.portal import DoubtfulWrite, NotFound, PortalBarredError, PortalRefusal
from services.b24_connector.portal.errors import Fault, error_of
from shared.bus.errors import Permanent, Retryable


@pytest.mark.parametrize(
    ("status", "code", "text", "write", "kind"),
    [
        (401, "NO_AUTH_FOUND", "Wrong authorization data", False, PortalBarredError),
        (403, "INVALID_CREDENTIALS", "Invalid request credentials", False, PortalBarredError),
        (401, "", "", False, Retryable),
        (401, "ACCESS_DENIED", "REST is available only on commercial plans", True, Retryable),
        (401, "PAYMENT_REQUIRED", "", False, Retryable),
        (403, "ACCESS_DENIED", "REST API is available only on commercial plans", False, Retryable),
        (400, "ACCESS_DENIED", "Доступ запрещен", False, PortalRefusal),
        (403, "insufficient_scope", "", False, PortalRefusal),
        (404, "ERROR_METHOD_NOT_FOUND", "Method not found!", False, PortalRefusal),
        (400, "ERROR_METHOD_NOT_FOUND", "Method not found!", False, PortalRefusal),
        (400, "NOT_FOUND", "Элемент не найден", False, NotFound),
        (None, "", "Not found", False, NotFound),
        (None, "", "Not found.", False, NotFound),
        (None, "0", "The Requisite with ID '27' is not found", False, NotFound),
        (400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", "Стадия", True, PortalRefusal),
        (None, "100", "Expected iterable value", True, PortalRefusal),
        (None, "Access denied.", "", False, PortalRefusal),
        (None, "200040300010", "", False, PortalRefusal),
        (503, "QUERY_LIMIT_EXCEEDED", "Too many requests", True, Retryable),
        (503, "OVERLOAD_LIMIT", "REST API is blocked due to overload", False, Retryable),
        (429, "OPERATION_TIME_LIMIT", "", False, Retryable),
        (500, "INTERNAL_SERVER_ERROR", "", False, Retryable),
        (None, "INTERNAL_SERVER_ERROR", "", True, DoubtfulWrite),
        (500, "ERROR_UNEXPECTED_ANSWER", "", True, DoubtfulWrite),
        (502, "", "", True, DoubtfulWrite),
        (504, "", "", False, Retryable),
        (500, "PORTAL_DELETED", "Portal was deleted", False, Retryable),
        (418, "", "", False, PortalRefusal),
    ],
)
def test_every_documented_failure_has_its_meaning(status, code, text, write, kind):
    error = error_of(Fault("some.method", code, text, status, write))

    assert type(error) is kind
    assert isinstance(error, Retryable | Permanent)


def test_a_webhook_that_is_refused_spends_no_attempt():
    error = error_of(Fault("x", "NO_AUTH_FOUND", "", 401))

    assert not error.counted
