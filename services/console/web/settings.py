"""The settings of the console's web pages, beside those of the commands."""

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from services.console.settings import ConsoleSettings
from services.console.web.passwords import accounts
from shared.process.page_links import LOOPBACK, OURS, PageSettings
from shared.process.settings import ADDRESS


class WebSettings(PageSettings, ConsoleSettings):
    """The settings of the console's web pages, `DEALBUS_…`."""

    rules: Path = Field(description="path of the rules file; the image sets `/etc/dealbus/rules.yaml`")
    http_host: str = Field(
        default=LOOPBACK,
        description="address that the page listens on where `DEALBUS_CONSOLE_URL` is set; without it the page "
        "listens on 127.0.0.1 alone",
    )
    http_port: int = Field(
        default=8090, ge=0, le=65535, description="port that the page listens on; the image sets 8080"
    )
    console_users: SecretStr = Field(
        description="who may look: lines that `python -m services.console.web password <name>` prints, separated by "
        "spaces or ends of line; hashes, no passwords"
    )
    console_b24_url: str = Field(
        default="",
        pattern=rf"^({ADDRESS})?$",
        examples=["http://b24-connector:8080"],
        description="where the b24-connector answers over HTTP, `http://b24-connector:8080`: it is asked what a deal "
        "holds now; empty: its own command is run, which needs its variables",
    )
    console_onec_url: str = Field(
        default="",
        pattern=rf"^({ADDRESS})?$",
        examples=["http://onec-connector:8080"],
        description="the same of the onec-connector, for orders",
    )
    console_session_hours: int = Field(default=12, ge=1, le=168, description="hours until a person logs in anew")

    @field_validator("console_users")
    @classmethod
    def _somebody_may_look(cls, value: SecretStr) -> SecretStr:
        if not accounts(value.get_secret_value()):
            raise ValueError(
                "назовите хоть одного человека, его строку печатает python -m services.console.web password ivanova"
            )
        return value

    @property
    def listens_on(self) -> str:
        """The address that the console's web pages listen on."""
        return self.http_host if self.console_url else LOOPBACK

    @property
    def hosts(self) -> list[str]:
        """Host names of the web pages that a browser may ask for; another site cannot point its own name here."""
        return sorted({*OURS, *filter(None, [urlsplit(self.console_url).hostname])})

    @property
    def is_encrypted(self) -> bool:
        """Whether people reach the console's web pages through TLS."""
        return self.console_url.startswith("https://")
