/* The client library as a source of the main context.
 *
 * zookeeper_interest() is not idempotent: between attempts it returns no socket
 * and a time to wait, and forgets its own brake, so that asking it early, for
 * whatever woke the loop, connects at once. `until` holds it off. The pauses
 * are ours, too: they grow with each round of failures and are random, so that
 * thousands of clients do not come back together.
 *
 * zookeeper_process() handles one packet a call: it is called until there is
 * nothing left, which saves a poll and an interest a packet. A socket's
 * condition is only changed when it differs, since changing it wakes the
 * context.
 *
 * A server that is starting accepts connections it will never answer; an
 * attempt that stays unanswered is cut short after a second, then two, then
 * four, instead of two thirds of the session. */
#include "zk_priv.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

enum {
    FIRST_PAUSE_MS = 20,
    MAX_PAUSE_MS = 3000,
    FIRST_ATTEMPT_MS = 1000,
    RESOLVE_MS = 3000,
    HELD_MS = 2000,
    MAX_PACKETS = 2000, /* a turn: others want theirs */
    BREATH_MS = 100,
};

typedef struct {
    GSource source;
    Zk *zk;
} ZkSource;

static void open_handle(Zk *zk);

static gint64 now_us(void)
{
    return g_get_monotonic_time();
}

static int timeout_ms(const Zk *zk)
{
    return zk->base.next.timeout_ms > 0 ? zk->base.next.timeout_ms : zk->asked_timeout_ms;
}

static gint64 deadline(const Zk *zk)
{
    return zk->base.next.last_reply + (gint64)timeout_ms(zk) * 1000;
}

/* ---- the socket ------------------------------------------------------------ */

static void drop_fd(Zk *zk)
{
    if (zk->fd_tag)
        g_source_remove_unix_fd(zk->source, zk->fd_tag);
    zk->fd_tag = NULL;
    zk->fd = -1;
    zk->attempt = 0;
    zk->stale = true;
}

static void watch_fd(Zk *zk, int fd, int interest)
{
    GIOCondition events = G_IO_HUP | G_IO_ERR;
    events |= interest & ZOOKEEPER_READ ? G_IO_IN : 0;
    events |= interest & ZOOKEEPER_WRITE ? G_IO_OUT : 0;
    if (fd != zk->fd)
        drop_fd(zk);
    if (fd < 0)
        return;
    if (!zk->fd_tag) {
        zk->fd_tag = g_source_add_unix_fd(zk->source, fd, events);
        zk->attempt = zk->connected ? 0 : now_us();
        zk->n_attempts += !zk->connected;
    } else if (events != zk->events) {
        g_source_modify_unix_fd(zk->source, zk->fd_tag, events);
    }
    zk->fd = fd;
    zk->events = events;
}

/* ---- states ------------------------------------------------------------------ */

static void set_state(Zk *zk, WfStoreState state, const char *reason)
{
    WfStoreInfo *next = &zk->base.next;
    bool same = next->state == state && g_strcmp0(zk->reason, reason) == 0;
    if (same)
        return;
    char *copy = g_strdup(reason);
    g_free(zk->reason);
    zk->reason = copy;
    next->server = state == WF_STORE_CONNECTED ? zk->address : NULL;
    wf_store_set_state(&zk->base, state, zk->reason);
}

/* One that never let us in may be anything: a web server, or ZooKeeper without a quorum. */
static const char *failure_text(const Zk *zk, int rc, int saved_errno)
{
    switch (saved_errno) {
    case ECONNREFUSED:
    case EHOSTUNREACH:
    case ENETUNREACH:
    case ETIMEDOUT:
        return g_strerror(saved_errno);
    default:
        break;
    }
    if (zk->cut_short || rc == ZOPERATIONTIMEOUT)
        return "the server did not answer in time";
    return zk->has_session ? "the server closed the connection"
                           : "the server closed the connection, as one that is not ZooKeeper, or "
                             "has no quorum, does";
}

