"""The local stack: real RabbitMQ, real MongoDB, the simulators and the services as processes."""

from sandbox.stack.broker import Broker, local_broker
from sandbox.stack.database import Database, local_database
from sandbox.stack.peers import Peers
from sandbox.stack.ports import free_ports
from sandbox.stack.program import Command, Program, StackError, Supervisor
from sandbox.stack.services import SERVICES, Service, replicas_of
from sandbox.stack.simulators import Simulator
from sandbox.stack.stack import Stack, StackPlan, running_stack

__all__ = [
    "SERVICES",
    "Broker",
    "Command",
    "Database",
    "Peers",
    "Program",
    "Service",
    "Simulator",
    "Stack",
    "StackError",
    "StackPlan",
    "Supervisor",
    "free_ports",
    "local_broker",
    "local_database",
    "replicas_of",
    "running_stack",
]
