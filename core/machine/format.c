/* Values and sentences for people; see format.h. */
#include <stdio.h>
#include <string.h>

#include "machine/format.h"

typedef void (*write_fn)(const struct machine *m, u64 value, enum language lang, char *buf);

struct bit_name {
	u64 bit;
	const char *name;
};

/* Names joined by '|'; bits without a name follow in hex; "0" for none. */
static void write_bits(u64 value, const struct bit_name *names, u32 nr, char *buf)
{
	size_t used = 0;

	buf[0] = 0;
	for (u32 i = 0; i < nr; i++) {
		if ((value & names[i].bit) != names[i].bit)
			continue;
		used += (size_t)snprintf(buf + used, FORMAT_MAX - used, "%s%s", used ? "|" : "",
					 names[i].name);
		if (used >= FORMAT_MAX)
			return;
		value &= ~names[i].bit;
	}
	if (value || !used)
		snprintf(buf + used, FORMAT_MAX - used, "%s0x%llx", used ? "|" : "",
			 (unsigned long long)value);
}

/* 12,345: thousands with a comma, in Chinese too */
static void write_count(u64 value, char *buf)
{
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)value), out = 0;

	for (int i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0)
			buf[out++] = ',';
		buf[out++] = digits[i];
	}
	buf[out] = 0;
}

static void write_dec(const struct machine *m, u64 value, enum language lang, char *buf)
{
	write_count(value, buf);
}

static void write_sdec(const struct machine *m, u64 value, enum language lang, char *buf)
{
	bool negative = (s64)value < 0;

	if (negative)
		*buf++ = '-';
	write_count(negative ? 0 - value : value, buf);
}

static void write_hex(const struct machine *m, u64 value, enum language lang, char *buf)
{
	snprintf(buf, FORMAT_MAX, "0x%llx", (unsigned long long)value);
}

static void write_bool(const struct machine *m, u64 value, enum language lang, char *buf)
{
	static const char *const words[2][2] = { { "no", "yes" }, { "否", "是" } };

	strcpy(buf, words[lang][value != 0]);
}

static void write_bytes(const struct machine *m, u64 value, enum language lang, char *buf)
{
	static const char *const units[] = { "", " KiB", " MiB", " GiB", " TiB" };
	u32 unit = 0;

	while (value && value % 1024 == 0 && unit + 1 < ARRAY_SIZE(units)) {
		value /= 1024;
		unit++;
	}
	write_count(value, buf);
	strcat(buf, unit ? units[unit] : lang == LANG_ZH ? " 字节" : value == 1 ? " byte" : " bytes");
}

static void write_pages(const struct machine *m, u64 value, enum language lang, char *buf)
{
	write_sdec(m, value, lang, buf);
}

static void write_name(const struct machine *m, u64 value, enum language lang, char *buf)
{
	snprintf(buf, FORMAT_MAX, "%s", value ? (const char *)(uintptr_t)value : "");
}

static const char *const migratetype_names[] = {
	"Unmovable", "Movable", "Reclaimable", "HighAtomic", "CMA", "Isolate",
};

const char *migratetype_name(u32 migratetype)
{
	return migratetype < ARRAY_SIZE(migratetype_names) ? migratetype_names[migratetype] : "?";
}

static void write_migratetype(const struct machine *m, u64 value, enum language lang, char *buf)
{
	strcpy(buf, migratetype_name((u32)value));
}

/* By number, not from the arena: a sentence may be read before the zone has its name. */
static void write_zone(const struct machine *m, u64 value, enum language lang, char *buf)
{
	strcpy(buf, value < m->geo.nr_zones ? m->geo.zone_names[value] : "?");
}

