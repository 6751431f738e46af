#!/usr/bin/env bash
# Runs a command once a day, in UTC: daily.sh HH:MM COMMAND [ARGUMENT…]. A run that fails is reported, and the next day's is not missed.
set -euo pipefail
at=$1
shift
while true; do
  now=$(date -u +%s)
  next=$(date -u -d "$(date -u -d "@$now" +%F) $at" +%s)
  if ((next <= now)); then next=$((next + 86400)); fi
  echo "the next run is at $(date -u -d "@$next" +%FT%TZ)"
  sleep $((next - now))
  "$@" || echo "$1 ended with $?" >&2
done
