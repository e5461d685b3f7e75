/*
 * Giving a block back: the references that keep it in use, the checks before it is believed, and the
 * two ways to the free lists.  Open mm/page_alloc.c at __free_pages(), free_pages_prepare() and
 * free_pages_check_bad().
 *
 * A page that is freed twice, or while somebody still uses it, would corrupt the lists later and far
 * away.  The checks are those of a kernel with DEBUG_VM; what fails is told, the page stays as it was.
 */
#include "mm/content.h"
#include "mm/page_alloc/internal.h"

enum page_verdict {
	PAGE_OK, BAD_MAPCOUNT, BAD_MAPPING, BAD_REFCOUNT, BAD_FLAGS, BUG_FREED_TWICE, BUG_TAIL,
	BUG_COMPOUND_ORDER, BUG_ALIGNMENT,
};

static void bad_page(struct machine *m, pfn_t pfn, enum page_verdict verdict)
{
	static const char *const bad[2] = { "BUG: Bad page state", "BUG：页的状态不对" };
	static const char *const vm_bug[2] = { "kernel BUG: VM_BUG_ON_PAGE", "内核 BUG：VM_BUG_ON_PAGE" };
	const struct page *page = pfn_to_page(m, pfn);
	CALLED(m, bad_page, pfn);

	trace_page_state(m, pfn, (u64)(s64)page->_refcount, (u64)(s64)page->_mapcount, page->mapping,
			 page->flags & PAGE_FLAGS_MASK, verdict);
	kernel_bug(m, verdict < BUG_FREED_TWICE ? bad : vm_bug);
}

/* free_pages_check_bad(): of several reasons the last is told.  Anonymous pages forget `mapping` first. */
static inline enum page_verdict free_pages_check(const struct page *page)
{
	enum page_verdict verdict = PAGE_OK;

	if (page_expected_state(page, PAGE_FLAGS_CHECK_AT_FREE))
		return PAGE_OK;
	if (page->_mapcount != -1)
		verdict = BAD_MAPCOUNT;
	if (page->mapping && !PageAnon(page))
		verdict = BAD_MAPPING;
	if (page->_refcount)
		verdict = BAD_REFCOUNT;
	if (page->flags & PAGE_FLAGS_CHECK_AT_FREE)
		verdict = BAD_FLAGS;
	return verdict;
}

static enum page_verdict check_block(const struct machine *m, pfn_t pfn, u32 order, pfn_t *culprit)
{
	const struct page *page = pfn_to_page(m, pfn);

	*culprit = pfn;
	if (PageTail(page))
		return BUG_TAIL;
	if (pfn & ((1u << order) - 1))
		return BUG_ALIGNMENT;
	if (PageHead(page) && compound_order(m, pfn) != order)
		return BUG_COMPOUND_ORDER;
	for (u32 i = 0; i < 1u << order; i++) {
		enum page_verdict verdict = free_pages_check(page + i);

		*culprit = pfn + i;
		if (verdict != PAGE_OK)
			return verdict;
	}
	return PAGE_OK;
}

static void free_tail_pages(struct machine *m, pfn_t pfn, u32 order)
{
	const struct page *page = pfn_to_page(m, pfn);

	for (u32 i = 1; i < 1u << order; i++) {
		if (PageTail(page + i)) {
			assert(page[i].lru.next >> 1 == pfn);
			set(m, page + i, lru.next, 0);
		}
		if (page[i].flags & PAGE_FLAGS_CHECK_AT_PREP)
			set(m, page + i, flags, page[i].flags & ~PAGE_FLAGS_CHECK_AT_PREP);
	}
	if (PageHead(page))
		set(m, page + 1, lru.prev, 0);
}

/*
 * Nothing to find fault with and nothing to tidy up: what the checks and the cleaning below would find
 * of most blocks, in one look at each page.
 */
static inline bool block_is_clean(const struct machine *m, pfn_t pfn, u32 order)
{
	const struct page *page = pfn_to_page(m, pfn);
	const struct frame *frame = frame_at(m, pfn);
	u64 dirt = pfn & ((1u << order) - 1);

	for (u32 i = 0; i < 1u << order; i++)
		dirt |= (u32)(page[i]._mapcount + 1) | (u32)page[i]._refcount | page[i].mapping |
			PageTail(page + i) | (page[i].flags & PAGE_FLAGS_MASK) | frame[i].content;
	return !dirt;
}

