/*
 * The core's one door on stdin and stdout: each line is a request, each answer is a head line
 * "KIND BYTES" (KIND json or bytes) and then that many bytes.  tests/parity drives it beside the
 * wasm build and the server, and compares what the three say byte by byte.  After the verb clone
 * the lines go to the second session.
 */
#include <pagewalk.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

int main(void)
{
	struct pw_limits limits = { 0 };
	struct pw_session *session = pw_open(&limits);
	char *line = NULL;
	size_t room = 0;
	ssize_t length;

	if (!session) {
		fputs("pagewalk-door: no memory for a session\n", stderr);
		return 1;
	}
	while ((length = getline(&line, &room, stdin)) > 0) {
		struct pw_session *clone;
		struct pw_response answer;

		if (line[length - 1] == '\n')
			length--;
		pw_call(session, line, (size_t)length, &answer);
		printf("%s %zu\n", answer.is_json ? "json" : "bytes", answer.bytes);
		fwrite(answer.data, 1, answer.bytes, stdout);
		fflush(stdout);
		clone = pw_take_clone(session);
		if (clone) {
			pw_close(session);
			session = clone;
		}
	}
	free(line);
	pw_close(session);
	return 0;
}
