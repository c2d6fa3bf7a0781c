/* The fake's server: sessions, connections, a clock and faults.
 *
 * Each store has an inbox at the server. A GSource of the server empties the
 * inboxes in turns, one request a session, so that the interleaving of several
 * sessions is the same in every run. */
#include "weft/fake.h"
#include "fake_priv.h"

#include <weft/text.h>

enum { TICK_MS = 250 };

/* A session whose client gave it up and which the server has not noticed yet. */
typedef struct {
    gint64 session;
    gint64 ends; /* µs */
} Orphan;

struct WfFake {
    FakeTree *tree;
    GPtrArray *stores; /* of FakeStore */
    GArray *orphans;
    GSource *source;
    guint turn;
    gint64 now; /* µs */
    gint64 next_session;
    bool held;
};

typedef struct {
    WfStore base;
    WfFake *fake;
    GQueue inbox; /* of WfRequest */
    GQueue late;  /* of WfWatch: had their event while the connection was broken */
    GPtrArray *identities;
    int timeout_ms;
    gint64 session; /* 0: none */
    gint64 heard;   /* when the server last did */
    bool connected, cut;
    guint fault_in; /* requests until the fault; 0: none */
    WfFault fault;
    WfRc fault_rc;
    guint64 n_requests;
} FakeStore;

static FakeStore *from_base(const WfStore *store)
{
    return (FakeStore *)store;
}

/* ---- connections and sessions ------------------------------------------ */

static void set_state(FakeStore *self, WfStoreState state, const char *reason)
{
    WfStoreInfo *next = &self->base.next;
    next->session = self->session;
    next->timeout_ms = self->timeout_ms;
    next->server = state == WF_STORE_CONNECTED ? "fake" : NULL;
    wf_store_set_state(&self->base, state, reason);
}

static void drop_inbox(FakeStore *self, WfRc rc)
{
    WfRequest *request;
    while ((request = g_queue_pop_head(&self->inbox)))
        wf_request_finish(request, rc);
}

static void lose_connection(FakeStore *self)
{
    if (!self->connected)
        return;
    self->connected = false;
    self->heard = self->fake->now;
    self->base.next.last_reply = self->fake->now;
    set_state(self, WF_STORE_SUSPENDED, "the connection broke");
    drop_inbox(self, WF_RC_UNKNOWN);
}

/* The session is over for the client. */
static void lose_session(FakeStore *self, const char *reason)
{
    lose_connection(self);
    fake_tree_drop_watches(self->fake->tree, &self->base);
    g_queue_clear(&self->late);
    wf_store_lose_watches(&self->base);
    self->session = 0;
    set_state(self, WF_STORE_EXPIRED, reason);
}

static void on_fire(WfWatch *watch, WfWatchEvent event)
{
    FakeStore *self = from_base(watch->store);
    watch->event = event;
    if (self->connected)
        wf_watch_fire(watch, event);
    else
        g_queue_push_tail(&self->late, watch);
}

static void connect_store(FakeStore *self)
{
    WfWatch *watch;
    WfFake *fake = self->fake;
    if (self->connected || self->cut)
        return;
    if (self->session == 0)
        self->session = ++fake->next_session;
    self->connected = true;
    self->heard = fake->now;
    self->base.next.last_reply = fake->now;
    set_state(self, WF_STORE_CONNECTED, NULL);
    while ((watch = g_queue_pop_head(&self->late)))
        wf_watch_fire(watch, watch->event);
}

/* The server will end the session when its timeout has passed there, too. */
static void orphan(FakeStore *self, gint64 session)
{
    Orphan o = {session, self->heard + (gint64)(self->timeout_ms + TICK_MS) * 1000};
    if (session)
        g_array_append_val(self->fake->orphans, o);
}

void wf_fake_expire(WfStore *store)
{
    FakeStore *self = from_base(store);
    gint64 session = self->session;
    lose_session(self, "the session expired");
    if (session)
        fake_tree_end_session(self->fake->tree, session);
    connect_store(self);
}

