#!/bin/bash
# Makes the files of the page's secret, beside those of deploy/kubernetes/secrets.sh; a file that is there stays as it is.
# Usage: deploy/kubernetes/components/console-page/secrets.sh [folder, default ./secrets/kubernetes] [namespace, default dealbus]
# Who may look (`console_users`) is made empty, to be filled in.
set -euo pipefail
umask 077
folder=${1:-secrets/kubernetes}/dealbus-console-page
namespace=${2:-dealbus}
mkdir -p "$folder"
trust=/run/authority/ca.crt
random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
write() { [[ -e $folder/$1 ]] || printf '%s' "$2" >"$folder/$1"; }
write amqp_url "amqps://console-page:$(random 24)@dealbus-broker.$namespace.svc:5671/?cafile=$trust"
write mongo_url "mongodb://console-page:$(random 24)@dealbus-mongo-svc.$namespace.svc:27017/?replicaSet=dealbus-mongo&authSource=admin&tls=true&tlsCAFile=$trust"
write console_key "$(random 32)"
write console_users ""