/* How long to leave the library alone: at once for the other servers of a round, then longer
 * with each round, but often enough to save a session that still lives. */
static gint64 pause_us(const Zk *zk)
{
    guint round = zk->failures / zk_hosts_n(zk->hosts);
    int longest = CLAMP(timeout_ms(zk) / 6, 100, MAX_PAUSE_MS);
    int pause = MIN(FIRST_PAUSE_MS << MIN(round, 10), longest);
    return (gint64)(pause * 1000.0 * g_random_double_range(0.5, 1.0));
}

static void hold_off(Zk *zk)
{
    zk->until = now_us() + pause_us(zk);
    zk->base.next.retry_at = zk->until;
    zk->stale = true;
}

static void failed(Zk *zk, int rc, int saved_errno)
{
    drop_fd(zk);
    /* a server that lets us in only to drop us is no better than one that does not */
    bool held = zk->connected_at && now_us() - zk->connected_at > (gint64)HELD_MS * 1000;
    zk->failures = held ? 0 : zk->failures + 1;
    zk->connected_at = 0;
    zk->connected = false;
    hold_off(zk);
    set_state(zk, zk->has_session ? WF_STORE_SUSPENDED : zk->base.next.state,
              failure_text(zk, rc, saved_errno));
    zk->cut_short = false;
}

/* The session watcher, called by the library. */
static void on_session(zhandle_t *zh, int type, int state, const char *path G_GNUC_UNUSED,
                       void *context)
{
    Zk *zk = context;
    if (type != ZOO_SESSION_EVENT)
        return;
    if (state == ZOO_CONNECTED_STATE) {
        WfStoreInfo *next = &zk->base.next;
        zk->connected = zk->has_session = true;
        zk->connected_at = now_us();
        zk->attempt = 0;
        next->last_reply = now_us();
        next->retry_at = 0;
        next->session = zoo_client_id(zh)->client_id;
        next->timeout_ms = zoo_recv_timeout(zh);
        g_free(zk->address);
        zk->address = g_strdup(zoo_get_current_server(zh));
        set_state(zk, WF_STORE_CONNECTED, NULL);
    } else if (state == ZOO_CONNECTING_STATE) {
        zk->connected = false;
        if (zk->has_session)
            set_state(zk, WF_STORE_SUSPENDED, "the connection broke");
    } else if (state == ZOO_EXPIRED_SESSION_STATE || state == ZOO_AUTH_FAILED_STATE) {
        zk->unrecoverable = true;
    }
}

/* ---- sessions ------------------------------------------------------------------ */

static void close_handle(Zk *zk, bool politely)
{
    zhandle_t *zh = g_steal_pointer(&zk->zh);
    int fd = zk->fd;
    /* the library would try for seconds to tell a server that does not listen */
    bool silent = now_us() - zk->base.next.last_reply > (gint64)timeout_ms(zk) * 500;
    drop_fd(zk);
    if (!zh)
        return;
    if (fd >= 0 && (!politely || silent || !zk->connected))
        shutdown(fd, SHUT_RDWR);
    zk->connected = false;
    zookeeper_close(zh); /* completes what is under way */
}

static void end_session(Zk *zk, const char *reason)
{
    bool had_session = zk->has_session;
    if (zk->connected)
        set_state(zk, WF_STORE_SUSPENDED, reason);
    close_handle(zk, false);
    zk->has_session = zk->unrecoverable = false;
    zk->base.next.session = 0;
    hold_off(zk);
    if (!had_session)
        return;
    wf_store_lose_watches(&zk->base);
    set_state(zk, WF_STORE_EXPIRED, reason);
}

