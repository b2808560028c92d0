#!/bin/bash
# Runs docker-compose.yml for real: an engine of its own, images, `--profile sandbox up --wait`, the demo inside, who is
# connected as whom, what Prometheus sees, the console's page, the proxy, a stop in good order, a shadow, down. Prints
# seconds and memory.
# Leaves nothing behind but the packages it installed, also after INT and TERM.
#
# Needs root on Debian or Ubuntu with its package index and Python's; ends with 69 and a sentence where it cannot run.
# Where the images' registry cannot be reached, stand-ins of the same names are built from the distribution
# (deploy/ci/standins); Grafana has none, so the profile `dashboards` stays out.
# WORK: folder for everything, default a new one under /tmp; KEEP=1 leaves the stack and the engine running.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# Why it cannot be run here, in one sentence.
impossible() {
  [[ $(id -u) == 0 ]] || { echo "an engine needs root"; return; }
  command -v apt-get >/dev/null || { echo "there is no apt to install an engine with"; return; }
  unshare --mount --net true 2>/dev/null || { echo "this machine lets nobody make namespaces"; return; }
  [[ ! -S /var/run/docker.sock ]] || ! docker -H unix:///var/run/docker.sock version >/dev/null 2>&1 ||
    echo "an engine runs here already, and two would share one firewall"
}

why=$(impossible)
[[ -z $why ]] || { echo "docker-compose.yml is not run: $why"; exit 69; }
WORK=${WORK:-$(mktemp -d /tmp/dealbus-compose.XXXXXX)}
mkdir -p "$WORK"
# shellcheck source=deploy/ci/engine.sh
. deploy/ci/engine.sh
export DEALBUS_ONEC_POLL_S=1 DEALBUS_B24_SWEEP_S=5  # the demo waits 30 s for each line
export DEALBUS_PUBLIC_PORT=${DEALBUS_PUBLIC_PORT:-8443}
# The sandbox's secrets, with a person who may look at the console's page.
export DEALBUS_SECRETS=$WORK/secrets
cp -R deploy/sandbox/secrets "$DEALBUS_SECRETS"
SECONDS=0
USED=(--profile sandbox)
EVERY_PROFILE=("${USED[@]}" --profile public --profile demo --profile page --profile shadow)

say() { printf '%4d s  %s\n' "$SECONDS" "$*"; }

stop_everything() {
  local code=$?
  trap - EXIT
  trap '' INT TERM
  set +e
  exec >&3 2>&4  # a signal may come while a step's output goes to a file
  ((code == 0)) || say "ended with $code"
  if [[ -n ${KEEP:-} ]]; then
    say "left running: DOCKER_HOST=$DOCKER_HOST"
    exit "$code"
  fi
  if [[ -n ${ENGINE:-} ]]; then
    ((code == 0)) || tell_what_fails
    timeout 90 "$WORK/venv/bin/docker-compose" "${EVERY_PROFILE[@]}" down --volumes --remove-orphans --timeout 40 \
      >/dev/null 2>&1
    stop_engine
  fi
  rm -rf "$WORK"
  say "everything taken down"
  exit "$code"
}

# The last lines of what is neither well nor ended well.
tell_what_fails() {
  local name status
  timeout 20 docker ps --all --format '{{.Names}} {{.Status}}' 2>/dev/null | grep -vE 'Exited \(0\)|\(healthy\)' |
    while read -r name status; do
      echo "--- $name: $status"
      timeout 20 docker logs --tail 15 "$name" 2>&1 | cut -c 1-300
    done
}

# Runs a command without its output; if it fails, the end of that is printed.
quietly() { "$@" >"$WORK/step.log" 2>&1 || { tail -40 "$WORK/step.log"; return 1; }; }

