# shellcheck shell=bash
# What every script of the project needs to find its tools. Sourced, never run; writes nothing.
# Looks anew each time at what is installed, so that no state has to travel from .ci/setup to the other scripts.

TWINSCOPE_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TWINSCOPE_NODE_HOME=${TWINSCOPE_NODE_HOME:-$HOME/.local/share/twinscope/node}
TWINSCOPE_RUST=$(sed -n 's/^channel *= *"\(.*\)"/\1/p' "$TWINSCOPE_ROOT/rust-toolchain.toml")
TWINSCOPE_NODE=20.19.0
# The Python SDKs that the tests drive, apart from the machine's own Python packages.
TWINSCOPE_VENV=${TWINSCOPE_VENV:-$TWINSCOPE_ROOT/target/sdk/venv}
# The toolchain that stands in for the pinned one, when that is not installed.
TWINSCOPE_STAND_IN=
export TWINSCOPE_ROOT

# One selection of packages and features for every cargo call: another one would compile the shell a second time.
TWINSCOPE_CARGO=(--workspace --features twinscope-desktop/custom-protocol --locked)

# True when version $1 is at least version $2.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# The version a command prints in its first line, empty when the command is missing or fails.
version_of() { "$@" --version 2>/dev/null | head -n 1 | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -n 1 || true; }

# First in the path, even when it is there already: an older tool of the system may stand before it.
prepend_path() { case "$PATH:" in "$1:"*) ;; *) PATH="$1:$PATH" ;; esac; }

# An installed toolchain new enough to stand in for the pinned one, empty when there is none.
stand_in_toolchain() {
    local name version
    for name in $(rustup toolchain list 2>/dev/null | awk '{ print $1 }' | grep -v -e nightly -e beta); do
        version=$(RUSTUP_TOOLCHAIN=$name version_of rustc)
        if [ -n "$version" ] && at_least "$version" "$TWINSCOPE_RUST"; then
            echo "$name"
            return
        fi
    done
}

pinned_toolchain_is_there() { rustup toolchain list 2>/dev/null | grep -qE "^$TWINSCOPE_RUST(-| |\$)"; }

# The user's own choice in RUSTUP_TOOLCHAIN stands.
choose_toolchain() {
    [ -z "${RUSTUP_TOOLCHAIN:-}" ] || return 0
    command -v rustup >/dev/null || return 0
    if pinned_toolchain_is_there; then return 0; fi
    TWINSCOPE_STAND_IN=$(stand_in_toolchain)
    if [ -n "$TWINSCOPE_STAND_IN" ]; then export RUSTUP_TOOLCHAIN=$TWINSCOPE_STAND_IN; fi
}

prepend_path "${CARGO_HOME:-$HOME/.cargo}/bin"
# Only there when .ci/setup found no Node of the system that is new enough.
if [ -x "$TWINSCOPE_NODE_HOME/bin/node" ]; then prepend_path "$TWINSCOPE_NODE_HOME/bin"; fi
export PATH
choose_toolchain
