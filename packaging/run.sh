#!/usr/bin/env bash
# Installs what is missing, builds Archway, and opens it on the practice workspace. Arguments pass through to archway.
# Without a display it shows the tour on a virtual one and leaves its pictures.
set -euo pipefail

# shellcheck source=packaging/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

need_packages "${window_packages[@]}"
need_cargo

say "Building Archway (the first time takes some minutes)"
cargo build --release --locked --bin archway --manifest-path "$here/Cargo.toml"
archway="$CARGO_TARGET_DIR/release/archway"

# True where the arguments name a command, which needs no window.
names_command() {
    local word skip=no
    for word in "$@"; do
        if [ "$skip" = yes ]; then
            skip=no
            continue
        fi
        case "$word" in
            --workspace) skip=yes ;;
            --help | -h | --version | -V) return 0 ;;
            -*) ;;
            *) return 0 ;;
        esac
    done
    return 1
}

has_display() {
    [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ] || [ "$(uname -s)" != Linux ]
}

if has_display || { names_command "$@" && [ "${1:-}" != tour ]; }; then
    exec "$archway" --workspace practice "$@"
fi

say "There is no display, so the window opens on a virtual one"
need_packages "${display_packages[@]}"
if ! command -v xvfb-run >/dev/null 2>&1; then
    say "xvfb-run is missing: install Xvfb and run this again, or start it where there is a display."
    exit 1
fi
# The virtual screen is larger than the window; software rendering is what every computer has.
virtual() {
    LIBGL_ALWAYS_SOFTWARE=1 xvfb-run -a -s "-screen 0 1600x1000x24 -nolisten tcp" "$@"
}
if [ "${1:-}" = tour ]; then
    virtual "$archway" "$@"
    exit
fi
pictures="${ARCHWAY_TOUR_DIR:-$here/tour}"
virtual "$archway" tour --out "$pictures"
say "The tour's pictures are in $pictures"
