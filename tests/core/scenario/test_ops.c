/*
 * Every row of the op table: what it does with good arguments, and what it says to bad ones.  The
 * last test holds this file against the table, so that a new row must come with its cases.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/syscalls.h"
#include "scenario/story.h"

#define BLOCK "{'op':'malloc','bytes':'64K','as':'buf'},"
#define MAP "{'op':'mmap','length':'64K','as':'map'},"
#define MCU "{'op':'mcu_reset','ram':'4K','heap':1024},"
#define KV "{'op':'vmalloc','bytes':9000,'as':'v'},"
#define PAGES "{'op':'alloc_pages','order':2,'as':'p'},"
#define CACHE "{'op':'kmem_cache_create','size':300,'as':'c'},"
#define OBJECT CACHE "{'op':'kmem_cache_alloc','cache':'c','as':'o'},"

/* Ops, the last of which is the case; its expect clauses are the verdict. */
static const char *const good[] = {
	"{'op':'note','expect':{'ret':0,'err':'0'}}",
	"{'op':'mcu_reset','expect':{'mcu.ram_bytes':16384,'mcu.heap_bytes':8192}}",
	"{'op':'mcu_reset','ram':'4K','heap':'4K','expect':{'err':'-EINVAL','mcu.ram_bytes':0}}",
	MCU "{'op':'pool_create','block':30,'blocks':4,'as':'p','expect':{'p':'0x20000200','mcu_pool[0].block_bytes':32}}",
	MCU "{'op':'pool_create','block':4096,'blocks':4,'as':'p','expect':{'err':'-ENOMEM','p':0}}",
	"{'op':'pool_create','block':4,'blocks':4,'expect':{'err':'-ENODEV'}}",
	MCU "{'op':'pool_create','block':8,'blocks':1,'as':'p'},{'op':'pool_alloc','pool':'p','as':'b','expect':{'b - p':0}}",
	"{'op':'pool_alloc','pool':'0x20000200','expect':{'err':'-EINVAL'}}",
	MCU "{'op':'pool_create','block':8,'blocks':2,'as':'p'},{'op':'pool_alloc','pool':'p','as':'b'},"
	"{'op':'pool_free','pool':'p','ptr':'b','expect':{'ret':0}},{'op':'pool_free','pool':'p','ptr':'b','expect':{'err':'-EINVAL'}}",
	MCU "{'op':'pvPortMalloc','bytes':100,'as':'a','expect':{'a - mcu.ucHeap':8}},{'op':'vPortFree','ptr':'a','expect':{'ret':0}}",
	MCU "{'op':'pvPortMalloc','bytes':2000,'as':'a','expect':{'ret':0,'a':0}}",
	"{'op':'pvPortMalloc','bytes':1,'expect':{'err':'-ENODEV'}}",
	"{'op':'vPortFree','ptr':1,'expect':{'err':'-ENODEV'}}",
	MCU "{'op':'vPortFree','ptr':'0x20000000','expect':{'err':'-EINVAL'}}",
	"{'op':'spawn','as':'B','expect':{'task.B.comm':\"B\",'task.A.pid':31,'task.B.pid':32}}",
	"{'op':'spawn','comm':'sh','as':'B','expect':{'task.B.comm':'sh'}}",
	"{'op':'spawn','comm':'sh'}",
	"{'op':'spawn','as':'B'},{'op':'switch','to':'A','expect':{'ret':0,'cpu[0].current_task.pid':31,'task.B.pid':32}}",
	"{'op':'spawn','as':'B'},{'op':'switch','to':'B','expect':{'ret':0}}",
	"{'op':'malloc','bytes':0,'expect':{'ret':'!= 0'}}",
	"{'op':'malloc','bytes':'0x10','as':'b','expect':{'ret':'> 0','b':'!= 0'}}",
	"{'op':'malloc','bytes':'1M','as':'b','expect':{'b':'> 0x7f0000000000'}}",
	"{'op':'malloc','bytes':'128T','as':'b','expect':{'err':'-ENOMEM','b':0}}",
	BLOCK "{'op':'free','ptr':'buf','expect':{'ret':0}}",
	"{'op':'free','ptr':0,'expect':{'ret':0}}",
	BLOCK "{'op':'free','ptr':'buf+8','expect':{'err':'-EINVAL'}}",
	BLOCK "{'op':'free','ptr':'buf'},{'op':'free','ptr':'buf','expect':{'err':'-EINVAL'}}",
	"{'op':'mmap','length':1,'as':'m','expect':{'ret':'> 0','present(m)':false}}",
	"{'op':'mmap','length':'8K','prot':'r','flags':'private|populate','as':'m','expect':{'present(m+4K)':true}}",
	"{'op':'mmap','length':'4K','addr':'0x10000000','flags':'private|fixed','expect':{'ret':'0x10000000'}}",
	"{'op':'mmap','length':'4K','addr':'0x10000001','flags':'private|fixed','expect':{'err':'-EINVAL'}}",
	"{'op':'mmap','length':0,'expect':{'err':'-EINVAL'}}",
	"{'op':'mmap','length':'128T','expect':{'err':'-ENOMEM'}}",
	"{'op':'mmap','length':'4K','prot':'none','flags':'private|noreserve'}",
	"{'op':'mmap','length':'64K','flags':'private|growsdown'}",
	MAP "{'op':'munmap','addr':'map','length':'64K','expect':{'ret':0}}",
	MAP "{'op':'munmap','addr':'map+4K','length':'4096','expect':{'ret':0}}",
	MAP "{'op':'munmap','addr':'map+1','length':'4K','expect':{'err':'-EINVAL'}}",
	"{'op':'munmap','addr':0,'length':0,'expect':{'err':'-EINVAL'}}",
	"{'op':'brk','addr':0,'as':'end','expect':{'ret':'> 0','task.A.mm.brk':'end'}}",
	"{'op':'brk','addr':0,'as':'end'},{'op':'brk','addr':'end+64K','expect':{'task.A.mm.brk - end':65536}}",
	"{'op':'brk','addr':0,'as':'end'},{'op':'brk','addr':'0xffffffffffffffff','expect':{'ret':'end'}}",
	MAP "{'op':'mprotect','addr':'map','length':'4K','prot':'r','expect':{'ret':0}}",
	MAP "{'op':'mprotect','addr':'map+5','length':'4K','prot':'r','expect':{'err':'-EINVAL'}}",
	MAP "{'op':'write','at':'map+0x18','value':'0x1122334455667788','expect':{'word(map+0x18)':'0x1122334455667788'}}",
	MAP "{'op':'write','at':'map','value':'0x1ff','bytes':1,'expect':{'word(map)':'0xff'}}",
	MAP "{'op':'write','at':'map+0xfff8','expect':{'word(map+0xfff8)':1}}",
	MAP "{'op':'write','at':'map','task':'A','expect':{'ret':0}}",
	"{'op':'write','at':0,'expect':{'err':'-EFAULT','signal':'SIGSEGV'}}",
	"{'op':'write','at':'0x800000000000','expect':{'err':'-EFAULT','signal':'SIGSEGV'}}",
	"{'op':'write','at':'0xffff888000000000','expect':{'signal':'SIGSEGV'}}",
	"{'op':'read','at':'0xffffffffffffffff','expect':{'signal':'SIGSEGV'}}",
	MAP "{'op':'read','at':'map','bytes':4,'as':'x','expect':{'ret':0,'x':0}}",
	MAP "{'op':'write','at':'map','value':77},{'op':'read','at':'map','as':'x','expect':{'x':77}}",
	"{'op':'fetch','at':'0x401000','expect':{'ret':0}}",
	"{'op':'fetch','at':'0x400000','expect':{'signal':'SIGSEGV'}}",
	MAP "{'op':'fetch','at':'map','expect':{'signal':'SIGSEGV'}}",
	MAP "{'op':'touch','at':'map','length':'64K','expect':{'present(map+60K)':true,'word(map+60K)':0}}",
	MAP "{'op':'touch','at':'map','length':'64K','stride':'32K','access':'read','expect':{'present(map+32K)':true,'present(map+4K)':false}}",
	MAP "{'op':'touch','at':'map','length':0,'expect':{'present(map)':false}}",
	MAP "{'op':'touch','at':'map','length':'1M','expect':{'signal':'SIGSEGV'}}",
	"{'op':'alloc_pages','order':10,'as':'q','expect':{'page[q]._refcount':1,'page[q+1]._refcount':0}}",
	"{'op':'alloc_pages','order':0,'gfp':'GFP_DMA','as':'q','expect':{'q':'< 0x1000'}}",
	"{'op':'alloc_pages','order':0,'gfp':'GFP_KERNEL|__GFP_ZERO','expect':{'ret':'> 0'}}",
	PAGES "{'op':'free_pages','pages':'p','expect':{'ret':0,'p':0}}",
	"{'op':'alloc_pages','order':0,'cpu':1,'expect':{'err':'-EINVAL'}}",	/* a machine of one cpu */
	"{'op':'alloc_pages','order':1,'as':'q','expect':{'per_cpu_pages[1].diff_free':-2}},"
	      "{'op':'vmstat_update','expect':{'ret':0,'per_cpu_pages[1].diff_free':0}}",
	"{'op':'vmstat_update','cpu':1,'expect':{'err':'-EINVAL'}}",
	"{'op':'alloc_pages','order':0,'as':'q','expect':{'per_cpu_pages[1].count':'> 0'}},"
	      "{'op':'drain_all_pages','expect':{'ret':0,'per_cpu_pages[1].count':0}}",
	"{'op':'cma_alloc','count':16,'as':'q','expect':{'err':'-ENOMEM','q':0}}",	/* no area here */
	"{'op':'cma_alloc','count':16,'as':'q'},{'op':'cma_release','frames':'q','expect':{'err':'-EINVAL'}}",
	PAGES "{'op':'free_pages','pages':'p'},{'op':'free_pages','pages':'p','expect':{'err':'-EBUG'}}",
	PAGES "{'op':'free_pages','pages':'p','order':0,'expect':{'ret':0,'p':0,'page[binding[2].freed + 1]._refcount':0}}",
	PAGES "{'op':'free_pages','pages':'p','order':3,'expect':{'err':'!= 0','page[p]._refcount':1}},{'op':'free_pages','pages':'p','expect':{'ret':0}}",
	PAGES "{'op':'lock_page','pages':'p'},{'op':'free_pages','pages':'p','expect':{'err':'-EBUG','page[p]._refcount':1}},"
	      "{'op':'unlock_page','pages':'p'},{'op':'free_pages','pages':'p','expect':{'ret':0}}",
	"{'op':'alloc_pages','order':2,'gfp':'GFP_KERNEL|__GFP_COMP','as':'q'},{'op':'free_pages','pages':'q','order':1,'expect':{'err':'-EBUG'}},"
	"{'op':'put_page','pages':'q','expect':{'ret':0,'q':0}}",
	PAGES "{'op':'get_page','pages':'p','expect':{'page[p]._refcount':2}},{'op':'free_pages','pages':'p','expect':{'page[p]._refcount':1}},"
	      "{'op':'put_page','pages':'p','expect':{'p':0}},{'op':'put_page','pages':'p','expect':{'err':'-EBUG'}}",
	PAGES "{'op':'split_page','pages':'p','expect':{'page[p+3]._refcount':1}},{'op':'free_pages','pages':'p','expect':{'err':'-EINVAL'}},"
	      "{'op':'free_pages_exact','pages':'p','expect':{'ret':0,'p':0}}",
	PAGES "{'op':'split_page','pages':'p'},{'op':'free_pages_exact','pages':'p','how':'free_unref_page_list','expect':{'ret':0,'p':0}}",
	PAGES "{'op':'free_pages_exact','pages':'p','expect':{'err':'-EINVAL'}}",
	"{'op':'alloc_pages_exact','bytes':'20K','as':'q','expect':{'page[q+4]._refcount':1,'page[q+5]._refcount':0}},{'op':'free_pages_exact','pages':'q','expect':{'ret':0}}",
	"{'op':'alloc_pages_exact','bytes':1,'as':'q','expect':{'page[q]._refcount':1}}",
	"{'op':'alloc_pages_exact','bytes':'8K','gfp':'GFP_KERNEL|__GFP_COMP','as':'q','expect':{'err':'-EINVAL','q':0}}",
	"{'op':'irq_enter'},{'op':'alloc_pages_exact','bytes':'8K','as':'q','expect':{'err':'-EBUG','q':0}}",
	"{'op':'free_frame','pfn':'0x1000','expect':{'err':'-EBUG','page[0x1000]._refcount':1}}",
	"{'op':'free_frame','pfn':'0xffffffff','expect':{'err':'-EINVAL'}}",
	MAP "{'op':'touch','at':'map','length':'64K'},{'op':'free_frame','pfn':1}",
	"{'op':'random_alloc','count':500,'seed':'0xffffffffffffffff','max_order':4,'slots':20}",
	"{'op':'random_alloc','count':200,'gfp':'movable'},{'op':'random_free'}",
	"{'op':'random_alloc','count':64,'slots':64},{'op':'random_free','slots':1}",
	"{'op':'alloc_many','order':10,'count':100,'expect':{'zone.DMA32.free_area[10].nr_free':0,'err':'-ENOMEM'}}",
	"{'op':'alloc_many','order':0,'count':8},{'op':'random_free','stride':2,'expect':{'work_slot[6].pfn':0,'work_slot[7].pfn':'> 0'}}",
	"{'op':'alloc_many','order':2,'count':8},{'op':'alloc_many','order':2,'count':8},{'op':'random_free'}",
	"{'op':'irq_enter','expect':{'ret':0,'cpu[0].preempt_count':'0x10000','cpu[0].irqs_off':1}}",
	"{'op':'irq_enter','kind':'softirq','expect':{'cpu[0].preempt_count':'0x100','cpu[0].irqs_off':0}}",
	"{'op':'irq_enter','kind':'softirq'},{'op':'irq_enter','kind':'softirq','expect':{'err':'-EBUSY'}}",
	"{'op':'irq_enter','kind':'softirq'},{'op':'irq_enter','expect':{'cpu[0].preempt_count':'0x10100'}}",
	"{'op':'irq_enter'},{'op':'irq_enter','expect':{'err':'-EAGAIN'}}",
	"{'op':'irq_enter'},{'op':'local_irq_enable'},{'op':'irq_enter','expect':{'cpu[0].preempt_count':'0x20000'}}",
	"{'op':'irq_enter'},{'op':'irq_exit','expect':{'ret':0,'cpu[0].preempt_count':0,'cpu[0].irqs_off':0}}",
	"{'op':'irq_exit','expect':{'err':'-EINVAL'}}",
	"{'op':'irq_enter'},{'op':'alloc_pages','order':0,'gfp':'GFP_KERNEL','as':'q','expect':{'err':'-EBUG','q':0}}",
	"{'op':'irq_enter'},{'op':'alloc_pages','order':0,'gfp':'GFP_ATOMIC','expect':{'ret':'> 0'}}",
	"{'op':'irq_enter'},{'op':'malloc','bytes':8,'expect':{'err':'-EBUSY'}}",
	"{'op':'irq_enter'},{'op':'spawn','as':'B','expect':{'err':'-EBUSY'}}",
	"{'op':'local_irq_disable','expect':{'cpu[0].irqs_off':1}}",
	"{'op':'local_irq_disable'},{'op':'alloc_pages','order':3,'expect':{'err':'-EBUG'}}",
	"{'op':'local_irq_disable'},{'op':'local_irq_enable','expect':{'cpu[0].irqs_off':0}}",
	"{'op':'spin_lock','lock':'dev','expect':{'cpu[0].preempt_count':1,'cpu[0].irqs_off':0,'cpu[0].locks':'!= 0'}}",
	"{'op':'spin_lock','lock':'dev','how':'spin_lock_irqsave'},{'op':'spin_unlock','lock':'dev','expect':{'ret':0,'cpu[0].preempt_count':0,'cpu[0].irqs_off':0}}",
	"{'op':'spin_lock','lock':'dev'},{'op':'spin_lock','lock':'dev','expect':{'err':'-EBUG'}}",
	"{'op':'spin_lock','lock':'dev'},{'op':'spin_lock','lock':'b'},{'op':'alloc_pages','order':0,'expect':{'err':'-EBUG','cpu[0].preempt_count':2}}",
	"{'op':'spawn','as':'B'},{'op':'spin_lock','lock':'dev'},{'op':'switch','to':'A','expect':{'err':'-EBUG'}}",
	"{'op':'spin_unlock','lock':'dev','expect':{'err':'-EBUG'}}",
	"{'op':'vmalloc','bytes':9000,'as':'v','expect':{'v':'0xffffc90000000000','present(v+8K)':true,'present(v+12K)':false,'page[pfn(v)]._refcount':1}}",
	"{'op':'vmalloc','bytes':0,'as':'v','expect':{'err':'-ENOMEM','v':0}}",
	"{'op':'vmalloc','bytes':'1T','expect':{'err':'-ENOMEM'}}",
	"{'op':'irq_enter'},{'op':'vmalloc','bytes':1,'as':'v','expect':{'err':'-EBUG','v':0}}",
	"{'op':'vzalloc','bytes':1,'as':'v'},{'op':'kread','at':'v','expect':{'ret':0}}",
	PAGES "{'op':'vmap','pages':'p','as':'v','expect':{'pfn(v) - p':0,'pfn(v+12K) - p':3,'present(v+16K)':false}}",
	PAGES "{'op':'free_pages','pages':'p'},{'op':'vmap','pages':'p','expect':{'err':'-EINVAL'}}",
	"{'op':'ioremap','phys':'0xe0000010','bytes':4,'as':'v','expect':{'pfn(v)':'0xe0000','vm_struct[1].phys_addr':'0xe0000000'}}",
	"{'op':'ioremap','phys':'0x1000000','bytes':4096,'expect':{'err':'-ENOMEM'}}",
	KV "{'op':'vfree','addr':'v','expect':{'ret':0,'present(v)':false,'vmap_state.vmap_lazy_nr':4}}",
	KV "{'op':'vfree','addr':'v+1','expect':{'err':'-EINVAL'}}",
	"{'op':'vfree','addr':'0xffffc90000000000','expect':{'err':'-EBUG'}}",
	KV "{'op':'irq_enter'},{'op':'vfree','addr':'v','expect':{'ret':0,'present(v)':true}}",
	PAGES "{'op':'vmap','pages':'p','as':'v'},{'op':'vunmap','addr':'v','expect':{'ret':0,'page[p]._refcount':1}}",
	KV "{'op':'irq_enter'},{'op':'vunmap','addr':'v','expect':{'err':'-EBUG'}}",
	"{'op':'ioremap','phys':'0xe0000010','bytes':4,'as':'v'},{'op':'iounmap','addr':'v','expect':{'ret':0}}",
	"{'op':'iounmap','addr':0,'expect':{'err':'-EINVAL'}}",
	KV "{'op':'vfree','addr':'v'},{'op':'vm_unmap_aliases','expect':{'ret':0,'vmap_state.vmap_lazy_nr':0}}",
	KV "{'op':'kwrite','at':'v+8','value':'0x1234'},{'op':'kread','at':'v+8','expect':{'ret':'0x1234','word(v+8)':'0x1234'}}",
	KV "{'op':'kwrite','at':'v+4096','value':'0x1ff','bytes':1},{'op':'kread','at':'v+4096','bytes':2,'expect':{'ret':'0xff'}}",
	KV "{'op':'kread','at':'v+12K','expect':{'err':'-EBUG'}}",	/* the guard page */
	KV "{'op':'kwrite','at':'v+12K','expect':{'err':'-EBUG'}}",
	KV "{'op':'kread','at':'v+1','expect':{'err':'-EINVAL'}}",
	"{'op':'kread','at':'0x1000','expect':{'err':'-EINVAL'}}",
	"{'op':'kread','at':'0xf000000000000000','expect':{'err':'-EFAULT'}}",
	PAGES "{'op':'kwrite','at':'0xffff888000001000','value':7},{'op':'kread','at':'0xffff888000001000','expect':{'err':'-EBUG'}}",
	"{'op':'kwrite','at':'0xffff880000500000','value':7},{'op':'kread','at':'0xffff880000500000','expect':{'ret':7}}",
	"{'op':'ioremap','phys':'0xe0000000','bytes':4,'as':'v'},{'op':'kread','at':'v','bytes':4,'expect':{'ret':'0xffffffff'}}",
	"{'op':'ioremap','phys':'0xe0000000','bytes':4,'as':'v'},{'op':'kwrite','at':'v','bytes':4,'expect':{'ret':0}}",
	PAGES "{'op':'lock_page','pages':'p','expect':{'ret':0,'page[p].flags':'!= 0'}}",
	PAGES "{'op':'lock_page','pages':'p'},{'op':'lock_page','pages':'p','expect':{'err':'-EPARKED'}}",
	PAGES "{'op':'local_irq_disable'},{'op':'lock_page','pages':'p','expect':{'err':'-EBUG'}}",
	PAGES "{'op':'lock_page','pages':'p'},{'op':'unlock_page','pages':'p','expect':{'ret':0}}",
	PAGES "{'op':'unlock_page','pages':'p','expect':{'err':'-EINVAL'}}",
	"{'op':'sysctl','name':'vm.min_free_kbytes','value':'2K','expect':{'system.min_free_kbytes':2048}}",
	CACHE "{'op':'kmem_cache_create','size':300,'as':'d','expect':{'d - c':0,'kmem_cache[c].refcount':2,'kmem_cache[c].num':13}}",
	"{'op':'kmem_cache_create','size':1024,'align':64,'flags':'SLAB_HWCACHE_ALIGN','ctor':'yes','name':'x','as':'d','expect':{'kmem_cache[d].name':'x','kmem_cache[d].align':64}}",
	"{'op':'kmem_cache_create','size':64,'align':24,'expect':{'err':'-EINVAL'}}",
	"{'op':'kmem_cache_create','size':'8M','as':'d','expect':{'err':'-EINVAL','d':0}}",
	"{'op':'kmem_cache_create','size':'8M','as':'d'},{'op':'kmem_cache_alloc','cache':'d','expect':{'err':'-EINVAL'}}",
	OBJECT "{'op':'kmem_cache_alloc','cache':'c','gfp':'GFP_NOWAIT','as':'p','expect':{'o - p':304,'slab(o) - slab(p)':0,'kmem_cache_node[c].total_slabs':1}}",
	CACHE "{'op':'kmem_cache_alloc','cache':'c','cpu':1,'expect':{'err':'-EINVAL'}}",
	OBJECT "{'op':'kmem_cache_free','cache':'c','object':'o','expect':{'ret':0,'array_cache[kmem_cache[c].cpu_cache].avail':13}}",
	OBJECT "{'op':'kmem_cache_free','cache':'c','object':'o+8','expect':{'err':'-EINVAL'}}",
	OBJECT "{'op':'kmem_cache_free','cache':'c','object':'0x1000','expect':{'err':'-EFAULT'}}",
	OBJECT "{'op':'kmem_cache_free','cache':'c','object':'o'},{'op':'kmem_cache_free','cache':'c','object':'o','expect':{'err':'-EINVAL'}}",
	OBJECT "{'op':'kmem_cache_shrink','cache':'c','expect':{'ret':1}}",
	OBJECT "{'op':'kmem_cache_destroy','cache':'c','expect':{'err':'-EBUSY','kmem_cache[c].refcount':1}}",
	CACHE "{'op':'kmem_cache_destroy','cache':'c','expect':{'ret':0,'c':0}}",
	CACHE "{'op':'kmem_cache_destroy','cache':'c'},{'op':'kmem_cache_shrink','cache':'c','expect':{'err':'-EINVAL'}}",
	"{'op':'kmalloc','size':100,'as':'k','expect':{'k':'!= 0','word(k)':0,'present(k)':true}}",
	"{'op':'kmalloc','size':0,'as':'k','expect':{'k':16}},{'op':'kfree','object':'k','expect':{'ret':0}}",
	"{'op':'kmalloc','size':'4G','expect':{'err':'-ENOMEM'}}",
	"{'op':'kmalloc','size':5000,'as':'k'},{'op':'kfree','object':'k','expect':{'ret':0}}",
	"{'op':'kmalloc','size':5000,'as':'k'},{'op':'kfree','object':'k+4K','expect':{'err':'-EINVAL'}}",
	PAGES "{'op':'kfree','object':'0xffff880000100000','expect':{'err':'-EINVAL'}}",
	CACHE "{'op':'cache_reap','expect':{'ret':0,'slab_common.jiffies':500}}",
	"{'op':'cache_reap','expect':{'err':'-EINVAL'}}",
	CACHE "{'op':'alloc_objects','cache':'c','count':30,'expect':{'kmem_cache_node[c].total_slabs':3}}",
	CACHE "{'op':'random_objects','cache':'c','count':500,'seed':7,'slots':100},{'op':'free_objects'},{'op':'kmem_cache_destroy','cache':'c','expect':{'ret':0}}",
	CACHE "{'op':'alloc_objects','cache':'c','count':8},{'op':'free_objects','slots':8,'stride':2,'expect':{'object_slot[6].object':0,'object_slot[7].object':'!= 0'}}",
	"{'op':'exit','expect':{'task.A.state':'!= 0'}}",
	"{'op':'exit','code':255,'task':'A'}",
	"{'op':'exit'},{'op':'malloc','bytes':1,'expect':{'err':'-ESRCH'}}",
	"{'op':'exit'},{'op':'switch','to':'A','expect':{'err':'-ESRCH'}}",
};

