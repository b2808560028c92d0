"""Says for people why 1C cannot be used: to `check`, or to whoever typed a command that asks it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from services.onec_connector.base.client import Base
from services.onec_connector.base.errors import BaseBarredError, ShutError
from services.onec_connector.base.promises import METADATA
from shared.bus.errors import Permanent, Retryable
from shared.process.findings import Finding
from shared.process.settings import SettingsError
from shared.process.unanswered import why_unanswered
from shared.store import StoreAwayError

_NO_LICENCE: Final = re.compile(r"не (обнаружен|найден)\w* .{0,60}лиценз|licen[cs]e .{0,30}not found", re.IGNORECASE)


@asynccontextmanager
async def base_in_words(base: Base) -> AsyncIterator[None]:
    """Turn a failure of 1C, in a command that a person has typed, into a sentence with the remedy.

    Raises:
        SettingsError: 1C cannot be asked, or refuses.
        StoreAwayError: MongoDB does not answer, which says nothing of 1C.
    """
    try:
        yield
    except StoreAwayError:
        raise
    except (Retryable, Permanent) as error:
        raise SettingsError((await unusable(error, base)).text) from error


async def unusable(error: Retryable | Permanent, base: Base) -> Finding:
    """Return a finding of why 1C cannot be asked: user refused, a right or licence missing, shut, or silent."""
    match error:
        case BaseBarredError() if denied := [name for name in base.rights.missing if name != METADATA]:
            text = (
                f"1С не даёт пользователю обмена читать {', '.join(denied)}. Дайте ему права, перечисленные в "
                "docs/guides/onec.ru.md."
            )
        case BaseBarredError(schemes=schemes) if schemes:
            text = (
                f"Веб-сервер 1С пускает только по {schemes}, а не по имени и паролю. Включите для публикации базы "
                "обычную проверку (Basic): в IIS — «Проверка подлинности», «Обычная проверка подлинности»."
            )
        case BaseBarredError():
            text = "1С не пускает пользователя обмена: проверьте имя, пароль, роль УдаленныйДоступOData и права"
        case ShutError():
            text = "1С закрыта для сеансов администратором. Дождитесь конца обслуживания и повторите dealbus check."
        case _ if _NO_LICENCE.search(str(error)):
            text = (
                "1С не начинает сеанс: свободных клиентских лицензий нет. Добавьте лицензию для обмена или завершите "
                "лишние сеансы; сколько сеансов держит обмен, задаёт DEALBUS_ONEC_SESSIONS."
            )
        case _:
            why = await why_unanswered(base.way, f"{base.root}/", setting="DEALBUS_ONEC_URL", peer="1С")
            text = f"1С не отвечает: {why}"
    return Finding(ok=False, text=text)
