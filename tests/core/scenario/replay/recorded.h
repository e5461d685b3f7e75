/* Recordings of a real 4.19 kernel that tests keep (tests/recordings), unpacked. */
#ifndef TESTS_SCENARIO_REPLAY_RECORDED_H
#define TESTS_SCENARIO_REPLAY_RECORDED_H

#include <stddef.h>

/* `name` below tests/recordings, gzip'ed.  NUL-terminated; freed by the caller. */
char *recorded_text(const char *name, size_t *bytes);

#endif
