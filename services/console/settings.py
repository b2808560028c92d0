"""What the operators' command line needs to know."""

from pydantic_settings import BaseSettings, SettingsConfigDict


class ConsoleSettings(BaseSettings):
    """Environment `DEALBUS_<NAME>`, the same names as the services have.

    Args:
        amqp_url: broker, user and virtual host.
        management_url: the broker's management interface with its administrator; only `rights apply` uses it.
        mongo_url: database server.
        mongo_database: one per customer.
    """

    model_config = SettingsConfigDict(env_prefix="DEALBUS_", frozen=True, extra="ignore")

    amqp_url: str = "amqp://guest:guest@127.0.0.1:5672/"
    management_url: str = "http://guest:guest@127.0.0.1:15672"
    mongo_url: str = "mongodb://127.0.0.1:27017/?replicaSet=rs0"
    mongo_database: str = "dealbus"
