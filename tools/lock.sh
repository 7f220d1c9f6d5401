#!/usr/bin/env bash
# Compiles the pins in requirements/ from pyproject.toml, with hashes and without download addresses.
#   tools/lock.sh            keep pinned versions that still fit
#   tools/lock.sh --upgrade  take the newest that fit
#   tools/lock.sh --check    fail if the pins on disk are not what pyproject.toml asks for
set -euo pipefail
cd "$(dirname "$0")/.."
uv=${UV:-.venv/bin/uv}
out=requirements
upgrade=()
check=false
case "${1:-}" in
  --upgrade) upgrade=(--upgrade) ;;
  --check) check=true; out=$(mktemp -d); trap 'rm -rf "$out"' EXIT; cp requirements/*.txt "$out"/ ;;
  "") ;;
  *) sed -n '2,5p' "$0"; exit 2 ;;
esac

pin() { # pin NAME ARGS…: one requirements file
  local name=$1; shift
  "$uv" pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
    "${upgrade[@]}" "$@" -o "$out/$name.txt"
}

pin run pyproject.toml --group build
pin dev pyproject.toml --group build --group test --group check -c "$out/run.txt"
pin bench --group bench
pin fuzz --group fuzz
"$uv" pip compile -q --universal --generate-hashes --no-header --no-annotate "${upgrade[@]}" \
  -c "$out/run.txt" -o "$out/uv.txt" - <<<'uv'

if $check; then
  for file in run dev bench fuzz uv; do
    diff -u "requirements/$file.txt" "$out/$file.txt" >/dev/null || {
      echo "requirements/$file.txt does not match pyproject.toml: run 'make lock' and commit the result" >&2
      exit 1
    }
  done
  echo "pins are fresh"
fi
