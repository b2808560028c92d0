#!/bin/bash
# mongod refuses a key file that others may read, and wants certificate and key in one file; a mounted secret cannot be
# given to its user: take copies.
set -euo pipefail
install -m 400 -o mongodb -g mongodb /run/secrets/mongo_key /run/mongo_key
cat /run/secrets/mongo_certificate /run/secrets/mongo_certificate_key >/run/mongo.pem
chown mongodb:mongodb /run/mongo.pem
chmod 400 /run/mongo.pem
exec docker-entrypoint.sh mongod --replSet rs0 --bind_ip_all --keyFile /run/mongo_key \
  --tlsMode requireTLS --tlsCertificateKeyFile /run/mongo.pem --tlsCAFile /run/secrets/authority \
  --tlsAllowConnectionsWithoutCertificates "$@"
