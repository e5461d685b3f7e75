/*
 * core/machine/late.h for the browser's core.  The texts lie in a part of memory of their own, which
 * split.mjs puts into the second file; late_texts() fetches that, once (pagewalk.mjs).
 */
#ifndef WASM_TRAP_LATE_H
#define WASM_TRAP_LATE_H

#define LATE(text) \
	__extension__({ static const char late_text[] __attribute__((section("late"))) = text; late_text; })

__attribute__((import_module("env"), import_name("late_texts"))) void late_texts(void);

#endif
