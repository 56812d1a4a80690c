#!/usr/bin/env bash
# Installs what the tests need and passes all of them: format, lints, tests, house rules, dependency rules.
set -uo pipefail

# shellcheck source=packaging/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"
cd -- "$here" || exit 1

need_packages "${window_packages[@]}" "${display_packages[@]}" dbus dbus-daemon gnome-keyring || exit 1
need_cargo
# Toolchains with the minimal profile come without these two.
for component in rustfmt clippy; do
    if ! cargo "${component/rustfmt/fmt}" --version >/dev/null 2>&1; then
        say "Installing $component"
        rustup component add "$component" || exit 1
    fi
done

results=()
failed=0

# Runs one check and remembers how it ended and how long it took.
check() {
    local name="$1" start="$SECONDS" outcome=passed
    shift
    say ""
    say "== $name: $*"
    if ! "$@"; then
        outcome=FAILED
        failed=1
    fi
    results+=("$(printf '%-8s %5ds  %s' "$outcome" "$((SECONDS - start))" "$name")")
}

skip() {
    say ""
    say "== $1: skipped, $2"
    results+=("$(printf '%-8s %6s  %s (%s)' skipped '' "$1" "$2")")
}

# Tests of the window's drawing are the same everywhere with software rendering and without a person's settings.
export LIBGL_ALWAYS_SOFTWARE=1
unset ARCHWAY_HOME ARCHWAY_WORKSPACE ARCHWAY_LOG ARCHWAY_ARCHIVESSPACE_PASSWORD ARCHWAY_ICONIK_TOKEN

check "format" cargo fmt --check
check "lints" cargo clippy --locked --all-targets -- -D warnings
if cargo nextest --version >/dev/null 2>&1; then
    check "tests" cargo nextest run --locked --no-fail-fast
else
    check "tests" cargo test --locked --no-fail-fast --lib --bins --tests
fi

# A keyring of its own for one test, unlocked with an empty password and gone with its bus.
keyring_test() {
    local home
    home="$(mktemp -d)" || return 1
    XDG_DATA_HOME="$home/data" XDG_RUNTIME_DIR="$home" ARCHWAY_TEST_KEYRING=1 \
        dbus-run-session -- bash -c '
            printf "\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
            exec cargo test --locked --lib vault::tests::a_real_keyring_keeps_and_forgets
        '
    local ended=$?
    rm -rf -- "$home"
    return "$ended"
}
if command -v dbus-run-session >/dev/null 2>&1 && command -v gnome-keyring-daemon >/dev/null 2>&1; then
    check "a real keyring" keyring_test
else
    skip "a real keyring" "there is no dbus-run-session or gnome-keyring-daemon"
fi

if ! cargo deny --version >/dev/null 2>&1; then
    say ""
    say "Installing cargo-deny (some minutes, once)"
    CARGO_TARGET_DIR="$CARGO_TARGET_DIR/tools" cargo install --quiet --locked cargo-deny --version 0.20.2 || failed=1
fi
# Dependencies of other systems are looked at too, and so must be here.
cargo fetch --quiet --locked || failed=1
check "dependency rules" cargo deny --offline --locked --config .cargo/deny.toml check bans licenses sources

# The main job in a real window: by input events, with every result read back from both systems.
tour() {
    local pictures
    pictures="$(mktemp -d)" || return 1
    xvfb-run -a -s "-screen 0 1600x1000x24 -nolisten tcp" "$CARGO_TARGET_DIR/debug/archway" tour --out "$pictures" | tail -n 1
    local ended="${PIPESTATUS[0]}"
    rm -rf -- "$pictures"
    return "$ended"
}
check "the tour" tour

say ""
say "== Summary"
printf '%s\n' "${results[@]}" >&2
if [ "$failed" -ne 0 ]; then
    say "Not all passed."
    exit 1
fi
say "All passed in ${SECONDS}s."
