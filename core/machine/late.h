/*
 * Texts that are seldom read: errors, what a checker finds wrong.  LATE() gives the place of such a
 * text, and who reads it calls late_texts() first.  Here both do nothing; the browser's core has its
 * own file of this name (wasm/trap/), with which the texts come in the core's second part.
 */
#ifndef MACHINE_LATE_H
#define MACHINE_LATE_H

#define LATE(text) (text)

static inline void late_texts(void)
{
}

#endif
