"""The local stack: real RabbitMQ, real MongoDB, the simulators and the services as processes."""

from sandbox.stack.broker import Broker, local_broker
from sandbox.stack.database import Database, local_database
from sandbox.stack.ports import free_ports
from sandbox.stack.program import Command, Program, StackError, Supervisor

__all__ = [
    "Broker",
    "Command",
    "Database",
    "Program",
    "StackError",
    "Supervisor",
    "free_ports",
    "local_broker",
    "local_database",
]