void wf_fake_cut(WfStore *store)
{
    FakeStore *self = from_base(store);
    self->cut = true;
    lose_connection(self);
}

void wf_fake_mend(WfStore *store)
{
    from_base(store)->cut = false;
    connect_store(from_base(store));
}

static void age(FakeStore *self)
{
    gint64 now = self->fake->now;
    if (self->connected) {
        self->heard = now;
        self->base.next.last_reply = now;
    } else if (self->session && now - self->heard > (gint64)self->timeout_ms * 1000) {
        orphan(self, self->session);
        lose_session(self, "no answer for longer than the session timeout");
    }
}

void wf_fake_advance(WfFake *fake, int ms)
{
    fake->now += (gint64)ms * 1000;
    fake->tree->now_ms += ms;
    for (guint i = 0; i < fake->stores->len; i++)
        age(fake->stores->pdata[i]);
    for (guint i = fake->orphans->len; i-- > 0;) {
        Orphan o = g_array_index(fake->orphans, Orphan, i);
        if (fake->now < o.ends)
            continue;
        g_array_remove_index(fake->orphans, i);
        fake_tree_end_session(fake->tree, o.session);
    }
}

/* ---- carrying out requests --------------------------------------------- */

static WfRc apply(FakeStore *self, WfRequest *request)
{
    FakeAsker asker = {self->session, self->identities};
    self->n_requests++;
    return fake_tree_apply(self->fake->tree, &asker, request);
}

static void break_at(FakeStore *self, WfRequest *request, bool applied)
{
    if (applied && !request->watch)
        apply(self, request);
    g_queue_push_head(&self->inbox, request);
    lose_connection(self);
    connect_store(self);
}

static void carry_out(FakeStore *self)
{
    WfRequest *request = g_queue_pop_head(&self->inbox);
    bool faulty = self->fault_in > 0 && --self->fault_in == 0;
    if (!faulty)
        wf_request_finish(request, apply(self, request));
    else if (self->fault == WF_FAULT_FAIL)
        wf_request_finish(request, self->fault_rc);
    else
        break_at(self, request, self->fault == WF_FAULT_LOST_AFTER);
}

bool wf_fake_step(WfFake *fake)
{
    for (guint i = 0; i < fake->stores->len; i++) {
        FakeStore *self = fake->stores->pdata[fake->turn++ % fake->stores->len];
        if (!g_queue_is_empty(&self->inbox)) {
            carry_out(self);
            return true;
        }
    }
    return false;
}

typedef struct {
    GSource source;
    WfFake *fake;
} FakeSource;

static gboolean serve(GSource *source, GSourceFunc callback G_GNUC_UNUSED,
                      gpointer user G_GNUC_UNUSED)
{
    WfFake *fake = ((FakeSource *)source)->fake;
    g_source_set_ready_time(source, -1);
    while (!fake->held && wf_fake_step(fake))
        ;
    return G_SOURCE_CONTINUE;
}

static GSourceFuncs fake_source = {.dispatch = serve};

static void wake(WfFake *fake)
{
    if (!fake->held)
        g_source_set_ready_time(fake->source, 0);
}

void wf_fake_hold(WfFake *fake, bool held)
{
    fake->held = held;
    wake(fake);
}

void wf_fake_fault(WfStore *store, guint nth, WfFault fault, WfRc rc)
{
    FakeStore *self = from_base(store);
    self->fault_in = nth;
    self->fault = fault;
    self->fault_rc = rc;
}

/* ---- the backend ------------------------------------------------------- */

static gint64 fake_now(const WfStore *store)
{
    return from_base(store)->fake->now;
}

