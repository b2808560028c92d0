#!/bin/bash
# Makes an authority of our own and certificates by it for broker and database; what is there and good stays as it is.
# Usage: deploy/image/certificates.sh FOLDER NAME=HOST[,HOST…] …
#   FOLDER/authority                    whom clients trust; ten years
#   FOLDER/authority_key                stays with the administrator; nothing mounts it
#   FOLDER/NAME_certificate, …_key      of a server that is asked by these names; DAYS (825)
# A certificate is made anew when it ends within 90 days, is for other names or by another authority, and when RENEW=1.
# Ends with a line for each that was made: its server has to be started again.
set -euo pipefail
folder=$1
shift
days=${DAYS:-825}
cd "$folder"
umask 022
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }
request() { openssl req -new -sha256 -key "$1" -subj "/CN=$2" -config <(printf '[req]\ndistinguished_name=dn\n[dn]\n'); }
# With these extensions, by itself or by the authority: FILE DAYS [openssl arguments]
sign() { openssl x509 -req -sha256 -in "$work/request" -days "$2" -extfile "$work/extensions" -out "$1" "${@:3}" 2>/dev/null; }
names() { openssl x509 -in "$1" -noout -ext subjectAltName 2>/dev/null | tail -n +2 | tr -d ' \n'; }

is_good() {  # NAME WANTED
  [[ -z ${RENEW:-} && -s $1_certificate && -s $1_certificate_key ]] &&
    openssl verify -CAfile authority "$1_certificate" >/dev/null 2>&1 &&
    openssl x509 -in "$1_certificate" -noout -checkend $((90 * 86400)) >/dev/null &&
    [[ $(names "$1_certificate") == "$2" ]]
}

if [[ ! -s authority ]]; then
  key authority_key
  chmod 600 authority_key
  request authority_key "dealbus $(date -u +%Y-%m-%d)" >"$work/request"
  printf '%s\n' 'basicConstraints=critical,CA:TRUE,pathlen:0' 'keyUsage=critical,keyCertSign,cRLSign' \
    'subjectKeyIdentifier=hash' >"$work/extensions"
  sign authority "${AUTHORITY_DAYS:-3650}" -signkey authority_key
  echo "authority: made"
fi
for one in "$@"; do
  name=${one%%=*}
  wanted="DNS:${one#*=}"
  wanted=${wanted//,/,DNS:}
  ! is_good "$name" "$wanted" || continue
  [[ -s authority_key ]] || { echo "$name: authority_key is not in $folder, so nothing can be signed" >&2; exit 1; }
  key "$work/key"
  request "$work/key" "dealbus $name" >"$work/request"
  printf '%s\n' 'basicConstraints=critical,CA:FALSE' 'keyUsage=critical,digitalSignature' \
    'extendedKeyUsage=serverAuth,clientAuth' "subjectAltName=$wanted" 'authorityKeyIdentifier=keyid' >"$work/extensions"
  sign "$work/certificate" "$days" -CA authority -CAkey authority_key -set_serial "0x$(openssl rand -hex 16)"
  install -m 644 "$work/key" "${name}_certificate_key"
  install -m 644 "$work/certificate" "${name}_certificate"
  echo "$name: certificate until $(openssl x509 -in "${name}_certificate" -noout -enddate | cut -d= -f2)"
done
