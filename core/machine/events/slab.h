/* Events of the allocators of kernel objects: see machine/trace.h for the form of a line. */

/* starting, and caches as such */
CALL(kmem_cache_init, "mm/slab.c", 1, 0, (),
     "Memory comes in frames now; make what cuts them into objects.", "现在有页框了；建立把页框切成对象的分配器。")
CALL(create_kmalloc_caches, "mm/slab_common.c", 1, 2, (BYTES, smallest, BYTES, largest),
     "Make the caches of kmalloc: {smallest} to {largest}.", "建立 kmalloc 的各个缓存：{smallest} 到 {largest}。")
CALL(kmem_cache_init_late, "mm/slab.c", 1, 0, (),
     "All caches exist: their arrays get their full size.", "所有缓存都有了：把它们的数组换成正式大小。")
CALL(kmem_cache_create, "mm/slab_common.c", 1, 3, (BYTES, size, BYTES, align, SLABFLAGS, flags),
     "Somebody wants a cache for objects of {size}; flags: {flags}.", "有人要建一个缓存，对象大小 {size}；标志：{flags}。")
DECISION(find_mergeable, 1, 4, (BYTES, size, BYTES, align, SLABFLAGS, flags, CACHE, found),
	 "s->size - size < sizeof(void *) && (flags & SLAB_MERGE_SAME) == (s->flags & SLAB_MERGE_SAME)",
	 "Objects of {size}, aligned to {align}: can an older cache hold them?", "对象大小 {size}，按 {align} 对齐：旧缓存能装吗？",
	 ALT("yes: share that cache", "能：共用那个缓存", "no older cache has this size, alignment and flags", "没有大小、对齐和标志都合适的旧缓存"),
	 ALT("no: a cache of its own", "不能：单独建一个", "an older cache is just right", "有旧缓存正好合适"),
	 ALT("never: it has a constructor", "绝不合并：有构造函数", "it has no constructor", "没有构造函数"),
	 ALT("never: its flags forbid it", "绝不合并：标志不许", "its flags allow it", "标志允许"),
	 ALT("never: slab_nomerge", "绝不合并：slab_nomerge", "merging is on", "合并是开着的"))
STEP(cache_alias, KERNEL, 1, 3, (CACHE, cache, DEC, refcount, BYTES, object_size),
     "{cache} is used under one name more: {refcount} users, objects of {object_size}.", "{cache} 多了一个名字：{refcount} 个使用者，对象大小 {object_size}。")
CALL(__kmem_cache_create, "mm/slab.c", 2, 2, (CACHE, cache, BYTES, size),
     "Lay out {cache}: how large are its slabs, and where is their freelist?", "设计 {cache}：slab 多大，freelist 放哪里？")
DECISION(calculate_slab_order, 2, 6, (BYTES, size, ORDER, order, DEC, num, BYTES, left_over, ORDER, max_order, BYTES, slab_size),
	 "left_over * 8 <= slab_size",
	 "Objects of {size}: {num} fit into a slab of order {order}, {left_over} are left over. Which order?",
	 "对象大小 {size}：{order} 阶的 slab 放得下 {num} 个，剩 {left_over}。用几阶？",
	 ALT("this one: little is left over", "就用它：剩得不多", "more than an eighth of the slab would be left over", "剩下的会超过 slab 的八分之一"),
	 ALT("this one: larger ones are not allowed", "就用它：不许更大", "slab_max_order allows a larger one, or little is left over", "slab_max_order 允许更大，或剩得不多"),
	 ALT("this one: the cache is reclaimable", "就用它：缓存可回收", "the cache is not reclaimable", "缓存不是可回收的"),
	 ALT("this one: the next would hold too many objects", "就用它：再大对象就太多", "the freelist can number all objects", "freelist 能给所有对象编号"),
	 ALT("none with this kind of freelist", "这种 freelist 哪阶都不行", "an order was found", "找到了合适的阶"))
