/* pagewalk serve: the page, the scenarios and the one door over HTTP, until Ctrl-C. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands.h"
#include "http.h"

#define TICK_MS 250

static bool is_folder(const char *path)
{
	struct stat status;

	return !stat(path, &status) && S_ISDIR(status.st_mode);
}

/* Beside the program: where it is installed, or the source tree that it was built in. */
static bool find_folder(char path[PATH_MAX], const char *installed, const char *in_tree)
{
	char program[PATH_MAX / 2];
	ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
	char *slash;

	if (length <= 0)
		return false;
	program[length] = '\0';
	slash = strrchr(program, '/');
	if (slash)
		*slash = '\0';
	snprintf(path, PATH_MAX, "%s/../share/pagewalk/%s", program, installed);
	if (is_folder(path))
		return true;
	snprintf(path, PATH_MAX, "%s/../../%s", program, in_tree);
	return is_folder(path);
}

static bool add_files(struct server *server, const struct arguments *a)
{
	const char *web = option_value(a, "web"), *scenarios = option_value(a, "scenarios");
	const char *ancestors = option_value(a, "frame-ancestors");
	char path[PATH_MAX];

	if (ancestors && (strlen(ancestors) > 900 || strpbrk(ancestors, ";,\r\n"))) {
		complain("pagewalk serve: --frame-ancestors takes origins separated by spaces",
			 "pagewalk serve：--frame-ancestors 的值是以空格分隔的来源");
		return false;
	}
	if (!web && find_folder(path, "web", "web/dist")) {
		if (!files_add_folder(&server->files, path, "/", NULL))
			return false;
	} else if (!web) {
		complain("pagewalk serve: no built page is found (see --web): only /api is served",
			 "pagewalk serve：未找到已构建的页面（参见 --web）：只提供 /api");
	} else if (!files_add_folder(&server->files, web, "/", NULL)) {
		return false;
	}
	if (!scenarios && find_folder(path, "scenarios", "scenarios"))
		scenarios = path;
	if (scenarios && !files_add_folder(&server->files, scenarios, "/scenarios/", ".json"))
		return false;
	return files_seal(&server->files, ancestors ? ancestors : "*");
}

static bool add_limits(struct limits *limits, const struct arguments *a)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	uint64_t n[9];

	if (!option_number(a, "max-connections", 1, 60000, 1024, &n[0]) ||
	    !option_number(a, "max-connections-per-ip", 0, 60000, 256, &n[1]) ||
	    !option_number(a, "header-seconds", 1, 600, 10, &n[2]) ||
	    !option_number(a, "body-seconds", 1, 3600, 60, &n[3]) ||
	    !option_number(a, "max-sessions", 1, 10000, 64, &n[4]) ||
	    !option_number(a, "session-idle-seconds", 1, 1000000, 1800, &n[5]) ||
	    !option_number(a, "max-memory", 1, 1 << 20, 1024, &n[6]) ||
	    !option_number(a, "session-memory", 1, 1 << 20, 256, &n[7]) ||
	    !option_number(a, "session-yield-seconds", 1, 1000000, 60, &n[8]))
		return false;
	*limits = (struct limits){
		.connections = (unsigned int)n[0],
		.connections_per_ip = (unsigned int)n[1],
		.header_seconds = (unsigned int)n[2],
		.body_seconds = (unsigned int)n[3],
		.idle_seconds = 30,
		.sessions = (unsigned int)n[4],
		.session_idle_seconds = (unsigned int)n[5],
		.session_yield_seconds = (unsigned int)n[8],
		.memory_bytes = n[6] << 20,
		.session_bytes = n[7] << 20,
		.workers = cpus < 1 ? 1 : cpus > 8 ? 8 : (unsigned int)cpus,
		.jobs_per_session = 64,
		.streams_per_session = 64,
	};
	return true;
}

/* One descriptor for each connection, and some for files and libmicrohttpd itself. */
static void raise_descriptors(const struct limits *limits)
{
	rlim_t need = limits->connections + SPARE_CONNECTIONS + 64;
	struct rlimit rlimit;

	if (getrlimit(RLIMIT_NOFILE, &rlimit) || rlimit.rlim_cur >= need)
		return;
	rlimit.rlim_cur = rlimit.rlim_max < need ? rlimit.rlim_max : need;
	setrlimit(RLIMIT_NOFILE, &rlimit);
}

static int listen_at(const struct addrinfo *address)
{
	int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (!bind(fd, address->ai_addr, address->ai_addrlen) && !listen(fd, 1024))
		return fd;
	on = errno;
	close(fd);
	errno = on;
	return -1;
}

static int open_listener(const char *host, uint64_t port)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE };
	struct addrinfo *found = NULL;
	char service[16];
	int fd, error;

	snprintf(service, sizeof(service), "%u", (unsigned int)port);
	error = getaddrinfo(host, service, &hints, &found);
	if (error) {
		complain("pagewalk serve: --bind %s: no such address (%s)",
			 "pagewalk serve：--bind %s：没有这个地址（%s）", host, gai_strerror(error));
		return -1;
	}
	fd = listen_at(found);
	if (fd < 0)
		complain("pagewalk serve: cannot listen on %s port %s: %s",
			 "pagewalk serve：无法在 %s 的端口 %s 上监听：%s", host, service, error_name(errno));
	freeaddrinfo(found);
	return fd;
}