/* include/linux/gfp.h, 4.19: combined masks first, so that GFP_KERNEL reads as such */
static const struct bit_name gfp_names[] = {
	{ 0x6200ca, "GFP_HIGHUSER_MOVABLE" }, { 0x6200c2, "GFP_HIGHUSER" }, { 0x6200c0, "GFP_USER" },
	{ 0x6000c0, "GFP_KERNEL" }, { 0x600040, "GFP_NOFS" }, { 0x600000, "GFP_NOIO" },
	{ 0x480020, "GFP_ATOMIC" }, { 0x400000, "GFP_NOWAIT" },
	{ 0x01, "__GFP_DMA" }, { 0x02, "__GFP_HIGHMEM" }, { 0x04, "__GFP_DMA32" },
	{ 0x08, "__GFP_MOVABLE" }, { 0x10, "__GFP_RECLAIMABLE" }, { 0x20, "__GFP_HIGH" },
	{ 0x40, "__GFP_IO" }, { 0x80, "__GFP_FS" }, { 0x200, "__GFP_NOWARN" },
	{ 0x400, "__GFP_RETRY_MAYFAIL" }, { 0x800, "__GFP_NOFAIL" }, { 0x1000, "__GFP_NORETRY" },
	{ 0x2000, "__GFP_MEMALLOC" }, { 0x4000, "__GFP_COMP" }, { 0x8000, "__GFP_ZERO" },
	{ 0x10000, "__GFP_NOMEMALLOC" }, { 0x20000, "__GFP_HARDWALL" }, { 0x40000, "__GFP_THISNODE" },
	{ 0x80000, "__GFP_ATOMIC" }, { 0x100000, "__GFP_ACCOUNT" },
	{ 0x200000, "__GFP_DIRECT_RECLAIM" }, { 0x400000, "__GFP_KSWAPD_RECLAIM" },
};

/* mm/internal.h: which watermark, in the low bits, then what the caller may do beyond it */
static void write_alloc(const struct machine *m, u64 value, enum language lang, char *buf)
{
	static const char *const marks[] = {
		"ALLOC_WMARK_MIN", "ALLOC_WMARK_LOW", "ALLOC_WMARK_HIGH", "?", "ALLOC_NO_WATERMARKS",
	};
	static const struct bit_name names[] = {
		{ 0x08, "ALLOC_OOM" }, { 0x10, "ALLOC_HARDER" }, { 0x20, "ALLOC_HIGH" },
		{ 0x40, "ALLOC_CPUSET" }, { 0x80, "ALLOC_CMA" },
	};
	char more[FORMAT_MAX];

	write_bits(value & ~7ull, names, ARRAY_SIZE(names), more);
	snprintf(buf, FORMAT_MAX, "%s%s%.100s", marks[value & 4 ? 4 : value & 3], value & ~7ull ? "|" : "",
		 value & ~7ull ? more : "");
}

static void write_gfp(const struct machine *m, u64 value, enum language lang, char *buf)
{
	write_bits(value, gfp_names, ARRAY_SIZE(gfp_names), buf);
}

static const struct bit_name vmflag_names[] = {
	{ 0x1, "VM_READ" }, { 0x2, "VM_WRITE" }, { 0x4, "VM_EXEC" }, { 0x8, "VM_SHARED" },
	{ 0x10, "VM_MAYREAD" }, { 0x20, "VM_MAYWRITE" }, { 0x40, "VM_MAYEXEC" },
	{ 0x80, "VM_MAYSHARE" }, { 0x100, "VM_GROWSDOWN" }, { 0x400, "VM_PFNMAP" },
	{ 0x800, "VM_DENYWRITE" }, { 0x2000, "VM_LOCKED" }, { 0x4000, "VM_IO" },
	{ 0x8000, "VM_SEQ_READ" }, { 0x10000, "VM_RAND_READ" }, { 0x20000, "VM_DONTCOPY" },
	{ 0x40000, "VM_DONTEXPAND" }, { 0x80000, "VM_LOCKONFAULT" }, { 0x100000, "VM_ACCOUNT" },
	{ 0x200000, "VM_NORESERVE" }, { 0x4000000, "VM_DONTDUMP" },
};

static void write_vmflags(const struct machine *m, u64 value, enum language lang, char *buf)
{
	write_bits(value, vmflag_names, ARRAY_SIZE(vmflag_names), buf);
}

static const struct bit_name prot_names[] = {
	{ 0x1, "PROT_READ" }, { 0x2, "PROT_WRITE" }, { 0x4, "PROT_EXEC" },
	{ 0x1000000, "PROT_GROWSDOWN" }, { 0x2000000, "PROT_GROWSUP" },
};

static void write_prot(const struct machine *m, u64 value, enum language lang, char *buf)
{
	if (value)
		write_bits(value, prot_names, ARRAY_SIZE(prot_names), buf);
	else
		strcpy(buf, "PROT_NONE");
}

