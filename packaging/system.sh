# What the other commands share: where things are built, and how missing system packages are installed. Read, not run.

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/archway-target}

say() { printf '%s\n' "$*" >&2; }

# Installs Debian packages that are missing. Elsewhere says what to install.
need_packages() {
    if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
        say "This is not Debian or Ubuntu. Please see that these are installed, by the names your system gives them:"
        say "  $*"
        return 0
    fi
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            say "These packages are missing and there is no sudo: ${missing[*]}"
            return 1
        fi
        as_root=(sudo)
    fi
    say "Installing ${missing[*]}"
    "${as_root[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# A Rust toolchain is the one thing that is not installed here.
need_cargo() {
    command -v cargo >/dev/null 2>&1 || [ ! -f "$HOME/.cargo/env" ] || . "$HOME/.cargo/env"
    if ! command -v cargo >/dev/null 2>&1; then
        say "A Rust toolchain is needed (1.95 or later): see https://rustup.rs"
        exit 1
    fi
}

build_packages=(gcc libc6-dev ca-certificates)
window_packages=(libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon0 libxkbcommon-x11-0 libgl1 libgl1-mesa-dri libegl1 libfontconfig1 fonts-noto-core fonts-noto-cjk)
virtual_display_packages=(xvfb xauth)