/* An access at a bad address ends the task, so each case has a machine of its own. */
static void test_good_arguments(void **state)
{
	for (u32 i = 0; i < ARRAY_SIZE(good); i++) {
		struct story story = run_after_boot(good[i]);

		assert_sound(&story);
		story_close(&story);
	}
}

static const struct {
	const char *op, *path, *part;
} bad[] = {
	{ "{'op':'mcu_reset','ram':'1M'}", "ops[2].ram", "1M is out of range: 2048 to 65536" },
	{ "{'op':'pool_create','block':0,'blocks':1}", "ops[2].block", "0 is out of range: 1 to 4096" },
	{ "{'op':'pool_alloc'}", "ops[2]", "the key \"pool\" is missing" },
	{ "{'op':'pool_free','pool':'nobody'}", "ops[2].pool", "\"nobody\"" },
	{ "{'op':'pvPortMalloc','bytes':'8G'}", "ops[2].bytes", "out of range" },
	{ "{'op':'vPortFree'}", "ops[2]", "the key \"ptr\" is missing" },
	{ "{'op':'boot','x':1}", "ops[2]", "the machine is already booted" },
	{ "{'op':'spawn','comm':'1'}", "ops[2].comm", "\"1\" is no name" },
	{ "{'op':'spawn','comm':'abcdefghijklmnop'}", "ops[2].comm", "at most 15 characters" },
	{ "{'op':'spawn','as':'abcdefghijklmnop'}", "ops[2]", "at most 15 characters" },
	{ "{'op':'switch'}", "ops[2]", "the key \"to\" is missing" },
	{ "{'op':'switch','to':31}", "ops[2].to", "a string expected, but this is a number" },
	{ BLOCK "{'op':'switch','to':'buf'}", "ops[3].to", "\"buf\" is a malloc block, but a task" },
	{ "{'op':'malloc'}", "ops[2]", "the key \"bytes\" is missing" },
	{ "{'op':'malloc','bytes':-1}", "ops[2].bytes", "-1 is out of range: 0 to 128T" },
	{ "{'op':'malloc','bytes':'9223372036854775808'}", "ops[2].bytes", "out of range: 0 to 128T" },
	{ "{'op':'malloc','bytes':1e300}", "ops[2].bytes", "1e+300 is not a whole" },
	{ "{'op':'malloc','bytes':'64KB'}", "ops[2].bytes", "\"64KB\" is not a number such as" },
	{ "{'op':'malloc','bytes':'0x'}", "ops[2].bytes", "\"0x\" is not a number such as" },
	{ "{'op':'malloc','bytes':''}", "ops[2].bytes", "\"\" is not a number such as" },
	{ "{'op':'malloc','bytes':true}", "ops[2].bytes", "a number expected, but this is true or" },
	{ "{'op':'free','ptr':'A'}", "ops[2].ptr", "\"A\" is a task, but a malloc block is needed" },
	{ "{'op':'free','ptr':'nothing'}", "ops[2].ptr", "names a result \"nothing\"" },
	{ BLOCK "{'op':'free','ptr':'buf*2'}", "ops[3].ptr", "\"buf*2\" is no address: write" },
	{ BLOCK "{'op':'free','ptr':'buf+'}", "ops[3].ptr", "\"buf+\" is no address: write" },
	{ BLOCK "{'op':'free','ptr':'buf+0x10 '}", "ops[3].ptr", "is no address: write" },
	{ PAGES "{'op':'free','ptr':'p'}", "ops[3].ptr", "\"p\" is pages of the kernel" },
	{ "{'op':'mmap','length':'129T'}", "ops[2].length", "129T is out of range: 0 to 128T" },
	{ "{'op':'mmap','length':1,'prot':'w'}", "ops[2].prot", "\"w\" is not one of: none, r, rw" },
	{ "{'op':'mmap','length':1,'flags':'shared'}", "ops[2].flags", "\"shared\" is not one of" },
	{ "{'op':'mmap','length':1,'addr':'-1'}", "ops[2].addr", "\"-1\" is not a number such as" },
	{ "{'op':'munmap','addr':0}", "ops[2]", "the key \"length\" is missing" },
	{ "{'op':'brk','addr':'0x1ffffffffffffffff'}", "ops[2].addr", "is not a number such as" },
	{ "{'op':'mprotect','addr':0,'length':1}", "ops[2]", "the key \"prot\" is missing" },
	{ "{'op':'write','at':0,'bytes':3}", "ops[2]", "1, 2, 4 or 8 bytes wide, not 3" },
	{ "{'op':'write','at':0,'bytes':9}", "ops[2].bytes", "9 is out of range: 1 to 8" },
	{ "{'op':'write','value':1}", "ops[2]", "the key \"at\" is missing" },
	{ "{'op':'read','at':0,'bytes':0}", "ops[2].bytes", "0 is out of range: 1 to 8" },
	{ "{'op':'fetch','at':[]}", "ops[2].at", "a number expected, but this is a list" },
	{ "{'op':'touch','at':0,'length':'2M','stride':4}", "ops[2].stride", "4 is out of range: 8 to 1T" },
	{ "{'op':'touch','at':0,'length':'128T'}", "ops[2]", "34359738368 repetitions; all ops" },
	{ "{'op':'touch','at':0,'length':1,'access':'look'}", "ops[2].access", "not one of: write, read" },
	{ "{'op':'alloc_pages','order':11}", "ops[2].order", "11 is out of range: 0 to 10" },
	{ "{'op':'alloc_pages','order':12}", "ops[2].order", "12 is out of range: 0 to 10" },
	{ "{'op':'alloc_pages','order':0,'gfp':'GFP_LAZY'}", "ops[2].gfp", "not one of: GFP_KERNEL" },
	{ "{'op':'free_pages','pages':7}", "ops[2].pages", "a string expected" },
	{ "{'op':'free_pages','pages':'A'}", "ops[2].pages", "\"A\" is a task, but pages of the kernel" },
	{ "{'op':'cma_alloc'}", "ops[2]", "the key \"count\" is missing" },
	{ "{'op':'cma_alloc','count':0}", "ops[2].count", "0 is out of range: 1 to 16M" },
	{ "{'op':'cma_alloc','count':1,'align':11}", "ops[2].align", "11 is out of range: 0 to 10" },
	{ PAGES "{'op':'cma_release','frames':'p'}", "ops[3].frames",
	  "\"p\" is pages of the kernel, but frames of a CMA area" },
	{ "{'op':'cma_alloc','count':1,'as':'q'},{'op':'free_pages','pages':'q'}", "ops[3].pages",
	  "\"q\" is frames of a CMA area" },
	{ "{'op':'cma_release'}", "ops[2]", "the key \"frames\" is missing" },
	{ PAGES "{'op':'free_pages','pages':'p','order':11}", "ops[3].order", "11 is out of range: 0 to 10" },
	{ "{'op':'vmstat_update','cpu':8}", "ops[2].cpu", "8 is out of range: 0 to 7" },
	{ "{'op':'drain_all_pages','cpu':0}", "ops[2]", "unknown key \"cpu\"" },
	{ "{'op':'free_frame','pfn':-1}", "ops[2].pfn", "-1 is out of range" },
	{ "{'op':'alloc_pages_exact','bytes':'5M'}", "ops[2].bytes", "5M is out of range: 1 to 4M" },
	{ PAGES "{'op':'free_pages_exact','pages':'p','how':'slowly'}", "ops[3].how", "not one of: free_pages_exact" },
	{ "{'op':'split_page','pages':'A'}", "ops[2].pages", "\"A\" is a task" },
	{ "{'op':'get_page'}", "ops[2]", "the key \"pages\" is missing" },
	{ "{'op':'put_page','pages':'p','order':1}", "ops[2].pages", "names a result" },
	{ "{'op':'random_alloc','count':'0x8000000000000000'}", "ops[2].count", "out of range: 1 to 1M" },
	{ "{'op':'random_alloc','count':0}", "ops[2].count", "0 is out of range: 1 to 1M" },
	{ "{'op':'random_alloc','count':1,'max_order':11}", "ops[2].max_order", "11 is out of range" },
	{ "{'op':'random_alloc','count':1,'slots':65536}", "ops[2].slots", "65536 is out of range" },
	{ "{'op':'random_alloc','count':'1M'},{'op':'random_alloc','count':'1M'}", "ops[3]",
	  "1048576 repetitions; all ops together may have 1048576" },
	{ "{'op':'alloc_many','order':11,'count':1}", "ops[2].order", "11 is out of range: 0 to 10" },
	{ "{'op':'alloc_many','order':1,'count':65536}", "ops[2].count", "65536 is out of range: 1 to 65535" },
	{ "{'op':'random_free','stride':0}", "ops[2].stride", "0 is out of range: 1 to 65535" },
	{ "{'op':'random_free','slots':0}", "ops[2].slots", "0 is out of range: 1 to 65535" },
	{ "{'op':'sysctl','name':'vm.min_free_kbytes'}", "ops[2]", "the key \"value\" is missing" },
	{ "{'op':'irq_enter','kind':'nmi'}", "ops[2].kind", "not one of: hardirq, softirq" },
	{ "{'op':'irq_exit','kind':'hardirq'}", "ops[2]", "unknown key \"kind\"" },
	{ "{'op':'local_irq_disable','cpu':0}", "ops[2]", "unknown key \"cpu\"" },
	{ "{'op':'local_irq_enable','cpu':0}", "ops[2]", "unknown key \"cpu\"" },
	{ "{'op':'spin_lock'}", "ops[2]", "the key \"lock\" is missing" },
	{ "{'op':'spin_lock','lock':'abcdefghijklmnop'}", "ops[2].lock", "at most 15 characters" },
	{ "{'op':'spin_unlock','lock':7}", "ops[2].lock", "a string expected" },
	{ "{'op':'vmalloc'}", "ops[2]", "the key \"bytes\" is missing" },
	{ "{'op':'vzalloc','bytes':-1}", "ops[2].bytes", "" },
	{ "{'op':'vmap','pages':'A'}", "ops[2].pages", "\"A\" is a task, but pages of the kernel" },
	{ "{'op':'ioremap','bytes':1}", "ops[2]", "the key \"phys\" is missing" },
	{ "{'op':'vfree'}", "ops[2]", "the key \"addr\" is missing" },
	{ "{'op':'vunmap','addr':'A'}", "ops[2].addr", "\"A\" is a task" },
	{ "{'op':'iounmap','addr':'x'}", "ops[2].addr", "" },
	{ "{'op':'vm_unmap_aliases','addr':0}", "ops[2]", "unknown key \"addr\"" },
	{ "{'op':'kread','at':'0xffff880000000000','bytes':3}", "ops[2]", "an access is 1, 2, 4 or 8 bytes wide" },
	{ "{'op':'kwrite','value':1}", "ops[2]", "the key \"at\" is missing" },
	{ "{'op':'lock_page','pages':'A'}", "ops[2].pages", "\"A\" is a task, but pages of the kernel" },
	{ "{'op':'unlock_page'}", "ops[2]", "the key \"pages\" is missing" },
	{ "{'op':'kmem_cache_create'}", "ops[2]", "the key \"size\" is missing" },
	{ "{'op':'kmem_cache_create','size':0}", "ops[2].size", "0 is out of range: 1 to 8M" },
	{ "{'op':'kmem_cache_create','size':8,'flags':'SLAB_POISON'}", "ops[2].flags", "not one of: none" },
	{ "{'op':'kmem_cache_create','size':8,'ctor':true}", "ops[2].ctor", "a string expected" },
	{ "{'op':'kmem_cache_alloc','cache':'A'}", "ops[2].cache", "\"A\" is a task, but a cache" },
	{ CACHE "{'op':'kmem_cache_alloc','cache':'c','cpu':8}", "ops[3].cpu", "8 is out of range: 0 to 7" },
	{ CACHE "{'op':'kmem_cache_free','cache':'c','object':'c'}", "ops[3].object", "\"c\" is a cache" },
	{ CACHE "{'op':'kmem_cache_free','cache':'c'}", "ops[3]", "the key \"object\" is missing" },
	{ OBJECT "{'op':'kmem_cache_shrink','cache':'o'}", "ops[4].cache", "\"o\" is a kernel object" },
	{ "{'op':'kmem_cache_destroy','cache':5}", "ops[2].cache", "a string expected" },
	{ "{'op':'kmalloc','size':'5G'}", "ops[2].size", "5G is out of range: 0 to 4G" },
	{ "{'op':'kfree'}", "ops[2]", "the key \"object\" is missing" },
	{ "{'op':'cache_reap','cpu':0}", "ops[2]", "unknown key \"cpu\"" },
	{ CACHE "{'op':'alloc_objects','cache':'c','count':4097}", "ops[3].count", "4097 is out of range: 1 to 4096" },
	{ CACHE "{'op':'random_objects','cache':'c','count':1,'slots':0}", "ops[3].slots", "out of range: 1 to 4096" },
	{ "{'op':'free_objects','stride':0}", "ops[2].stride", "0 is out of range: 1 to 4096" },
	{ "{'op':'exit','code':256}", "ops[2].code", "256 is out of range: 0 to 255" },
	{ "{'op':'note','at':0}", "ops[2]", "unknown key \"at\"; known here: op, as" },
};

