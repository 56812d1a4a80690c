# Shared by the commands in this folder. Sourced, not run.

# The package's folder, wherever the command was called from.
here="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)"

# Built once for every clone on this computer, and outside the clone.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/archway-target}"

say() {
    printf '%s\n' "$*" >&2
}

# True on systems with Debian's packages.
has_apt() {
    command -v apt-get >/dev/null 2>&1 && command -v dpkg-query >/dev/null 2>&1
}

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1; then
        sudo "$@"
    else
        say "This needs root and there is no sudo. Run as root: $*"
        return 1
    fi
}

# Installs those of the packages that are missing, and says which. Elsewhere than on Debian and Ubuntu: says what is needed.
need_packages() {
    if ! has_apt; then
        say "This is not Debian or Ubuntu, so nothing is installed. Archway needs: a C compiler, OpenGL or Vulkan, libxkbcommon, and on X11"
        say "libX11, libXcursor and libXi; fonts for the scripts you read (Noto covers all). On macOS the Xcode command line tools are enough."
        return 0
    fi
    local missing=() package
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    if [ "${#missing[@]}" -eq 0 ]; then
        return 0
    fi
    say "Installing: ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

need_cargo() {
    if ! command -v cargo >/dev/null 2>&1 && [ -f "$HOME/.cargo/env" ]; then
        # shellcheck source=/dev/null
        . "$HOME/.cargo/env"
    fi
    if ! command -v cargo >/dev/null 2>&1; then
        say "There is no Rust toolchain. Install one from https://rustup.rs and run this again."
        exit 1
    fi
}

# What the window needs on Linux.
window_packages=(
    libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon0 libxkbcommon-x11-0 libgl1 libgl1-mesa-dri libegl1
    fonts-noto-core fonts-noto-cjk ca-certificates gcc libc6-dev
)

# What stands in for a display where there is none.
display_packages=(xvfb xauth)
