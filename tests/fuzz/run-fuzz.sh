#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
# run-fuzz.sh TARGET SEEDS SECONDS: fuzzes for a while, starting from the seeds, which stay as they are.
# SEEDS.dict, if there is one, holds words of the format.
set -eu
dictionary=
[ ! -f "$2.dict" ] || dictionary="-dict=$2.dict"
found=$(mktemp -d "${TMPDIR:-/tmp}/spaces-tray-fuzz.XXXXXX")
if ! "$1" -max_total_time="$3" -max_len=8192 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
     -artifact_prefix="$found/" ${dictionary:+"$dictionary"} "$found" "$2" >"$found.log" 2>&1; then
  tail -60 "$found.log"
  echo "The input that failed is in $found; the log is $found.log"
  exit 1
fi
grep -E '^stat::(number_of_executed_units|new_units_added|peak_rss_mb)' "$found.log"
rm -r "$found" "$found.log"
