/* The parts a private server is made of. */
#pragma once

#include "weft/server.h"

/* ---- tools.c: java, class path, class-data archive ---------------------- */

char *server_archive_path(const char *java, const char *classes); /* in the user's cache */

/* ---- place.c: the directory --------------------------------------------- */

/* Takes the lock of @dir, making the directory if need be; -1 and an error if a server
 * runs there. The descriptor is close-on-exec. */
int server_dir_lock(const char *dir, GError **error);
bool server_dir_is_locked(const char *dir);
bool server_write_config(const char *dir, int port, const WfServerOptions *options, GError **error);
/* @wanted if nobody has it; else, or with 0, another one. -1: there is none. */
int server_free_port(int wanted, GError **error);
char *server_temporary_dir(GError **error); /* sweeps away abandoned ones first */
/* Deletes old snapshots and logs, as ZooKeeper does only for ensembles: all but the
 * newest three snapshots and the logs they need. */
void server_purge(const char *dir);

/* ---- process.c: a process, known by its number and start time ------------ */

typedef struct {
    pid_t pid;
    guint64 start_time; /* in ticks since boot, from /proc: tells a reused number */
} ServerProcess;

bool server_process_find(pid_t pid, ServerProcess *ret_process);
bool server_process_is_alive(const ServerProcess *process);
/* Asks it to end, then makes it; waits, and reaps it if it is a child. */
void server_process_end(const ServerProcess *process, bool politely);

typedef struct {
    ServerProcess process;
    int port;
    gint64 started;
    char *archive; /* class-data archive it writes when it ends, or NULL */
} ServerState;

void server_state_clear(ServerState *state);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ServerState, server_state_clear)
bool server_state_save(const char *dir, const ServerState *state, GError **error);
bool server_state_load(const char *dir, ServerState *ret_state);
/* Makes the archive of a server that ended the one that is used. */
void server_archive_adopt(const char *archive);

/* ---- probe.c: is it up, and is it ours? ---------------------------------- */

typedef struct ServerProbe ServerProbe;
/* @answer is what came, or NULL if the connection failed or nothing came in time. */
typedef void (*ServerProbeFunc)(const char *answer, gsize size, gpointer user);

/* A session handshake: the one sign that a server has loaded its data. Before that it may
 * accept connections and leave them hanging for ever. */
ServerProbe *server_probe_session(int port, guint timeout_ms, ServerProbeFunc done, gpointer user);
/* A four-letter word. */
ServerProbe *server_probe_word(int port, const char *word, guint timeout_ms, ServerProbeFunc done,
                               gpointer user);
void server_probe_cancel(ServerProbe *probe);
