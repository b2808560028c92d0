"""Finds a time zone by the name that an administrator wrote, for the rules file and for settings."""

import re
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_BACKWARDS: Final = re.compile(r"(?:Etc/)?GMT\+([1-9]\d?)")


class UnfitZoneError(ValueError):
    """A zone cannot be taken; `complaint` says why in Russian, `remedy` what to write instead."""

    def __init__(self, complaint: str, remedy: str) -> None:
        self.complaint, self.remedy = complaint, remedy
        super().__init__(f"{complaint}: {remedy}")


def zone_of(name: str) -> ZoneInfo:
    """Return the time zone of an IANA name.

    Raises:
        UnfitZoneError: there is none, or its sign means the opposite of what people read in it.
    """
    if found := _BACKWARDS.fullmatch(name):
        remedy = f"Возьмите имя города: Europe/Moscow; если нужно UTC+{found[1]}, это Etc/GMT-{found[1]}."
        raise UnfitZoneError(f"у Etc/GMT знак обратный, это UTC-{found[1]}", remedy)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: a folder of zones, a name without end
        remedy = "Возьмите имя из списка IANA, например Europe/Moscow или Asia/Yekaterinburg."
        raise UnfitZoneError("неизвестный часовой пояс", remedy) from error
