#!/bin/bash
# Makes the files of the secrets that the manifests mount, a folder a Secret; a file that is there stays as it is.
# Usage: deploy/kubernetes/secrets.sh [folder, default ./secrets/kubernetes] [namespace, default dealbus]
# The portal's and 1C's own are made empty, to be filled in.
set -euo pipefail
umask 077
folder=${1:-secrets/kubernetes}
namespace=${2:-dealbus}
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
write() { [[ -e $folder/$1 ]] || { mkdir -p "$(dirname "$folder/$1")" && printf '%s' "$2" >"$folder/$1"; }; }
# With the namespace: KEDA asks the broker from another one.
broker="dealbus-broker.$namespace.svc:5672/"
database="dealbus-mongo-svc.$namespace.svc:27017/?replicaSet=dealbus-mongo&authSource=admin"
write dealbus-mongo-admin/password "$(random)"
for service in b24-connector onec-connector mapper stage-router reconciler; do
  write "dealbus-$service/amqp_url" "amqp://$service:$(random)@$broker"
  [[ $service == stage-router ]] || write "dealbus-$service/mongo_url" "mongodb://$service:$(random)@$database"
done
for name in b24_webhook b24_application_token; do write "dealbus-b24-connector/$name" ""; done
for name in onec_password onec_token; do write "dealbus-onec-connector/$name" ""; done
