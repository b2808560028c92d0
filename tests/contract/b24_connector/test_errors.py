"""What each failure of the portal means."""

import pytest

from services.b24_connector.portal import (
    PortalAwayError,
    PortalBarredError,
    PortalMissing,
    PortalRefusal,
    PortalRestsError,
    PortalRightsError,
)
from services.b24_connector.portal.errors import PortalFault, action_for, error_of, is_denied
from shared.bus.errors import DoubtfulWrite, Permanent, Retryable

M = "crm.item.get"
TARIFF = "REST is available only on commercial plans"


@pytest.mark.parametrize(
    ("fault", "action", "kind"),
    [
        (PortalFault(M, "NO_AUTH_FOUND", "Wrong authorization data", 401), "barred", PortalBarredError),
        (PortalFault(M, "INVALID_CREDENTIALS", "Invalid request credentials", 403), "barred", PortalBarredError),
        (PortalFault(M, "INVALID_CREDENTIALS", "Invalid request credentials"), "refused", PortalRefusal),
        (PortalFault(M, "", "", 401), "stop", PortalRestsError),
        (PortalFault(M, "ACCESS_DENIED", TARIFF, 401, write=True), "stop", PortalRestsError),
        (PortalFault(M, "PAYMENT_REQUIRED", "", 401), "stop", PortalRestsError),
        (PortalFault(M, "ACCESS_DENIED", TARIFF, 403), "stop", PortalRestsError),
        (PortalFault(M, "ACCESS_DENIED", "Доступ запрещен", 400), "refused", PortalRefusal),
        (PortalFault(M, "insufficient_scope", "", 403), "rights", PortalRightsError),
        (PortalFault(M, "ERROR_METHOD_NOT_FOUND", "Method not found!", 404), "rights", PortalRightsError),
        (PortalFault(M, "ERROR_METHOD_NOT_FOUND", "Method not found!", 400), "rights", PortalRightsError),
        (PortalFault(M, "NOT_FOUND", "Элемент не найден", 400), "missing", PortalMissing),
        (PortalFault(M, "", "Not found"), "missing", PortalMissing),
        (PortalFault(M, "", "Not found."), "missing", PortalMissing),
        (PortalFault(M, "0", "The Requisite with ID '27' is not found"), "missing", PortalMissing),
        (PortalFault(M, "CRM_FIELD_ERROR_VALUE_NOT_VALID", "Стадия", 400, write=True), "refused", PortalRefusal),
        (PortalFault(M, "100", "Expected iterable value", write=True), "refused", PortalRefusal),
        (PortalFault(M, "Access denied.", ""), "refused", PortalRefusal),
        (PortalFault(M, "200040300010", ""), "refused", PortalRefusal),
        (PortalFault(M, "QUERY_LIMIT_EXCEEDED", "Too many requests", 503, write=True), "slower", PortalAwayError),
        (PortalFault(M, "OVERLOAD_LIMIT", "REST API is blocked due to overload", 503), "stop", PortalRestsError),
        (PortalFault(M, "OPERATION_TIME_LIMIT", "", 429), "rest", PortalRestsError),
        (PortalFault(M, "", "", 429), "rest", PortalRestsError),
        (PortalFault(M, "INTERNAL_SERVER_ERROR", "", 500), "again", PortalAwayError),
        (PortalFault(M, "INTERNAL_SERVER_ERROR", "", write=True), "doubtful", DoubtfulWrite),
        (PortalFault(M, "ERROR_UNEXPECTED_ANSWER", "", 500, write=True), "doubtful", DoubtfulWrite),
        (PortalFault(M, "", "", 502, write=True), "doubtful", DoubtfulWrite),
        (PortalFault(M, "", "", 504), "again", PortalAwayError),
        (PortalFault(M, "", "", 408), "again", PortalAwayError),
        (PortalFault(M, "PORTAL_DELETED", "Portal was deleted", 500), "stop", PortalRestsError),
        (PortalFault(M, "", "", 418), "again", PortalAwayError),
        (PortalFault(M, "", "", 200), "again", PortalAwayError),
        (PortalFault(M, "", "", 200, write=True), "doubtful", DoubtfulWrite),
        (PortalFault(M, "", "", 404, write=True), "again", PortalAwayError),
        (PortalFault(M, "", "", write=True), "refused", PortalRefusal),
    ],
)
def test_every_documented_failure_has_one_meaning(fault, action, kind):
    error = error_of(fault)

    assert (action_for(fault), type(error)) == (action, kind)
    assert isinstance(error, Retryable | Permanent)


def test_a_record_for_which_the_webhooks_user_lacks_the_rights_is_hidden_whatever_the_portal_calls_that():
    within_a_batch = [PortalFault(M, code, "") for code in ("ACCESS_DENIED", "INVALID_CREDENTIALS")]

    assert [is_denied(fault) for fault in within_a_batch] == [True, True]
    assert not is_denied(PortalFault(M, "NOT_FOUND", ""))


def test_a_webhook_that_is_refused_spends_no_attempt():
    error = error_of(PortalFault("x", "NO_AUTH_FOUND", "", 401))

    assert not error.counted


def test_a_message_that_needs_a_missing_right_waits_for_it_however_long_that_takes():
    error = error_of(PortalFault("catalog.product.list", "insufficient_scope", "", 403))

    assert (error.after_s, error.counted) == (600, False)
