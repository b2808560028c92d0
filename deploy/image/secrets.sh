#!/bin/bash
# Makes the files that docker-compose.yml mounts as secrets; a file that is there stays as it is, but that an address of
# a version without TLS becomes one with it. Certificates: certificates.sh, beside this file.
# Usage: deploy/image/secrets.sh [folder, default ./secrets]
# The portal's and 1C's own, and who may look at the page of the console, are made empty, to be filled in.
set -euo pipefail
certificates=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/certificates.sh
folder=${1:-secrets}
mkdir -p "$folder"
chmod 700 "$folder"  # the files are read by a user of the container, so the folder keeps others out
cd "$folder"
umask 022
random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
write() { [[ -e $1 ]] || printf '%s' "$2" >"$1"; }
trust=/run/secrets/authority
database="mongo:27017/?replicaSet=rs0&authSource=admin"
with_tls="&tls=true&tlsCAFile=$trust"
write broker_password "$(random 24)"
write amqp_url "amqps://dealbus:$(cat broker_password)@rabbitmq:5671/?cafile=$trust"
write management_url "https://dealbus:$(cat broker_password)@rabbitmq:15671/?cafile=$trust"
write mongo_admin_password "$(random 24)"
write mongo_admin_url "mongodb://root:$(cat mongo_admin_password)@$database$with_tls"
write mongo_key "$(random 96)"
write mongo_url "mongodb://dealbus:$(random 24)@$database$with_tls"
for service in b24-connector onec-connector mapper stage-router reconciler; do
  write "${service}_amqp_url" "amqps://$service:$(random 24)@rabbitmq:5671/?cafile=$trust"
  [[ $service == stage-router ]] ||
    write "${service}_mongo_url" "mongodb://$service:$(random 24)@$database$with_tls"
done
write console-page_amqp_url "amqps://console-page:$(random 24)@rabbitmq:5671/?cafile=$trust"
write console-page_mongo_url "mongodb://console-page:$(random 24)@$database$with_tls"
sed -i -E "s#^amqp://(.*)@rabbitmq:5672/\$#amqps://\1@rabbitmq:5671/?cafile=$trust#" ./*amqp_url
sed -i -E "s#^http://(.*)@rabbitmq:15672/?\$#https://\1@rabbitmq:15671/?cafile=$trust#" management_url
sed -i -E "s#^(mongodb://.*@mongo:27017/\?replicaSet=rs0&authSource=admin)\$#\1\&tls=true\&tlsCAFile=$trust#" ./*mongo*_url
"$certificates" . broker=rabbitmq mongo=mongo
write console_key "$(random 32)"
write grafana_password "$(random 12)"
for name in b24_webhook b24_application_token onec_password onec_token console_users; do write "$name" ""; done
