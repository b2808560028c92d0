"""What a program of a service reads that a command of the console runs."""

import os

from services.console.settings import ConsoleSettings


def surroundings() -> dict[str, str]:
    """Return the environment for it.

    What its service needs and the command does not, the port for instance, has a value all the same.
    """
    given = {name: value for name, value in os.environ.items() if value}
    ours = ConsoleSettings.load()
    usual = {"DEALBUS_AMQP_URL": ours.amqp_url, "DEALBUS_MONGO_URL": ours.mongo_url, "DEALBUS_HTTP_PORT": "0"}
    return {name: value for name, value in usual.items() if f"{name}_FILE" not in given} | given
