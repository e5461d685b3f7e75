/* Events of memory: see machine/trace.h for the form of a line. */