static void on_resolved(const char *servers, const char *problem, gpointer user)
{
    Zk *zk = user;
    errno = 0;
    zk->stale = true;
    zk->resolving = false;
    if (servers)
        zk->zh = zookeeper_init2(servers, on_session, zk->asked_timeout_ms, NULL, zk,
                                 ZOO_NO_LOG_CLIENTENV, NULL);
    if (!zk->zh) {
        zk->failures++;
        hold_off(zk);
        zk->base.next.absent = problem && zk_hosts_are_absent(zk->hosts);
        set_state(zk, zk->base.next.state, problem ? problem : g_strerror(errno));
        return;
    }
    zk->base.next.absent = false;
    zoo_set_servers_resolution_delay(zk->zh, -1);
    zk->n_credentials_sent = 0;
    zk->until = 0;
    zk_send_credentials(zk);
}

static void open_handle(Zk *zk)
{
    zk->until = now_us() + RESOLVE_MS * 1000; /* or until the names are resolved */
    zk->resolving = true;
    zk->base.next.retry_at = 0;
    zk_hosts_resolve(zk->hosts, on_resolved, zk);
}

/* A name server that keeps silent is waited for, for a minute perhaps; but nobody need wonder. */
static void say_unresolved(Zk *zk)
{
    zk->until = G_MAXINT64;
    set_state(zk, zk->base.next.state, "no answer yet where the servers are");
}

static void on_auth(int rc G_GNUC_UNUSED, const void *data G_GNUC_UNUSED)
{
}

/* The library keeps credentials for reconnects, but refuses new ones while it has no
 * connection; those wait here. */
void zk_send_credentials(Zk *zk)
{
    while (zk->zh && zk->n_credentials_sent < zk->credentials->len) {
        const char *credential = zk->credentials->pdata[zk->n_credentials_sent];
        if (zoo_add_auth(zk->zh, "digest", credential, (int)strlen(credential), on_auth, NULL) !=
            ZOK)
            return;
        zk->n_credentials_sent++;
        zk->stale = true;
    }
}

/* ---- the source ------------------------------------------------------------------ */

static void ask_interest(Zk *zk)
{
    int fd = zk->fd, interest = 0;
    struct timeval wait = {0};
    errno = 0;
    int rc = zookeeper_interest(zk->zh, &fd, &interest, &wait);
    int saved_errno = errno;
    if (rc == ZINVALIDSTATE) {
        zk->unrecoverable = true;
    } else if (rc != ZOK) {
        failed(zk, rc, saved_errno);
    } else {
        zk->until = now_us() + (gint64)wait.tv_sec * G_USEC_PER_SEC + wait.tv_usec;
        zk->base.next.retry_at = zk->connected || fd >= 0 ? 0 : zk->until;
        watch_fd(zk, fd, interest);
    }
}

static gint64 attempt_ends(const Zk *zk)
{
    guint round = zk->failures / zk_hosts_n(zk->hosts);
    return zk->attempt ? zk->attempt + ((gint64)FIRST_ATTEMPT_MS * 1000 << MIN(round, 4))
                       : G_MAXINT64;
}

/* What time alone brings about. */
static void take_turn(Zk *zk)
{
    gint64 now = now_us();
    if (zk->has_session && now > deadline(zk))
        end_session(zk, "no server answered for as long as the session lasts");
    else if (zk->unrecoverable)
        end_session(zk, "the session expired");
    if (zk->fd >= 0 && now > attempt_ends(zk)) {
        zk->attempt = 0;
        zk->cut_short = true;
        shutdown(zk->fd, SHUT_RDWR); /* the library sees it and tries the next */
    }
    if (zk->zh && (zk->fd >= 0 || now >= zk->until))
        ask_interest(zk);
    else if (!zk->zh && zk->resolving && now >= zk->until)
        say_unresolved(zk);
    else if (!zk->zh && now >= zk->until)
        open_handle(zk);
}

/* A process may hold hundreds of sessions, and this is called for each of them whatever woke the
 * loop: the library is asked only when something happened to this one, or its time has come. */