DECISION(freelist_place, 1, 6, (CACHE, cache, BYTES, size, DEC, num, BYTES, freelist_size, BYTES, object_size, BYTES, left_over),
	 "freelist_size <= object_size && !ctor && !(flags & SLAB_TYPESAFE_BY_RCU)",
	 "{num} {num?object needs|objects need} a freelist of {freelist_size}: where does it lie?", "{num} 个对象要 {freelist_size} 的 freelist：放在哪里？",
	 ALT("in a free object", "放进一个空闲对象", "it is larger than an object, or free objects must stay untouched", "它比对象大，或空闲对象不能改动"),
	 ALT("off the slab, in an object of kmalloc", "放在 slab 外，用 kmalloc 的对象", "no object of kmalloc is small enough, or it fits into what is left over", "没有够小的 kmalloc 对象，或剩下的地方放得下"),
	 ALT("on the slab, at its end", "放在 slab 内的末尾", "another place costs no room for objects", "别处不占对象的地方"),
	 ALT("nowhere: no slab is large enough", "没处放：没有够大的 slab", "a slab can hold such objects", "有 slab 装得下这样的对象"))
STEP(cache_laid_out, KERNEL, 1, 6, (CACHE, cache, BYTES, size, DEC, num, ORDER, order, DEC, colours, BYTES, colour_off),
     "{cache}: {num} {num?object|objects} of {size} in a slab of order {order}; colours: {colours}, {colour_off} apart.",
     "{cache}：{order} 阶的 slab 里有 {num} 个 {size} 的对象；{colours} 种着色，间隔 {colour_off}。")
STEP(cache_tuned, KERNEL, 1, 4, (CACHE, cache, DEC, limit, DEC, batchcount, DEC, shared),
     "Each cpu's array of {cache} holds {limit} {limit?object|objects} and moves {batchcount} at a time.", "{cache} 在每个 cpu 的数组最多 {limit} 个对象，一次搬 {batchcount} 个。")
STEP(cache_created, KERNEL, 2, 2, (CACHE, cache, VA, va),
     "{cache} goes on the list of caches; its descriptor lies at {va}.", "{cache} 挂上缓存链表；描述符在 {va}。")
STEP(kmem_cache_create_failed, KERNEL, 1, 2, (BYTES, size, ERR, error),
     "No cache for objects of {size}: {error}.", "建不了对象大小 {size} 的缓存：{error}。")
CALL(kmem_cache_shrink, "mm/slab_common.c", 1, 1, (CACHE, cache),
     "Give back every slab of {cache} that can go.", "归还 {cache} 能归还的所有 slab。")
STEP(cache_shrunk, KERNEL, 1, 2, (CACHE, cache, DEC, slabs),
     "{cache} keeps {slabs} {slabs?slab: it holds|slabs: they hold} objects in use.", "{cache} 还有 {slabs} 个 slab：里面有在用的对象。")
CALL(kmem_cache_destroy, "mm/slab_common.c", 1, 1, (CACHE, cache),
     "Nobody needs {cache} any more.", "不再需要 {cache}。")
STEP(cache_put, KERNEL, 1, 2, (CACHE, cache, DEC, refcount),
     "{cache} loses a name; {refcount} users remain.", "{cache} 少了一个名字，还有 {refcount} 个使用者。")
DECISION(shutdown_cache, 1, 2, (CACHE, cache, DEC, slabs),
	 "list_empty(slabs_full) && list_empty(slabs_partial)",
	 "{slabs} {slabs?slab|slabs} of {cache} {slabs?holds|hold} objects in use: may it go?", "{cache} 有 {slabs} 个 slab 里有在用的对象：能销毁吗？",
	 ALT("yes: it is empty", "能：已空", "objects are still in use", "还有对象在用"),
	 ALT("no: \"Slab cache still has objects\"", "不能：“Slab cache still has objects”", "all objects came back", "对象都还回来了"))
STEP(cache_gone, KERNEL, 1, 1, (CACHE, cache),
     "{cache} leaves the list of caches; its descriptor goes back.", "{cache} 离开缓存链表；描述符归还。")

/* kmalloc */
CALL(__kmalloc, "mm/slab.c", 1, 2, (BYTES, size, GFP, gfp),
     "Somebody asks for {size}: {gfp}.", "有人申请 {size}：{gfp}。")
