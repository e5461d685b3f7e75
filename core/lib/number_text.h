/*
 * A number of JSON as text, the same in every build.  (printf's way with doubles is not linked into
 * the browser's core.)
 */
#ifndef LIB_NUMBER_TEXT_H
#define LIB_NUMBER_TEXT_H

#include "machine/types.h"

#define NUMBER_TEXT_MAX 48

/*
 * A whole number below 2^64 exactly, a smaller fraction with 17 decimals at most, never as a whole
 * number; a larger number with six digits and its power of ten.
 */
const char *number_text(double value, char text[NUMBER_TEXT_MAX]);

#endif