static gboolean zk_prepare(GSource *source, gint *timeout)
{
    Zk *zk = ((ZkSource *)source)->zk;
    gint64 now = g_source_get_time(source);
    if (zk->stale || now >= zk->turn) {
        zk->stale = false;
        take_turn(zk);
        zk->turn = MIN(zk->until, attempt_ends(zk));
        if (zk->has_session)
            zk->turn = MIN(zk->turn, deadline(zk) + 1);
    }
    *timeout = (gint)CLAMP((zk->turn - now + 999) / 1000, 0, G_MAXINT);
    return wf_store_has_ready(&zk->base) || zk->unrecoverable;
}

static gboolean zk_check(GSource *source)
{
    Zk *zk = ((ZkSource *)source)->zk;
    return (zk->fd_tag && g_source_query_unix_fd(source, zk->fd_tag)) ||
           wf_store_has_ready(&zk->base);
}

static void drain(Zk *zk, GIOCondition ready)
{
    zk->stale = true;
    int events = ready & (G_IO_IN | G_IO_HUP | G_IO_ERR) ? ZOOKEEPER_READ : 0;
    events |= ready & G_IO_OUT ? ZOOKEEPER_WRITE : 0;
    errno = 0;
    int rc = ZOK;
    for (guint n = 0; n < MAX_PACKETS; n++) {
        rc = zookeeper_process(zk->zh, events);
        if (rc != ZOK)
            break;
        if (events & ZOOKEEPER_READ)
            zk->base.next.last_reply = now_us();
        events = ZOOKEEPER_READ;
    }
    int saved_errno = errno;
    if (rc == ZSESSIONEXPIRED || rc == ZINVALIDSTATE || rc == ZAUTHFAILED)
        zk->unrecoverable = true;
    else if (rc != ZOK && rc != ZNOTHING)
        failed(zk, rc, saved_errno);
}

static gboolean zk_dispatch(GSource *source, GSourceFunc callback G_GNUC_UNUSED,
                            gpointer user G_GNUC_UNUSED)
{
    Zk *zk = ((ZkSource *)source)->zk;
    GIOCondition ready = zk->fd_tag ? g_source_query_unix_fd(source, zk->fd_tag) : 0;
    if (ready && zk->zh)
        drain(zk, ready);
    if (zk->unrecoverable)
        end_session(zk, "the session expired");
    if (zk->connected)
        zk_send_credentials(zk);
    wf_store_deliver(&zk->base, 0); /* may free zk */
    return G_SOURCE_CONTINUE;
}

/* The library's part of a turn. What it completes is only queued, so this may be called from
 * anywhere but out of the library. */
void zk_breathe(WfStore *store)
{
    Zk *zk = (Zk *)store;
    gint64 now = now_us();
    if (!zk->zh || !zk->connected || zk->unrecoverable ||
        now - zk->breathed < (gint64)BREATH_MS * 1000)
        return;
    zk->breathed = now;
    ask_interest(zk);
    GPollFD poll = {.fd = zk->fd, .events = (gushort)zk->events};
    if (zk->fd >= 0 && g_poll(&poll, 1, 0) > 0)
        drain(zk, (GIOCondition)poll.revents);
    zk->stale = true;
}

static GSourceFuncs zk_source = {.prepare = zk_prepare, .check = zk_check, .dispatch = zk_dispatch};

void zk_loop_start(Zk *zk)
{
    zoo_set_debug_level((ZooLogLevel)0);
    zk->fd = -1;
    zk->stale = true;
    zk->source = g_source_new(&zk_source, sizeof(ZkSource));
    ((ZkSource *)zk->source)->zk = zk;
    g_source_set_name(zk->source, "weft zookeeper");
    g_source_attach(zk->source, zk->base.context);
    open_handle(zk);
}

void zk_loop_stop(Zk *zk, bool politely)
{
    zk_hosts_cancel(zk->hosts);
    close_handle(zk, politely);
    g_source_destroy(zk->source);
    g_source_unref(zk->source);
    zk->source = NULL;
}