static __attribute__((noinline)) bool check_and_clean(struct machine *m, pfn_t pfn, u32 order)
{
	const struct page *page = pfn_to_page(m, pfn);
	const struct frame *frame = frame_at(m, pfn);
	enum page_verdict verdict;
	pfn_t culprit = pfn;

	verdict = order || PageTail(page) ? check_block(m, pfn, order, &culprit) :
					    free_pages_check(page);
	if (unlikely(verdict != PAGE_OK)) {
		bad_page(m, culprit, verdict);
		return false;
	}
	if (unlikely(order))
		free_tail_pages(m, pfn, order);
	if (page->mapping)
		set(m, page, mapping, 0);
	if (page->flags & PAGE_FLAGS_CHECK_AT_PREP)
		set(m, page, flags, page->flags & ~PAGE_FLAGS_CHECK_AT_PREP);
	for (u32 i = 0; i < 1u << order; i++)
		if (unlikely(frame[i].content))
			drop_content(m, pfn + i);
	return true;
}

/* false: a check failed, the page must not come near the free lists */
static inline __attribute__((always_inline))
bool free_pages_prepare(struct machine *m, pfn_t pfn, u32 order)
{
	if (unlikely(!block_is_clean(m, pfn, order)) && !check_and_clean(m, pfn, order))
		return false;
	trace_free_pages_prepare(m, pfn, order);
	return true;
}

static inline void free_unref_page_commit(struct machine *m, pfn_t pfn)
{
	const struct page *page = pfn_to_page(m, pfn);
	const struct zone *zone = page_zone(m, page);
	u32 migratetype = get_pfnblock_migratetype(m, pfn);
	const struct per_cpu_pages *pcp = this_cpu_pages(m, page_zonenum(page));

	count_pgfree(m, pcp, 0);
	if (unlikely(is_migrate_isolate(migratetype))) {
		spin_lock(m, LOCK_ZONE);
		__free_one_page(m, pfn, zone, 0, migratetype);
		spin_unlock(m, LOCK_ZONE);
		return;
	}
	pcp_push(m, pcp, page, migratetype);
	trace_pcp_free(m, pfn, pcp_list_type(migratetype), pcp->count, pcp->high);
	if (pcp->count >= pcp->high)
		free_pcppages_bulk(m, zone, pcp->batch, pcp);
}

static inline __attribute__((always_inline)) void put_frame_back(struct machine *m, pfn_t pfn)
{
	CALLED(m, free_unref_page, pfn);

	if (unlikely(!free_pages_prepare(m, pfn, 0)))
		return;
	local_irq_save(m);
	free_unref_page_commit(m, pfn);
	local_irq_restore(m);
}

void free_unref_page(struct machine *m, pfn_t pfn)
{
	put_frame_back(m, pfn);
}

#define SWAP_CLUSTER_MAX 32

/*
 * Many at once: all are prepared first, then put back with interrupts off; after every 32 an interrupt
 * gets its chance.  They have no reference any more.
 */
void free_unref_page_list(struct machine *m, pfn_t pfn, u32 nr)
{
	CALLED(m, free_unref_page_list, pfn, nr);

	for (u32 i = 0; i < nr; i++)
		if (!free_pages_prepare(m, pfn + i, 0))
			return;
	local_irq_save(m);
	for (u32 i = 0; i < nr; i++) {
		free_unref_page_commit(m, pfn + i);
		if (i % SWAP_CLUSTER_MAX != SWAP_CLUSTER_MAX - 1)
			continue;
		local_irq_restore(m);
		local_irq_save(m);
	}
	local_irq_restore(m);
}

void __free_pages_ok(struct machine *m, pfn_t pfn, u32 order)
{
	const struct zone *zone = page_zone(m, pfn_to_page(m, pfn));
	CALLED(m, __free_pages_ok, pfn, order);

	if (unlikely(!free_pages_prepare(m, pfn, order)))
		return;
	spin_lock_irqsave(m, LOCK_ZONE);
	count_pgfree(m, this_cpu_pages(m, page_zonenum(pfn_to_page(m, pfn))), order);
	__free_one_page(m, pfn, zone, order, get_pfnblock_migratetype(m, pfn));
	spin_unlock_irqrestore(m, LOCK_ZONE);
}

