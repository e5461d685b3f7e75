/* Every event table; included several times with CALL, STEP and DECISION defined (machine/trace.h). */
#include "machine/events/boot.h"
#include "machine/events/page_alloc.h"
#include "machine/events/memory.h"
#include "machine/events/hardware.h"
#include "machine/events/user.h"
