/* A ZooKeeper server in memory, for tests of whatever uses a store: same rules
 * for versions, ACLs, ephemeral nodes, watches and sessions as the real one
 * (one suite of cases runs against both), but with a clock that stands still
 * until told, and faults on demand.
 *
 *     g_autoptr(WfFake) fake = wf_fake_new();
 *     WfStore *a = wf_fake_connect(fake, 10000), *b = wf_fake_connect(fake, 10000);
 *     ... iterate the main context: both become CONNECTED ...
 *     wf_fake_fault(a, 3, WF_FAULT_LOST_AFTER, 0); // a's third request from now
 *     wf_fake_cut(b);
 *     wf_fake_advance(fake, 11000);                // b expires, here and there
 *
 * Requests are carried out when the main context runs, the sessions taking
 * turns, one request each: deterministic. All stores are closed before
 * wf_fake_free(). */
#pragma once

#include "weft/store.h"

typedef struct WfFake WfFake;

WfFake *wf_fake_new(void);
void wf_fake_free(WfFake *fake);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfFake, wf_fake_free)

/* A store with a session timeout of @timeout_ms; CONNECTED once the main context has run,
 * unless the server is down. */
WfStore *wf_fake_connect(WfFake *fake, int timeout_ms);

/* The clock, which also is the stores' wf_store_now(). Sessions that are cut off end: at the
 * client when timeout has passed, at the server one tick (250 ms) later. */
void wf_fake_advance(WfFake *fake, int ms);

/* The connection of one store breaks and cannot be made again until mended. What was not
 * carried out yet is not carried out; both end as WF_RC_UNKNOWN. */
void wf_fake_cut(WfStore *store);
void wf_fake_mend(WfStore *store);
/* The server ends the session at once; a new one follows. */
void wf_fake_expire(WfStore *store);

typedef enum {
    WF_FAULT_FAIL,        /* the request is not carried out and answered with @rc */
    WF_FAULT_LOST_BEFORE, /* the connection breaks before it is carried out, and is made again */
    WF_FAULT_LOST_AFTER,  /* the same after it was carried out */
} WfFault;

/* What happens to the @nth request (1: the next) of a store; one fault at a time. */
void wf_fake_fault(WfStore *store, guint nth, WfFault fault, WfRc rc);

/* While held, requests wait at the server; wf_fake_step() carries out one. */
void wf_fake_hold(WfFake *fake, bool held);
bool wf_fake_step(WfFake *fake); /* false: none waits */

guint64 wf_fake_n_requests(const WfStore *store); /* carried out so far */
guint wf_fake_n_watches(const WfFake *fake);

/* The tree as it is, past all ACLs. The text lists "PATH VERSION [eph] VALUE" a line, sorted. */
bool wf_fake_peek(WfFake *fake, const char *path, const char **ret_data, gsize *ret_size,
                  WfStat *ret_stat);
char *wf_fake_dump(WfFake *fake);
