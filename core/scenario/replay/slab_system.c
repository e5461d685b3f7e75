/*
 * The caches that the recorded x86_64 kernel made for itself, in the order of its initcalls: what a new
 * cache may be merged with.  Sizes follow from its configuration; open each KMEM_CACHE() and
 * kmem_cache_create() of 4.19 beside this.
 */
#include "scenario/replay/slab.h"

#define HW SLAB_HWCACHE_ALIGN
#define PANIC SLAB_PANIC
#define RECLAIM SLAB_RECLAIM_ACCOUNT
#define RCU SLAB_TYPESAFE_BY_RCU

/* usercopy: part of an object may be copied to user space, so nobody is merged with it */
static const struct {
	const char *name;
	u32 size, align, flags;
	bool ctor, usercopy;
} system_caches[] = {
	{ "radix_tree_node", 192, 0, PANIC | RECLAIM, true, false },
	{ "pool_workqueue", 256, 256, PANIC, false, false },
	{ "ftrace_event_field", 48, 8, PANIC, false, false },
	{ "trace_event_file", 88, 8, PANIC, false, false },
	{ "Acpi-Namespace", 40, 0, 0, false, false },
	{ "Acpi-State", 80, 0, 0, false, false },
	{ "Acpi-Parse", 56, 0, 0, false, false },
	{ "Acpi-ParseExt", 80, 0, 0, false, false },
	{ "Acpi-Operand", 72, 0, 0, false, false },
	{ "pid", 72, 8, HW | PANIC, false, false },
	{ "anon_vma", 80, 0, RCU | PANIC, true, false },
	{ "anon_vma_chain", 64, 8, PANIC, false, false },
	{ "cred_jar", 120, 0, HW | PANIC, false, false },
	{ "task_struct", 2624, 64, PANIC, false, true },
	{ "sighand_cache", 2088, 0, HW | PANIC | RCU, true, false },
	{ "signal_cache", 912, 0, HW | PANIC, false, false },
	{ "files_cache", 704, 0, HW | PANIC, false, false },
	{ "fs_cache", 56, 0, HW | PANIC, false, false },
	{ "mm_struct", 904, 0, HW | PANIC, false, true },
	{ "vm_area_struct", 192, 8, PANIC, false, false },
	{ "nsproxy", 56, 8, PANIC, false, false },
	{ "buffer_head", 104, 0, RECLAIM | PANIC | SLAB_MEM_SPREAD, false, false },
	{ "names_cache", 4096, 0, HW | PANIC, false, true },
	{ "dentry", 192, 8, RECLAIM | PANIC | SLAB_MEM_SPREAD, false, true },
	{ "inode_cache", 536, 0, RECLAIM | PANIC | SLAB_MEM_SPREAD, true, false },
	{ "filp", 232, 0, HW | PANIC, false, false },
	{ "mnt_cache", 376, 0, HW | PANIC, false, false },
	{ "kernfs_node_cache", 128, 0, PANIC | RCU, false, false },
	{ "shmem_inode_cache", 624, 0, PANIC, true, false },
	{ "bdev_cache", 752, 0, HW | RECLAIM | SLAB_MEM_SPREAD | PANIC, true, false },
	{ "sigqueue", 160, 8, PANIC, false, false },
	{ "seq_file", 128, 8, PANIC, false, false },
	{ "proc_inode_cache", 608, 0, RECLAIM | SLAB_MEM_SPREAD | PANIC, true, false },
	{ "pde_opener", 40, 0, PANIC, false, false },
	{ "proc_dir_entry", 192, 0, PANIC, false, true },
	{ "uid_cache", 120, 0, HW | PANIC, false, false },
	{ "ksm_rmap_item", 64, 8, 0, false, false },
	{ "ksm_stable_node", 64, 8, 0, false, false },
	{ "ksm_mm_slot", 48, 8, 0, false, false },
	{ "khugepaged_mm_slot", 40, 8, 0, false, false },
	{ "biovec-16", 256, 0, HW | PANIC, false, false },
	{ "biovec-64", 1024, 0, HW | PANIC, false, false },
	{ "biovec-128", 2048, 0, HW | PANIC, false, false },
	{ "biovec-max", 8192, 0, HW | PANIC, false, false },
	{ "bio-0", 136, 0, HW, false, false },
	{ "blkdev_ioc", 104, 8, PANIC, false, false },
	{ "blkdev_requests", 296, 8, PANIC, false, false },
	{ "request_queue", 2192, 8, PANIC, false, false },
	{ "eventpoll_epi", 128, 0, HW | PANIC, false, false },
	{ "eventpoll_pwq", 72, 0, PANIC, false, false },
	{ "hugetlbfs_inode_cache", 544, 0, 0, true, false },
	{ "posix_timers_cache", 240, 0, PANIC, false, false },
	{ "fasync_cache", 48, 0, PANIC, false, false },
	{ "bio-1", 200, 0, HW, false, false },
	{ "dio", 640, 64, PANIC, false, false },
	{ "userfaultfd_ctx_cache", 128, 0, HW | PANIC, true, false },
	{ "aio_kiocb", 168, 0, HW | PANIC, false, false },
	{ "kioctx", 640, 64, HW | PANIC, false, false },
	{ "mbcache", 56, 0, RECLAIM | SLAB_MEM_SPREAD, false, false },
	{ "ext4_extent_status", 40, 8, RECLAIM, false, false },
	{ "ext4_io_end", 64, 8, RECLAIM, false, false },
	{ "ext4_system_zone", 40, 8, 0, false, false },
	{ "ext4_prealloc_space", 104, 8, RECLAIM, false, false },
	{ "ext4_allocation_context", 128, 8, RECLAIM, false, false },
	{ "ext4_free_data", 56, 8, RECLAIM, false, false },
	{ "ext4_inode_cache", 976, 0, RECLAIM | SLAB_MEM_SPREAD, true, true },
	{ "jbd2_revoke_record_s", 32, 0, HW | RECLAIM, false, false },
	{ "jbd2_revoke_table_s", 16, 0, RECLAIM, false, false },
	{ "jbd2_journal_head", 112, 0, RECLAIM | RCU, false, false },
	{ "jbd2_journal_handle", 48, 8, RECLAIM, false, false },
	{ "jbd2_inode", 48, 8, 0, false, false },
	{ "jbd2_transaction_s", 224, 0, HW | RECLAIM, false, false },
	{ "cfq_queue", 240, 8, 0, false, false },
	{ "cfq_io_cq", 112, 8, 0, false, false },
};

void create_system_caches(struct machine *m)
{
	for (u32 i = 0; i < ARRAY_SIZE(system_caches); i++)
		kmem_cache_create_usercopy(m, system_caches[i].name, system_caches[i].size,
					   system_caches[i].align, system_caches[i].flags, 0,
					   system_caches[i].usercopy ? 8 : 0, system_caches[i].ctor);
}
