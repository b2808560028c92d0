"""What is said of a web server that lets in by Windows accounts alone, as IIS does out of the box."""

import httpx
import pytest

from services.onec_connector.base.client import Base
from services.onec_connector.base.errors import BaseBarredError, error_of
from services.onec_connector.base.wire import fault_of
from services.onec_connector.reference.unusable import unusable


def refused(*challenges):
    headers = [("WWW-Authenticate", one) for one in challenges]
    response = httpx.Response(401, headers=headers, content="<html>401.2</html>")
    return error_of(fault_of(response, write=False, in_session=False, long=False, promised=False))


async def said_of(error):
    async with Base.connect("http://1c.test/odata/standard.odata", user="u", password="p") as base:
        return (await unusable(error, base)).text


@pytest.mark.parametrize(
    ("challenges", "named"),
    [
        (("Negotiate", "NTLM"), "Negotiate, NTLM"),
        (("NTLM, Negotiate",), "NTLM, Negotiate"),
        (('Digest realm="1C, Basic", nonce="a b", algorithm=MD5',), "Digest"),
    ],
)
async def test_a_web_server_without_names_and_passwords_is_told_with_the_remedy(challenges, named):
    error = refused(*challenges)

    assert isinstance(error, BaseBarredError)
    assert f"пускает только по {named}, а не по имени и паролю. Включите" in await said_of(error)


@pytest.mark.parametrize("challenges", [("Negotiate", "NTLM", 'Basic realm="1C"'), ("basic realm=x, NTLM",), ()])
async def test_a_web_server_that_takes_a_password_refuses_the_user(challenges):
    assert "не пускает пользователя обмена" in await said_of(refused(*challenges))
