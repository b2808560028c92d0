"""The addresses of the services' users, as administrators write them."""

from pathlib import Path

import pytest

from services.console.broker.rights import RightsError, apply
from services.console.settings import ConsoleSettings
from shared.messages.routes import SERVICES


@pytest.mark.parametrize("password", ["Geh/eim7", "Geh@eim7"])
async def test_a_password_that_spoils_its_address_is_not_told(tmp_path: Path, password: str) -> None:
    for service in SERVICES:
        (tmp_path / f"{service}_amqp_url").write_text(f"amqp://{service}:p@host:5672/", encoding="utf-8")
        (tmp_path / f"{service}_mongo_url").write_text(f"mongodb://{service}:{password}@host:27017/", encoding="utf-8")

    with pytest.raises(RightsError, match="_mongo_url не адрес MongoDB") as refused:
        await apply(ConsoleSettings(), tmp_path)

    assert "eim7" not in str(refused.value)
