/* A small world for tests of preparing: the fake store, keys, short models, and what is in the
 * store afterwards. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <weft/error.h>
#include <weft/fake.h>
#include <weft/limits.h>
#include <weft/run.h>

#define STACK "shop"
#define SAMPLE SOURCE_DIR "/samples/connections/connections.yaml"
#define PASSWORD "planted-secret-7f3a"

static const guint8 master[32] = "a master key for tests, 32 bytes";

typedef struct {
    WfFake *fake;
    WfStore *store;
    WfKeys *keys;
    bool finished;
    WfPrepareCounts counts;
    GError *error;
    bool partly;
    guint n_wished, n_refused;
    WfPlan *plan;
    bool want_plan;
    guint64 generation;
    guint n_waits;        /* told that another holds the lock */
    WfRc rc;              /* of the last single request */
    WfFindings *findings; /* of what begin() began last */
} World;

static inline int set_up(void **state)
{
    World *w = g_new0(World, 1);
    w->fake = wf_fake_new();
    w->store = wf_fake_connect(w->fake, 10000);
    w->keys = wf_keys_new(master, STACK);
    *state = w;
    return 0;
}

static inline int tear_down(void **state)
{
    World *w = *state;
    wf_store_close(w->store);
    wf_fake_free(w->fake);
    wf_keys_free(w->keys);
    g_clear_error(&w->error);
    wf_plan_free(w->plan);
    wf_findings_free(w->findings);
    g_free(w);
    return 0;
}

static inline WfModel *load_with(const char *path, const char *text, const char *const *parameters)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = text ? g_bytes_new(text, strlen(text)) : NULL;
    WfModelOptions options = {
        .path = path, .bytes = bytes, .parameters = parameters, .stack_name = STACK};
    WfModel *m = wf_model_load(&options, findings, &error);
    if (!m)
        fail_msg("%s", error->message);
    for (guint i = 0; i < wf_findings_n(findings); i++)
        if (wf_findings_get(findings, i)->severity == WF_FAULT)
            fail_msg("%s", wf_findings_get(findings, i)->message);
    return m;
}

static inline WfModel *load(const char *path)
{
    const char *const parameters[] = {"ldap_bind_password=" PASSWORD, NULL};
    return load_with(path, NULL, parameters);
}

static inline WfModel *short_model(const char *components)
{
    g_autofree char *text = g_strconcat(
        "heat_template_version: 2018-08-31\n"
        "parameters:\n  word: {type: string}\n  pin: {type: string, hidden: true, default: 1234}\n"
        "resources:\n  a: {type: OS::Nova::Server}\n  b: {type: OS::Nova::Server}\n"
        "  net: {type: OS::Neutron::Net}\n"
        "components:\n",
        components, NULL);
    return load_with("model.yaml", text, NULL);
}

static inline void on_prepare(WfPrepare *p, const WfPrepareProgress *progress, gpointer user)
{
    World *w = user;
    if (progress->phase == WF_PREPARE_READY) {
        w->counts = wf_prepare_counts(p);
        w->generation = progress->generation;
        if (w->want_plan)
            w->plan = wf_prepare_plan(p, &w->error);
        wf_prepare_write(p);
    } else if (progress->phase == WF_PREPARE_DONE) {
        w->finished = true;
        w->error = progress->error ? g_error_copy(progress->error) : w->error;
        w->partly = progress->partly;
        wf_prepare_free(p);
    }
}

static inline void wait_finished(const World *w)
{
    while (!w->finished)
        g_main_context_iteration(NULL, TRUE);
}

/* Starts preparing with @o, to which it adds stack and keys. */
static inline WfPrepare *begin(World *w, WfPrepareOptions o, WfPrepareFunc func, gpointer user)
{
    wf_findings_free(w->findings);
    w->findings = wf_findings_new();
    w->finished = false;
    g_clear_error(&w->error);
    o.stack = STACK;
    o.keys = w->keys;
    return wf_prepare_start(w->store, &o, w->findings, func, user);
}

static inline void prepare_with(World *w, WfStore *store, const WfModel *m, const char *expected)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    WfPrepareOptions options = {.stack = STACK,
                                .model = m,
                                .keys = w->keys,
                                .expected = expected,
                                .with_old = w->want_plan};
    w->finished = w->partly = false;
    w->counts = (WfPrepareCounts){0};
    g_clear_error(&w->error);
    wf_prepare_start(store, &options, findings, on_prepare, w);
    wait_finished(w);
}

/* Begins, and stops the world after the @n-th request of @doomed, or when all is done. NULL: it is.
 */
static inline WfPrepare *prepare_held(World *w, WfStore *doomed, const WfModel *m, guint64 n)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    WfPrepareOptions options = {.stack = STACK, .model = m, .keys = w->keys};
    w->finished = false;
    wf_fake_hold(w->fake, true);
    WfPrepare *p = wf_prepare_start(doomed, &options, findings, on_prepare, w);
    while (!w->finished && wf_fake_n_requests(doomed) < n)
        if (!wf_fake_step(w->fake))
            g_main_context_iteration(NULL, TRUE);
    return w->finished ? NULL : p;
}

