/* Events of hardware: see machine/trace.h for the form of a line. */
