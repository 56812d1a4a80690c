#!/usr/bin/env bash
# Installs what the tests need, and passes all of them.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/system.sh"
cd "$root"

begun=$SECONDS
step() { say ""; say "== $* ($((SECONDS - begun)) s)"; }

step "System packages"
need_packages "${build_packages[@]}" "${window_packages[@]}" "${virtual_display_packages[@]}" dbus dbus-daemon gnome-keyring
need_cargo

step "Format"
cargo fmt --check

step "Clippy, warnings as errors"
cargo clippy --locked --all-targets -- -D warnings

step "Licences, bans, sources"
if ! cargo deny --version >/dev/null 2>&1; then
    say "Installing cargo-deny (some minutes, once)"
    CARGO_TARGET_DIR=$CARGO_TARGET_DIR/tools cargo install --quiet --locked cargo-deny --version 0.20.2
fi
cargo deny --offline --locked check --config .cargo/deny.toml bans licenses sources

step "Tests"
if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --locked
else
    cargo test --locked
fi

step "Credentials in a real keyring"
keyring=$(mktemp -d)
mkdir -m 700 "$keyring/run"
XDG_DATA_HOME=$keyring XDG_RUNTIME_DIR=$keyring/run ARCHWAY_TEST_KEYRING=1 dbus-run-session -- bash -c '
    printf "practice\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
    cargo test --locked --lib vault'
rm -rf -- "$keyring"

step "The tour, in a real window on a virtual display"
pictures=$(mktemp -d)
LIBGL_ALWAYS_SOFTWARE=1 xvfb-run -a -s '-screen 0 1440x900x24 -nolisten tcp' "$CARGO_TARGET_DIR/debug/archway" tour --out "$pictures" | tail -n 1
rm -rf -- "$pictures"

step "All passed"