DECISION(kmalloc_slab, 1, 4, (BYTES, size, BYTES, class, CACHE, cache, BYTES, waste),
	 "the smallest class that holds size",
	 "{size} {size?is|are} asked for, {class} {class?is|are} given: {waste} {waste?is|are} wasted.", "{size} 换来 {class} 的空间，浪费 {waste}。",
	 ALT("a cache of kmalloc", "kmalloc 的缓存", "no class is large enough, or the size is 0", "没有够大的一档，或大小为 0"),
	 ALT("pages of their own", "单独的页", "a cache has objects of this size", "有缓存的对象够大"),
	 ALT("ZERO_SIZE_PTR", "ZERO_SIZE_PTR", "the size is not 0", "大小不是 0"),
	 ALT("NULL: larger than any class", "NULL：比任何一档都大", "a class is large enough", "有够大的一档"))
CALL(kfree, "mm/slab.c", 1, 1, (VA, object),
     "The object at {object} comes back; its page tells whose it is.", "归还 {object} 处的对象；所在的页说明它归谁。")
DECISION(free_check, 1, 3, (VA, object, CACHE, cache, CACHE, owner),
	 "page->slab_cache == cachep && (objp - s_mem) % size == 0",
	 "May {object} go back to {cache}?", "{object} 能还给 {cache} 吗？",
	 ALT("yes: it is an object in use", "能：是在用的对象", "something is wrong with it", "它有问题"),
	 ALT("\"kfree_debugcheck: out of range ptr\"", "“kfree_debugcheck: out of range ptr”", "it is an address of kernel memory", "是内核内存的地址"),
	 ALT("BUG: no slab is there", "BUG：那里没有 slab", "a slab is there", "那里有 slab"),
	 ALT("\"Wrong slab cache\"", "“Wrong slab cache”", "the slab belongs to this cache", "slab 属于这个缓存"),
	 ALT("BUG: no object begins there", "BUG：没有对象从那里开始", "an object begins there", "有对象从那里开始"),
	 ALT("\"double free detected\"", "“double free detected”", "the object is in use", "对象在用"))

/* SLAB: getting an object */
CALL(kmem_cache_alloc, "mm/slab.c", 1, 2, (CACHE, cache, GFP, gfp),
     "Somebody asks {cache} for an object: {gfp}.", "有人向 {cache} 要一个对象：{gfp}。")
STEP(ac_get, KERNEL, 1, 3, (VA, object, CACHE, cache, DEC, avail),
     "The last object of this cpu's array, {object}, is handed out; {avail} stay in it.", "交出本 cpu 数组的最后一个对象 {object}；还剩 {avail} 个。")
CALL(cache_alloc_refill, "mm/slab.c", 1, 2, (CACHE, cache, DEC, batchcount),
     "This cpu's array of {cache} is empty: fetch up to {batchcount} {batchcount?object|objects}.", "本 cpu 的 {cache} 数组空了：取最多 {batchcount} 个对象。")
DECISION(refill_batch, 2, 3, (DEC, batchcount, BOOL, touched, DEC, limit),
	 "!touched && batchcount > BATCHREFILL_LIMIT",
	 "Was this array used lately? {touched}: {limit} {limit?object|objects} at most.", "这个数组最近用过吗？{touched}：最多取 {limit} 个。",
	 ALT("a whole batch", "一整批", "the array was idle", "数组闲着"),
	 ALT("16: the array was idle", "16 个：数组闲着", "the array is in use, or the batch is small", "数组在用，或一批本来就少"))
STEP(transfer_objects, KERNEL, 1, 3, (CACHE, cache, DEC, nr, DEC, left),
     "{nr} {nr?object comes|objects come} from the shared array; {left} stay there.", "从共享数组取来 {nr} 个对象，那里还剩 {left} 个。")
