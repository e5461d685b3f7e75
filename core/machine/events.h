/*
 * Every event table; included several times with CALL, STEP and DECISION defined (machine/trace.h).
 * EVENT_TOPIC says which subject a line belongs to.
 */
#define EVENT_TOPIC TOPIC_BOOT
#include "machine/events/boot.h"
#undef EVENT_TOPIC
#define EVENT_TOPIC TOPIC_PAGE_ALLOC
#include "machine/events/page_alloc.h"
#undef EVENT_TOPIC
#define EVENT_TOPIC TOPIC_MEMORY
#include "machine/events/context.h"
#include "machine/events/memory.h"
#include "machine/events/vmalloc.h"
#undef EVENT_TOPIC
#define EVENT_TOPIC TOPIC_SLAB
#include "machine/events/slab.h"
#include "machine/events/slub.h"
#include "machine/events/slob.h"
#undef EVENT_TOPIC
#define EVENT_TOPIC TOPIC_HARDWARE
#include "machine/events/hardware.h"
#undef EVENT_TOPIC
#define EVENT_TOPIC TOPIC_MCU
#include "machine/events/mcu.h"
#undef EVENT_TOPIC
#define EVENT_TOPIC TOPIC_USER
#include "machine/events/user.h"
#undef EVENT_TOPIC
