"""Finds the portal and the base the demo plays on: those of a stack, or given by the connectors' settings."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sandbox.people.control import Control
from sandbox.stack.simulators import PORTAL_EVENTS

if TYPE_CHECKING:
    from sandbox.stack import Stack


@dataclass(frozen=True)
class Places:
    """Addresses of the portal and the base that the demo plays on; `odata` is address, user and password.

    Args:
        has_directories: the rules let clients and the goods of one group cross, which the delivered ones do not.
    """

    portal_control: str
    webhook: str
    base_control: str
    odata: tuple[str, str, str]
    has_directories: bool = False


def places_of(stack: "Stack") -> Places:
    """Return for the demo the places that the simulators of a local stack have named."""
    told = stack.base.told
    odata = (str(told["address"]), str(told["user"]), str(told["password"]))
    webhook = str(stack.portal.told["webhook"])
    return Places(stack.portal.control_url, webhook, stack.base.control_url, odata, has_directories=True)


def given_places() -> Places:
    """Return the demo's places from `DEALBUS_B24_WEBHOOK`, `DEALBUS_ONEC_URL`, `…_USER`, `…_PASSWORD` or `…_FILE`."""
    webhook, address = setting("DEALBUS_B24_WEBHOOK"), setting("DEALBUS_ONEC_URL")
    odata = (address, setting("DEALBUS_ONEC_USER"), setting("DEALBUS_ONEC_PASSWORD"))
    return Places(control_of(webhook), webhook, control_of(address), odata)


def setting(name: str) -> str:
    """Read a connector's setting for the demo, or the file that `<name>_FILE` names."""
    path = os.environ.get(f"{name}_FILE")
    return Path(path).read_text(encoding="utf-8").strip() if path else os.environ[name]


def control_of(address: str) -> str:
    """Return the control interface of the simulator that answers at this address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}/control/"


def main(words: list[str]) -> int:
    """Run `webhook <address>` of the demo: the given portal sends its events there from now on."""
    if len(words) != 2 or words[0] != "webhook":
        sys.stderr.write("usage: python -m sandbox.demo.given webhook <address of the intake>\n")
        return 2
    with Control(control_of(setting("DEALBUS_B24_WEBHOOK"))) as portal:
        portal.post("webhooks", url=words[1], events=list(PORTAL_EVENTS))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
