/* The op table. */
#include <string.h>

#include "mcu/mcu.h"
#include "scenario/scenario.h"

static const char *const prot_choices[] = { "none", "r", "rw", "rx", "rwx" };
static const char *const map_choices[] = {
	"private", "private|populate", "private|fixed", "private|noreserve", "private|growsdown",
};
static const char *const access_choices[] = { "write", "read" };
static const char *const gfp_choices[] = {
	"GFP_KERNEL", "GFP_USER", "GFP_HIGHUSER_MOVABLE", "GFP_ATOMIC", "GFP_NOWAIT", "GFP_DMA",
	"GFP_DMA32", "GFP_KERNEL|__GFP_ZERO", "GFP_KERNEL|__GFP_RECLAIMABLE", "GFP_KERNEL|__GFP_COMP",
	"GFP_KERNEL|__GFP_NORETRY", "GFP_KERNEL|__GFP_RETRY_MAYFAIL", "GFP_KERNEL|__GFP_MEMALLOC",
};
static const char *const random_gfp_choices[] = { "mixed", "unmovable", "movable", "reclaimable" };

#define CHOICES(list) .choices = list, .nr_choices = ARRAY_SIZE(list)
#define USER_MAX 0xffffffffffffffffull
#define LENGTH_MAX (1ull << 47)

#define ADDRESS(text, en, zh) \
	{ .name = text, .type = ARG_ADDRESS, .required = true, .max = USER_MAX, .unit = "address", \
	  .help = { en, zh } }
#define LENGTH(en, zh) \
	{ .name = "length", .type = ARG_U64, .required = true, .min = 0, .max = LENGTH_MAX, \
	  .unit = "bytes", .help = { en, zh } }
#define ON_CPU \
	{ .name = "cpu", .type = ARG_U64, .max = CPUS_MAX - 1, \
	  .help = { "the cpu that it runs on", "在哪个 cpu 上运行" } }
#define PROT(need) \
	{ .name = "prot", .type = ARG_CHOICE, .required = need, .dflt = 2, CHOICES(prot_choices), \
	  .help = { "what the program may do there", "程序可以对这段内存做什么" } }

static const struct op_arg spawn_args[] = {
	{ .name = "comm", .type = ARG_WORD,
	  .help = { "the process's name; the name given by `as` when absent",
		    "进程名；省略时用 as 的名字" } },
};
static const struct op_arg switch_args[] = {
	{ .name = "to", .type = ARG_TASK, .required = true,
	  .help = { "the task that runs next", "接下来运行的任务" } },
};
static const struct op_arg malloc_args[] = {
	{ .name = "bytes", .type = ARG_U64, .required = true, .min = 0, .max = LENGTH_MAX,
	  .unit = "bytes", .help = { "how much the program asks for", "程序申请的大小" } },
};
static const struct op_arg free_args[] = {
	ADDRESS("ptr", "what malloc returned", "malloc 返回的指针"),
};
static const struct op_arg mmap_args[] = {
	LENGTH("length of the mapping", "映射的长度"),
	PROT(false),
	{ .name = "flags", .type = ARG_CHOICE, CHOICES(map_choices),
	  .help = { "always MAP_PRIVATE | MAP_ANONYMOUS; besides private, which flag goes with them",
		    "总是 MAP_PRIVATE | MAP_ANONYMOUS；除 private 外，还一起带上哪个标志" } },
	{ .name = "addr", .type = ARG_ADDRESS, .max = USER_MAX, .unit = "address",
	  .help = { "where the program would like it; 0: the kernel chooses",
		    "程序希望的地址；0 表示由内核选择" } },
};
static const struct op_arg munmap_args[] = {
	ADDRESS("addr", "begin of the range", "范围的起点"),
	LENGTH("length of the range", "范围的长度"),
};
static const struct op_arg brk_args[] = {
	ADDRESS("addr", "the new end of the heap; 0 asks where it is", "堆的新终点；0 表示只询问当前位置"),
};
static const struct op_arg mprotect_args[] = {
	ADDRESS("addr", "begin of the range", "范围的起点"),
	LENGTH("length of the range", "范围的长度"),
	PROT(true),
};
#define WIDTH \
	{ .name = "bytes", .type = ARG_U64, .dflt = 8, .min = 1, .max = 8, .unit = "bytes", \
	  .help = { "width of the access: 1, 2, 4 or 8", "访问宽度：1、2、4 或 8" } }
