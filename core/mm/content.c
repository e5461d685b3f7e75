/* The words in page frames.  No kernel file: a real machine has RAM for this. */
#include "mm/content.h"

#include "machine/trace.h"
#include "mm/gfp.h"

#define LINE_BYTES 64

static u32 line_of(const struct machine *m, u64 pa)
{
	u32 content = frame_at(m, (pfn_t)(pa >> PAGE_SHIFT))->content;

	return content ? content_at(m, content)->line[(pa & ~PAGE_MASK) / LINE_BYTES] : 0;
}

const u64 *word_at(const struct machine *m, u64 pa)
{
	u32 line = line_of(m, pa);

	return line ? &content_line_at(m, line)->word[pa % LINE_BYTES / 8] : NULL;
}

u64 read_word(const struct machine *m, u64 pa)
{
	const u64 *word = word_at(m, pa);

	assert(pa % 8 == 0);
	return word ? *word : 0;
}

/* The line to write in, made if it is not there; 0 when the machine's content tables are full. */
static u32 need_line(struct machine *m, u64 pa)
{
	const struct frame *frame = frame_at(m, (pfn_t)(pa >> PAGE_SHIFT));
	u32 nr = (u32)((pa & ~PAGE_MASK) / LINE_BYTES);

	if (!frame->content) {
		set(m, frame, content, object_alloc(m, TABLE_content));
		if (!frame->content)
			return 0;
		add(m, sys(m), content_pages, 1);
	}
	if (!content_at(m, frame->content)->line[nr])
		set(m, content_at(m, frame->content), line[nr],
		    object_alloc(m, TABLE_content_line));
	return content_at(m, frame->content)->line[nr];
}

void write_word(struct machine *m, u64 pa, u64 value)
{
	u32 line;

	assert(pa % 8 == 0);
	if (!value && !word_at(m, pa))
		return;
	line = need_line(m, pa);
	if (line)	/* else m->limit_hit is set and the session rolls the op back */
		set(m, content_line_at(m, line), word[pa % LINE_BYTES / 8], value);
}

static u64 byte_mask(u32 bytes)
{
	return bytes == 8 ? ~0ull : BIT(bytes * 8) - 1;
}

u64 read_bytes(const struct machine *m, u64 pa, u32 bytes)
{
	return read_word(m, pa & ~7ull) >> (pa % 8 * 8) & byte_mask(bytes);
}

void write_bytes(struct machine *m, u64 pa, u64 value, u32 bytes)
{
	u64 shift = pa % 8 * 8, old = read_word(m, pa & ~7ull);

	assert(pa % 8 + bytes <= 8);
	write_word(m, pa & ~7ull, (old & ~(byte_mask(bytes) << shift)) |
				  (value & byte_mask(bytes)) << shift);
}

void drop_content(struct machine *m, pfn_t pfn)
{
	const struct frame *frame = frame_at(m, pfn);
	u32 index = frame->content;

	if (!index)
		return;
	for (u32 i = 0; i < PAGE_SIZE / LINE_BYTES; i++)
		if (content_at(m, index)->line[i])
			object_free(m, TABLE_content_line, content_at(m, index)->line[i]);
	object_free(m, TABLE_content, index);
	set(m, frame, content, 0);
	add(m, sys(m), content_pages, -1);
}

static void clear_byte(struct machine *m, u64 pa)
{
	write_bytes(m, pa, 0, 1);
}

void clear_memory(struct machine *m, u64 pa, u64 bytes)
{
	for (u64 end = pa + bytes; pa < end;) {
		u64 page_end = min_t(u64, end, (pa & PAGE_MASK) + PAGE_SIZE);

		if (PFN_DOWN(pa) >= m->config.max_pfn)
			return;		/* no frame there that could hold words */
		if (!frame_at(m, (pfn_t)PFN_DOWN(pa))->content) {
			pa = page_end;
		} else if (pa % 8 || end - pa < 8) {
			clear_byte(m, pa++);
		} else {
			write_word(m, pa, 0);
			pa += 8;
		}
	}
}

void copy_page(struct machine *m, pfn_t to, pfn_t from)
{
	u64 src = (u64)from << PAGE_SHIFT, dst = (u64)to << PAGE_SHIFT;

	drop_content(m, to);
	for (u32 i = 0; frame_at(m, from)->content && i < WORDS_PER_PAGE; i++)
		write_word(m, dst + i * 8, read_word(m, src + i * 8));
}

void clear_highpage(struct machine *m, pfn_t pfn, u32 gfp)
{
	drop_content(m, pfn);
	if (gfp & __GFP_MOVABLE)
		trace_clear_user_page(m, pfn);
	else
		trace_clear_page(m, pfn);
}
