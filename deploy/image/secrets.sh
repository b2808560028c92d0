#!/bin/bash
# Makes the files that docker-compose.yml mounts as secrets; a file that is there stays as it is.
# Usage: deploy/image/secrets.sh [folder, default ./secrets]
# The portal's and 1C's own, and who may look at the page of the console, are made empty, to be filled in.
set -euo pipefail
folder=${1:-secrets}
mkdir -p "$folder"
chmod 700 "$folder"  # the files are read by a user of the container, so the folder keeps others out
cd "$folder"
umask 022
random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
write() { [[ -e $1 ]] || printf '%s' "$2" >"$1"; }
write broker_password "$(random 24)"
write amqp_url "amqp://dealbus:$(cat broker_password)@rabbitmq:5672/"
write management_url "http://dealbus:$(cat broker_password)@rabbitmq:15672"
write mongo_admin_password "$(random 24)"
write mongo_admin_url "mongodb://root:$(cat mongo_admin_password)@mongo:27017/?replicaSet=rs0&authSource=admin"
write mongo_key "$(random 96)"
write mongo_url "mongodb://dealbus:$(random 24)@mongo:27017/?replicaSet=rs0&authSource=admin"
for service in b24-connector onec-connector mapper stage-router reconciler; do
  write "${service}_amqp_url" "amqp://$service:$(random 24)@rabbitmq:5672/"
  [[ $service == stage-router ]] ||
    write "${service}_mongo_url" "mongodb://$service:$(random 24)@mongo:27017/?replicaSet=rs0&authSource=admin"
done
write console_key "$(random 32)"
write grafana_password "$(random 12)"
for name in b24_webhook b24_application_token onec_password onec_token console_users; do write "$name" ""; done