static void test_bad_arguments(void **state)
{
	for (u32 i = 0; i < ARRAY_SIZE(bad); i++) {
		struct pw_error e = refuse_after_boot(bad[i].op);

		assert_error(&e, bad[i].path, bad[i].part);
	}
}

/* A bad address kills the program as the cpu tells it: #GP without an address, or a page fault. */
static void test_signals(void **state)
{
	struct story story = run_after_boot("{'op':'write','at':'0x800000000000'}");
	const struct op *op = last_op(&story);

	assert_int_equal(op->signal, SIGSEGV);
	assert_int_equal(op->si_code, SI_KERNEL);
	story_close(&story);
	story = run_after_boot("{'op':'read','at':'0x123456'}");
	op = last_op(&story);
	assert_int_equal(op->si_code, SEGV_MAPERR);
	assert_int_equal(op->si_addr, 0x123456);
	story_close(&story);
	story = run_after_boot("{'op':'mmap','length':4096,'prot':'r','as':'m'},{'op':'write','at':'m'}");
	op = last_op(&story);
	assert_int_equal(op->si_code, SEGV_ACCERR);
	story_close(&story);
}

/* An area of 16 MiB: aligned frames out of it, back into it, and never twice. */
static void test_cma(void **state)
{
	struct story story = run_scenario(RAM_128M ",'cmdline':'cma=16M'",
		"{'op':'boot','expect':{'cma[0].count':4096,'zone.DMA32.nr_free_cma':'> 4000'}},"
		"{'op':'cma_alloc','count':5,'as':'a','expect':{'a - cma[0].base_pfn':0,'page[a+4]._refcount':1}},"
		"{'op':'cma_alloc','count':300,'align':8,'as':'b','expect':{'b - cma[0].base_pfn':256}},"
		"{'op':'cma_alloc','count':4096,'expect':{'err':'-ENOMEM'}},"
		"{'op':'cma_release','frames':'b','expect':{'ret':0,'b':0}},"
		"{'op':'cma_release','frames':'b','expect':{'err':'-EINVAL'}},"
		"{'op':'cma_alloc','count':16777216,'expect':{'err':'-ENOMEM'}}");

	assert_sound(&story);
	assert_reversible(&story);
	story_close(&story);
}

