/* Starting a server: spawn, ask until it answers, make sure that it is ours.
 *
 *   spawn -> handshake (every 30 ms) -> conf -> ready
 *     ^           | java ended because the port was taken: another port
 *     +-----------+
 */
#include "server_priv.h"
#include "weft/error.h"
#include "weft/file.h"
#include "weft/text.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    HANDSHAKE_MS = 30,
    HANDSHAKE_MAX_MS = 1000,
    WORD_MS = 2000,
    READY_MS = 30000,
    PORT_TRIES = 5,
    LOG_LINE = 300,
};

struct WfServer {
    WfServerOptions options;
    char **config; /* options.config points here */
    char *dir, *log, *hosts;
    char *java, *classes;
    bool temporary;
    pid_t parent;
    ServerState state;
    int lock;
    guint port_tries, probes;
    gint64 deadline;
    ServerProbe *probe;
    WfServerFunc ready;
    gpointer user;
};

/* ---- spawning ----------------------------------------------------------- */

static void in_child(gpointer data)
{
    const WfServer *server = data;
    setsid();
    if (server->options.lasting)
        return;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != server->parent) /* it ended before that took effect */
        _exit(EXIT_FAILURE);
}

static void add_archive(WfServer *server, GPtrArray *argv)
{
    g_autofree char *archive = server_archive_path(server->java, server->classes);
    if (g_file_test(archive, G_FILE_TEST_IS_REGULAR)) {
        g_ptr_array_add(argv, g_strconcat("-XX:SharedArchiveFile=", archive, NULL));
        return;
    }
    g_autofree char *cache = g_path_get_dirname(archive);
    if (g_mkdir_with_parents(cache, 0700) < 0)
        return;
    server->state.archive = g_strdup_printf("%s.%d-%d", archive, (int)getpid(), server->state.port);
    g_ptr_array_add(argv, g_strconcat("-XX:ArchiveClassesAtExit=", server->state.archive, NULL));
}

static bool is_member(const WfServer *server)
{
    for (char **line = server->config; line && *line; line++)
        if (g_str_has_prefix(*line, "server."))
            return true;
    return false;
}

/* Heavy: 40 % of what a server does while 100,000 nodes are written is collecting; with every
 * processor at it a prepare of that size writes in three quarters of the time. Small ones start
 * quicker without. */
