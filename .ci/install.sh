# shellcheck shell=bash
# What each part needs, whether it is here, and getting what is missing.

NODE_WANTED='22'	# what build/node gets when the system's Node is older than vite allows

# group | how to see that it is here | Debian and Ubuntu package | Homebrew package | what it is for
PARTS='
native|has_c_compiler|gcc libc6-dev|gcc|compiles the core
native|has cmake|cmake|cmake|drives the build
native|has ninja|ninja-build|ninja|runs the build
native|has pkg-config|pkg-config|pkg-config|finds the libraries
native|has_library libmicrohttpd|libmicrohttpd-dev|libmicrohttpd|the HTTP server
native|has_library libcjson|libcjson-dev|cjson|reads JSON
native|has_library zlib|zlib1g-dev|zlib|compresses what the server sends
native|has_library cmocka|libcmocka-dev|cmocka|the C tests
native|has_libfdt|libfdt-dev|dtc|a second opinion on device trees
wasm|has emcc|emscripten|emscripten|compiles the core for the browser
wasm|has_wasm_split|binaryen|binaryen|splits the core along what the first story runs
wasm|has_cjson_way|dpkg-dev|-|unpacks cJSON source for the browser build
node|has node|nodejs|node|runs the build of the page
node|has npm|npm|node|fetches what the page is built from
browser|has_browser|BROWSER|-|the tests in a real browser
browser|has_cjk_font|fonts-noto-cjk|-|Chinese in pictures of the page
fuzz|has_libfuzzer|CLANG|llvm|the fuzzers
lint|has shellcheck|shellcheck|shellcheck|checks the shell scripts
deep|has clang-tidy|clang-tidy|llvm|finds mistakes in C
deep|has cppcheck|cppcheck|cppcheck|finds mistakes in C
coverage|has gcovr|gcovr|gcovr|counts the lines that tests reach
'

has() { type -P "$1" >/dev/null; }

has_c_compiler() { has cc && echo '#include <stdio.h>' | cc -E - >/dev/null 2>&1; }

has_library() { has pkg-config && pkg-config --exists "$1"; }

has_libfdt() { has cc && echo '#include <libfdt.h>' | cc -E - >/dev/null 2>&1; }

has_wasm_split() { has wasm-split || [ -x "${EMSDK:-}/upstream/bin/wasm-split" ]; }

has_cjson_way() { [ "$(uname)" = Darwin ] || has dpkg-source; }

has_cjk_font() { [ "$(uname)" = Darwin ] || compgen -G '/usr/share/fonts/opentype/noto/NotoSansCJK*' >/dev/null; }

has_libfuzzer() { has clang && compgen -G "$(clang -print-runtime-dir 2>/dev/null)/libclang_rt.fuzzer*" >/dev/null; }

is_ubuntu() { grep -qs '^ID=ubuntu' /etc/os-release; }

# Ubuntu's chromium is a snap, which no container runs: Playwright's own serves there.
browser_path() {
	local path

	[ -z "${PAGEWALK_CHROMIUM-}" ] || { echo "$PAGEWALK_CHROMIUM"; return; }
	is_ubuntu && return 1
	for path in chromium google-chrome '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'; do
		command -v "$path" 2>/dev/null && return
	done
	return 1
}

playwright_has_chromium() {
	compgen -G "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}/chromium*" >/dev/null ||
		compgen -G "$HOME/Library/Caches/ms-playwright/chromium*" >/dev/null
}

has_browser() { browser_path >/dev/null || playwright_has_chromium; }

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

# Prints 'package|what for' of each missing part of a group.
missing() {
	local group check apt brew why

	while IFS='|' read -r group check apt brew why; do
		[ "$group" = "$1" ] || continue
		# shellcheck disable=SC2086 # a check is a command with its words
		$check && continue
		if has brew && ! has apt-get; then echo "$brew|$why"; else echo "$apt|$why"; fi
	done <<<"$PARTS"
}

# Names that stand for several packages or for none of apt's.
apt_names() {
	case $1 in
	CLANG) echo clang "$(apt-cache --names-only search '^libclang-rt-dev$' | cut -d' ' -f1)" ;;
	BROWSER) is_ubuntu || echo chromium ;;
	*) echo "$1" ;;
	esac
}

