#!/usr/bin/env bash
# Builds the benchmarks in release and prints their results as tables. Names as arguments choose some: frame, open, apply, mapping, describe, restrict.
set -euo pipefail

# shellcheck source=packaging/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"
cd -- "$here"

need_packages "${window_packages[@]}"
need_cargo

chosen=("$@")
[ "${#chosen[@]}" -gt 0 ] || chosen=(frame open apply mapping describe restrict)
builds=()
for name in "${chosen[@]}"; do
    builds+=(--example "bench_$name")
done
cargo build --release --locked "${builds[@]}"
for name in "${chosen[@]}"; do
    say "Running $name"
    "$CARGO_TARGET_DIR/release/examples/bench_$name"
    echo
done
