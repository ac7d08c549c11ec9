# shellcheck shell=bash
# Steps with a name, a result and a time, and the table of them. Sourced, never run.

STEP_LINES=()
STEPS_PASSED=0
STEPS_FAILED=0

# step NAME COMMAND…: runs the command and notes how it went; fails as the command does.
step() {
    local name=$1 started=$SECONDS result=passed
    shift
    printf '\n=== %s\n' "$name"
    if "$@"; then
        STEPS_PASSED=$((STEPS_PASSED + 1))
    else
        result=FAILED
        STEPS_FAILED=$((STEPS_FAILED + 1))
    fi
    STEP_LINES+=("$(printf '%-14s %-8s %5d s' "$name" "$result" $((SECONDS - started)))")
    [ "$result" = passed ]
}

# skip NAME REASON: a step that cannot run counts as failed, never as passed.
skip() {
    STEPS_FAILED=$((STEPS_FAILED + 1))
    STEP_LINES+=("$(printf '%-14s %-8s         %s' "$1" "NOT RUN" "$2")")
}

# Prints the table and the closing line; fails when a step failed.
summary() {
    printf '\n%-14s %-8s %7s\n' step result time
    printf '%s\n' "${STEP_LINES[@]}"
    printf '\n%d passed, %d failed\n' "$STEPS_PASSED" "$STEPS_FAILED"
    [ "$STEPS_FAILED" = 0 ]
}