static const struct op_arg write_args[] = {
	ADDRESS("at", "where", "写到哪里"),
	{ .name = "value", .type = ARG_U64, .dflt = 1, .max = ~0ull,
	  .help = { "what is written", "写入的值" } },
	WIDTH,
};
static const struct op_arg read_args[] = {
	ADDRESS("at", "where", "从哪里读"),
	WIDTH,
};
static const struct op_arg fetch_args[] = {
	ADDRESS("at", "the instruction's address", "指令的地址"),
};
static const struct op_arg touch_args[] = {
	ADDRESS("at", "begin of the range", "范围的起点"),
	LENGTH("length of the range", "范围的长度"),
	{ .name = "stride", .type = ARG_U64, .dflt = 4096, .min = 8, .max = 1ull << 40,
	  .unit = "bytes", .help = { "distance between two accesses", "两次访问之间的距离" } },
	{ .name = "access", .type = ARG_CHOICE, CHOICES(access_choices),
	  .help = { "write to each place, or read it", "每处是写还是读" } },
};
#define GFP(list, en, zh) \
	{ .name = "gfp", .type = ARG_CHOICE, CHOICES(list), .help = { en, zh } }
static const struct op_arg alloc_pages_args[] = {
	{ .name = "order", .type = ARG_U64, .required = true, .max = MAX_ORDER - 1, .unit = "order",
	  .help = { "2^order pages in one block", "一块 2^order 页" } },
	GFP(gfp_choices, "who asks and what the allocator may do", "谁在申请，分配器可以做什么"),
	ON_CPU,
};
#define PAGES \
	{ .name = "pages", .type = ARG_PAGES, .required = true, \
	  .help = { "the result of an alloc_pages", "某次 alloc_pages 的结果" } }
static const struct op_arg pages_args[] = { PAGES };
static const struct op_arg free_pages_args[] = {
	PAGES,
	{ .name = "order", .type = ARG_U64, .max = MAX_ORDER - 1, .unit = "order",
	  .help = { "the order it is freed with; its own when absent", "按哪个阶释放；省略时用它自己的阶" } },
	ON_CPU,
};
static const struct op_arg cpu_args[] = { ON_CPU };
static const struct op_arg free_frame_args[] = {
	{ .name = "pfn", .type = ARG_U64, .required = true, .max = 0xffffffff, .unit = "frames",
	  .help = { "the block's first frame, whoever it belongs to", "块的第一个页框，不管属于谁" } },
	{ .name = "order", .type = ARG_U64, .max = MAX_ORDER - 1, .unit = "order",
	  .help = { "2^order pages in one block", "一块 2^order 页" } },
};
static const char *const exact_choices[] = { "free_pages_exact", "free_unref_page_list" };
static const struct op_arg free_exact_args[] = {
	PAGES,
	{ .name = "how", .type = ARG_CHOICE, CHOICES(exact_choices),
	  .help = { "page by page, or all at once as a list", "逐页归还，或作为一串一次归还" } },
};
static const struct op_arg alloc_exact_args[] = {
	{ .name = "bytes", .type = ARG_U64, .required = true, .min = 1, .max = 4096ull << (MAX_ORDER - 1),
	  .unit = "bytes", .help = { "rounded up to whole pages", "向上取整到整页" } },
	GFP(gfp_choices, "who asks and what the allocator may do", "谁在申请，分配器可以做什么"),
};
static const struct op_arg cma_alloc_args[] = {
	{ .name = "count", .type = ARG_U64, .required = true, .min = 1, .max = 1u << 24, .unit = "pages",
	  .help = { "how many neighbouring frames", "要多少个相邻的页框" } },
	{ .name = "align", .type = ARG_U64, .max = MAX_ORDER - 1, .unit = "order",
	  .help = { "the first frame's number is a multiple of 2^align", "第一个页框号是 2^align 的倍数" } },
};
static const struct op_arg cma_release_args[] = {
	{ .name = "frames", .type = ARG_CMA, .required = true,
	  .help = { "the result of a cma_alloc", "某次 cma_alloc 的结果" } },
};
static const struct op_arg random_alloc_args[] = {
	{ .name = "seed", .type = ARG_U64, .dflt = 1, .max = ~0ull,
	  .help = { "the same seed gives the same run", "相同的种子得到相同的过程" } },
	{ .name = "count", .type = ARG_U64, .required = true, .min = 1, .max = SLICES_MAX,
	  .help = { "how many allocations and frees", "分配和释放的总次数" } },
	{ .name = "max_order", .type = ARG_U64, .dflt = 3, .max = MAX_ORDER - 1, .unit = "order",
	  .help = { "largest order; small ones are asked for more often",
		    "最大的阶；小的阶被申请得更多" } },
	{ .name = "slots", .type = ARG_U64, .dflt = 256, .min = 1, .max = 65535,
	  .help = { "how many blocks may be held at one time", "最多同时持有多少块" } },
	GFP(random_gfp_choices, "mobility of the pages", "页的可移动性"),
};
static const struct op_arg random_free_args[] = {
	{ .name = "slots", .type = ARG_U64, .dflt = 65535, .min = 1, .max = 65535,
	  .help = { "free the blocks in the first slots only", "只释放前若干个槽里的块" } },
	{ .name = "stride", .type = ARG_U64, .dflt = 1, .min = 1, .max = 65535,
	  .help = { "free each slot whose number is a multiple of this: 2 leaves every other block",
		    "只释放编号是它的倍数的槽：2 表示隔一个释放一个" } },
};
static const struct op_arg alloc_many_args[] = {
	{ .name = "order", .type = ARG_U64, .required = true, .max = MAX_ORDER - 1, .unit = "order",
	  .help = { "2^order pages in each block", "每块 2^order 页" } },
	{ .name = "count", .type = ARG_U64, .required = true, .min = 1, .max = 65535,
	  .help = { "how many blocks, one after the other; the first that fails ends it",
		    "一块接一块共多少块；第一次失败就停止" } },
	GFP(gfp_choices, "who asks and what the allocator may do", "谁在申请，分配器可以做什么"),
};
#define KERNEL_BYTES(en, zh) \
	{ .name = "bytes", .type = ARG_U64, .required = true, .max = LENGTH_MAX, .unit = "bytes", \
	  .help = { en, zh } }
