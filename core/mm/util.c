/* May a promise of memory be made?  Open mm/util.c: __vm_enough_memory(). */
#include "machine/trace.h"
#include "mm/mm.h"

void vm_unacct_memory(struct machine *m, u64 pages)
{
	add(m, node_stat(m), committed_as, -(s64)pages);
}

/*
 * vm.overcommit_memory = 0, the heuristic: refuse only what can never be had, whatever others were
 * promised.  The caller is root, so nothing is set aside for the administrator.
 */
int __vm_enough_memory(struct machine *m, u64 pages)
{
	CALLED(m, __vm_enough_memory, pages);
	u64 free = nr_free_pages(m) + (u64)node_stat(m)->nr_file_pages;
	u64 reserve = sys(m)->totalreserve_pages;
	bool ok = free > reserve && free - reserve > pages;

	add(m, node_stat(m), committed_as, pages);
	trace_vm_enough_choice(m, free, reserve, pages, ok ? 0 : 1);
	if (ok)
		return 0;
	vm_unacct_memory(m, pages);
	return -PW_ENOMEM;
}
