/* The ZooKeeper store: loop.c keeps the session alive, requests.c translates. */
#pragma once

#include "hosts.h"
#include "weft/store_backend.h"

#include <zookeeper/zookeeper.h>

typedef struct {
    WfStore base;
    ZkHosts *hosts;
    int asked_timeout_ms;
    zhandle_t *zh; /* NULL between sessions */
    GSource *source;
    gpointer fd_tag; /* of fd in source, or NULL */
    int fd;          /* the library's socket; -1: none */
    GIOCondition events;
    gint64 until; /* µs: the library is not to be asked before, unless it has a socket */
    bool resolving;
    gint64 breathed; /* when zk_breathe() last looked */
    gint64 turn;     /* when time alone changes something */
    gint64 attempt;  /* when the attempt under way began; 0: none */
    bool cut_short;  /* it had no answer for too long */
    bool stale;      /* something happened since the library was asked */
    bool connected, has_session, unrecoverable;
    gint64 connected_at; /* 0: not since the last failure */
    guint failures;      /* since a connection last held */
    guint n_attempts;
    char *address;
    char *reason;
    GPtrArray *credentials;
    guint n_credentials_sent; /* to the present handle */
} Zk;

/* ---- requests.c ---------------------------------------------------------- */

void zk_submit(WfStore *store, WfRequest *request);

/* ---- loop.c --------------------------------------------------------------- */

void zk_loop_start(Zk *zk);
void zk_send_credentials(Zk *zk);
void zk_loop_stop(Zk *zk, bool politely);
void zk_breathe(WfStore *store);
