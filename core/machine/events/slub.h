/* Events of SLUB: see machine/trace.h for the form of a line. */

/* the layout of a cache */
CALL(kmem_cache_open, "mm/slub.c", 2, 1, (CACHE, cache),
     "Lay out {cache}: its objects, its slabs, how many of them may wait.", "设计 {cache}：对象、slab，以及可以留多少 slab 备用。")
DECISION(slub_free_pointer, 1, 5, (CACHE, cache, BYTES, object_size, BYTES, inuse, BYTES, size, BYTES, offset),
	 "!ctor && !(flags & SLAB_TYPESAFE_BY_RCU)",
	 "Objects of {cache} are {size} apart. Where does a free one keep the address of the next?",
	 "{cache} 的对象相隔 {size}。空闲对象把下一个的地址存在哪里？",
	 ALT("in its own first word", "在它自己的第一个字里", "a constructor or RCU readers need the object untouched", "有构造函数或 RCU 读者，对象不能动"),
	 ALT("behind the object: {offset}", "对象之后：{offset}", "nobody looks into a free object", "没有人看空闲对象的内容"))
CALL(calculate_order, "mm/slub.c", 2, 1, (BYTES, size),
     "How many pages shall a slab have for objects of {size}?", "对象大小 {size}，一个 slab 该有多少页？")
DECISION(slab_order, 2, 6, (BYTES, size, DEC, min_objects, DEC, fraction, ORDER, max_order, ORDER, order, BYTES, waste),
	 "slab_size % size <= slab_size / fraction",
	 "Which order holds {min_objects} {min_objects?object|objects} of {size} and wastes 1/{fraction} at most?",
	 "哪一阶放得下 {min_objects} 个 {size} 的对象，且浪费不超过 1/{fraction}？",
	 ALT("order {order}: {waste} wasted", "{order} 阶：浪费 {waste}", "no order up to {max_order} does", "到 {max_order} 阶为止都不行"),
	 ALT("none: allow twice the waste", "没有：浪费放宽一倍", "an order was found, or this was the last fraction", "找到了合适的阶，或已放到最宽"),
	 ALT("none: be content with one object less", "没有：少放一个对象", "an order was found, or more waste can be allowed", "找到了合适的阶，或浪费还能放宽"),
	 ALT("none: pass slub_max_order for one object", "没有：为一个对象越过 slub_max_order", "an order was found, or several objects may still fit", "找到了合适的阶，或还可能放下几个对象"))
STEP(slub_laid_out, KERNEL, 1, 6, (CACHE, cache, DEC, objects, BYTES, size, ORDER, order, DEC, min_partial, DEC, cpu_partial),
     "{cache}: {objects} {objects?object|objects} in a slab of order {order}; min_partial is {min_partial}, cpu_partial {cpu_partial}.",
     "{cache}：{order} 阶的 slab 放 {objects} 个对象；节点留 {min_partial}，cpu 留 {cpu_partial}。")

/* getting an object */
DECISION(slub_alloc_path, 2, 2, (CACHE, cache, VA, object), "c->freelist != NULL",
	 "Has this cpu a free object of {cache} at hand? Its freelist: {object}.", "本 cpu 手边有 {cache} 的空闲对象吗？freelist：{object}。",
	 ALT("fast path: one cmpxchg", "快路径：一次 cmpxchg", "the cpu's freelist is empty", "cpu 的 freelist 为空"),
	 ALT("slow path", "慢路径", "an object is at hand", "手边有对象"))
STEP(slub_alloc_fast, KERNEL, 1, 4, (CACHE, cache, VA, object, VA, next, DEC, tid),
     "{object} leaves this cpu's freelist: one cmpxchg sets freelist to {next} and tid to {tid}.", "{object} 离开本 cpu 的 freelist：一次 cmpxchg 把 freelist 改为 {next}，tid 改为 {tid}。")
CALL(___slab_alloc, "mm/slub.c", 1, 2, (CACHE, cache, GFP, gfp),
     "This cpu has no object of {cache} at hand: look further away.", "本 cpu 手边没有 {cache} 的对象：到远处找。")
DECISION(slub_get_freelist, 1, 4, (CACHE, cache, PFN, slab, DEC, free, VA, freelist), "page->freelist != NULL",
	 "Did somebody free objects into slab {slab} meanwhile? Its own freelist: {freelist}.", "这期间有人往 slab {slab} 里释放过对象吗？它自己的 freelist：{freelist}。",
	 ALT("yes: take all {free} over", "有：{free} 个全部接管", "the slab's own freelist is empty", "slab 自己的 freelist 为空"),
	 ALT("no: it is full, and leaves the cpu for no list", "没有：它满了，离开 cpu，不上任何链表", "objects came back into it", "有对象还了回来"))
