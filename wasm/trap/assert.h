/* assert() for the browser's core: it holds as everywhere, but brings no text along (core/CMakeLists.txt). */
#ifndef WASM_TRAP_ASSERT_H
#define WASM_TRAP_ASSERT_H

#define assert(holds) ((holds) ? (void)0 : __builtin_trap())
#define static_assert _Static_assert

#endif
