/* Events of page_alloc: see machine/trace.h for the form of a line. */
