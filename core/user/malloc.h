/* The C library's allocator as a user of brk and mmap: chunk states for the views. */
#ifndef USER_MALLOC_H
#define USER_MALLOC_H

#include "kernel/syscalls.h"

enum chunk_state { CHUNK_USED, CHUNK_TCACHE, CHUNK_FREE, CHUNK_MMAPPED };

/* The arena of a process, 0 if it never called malloc. */
u32 malloc_state_of(const struct machine *m, u32 pid);

#endif
