/*
 * FreeRTOS V10's five heaps; and mm/nommu.c, kernel/fork.c and kernel/sys_ni.c of 4.19 without
 * CONFIG_MMU.
 */
#include "mcu/facts.h"

const struct fact freertos_heaps[] = {
	{ { "heap_1", "heap_1" }, FACT_CANNOT,
	  { "Only hands out, from the array's begin upwards; no free. What is never freed cannot fragment.",
	    "只分配，从数组开头往上切；没有释放。不释放就不会有碎片。" } },
	{ { "heap_2", "heap_2" }, FACT_DIFFERENTLY,
	  { "Best fit, and freed blocks never merge: good only where the sizes repeat. Kept for old projects.",
	    "最佳适配，释放的块从不合并：只适合大小重复的场合。为老项目保留。" } },
	{ { "heap_3", "heap_3" }, FACT_CAN,
	  { "The C library's malloc and free, the scheduler stopped around each call; the linker sets the size.",
	    "C 库的 malloc 和 free，每次调用前后停住调度器；堆的大小由链接脚本给出。" } },
	{ { "heap_4", "heap_4" }, FACT_CAN,
	  { "First fit by address; a freed block merges with its free neighbours. What this view shows.",
	    "按地址首次适配；释放的块与相邻空闲块合并。本视图演示的就是它。" } },
	{ { "heap_5", "heap_5" }, FACT_CAN,
	  { "heap_4 over several separate pieces of RAM; vPortDefineHeapRegions() must come first.",
	    "把几段不相连的 RAM 当作一个 heap_4；须先调用 vPortDefineHeapRegions()。" } },
};
const u32 nr_freertos_heaps = ARRAY_SIZE(freertos_heaps);

const struct fact nommu_facts[] = {
	{ { "mmap, anonymous", "匿名 mmap" }, FACT_DIFFERENTLY,
	  { "One contiguous block, zeroed at once (alloc_pages_exact); large ones fail in fragmented memory.",
	    "一整段连续的页框，立即清零（alloc_pages_exact）；内存碎片化时大块会失败。" } },
	{ { "demand paging", "按需分页" }, FACT_CANNOT,
	  { "Nothing faults: memory is there before the call returns, touched or not.",
	    "没有缺页：调用返回时内存就已分配，用不用都占着。" } },
	{ { "fork", "fork" }, FACT_CANNOT,
	  { "A copy would need the same addresses: -EINVAL. vfork and clone(CLONE_VM) share them, and work.",
	    "副本需要相同的地址：返回 -EINVAL。vfork 和 clone(CLONE_VM) 共享地址，可以用。" } },
	{ { "protection", "保护" }, FACT_CANNOT,
	  { "A wild pointer writes where it points, the kernel's memory included; mprotect is -ENOSYS.",
	    "野指针指到哪里就写到哪里，包括内核的内存；mprotect 返回 -ENOSYS。" } },
	{ { "the stack", "栈" }, FACT_DIFFERENTLY,
	  { "Its size is fixed when the program is loaded; it cannot grow, and no guard page stops it.",
	    "大小在装入程序时固定，不能增长，也没有保护页拦住它。" } },
	{ { "brk", "brk" }, FACT_DIFFERENTLY,
	  { "The heap moves only inside what was set aside behind the program; it cannot grow beyond.",
	    "堆只能在装入程序时预留的范围内移动，不能超出。" } },
	{ { "MAP_SHARED of a file", "文件的 MAP_SHARED" }, FACT_DIFFERENTLY,
	  { "Only where the file lies in memory already (ramfs, some devices), else -EINVAL. Private: a copy.",
	    "仅当文件本来就在内存里（ramfs、某些设备），否则 -EINVAL。私有映射是一份拷贝。" } },
	{ { "mremap", "mremap" }, FACT_DIFFERENTLY,
	  { "Only within the block that the mapping got; it cannot be moved.",
	    "只能在映射得到的那一段之内改变大小，不能移动。" } },
	{ { "swap", "交换" }, FACT_CANNOT,
	  { "Addresses are frames: a page cannot leave and come back elsewhere.",
	    "地址就是页框：页不能换出去再换到别处。" } },
	{ { "vmalloc", "vmalloc" }, FACT_DIFFERENTLY,
	  { "It is kmalloc by another name: the frames must be contiguous. vmap is not there.",
	    "只是换了名字的 kmalloc：页框必须连续。没有 vmap。" } },
	{ { "page allocator, slab", "页分配器、slab" }, FACT_CAN,
	  { "The same code: zones, buddy, kmem_cache. Only the address space on top is missing.",
	    "同样的代码：zone、伙伴系统、kmem_cache。缺的只是上面的地址空间。" } },
};
const u32 nr_nommu_facts = ARRAY_SIZE(nommu_facts);
