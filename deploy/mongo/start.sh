#!/bin/bash
# mongod refuses a key file that others may read, and a mounted secret cannot be given to its user: take a copy.
set -euo pipefail
install -m 400 -o mongodb -g mongodb /run/secrets/mongo_key /run/mongo_key
exec docker-entrypoint.sh mongod --replSet rs0 --bind_ip_all --keyFile /run/mongo_key "$@"
