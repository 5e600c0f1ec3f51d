#!/usr/bin/env bash
# What each image has to keep: it holds the service and nothing that tools and tests need, starts as user 10001 on a
# read-only root file system without capabilities, with its start-up cache accepted, becomes ready beside a real platform,
# and stops on SIGTERM in time.
#   contract-test.sh [SERVICE...]     wants podman, a JDK 25 (JDK25), and what `mvn -Pimage -DskipTests package` makes
# Exit code 77: skipped, with the reason.
set -euo pipefail
cd "$(dirname "$0")/../.."

# nobody's settings but ours
for setting in $(compgen -e DELIGATE_ || true); do unset "$setting"; done

services=("$@")
[ ${#services[@]} -gt 0 ] || services=(mqtt-edge dispatcher app-bridge registry-service ota-service)
jdk=${JDK25:-/usr/lib/jvm/temurin-25-jdk-amd64}
base=localhost/deligate/base:test
stops_within=30

skip() { printf 'SKIPPED: %s\n' "$*" && exit 77; }
fail() { printf 'FAILED: %s\n' "$*" >&2 && exit 1; }

command -v podman >/dev/null || skip "no podman (Debian: podman buildah runc netavark catatonit iptables busybox-static)"
[ "$(id -u)" -eq 0 ] || skip "not root"
[ -x "$jdk/bin/jlink" ] || skip "no JDK 25 in $jdk (set JDK25)"
[ -f mqtt-edge/target/image/deligate-image.jar ] || skip "no jars (mvn -Pimage -DskipTests package)"

work=$(mktemp -d)
platform=
cleanup() {
  podman rm -f -t 0 deligate-contract >/dev/null 2>&1 || true
  [ -z "$platform" ] || kill "$platform" 2>/dev/null || true
  [ -z "$platform" ] || wait "$platform" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

# This machine's limits are the containers' too; podman's own defaults are higher than some machines allow.
cat >"$work/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=$(ulimit -Hn):$(ulimit -Hn)", "nproc=32768:32768"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
CONF
export CONTAINERS_CONF=$work/containers.conf

podman image exists "$base" || deploy/image/base-from-this-machine.sh "$jdk" "$base" >/dev/null 2>&1
for service in "${services[@]}"; do
  podman build --pull=never --format docker -f deploy/image/Dockerfile --build-arg BASE="$base" --build-arg SERVICE="$service" \
    -t "localhost/deligate/$service:test" . >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2 && fail "$service: no image"; }
done

# --- the platform they join, with a real broker and a real database
export DELIGATE_MQTT_PORT=0 DELIGATE_REGISTRY_PORT=0 DELIGATE_KAFKA_PORT=0 DELIGATE_POSTGRES_PORT=0 DELIGATE_MANAGEMENT_PORT=0 \
  DELIGATE_CLUSTER_PORT=0 DELIGATE_FTP_PORT=0 DELIGATE_OTA_PORT=0
./deligate up --data "$work/data" >"$work/up.log" 2>&1 &
platform=$!
for _ in $(seq 600); do
  grep -qx 'deligate is ready' "$work/up.log" && break
  kill -0 "$platform" 2>/dev/null || { cat "$work/up.log" >&2 && fail "the platform ended before it was ready"; }
  sleep 0.5
done
address() { sed -n "s#^$1: $2 on \(.*/\)\{0,1\}\([0-9.]*:[0-9]*\)\$#\2#p" "$3" | head -n 1; }
postgres=$(address deligate postgres "$work/up.log")
uri="postgresql://deligate:$(cat "$work/data/postgres/password")@$postgres/deligate"

# arguments of java behind the service's own, then those of podman
run() {
  local service=$1 java=$2
  shift 2
  podman run -d --name deligate-contract --network host --read-only --tmpfs /tmp:exec,size=128m --tmpfs /data:size=16m,mode=1777 \
    --cap-drop=all --security-opt=no-new-privileges --memory 768m \
    -e DELIGATE_KAFKA_BOOTSTRAP="$(address deligate kafka "$work/up.log")" \
    -e DELIGATE_CLUSTER="$(address deligate cluster "$work/up.log")" -e DELIGATE_CLUSTER_PORT=0 \
    -e DELIGATE_POSTGRES_URI="$uri" -e DELIGATE_SECRET_KEY="$(cat "$work/data/secret-key")" \
    -e DELIGATE_MANAGEMENT_PORT=0 -e DELIGATE_MQTT_PORT=0 -e DELIGATE_REGISTRY_PORT=0 -e DELIGATE_OTA_PORT=0 \
    -e DELIGATE_LOG_FORMAT=json -e JDK_JAVA_OPTIONS="$java" "$@" "localhost/deligate/$service:test" >/dev/null
}
own() {
  case $1 in
    mqtt-edge) echo "-e DELIGATE_EDGE_ID=edge-contract -e DELIGATE_DRAIN_AWAIT=1s" ;;
    ota-service) echo "-e DELIGATE_OTA_FOLDER=/data/firmware" ;;
  esac
}

