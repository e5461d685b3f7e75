#!/bin/sh
# cjson-apt.sh FOLDER: unpack the distribution's cJSON source package into FOLDER.  The package
# lists that name it are fetched into FOLDER too: the system's own are neither used nor changed.
set -eu
umask 022
[ -r /etc/os-release ] || { echo "no Debian or Ubuntu here"; exit 1; }
command -v apt-get >/dev/null || { echo "no apt-get here"; exit 1; }
command -v dpkg-source >/dev/null || { echo "dpkg-source is missing (package dpkg-dev)"; exit 1; }

rm -rf "$1"
mkdir -p "$1/lists/partial" "$1/sources" "$1/archives/partial"
cd "$1"
here=$(pwd)

# deb822 files and one-line lists, each with its binary types turned into source types.
for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list.d/ubuntu.sources; do
	[ ! -r "$file" ] || sed 's/^Types:.*/Types: deb-src/' "$file" >"sources/${file##*/}"
done
if [ -z "$(ls sources)" ]; then
	sed -n 's/^deb /deb-src /p' /etc/apt/sources.list >sources/list.list
fi

# _apt may not be able to enter a home folder, so the download runs as the caller.
set -- -q -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$here/sources" \
	-o Dir::State::lists="$here/lists" -o Dir::Cache="$here/archives" \
	-o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none
apt-get "$@" update
apt-get "$@" source cjson