/* By somebody who stands still after his @n-th request, as does the server; true: he had finished.
 */
static inline bool prepare_stopped(World *w, WfStore *doomed, const WfModel *m, guint64 n)
{
    WfPrepare *p = prepare_held(w, doomed, m, n);
    if (p)
        wf_prepare_free(p);
    return !p;
}

/* His session ends: the lock goes. */
static inline void end_doomed(World *w, WfStore *doomed)
{
    wf_store_close(doomed);
    wf_fake_hold(w->fake, false);
}

/* By somebody who is killed after his @n-th request, whatever else he has sent; true: he had
 * finished. */
static inline bool prepare_killed(World *w, const WfModel *m, guint64 n)
{
    WfStore *doomed = wf_fake_connect(w->fake, 10000);
    bool finished = prepare_stopped(w, doomed, m, n);

    end_doomed(w, doomed);
    return finished;
}

static inline void prepare(World *w, const WfModel *m)
{
    prepare_with(w, w->store, m, NULL);
    if (w->error)
        fail_msg("%s", w->error->message);
}

static inline void wait_until_there(World *w, const char *path, bool there)
{
    while (wf_fake_peek(w->fake, path, NULL, NULL, NULL) != there)
        g_main_context_iteration(NULL, TRUE);
}

/* What the head says; caller frees. */
static inline WfHead *head_of(World *w)
{
    g_autofree char *path = wf_path_head(STACK);
    const char *data;
    gsize len;
    assert_true(wf_fake_peek(w->fake, path, &data, &len, NULL));
    WfHead *head = wf_head_parse(data, len, NULL);
    assert_non_null(head);
    return head;
}

/* As one leaves the head that is killed. */
static inline void leave_half_way(World *w)
{
    g_autofree char *path = wf_path_head(STACK);
    g_autoptr(WfHead) head = head_of(w);
    head->phase = WF_PHASE_PREPARE;
    g_autoptr(GBytes) half = wf_head_format(head);
    wf_store_set(w->store, path, g_bytes_get_data(half, NULL), g_bytes_get_size(half), -1, NULL,
                 NULL);
}

/* The lock is another session's: @up stands in it. */
static inline void hold_lock(World *w, WfStore *other, GBytes *up)
{
    g_autoptr(WfAcl) open = wf_acl_open();
    g_autofree char *lock = wf_path_lock(STACK);
    char *auth = wf_keys_planner_auth(w->keys);

    wf_store_add_auth(other, auth);
    wf_secret_free(auth);
    wf_store_create(other, lock, up ? g_bytes_get_data(up, NULL) : "{}",
                    up ? g_bytes_get_size(up) : 2, open, true, NULL, NULL);
    wait_until_there(w, lock, true);
}

/* With its chunks. */
static inline GBytes *payload_of(World *w, const char *vm)
{
    g_autofree char *path = wf_path_manifest(STACK, vm), *spill = wf_path_spill(STACK, vm);
    g_autoptr(GPtrArray) chunks = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    WfChunks of;
    const char *head, *data;
    gsize head_len, len;
    assert_true(wf_fake_peek(w->fake, path, &head, &head_len, NULL));
    assert_true(wf_spill_find(head, head_len, WF_LIMIT_MANIFEST_BYTES, &of, NULL));
    for (guint i = 0; i < of.n; i++) {
        g_autofree char *chunk = wf_path_chunk(spill, of.first + i);
        assert_true(wf_fake_peek(w->fake, chunk, &data, &len, NULL));
        g_ptr_array_add(chunks, g_bytes_new(data, len));
    }
    GBytes *whole = wf_spill_join(head, head_len, chunks, NULL);
    assert_non_null(whole);
    return whole;
}

static inline WfManifest *manifest_of(World *w, const char *vm)
{
    g_autoptr(GBytes) whole = payload_of(w, vm);
    gsize len;
    const void *data = g_bytes_get_data(whole, &len);
    WfManifest *m = wf_manifest_parse(data, len, vm, NULL);
    assert_non_null(m);
    return m;
}

static inline void set_outcome(World *w, const char *vm, const char *name, WfStatus status,
                               const char *want)
{
    g_autofree char *path = wf_path_outcome(STACK, vm, name);
    g_autoptr(WfOutcome) o = wf_outcome_new();
    o->status = status;
    o->want = g_strdup(want);
    g_autoptr(GBytes) bytes = wf_outcome_format(o, NULL);
    wf_store_set(w->store, path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), -1, NULL,
                 NULL);
}

static inline void on_wished(const GError *error, gpointer user)
{
    World *w = user;
    w->finished = true;
    w->error = error ? g_error_copy(error) : NULL;
}

static inline void retry(World *w, const char *component)
{
    const char *const names[] = {component, component, NULL};
    w->finished = false;
    g_clear_error(&w->error);
    wf_retry_start(w->store, STACK, names, on_wished, w);
    wait_finished(w);
}