DECISION(slub_source, 1, 3, (CACHE, cache, PFN, partial, DEC, nr_partial), "c->partial, then n->nr_partial",
	 "Where does this cpu's next slab of {cache} come from? The node has {nr_partial} partial ones.", "本 cpu 的下一个 {cache} slab 从哪里来？节点有 {nr_partial} 个 partial slab。",
	 ALT("this cpu's partial list", "本 cpu 的 partial 链表", "the cpu keeps none", "cpu 没有留着"),
	 ALT("the node's partial list, under its lock", "节点的 partial 链表（要锁）", "the cpu has one without a lock, or the node has none", "cpu 不用锁就有，或节点没有"),
	 ALT("new pages", "新的页", "a slab with free objects exists", "已有含空闲对象的 slab"))
STEP(slub_take_cpu_partial, KERNEL, 1, 3, (CACHE, cache, PFN, slab, PFN, next),
     "Slab {slab}, the first of this cpu's partial list, becomes its slab.", "本 cpu partial 链表的第一个 slab {slab} 成为它的 slab。")
CALL(get_partial_node, "mm/slub.c", 2, 2, (CACHE, cache, DEC, nr_partial),
     "The node has {nr_partial} partial {nr_partial?slab|slabs} of {cache}: fetch {nr_partial?it|some}.", "节点有 {nr_partial} 个 {cache} 的 partial slab：取一些。")
STEP(slub_freeze, KERNEL, 1, 3, (CACHE, cache, PFN, slab, DEC, free),
     "Slab {slab} with {free} free {free?object|objects} is frozen: it now belongs to this cpu alone.", "含 {free} 个空闲对象的 slab {slab} 被冻结：从此只归本 cpu。")
STEP(slub_cpu_page, KERNEL, 2, 3, (CACHE, cache, PFN, slab, DEC, free),
     "Slab {slab} is this cpu's slab; its {free} free {free?object is|objects are} the cpu's freelist.", "slab {slab} 是本 cpu 的 slab；它的 {free} 个空闲对象成为 cpu 的 freelist。")
DECISION(slub_fetch_more, 2, 4, (CACHE, cache, DEC, available, DEC, half, DEC, nr_partial), "available > cpu_partial / 2",
	 "{available} free {available?object is|objects are} at hand, half of cpu_partial is {half}: fetch another slab?", "手边有 {available} 个空闲对象，cpu_partial 的一半是 {half}：再取一个 slab 吗？",
	 ALT("no: that is enough", "不取：够了", "more than half of cpu_partial is wanted", "要超过 cpu_partial 的一半才够"),
	 ALT("yes: onto this cpu's partial list", "取：放到本 cpu 的 partial 链表", "enough are at hand, or the node has no other", "已够，或节点没有了"),
	 ALT("no: the node has no other", "不取：节点没有了", "enough are at hand, or the node has another", "已够，或节点还有"))
CALL(new_slab, "mm/slub.c", 1, 2, (CACHE, cache, GFP, gfp),
     "{cache} needs a new slab.", "{cache} 要一个新 slab。")
STEP(slub_order_fallback, KERNEL, 1, 3, (CACHE, cache, ORDER, order, ORDER, min),
     "No block of order {order}: {cache} tries one of order {min}, which holds one object at least.", "没有 {order} 阶的块：{cache} 改用 {min} 阶，至少放得下一个对象。")
STEP(slub_slab_made, KERNEL, 1, 4, (CACHE, cache, PFN, slab, ORDER, order, DEC, objects),
     "Block {slab} of order {order} is a slab: {objects} free {objects?object|objects}, each points at its neighbour.", "{order} 阶的块 {slab} 成为 slab：{objects} 个空闲对象，每个指向相邻的下一个。")
STEP(slub_no_memory, KERNEL, 1, 2, (CACHE, cache, GFP, gfp),
     "SLUB: Unable to allocate memory on node -1 for {cache}: the request fails.", "SLUB 无法为 {cache} 分配内存：请求失败。")
STEP(slub_load_freelist, KERNEL, 1, 4, (CACHE, cache, VA, object, VA, next, DEC, tid),
     "{object} is handed out; the rest, from {next} on, is this cpu's freelist.", "{object} 交出去；其余的从 {next} 起成为本 cpu 的 freelist。")