static const struct bit_name pageflag_names[] = {
	{ BIT(0), "PG_locked" }, { BIT(1), "PG_error" }, { BIT(2), "PG_referenced" },
	{ BIT(3), "PG_uptodate" }, { BIT(4), "PG_dirty" }, { BIT(5), "PG_lru" },
	{ BIT(6), "PG_active" }, { BIT(7), "PG_waiters" }, { BIT(8), "PG_slab" },
	{ BIT(9), "PG_owner_priv_1" }, { BIT(10), "PG_arch_1" }, { BIT(11), "PG_reserved" },
	{ BIT(12), "PG_private" }, { BIT(13), "PG_private_2" }, { BIT(14), "PG_writeback" },
	{ BIT(15), "PG_head" }, { BIT(16), "PG_mappedtodisk" }, { BIT(17), "PG_reclaim" },
	{ BIT(18), "PG_swapbacked" }, { BIT(19), "PG_unevictable" }, { BIT(20), "PG_mlocked" },
	{ BIT(21), "PG_uncached" }, { BIT(22), "PG_young" }, { BIT(23), "PG_idle" },
};

static void write_pageflags(const struct machine *m, u64 value, enum language lang, char *buf)
{
	u64 flags = value & (BIT(24) - 1);

	if (flags)
		write_bits(flags, pageflag_names, ARRAY_SIZE(pageflag_names), buf);
	else
		strcpy(buf, "0");
}

static void write_e820(const struct machine *m, u64 value, enum language lang, char *buf)
{
	static const char *const names[][2] = {
		{ "none", "无" }, { "usable", "可用" }, { "reserved", "保留" }, { "ACPI data", "ACPI 数据" },
		{ "ACPI NVS", "ACPI NVS" }, { "unusable", "不可用" },
	};

	strcpy(buf, value < ARRAY_SIZE(names) ? names[value][lang] : "?");
}

static void write_level(const struct machine *m, u64 value, enum language lang, char *buf)
{
	static const char *const names[] = { "?", "PTE", "PMD", "PUD", "P4D", "PGD" };

	strcpy(buf, value < ARRAY_SIZE(names) ? names[value] : "?");
}

static void write_mark(const struct machine *m, u64 value, enum language lang, char *buf)
{
	static const char *const names[] = { "min", "low", "high" };

	strcpy(buf, value < ARRAY_SIZE(names) ? names[value] : "?");
}

static void write_task(const struct machine *m, u64 value, enum language lang, char *buf)
{
	bool known = value && value < m->tables[TABLE_task_struct].capacity;

	snprintf(buf, FORMAT_MAX, "%.16s", known ? task_struct_at(m, (u32)value)->comm :
		 lang == LANG_ZH ? "无" : "none");
}

static void write_vma(const struct machine *m, u64 value, enum language lang, char *buf)
{
	const struct vm_area_struct *vma;

	if (!value || value >= m->tables[TABLE_vm_area_struct].capacity) {
		strcpy(buf, lang == LANG_ZH ? "无" : "none");
		return;
	}
	vma = vm_area_struct_at(m, (u32)value);
	snprintf(buf, FORMAT_MAX, "%llx-%llx", (unsigned long long)vma->vm_start,
		 (unsigned long long)vma->vm_end);
}

static const struct {
	u32 number;
	const char *name;
} errno_names[] = {
	{ PW_EPERM, "EPERM" }, { PW_ENOENT, "ENOENT" }, { PW_ESRCH, "ESRCH" },
	{ PW_EAGAIN, "EAGAIN" }, { PW_ENOMEM, "ENOMEM" }, { PW_EACCES, "EACCES" },
	{ PW_EFAULT, "EFAULT" }, { PW_EBUSY, "EBUSY" }, { PW_EEXIST, "EEXIST" }, { PW_ENODEV, "ENODEV" },
	{ PW_EINVAL, "EINVAL" }, { PW_ENOSPC, "ENOSPC" }, { PW_EOVERFLOW, "EOVERFLOW" },
	{ PW_EPARKED, "EPARKED" }, { PW_EBUG, "EBUG" },
};

const char *errno_name(u32 number)
{
	for (u32 i = 0; i < ARRAY_SIZE(errno_names); i++)
		if (errno_names[i].number == number)
			return errno_names[i].name;
	return NULL;
}

