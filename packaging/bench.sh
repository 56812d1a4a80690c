#!/usr/bin/env bash
# Builds the benchmarks in release and prints their results as one table.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/system.sh"
cd "$root"

need_packages "${build_packages[@]}"
need_cargo
cargo build --release --locked --examples
printf '| what | result | reach |\n|---|---|---|\n'
for source in examples/bench_*.rs; do
    name=$(basename "$source" .rs)
    "$CARGO_TARGET_DIR/release/examples/$name" "$@"
done
