#!/bin/bash
# The server takes its first user's password from the environment only.
set -euo pipefail
RABBITMQ_DEFAULT_PASS=$(cat /run/secrets/broker_password)
export RABBITMQ_DEFAULT_PASS
exec docker-entrypoint.sh rabbitmq-server
