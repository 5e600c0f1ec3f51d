#!/bin/sh
# Stand-ins for the images of others in deploy/compose.yaml, under their names, where no registry can be reached: Kafka
# from Maven Central, PostgreSQL and Prometheus from Debian. For tests only; they do with the environment and the folders
# what compose.yaml needs of the real ones. There is none for Grafana.
#   make.sh JRE_IMAGE      wants docker (DOCKER_HOST), debootstrap and Maven; JRE_IMAGE has a Java in /opt/java/openjdk
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root="$here/../.."
jre=${1:?an image with a JRE}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

named() { sed -n "s#^ *image: \(docker.io/$1:.*\)#\1#p" "$here/../compose.yaml" | head -n 1; }

version=$(sed -n 's#.*<kafka.version>\(.*\)</kafka.version>.*#\1#p' "$root/pom.xml")
${MVN:-mvn} -q -B -ntp -f "$here/kafka-pom.xml" -Dkafka.version="$version" dependency:copy-dependencies \
  -DincludeScope=runtime -DoutputDirectory="$work/libs"

if ! docker image inspect deligate/debian:stand-in >/dev/null 2>&1; then
  debootstrap --variant=minbase --include=postgresql,prometheus bookworm "$work/debian" "${DEBIAN_MIRROR:-http://deb.debian.org/debian}" >"$work/debootstrap.log" ||
    { tail "$work/debootstrap.log" >&2 && exit 1; }
  for heavy in usr/share/doc usr/share/locale usr/share/man var/cache/apt var/lib/apt/lists usr/lib/llvm-14; do rm -rf "$work/debian/$heavy"; done
  rm -f "$work"/debian/usr/lib/x86_64-linux-gnu/libLLVM* "$work"/debian/usr/lib/postgresql/*/lib/llvmjit*
  tar -C "$work/debian" -c . | docker import --change "ENV PATH=$(cd "$work/debian" && ls -d usr/lib/postgresql/*/bin | sed 's#^#/#'):/usr/sbin:/usr/bin:/sbin:/bin" - deligate/debian:stand-in >/dev/null
fi

cp "$here"/*.sh "$work/"
cat >"$work/Dockerfile" <<DOCKERFILE
FROM $jre AS jre
FROM deligate/debian:stand-in AS kafka
COPY --from=jre /opt/java/openjdk /opt/java/openjdk
ENV PATH=/opt/java/openjdk/bin:/usr/bin:/bin
COPY libs /opt/kafka/libs
COPY kafka-broker-api-versions.sh /opt/kafka/bin/
COPY kafka.sh /opt/kafka/
RUN chmod +x /opt/kafka/kafka.sh /opt/kafka/bin/*.sh && mkdir -p /var/lib/kafka/data && chown -R 1000:1000 /var/lib/kafka
USER 1000:1000
ENTRYPOINT ["/opt/kafka/kafka.sh"]

FROM deligate/debian:stand-in AS postgres
COPY postgres.sh /usr/local/bin/docker-entrypoint.sh
RUN chmod +x /usr/local/bin/docker-entrypoint.sh
STOPSIGNAL SIGINT
ENTRYPOINT ["/usr/local/bin/docker-entrypoint.sh"]

FROM deligate/debian:stand-in AS prometheus
RUN mkdir -p /prometheus /etc/prometheus && chown 65534:65534 /prometheus
USER 65534:65534
WORKDIR /prometheus
ENTRYPOINT ["/usr/bin/prometheus", "--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"]
DOCKERFILE
for image in kafka:apache/kafka postgres:library/postgres prometheus:prom/prometheus; do
  name=$(named "${image#*:}")
  docker build -q --target "${image%%:*}" -t "${name#docker.io/}" "$work" >/dev/null
  echo "made ${name#docker.io/}"
done
