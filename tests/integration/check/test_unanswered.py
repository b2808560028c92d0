"""What stands between this server and a peer, named with its remedy."""

import asyncio
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.b24_connector.portal import Portal
from services.onec_connector.base.client import Base
from shared.process.unanswered import of_error, why_unanswered, words_of


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> tuple[Path, Path]:
    """Signed by itself, for another name than the server's."""
    key, made = (tmp_path_factory.mktemp("tls") / name for name in ("key.pem", "made.pem"))
    kind = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    whose = ("-subj", "/CN=1c.company.test", "-addext", "subjectAltName=DNS:1c.company.test")
    words = ["openssl", "req", "-x509", *kind, "-keyout", str(key), "-out", str(made), *whose]
    subprocess.run(words, check=True, capture_output=True)
    return made, key


@asynccontextmanager
async def serving(answer: bytes, certificate: tuple[Path, Path] | None = None) -> AsyncIterator[int]:
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def said(address: str, context: ssl.SSLContext | bool = True) -> str:
    async with httpx.AsyncClient(verify=context, trust_env=False, timeout=5) as client:
        return await why_unanswered(client, address, setting="DEALBUS_ONEC_URL", peer="1С")


def named_here(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """Let a client find 1c.company.test at this machine, as a line in /etc/hosts would."""
    pool = client._transport._pool
    connect = pool._network_backend.connect_tcp

    async def here(host: str, port: int, **options: Any) -> Any:
        return await connect("127.0.0.1" if host == "1c.company.test" else host, port, **options)

    pool._network_backend.connect_tcp = here
    return client


async def test_a_certificate_signed_by_itself_is_named(certificate):
    async with serving(b"", certificate) as port:
        told = await said(f"https://127.0.0.1:{port}/ut")

    assert told.startswith(f"сертификат 127.0.0.1:{port} самоподписанный. Добавьте")


async def test_a_certificate_of_another_name_is_named(certificate):
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    async with serving(b"", certificate) as port:
        told = await said(f"https://localhost:{port}/ut", trusting)

    assert told == (
        f"сертификат выдан не на имя localhost:{port}. Напишите в DEALBUS_ONEC_URL то имя, на которое он выдан."
    )


@pytest.mark.parametrize(
    ("trusted", "expected"), [(True, "ничего не публикует (HTTP 404)"), (False, "самоподписанный")]
)
async def test_the_connectors_trust_the_authorities_of_ssl_cert_file(certificate, monkeypatch, trusted, expected):
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    else:
        monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    async with serving(b"HTTP/1.1 404 Not Found\r\n\r\n", certificate) as port:
        address = f"https://1c.company.test:{port}/"
        async with (
            Base.connect(f"{address}ut", user="u", password="p") as base,
            Portal.connect(f"{address}rest/7/s/", rate=0, bucket=50) as portal,
        ):
            told = [
                await why_unanswered(way, address, setting="DEALBUS_ONEC_URL", peer="1С")
                for way in (named_here(base.way), named_here(portal.way))
            ]

    assert [expected in one for one in told] == [True, True], told


async def test_http_where_https_was_written_is_named():
    async with serving(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        told = await said(f"https://127.0.0.1:{port}/ut")

    assert told.startswith(f"127.0.0.1:{port} не говорит по TLS. Проверьте порт")


async def test_nobody_at_the_port_is_named():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        told = await said(f"http://127.0.0.1:{port}/ut")

    assert told.startswith(f"127.0.0.1:{port} не принимает соединений. Проверьте порт в DEALBUS_ONEC_URL")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"HTTP/1.1 404 Not Found\r\n\r\n<h1>IIS</h1>", "ничего не публикует (HTTP 404). Исправьте путь"),
        (b"HTTP/1.1 200 OK\r\n\r\n<!DOCTYPE html><p>Nginx", "вместо 1С на"),
        (b"HTTP/1.1 403 Forbidden\r\n\r\n<html>", "не пускает этот сервер (HTTP 403). Разрешите его адрес"),
        (
            b"HTTP/1.1 400 Bad Request\r\n\r\n<h1>The plain HTTP request was sent to HTTPS port</h1>",
            "ждёт на этом порту TLS. Замените в DEALBUS_ONEC_URL http:// на https://.",
        ),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n<html>", "отвечает ошибкой (HTTP 502). Проверьте, работает ли 1С."),
    ],
)
async def test_another_ones_page_is_described_and_never_quoted(answer, expected):
    async with serving(answer) as port:
        told = await said(f"http://127.0.0.1:{port}/ut?secret")

    assert expected in told
    assert "<" not in told
    assert "secret" not in told


@pytest.mark.parametrize(
    ("code", "expected"), [(10, "срок сертификата"), (9, "ещё не начался"), (20, "не доверяет"), (999, "не прошёл")]
)
def test_what_openssl_complains_of_is_said_in_words(code, expected):
    error = ssl.SSLCertVerificationError()
    error.verify_code = code
    outer = httpx.ConnectError("TLS")
    outer.__cause__ = error

    what, remedy = of_error(outer)

    assert expected in what
    assert remedy


def test_a_name_that_dns_does_not_know_is_named():
    outer = httpx.ConnectError("no name")
    outer.__cause__ = socket.gaierror()

    assert of_error(outer)[0] == "имени {host} нет в DNS"


def test_the_words_of_a_page_stay_and_its_markup_goes():
    assert words_of("<script>alert(1)</script><b>Доступ&nbsp;запрещён</b>.<br") == "Доступ запрещён. br"