static void tell_address(int listener)
{
	struct sockaddr_storage address;
	socklen_t length = sizeof(address);
	char host[64] = "?", port[16] = "?";
	bool six;

	if (!getsockname(listener, (struct sockaddr *)&address, &length))
		getnameinfo((struct sockaddr *)&address, length, host, sizeof(host), port, sizeof(port),
			    NI_NUMERICHOST | NI_NUMERICSERV);
	six = strchr(host, ':');
	printf(in_chinese() ? "Pagewalk 位于 http://%s%s%s:%s/ （按 Ctrl-C 结束）\n" :
	       "Pagewalk is at http://%s%s%s:%s/ (Ctrl-C ends it)\n",
	       six ? "[" : "", host, six ? "]" : "", port);
	fflush(stdout);
}

/* The signals that end the server are taken here alone; every other thread has them blocked. */
static void serve_until_signal(struct server *server, const sigset_t *signals)
{
	const struct timespec tick = { 0, TICK_MS * 1000000l };

	while (sigtimedwait(signals, NULL, &tick) < 0)
		server_tick(server);
}

static void block_signals(sigset_t *signals)
{
	sigemptyset(signals);
	sigaddset(signals, SIGINT);
	sigaddset(signals, SIGTERM);
	sigaddset(signals, SIGHUP);
	pthread_sigmask(SIG_BLOCK, signals, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static enum exit_code run_serve(const struct arguments *a)
{
	const char *host = option_value(a, "bind");
	static struct server server;
	sigset_t signals;
	uint64_t port;
	int listener;

	server.names = option_value(a, "host");
	if (!option_number(a, "port", 0, 65535, 8080, &port) || !add_limits(&server.limits, a))
		return BAD_INPUT;
	listener = open_listener(host ? host : "127.0.0.1", port);
	if (listener < 0 || !add_files(&server, a))
		return BAD_INPUT;
	raise_descriptors(&server.limits);
	block_signals(&signals);
	if (!server_start(&server, listener)) {
		complain("pagewalk serve: the server cannot start",
			 "pagewalk serve：服务器无法启动");
		return BAD_INPUT;
	}
	tell_address(listener);
	serve_until_signal(&server, &signals);
	server_stop(&server);
	return DONE;
}

static const struct option serve_options[] = {
	{ "port", "N", { "port to listen on (default 8080; 0: any that is free)",
			 "监听端口（默认 8080；0：任选空闲端口）" } },
	{ "bind", "ADDRESS", { "address to listen on (default 127.0.0.1: this machine alone)",
			       "监听地址（默认 127.0.0.1：仅限本机）" } },
	{ "host", "NAMES", { "host names to answer for beside addresses and localhost, with commas",
			     "除地址和 localhost 外应答的主机名，以逗号分隔" } },
	{ "web", "FOLDER", { "the built page (default: beside this program)",
			     "已构建的页面（默认：在本程序旁查找）" } },
	{ "scenarios", "FOLDER", { "scenario files, served under /scenarios/",
				   "场景文件，以 /scenarios/ 提供" } },
	{ "frame-ancestors", "LIST", { "who may frame embed.html (default *)",
				       "谁可以嵌入 embed.html（默认 *）" } },
	{ "max-sessions", "N", { "sessions at once (default 64)", "同时打开的会话数（默认 64）" } },
	{ "max-memory", "MIB", { "memory of all sessions together (default 1024)",
				 "全部会话的内存总量（默认 1024）" } },
	{ "session-memory", "MIB", { "memory of one simulated machine (default 256)",
				     "单台模拟机器的内存（默认 256）" } },
	{ "session-idle-seconds", "N", { "close a session that nobody used for so long (default 1800)",
					 "会话闲置多久后关闭（默认 1800）" } },
	{ "session-yield-seconds", "N", { "idle for so long, it makes room for a new one (default 60)",
					  "会话闲置多久后可为新会话让位（默认 60）" } },
	{ "max-connections", "N", { "connections at once (default 1024)", "同时连接数（默认 1024）" } },
	{ "max-connections-per-ip", "N", { "of them from one address (default 256; 0: no such limit)",
					   "其中来自同一地址的数量（默认 256；0：不限）" } },
	{ "header-seconds", "N", { "time for a request's headers (default 10)",
				   "请求头须在多少秒内到达（默认 10）" } },
	{ "body-seconds", "N", { "time for a request's body (default 60)",
				 "请求体须在多少秒内到达（默认 60）" } },
	{ NULL, NULL, { NULL, NULL } },
};

const struct command serve_command = {
	.name = "serve",
	.operands = "",
	.summary = { "Serve the page, the scenarios and sessions over HTTP.",
		     "通过 HTTP 提供页面、场景和会话。" },
	.options = serve_options,
	.run = run_serve,
};