static char **command_line(WfServer *server)
{
    static const char *const always[] = {
        "-Xshare:auto", "-XX:-UsePerfData", "-Xss512k", "-Xlog:disable", "-Xlog:all=error:stderr",
    };
    GPtrArray *argv = g_ptr_array_new();
    bool heavy = server->options.heavy;
    g_ptr_array_add(argv, g_strdup(server->java));
    for (guint i = 0; i < G_N_ELEMENTS(always); i++)
        g_ptr_array_add(argv, g_strdup(always[i]));
    g_ptr_array_add(argv, g_strdup(heavy ? "-XX:+UseParallelGC" : "-XX:+UseSerialGC"));
    g_ptr_array_add(argv, g_strdup(heavy ? "-Xmx2g" : "-Xmx512m"));
    g_ptr_array_add(argv, g_strdup(heavy ? "-XX:TieredStopAtLevel=4" : "-XX:TieredStopAtLevel=1"));
    g_ptr_array_add(argv, g_strdup("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
    add_archive(server, argv);
    g_ptr_array_add(argv, g_strdup("-cp"));
    g_ptr_array_add(argv, g_strdup(server->classes));
    g_ptr_array_add(argv, g_strdup(is_member(server)
                                       ? "org.apache.zookeeper.server.quorum.QuorumPeerMain"
                                       : "org.apache.zookeeper.server.ZooKeeperServerMain"));
    g_ptr_array_add(argv, g_strdup("zoo.cfg"));
    g_ptr_array_add(argv, NULL);
    return (char **)g_ptr_array_free(argv, FALSE);
}

static int open_log(const WfServer *server, GError **error)
{
    g_autofree char *before = g_strconcat(server->log, ".old", NULL);
    (void)g_rename(server->log, before);
    int fd = open(server->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        wf_error_set_errno(error, errno, "cannot write '%s'", server->log);
    return fd;
}

static bool spawn(WfServer *server, GError **error)
{
    if (!server_write_config(server->dir, server->state.port, &server->options, error))
        return false;
    int log = open_log(server, error);
    if (log < 0)
        return false;
    g_clear_pointer(&server->state.archive, g_free);
    g_auto(GStrv) argv = command_line(server);
    g_auto(GStrv) env = g_environ_setenv(g_get_environ(), "LC_ALL", "C.UTF-8", TRUE);
    const int inherited = 3;
    GPid pid = 0;
    bool ok = g_spawn_async_with_pipes_and_fds(server->dir, (const char *const *)argv,
                                               (const char *const *)env, G_SPAWN_DO_NOT_REAP_CHILD,
                                               in_child, server, -1, log, log, &server->lock,
                                               &inherited, 1, &pid, NULL, NULL, NULL, error);
    close(log);
    if (!ok)
        return false;
    server->state.started = g_get_real_time() / G_USEC_PER_SEC;
    /* it may have ended already: then the number is all there is, and enough for waitpid */
    server->state.process = (ServerProcess){.pid = pid};
    (void)server_process_find(pid, &server->state.process);
    g_free(server->hosts);
    server->hosts = g_strdup_printf("127.0.0.1:%d", server->state.port);
    return server_state_save(server->dir, &server->state, error);
}

/* ---- getting ready ------------------------------------------------------ */

static void end_process(WfServer *server, bool politely)
{
    server_probe_cancel(g_steal_pointer(&server->probe));
    if (server->state.process.pid == 0)
        return;
    server_process_end(&server->state.process, politely);
    server_archive_adopt(server->state.archive);
    server->state.process = (ServerProcess){0};
}

static void report(WfServer *server, GError *error)
{
    if (error)
        end_process(server, true);
    server->ready(server, error, server->user);
    g_clear_error(&error);
}

/* What java died of: the line of its log that names the exception, else the last one. */
static char *cause(const WfServer *server)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(server->log, &text, NULL, NULL))
        return g_strdup("its log cannot be read");
    g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
    guint n = g_strv_length(lines);
    const char *found = n > 0 ? lines[n - 1] : "";
    for (guint i = n; i-- > 0;)
        if (strstr(lines[i], "Exception: ") || g_str_has_prefix(lines[i], "Error"))
            found = lines[i];
    g_autofree char *line = g_utf8_make_valid(found, MIN((gssize)strlen(found), LOG_LINE));
    return *line ? wf_text_visible(line, -1, 0) : g_strdup("it printed nothing");
}

static void probe(WfServer *server);
static void ask(WfServer *server);

static bool port_was_taken(const WfServer *server)
{
    g_autofree char *text = NULL;
    return g_file_get_contents(server->log, &text, NULL, NULL) && strstr(text, "BindException");
}

/* Java ended before it answered. */
static void ended(WfServer *server)
{
    GError *error = NULL;
    server->state.process = (ServerProcess){0};
    if (server->options.port == 0 && port_was_taken(server) && ++server->port_tries < PORT_TRIES) {
        server->state.port = server_free_port(0, &error);
        if (server->state.port > 0 && spawn(server, &error)) {
            probe(server);
            return;
        }
    } else {
        g_autofree char *line = cause(server);
        g_set_error(&error, WF_ERROR, WF_ERROR_UNAVAILABLE,
                    "the ZooKeeper server ended while it started (log: '%s'): %s", server->log,
                    line);
    }
    report(server, error);
}

static void on_conf(const char *answer, gsize size G_GNUC_UNUSED, gpointer user)
{
    WfServer *server = user;
    server->probe = NULL;
    if (!answer) {
        ask(server);
        return;
    }
    g_autofree char *real = realpath(server->dir, NULL);
    g_autofree char *ours = g_strdup_printf("dataDir=%s/./data/", real ? real : server->dir);
    if (strstr(answer, ours)) {
        report(server, NULL);
        return;
    }
    report(server, g_error_new(WF_ERROR, WF_ERROR_CONFLICT,
                               "another ZooKeeper server answers on port %d", server->state.port));
}

static void on_handshake(const char *answer, gsize size, gpointer user)
{
    static const char no_session[8];
    enum { SESSION_AT = 4 + 4 + 4 };
    WfServer *server = user;
    server->probe = NULL;
    bool granted = answer && size >= SESSION_AT + sizeof no_session &&
                   memcmp(answer + SESSION_AT, no_session, sizeof no_session) != 0;
    if (granted)
        server->probe = server_probe_word(server->state.port, "conf", WORD_MS, on_conf, server);
    else
        ask(server);
}

static void probe(WfServer *server)
{
    /* a machine so busy that an answer takes longer gets more time with each try */
    guint wait = MIN(HANDSHAKE_MS + 2 * server->probes, HANDSHAKE_MAX_MS);
    server->probes++;
    server->probe = server_probe_session(server->state.port, wait, on_handshake, server);
}

static void ask(WfServer *server)
{
    if (waitpid(server->state.process.pid, NULL, WNOHANG) != 0) {
        ended(server);
        return;
    }
    if (g_get_monotonic_time() > server->deadline) {
        report(server,
               g_error_new(WF_ERROR, WF_ERROR_UNAVAILABLE,
                           "the ZooKeeper server did not answer in time (log: '%s')", server->log));
        return;
    }
    probe(server);
}

static bool launch(WfServer *server, GError **error)
{
    int timeout = server->options.timeout_ms > 0 ? server->options.timeout_ms : READY_MS;
    server->deadline = g_get_monotonic_time() + (gint64)timeout * 1000;
    server->probes = 0;
    if (!spawn(server, error))
        return false;
    probe(server);
    return true;
}

static bool prepare(WfServer *server, GError **error)
{
    if (!wf_server_available(error))
        return false;
    server->java = wf_server_find_java();
    server->classes = wf_server_find_classes();
    server->temporary = server->options.dir == NULL;
    server->dir = server->temporary ? server_temporary_dir(error)
                                    : g_canonicalize_filename(server->options.dir, NULL);
    if (!server->dir)
        return false;
    server->log = g_build_filename(server->dir, "log", NULL);
    server->lock = server_dir_lock(server->dir, error);
    if (server->lock < 0)
        return false;
    server_purge(server->dir);
    g_auto(ServerState) before = {0}; /* whoever knows its address finds it there again */
    if (!server->temporary)
        (void)server_state_load(server->dir, &before);
    server->state.port =
        server->options.port > 0 ? server->options.port : server_free_port(before.port, error);
    return server->state.port > 0;
}

WfServer *wf_server_start_async(const WfServerOptions *options, WfServerFunc ready, gpointer user,
                                GError **error)
{
    g_autoptr(WfServer) server = g_new0(WfServer, 1);
    server->options = *options;
    server->config = g_strdupv((char **)options->config);
    server->options.config = (const char *const *)server->config;
    server->lock = -1;
    server->parent = getpid();
    server->ready = ready;
    server->user = user;
    if (!prepare(server, error) || !launch(server, error))
        return NULL;
    server->options.dir = server->dir;
    return g_steal_pointer(&server);
}

/* ---- waiting for it ------------------------------------------------------ */

typedef struct {
    bool done;
    GError *error;
} Wait;

static void on_waited(WfServer *server G_GNUC_UNUSED, const GError *error, gpointer user)
{
    Wait *wait = user;
    wait->done = true;
    wait->error = error ? g_error_copy(error) : NULL;
}

/* Runs a main context of its own, so that nothing else happens meanwhile. */
static bool wait_until_ready(WfServer *server, Wait *wait, GMainContext *context, GError **error)
{
    while (server && !wait->done)
        g_main_context_iteration(context, TRUE);
    g_main_context_pop_thread_default(context);
    if (server && wait->error)
        g_propagate_error(error, wait->error);
    return server && !wait->error;
}

WfServer *wf_server_start(const WfServerOptions *options, GError **error)
{
    g_autoptr(GMainContext) context = g_main_context_new();
    Wait wait = {0};
    g_main_context_push_thread_default(context);
    g_autoptr(WfServer) server = wf_server_start_async(options, on_waited, &wait, error);
    return wait_until_ready(server, &wait, context, error) ? g_steal_pointer(&server) : NULL;
}

bool wf_server_restart(WfServer *server, GError **error)
{
    g_autoptr(GMainContext) context = g_main_context_new();
    Wait wait = {0};
    wf_server_kill(server);
    server->ready = on_waited;
    server->user = &wait;
    server->options.port = server->state.port; /* clients expect it there */
    g_main_context_push_thread_default(context);
    bool launched = launch(server, error);
    return wait_until_ready(launched ? server : NULL, &wait, context, error);
}

/* ---- the end -------------------------------------------------------------- */

/* Java takes a third of a second to end when asked to, and does nothing then that matters,
 * unless it is to write the class-data archive. */
void wf_server_stop(WfServer *server)
{
    end_process(server, server->state.archive != NULL);
}

void wf_server_kill(WfServer *server)
{
    end_process(server, false);
}

void wf_server_free(WfServer *server)
{
    if (!server)
        return;
    if (!server->options.lasting)
        wf_server_stop(server);
    server_probe_cancel(server->probe);
    if (server->temporary && server->dir && !server->options.lasting)
        wf_file_remove_tree(server->dir);
    if (server->lock >= 0)
        close(server->lock);
    server_state_clear(&server->state);
    g_strfreev(server->config);
    g_free(server->dir);
    g_free(server->log);
    g_free(server->hosts);
    g_free(server->java);
    g_free(server->classes);
    g_free(server);
}

const char *wf_server_hosts(const WfServer *server)
{
    return server->hosts;
}

const char *wf_server_dir(const WfServer *server)
{
    return server->dir;
}

int wf_server_port(const WfServer *server)
{
    return server->state.port;
}

bool wf_server_has_ended(const WfServer *server)
{
    pid_t pid = server->state.process.pid;
    return pid > 0 && waitpid(pid, NULL, WNOHANG) != 0;
}

pid_t wf_server_pid(const WfServer *server)
{
    return server->state.process.pid;
}
