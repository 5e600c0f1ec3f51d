#!/bin/sh
# What apache/kafka does with its environment: KAFKA_NODE_ID is node.id, and the folder is formatted at the first start.
set -eu
settings=/tmp/server.properties
env | sed -n 's/^KAFKA_\([A-Z0-9_]*\)=\(.*\)$/\1=\2/p' | grep -v '^\(HEAP\|JVM\|OPTS\)' | while IFS='=' read -r name value; do
  printf '%s=%s\n' "$(printf %s "$name" | tr '[:upper:]_' '[:lower:].')" "$value"
done >"$settings"
classes='/opt/kafka/libs/*'
java -Xmx128m -cp "$classes" kafka.tools.StorageTool format --ignore-formatted \
  --cluster-id "${CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}" --config "$settings"
exec java ${KAFKA_HEAP_OPTS:--Xmx512m -Xms64m} -cp "$classes" kafka.Kafka "$settings"
