#!/usr/bin/env bash
# Submits a job unless it is there already: submit.sh MAIN_CLASS [flink run's options --] [the job's arguments]. A job has the name of
# its main class. Ends with 0 in both cases, so that it may run at every start.
set -euo pipefail
main_class=$1
shift
options=()
if [[ " $* " == *" -- "* ]]; then
  while [[ $1 != -- ]]; do
    options+=("$1")
    shift
  done
  shift
fi
name=${main_class##*.}
running=$("${FLINK_HOME:-/opt/flink}/bin/flink" list)
if grep -q " : $name (" <<<"$running"; then
  echo "$name is there already"
  exit 0
fi
exec "${FLINK_HOME:-/opt/flink}/bin/flink" run --detached "${options[@]}" --class "$main_class" \
  "${FLINK_HOME:-/opt/flink}/usrlib/jobs.jar" "$@"
