/*
 * What is written in a page frame: 512 words of 8 bytes, kept only where somebody wrote.
 *
 * Page tables, kernel stacks and user data are these words, at their physical addresses, as in a real
 * machine.  A frame is sparse (frame -> 64 lines -> 8 words), because a simulated machine may have
 * millions of frames and most of them hold nothing that a lesson reads.  A word that nobody wrote
 * reads 0.  A freed frame's words are dropped: see DIFFERENCES.
 */
#ifndef MM_CONTENT_H
#define MM_CONTENT_H

#include "machine/machine.h"

#define WORDS_PER_PAGE 512

u64 read_word(const struct machine *m, u64 pa);			/* pa: a multiple of 8 */
void write_word(struct machine *m, u64 pa, u64 value);
/* 1, 2, 4 or 8 bytes inside one word */
u64 read_bytes(const struct machine *m, u64 pa, u32 bytes);
void write_bytes(struct machine *m, u64 pa, u64 value, u32 bytes);

/* The arena object that holds the word at pa, NULL if it was never written (reads 0). */
const u64 *word_at(const struct machine *m, u64 pa);

void drop_content(struct machine *m, pfn_t pfn);		/* all words 0, their memory given back */
void clear_memory(struct machine *m, u64 pa, u64 bytes);	/* memset(0), without a step */
void copy_page(struct machine *m, pfn_t to, pfn_t from);
/* The allocator's zeroing for __GFP_ZERO, as a step; user pages (movable ones) in bigger print. */
void clear_highpage(struct machine *m, pfn_t pfn, u32 gfp);

#endif
