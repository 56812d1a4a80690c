#!/usr/bin/env bash
# Builds Archway and opens it on the practice workspace. Arguments pass through to archway.
# Without a display it shows the tour on a virtual one and says where the pictures are.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/system.sh"

need_packages "${build_packages[@]}" "${window_packages[@]}"
need_cargo
say "Building Archway (some minutes the first time)"
cargo build --release --locked --manifest-path "$root/Cargo.toml" --bin archway
archway=$CARGO_TARGET_DIR/release/archway

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname)" != Linux ]; then
    if [ $# -gt 0 ]; then exec "$archway" "$@"; fi
    exec "$archway" --workspace practice
fi

if [ $# -gt 0 ]; then exec "$archway" "$@"; fi
need_packages "${virtual_display_packages[@]}"
pictures=${ARCHWAY_TOUR:-$root/tour}
say "There is no display, so Archway shows its tour on a virtual one."
LIBGL_ALWAYS_SOFTWARE=1 xvfb-run -a -s '-screen 0 1440x900x24 -nolisten tcp' "$archway" tour --out "$pictures"
say "The pictures are in $pictures"