static const struct op_arg vmalloc_args[] = {
	KERNEL_BYTES("how much; whole pages are given", "多少；按整页给"),
};
static const struct op_arg vmap_args[] = {
	{ .name = "pages", .type = ARG_PAGES, .required = true,
	  .help = { "the result of an alloc_pages", "某次 alloc_pages 的结果" } },
};
static const struct op_arg ioremap_args[] = {
	{ .name = "phys", .type = ARG_U64, .required = true, .max = ~0ull, .unit = "address",
	  .help = { "where the device is, physically", "设备的物理地址" } },
	KERNEL_BYTES("how much of it", "其中多少"),
};
static const struct op_arg vfree_args[] = {
	ADDRESS("addr", "what vmalloc, vmap or ioremap returned", "vmalloc、vmap 或 ioremap 返回的地址"),
};
static const struct op_arg kread_args[] = {
	ADDRESS("at", "where, in the kernel's half", "内核半区的哪里"),
	WIDTH,
};
static const struct op_arg kwrite_args[] = {
	ADDRESS("at", "where, in the kernel's half", "内核半区的哪里"),
	{ .name = "value", .type = ARG_U64, .dflt = 1, .max = ~0ull,
	  .help = { "what is written", "写入的值" } },
	WIDTH,
};
static const struct op_arg sysctl_args[] = {
	{ .name = "name", .type = ARG_CHOICE, .required = true, CHOICES(sysctl_names),
	  .help = { "the file under /proc/sys", "/proc/sys 下的文件" } },
	{ .name = "value", .type = ARG_SYSCTL, .required = true, .max = SYSCTL_MAX,
	  .help = { "what is written into it: a number, or several as in \"256 256 32 0\"",
		    "写入的值：一个数字，或多个，如 \"256 256 32 0\"" } },
};
static const char *const interrupt_choices[] = { "hardirq", "softirq" };
static const char *const spin_choices[] = { "spin_lock", "spin_lock_irqsave" };
static const struct op_arg irq_enter_args[] = {
	{ .name = "kind", .type = ARG_CHOICE, CHOICES(interrupt_choices),
	  .help = { "a device's interrupt, or the softirq that it left to do",
		    "设备的中断，或它留下的软中断" } },
};
static const struct op_arg spin_lock_args[] = {
	{ .name = "lock", .type = ARG_WORD, .required = true,
	  .help = { "the lock's name; it is made when it is used first", "锁的名字；第一次用到时建立" } },
	{ .name = "how", .type = ARG_CHOICE, CHOICES(spin_choices),
	  .help = { "leave interrupts as they are, or turn them off too", "中断保持原样，或同时关中断" } },
};
static const struct op_arg spin_unlock_args[] = {
	{ .name = "lock", .type = ARG_WORD, .required = true, .help = { "the lock's name", "锁的名字" } },
};
static const char *const slab_flag_choices[] = {
	"none", "SLAB_HWCACHE_ALIGN", "SLAB_RECLAIM_ACCOUNT", "SLAB_CACHE_DMA", "SLAB_TYPESAFE_BY_RCU",
	"SLAB_NOLEAKTRACE", "SLAB_HWCACHE_ALIGN|SLAB_RECLAIM_ACCOUNT",
};
static const char *const no_yes_choices[] = { "no", "yes" };

