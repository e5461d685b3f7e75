/* The session behind pagewalk.h. */
#ifndef RPC_DOOR_H
#define RPC_DOOR_H

#include "pagewalk.h"
#include "rpc/rpc.h"

struct pw_session {
	struct story story;
	struct session_limits limits;
	struct json_out out;
	struct pw_error error;
	struct change_list changes;
	struct boot_log *boot_log;	/* once somebody has asked for it */
	u64 at;				/* the step answered last */
	struct pw_session *clone;	/* made by the verb clone, until somebody takes it */
};

#endif
