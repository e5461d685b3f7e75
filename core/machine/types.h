/* Fixed-width types of the modelled machine, and the error numbers that its functions return. */
#ifndef MACHINE_TYPES_H
#define MACHINE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

/* Linux' numbers, not the host's: a scenario reads the same on every host (asm-generic/errno-base.h). */
enum pw_errno {
	PW_EPERM = 1, PW_ENOENT = 2, PW_ESRCH = 3, PW_EAGAIN = 11, PW_ENOMEM = 12, PW_EACCES = 13,
	PW_EFAULT = 14, PW_EBUSY = 16, PW_EEXIST = 17, PW_ENODEV = 19, PW_EINVAL = 22, PW_ENOSPC = 28,
	PW_EOVERFLOW = 75, PW_EPARKED = 512,
	PW_EBUG = 599,	/* not one of Linux': the kernel reported a bug of its own */
};

/* References inside the arena.  0 is the null reference of every kind but pfn_t's. */
typedef u32 ref_t;	/* byte offset of anything in the arena */
typedef u32 pfn_t;	/* physical frame number */

#define PFN_NONE ((pfn_t)~0u)

struct list_head {
	ref_t next, prev;
};

struct rb_node {
	ref_t parent_color;	/* parent's offset, lowest bit: 1 = black (nodes are 8-byte aligned) */
	ref_t rb_right, rb_left;
	u32 pad;
};

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define min_t(t, a, b) ((t)(a) < (t)(b) ? (t)(a) : (t)(b))
#define max_t(t, a, b) ((t)(a) > (t)(b) ? (t)(a) : (t)(b))
#define BIT(n) (1ull << (n))
#define ALIGN_UP(x, a) (((u64)(x) + (a) - 1) & ~((u64)(a) - 1))
#define ALIGN_DOWN(x, a) ((u64)(x) & ~((u64)(a) - 1))
#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))

#define PAGE_SHIFT 12
#define PAGE_SIZE (1ull << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))

#define PFN_UP(x) ((u64)(((x) + PAGE_SIZE - 1) >> PAGE_SHIFT))
#define PFN_DOWN(x) ((u64)((x) >> PAGE_SHIFT))
#define PFN_PHYS(x) ((u64)(x) << PAGE_SHIFT)

#endif
