# Emscripten for CMake, wherever it lives: Debian's package, an emsdk, Homebrew.
find_program(EMCC emcc REQUIRED)
set(roots /usr/share/emscripten $ENV{EMSDK}/upstream/emscripten)
file(REAL_PATH ${EMCC} emcc_path)
cmake_path(GET emcc_path PARENT_PATH emcc_folder)
list(APPEND roots ${emcc_folder} ${emcc_folder}/../libexec)

find_file(EMSCRIPTEN_PLATFORM cmake/Modules/Platform/Emscripten.cmake PATHS ${roots}
	NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
if(NOT EMSCRIPTEN_PLATFORM)
	message(FATAL_ERROR "emcc is here (${EMCC}), its Emscripten.cmake is not: set EMSDK")
endif()
include(${EMSCRIPTEN_PLATFORM})

# Debian's emcc runs acorn from Debian's folder of Node modules, which another Node does not search.
if(EXISTS /usr/share/nodejs/acorn)
	set(CMAKE_C_LINKER_LAUNCHER ${CMAKE_COMMAND} -E env NODE_PATH=/usr/share/nodejs)
endif()

# Before clang begins, emcc spends half a second of Python on every file: what is compiled calls the
# same clang with the same flags; emcc links.  (A first call of emcc also makes its folder of headers.)
set(probe ${CMAKE_BINARY_DIR}/emcc-probe.c)
file(WRITE ${probe} "int main(void) { return 0; }\n")
execute_process(COMMAND ${EMCC} -v -c ${probe} -o ${probe}.o ERROR_VARIABLE calls OUTPUT_QUIET)
execute_process(COMMAND ${EMCC} --cflags OUTPUT_VARIABLE emcc_flags OUTPUT_STRIP_TRAILING_WHITESPACE
	ERROR_QUIET)
if(calls MATCHES "(/[^ \n\"]*clang[-0-9.]*)\"? -target" AND emcc_flags)
	set(CMAKE_C_COMPILE_OBJECT
		"${CMAKE_MATCH_1} ${emcc_flags} <DEFINES> <INCLUDES> <FLAGS> -o <OBJECT> -c <SOURCE>")
endif()