# The images that the compose file and the Dockerfile name, pulled or stood in for.
provide_images() {
  local image kind missing=()
  while read -r kind image; do
    docker image inspect "$image" >/dev/null 2>&1 && continue
    ((${#missing[@]} == 0)) && timeout 300 docker pull -q "$image" >/dev/null 2>&1 && continue
    missing+=("$kind $image")
  done < <(echo "python python:3.11-slim"; images_of rabbitmq mongo proxy:caddy prometheus alertmanager)
  ((${#missing[@]})) || return 0
  STAND_INS=yes
  base_image
  stand_in 1 "${missing[0]}"  # Python's comes first: another is built on it
  ((${#missing[@]} == 1)) || stand_in 2 "${missing[@]:1}"
}

# So many at a time, each given as "<kind> <image>".
# shellcheck disable=SC2016 # the inner shell's own arguments
stand_in() {
  printf '%s\n' "${@:2}" | DOCKER_BUILDKIT=0 quietly xargs -P "$1" -L 1 \
    sh -c 'docker build -q -t "$2" -f "deploy/ci/standins/$1.Dockerfile" deploy/ci/standins' stand-in
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
  debootstrap --variant=minbase --include=ca-certificates "$(. /etc/os-release && echo "$VERSION_CODENAME")" \
    "$WORK/base" >"$WORK/debootstrap.log"
  # What this machine trusts, the builds have to trust too.
  cp "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$WORK/base/etc/ssl/certs/ca-certificates.crt"
  echo force-unsafe-io >"$WORK/base/etc/dpkg/dpkg.cfg.d/unsafe-io"  # an image is thrown away whole
  tar -C "$WORK/base" -c . | docker import - dealbus-ci/base >/dev/null
  rm -rf "$WORK/base"
  say "base of the stand-ins made"
}

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
  quietly compose "${USED[@]}" --profile public up --no-build --wait
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

# A person is let into the console's page, whose users of broker and database change nothing.
look_at_the_page() {
  local password
  password=$(head -c 12 /dev/urandom | base64)
  compose "${USED[@]}" --profile page run --rm --no-deps -T --entrypoint "python -m services.console.web password visitor" \
    console-page <<<"$password" >"$WORK/visitor" 2>"$WORK/step.log" || { tail -5 "$WORK/step.log"; return 1; }
  cat "$WORK/visitor" >"$DEALBUS_SECRETS/console_users"
  quietly compose "${USED[@]}" --profile page up --no-build --no-deps --wait console-page
  quietly python3 deploy/ci/page.py "http://127.0.0.1:${DEALBUS_CONSOLE_PORT:-8090}" visitor "$password"
  quietly compose "${USED[@]}" --profile page run --rm --no-deps -T --entrypoint "python -" console-page <deploy/ci/reads.py
}

# With the exchange stopped a shadow looks at both sides, Prometheus sees it, its report is written, and it ends in order.
look_at_the_shadow() {
  local deadline=$((SECONDS + 300)) code  # it has seven programs started, and Prometheus looks for it every 30 s
  local asked="http://127.0.0.1:${PROMETHEUS_PORT:-9090}/api/v1/query"
  quietly compose "${USED[@]}" --profile shadow up --no-build --no-deps --wait shadow
  until curl -s --noproxy '*' "$asked" --data-urlencode 'query=bus_shadow_last_look_seconds > 0' | grep -q '"value"'; do
    ((SECONDS < deadline)) || { echo "Prometheus sees no look of the shadow"; docker logs --tail 15 dealbus-shadow-1; return 1; }
    sleep 1
  done
  quietly compose "${USED[@]}" run --rm --no-deps -T console shadow report
  grep -q '^Тень: изменённое с .*, последний просмотр' "$WORK/step.log" || { tail -5 "$WORK/step.log"; return 1; }
  compose "${USED[@]}" --profile shadow stop shadow >/dev/null 2>&1
  code=$(docker inspect -f '{{.State.ExitCode}}' dealbus-shadow-1)
  [[ $code == 0 ]] || { echo "the shadow ended with $code"; return 1; }
}

# Each service ends by itself on SIGTERM, well inside its grace period.
stop_in_good_order() {
  local name code
  compose stop b24-connector onec-connector mapper stage-router reconciler >/dev/null 2>&1
  for name in b24-connector onec-connector mapper stage-router reconciler; do
    code=$(docker inspect -f '{{.State.ExitCode}}' "dealbus-$name-1")
    [[ $code == 0 ]] || { echo "$name ended with $code"; exit 1; }
  done
}

# Each service has come in by its own user, and nobody by another.
look_who_is_connected() {
  quietly compose "${USED[@]}" run --rm --no-deps -T --entrypoint "python -" rights <deploy/ci/logins.py
}

look_at_prometheus() {
  python3 deploy/ci/watched.py "http://127.0.0.1:${PROMETHEUS_PORT:-9090}" deploy/prometheus/alerts/dealbus.yml
}

exec 3>&1 4>&2
trap stop_everything EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
install_engine
start_engine || { echo "docker-compose.yml is not run: no engine starts on this machine"; exit 69; }
say "engine answers"
provide_images
say "images of others are there${STAND_INS:+ (stand-ins)}"
# One after the other: an engine without BuildKit shares no stages between builds at the same time.
quietly compose build --quiet portal
quietly compose build --quiet topology
say "images built: $(docker image inspect -f '{{index .RepoTags 0}} {{.Size}}' dealbus:local dealbus-sandbox:local |
  awk '{ printf "%s%s %d MB", sep, $1, $2 / 1e6; sep = ", " }')"
quietly compose "${USED[@]}" up --no-build --wait
say "up and healthy"
quietly compose "${USED[@]}" run --rm --no-deps -T demo
say "demo played. $(grep -o 'Портал: .*удвоено [0-9]*' "$WORK/step.log")"
memory
look_who_is_connected
say "each service is connected as its own user"
rules=$(look_at_prometheus)
say "Prometheus sees every target, has found Alertmanager and evaluates $rules"
look_at_the_page
say "the console's page lets a person in, and its users write nowhere"
look_through_the_proxy
say "the proxy publishes the intake alone"
stop_in_good_order
say "services stopped in good order"
look_at_the_shadow
say "a shadow has looked, Prometheus has seen it, and it ended in good order"
