"""Tells a server whose certificate is not trusted, or cannot be judged, from one that does not answer."""

import ssl
from collections.abc import Iterator


def why_untrusted(error: BaseException) -> str:
    """Return why a server's certificate is not trusted, or which file of authorities is missing; empty: neither."""
    for one in _chain(error):
        if isinstance(one, ssl.SSLCertVerificationError):
            return f"сертификат: {one.verify_message}"
        if isinstance(one, ssl.SSLError) and one.reason == "NO_CERTIFICATE_OR_CRL_FOUND":
            return "в файле удостоверяющего центра нет сертификатов"
        if isinstance(one, FileNotFoundError):
            return "нет файла удостоверяющего центра"
        if "certificate verify failed" in str(one):  # the database's driver keeps the words alone
            return "сертификат: " + str(one).partition("certificate verify failed: ")[2].partition(" (_ssl")[0]
    return ""


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