/* The same seed gives the same run, another seed another one. */
static u64 digest_of(const char *ops)
{
	struct story story = run_after_boot(ops);
	u64 digest = history_digest(story.history);

	story_close(&story);
	return digest;
}

static void test_seeds(void **state)
{
	u64 one = digest_of("{'op':'random_alloc','count':300,'seed':1}");

	assert_int_equal(one, digest_of("{'op':'random_alloc','count':300}"));
	assert_int_not_equal(one, digest_of("{'op':'random_alloc','count':300,'seed':2}"));
}

/* A result belongs to whoever asked: after a switch the name still means the address in A. */
static void test_names_belong_to_their_task(void **state)
{
	struct story story = run_after_boot(BLOCK "{'op':'write','at':'buf','value':5},"
		"{'op':'spawn','as':'B','expect':{'word(buf)':5,'present(buf)':true}},"
		"{'op':'write','at':'buf','value':9,'task':'A','expect':{'word(buf)':9}},"
		"{'op':'switch','to':'B','expect':{'word(buf)':9}}");

	assert_sound(&story);
	assert_reversible(&story);
	story_close(&story);
}

/* Caches, arrays and slabs go back and forth with everything else. */
static void test_objects_are_reversible(void **state)
{
	struct story story = run_after_boot(OBJECT
		"{'op':'kmem_cache_create','size':1024,'ctor':'yes','as':'off'},"
		"{'op':'random_objects','cache':'off','count':400,'slots':90},"
		"{'op':'random_objects','cache':'c','count':400,'slots':200,'seed':3},"
		"{'op':'cache_reap'},{'op':'cache_reap'},{'op':'free_objects'},"
		"{'op':'kmem_cache_destroy','cache':'off','expect':{'ret':0}},"
		"{'op':'kmem_cache_shrink','cache':'c','expect':{'ret':1}}");

	assert_sound(&story);
	assert_reversible(&story);
	story_close(&story);
}