#define OBJECT_MAX (8u << 20)
#define CACHE \
	{ .name = "cache", .type = ARG_CACHE, .required = true, \
	  .help = { "the result of a kmem_cache_create", "某次 kmem_cache_create 的结果" } }
#define OBJECT_GFP GFP(gfp_choices, "what the allocator may do for it", "分配器可以为它做什么")
static const struct op_arg kmem_cache_create_args[] = {
	{ .name = "size", .type = ARG_U64, .required = true, .min = 1, .max = OBJECT_MAX,
	  .unit = "bytes", .help = { "of an object", "一个对象的大小" } },
	{ .name = "align", .type = ARG_U64, .max = 4096, .unit = "bytes",
	  .help = { "a power of two; 0: a word", "对齐，2 的幂；0 表示一个字" } },
	{ .name = "flags", .type = ARG_CHOICE, CHOICES(slab_flag_choices),
	  .help = { "what is special about the objects", "对象有什么特别之处" } },
	{ .name = "ctor", .type = ARG_CHOICE, CHOICES(no_yes_choices),
	  .help = { "new objects are constructed: each begins as an empty list head",
		    "新对象经过构造：开头是一个空链表头" } },
	{ .name = "name", .type = ARG_WORD,
	  .help = { "in slabinfo; the name given by `as` when absent", "slabinfo 里的名字；省略时用 as 的名字" } },
};
static const struct op_arg kmem_cache_alloc_args[] = { CACHE, OBJECT_GFP, ON_CPU };
static const struct op_arg kmem_cache_free_args[] = {
	CACHE, ADDRESS("object", "what kmem_cache_alloc returned", "kmem_cache_alloc 返回的对象"), ON_CPU,
};
static const struct op_arg cache_args[] = { CACHE };
static const struct op_arg kmalloc_args[] = {
	{ .name = "size", .type = ARG_U64, .required = true, .max = 1ull << 32, .unit = "bytes",
	  .help = { "how much the kernel asks for", "内核申请的大小" } },
	OBJECT_GFP, ON_CPU,
};
static const struct op_arg kfree_args[] = {
	ADDRESS("object", "what kmalloc returned", "kmalloc 返回的对象"), ON_CPU,
};
#define OBJECT_COUNT(most) \
	{ .name = "count", .type = ARG_U64, .required = true, .min = 1, .max = most, \
	  .help = { "how many, one after the other", "一个接一个共多少个" } }