DECISION(get_first_slab, 2, 3, (CACHE, cache, PFN, slab, DEC, free_objects),
	 "!list_empty(slabs_partial)",
	 "{free_objects} {free_objects?object|objects} of {cache} {free_objects?is|are} free in its slabs: from which slab?", "{cache} 的 slab 里有 {free_objects} 个空闲对象：从哪个 slab 取？",
	 ALT("the first partial slab", "第一个 partial slab", "no slab is partly used", "没有部分使用的 slab"),
	 ALT("the first free slab", "第一个 free slab", "partial slabs come first, or none is free", "先用 partial，或没有 free slab"),
	 ALT("none: grow", "没有：扩充", "a slab has free objects", "有 slab 含空闲对象"))
STEP(alloc_block, KERNEL, 1, 5, (PFN, slab, DEC, count, DEC, active, DEC, num, VA, first),
     "{count} {count?object|objects} of slab {slab} {count?goes|go} into the array; {active} of its {num} are out now.", "slab {slab} 的 {count} 个对象进入数组；{num} 个中已取出 {active} 个。")
STEP(slab_to_full, KERNEL, 2, 2, (PFN, slab, CACHE, cache),
     "All objects of slab {slab} are out: it goes to the full slabs.", "slab {slab} 的对象全部取出：挂到 full 链表。")
STEP(slab_to_partial, KERNEL, 2, 2, (PFN, slab, CACHE, cache),
     "Some objects of slab {slab} are free: it goes to the head of the partial slabs.", "slab {slab} 有空闲对象：挂到 partial 链表头。")
CALL(cache_grow_begin, "mm/slab.c", 1, 2, (CACHE, cache, GFP, gfp),
     "{cache} has no free object: it needs one slab more.", "{cache} 没有空闲对象：再要一个 slab。")
STEP(slab_pages, KERNEL, 1, 3, (PFN, slab, ORDER, order, CACHE, cache),
     "The block {slab} of order {order} becomes a slab of {cache}.", "{order} 阶的块 {slab} 成为 {cache} 的 slab。")
STEP(slab_colour, KERNEL, 1, 4, (PFN, slab, DEC, colour, DEC, colours, BYTES, offset),
     "Its colour is {colour} of {colours}: the first object begins {offset} behind the slab's start.", "它的着色是 {colours} 种中的 {colour}：第一个对象从 slab 起点后 {offset} 处开始。")
STEP(slab_not_coloured, KERNEL, 1, 1, (PFN, slab),
     "The cache has one colour, so no slab is shifted: the first object of {slab} begins at its start.", "这个缓存只有一种着色，各 slab 都不偏移：{slab} 的第一个对象就在起点。")
STEP(slab_freelist, KERNEL, 2, 3, (PFN, slab, VA, freelist, BYTES, size),
     "The freelist of slab {slab}, {size}, lies at {freelist}.", "slab {slab} 的 freelist（{size}）在 {freelist}。")
STEP(slab_constructed, KERNEL, 1, 2, (PFN, slab, DEC, num),
     "The constructor runs on all {num} {num?object|objects} of slab {slab}, once for the slab's life.", "构造函数在 slab {slab} 的 {num} 个对象上各运行一次，此后不再运行。")
STEP(slab_objects, KERNEL, 1, 4, (PFN, slab, DEC, num, VA, s_mem, BYTES, size),
     "Slab {slab} has {num} free {num?object|objects} of {size} from {s_mem} on.", "slab {slab} 从 {s_mem} 起有 {num} 个 {size} 的空闲对象。")
CALL(cache_grow_end, "mm/slab.c", 2, 2, (CACHE, cache, PFN, slab),
     "The new slab {slab} goes on a list of {cache}.", "新 slab {slab} 挂到 {cache} 的链表。")
STEP(slab_to_free, KERNEL, 2, 2, (PFN, slab, CACHE, cache),
     "No object of slab {slab} is in use: it goes to the slabs that are free.", "slab {slab} 没有对象在用：挂到 free 链表。")
STEP(cache_alloc_failed, KERNEL, 1, 2, (CACHE, cache, GFP, gfp),
     "{cache} cannot grow: the request fails.", "{cache} 无法扩充：请求失败。")
STEP(object_zeroed, KERNEL, 2, 2, (VA, object, BYTES, size),
     "The object at {object} is filled with zeroes: {size}.", "{object} 处的对象清零：{size}。")

