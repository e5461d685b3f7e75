/* pagewalk replay: recordings of real machines.  No kind of recording can be read in this version. */
#include "commands.h"

static enum exit_code run_replay(const struct arguments *arguments)
{
	complain("pagewalk replay: '%s': no kind of recording is supported in this version",
		 "pagewalk replay：“%s”：本版本尚不支持任何种类的记录", arguments->operands[0]);
	return BAD_INPUT;
}

const struct command replay_command = {
	.name = "replay",
	.operands = "KIND FILE...",
	.min_operands = 2,
	.max_operands = 1024,
	.summary = { "Replay recordings of a real machine (no kind is supported in this version).",
		     "重放真实机器的记录（本版本尚不支持任何种类）。" },
	.run = run_replay,
};