static const struct op_arg alloc_objects_args[] = { CACHE, OBJECT_COUNT(OBJECT_SLOTS) };
static const struct op_arg random_objects_args[] = {
	CACHE, OBJECT_COUNT(SLICES_MAX),
	{ .name = "seed", .type = ARG_U64, .dflt = 1, .max = ~0ull,
	  .help = { "the same seed gives the same run", "相同的种子得到相同的过程" } },
	{ .name = "slots", .type = ARG_U64, .dflt = 64, .min = 1, .max = OBJECT_SLOTS,
	  .help = { "how many objects may be held at one time", "最多同时持有多少个对象" } },
};
static const struct op_arg free_objects_args[] = {
	{ .name = "slots", .type = ARG_U64, .dflt = OBJECT_SLOTS, .min = 1, .max = OBJECT_SLOTS,
	  .help = { "free the objects in the first slots only", "只释放前若干个槽里的对象" } },
	{ .name = "stride", .type = ARG_U64, .dflt = 1, .min = 1, .max = OBJECT_SLOTS,
	  .help = { "free each slot whose number is a multiple of this", "只释放编号是它的倍数的槽" } },
};
static const struct op_arg mcu_reset_args[] = {
	{ .name = "ram", .type = ARG_U64, .dflt = 16384, .min = MCU_RAM_MIN, .max = MCU_RAM_MAX,
	  .unit = "bytes", .help = { "all of its RAM, from 0x20000000 on", "全部 RAM，从 0x20000000 开始" } },
	{ .name = "heap", .type = ARG_U64, .dflt = 8192, .min = 32, .max = MCU_RAM_MAX,
	  .unit = "bytes", .help = { "size of the heap's array: configTOTAL_HEAP_SIZE",
				      "堆数组的大小：configTOTAL_HEAP_SIZE" } },
};
static const struct op_arg pool_create_args[] = {
	{ .name = "block", .type = ARG_U64, .required = true, .min = 1, .max = 4096, .unit = "bytes",
	  .help = { "size of one block", "一块的大小" } },
	{ .name = "blocks", .type = ARG_U64, .required = true, .min = 1, .max = 1024,
	  .help = { "how many of them", "块数" } },
};
static const struct op_arg pool_alloc_args[] = {
	ADDRESS("pool", "the result of a pool_create", "某次 pool_create 的结果"),
};
static const struct op_arg pool_free_args[] = {
	ADDRESS("pool", "the result of a pool_create", "某次 pool_create 的结果"),
	ADDRESS("ptr", "what pool_alloc returned", "pool_alloc 返回的指针"),
};
static const struct op_arg pvPortMalloc_args[] = {
	{ .name = "bytes", .type = ARG_U64, .required = true, .max = 0xffffffff, .unit = "bytes",
	  .help = { "how much the firmware asks for", "固件申请的大小" } },
};
static const struct op_arg vPortFree_args[] = {
	ADDRESS("ptr", "what pvPortMalloc returned", "pvPortMalloc 返回的指针"),
};
static const struct op_arg exit_args[] = {
	{ .name = "code", .type = ARG_U64, .max = 255, .help = { "the exit code", "退出码" } },
};

#define ARGS(list) .args = list, .nr_args = ARRAY_SIZE(list)