static void fake_submit(WfStore *store, WfRequest *request)
{
    FakeStore *self = from_base(store);
    if (!self->connected) {
        wf_request_finish(request, WF_RC_DOWN);
        return;
    }
    g_queue_push_tail(&self->inbox, request);
    wake(self->fake);
}

static void fake_add_auth(WfStore *store, const char *credential)
{
    g_ptr_array_add(from_base(store)->identities, wf_identity(credential));
}

static void fake_close(WfStore *store, bool politely)
{
    FakeStore *self = from_base(store);
    drop_inbox(self, WF_RC_CLOSED);
    g_queue_clear(&self->late);
    fake_tree_drop_watches(self->fake->tree, store);
    if (self->connected)
        self->heard = self->fake->now;
    if (politely && self->connected)
        fake_tree_end_session(self->fake->tree, self->session);
    else
        orphan(self, self->session);
    self->connected = false;
    g_ptr_array_remove(self->fake->stores, self);
}

static void fake_free(WfStore *store)
{
    g_ptr_array_unref(from_base(store)->identities);
    g_free(store);
}

static const WfStoreBackend fake_backend = {
    .name = "fake",
    .now = fake_now,
    .submit = fake_submit,
    .add_auth = fake_add_auth,
    .close = fake_close,
    .free = fake_free,
};

WfFake *wf_fake_new(void)
{
    WfFake *fake = g_new0(WfFake, 1);
    fake->tree = fake_tree_new(on_fire);
    fake->stores = g_ptr_array_new();
    fake->orphans = g_array_new(FALSE, FALSE, sizeof(Orphan));
    fake->now = G_USEC_PER_SEC;
    fake->source = g_source_new(&fake_source, sizeof(FakeSource));
    ((FakeSource *)fake->source)->fake = fake;
    g_source_attach(fake->source, g_main_context_get_thread_default());
    g_source_set_ready_time(fake->source, -1);
    return fake;
}

void wf_fake_free(WfFake *fake)
{
    g_assert(fake->stores->len == 0);
    g_source_destroy(fake->source);
    g_source_unref(fake->source);
    g_ptr_array_unref(fake->stores);
    g_array_unref(fake->orphans);
    fake_tree_free(fake->tree);
    g_free(fake);
}

WfStore *wf_fake_connect(WfFake *fake, int timeout_ms)
{
    FakeStore *self = g_new0(FakeStore, 1);
    self->fake = fake;
    self->timeout_ms = timeout_ms;
    self->identities = g_ptr_array_new_with_free_func(g_free);
    g_queue_init(&self->inbox);
    g_queue_init(&self->late);
    wf_store_init(&self->base, &fake_backend);
    g_ptr_array_add(fake->stores, self);
    connect_store(self);
    return &self->base;
}

/* ---- for assertions ---------------------------------------------------- */

guint64 wf_fake_n_requests(const WfStore *store)
{
    return from_base(store)->n_requests;
}

guint wf_fake_n_watches(const WfFake *fake)
{
    return fake_tree_n_watches(fake->tree);
}

bool wf_fake_peek(WfFake *fake, const char *path, const char **ret_data, gsize *ret_size,
                  WfStat *ret_stat)
{
    const FakeNode *node = g_hash_table_lookup(fake->tree->nodes, path);
    if (!node)
        return false;
    if (ret_data)
        *ret_data = node->data;
    if (ret_size)
        *ret_size = node->size;
    if (ret_stat)
        *ret_stat = node->stat;
    return true;
}

char *wf_fake_dump(WfFake *fake)
{
    GString *text = g_string_new(NULL);
    g_autofree char **paths = wf_text_sorted_keys(fake->tree->nodes);
    for (guint i = 0; paths[i]; i++) {
        const FakeNode *node = g_hash_table_lookup(fake->tree->nodes, paths[i]);
        g_string_append_printf(text, "%s %d%s %s\n", paths[i], node->stat.version,
                               node->stat.owner ? " eph" : "", node->data);
    }
    return g_string_free(text, FALSE);
}