static bool names_op(const char *text, const char *op)
{
	char quoted[40];

	snprintf(quoted, sizeof(quoted), "{'op':'%s'", op);
	return strstr(text, quoted);
}

static bool tested(const char *op)
{
	bool in_good = !strcmp(op, "boot"), in_bad = false;

	for (u32 i = 0; i < ARRAY_SIZE(good); i++)
		in_good |= names_op(good[i], op);
	for (u32 i = 0; i < ARRAY_SIZE(bad); i++)
		in_bad |= names_op(bad[i].op, op);
	return in_good && in_bad;
}

static void test_every_row_is_tested(void **state)
{
	for (u32 i = 0; i < nr_op_types; i++)
		if (!tested(op_types[i].name))
			fail_msg("%s has no good and bad case", op_types[i].name);
}

/* Rows speak both languages, defaults keep their own limits, and required arguments have none. */
static void test_table_is_whole(void **state)
{
	for (u32 i = 0; i < nr_op_types; i++) {
		const struct op_type *type = &op_types[i];

		assert_true(type->run && type->nr_args <= OP_ARGS_MAX);
		assert_true(type->help[0][0] < 0x7f && (u8)type->help[1][strlen(type->help[1]) - 1] > 0x7f);
		assert_ptr_equal(op_type_named(type->name), type);
		for (u32 n = 0; n < type->nr_args; n++) {
			const struct op_arg *arg = &type->args[n];

			assert_true(arg->help[0] && arg->help[1]);
			if (arg->type == ARG_CHOICE)
				assert_true(arg->dflt < arg->nr_choices);
			else if (arg->type == ARG_U64 && !arg->required)
				assert_in_range(arg->dflt, arg->min, arg->max);
		}
	}
	assert_null(op_type_named("nothing"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_arguments),
		cmocka_unit_test(test_bad_arguments),
		cmocka_unit_test(test_signals),
		cmocka_unit_test(test_cma),
		cmocka_unit_test(test_seeds),
		cmocka_unit_test(test_names_belong_to_their_task),
		cmocka_unit_test(test_objects_are_reversible),
		cmocka_unit_test(test_every_row_is_tested),
		cmocka_unit_test(test_table_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