const struct op_type op_types[] = {
	{ .name = "boot", .run = run_boot,
	  .help = { "Power on: the kernel boots from the machine's memory map.",
		    "开机：内核按机器的内存图启动。" } },
	{ .name = "spawn", .run = run_spawn, ARGS(spawn_args), .result = BIND_TASK,
	  .help = { "A new process of a small program.", "新建一个运行小程序的进程。" } },
	{ .name = "switch", .run = run_switch, ARGS(switch_args),
	  .help = { "The current task gives the cpu to another.", "当前任务把 CPU 让给另一个任务。" } },
	{ .name = "malloc", .run = run_malloc, ARGS(malloc_args), .result = BIND_BLOCK,
	  .in_task = true,
	  .help = { "The C library's malloc, over brk and mmap.", "C 库的 malloc，底层是 brk 和 mmap。" } },
	{ .name = "free", .run = run_free, ARGS(free_args), .in_task = true,
	  .help = { "The C library's free.", "C 库的 free。" } },
	{ .name = "mmap", .run = run_mmap, ARGS(mmap_args), .result = BIND_MAP, .in_task = true,
	  .help = { "The system call mmap: a new anonymous mapping.", "系统调用 mmap：新建匿名映射。" } },
	{ .name = "munmap", .run = run_munmap, ARGS(munmap_args), .in_task = true,
	  .help = { "The system call munmap.", "系统调用 munmap。" } },
	{ .name = "brk", .run = run_brk, ARGS(brk_args), .result = BIND_VALUE, .in_task = true,
	  .help = { "The system call brk: move the end of the heap.", "系统调用 brk：移动堆的终点。" } },
	{ .name = "mprotect", .run = run_mprotect, ARGS(mprotect_args), .in_task = true,
	  .help = { "The system call mprotect.", "系统调用 mprotect。" } },
	{ .name = "write", .run = run_write, ARGS(write_args), .in_task = true,
	  .help = { "The program stores a value.", "程序写入一个值。" } },
	{ .name = "read", .run = run_read, ARGS(read_args), .result = BIND_VALUE, .in_task = true,
	  .help = { "The program loads a value.", "程序读取一个值。" } },
	{ .name = "fetch", .run = run_fetch, ARGS(fetch_args), .in_task = true,
	  .help = { "The program jumps there: an instruction fetch.", "程序跳到这里：取一条指令。" } },
	{ .name = "touch", .run = run_touch, ARGS(touch_args), .in_task = true,
	  .iterations = touch_iterations,
	  .help = { "Access a range in strides, one access after the other; a write stores 0.",
		    "按步长逐个访问一段内存；写的时候存入 0。" } },
	{ .name = "alloc_pages", .run = run_alloc_pages, ARGS(alloc_pages_args), .on_cpu = true, .result = BIND_PAGES,
	  .help = { "The kernel itself asks the buddy allocator for a block.",
		    "内核自己向伙伴系统申请一块。" } },
	{ .name = "free_pages", .run = run_free_pages, ARGS(free_pages_args), .on_cpu = true,
	  .help = { "The kernel gives such a block back.", "内核归还这样的一块。" } },
	{ .name = "free_frame", .run = run_free_frame, ARGS(free_frame_args),
	  .help = { "A wrong free, by frame number, that the kernel catches; others are refused.",
		    "按页框号错误地释放，且内核能发现；发现不了的会被拒绝。" } },
	{ .name = "alloc_pages_exact", .run = run_alloc_pages_exact, ARGS(alloc_exact_args),
	  .result = BIND_PAGES,
	  .help = { "A block of which only the pages asked for are kept, as single pages.",
		    "申请一块，只留下要的页，每页独立。" } },
	{ .name = "free_pages_exact", .run = run_free_pages_exact, ARGS(free_exact_args),
	  .help = { "Such pages, or those of a split block, go back.", "归还这样的页，或拆开的块的各页。" } },
	{ .name = "split_page", .run = run_split_page, ARGS(pages_args),
	  .help = { "The block becomes single pages, each with a reference of its own.",
		    "把块拆成单页，各有自己的引用。" } },
	{ .name = "get_page", .run = run_get_page, ARGS(pages_args),
	  .help = { "One more user of the page: one reference more.", "多一个使用者：引用加一。" } },
	{ .name = "put_page", .run = run_put_page, ARGS(pages_args),
	  .help = { "One user less; the last one gives the page back.", "少一个使用者；最后一个归还此页。" } },
	{ .name = "vmstat_update", .run = run_vmstat_update, ARGS(cpu_args), .on_cpu = true,
	  .help = { "A second passes: this cpu adds the counts it kept to itself to the zones'.",
		    "过了一秒：这个 cpu 把自己暂存的计数并入各 zone。" } },
	{ .name = "drain_all_pages", .run = run_drain_all_pages,
	  .help = { "Every cpu gives the frames on its lists back to the buddy allocator.",
		    "每个 cpu 把自己链表上的页框还给伙伴系统。" } },
	{ .name = "cma_alloc", .run = run_cma_alloc, ARGS(cma_alloc_args), .result = BIND_CMA,
	  .help = { "A device asks for neighbouring frames out of the first CMA area.",
		    "设备向第一个 CMA 区要相邻的页框。" } },
	{ .name = "cma_release", .run = run_cma_release, ARGS(cma_release_args),
	  .help = { "The device gives them back.", "设备归还这些页框。" } },
	{ .name = "random_alloc", .run = run_random_alloc, ARGS(random_alloc_args),
	  .iterations = random_alloc_iterations,
	  .help = { "A workload: the kernel allocates and frees blocks at random.",
		    "负载：内核随机地分配和释放页块。" } },
	{ .name = "random_free", .run = run_random_free, ARGS(random_free_args),
	  .iterations = random_free_iterations, .wanted = random_free_wanted,
	  .help = { "Free what random_alloc and alloc_many still hold.",
		    "释放 random_alloc 和 alloc_many 还持有的页块。" } },
	{ .name = "alloc_many", .run = run_alloc_many, ARGS(alloc_many_args),
	  .iterations = alloc_many_iterations, .wanted = alloc_many_wanted,
	  .help = { "A workload: the kernel allocates blocks of one order until it has enough.",
		    "负载：内核连续申请同一阶的页块，直到够数。" } },
	{ .name = "kmem_cache_create", .run = run_kmem_cache_create, ARGS(kmem_cache_create_args),
	  .result = BIND_CACHE,
	  .help = { "A cache of kernel objects, or one more name of an old one.",
		    "建立一个内核对象缓存，或给旧缓存添一个名字。" } },
	{ .name = "kmem_cache_alloc", .run = run_kmem_cache_alloc, ARGS(kmem_cache_alloc_args), .on_cpu = true,
	  .result = BIND_OBJECT,
	  .help = { "An object out of a cache.", "从缓存取一个对象。" } },
	{ .name = "kmem_cache_free", .run = run_kmem_cache_free, ARGS(kmem_cache_free_args), .on_cpu = true,
	  .help = { "The object goes back to its cache.", "把对象还给它的缓存。" } },
	{ .name = "kmem_cache_shrink", .run = run_kmem_cache_shrink, ARGS(cache_args),
	  .help = { "Give back every slab that holds no object in use.", "归还没有在用对象的所有 slab。" } },
	{ .name = "kmem_cache_destroy", .run = run_kmem_cache_destroy, ARGS(cache_args),
	  .help = { "The cache goes, if all its objects came back.", "对象都还回来了，就销毁缓存。" } },
	{ .name = "kmalloc", .run = run_kmalloc, ARGS(kmalloc_args), .on_cpu = true, .result = BIND_OBJECT,
	  .help = { "Kernel memory of any size, out of caches of fixed sizes.",
		    "任意大小的内核内存，取自固定大小的缓存。" } },
	{ .name = "kfree", .run = run_kfree, ARGS(kfree_args), .on_cpu = true,
	  .help = { "What kmalloc gave goes back.", "归还 kmalloc 给的内存。" } },
	{ .name = "cache_reap", .run = run_cache_reap,
	  .help = { "SLAB's timer: two seconds pass, what lay idle goes back.",
		    "SLAB 的定时器：过了两秒，闲置的归还。" } },
	{ .name = "alloc_objects", .run = run_alloc_objects, ARGS(alloc_objects_args),
	  .iterations = objects_iterations, .wanted = alloc_objects_wanted,
	  .help = { "A workload: the kernel takes objects out of a cache until it has enough.",
		    "负载：内核连续从缓存取对象，直到够数。" } },
	{ .name = "random_objects", .run = run_random_objects, ARGS(random_objects_args),
	  .iterations = objects_iterations,
	  .help = { "A workload: objects of a cache are taken and given back at random.",
		    "负载：随机地取出和归还某个缓存的对象。" } },
	{ .name = "free_objects", .run = run_free_objects, ARGS(free_objects_args),
	  .iterations = free_objects_iterations, .wanted = free_objects_wanted,
	  .help = { "Give back what alloc_objects and random_objects still hold.",
		    "归还 alloc_objects 和 random_objects 还持有的对象。" } },
	{ .name = "vmalloc", .run = run_vmalloc, ARGS(vmalloc_args), .result = BIND_KERNEL,
	  .help = { "The kernel wants memory whose addresses follow each other.",
		    "内核要虚拟地址连续的内存。" } },
	{ .name = "vzalloc", .run = run_vzalloc, ARGS(vmalloc_args), .result = BIND_KERNEL,
	  .help = { "The same, filled with zeros.", "同上，并清零。" } },
	{ .name = "vmap", .run = run_vmap, ARGS(vmap_args), .result = BIND_KERNEL,
	  .help = { "Pages that the kernel has, at a second address.", "给内核已有的页第二个地址。" } },
	{ .name = "ioremap", .run = run_ioremap, ARGS(ioremap_args), .result = BIND_KERNEL,
	  .help = { "A device's registers, at an address of the kernel.", "把设备的寄存器映射到内核地址。" } },
	{ .name = "vfree", .run = run_vfree, ARGS(vfree_args),
	  .help = { "Give back what vmalloc gave.", "归还 vmalloc 给的内存。" } },
	{ .name = "vunmap", .run = run_vunmap, ARGS(vfree_args),
	  .help = { "Give back the addresses of a vmap.", "归还 vmap 的地址。" } },
	{ .name = "iounmap", .run = run_iounmap, ARGS(vfree_args),
	  .help = { "Give back the addresses of an ioremap.", "归还 ioremap 的地址。" } },
	{ .name = "vm_unmap_aliases", .run = run_vm_unmap_aliases,
	  .help = { "Flush and give back all lazily freed areas.", "刷新并归还所有延迟释放的区域。" } },
	{ .name = "kread", .run = run_kread, ARGS(kread_args), .result = BIND_VALUE,
	  .help = { "The kernel loads a value.", "内核读取一个值。" } },
	{ .name = "kwrite", .run = run_kwrite, ARGS(kwrite_args),
	  .help = { "The kernel stores a value.", "内核写入一个值。" } },
	{ .name = "sysctl", .run = run_sysctl, ARGS(sysctl_args),
	  .help = { "Write a value into a file of /proc/sys.", "向 /proc/sys 的文件写入一个值。" } },
	{ .name = "irq_enter", .run = run_irq_enter, ARGS(irq_enter_args),
	  .help = { "An interrupt comes: the kernel's ops up to irq_exit are its handler.",
		    "中断到来：到 irq_exit 为止的内核操作都在处理程序中。" } },
	{ .name = "irq_exit", .run = run_irq_exit,
	  .help = { "The innermost interrupt or softirq ends.", "最内层的中断或软中断结束。" } },
	{ .name = "local_irq_disable", .run = run_local_irq_disable,
	  .help = { "The kernel turns interrupts off on this cpu.", "内核在本 CPU 关中断。" } },
	{ .name = "local_irq_enable", .run = run_local_irq_enable,
	  .help = { "The kernel turns interrupts on on this cpu.", "内核在本 CPU 开中断。" } },
	{ .name = "spin_lock", .run = run_spin_lock, ARGS(spin_lock_args),
	  .help = { "The kernel takes a spinlock and keeps it until spin_unlock.",
		    "内核取一个自旋锁，持有到 spin_unlock。" } },
	{ .name = "spin_unlock", .run = run_spin_unlock, ARGS(spin_unlock_args),
	  .help = { "The kernel gives the spinlock back.", "内核释放自旋锁。" } },
	{ .name = "lock_page", .run = run_lock_page, ARGS(pages_args),
	  .help = { "The kernel locks the block's page and sleeps until it can.",
		    "内核给这一块的页上锁，等不到就睡眠。" } },
	{ .name = "unlock_page", .run = run_unlock_page, ARGS(pages_args),
	  .help = { "The kernel unlocks the page.", "内核给页解锁。" } },
	{ .name = "exit", .run = run_exit, ARGS(exit_args), .in_task = true,
	  .help = { "The current process ends; all its pages go back.", "当前进程结束，归还所有页。" } },
	{ .name = "mcu_reset", .run = run_mcu_reset, ARGS(mcu_reset_args), .on_mcu = true,
	  .help = { "A microcontroller beside the computer starts: RAM without an MMU.",
		    "电脑旁的微控制器启动：没有 MMU 的 RAM。" } },
	{ .name = "pool_create", .run = run_pool_create, ARGS(pool_create_args), .on_mcu = true, .result = BIND_MCU,
	  .help = { "The microcontroller lays out a pool of equal blocks.", "微控制器排好一个等大块的内存池。" } },
	{ .name = "pool_alloc", .run = run_pool_alloc, ARGS(pool_alloc_args), .on_mcu = true, .result = BIND_MCU,
	  .help = { "Take a block of a pool.", "从内存池取一块。" } },
	{ .name = "pool_free", .run = run_pool_free, ARGS(pool_free_args), .on_mcu = true,
	  .help = { "Give a block back to its pool.", "把一块还给内存池。" } },
	{ .name = "pvPortMalloc", .run = run_pvPortMalloc, ARGS(pvPortMalloc_args), .on_mcu = true,
	  .result = BIND_MCU, .help = { "FreeRTOS' malloc, from heap_4.", "FreeRTOS 的 malloc，来自 heap_4。" } },
	{ .name = "vPortFree", .run = run_vPortFree, ARGS(vPortFree_args), .on_mcu = true,
	  .help = { "FreeRTOS' free.", "FreeRTOS 的 free。" } },
	{ .name = "note", .run = run_note,
	  .help = { "Nothing happens; the note is read.", "什么也不做，只读说明。" } },
};
const u32 nr_op_types = ARRAY_SIZE(op_types);

const struct op_type *op_type_named(const char *name)
{
	for (u32 i = 0; i < nr_op_types; i++)
		if (!strcmp(op_types[i].name, name))
			return &op_types[i];
	return NULL;
}

u64 op_arg_value(const struct machine *m, const struct op *op, u32 i)
{
	const struct op_value *v = &op->args[i];

	return v->binding ? binding_at(m, v->binding)->value + v->number : v->number;
}
