"""A method that the portal does not let the webhook call is told with the remedy that helps."""

import pytest

from services.b24_connector.portal.errors import PortalFault
from services.b24_connector.portal.rights import PortalRights, lack_of

METHOD = "catalog.product.sku.add"
REMEDIES = {
    "insufficient_scope": "отметьте его в вебхуке портала",
    "ERROR_METHOD_NOT_FOUND": "обновите портал или включите в нём модуль catalog",
    "allowed_only_intranet_user": "Создайте вебхук от имени сотрудника",
    "METHOD_CONFIRM_DENIED": "Разрешите его на портале",
    "WRONG_AUTH_TYPE": "входящий вебхук",
}


@pytest.mark.parametrize("code", REMEDIES)
def test_each_refusal_has_a_remedy_of_its_own(code):
    rights = PortalRights()
    rights.refused(PortalFault(METHOD, code, "Method not found!"))

    [reason] = rights.reasons

    assert REMEDIES[code] in reason
    assert f"{METHOD}: {code}" in reason
    assert [other for other, remedy in REMEDIES.items() if remedy in reason] == [code]


@pytest.mark.parametrize("code", [code for code in REMEDIES if code != "insufficient_scope"])
def test_a_right_is_named_only_where_one_is_missing(code):
    assert "нет права" not in lack_of(METHOD, code)
