"""A session of the public client odata1c-client, unmodified; prints what it saw as one JSON object."""

import json
import os
from urllib.parse import urlsplit
from uuid import UUID

from OData1C.connection import Connection
from OData1C.models import ODataModel
from OData1C.odata.entity_manager import EntityManager
from pydantic import Field
from requests.auth import HTTPBasicAuth

WHERE = urlsplit(os.environ["ONEC_ROOT"])


class Partner(ODataModel):
    """The fields this client asks for."""

    uid: UUID = Field(alias="Ref_Key", exclude=True)
    name: str = Field(alias="Description")


def main() -> None:
    login = HTTPBasicAuth(os.environ["ONEC_USER"], os.environ["ONEC_PASSWORD"])
    with Connection(WHERE.netloc, WHERE.scheme, login) as connection:
        partners = EntityManager(connection, WHERE.path.split("/")[1], "Catalog_Партнеры", Partner)
        made = partners.create({"Description": "Пион"})
        found = partners.filter(name="Пион").top(2).all()
        changed = partners.update(str(made.uid), {"Description": "Мак"})
        read = partners.get(str(made.uid))
    shown = {"found": [one.name for one in found], "same": found[0].uid == made.uid, "changed": changed.name}
    print(json.dumps(shown | {"read": read.name}))  # noqa: T201


main()
