#!/bin/sh
# Makes the class archive of the image: an instance that serves real traffic from an embedded Kafka
# for some seconds, and writes down what it loaded when SIGTERM ends it.
# train.sh HOME ARCHIVE   HOME: as assemble.sh made it, a runtime in jre/, and broker-lib/ for Kafka.
set -eu
home=$1 archive=$2
base=${TRAIN_PORT:-18080}
work=$(mktemp -d)
kafka=127.0.0.1:$((base + 1)) url=http://127.0.0.1:$base receiver=$((base + 2))
options="@$work/java.options"
# As in the image, but for the archive that is not there yet.
grep -v AOTCache= "$home/java.options" >"$work/java.options"

# For a subshell: `(hookstream …)` waits, `hookstream … &` does not, and $! is the JVM itself.
hookstream() {
  exec "$home/jre/bin/java" "$options" -XX:TieredStopAtLevel=1 dev.hookstream.dispatcher.Main "$@"
}

stop() {
  for child in $started; do kill "$child" 2>/dev/null || :; done
  wait
  rm -rf "$work"
}
started=''
trap stop EXIT

# Its own dispatcher idles; its Kafka is what is wanted.
hookstream dev --no-registry --data "$work/dev" --port $((base + 3)) --kafka-port $((base + 1)) >"$work/dev.log" 2>&1 &
started="$started $!"
(hookstream keyset init "$work/secrets")
hookstream receive --port "$receiver" >/dev/null &
started="$started $!"

export HOOKSTREAM_KAFKA_BOOTSTRAP_SERVERS=$kafka HOOKSTREAM_KAFKA_TOPIC_PREFIX=train. \
  HOOKSTREAM_KAFKA_EVENTS_TOPIC=train HOOKSTREAM_KAFKA_PARTITIONS=2 HOOKSTREAM_KAFKA_REPLICATION_FACTOR=1 \
  HOOKSTREAM_KEYSET_FILE="$work/secrets/keyset.json" HOOKSTREAM_OPERATOR_KEY_FILE="$work/secrets/operator-key" \
  HOOKSTREAM_HTTP_PORT="$base" HOOKSTREAM_TOPOLOGY_STATE_DIR="$work/topology" HOOKSTREAM_LOG_STATE_DIR="$work/log" \
  HOOKSTREAM_NETWORK_ALLOW_HTTP=true HOOKSTREAM_NETWORK_ALLOW_NETWORKS=127.0.0.0/8
tries=0
until (hookstream health --ready --url "http://127.0.0.1:$((base + 3))" >/dev/null 2>&1); do
  tries=$((tries + 1))
  [ "$tries" -lt 120 ] || { cat "$work/dev.log" >&2; exit 1; }
  sleep 1
done
(hookstream topics create >/dev/null)
"$home/jre/bin/java" "$options" -XX:AOTCacheOutput="$archive" -Xlog:aot=warning \
  dev.hookstream.dispatcher.Main serve >"$work/serve.log" 2>&1 &
serve=$!
tries=0
until (hookstream health --ready --url "$url" >/dev/null 2>&1); do
  tries=$((tries + 1))
  [ "$tries" -lt 120 ] || { cat "$work/serve.log" >&2; exit 1; }
  sleep 1
done
hookstream feed --url "$url" --key-file "$work/secrets/operator-key" --workspace train --bootstrap "$kafka" \
  --topic train --to "http://127.0.0.1:$receiver/" --rate 50 &
started="$started $!"
sleep 10
(hookstream health --url "$url" >/dev/null)
kill -TERM "$serve"
wait "$serve" || [ $? -eq 143 ] # 128 + SIGTERM
[ -s "$archive" ] || { cat "$work/serve.log" >&2; exit 1; }
