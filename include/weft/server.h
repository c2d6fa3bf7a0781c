/* Private ZooKeeper servers: started from the ZooKeeper installed on this
 * machine, on 127.0.0.1, with a directory and a free port of their own.
 *
 * Two kinds, one code: a temporary one lives as long as this process (rehearse,
 * run, the TUI's "connect private", tests); a lasting one (weft zk start) is
 * left running and found again by its directory.
 *
 *     g_autoptr(WfServer) server = wf_server_start(&(WfServerOptions){0}, &error);
 *     store = wf_zk_new(wf_server_hosts(server), 0, &error);
 *     ...
 *     wf_server_stop(server);
 *
 * A directory belongs to one server at a time: the server process itself holds
 * a lock on it, so a crash of anybody leaves nothing to tidy up by hand.
 * Started servers snapshot only at their start (a fault of ZooKeeper 3.8 can
 * keep one that snapshots while it serves from starting again) and do not sync
 * to disk: what they hold survives kill -9, not a power cut. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

typedef struct {
    const char *dir;           /* NULL: a temporary one, removed at the end */
    int port;                  /* 0: a free one */
    bool lasting;              /* stays when this process ends; else it is told to end, too */
    bool heavy;                /* for large trees and long loads: slower to warm up, 2 GB heap */
    int tick_ms;               /* 0: 2000; sessions last 2 to 20 ticks, up to 60 s at least */
    int timeout_ms;            /* how long it may take to be ready; 0: 30 s */
    const char *const *config; /* more lines "key=value" for zoo.cfg, NULL-terminated; or NULL */
} WfServerOptions;

typedef struct WfServer WfServer;

/* Can servers be started here? False and an error that says what to install. */
bool wf_server_available(GError **error);
/* What would be used, for `weft doctor`; NULL if missing. */
char *wf_server_find_java(void);
char *wf_server_find_classes(void);

/* Starts a server and returns at once; NULL if that failed already. @ready is called from
 * the thread's default main context when it answers and is known to be ours, or with an
 * error; then the server is stopped. Either way it is to be freed. */
typedef void (*WfServerFunc)(WfServer *server, const GError *error, gpointer user);
WfServer *wf_server_start_async(const WfServerOptions *options, WfServerFunc ready, gpointer user,
                                GError **error);
/* The same, waiting for it. */
WfServer *wf_server_start(const WfServerOptions *options, GError **error);

/* Ends a server started by this process and waits until it has ended. */
void wf_server_stop(WfServer *server);
/* kill -9, for tests; wf_server_restart() starts it again on its port and data. */
void wf_server_kill(WfServer *server);
bool wf_server_restart(WfServer *server, GError **error);
/* Stops it, unless it is lasting, and frees it. */
void wf_server_free(WfServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfServer, wf_server_free)

const char *wf_server_hosts(const WfServer *server); /* "127.0.0.1:PORT" */
const char *wf_server_dir(const WfServer *server);
int wf_server_port(const WfServer *server);
/* Has the process of a server that was started here ended by itself? */
bool wf_server_has_ended(const WfServer *server);
pid_t wf_server_pid(const WfServer *server); /* 0: not running */

/* ---- lasting servers, found by their directory -------------------------- */

typedef struct {
    bool running;
    pid_t pid;
    int port;
    gint64 started; /* s since 1970 */
    char *hosts;    /* NULL unless running */
    char *log;
} WfServerStatus;

char *wf_server_default_dir(void); /* below XDG_STATE_HOME */
/* False only if @dir cannot be looked at; a directory without a server is not running. */
bool wf_server_status(const char *dir, WfServerStatus *ret_status, GError **error);
void wf_server_status_clear(WfServerStatus *status);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WfServerStatus, wf_server_status_clear)
/* Ends the server of @dir; WF_ERROR_NOT_FOUND if none runs. Its data stay. */
bool wf_server_stop_dir(const char *dir, GError **error);
