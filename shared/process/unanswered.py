"""Explains to the administrator why a peer's address does not answer, or what it answers; used by `check` alone."""

import html
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

import httpx

from shared.process.answers import answer_to

WITHIN_S: Final = 10.0
_LONGEST_WORDS = 150
_FAILED, _WHO_ASKS, _BARS, _OUT_OF_ORDER = 400, 401, 403, 500
_FOR_TLS = b"plain HTTP request was sent to HTTPS port"
"""Words of nginx's page."""
_HOST = re.compile(r"[\w.:-]+")
_TAG = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_ASK_FOR_CERTIFICATE = "Установите на веб-сервер действующий сертификат"
_OWN_AUTHORITY = (
    "Добавьте сертификат вашего центра в доверенные на сервере обмена (переменная SSL_CERT_FILE) или установите "
    "сертификат, которому доверяют все"
)
_CERTIFICATES: Final[Mapping[int, tuple[str, str]]] = {
    9: ("срок сертификата {host} ещё не начался", "Проверьте часы этого сервера"),
    10: ("срок сертификата {host} истёк", _ASK_FOR_CERTIFICATE),
    18: ("сертификат {host} самоподписанный", _OWN_AUTHORITY),
    19: ("сертификат {host} выдал центр, которому этот сервер не доверяет", _OWN_AUTHORITY),
    20: ("сертификат {host} выдал центр, которому этот сервер не доверяет", _OWN_AUTHORITY),
    62: ("сертификат выдан не на имя {host}", "Напишите в {setting} то имя, на которое он выдан"),
    64: ("сертификат выдан не на имя {host}", "Напишите в {setting} то имя, на которое он выдан"),
}
"""By OpenSSL's numbers of what is wrong: https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/."""


async def why_unanswered(client: httpx.AsyncClient, address: str, *, setting: str, peer: str) -> str:
    """Try a peer's address without name or password, and return what is in the way and the remedy, in two sentences.

    Args:
        client: the way out.
        address: where the peer is asked; never shown whole, as it may hold a secret.
        setting: that holds it, `DEALBUS_ONEC_URL`.
        peer: who is to answer there, «1С».
    """
    host = urlsplit(address).netloc
    try:
        response = await answer_to(client, httpx.Request("GET", address), within_s=WITHIN_S)
    except httpx.HTTPError as error:
        what, remedy = of_error(error)
    else:
        what, remedy = of_answer(response, peer)
    return f"{what}. {remedy}.".format(host=host, setting=setting)


def of_error(error: Exception) -> tuple[str, str]:
    """Return why a peer does not answer, by the connection's error, and the remedy; may name {host} and {setting}."""
    for cause in _causes(error):
        match cause:
            case ssl.SSLCertVerificationError():
                usual = ("сертификат {host} не прошёл проверку", _ASK_FOR_CERTIFICATE)
                return _CERTIFICATES.get(cause.verify_code, usual)
            case ssl.SSLError():
                return "{host} не говорит по TLS", "Проверьте порт в {setting}, и http там или https"
            case socket.gaierror():
                return "имени {host} нет в DNS", "Проверьте, как оно написано в {setting}, и DNS этого сервера"
            case ConnectionRefusedError():
                return "{host} не принимает соединений", "Проверьте порт в {setting} и запущен ли там веб-сервер"
    if isinstance(error, httpx.TimeoutException):
        return "{host} молчит", "Проверьте сеть и межсетевой экран между этим сервером и {host}"
    return "соединение с {host} обрывается", "Проверьте {setting} и сеть"


def of_answer(response: httpx.Response, peer: str) -> tuple[str, str]:
    """Return what is wrong where an HTTP answer is not the peer's, and the remedy."""
    status = response.status_code
    if status in {404, 410}:
        return f"по этому адресу {{host}} ничего не публикует (HTTP {status})", "Исправьте путь в {setting}"
    if elsewhere := _redirected(response):
        return f"{{host}} отправляет на {elsewhere}", f"Напишите в {{setting}} адрес, который начинается с {elsewhere}"
    if response.content.lstrip()[:1] == b"<" and status < _FAILED:
        why = f"вместо {peer} на {{host}} отвечает веб-страница (HTTP {status})"
        return why, "Проверьте {setting}, имя и пароль: такой страницей отвечают и на неверный пароль"
    if barred := _at_the_door(response, peer):
        return barred
    if status >= _OUT_OF_ORDER:
        return f"веб-сервер {{host}} отвечает ошибкой (HTTP {status})", f"Проверьте, работает ли {peer}"
    return f"{{host}} отвечает не так, как {peer} (HTTP {status})", "Проверьте {setting}"


def _at_the_door(response: httpx.Response, peer: str) -> tuple[str, str] | None:
    """Return why a web server lets nobody through to the peer, and the remedy; None where it does."""
    status = response.status_code
    if status == _BARS:
        why = f"{{host}} не пускает этот сервер (HTTP {status})"
        return why, "Разрешите его адрес на веб-сервере, прокси или межсетевом экране"
    if status == _FAILED and _FOR_TLS in response.content:
        return "{host} ждёт на этом порту TLS", "Замените в {setting} http:// на https://"
    if status == _WHO_ASKS:
        why = f"{{host}} спрашивает имя и пароль, как {peer}, а на запросы обмена отвечает ошибкой"
        return why, f"Посмотрите журналы {peer} и веб-сервера"
    return None


def _redirected(response: httpx.Response) -> str:
    """Return scheme and host of another server to which a peer's address redirects; empty if to none."""
    there, here = urlsplit(response.headers.get("location", "")), response.request.url
    another = (there.scheme, there.netloc) != (here.scheme, here.netloc.decode("ascii"))
    is_host = _HOST.fullmatch(there.netloc) and there.scheme in {"http", "https"}
    return f"{there.scheme}://{there.netloc}" if response.is_redirect and is_host and another else ""


def words_of(text: str) -> str:
    """Return the words of a peer's HTTP answer, without markup, as one short line."""
    told = " ".join(html.unescape(_TAG.sub(" ", text)).replace("<", " ").split()).replace(" .", ".").rstrip(".")
    return told if len(told) <= _LONGEST_WORDS else f"{told[:_LONGEST_WORDS].rstrip()}…"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