static void write_err(const struct machine *m, u64 value, enum language lang, char *buf)
{
	const char *name = (s64)value < 0 ? errno_name((u32)(0 - value)) : NULL;

	if (name)
		snprintf(buf, FORMAT_MAX, "-%s", name);
	else if (value == 0)
		strcpy(buf, "0");
	else
		write_hex(m, value, lang, buf);
}

static void write_pferr(const struct machine *m, u64 value, enum language lang, char *buf)
{
	static const struct bit_name names[] = {
		{ 1, "P" }, { 2, "W" }, { 4, "U" }, { 8, "RSVD" }, { 16, "I" },
	};

	write_bits(value, names, ARRAY_SIZE(names), buf);
}

static void write_who(const struct machine *m, u64 value, enum language lang, char *buf)
{
#define WHO_NAMES(id, en, zh) { en, zh },
	static const char *const names[][2] = { BOOT_WHO(WHO_NAMES) };

	strcpy(buf, value < ARRAY_SIZE(names) ? names[value][lang] : "?");
}

static void write_memblock(const struct machine *m, u64 value, enum language lang, char *buf)
{
	strcpy(buf, value ? "reserved" : "memory");
}

static void write_cache(const struct machine *m, u64 value, enum language lang, char *buf)
{
	bool known = value && value < m->tables[TABLE_kmem_cache].capacity;

	snprintf(buf, FORMAT_MAX, "%.24s", known ? kmem_cache_at(m, (u32)value)->name :
		 lang == LANG_ZH ? "无" : "none");
}

static const struct bit_name slabflag_names[] = {
	{ 0x2000, "SLAB_HWCACHE_ALIGN" }, { 0x4000, "SLAB_CACHE_DMA" }, { 0x20000, "SLAB_RECLAIM_ACCOUNT" },
	{ 0x40000, "SLAB_PANIC" }, { 0x80000, "SLAB_TYPESAFE_BY_RCU" }, { 0x100000, "SLAB_MEM_SPREAD" },
	{ 0x800000, "SLAB_NOLEAKTRACE" }, { 0x4000000, "SLAB_ACCOUNT" },
};
static const struct bit_name slab_internal_flags[][2] = {
	[SLAB_SLAB] = { { 0x40000000, "CFLGS_OBJFREELIST_SLAB" }, { 0x80000000, "CFLGS_OFF_SLAB" } },
	[SLAB_SLUB] = { { 0x40000000, "__CMPXCHG_DOUBLE" }, { 0x80000000, "__OBJECT_POISON" } },
	[SLAB_SLOB] = { { 0x40000000, "0x40000000" }, { 0x80000000, "0x80000000" } },
};

static void write_slabflags(const struct machine *m, u64 value, enum language lang, char *buf)
{
	struct bit_name names[ARRAY_SIZE(slabflag_names) + 2];

	memcpy(names, slabflag_names, sizeof(slabflag_names));
	memcpy(names + ARRAY_SIZE(slabflag_names), slab_internal_flags[m ? m->config.slab : SLAB_SLAB],
	       2 * sizeof(names[0]));
	write_bits(value, names, ARRAY_SIZE(names), buf);
}

static void write_ref(const struct machine *m, u64 value, enum language lang, char *buf)
{
	write_hex(m, value, lang, buf);
}

static const struct {
	const char *name;	/* of the token */
	write_fn write;
} kinds[V_KIND_NR] = {
	[V_NONE] = { NULL, write_hex }, [V_DEC] = { "num", write_dec }, [V_HEX] = { "hex", write_hex },
	[V_SDEC] = { "num", write_sdec }, [V_BOOL] = { "str", write_bool },
	[V_PFN] = { "pfn", write_hex }, [V_VA] = { "va", write_hex }, [V_PA] = { "pa", write_hex },
	[V_BYTES] = { "bytes", write_bytes }, [V_PAGES] = { "num", write_pages },
	[V_ORDER] = { "order", write_dec }, [V_MT] = { "mt", write_migratetype },
	[V_ZONE] = { "zone", write_zone }, [V_GFP] = { "gfp", write_gfp },
	[V_PTE] = { "pte", write_hex }, [V_PAGEFLAGS] = { "flags", write_pageflags },
	[V_VMFLAGS] = { "flags", write_vmflags }, [V_PROT] = { "flags", write_prot },
	[V_PFERR] = { "flags", write_pferr }, [V_E820] = { "str", write_e820 },
	[V_STR] = { "str", write_hex }, [V_NAME] = { "str", write_name },
	[V_LIST] = { "hex", write_ref }, [V_RB] = { "hex", write_ref },
	[V_MAPPING] = { "hex", write_hex }, [V_VMA] = { "vma", write_vma },
	[V_MM] = { "num", write_dec }, [V_TASK] = { "task", write_task },
	[V_LEVEL] = { "str", write_level }, [V_MARK] = { "str", write_mark },
	[V_ERR] = { "err", write_err }, [V_WHO] = { "str", write_who },
	[V_MEMBLOCK] = { "str", write_memblock }, [V_CACHE] = { "str", write_cache },
	[V_SLABFLAGS] = { "flags", write_slabflags },
	[V_ALLOC] = { "flags", write_alloc },
};

