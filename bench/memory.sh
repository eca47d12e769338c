#!/usr/bin/env bash
# Sends 100 inline bodies of 50 MiB as JSON, with 1 and with 8 callers, and writes the server's memory to
# bench/results/DATE-memory.md. The audio is silence, so that the calls measure memory and not the model.
set -euo pipefail
# shellcheck source=bench/common.sh
. "$(dirname "$0")/common.sh"

requests=${REQUESTS:-100}
result=bench/results/$(date -u +%F)-memory.md
python3 - "$temporary/body.json" <<'PYTHON'
import base64, json, struct, sys
size = 50 << 20
head = b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 16000, 32000, 2, 16)
wav = head + b"data" + struct.pack("<I", size) + bytes(size)
open(sys.argv[1], "w").write(json.dumps({"content": base64.b64encode(wav).decode()}))
PYTHON

# memory FIELD: a field of the server's /proc status in MiB.
memory() { awk -v field="$1:" '$1 == field { printf "%d", $2 / 1024 }' "/proc/${servers[0]}/status"; }

# post: one call; prints its status.
post() {
    curl --silent --output /dev/null --write-out '%{http_code}\n' --header 'content-type: application/json' --header 'expect:' \
        --data-binary "@$temporary/body.json" "http://127.0.0.1:$port/v1/transcribe"
}
export -f post
export temporary port

cat >"$result" <<HEAD
# Memory of large inline bodies, $(date -u +%F)

$processor, $(nproc) cores; $versions.
Measured by bench/memory.sh: $requests JSON bodies with 50 MiB of WAV each. "Before" is the resident memory of the server
when it is ready, "last" that after the last call, and "peak" the highest since the start.

| callers | answers that are not 200 | before, MiB | after 10 calls, MiB | last, MiB | peak, MiB |
| --- | --- | --- | --- | --- | --- |
HEAD

for callers in 1 8; do
    serve "$PWD/models/digits"
    before=$(memory VmRSS)
    seq 10 | xargs -P "$callers" -I{} bash -c post >"$temporary/statuses"
    ten=$(memory VmRSS)
    seq $((requests - 10)) | xargs -P "$callers" -I{} bash -c post >>"$temporary/statuses"
    failed=$(grep -cv '^200$' "$temporary/statuses" || true)
    echo "| $callers | $failed | $before | $ten | $(memory VmRSS) | $(memory VmHWM) |" | tee -a "$result"
    stop
done
echo "Written to $result"