/* SLAB: giving it back */
CALL(kmem_cache_free, "mm/slab.c", 1, 2, (CACHE, cache, VA, object),
     "The object at {object} goes back to {cache}.", "{object} 处的对象还给 {cache}。")
STEP(ac_put, KERNEL, 1, 4, (VA, object, CACHE, cache, DEC, avail, DEC, limit),
     "{object} goes on top of this cpu's array: {avail} of {limit}.", "{object} 放到本 cpu 数组的顶上：{limit} 个中的第 {avail} 个。")
CALL(cache_flusharray, "mm/slab.c", 1, 2, (CACHE, cache, DEC, batchcount),
     "This cpu's array of {cache} is full: its {batchcount} oldest objects must leave.", "本 cpu 的 {cache} 数组满了：最老的 {batchcount} 个对象要离开。")
STEP(flush_to_shared, KERNEL, 1, 3, (CACHE, cache, DEC, nr, DEC, avail),
     "{nr} {nr?object goes|objects go} into the shared array, where any cpu finds them: {avail} now.", "{nr} 个对象进入共享数组，任何 cpu 都能取：现有 {avail} 个。")
CALL(free_block, "mm/slab.c", 2, 2, (CACHE, cache, DEC, nr),
     "{nr} {nr?object goes|objects go} back into {nr?its slab|their slabs}.", "{nr} 个对象回到各自的 slab。")
STEP(slab_put_obj, KERNEL, 2, 3, (VA, object, PFN, slab, DEC, active),
     "{object} is free in slab {slab}; {active} of its objects are still out.", "{object} 在 slab {slab} 中空闲；还有 {active} 个对象在外。")
STEP(array_shifted, KERNEL, 2, 2, (CACHE, cache, DEC, avail),
     "What is left of the array moves down: {avail} {avail?object|objects}.", "数组里剩下的往下移：{avail} 个对象。")
DECISION(free_limit, 2, 3, (CACHE, cache, DEC, free_objects, DEC, free_limit),
	 "free_objects > free_limit",
	 "{free_objects} {free_objects?object|objects} of {cache} {free_objects?is|are} free, {free_limit} may be: does a free slab go?", "{cache} 有 {free_objects} 个空闲对象，最多 {free_limit} 个：要归还空 slab 吗？",
	 ALT("keep what is free", "都留着", "too many objects are free", "空闲对象太多"),
	 ALT("the oldest free slab goes", "最老的 free slab 归还", "not so many are free, or no slab is free as a whole", "没那么多空闲，或没有整个空的 slab"))
CALL(slab_destroy, "mm/slab.c", 1, 2, (CACHE, cache, PFN, slab),
     "Slab {slab} of {cache} goes back to the buddy allocator.", "{cache} 的 slab {slab} 还给伙伴系统。")
CALL(drain_cpu_caches, "mm/slab.c", 2, 1, (CACHE, cache),
     "Empty the arrays of {cache}: every cpu's and the shared one.", "清空 {cache} 的数组：各 cpu 的和共享的。")
CALL(drain_freelist, "mm/slab.c", 2, 2, (CACHE, cache, DEC, tofree),
     "Give back free slabs of {cache}, the oldest first.", "归还 {cache} 的 free slab，先还最老的。")
CALL(cache_reap, "mm/slab.c", 1, 1, (DEC, cpu),
     "Every two seconds cpu {cpu} looks for objects that nobody used lately.", "每两秒，cpu {cpu} 找找近来没人用的对象。")
DECISION(drain_array, 2, 3, (CACHE, cache, DEC, avail, BOOL, touched),
	 "!touched",
	 "{avail} {avail?object lies|objects lie} in an array of {cache}; was it used since last time? {touched}.", "{cache} 的一个数组里有 {avail} 个对象；上次以来用过吗？{touched}。",
	 ALT("leave it alone this time", "这次不动它", "it was idle", "它闲着"),
	 ALT("a fifth of its limit goes back", "归还上限的五分之一", "it was used", "用过"))