const char *value_kind_name(enum value_kind kind)
{
	return kinds[kind].name;
}

const char *format_value(const struct machine *m, enum value_kind kind, u64 value,
			 enum language lang, char buf[FORMAT_MAX])
{
	kinds[kind].write(m, value, lang, buf);
	return buf;
}

static int argument_index(const struct event_type *type, const char *name, size_t length)
{
	for (u32 i = 0; i < type->nr_args; i++)
		if (strlen(type->arg_names[i]) == length &&
		    memcmp(type->arg_names[i], name, length) == 0)
			return (int)i;
	return -1;
}

/* The blank stands between Han and Latin letters; a value may end in Han ("4 字节") or not ("4 KiB"). */
static bool between_han(const char *before, const char *behind)
{
	size_t length = strlen(before);

	return length && before[length - 1] & 0x80 && *behind & 0x80;
}

/* The template's own text since the last value: one piece, plurals included. */
struct words_run {
	char text[400];
	size_t bytes;
};

static void flush_words(struct words_run *run, struct sentence_sink *sink)
{
	if (run->bytes)
		sink->piece(sink, V_NONE, 0, run->text, run->bytes);
	run->bytes = 0;
}

static void add_words(struct words_run *run, const char *text, size_t bytes, struct sentence_sink *sink)
{
	if (run->bytes + bytes > sizeof(run->text))
		flush_words(run, sink);
	assert(bytes <= sizeof(run->text));
	memcpy(run->text + run->bytes, text, bytes);
	run->bytes += bytes;
}

/* "{count?frame goes|frames go}": the part that belongs to one, or to any other number. */
static void add_plural(struct words_run *run, const struct event_type *type, const u64 *args,
		       const char *open, const char *close, struct sentence_sink *sink)
{
	const char *query = memchr(open, '?', (size_t)(close - open));
	const char *bar = memchr(query, '|', (size_t)(close - query));
	int i = argument_index(type, open + 1, (size_t)(query - open - 1));

	assert(i >= 0);
	if (args[i] == 1)
		add_words(run, query + 1, (size_t)(bar - query - 1), sink);
	else
		add_words(run, bar + 1, (size_t)(close - bar - 1), sink);
}

static const char *add_value(const struct machine *m, const struct event_type *type, const u64 *args,
			     const char *open, const char *close, enum language lang,
			     struct sentence_sink *sink)
{
	int i = argument_index(type, open + 1, (size_t)(close - open - 1));
	char buf[FORMAT_MAX];

	assert(i >= 0);	/* a test holds every template against its arguments */
	format_value(m, type->arg_kinds[i], args[i], lang, buf);
	sink->piece(sink, type->arg_kinds[i], args[i], buf, strlen(buf));
	return close[1] == ' ' && between_han(buf, close + 2) ? close + 2 : close + 1;
}

void format_sentence(const struct machine *m, const char *template, const struct event_type *type,
		     const u64 *args, enum language lang, struct sentence_sink *sink)
{
	struct words_run run = { .bytes = 0 };

	while (*template) {
		const char *open = strchr(template, '{'), *close = open ? strchr(open, '}') : NULL;

		add_words(&run, template, close ? (size_t)(open - template) : strlen(template), sink);
		if (!close)
			break;
		if (memchr(open, '?', (size_t)(close - open))) {
			add_plural(&run, type, args, open, close, sink);
			template = close + 1;
			continue;
		}
		flush_words(&run, sink);
		template = add_value(m, type, args, open, close, lang, sink);
	}
	flush_words(&run, sink);
}
