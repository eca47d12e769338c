#!/usr/bin/env bash
# live.sh MANIFEST [STREAMS …]: streams the manifest's human recordings to the bundled model as microphones would, and writes bench/results/DATE-live.md.
set -euo pipefail
manifest=$(realpath "$1")
shift
cd "$(dirname "$0")/.."

port=18990
scripts/ensure ffmpeg curl
dotnet build src/Server --configuration Release --nologo --verbosity quiet
dotnet build bench --configuration Release --nologo --verbosity quiet

temporary=$(mktemp -d)
server=
cleanup() {
    [ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true
    rm -rf "$temporary"
}
trap cleanup EXIT

Transcribe__Server__Port=$port Transcribe__Operations__Folder=$temporary/data Transcribe__Live__MaxStreams=1000 \
    dotnet src/Server/bin/Release/net10.0/Transcribe.Server.dll --Transcribe:Models:Default="$PWD/models/digits" >"$temporary/server.log" 2>&1 &
server=$!
timeout 120 scripts/wait-ready "$port" "$server"
live() { bench/bin/Release/net10.0/Transcribe.Bench live --target "http://127.0.0.1:$port" --manifest "$manifest" "$@"; }
# The first calls compile code; they are not counted.
live --streams 2 --rounds 1 >/dev/null

result=bench/results/$(date -u +%F)-live.md
{
    echo "# Live transcription, $(date -u +%F)"
    echo
    echo "$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores; .NET $(dotnet --version); bundled model; commit $(git rev-parse --short HEAD)."
    echo "Made by bench/live.sh, whose clients run on the same cores: messages of 100 ms, interim results every 0.5 s, utterances ended by 0.6 s of silence."
    echo "Times are 50th / 95th / 99th percentiles."
    echo
    # It fails at the first number of streams that is not kept up with, which is the last row then.
    live --rounds 2 --streams "${@:-4}" || true
} | tee "$result"
