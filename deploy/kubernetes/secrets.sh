#!/bin/bash
# Makes the files of the secrets that the manifests mount, a folder a Secret; a file that is there stays as it is.
# Usage: deploy/kubernetes/secrets.sh [folder, default ./secrets/kubernetes] [namespace, default dealbus]
# The portal's and 1C's own are made empty, to be filled in. An address of a version without TLS becomes one with it.
# Beside the folder, in <folder>-authority, stay the authority's key and what it has signed (deploy/image/certificates.sh).
set -euo pipefail
umask 077
certificates=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/../image/certificates.sh
folder=${1:-secrets/kubernetes}
namespace=${2:-dealbus}
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
write() { [[ -e $folder/$1 ]] || { mkdir -p "$(dirname "$folder/$1")" && printf '%s' "$2" >"$folder/$1"; }; }
# With the namespace: KEDA asks the broker from another one.
broker="dealbus-broker.$namespace.svc"
database="dealbus-mongo-svc.$namespace.svc"
trust=/run/authority/ca.crt
set_of="27017/?replicaSet=dealbus-mongo&authSource=admin"
write dealbus-mongo-admin/password "$(random)"
for service in b24-connector onec-connector mapper stage-router reconciler; do
  write "dealbus-$service/amqp_url" "amqps://$service:$(random)@$broker:5671/?cafile=$trust"
  [[ $service == stage-router ]] ||
    write "dealbus-$service/mongo_url" "mongodb://$service:$(random)@$database:$set_of&tls=true&tlsCAFile=$trust"
done
for name in b24_webhook b24_application_token; do write "dealbus-b24-connector/$name" ""; done
for name in onec_password onec_token; do write "dealbus-onec-connector/$name" ""; done
sed -i -E "s#^amqp://(.*)@$broker:5672/\$#amqps://\1@$broker:5671/?cafile=$trust#" "$folder"/*/amqp_url
sed -i -E "s#^(mongodb://.*@$database:27017/[^ ]*authSource=admin)\$#\1\&tls=true\&tlsCAFile=$trust#" "$folder"/*/mongo_url
mkdir -p "$folder-authority"
"$certificates" "$folder-authority" \
  "broker=dealbus-broker,$broker,$broker.cluster.local,*.dealbus-broker-nodes.$namespace" \
  "mongo=dealbus-mongo-svc,$database,$database.cluster.local,*.$database.cluster.local"
for name in broker mongo; do
  mkdir -p "$folder/dealbus-$name-tls"
  cp "$folder-authority/${name}_certificate" "$folder/dealbus-$name-tls/tls.crt"
  cp "$folder-authority/${name}_certificate_key" "$folder/dealbus-$name-tls/tls.key"
done
mkdir -p "$folder/dealbus-authority"
cp "$folder-authority/authority" "$folder/dealbus-authority/ca.crt"
printf enable >"$folder/dealbus-authority/tls"  # KEDA reads its switch from a secret
