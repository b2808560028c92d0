#!/bin/bash
# Does what the vendor's entry point does: makes the first user while nobody else can connect, then starts the server.
set -euo pipefail
if [[ $(id -u) == 0 ]]; then
  find /data/db ! -user mongodb -exec chown mongodb '{}' +
  exec gosu mongodb "${BASH_SOURCE[0]}" "$@"
fi
if [[ ! -e /data/db/WiredTiger ]]; then
  mongod --bind_ip 127.0.0.1 --fork --logpath /data/db/first.log >/dev/null
  /venv/bin/python /usr/local/bin/first-user.py "$MONGO_INITDB_ROOT_USERNAME" "$MONGO_INITDB_ROOT_PASSWORD_FILE"
  mongod --shutdown >/dev/null
fi
exec "$@"
