"""Nobody but who has logged in sees a page of the console, and what a browser is told to keep him safe."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pydantic import ValidationError

from services.console.web.application import application
from services.console.web.entrance import local
from services.console.web.passwords import accounts, fits, line
from services.console.web.throttle import OF_ALL, OF_ONE, WINDOW_S, Throttle
from shared.process.signed import proven, signed
from tests.contract.console.web.visitor import LINE, PASSWORD, log_in, settings, visitor, words_of

KEY = "k" * 32
PAGES = ("/", "/standing", "/failed")


@pytest.mark.parametrize("path", PAGES)
async def test_a_stranger_is_led_to_the_log_in_and_would_come_back(path):
    answer = await visitor().get(path)

    assert (answer.status_code, answer.headers["location"]) == (303, f"/login?next={path}")


async def is_known(client: httpx.AsyncClient) -> bool:
    """Tell whether a page is answered; there is no broker here, so it says that."""
    return (await client.get("/failed")).status_code == 503


async def test_who_knows_the_password_comes_to_where_he_wanted_and_is_known_there():
    async with visitor() as client:
        answer = await log_in(client, next="/nowhere?a=1")
        page = await client.get("/login")

    cookie = answer.headers["set-cookie"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/nowhere?a=1")
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=43200"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert page.status_code == 200


async def test_a_wrong_password_an_unknown_name_and_none_at_all_are_refused_alike():
    async with visitor() as client:
        answers = [await log_in(client, **form) for form in ({"password": "x"}, {"name": "petrov"}, {"name": ""})]

    assert {answer.status_code for answer in answers} == {403}
    assert len({re.sub('value="[^"]*"', "", answer.text) for answer in answers}) == 1
    assert "Имя или пароль не подходит." in words_of(answers[0].text)
    assert not any("set-cookie" in answer.headers for answer in answers)


async def test_after_five_failures_not_even_the_right_password_is_tried():
    async with visitor() as client:
        for _ in range(OF_ONE):
            await log_in(client, password="x")
        answer = await log_in(client)

    assert (answer.status_code, "set-cookie" in answer.headers) == (429, False)
    assert 0 < int(answer.headers["retry-after"]) <= WINDOW_S + 1


async def test_a_form_that_another_site_has_sent_logs_nobody_in_and_nobody_out():
    async with visitor() as client:
        foreign = {"origin": "https://evil.example"}
        form = {"name": "ivanova", "password": PASSWORD}
        refused = await client.post("/login", data=form, headers=foreign)
        await log_in(client)
        await client.post("/logout", headers=foreign)
        still = await is_known(client)

    assert (refused.status_code, "set-cookie" in refused.headers, still) == (403, False, True)


async def test_a_cookie_that_was_copied_ends_with_the_log_out():
    app = application(settings())
    async with visitor(app) as client, visitor(app) as thief:
        await log_in(client)
        thief.cookies.update(client.cookies)
        assert await is_known(thief)
        await client.post("/logout", headers={"origin": str(client.base_url)})
        known = await is_known(thief)

    assert not known
    assert not client.cookies


async def test_a_session_outlives_the_process_where_a_key_is_set_and_ends_with_its_password():
    first, again = (application(settings(console_key=KEY)) for _ in range(2))
    changed = application(settings(console_key=KEY, console_users=line("ivanova", PASSWORD)))
    async with visitor(first) as client, visitor(again) as same, visitor(changed) as other:
        await log_in(client)
        for one in (same, other):
            one.cookies.update(client.cookies)
        known = [await is_known(one) for one in (client, same, other)]

    assert known == [True, True, False]


async def test_behind_tls_the_cookie_stays_within_it():
    async with visitor(application(settings(console_url="https://bus.example")), "https://bus.example") as client:
        answer = await log_in(client)

    assert answer.headers["set-cookie"].startswith("__Host-dealbus=")
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize("path", ["/login", "/nowhere", "/static/console.css", "/health/live", "/"])
async def test_every_answer_forbids_scripts_frames_and_guessing(path):
    answer = await visitor().get(path)

    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["style-src"] == policy["form-action"] == "'self'"
    assert not {"script-src", "'unsafe-inline'"} & set(answer.headers["content-security-policy"].split())
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"


async def test_a_name_of_another_site_that_leads_here_is_refused():
    rebound = await visitor(url="http://evil.example").get("/login")
    ours = await visitor(url="http://localhost").get("/login")

    assert (rebound.status_code, ours.status_code) == (400, 200)


async def test_what_is_asked_without_a_host_is_told_that_the_page_lives():
    async with visitor() as client:
        answer = await client.get("/health/ready", headers={"host": ""})

    assert answer.status_code == 200


async def test_the_log_in_speaks_the_language_that_was_chosen():
    async with visitor() as client:
        russian = await client.get("/login")
        chosen = await client.get("/language/en?next=/login")
        english = await client.get(chosen.headers["location"])
        unknown = await client.get("/language/xx?next=//evil.example/")

    assert ('lang="ru"' in russian.text, "Войти" in russian.text) == (True, True)
    assert ('<html lang="en">' in english.text, "Log in" in english.text) == (True, True)
    assert unknown.headers["location"] == "/"


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "https://evil.example/", "evil", "/a\r\nb", ""])
def test_nobody_is_led_elsewhere_after_the_log_in(path):
    assert local(path) == "/"


def test_a_token_counts_for_its_purpose_its_key_and_its_time_alone():
    now = datetime.now(UTC)
    token = signed(KEY, "session", "ivanova 1", now + timedelta(minutes=1))
    forged = signed("x" * 32, "session", "ivanova 1", now + timedelta(minutes=1))
    words, _, proof = token.partition(".")

    assert proven(KEY, "session", token) == "ivanova 1"
    assert proven(KEY, "session", token, now + timedelta(minutes=2)) is None
    assert proven(KEY, "link", token) is None
    for other in (forged, words, f"{words}.", f"{words}x.{proof}", f"{words}.{proof}=", "", ".", "ё.ё", f"{token}."):
        assert proven(KEY, "session", other) is None


def test_passwords_are_kept_as_hashes_with_a_salt_each():
    one, other = line("a", PASSWORD), line("a", PASSWORD)

    assert one != other
    assert PASSWORD not in one
    assert [fits(word, accounts(one)["a"]) for word in (PASSWORD, "x", "")] == [True, False, False]


@pytest.mark.parametrize(
    "text", ["ivanova", "ivanova:secret", ":scrypt.15.AAAA.AAAA", "a:scrypt.40.AAAA.AAAA", "a:md5.1.A.A"]
)
def test_what_is_no_hash_is_refused_without_being_repeated(text):
    with pytest.raises(ValueError, match=r"python -m services\.console\.web password") as refused:
        accounts(text)

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "wrong",
    [
        {"console_url": "http://bus.example"},
        {"console_url": "https://user:password@bus.example"},
        {"console_key": "short"},
        {"console_users": "  "},
    ],
)
def test_settings_that_would_leave_the_page_open_are_refused(wrong):
    with pytest.raises(ValidationError):
        settings(**wrong)


def test_without_an_address_of_its_own_the_page_is_for_this_machine_alone():
    alone, open_to_others = (
        settings(http_host="0.0.0.0"),
        settings(http_host="0.0.0.0", console_url="https://bus.example"),
    )

    assert (alone.listens_on, open_to_others.listens_on) == ("127.0.0.1", "0.0.0.0")
    assert "bus.example" in open_to_others.hosts
    assert LINE not in repr(alone)


def test_whoever_changes_names_and_addresses_is_slowed_down_as_well():
    now = 0.0
    throttle = Throttle(lambda: now)
    for number in range(OF_ALL):
        assert throttle.wait_s(f"10.0.0.{number}", f"n{number}") == 0
        throttle.failed(f"10.0.0.{number}", f"n{number}")

    assert throttle.wait_s("10.0.1.1", "anybody") == WINDOW_S
    now = WINDOW_S
    assert throttle.wait_s("10.0.1.1", "anybody") == 0
