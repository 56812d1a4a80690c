#!/usr/bin/env bash
# Builds the benchmarks in release and prints their results. Each is a program examples/bench_*.rs that prints
# lines "name<TAB>value<TAB>unit"; everything else that it prints goes to standard error. Names as arguments choose some.
set -euo pipefail

# shellcheck source=packaging/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"
cd -- "$here"

need_packages "${window_packages[@]}"
need_cargo

chosen=("$@")
wanted() {
    local name="$1" choice
    [ "${#chosen[@]}" -eq 0 ] && return 0
    for choice in "${chosen[@]}"; do
        [ "$name" = "$choice" ] || [ "$name" = "bench_$choice" ] && return 0
    done
    return 1
}

programs=()
for source in examples/bench_*.rs examples/bench_*/main.rs; do
    [ -e "$source" ] || continue
    name="${source#examples/}"
    name="${name%/main.rs}"
    name="${name%.rs}"
    wanted "$name" && programs+=("$name")
done
if [ "${#programs[@]}" -eq 0 ]; then
    say "There is no such benchmark under examples/bench_*."
    exit 1
fi

builds=()
for name in "${programs[@]}"; do
    builds+=(--example "$name")
done
cargo build --release --locked "${builds[@]}"

results="$(mktemp)"
trap 'rm -f -- "$results"' EXIT
for name in "${programs[@]}"; do
    say "Running $name"
    LIBGL_ALWAYS_SOFTWARE=1 "$CARGO_TARGET_DIR/release/examples/$name" >>"$results"
done

printf '\n| %-64s | %14s | %-10s |\n' What Result Unit
printf '|%s|%s:|%s|\n' "$(printf '%066d' 0 | tr 0 -)" "$(printf '%015d' 0 | tr 0 -)" "$(printf '%012d' 0 | tr 0 -)"
while IFS=$'\t' read -r what value unit; do
    if [ -n "$value" ]; then
        printf '| %-64s | %14s | %-10s |\n' "$what" "$value" "${unit:-}"
    else
        say "$what"
    fi
done <"$results"
