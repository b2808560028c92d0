"""Reads the employees (users) of the portal, by id and by e-mail."""

import asyncio
from collections.abc import Mapping

from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import USERS, plain_rows
from services.b24_connector.vocabulary.parties import read_manager
from shared.messages.things import Manager
from shared.process.lookups import Cache

_KEPT_S = 600


class PortalUsers:
    """The portal's employees, cached for ten minutes, by id and by e-mail.

    Args:
        portal: where to ask.
    """

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._users = Cache(self._load_users, ttl_s=_KEPT_S)
        self._by_email = Cache(self._load_by_email, ttl_s=_KEPT_S)

    async def ask_for_ourselves(self) -> None:
        """Ask the portal who we are, so that a missing right to see employees shows at start."""
        await self._portal.call("user.current", {})

    async def user(self, identity: str) -> Manager | None:
        """Return an employee of the portal by id."""
        return await self._users.one(identity)

    async def by_email(self, email: str) -> Manager | None:
        """Return an employee of the portal by e-mail, active ones first; none of several who work there."""
        return await self._by_email.one(email.strip().lower())

    async def at_work(self) -> tuple[Manager, ...]:
        """Return all employees who are not dismissed, as the portal lists them now.

        They are picked here: a batch is a query string, which has no word for "true".
        """
        rows = await self._portal.pages("user.get", {}, rows=plain_rows)
        return tuple(one.with_(ref=None) for one in map(read_manager, rows) if one.active)

    async def _load_users(self, ids: list[str]) -> Mapping[str, Manager]:
        lists = await asyncio.gather(*(self._portal.gather(USERS, one) for one in ids))
        return {one: read_manager(rows[0]) for one, rows in zip(ids, lists, strict=True) if rows}

    async def _load_by_email(self, emails: list[str]) -> Mapping[str, Manager]:
        found: dict[str, Manager] = {}
        for email in emails:
            answer = await self._portal.call("user.get", {"FILTER": {"EMAIL": email}})
            users = [one for one in map(read_manager, plain_rows(answer.result)) if one.email == email]
            at_work = [one for one in users if one.active]
            found |= {email: (at_work or users)[0]} if users and len(at_work) <= 1 else {}
        return found
