/* The harness of a real server: every store behind a proxy of its own. */
#pragma once

#include "contract.h"
#include "proxy.h"
#include "weft/server.h"
#include "weft/zk.h"

enum { SKIPPED = 77 };

typedef struct {
    Harness h;
    WfServer *server;
    const char *chroot;
    GHashTable *proxies; /* WfStore -> Proxy */
    guint tick;
} Real;

/* False if no server can be started here; then it has said so. */
bool real_start(Real *real, const WfServerOptions *options);
void real_stop(Real *real);
Proxy *real_proxy(Real *real, WfStore *store);
