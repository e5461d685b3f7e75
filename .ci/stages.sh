# shellcheck shell=bash
# The stages of ./dev test.  Each counts its individual tests; a stage that fails does not stop the next.

STAGES='build unit server asan fuzz wasm parity tidy lint web vitest browser'
FUZZ_SECONDS=10

# Counts cmocka's own tests in ctest's log.  A program that failed without naming a failed test (it
# crashed, or did not start) is one failure; one without cmocka's lines is one test.
count_ctest() {
	awk '
		match($0, /^[0-9]+: /) {
			n = $0 + 0
			if (/\[       OK \] /) { ok[n]++ }
			else if (/\[  FAILED  \] [^ ]+$/ && !seen[n, $NF]++) bad[n]++
		}
		/^ *[0-9]+\/[0-9]+ Test +#[0-9]+:/ {
			n = $0; sub(/^[^#]*#/, "", n); n += 0
			if (/ Passed /) { if (!ok[n]) ok[n] = 1 }
			else if (!bad[n]) bad[n] = 1
		}
		END {
			for (n in ok) passed += ok[n]
			for (n in bad) failed += bad[n]
			print passed + 0, failed + 0
		}' "$1"
}

# ctest_stage PRESET: names the failed programs and shows their output.
ctest_stage() {
	local log=$LOGS/ctest-$1.log code=0

	ctest --preset "$1" -V -j "$JOBS" --no-tests=error >"$log" 2>&1 || code=$?
	# shellcheck disable=SC2046
	counted $(count_ctest "$log")
	if [ $code -ne 0 ]; then
		grep -E '^[0-9]+: (\[  (FAILED|ERROR)|.*(ERROR: |runtime error|Assertion|SUMMARY:))|\*\*\*|No tests' "$log" | head -n 60 | sed 's/^/    /'
		complain "all that the tests said: ${log#"$ROOT"/}"
	fi
	return $code
}

# node_tests NAME FILE...: Node's own test runner, counted from its closing lines.
node_tests() {
	local log=$LOGS/$1.log code=0

	shift
	node --test --test-concurrency="$JOBS" --test-reporter=tap "$@" >"$log" 2>&1 </dev/null || code=$?
	counted "$(sed -n 's/^# pass //p' "$log" | tail -1)" "$(sed -n 's/^# fail //p' "$log" | tail -1)"
	grep -E '^ *not ok' "$log" | sed 's/^ */    /'
	if [ $code -ne 0 ]; then
		grep -E "^ +error: |^ {4,}(  )?[^ ].*:[0-9]+:" "$log" | head -n 60
		complain "all that they said: ${log#"$ROOT"/}"
	fi
	return $code
}

stage_build() { configure_and_build native; }

stage_unit() { ctest_stage native; }

# Runs one of our own runners, whose last line is 'N passed, N failed'.
own_runner() {
	local log=$LOGS/$1.log code=0

	shift
	"$@" >"$log" 2>&1 </dev/null || code=$?
	# shellcheck disable=SC2046
	counted $(tail -n 1 "$log" | awk '{ print $1 + 0, $3 + 0 }')
	if [ $code -ne 0 ]; then
		grep -iE 'not ok|fail|error' "$log" | head -n 60 | sed 's/^/    /'
		complain "all that they said: ${log#"$ROOT"/}"
	fi
	return $code
}

stage_server() { own_runner server tests/server/run build/bin/pagewalk; }

stage_asan() { configure_and_build asan && ctest_stage asan; }

# fuzz_one BINARY SECONDS: its log ends with libFuzzer's own figures.
fuzz_one() {
	local name=${1##*/}

	mkdir -p "build/fuzz/grown/$name" "build/fuzz/corpus/$name"
	"$1" -max_total_time="$2" -timeout=20 -rss_limit_mb=2048 -max_len=65536 \
		-artifact_prefix="$ROOT/build/fuzz/found/$name-" -print_final_stats=1 \
		"build/fuzz/grown/$name" "build/fuzz/corpus/$name" >"$LOGS/$name.log" 2>&1
	echo $? >"$LOGS/$name.code"
}

# What a fuzzer finds is kept in build/fuzz/found/, with the command that repeats it.
stage_fuzz() {
	local seconds=${1:-$FUZZ_SECONDS} binary name log

	configure_and_build asan || return 1
	node tests/fuzz/corpus.mjs scenarios build/fuzz/corpus || return 1
	mkdir -p build/fuzz/found
	rm -f "$LOGS"/fuzz_*.code
	for binary in build/asan/bin/fuzz_*; do
		[ "$(jobs -rp | wc -l)" -lt "$JOBS" ] || wait -n
		fuzz_one "$binary" "$seconds" &
	done
	wait
	for binary in build/asan/bin/fuzz_*; do
		name=${binary##*/}
		log=$LOGS/$name.log
		if [ "$(cat "$LOGS/$name.code" 2>/dev/null)" = 0 ]; then
			counted 1 0
			printf '   %s: %s runs\n' "$name" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
		else
			counted 0 1
			grep -E 'ERROR: |SUMMARY:|runtime error|Assertion|Test unit written' "$log" | head -n 12 | sed 's/^/    /'
			complain "repeat it: $binary $(sed -n 's/.*Test unit written to //p' "$log" | tail -1)"
		fi
	done
}

stage_wasm() { build_wasm; }

stage_parity() { node_tests parity tests/parity/*.test.mjs; }

stage_tidy() { node_tests tidy tests/tidy/*.test.mjs; }

# one_check NAME COMMAND...: a tool that judges as a whole is one test.
one_check() {
	if logged "$@"; then
		counted 1 0
		printf '   ok %s\n' "$1"
	else
		counted 0 1
	fi
}

stage_lint() {
	one_check shellcheck shellcheck -x dev .ci/run .ci/*.sh wasm/*.sh tests/golden/run
	one_check eslint in_web npx_local eslint .
	one_check svelte-check in_web npx_local svelte-check --tsconfig ./tsconfig.json --threshold error
}

# The slow half of ./dev lint --deep.
stage_deep() {
	one_check cppcheck cppcheck -q -j "$JOBS" --enable=warning,portability --std=c11 --inline-suppr \
		--error-exitcode=1 --suppress=missingIncludeSystem -Icore/include -Icore core server wasm
	# shellcheck disable=SC2016
	one_check clang-tidy bash -c 'find core server wasm -name "*.c" ! -path "wasm/*" -print0 |
		xargs -0 -n 4 -P "$1" clang-tidy -p build --quiet' - "$JOBS"
}

stage_web() { build_web && counted 1 0; }

stage_vitest() {
	local out=build/log/vitest.json code=0

	rm -f "$out"
	(in_web npx_local vitest run --reporter=default --reporter=json --outputFile="../$out") \
		>"$LOGS/vitest.log" 2>&1 </dev/null || code=$?
	[ $code -eq 0 ] || grep -vE '^ *✓' "$LOGS/vitest.log" | tail -n 60 | sed 's/^/    /'
	[ -e "$out" ] || return 1
	# shellcheck disable=SC2046
	counted $(node -e 'const r = JSON.parse(require("fs").readFileSync(process.argv[1]));
		console.log(r.numPassedTests, r.numFailedTests)' "$out")
	return $code
}

stage_browser() {
	local out=$ROOT/build/log/playwright.json code=0 browser

	rm -f "$out"
	if browser=$(browser_path); then export PAGEWALK_CHROMIUM=$browser; fi
	[ -e web/playwright.config.ts ] || { complain "web/playwright.config.ts is missing"; return 1; }
	(in_web env CI=1 PLAYWRIGHT_JSON_OUTPUT_NAME="$out" ./node_modules/.bin/playwright test --project static --project http \
		--reporter=list,json) >"$LOGS/playwright.log" 2>&1 </dev/null || code=$?
	[ $code -eq 0 ] || grep -vE '^ *✓' "$LOGS/playwright.log" | tail -n 60 | sed 's/^/    /'
	[ -e "$out" ] || return 1
	# shellcheck disable=SC2046
	counted $(node -e 'const {stats: s} = JSON.parse(require("fs").readFileSync(process.argv[1]));
		console.log(s.expected + s.flaky, s.unexpected)' "$out")
	return $code
}

title_of() {
	case $1 in
	build) echo "the command, the library and their tests compile" ;;
	unit) echo "the C tests" ;;
	server) echo "the server over HTTP" ;;
	asan) echo "the C tests under AddressSanitizer and UBSan" ;;
	fuzz) echo "fuzzers, $FUZZ_SECONDS seconds each" ;;
	wasm) echo "the core for the browser compiles" ;;
	parity) echo "native, wasm and HTTP give the same answers" ;;
	tidy) echo "the rules of the house" ;;
	lint) echo "shellcheck, eslint, svelte-check" ;;
	deep) echo "cppcheck, clang-tidy" ;;
	web) echo "the page is built" ;;
	vitest) echo "the page's modules" ;;
	browser) echo "the page in a real browser" ;;
	*) return 1 ;;
	esac
}

install_for_tests() { need native wasm web browser fuzz lint; }

run_stages() {
	local name title

	# shellcheck disable=SC2086
	[ $# -gt 0 ] || set -- $STAGES
	for name in "$@"; do
		title_of "$name" >/dev/null || { complain "no such stage: $name ($STAGES)"; return 2; }
	done
	stage install "what the tests need" install_for_tests
	for name in "$@"; do
		title=$(title_of "$name")
		stage "$name" "$title" "stage_$name"
	done
	sum_up
}

run_lint() {
	case ${1:---deep} in
	--deep) ;;
	*) complain "lint takes --deep, not '$1'" && return 2 ;;
	esac
	need native web lint || return 1
	stage tidy "$(title_of tidy)" stage_tidy
	stage lint "$(title_of lint)" stage_lint
	if [ "${1-}" = --deep ]; then
		need deep && configure_and_build native || return 1
		stage deep "$(title_of deep)" stage_deep
	fi
	sum_up
}