/* giving it back */
DECISION(slub_free_path, 2, 4, (CACHE, cache, VA, object, PFN, slab, PFN, cpu_slab), "page == c->page",
	 "{object} lies in slab {slab}; this cpu's slab of {cache} is {cpu_slab}.", "{object} 在 slab {slab} 里；本 cpu 的 {cache} slab 是 {cpu_slab}。",
	 ALT("fast path: one cmpxchg", "快路径：一次 cmpxchg", "it is another slab", "是另一个 slab"),
	 ALT("slow path", "慢路径", "it is this cpu's slab", "就是本 cpu 的 slab"))
STEP(slub_free_fast, KERNEL, 1, 4, (CACHE, cache, VA, object, VA, next, DEC, tid),
     "{object} points at {next}, and one cmpxchg puts it first on this cpu's freelist.", "{object} 指向 {next}，一次 cmpxchg 把它放到本 cpu freelist 的最前。")
CALL(__slab_free, "mm/slub.c", 2, 3, (CACHE, cache, PFN, slab, VA, object),
     "{object} is not of this cpu's slab: it goes back into slab {slab}.", "{object} 不在本 cpu 的 slab 里：还进 slab {slab}。")
STEP(slub_free_slow, KERNEL, 1, 6, (CACHE, cache, PFN, slab, VA, object, VA, prior, DEC, inuse, DEC, objects),
     "{object} is first on slab {slab}'s own freelist, before {prior}; {inuse} of {objects} are in use.", "{object} 排到 slab {slab} 自己的 freelist 最前，后面是 {prior}；{objects} 个中 {inuse} 个在用。")
DECISION(slub_after_free, 1, 6, (CACHE, cache, PFN, slab, DEC, inuse, DEC, nr_partial, DEC, min_partial, BOOL, was_frozen),
	 "was_frozen, !prior, inuse == 0 && nr_partial >= min_partial",
	 "Slab {slab} has {inuse} in use, the node {nr_partial} partial {nr_partial?slab|slabs}, min_partial is {min_partial}.", "slab {slab} 有 {inuse} 个在用；节点有 {nr_partial} 个 partial，至少留 {min_partial}。",
	 ALT("it stays where it is", "留在原处", "it was full and on no list, or nobody needs it", "它原来满着、不在链表上，或没人需要它"),
	 ALT("freeze it: this cpu's partial list", "冻结：挂到本 cpu 的 partial 链表", "it was not full, or cpus keep no lists", "它原来不满，或 cpu 不留链表"),
	 ALT("the tail of the node's partial list", "节点 partial 链表尾", "it was not full, or a cpu keeps it", "它原来不满，或由 cpu 留着"),
	 ALT("it is empty and one too many: free it", "它空了且多余：释放", "objects are in use, a cpu owns it, or the node has few", "有对象在用、归某 cpu，或节点不多"))
CALL(put_cpu_partial, "mm/slub.c", 2, 2, (CACHE, cache, PFN, slab),
     "Slab {slab} goes on this cpu's partial list.", "slab {slab} 挂到本 cpu 的 partial 链表。")
DECISION(slub_cpu_partial_full, 2, 4, (CACHE, cache, DEC, pages, DEC, pobjects, DEC, cpu_partial), "pobjects > cpu_partial",
	 "{pages} {pages?slab|slabs} with {pobjects} free {pobjects?object waits|objects wait} there; {cpu_partial} {cpu_partial?object|objects} may.", "那里已有 {pages} 个 slab、{pobjects} 个空闲对象；最多 {cpu_partial} 个。",
	 ALT("all of them to the node first", "先把它们全部交给节点", "not too many are there", "还不算多"),
	 ALT("there is room", "还有位置", "too many are there", "已经太多"))
STEP(slub_put_cpu_partial, KERNEL, 1, 4, (CACHE, cache, PFN, slab, DEC, pages, DEC, pobjects),
     "Slab {slab} is first on this cpu's partial list: {pages} {pages?slab|slabs}, {pobjects} free {pobjects?object|objects}.", "slab {slab} 排到本 cpu partial 链表最前：{pages} 个 slab，{pobjects} 个空闲对象。")
STEP(slub_add_partial_head, KERNEL, 1, 3, (CACHE, cache, PFN, slab, DEC, nr_partial),
     "Slab {slab} goes to the head of the node's partial list: {nr_partial} {nr_partial?slab|slabs}.", "slab {slab} 挂到节点 partial 链表头：共 {nr_partial} 个。")