# jars of ours that no service is made of, other services, the parts that only ./deligate embeds, and what tests run with
strange='bench|load|simulator|standalone|embedded|testkit|attendance-java|mqtt-edge|dispatcher|app-bridge|registry-service|ota-service'
strange="$strange|kafka_2\\.13|kafka-server|kafka-raft|embedded-postgres.*|picocli|junit.*|assertj.*"
for service in "${services[@]}"; do
  image=localhost/deligate/$service:test
  podman create --name deligate-contract "$image" >/dev/null
  podman export deligate-contract | tar -t >"$work/files"
  podman cp deligate-contract:/app/options "$work/options"
  podman rm deligate-contract >/dev/null
  grep -q '^app/lib/service-kit-' "$work/files" || fail "$service: its jars are not where they are looked for"
  if grep -E "^app/lib/($strange)-[0-9]|^rehearsal/" "$work/files" >&2; then fail "$service: the image holds what it does not need"; fi
  cmp "$work/options" deploy/image/options || fail "$service: other options than those the cache was made with"
  podman image inspect -f '{{json .Config.Entrypoint}}' "$image" | grep -qF '["java","@/app/options","-XX:AOTCache=/app/deligate.aot"' ||
    fail "$service: started without its options or its cache"
  [ "$(podman image inspect -f '{{.Config.User}}' "$image")" = 10001:10001 ] || fail "$service: the image names another user"
  # shellcheck disable=SC2046 # options are meant to be split
  run "$service" "-XX:AOTMode=on" $(own "$service")
  started=$(date +%s%N)
  for _ in $(seq 240); do
    podman logs deligate-contract >"$work/log" 2>&1
    grep -qx "$service is ready" "$work/log" && break
    [ "$(podman inspect -f '{{.State.Running}}' deligate-contract)" = true ] || { cat "$work/log" >&2 && fail "$service: ended before it was ready"; }
    sleep 0.25
  done
  ready=$((($(date +%s%N) - started) / 1000000))
  grep -q '^{"time":.*"message":"starting"' "$work/log" || { cat "$work/log" >&2 && fail "$service: writes no log in JSON"; }
  if grep '^WARNING' "$work/log" >&2; then fail "$service: the virtual machine warns, in no format"; fi
  management=$(address "$service" management "$work/log")
  curl -fsS "http://127.0.0.1:${management##*:}/health/live" >/dev/null || fail "$service: not live"
  curl -fsS "http://127.0.0.1:${management##*:}/health/ready" >/dev/null || fail "$service: not ready"
  pid=$(podman inspect -f '{{.State.Pid}}' deligate-contract)
  grep -Eq '^Uid:\s+10001\s' "/proc/$pid/status" || fail "$service: runs as another user"
  grep -Eq '^CapBnd:\s+0+$' "/proc/$pid/status" || fail "$service: has capabilities"
  grep -Eq '^NoNewPrivs:\s+1$' "/proc/$pid/status" || fail "$service: may gain privileges"
  grep -Eq ' / / ro[, ]| / ro[, ]' "/proc/$pid/mountinfo" || fail "$service: can write to its root file system"
  grep -q '/app/deligate.aot$' "/proc/$pid/maps" || fail "$service: runs without its start-up cache"
  stopping=$(date +%s%N)
  podman stop -t "$stops_within" deligate-contract >/dev/null
  stopped=$((($(date +%s%N) - stopping) / 1000000))
  code=$(podman inspect -f '{{.State.ExitCode}}' deligate-contract)
  [ "$code" -eq 0 ] || { podman logs deligate-contract >&2 && fail "$service: exit code $code after SIGTERM"; }
  podman rm deligate-contract >/dev/null
  size=$(($(podman image inspect -f '{{.Size}}' "localhost/deligate/$service:test") / 1000000))
  printf 'ok %s: ready after %s ms, stopped after %s ms, %s MB of which %s MB are the base\n' "$service" "$ready" "$stopped" "$size" \
    "$(($(podman image inspect -f '{{.Size}}' "$base") / 1000000))"
done

# --- and the check of the cache can fail: with another collector it is refused
run "${services[0]}" "-XX:AOTMode=on -XX:-UseG1GC -XX:+UseSerialGC -XX:-UseCompactObjectHeaders"
code=$(timeout 60 podman wait deligate-contract || true)
[ "$code" = 1 ] || fail "a cache of other options was accepted (exit code $code)"
echo "ok: a cache that does not fit is refused"