/* One reference less; true when it was the last.  Without any it is a second free. */
static inline bool put_page_testzero(struct machine *m, pfn_t pfn)
{
	const struct page *page = pfn_to_page(m, pfn);

	if (unlikely(page->_refcount <= 0)) {
		bad_page(m, pfn, BUG_FREED_TWICE);
		return false;
	}
	add(m, page, _refcount, -1);
	trace_page_ref_dec(m, pfn, (u64)page->_refcount);
	return page->_refcount == 0;
}

/* The kernel leaks a bad page; here it stays with whoever it belongs to. */
static inline void keep_bad_page(struct machine *m, pfn_t pfn)
{
	if (likely(!m->bug))
		return;
	set(m, pfn_to_page(m, pfn), _refcount, 1);
	trace_bad_page_kept(m, pfn);
}

static inline __attribute__((always_inline)) void put_frames(struct machine *m, pfn_t pfn, u32 order)
{
	CALLED(m, __free_pages, pfn, order);

	if (!put_page_testzero(m, pfn))
		return;
	if (is_hot(order))
		put_frame_back(m, pfn);
	else if (order == 0)
		free_unref_page(m, pfn);
	else
		__free_pages_ok(m, pfn, order);
	keep_bad_page(m, pfn);
}

static __attribute__((noinline)) void put_block(struct machine *m, pfn_t pfn, u32 order)
{
	put_frames(m, pfn, order);
}

void __free_pages(struct machine *m, pfn_t pfn, u32 order)
{
	if (in_bulk(m))
		bulk_free_pages(m, pfn, order);
	else if (is_hot(order))
		put_frames(m, pfn, 0);
	else
		put_block(m, pfn, order);
}

void free_pages_exact(struct machine *m, pfn_t pfn, u32 nr)
{
	CALLED(m, free_pages_exact, pfn, nr);

	for (u32 i = 0; i < nr && !m->bug; i++)
		__free_pages(m, pfn + i, 0);
}

void get_page(struct machine *m, pfn_t pfn)
{
	const struct page *page;

	pfn = compound_head(m, pfn);
	page = pfn_to_page(m, pfn);
	assert(page->_refcount > 0);
	add(m, page, _refcount, 1);
	trace_page_ref_inc(m, pfn, (u64)page->_refcount);
}

static void __put_page(struct machine *m, pfn_t pfn)
{
	CALLED(m, __put_page, pfn);

	if (PageHead(pfn_to_page(m, pfn)))
		__free_pages_ok(m, pfn, compound_order(m, pfn));
	else
		free_unref_page(m, pfn);
}

void put_page(struct machine *m, pfn_t pfn)
{
	pfn = compound_head(m, pfn);
	if (!put_page_testzero(m, pfn))
		return;
	__put_page(m, pfn);
	keep_bad_page(m, pfn);
}

/*
 * Frames by their number, whoever they belong to.  0 when the kernel would find the mistake; -PW_EPERM
 * when it would believe the caller, and the damage would come out later, elsewhere.
 */
int free_would_be_caught(const struct machine *m, pfn_t pfn, u32 order)
{
	const struct page *page;
	pfn_t culprit;

	for (u32 i = 0; i < 1u << order; i++)
		if (!pfn_valid(m, (u64)pfn + i))
			return -PW_EINVAL;
	page = pfn_to_page(m, pfn);
	if (page->_refcount <= 0 || page[0].lru.next & 1)
		return 0;
	if (page->_refcount > 1)
		return -PW_EPERM;
	if (page->_mapcount != -1 || page->flags & PAGE_FLAGS_CHECK_AT_FREE ||
	    (page->mapping && !PageAnon(page)))
		return 0;
	for (u32 i = 1; order && i < 1u << order; i++)
		if (free_pages_check(page + i) != PAGE_OK)
			return 0;
	return check_block(m, pfn, order, &culprit) >= BUG_FREED_TWICE ? 0 : -PW_EPERM;
}
