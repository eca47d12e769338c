#!/usr/bin/env bash
# Creates hundreds of operations of the bundled model at a time, and writes bench/results/DATE-operations.md: how fast they are acknowledged, and worked off beside direct calls.
set -euo pipefail
cd "$(dirname "$0")/.."

port=18990
scripts/ensure ffmpeg curl
dotnet build src/Server --configuration Release --nologo --verbosity quiet
dotnet build bench --configuration Release --nologo --verbosity quiet

# Not under /tmp, which may lie in memory: each acknowledgement waits for the disk.
temporary=$(mktemp -d -p "$PWD/bench")
server=
cleanup() {
    [ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true
    rm -rf "$temporary"
}
trap cleanup EXIT

Transcribe__Server__Port=$port Transcribe__Operations__Folder=$temporary/data \
    dotnet src/Server/bin/Release/net10.0/Transcribe.Server.dll --Transcribe:Models:Default="$PWD/models/digits" >"$temporary/server.log" 2>&1 &
server=$!
timeout 120 scripts/wait-ready "$port" "$server"
backlog() { bench/bin/Release/net10.0/Transcribe.Bench backlog --target "http://127.0.0.1:$port" --audio samples/digits-en.mp3 "$@"; }
# The first thousand or so calls compile code, which takes of the same cores; they are not counted.
backlog --seconds 5 --queued 500 --requests 1000 --rounds 1 >/dev/null

result=bench/results/$(date -u +%F)-operations.md
{
    echo "# Operations, $(date -u +%F)"
    echo
    echo "$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores; .NET $(dotnet --version); bundled model; commit $(git rev-parse --short HEAD)."
    echo "Made by bench/operations.sh, whose clients run on the same cores: 16 create operations at once, 8 call directly; WAV inline, to a database on $(stat -f -c %T "$temporary")."
    echo "The last row of each is that of all rounds together."
    echo
    echo "## Clips of 5 s"
    echo
    backlog --seconds 5 --requests 400 --rounds 4
    echo
    echo "## Clips of 30 s"
    echo
    backlog --seconds 30 --queued 500 --requests 100 --rounds 3
} | tee "$result"
