# shellcheck shell=bash
# Speaking to a person, and running named stages that are timed, counted and summed up.

if [ -t 1 ]; then BOLD=$'\e[1m' RED=$'\e[31m' GREEN=$'\e[32m' PLAIN=$'\e[0m'; else BOLD='' RED='' GREEN='' PLAIN=''; fi

say() { printf '%s== %s%s\n' "$BOLD" "$*" "$PLAIN"; }

complain() { printf '%sdev: %s%s\n' "$RED" "$*" "$PLAIN" >&2; }

# logged NAME COMMAND...: its output goes to build/log/NAME.log, and its end to the screen when it fails.
logged() {
	local log=$LOGS/$1.log code=0

	shift
	"$@" >"$log" 2>&1 </dev/null || code=$?
	if [ $code -ne 0 ]; then
		tail -n 60 "$log" | sed 's/^/    /'
		complain "'$*' failed ($code); all it said: ${log#"$ROOT"/}"
	fi
	return $code
}

# counted PASSED FAILED: a stage tells how many individual tests it ran; several calls add up.  A
# runner that was ended before its last line gives no number: that is none.
counted() {
	STAGE_PASSED=$((STAGE_PASSED + ${1:-0}))
	STAGE_FAILED=$((STAGE_FAILED + ${2:-0}))
}

ALL_PASSED=0
ALL_FAILED=0
SUMMARY=''

# stage NAME TITLE COMMAND...: a command that fails without a counted failure is one failure.
stage() {
	local name=$1 title=$2 began=$SECONDS code=0 colour=$GREEN verdict=ok

	shift 2
	STAGE_PASSED=0
	STAGE_FAILED=0
	say "$name: $title"
	"$@" || code=$?
	[ $code -eq 0 ] || [ $STAGE_FAILED -gt 0 ] || STAGE_FAILED=1
	if [ $STAGE_FAILED -gt 0 ]; then
		colour=$RED
		verdict=FAILED
	fi
	ALL_PASSED=$((ALL_PASSED + STAGE_PASSED))
	ALL_FAILED=$((ALL_FAILED + STAGE_FAILED))
	SUMMARY+=$(printf '  %s%-8s %-7s%s %5d s  %5d passed %4d failed  %s' "$colour" "$name" \
		"$verdict" "$PLAIN" $((SECONDS - began)) $STAGE_PASSED $STAGE_FAILED "$title")$'\n'
	printf '%s   %s: %s, %d s%s\n' "$colour" "$name" "$verdict" $((SECONDS - began)) "$PLAIN"
}

# The closing summary; the last line is for machines.
sum_up() {
	printf '\n'
	say "summary ($((SECONDS / 60)) min $((SECONDS % 60)) s)"
	printf '%s' "$SUMMARY"
	printf '%d passed, %d failed\n' $ALL_PASSED $ALL_FAILED
	[ $ALL_FAILED -eq 0 ] && [ $ALL_PASSED -gt 0 ]
}
