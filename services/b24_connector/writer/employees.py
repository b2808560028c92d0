"""Finds which of the portal's employees is a manager of 1C."""

from services.b24_connector.reference.directory import Directory
from shared.messages.things import Manager


class Employees:
    """Finds active employees of the portal.

    Args:
        directory: knows them.
    """

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def of(self, manager: Manager | None, default: str | None) -> tuple[str, str]:
        """Find the portal's active employee who is the manager in 1C: by id, else by e-mail, else the rules' stand-in.

        Args:
            manager: of 1C.
            default: e-mail of the one who stands in.

        Returns:
            His id, empty where there is nobody, and his name where he only stands in.
        """
        if manager is None:
            return "", ""
        ref = manager.ref
        if ref is not None and ref.kind == "user" and _at_work(await self._directory.user(ref.id)):
            return ref.id, ""
        if found := _at_work(await self._directory.user_by_email(manager.email)):
            return _id(found), ""
        stands_in = _at_work(await self._directory.user_by_email(default or ""))
        return (_id(stands_in), stands_in.name) if stands_in else ("", "")


def _at_work(employee: Manager | None) -> Manager | None:
    return employee if employee is not None and employee.ref is not None and employee.active else None


def _id(employee: Manager) -> str:
    return employee.ref.id if employee.ref is not None else ""
