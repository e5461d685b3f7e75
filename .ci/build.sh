# shellcheck shell=bash
# Building: the native parts, the wasm core, the page.

# configure_and_build PRESET: shows ninja's progress on a terminal, else only what goes wrong.
configure_and_build() {
	logged "configure-$1" cmake --preset "$1" || return 1
	if [ -t 1 ]; then
		cmake --build --preset "$1" -j "$JOBS"
	else
		logged "build-$1" cmake --build --preset "$1" -j "$JOBS"
	fi
}

# The page finds the core and the scenarios beside itself.  The core is split along what the first
# story runs, told in the words that the native command knows.
build_wasm() {
	local bin=build/wasm/bin

	configure_and_build wasm && build_command || return 1
	logged split-wasm node wasm/split.mjs $bin/whole.wasm build/bin/pagewalk scenarios $bin || return 1
	mkdir -p web/public
	cp $bin/pagewalk.mjs $bin/pagewalk.wasm $bin/pagewalk.rest.wasm web/public/ || return 1
	rm -rf web/public/scenarios
	node .ci/index-scenarios.mjs scenarios web/public/scenarios
}

build_command() {
	[ -e build/build.ninja ] || logged configure-native cmake --preset native || return 1
	logged build-command cmake --build --preset native -j "$JOBS" --target pagewalk-command
}

in_web() { (cd web && "$@"); }

# A tool of web/node_modules by name, under the Node that was chosen.
npx_local() {
	local tool=$1

	shift
	"./node_modules/.bin/$tool" "$@"
}

# The steps' words, which the page fetches beside the core: its reader's language alone.
export_words() {
	if [ ! -x build/bin/pagewalk ]; then configure_and_build native || return 1; fi
	for lang in en zh; do
		build/bin/pagewalk words "$lang" >"web/public/words.$lang" || return 1
	done
}

build_web() {
	if [ ! -e web/public/pagewalk.wasm ]; then build_wasm || return 1; fi
	export_words || return 1
	node .ci/index-scenarios.mjs scenarios web/public/scenarios || return 1
	logged build-web in_web npx_local vite build
}

build() {
	case $1 in
	native) configure_and_build native ;;
	wasm) build_wasm ;;
	web) build_web ;;
	all) say "native" && configure_and_build native && say "wasm" && build_wasm &&
		say "web" && build_web ;;
	esac
}

need_for_build() {
	case $1 in
	native) need native ;;
	wasm | web | all) need native wasm web ;;
	*) complain "no such part: $1 (native, wasm, web)" && return 2 ;;
	esac
}
