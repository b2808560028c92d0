#!/bin/bash
# Does what the vendor's entry point does: gives the files to the server's user, then becomes that user.
set -euo pipefail
if [[ $1 == rabbitmq* && $(id -u) == 0 ]]; then
  find /var/lib/rabbitmq ! -user rabbitmq -exec chown rabbitmq '{}' +
  exec gosu rabbitmq "${BASH_SOURCE[0]}" "$@"
fi
exec "$@"