STEP(slub_add_partial_tail, KERNEL, 1, 3, (CACHE, cache, PFN, slab, DEC, nr_partial),
     "Slab {slab} goes to the tail of the node's partial list: {nr_partial} {nr_partial?slab|slabs}.", "slab {slab} 挂到节点 partial 链表尾：共 {nr_partial} 个。")
STEP(slub_remove_partial, KERNEL, 2, 3, (CACHE, cache, PFN, slab, DEC, nr_partial),
     "Slab {slab} leaves the node's partial list: {nr_partial} {nr_partial?slab|slabs}.", "slab {slab} 离开节点 partial 链表：还有 {nr_partial} 个。")
CALL(discard_slab, "mm/slub.c", 1, 2, (CACHE, cache, PFN, slab),
     "Slab {slab} of {cache} goes back to the buddy allocator.", "{cache} 的 slab {slab} 还给伙伴系统。")
STEP(slub_slab_gone, KERNEL, 2, 4, (CACHE, cache, PFN, slab, ORDER, order, DEC, nr_slabs),
     "{slab} is no slab any more; {cache} has {nr_slabs}.", "{slab} 不再是 slab；{cache} 还有 {nr_slabs} 个。")

/* a cpu lets its slabs go */
CALL(flush_all, "mm/slub.c", 2, 1, (CACHE, cache),
     "Every cpu gives up what it keeps of {cache}.", "每个 cpu 交出自己留着的 {cache}。")
STEP(slub_flush_cpu, KERNEL, 2, 3, (CACHE, cache, DEC, cpu, DEC, asked_by),
     "Cpu {cpu} is asked by cpu {asked_by} to let its slabs of {cache} go.", "cpu {asked_by} 要 cpu {cpu} 交出它的 {cache} slab。")
CALL(deactivate_slab, "mm/slub.c", 2, 2, (CACHE, cache, PFN, slab),
     "This cpu lets its slab {slab} go.", "本 cpu 放开它的 slab {slab}。")
STEP(slub_unfreeze, KERNEL, 1, 4, (CACHE, cache, PFN, slab, DEC, nr, DEC, inuse),
     "{nr} {nr?object|objects} of this cpu's freelist {nr?goes|go} back into slab {slab}, turned round; {inuse} are in use.", "本 cpu freelist 的 {nr} 个对象逐个还进 slab {slab}，次序颠倒；{inuse} 个在用。")
DECISION(slub_deactivate_to, 1, 6, (CACHE, cache, PFN, slab, DEC, inuse, DEC, nr_partial, DEC, min_partial, BOOL, remote),
	 "!inuse && nr_partial >= min_partial, then freelist, then remote frees",
	 "Slab {slab} has {inuse} in use, the node {nr_partial} of at least {min_partial}. Where to?", "slab {slab} 有 {inuse} 个在用，节点有 {nr_partial} 个，至少留 {min_partial} 个。去哪里？",
	 ALT("it is empty: free it", "它空了：释放", "objects are in use, or the node has few", "有对象在用，或节点不多"),
	 ALT("head of the node's partial list", "节点 partial 链表头", "it is full or empty, or others freed into it", "它满或空，或别人往里释放过"),
	 ALT("tail of the node's partial list", "节点 partial 链表尾", "nobody else freed into it", "没有别人往里释放过"),
	 ALT("no list: it is full", "不上链表：它满了", "objects in it are free", "它有空闲对象"))
CALL(unfreeze_partials, "mm/slub.c", 2, 2, (CACHE, cache, DEC, cpu),
     "The partial slabs of cpu {cpu} go to the node.", "cpu {cpu} 的 partial slab 交给节点。")
DECISION(slub_unfreeze_to, 2, 5, (CACHE, cache, PFN, slab, DEC, inuse, DEC, nr_partial, DEC, min_partial),
	 "!inuse && nr_partial >= min_partial",
	 "Slab {slab} has {inuse} in use, the node {nr_partial} of at least {min_partial}. Where to?", "slab {slab} 有 {inuse} 个在用，节点有 {nr_partial} 个，至少留 {min_partial} 个。去哪里？",
	 ALT("tail of the node's partial list", "节点 partial 链表尾", "it is empty and one too many", "它空了且多余"),
	 ALT("it is empty: free it afterwards", "它空了：随后释放", "objects are in use, or the node has few", "有对象在用，或节点不多"))
STEP(slub_promote, KERNEL, 1, 2, (CACHE, cache, DEC, moved),
     "The fullest slabs of {cache} come first on the node's list, to fill up: {moved} move.", "{cache} 最满的 slab 排到节点链表最前，好填满：移动 {moved} 个。")