apt_install() {
	local names=$* line n=0

	if [ ! -e "$LOGS/apt-updated" ]; then
		say "apt-get update"
		logged apt-update as_root apt-get -q update || return 1
		: >"$LOGS/apt-updated"
	fi
	# shellcheck disable=SC2046,SC2116,SC2086 # a list of names is meant
	set -- $(for name in $names; do apt_names "$name"; done)
	[ $# -gt 0 ] || return 0
	say "apt-get install $*"
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 --no-install-recommends \
		install "$@" 2>&1 </dev/null | tee "$LOGS/apt.log" | while read -r line; do
		case $line in
		'Need to get'* | E:* | W:*) printf '   %s\n' "$line" ;;
		'Setting up'*)
			n=$((n + 1))
			[ $((n % 40)) -ne 0 ] || printf '   %d packages set up\n' $n
			;;
		esac
	done
	return "${PIPESTATUS[0]}"
}

# ensure GROUP...: installs what is missing of these groups, or says what to install.
ensure() {
	local group found list='' names=''

	for group in "$@"; do
		found=$(missing "$group")
		[ -z "$found" ] || list+=$found$'\n'
	done
	[ -n "$list" ] || return 0
	say "missing here:"
	while IFS='|' read -r name why; do
		[ -n "$name" ] || continue
		printf '   %-20s %s\n' "${name/BROWSER/chromium}" "$why"
		[ "$name" = - ] || names+=" $name"
	done <<<"$list"
	if [ "${PAGEWALK_INSTALL-}" = no ] || ! has apt-get; then
		if has brew; then complain "install them: brew install$names"; else complain "please install them"; fi
		return 1
	fi
	# shellcheck disable=SC2086
	apt_install $names
}

node_is_new_enough() {
	"$1" -e 'const [a,b]=process.versions.node.split(".").map(Number); process.exit(a>22||a==22&&b>=12||a==20&&b>=19?0:1)' 2>/dev/null
}

# Debian's npm finds its own parts only under Debian's Node, whichever Node comes first in PATH.
npm() {
	case $(readlink -f "$(type -P npm)") in
	/usr/share/nodejs/*) /usr/bin/node /usr/share/nodejs/npm/bin/npm-cli.js "$@" ;;
	*) command npm "$@" ;;
	esac
}

# A Node that vite accepts: the system's, or our own in build/node through the npm registry.
ensure_node() {
	local own=$ROOT/build/node/node_modules/node/bin

	if has node && node_is_new_enough node; then return 0; fi
	if [ ! -x "$own/node" ]; then
		say "Node $(node --version 2>/dev/null || echo none) is older than the page's build wants: fetching Node $NODE_WANTED into build/node"
		mkdir -p build/node
		logged node npm install --prefix build/node --no-fund --no-audit --no-save "node@$NODE_WANTED" || return 1
	fi
	PATH=$own:$PATH
	node_is_new_enough node || { complain "build/node holds no usable Node"; return 1; }
}

# The page's own packages, anew whenever the lock file is newer than the last time.
ensure_web_packages() {
	[ -e web/package-lock.json ] || { complain "web/package-lock.json is missing"; return 1; }
	[ web/node_modules/.package-lock.json -nt web/package-lock.json ] && return 0
	say "npm ci in web/"
	logged npm-ci npm ci --prefix web --no-fund --no-audit && touch web/node_modules/.package-lock.json
}

ensure_browser() {
	has_browser && return 0
	if [ "$(uname)" = Linux ] && ! is_ubuntu; then
		complain "no browser is here: apt-get install chromium"
		return 1
	fi
	say "fetching Playwright's Chromium"
	in_web npx_local playwright install --with-deps chromium
}

# need PART...: native, wasm, web, browser, fuzz, lint, deep, coverage.
need() {
	local part groups=''

	for part in "$@"; do
		case $part in
		web) groups+=' node' ;;
		*) groups+=" $part" ;;
		esac
	done
	# shellcheck disable=SC2086
	ensure $groups || return 1
	for part in "$@"; do
		case $part in
		web) ensure_node && ensure_web_packages || return 1 ;;
		browser) ensure_browser || return 1 ;;
		esac
	done
}

doctor() {
	local group check apt brew why bad=0

	while IFS='|' read -r group check apt brew why; do
		[ -n "$group" ] || continue
		# shellcheck disable=SC2086
		if $check; then printf '  ok       '; else printf '  %sMISSING%s  ' "$RED" "$PLAIN"; bad=$((bad + 1)); fi
		apt=${apt/CLANG/clang libclang-rt-dev}
		printf '%-9s %-26s %s\n' "$group" "${apt/BROWSER/chromium}" "$why"
	done <<<"$PARTS"
	if has node && ! node_is_new_enough node; then
		echo "  note     Node $(node --version) is older than 20.19: ./dev keeps its own in build/node"
	fi
	if [ $bad -eq 0 ]; then say "nothing is missing"; else say "$bad missing: verbs install what they need"; fi
}
