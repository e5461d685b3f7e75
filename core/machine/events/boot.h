/* Events of boot: see machine/trace.h for the form of a line. */
