#!/usr/bin/env bash
# Makes the topics that are missing: topics.sh BOOTSTRAP_SERVERS PARTITIONS [--kafka.properties FILE] [--replication-factor N]
# [--min-insync-replicas N]. The same as the code's Topics; a test compares. FILE has settings of Kafka's clients: TLS, a user and the
# like. Without numbers of replicas the broker's defaults hold, which are 1: set 3 and 2 where there are three brokers.
set -euo pipefail
servers=$1
partitions=$2
shift 2
client=()
copies=()
in_sync=()
while (($# > 0)); do
  case "$1 ${2:+value}" in
    "--kafka.properties value") client=(--command-config "$2") ;;
    "--replication-factor value") copies=(--replication-factor "$2") ;;
    "--min-insync-replicas value") in_sync=("min.insync.replicas=$2") ;;
    *)
      echo "expected --kafka.properties FILE, --replication-factor N or --min-insync-replicas N, found $*" >&2
      exit 2
      ;;
  esac
  shift 2
done

topic() {
  local name=$1 count=$2
  shift 2
  local configs=()
  for config in "$@" ${in_sync[@]+"${in_sync[@]}"}; do configs+=(--config "$config"); done
  /opt/kafka/bin/kafka-topics.sh --bootstrap-server "$servers" ${client[@]+"${client[@]}"} --create --if-not-exists --topic "$name" --partitions "$count" ${copies[@]+"${copies[@]}"} "${configs[@]}"
}

day=86400000

topic user-activity "$partitions" cleanup.policy=delete retention.ms=$((7 * day)) message.timestamp.type=LogAppendTime
topic service-events "$partitions" cleanup.policy=delete retention.ms=$((7 * day)) message.timestamp.type=LogAppendTime
topic client-reports "$partitions" cleanup.policy=delete retention.ms=$((7 * day)) message.timestamp.type=LogAppendTime
topic activity-windows "$partitions" cleanup.policy=delete retention.ms=$((30 * day)) message.timestamp.type=LogAppendTime
topic service-windows "$partitions" cleanup.policy=delete retention.ms=$((30 * day)) message.timestamp.type=LogAppendTime
topic flamegraphs 1 cleanup.policy=compact,delete retention.ms=21600000 message.timestamp.type=LogAppendTime \
  segment.ms=900000 max.compaction.lag.ms=1200000
topic live-updates 1 cleanup.policy=compact,delete retention.ms=$day message.timestamp.type=LogAppendTime \
  segment.bytes=16777216 segment.ms=300000 min.compaction.lag.ms=900000 max.compaction.lag.ms=1200000 \
  min.cleanable.dirty.ratio=0.1 delete.retention.ms=600000
topic activity-feed 1 cleanup.policy=delete retention.ms=3600000 message.timestamp.type=LogAppendTime segment.ms=600000
topic notifications 1 cleanup.policy=compact,delete retention.ms=$((7 * day)) message.timestamp.type=LogAppendTime segment.ms=3600000 \
  min.compaction.lag.ms=$day
topic actions 1 cleanup.policy=compact message.timestamp.type=LogAppendTime
topic people 1 cleanup.policy=compact message.timestamp.type=LogAppendTime
topic outbox 1 cleanup.policy=compact,delete retention.ms=$((7 * day)) message.timestamp.type=LogAppendTime segment.ms=3600000
topic cep-rules 1 cleanup.policy=compact message.timestamp.type=LogAppendTime
topic rule-states 1 cleanup.policy=compact message.timestamp.type=LogAppendTime segment.ms=900000 max.compaction.lag.ms=1200000
topic dead-letters 1 cleanup.policy=delete retention.ms=$((14 * day)) message.timestamp.type=LogAppendTime max.message.bytes=4194304
topic heartbeats 1 cleanup.policy=delete retention.ms=3600000 message.timestamp.type=LogAppendTime segment.ms=600000
