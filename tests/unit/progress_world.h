/* Two VMs as they say what they do, for tests of the reducer: a runs on vm1, b and c on vm2. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <weft/progress.h>

#define D1 "aaaaaaaaaaaaaaaaaaaaaaaa"
#define D2 "bbbbbbbbbbbbbbbbbbbbbbbb"

static inline WfEntry *add_entry(WfManifest *m, const char *name, const char *deep)
{
    WfEntry *entry = wf_entry_new(name);
    entry->spec = g_strdup(D1);
    entry->deep = g_strdup(deep);
    g_ptr_array_add(m->components, entry);
    return entry;
}

/* b on vm2 reads x of a on vm1; c on vm2 follows b. */
static inline GBytes *manifest_1(void)
{
    g_autoptr(WfManifest) m = wf_manifest_new("vm1");
    add_entry(m, "a", D1);
    return wf_manifest_format(m, NULL, NULL, NULL);
}

static inline GBytes *manifest_2(const char *deep_of_c)
{
    g_autoptr(WfManifest) m = wf_manifest_new("vm2");
    WfEntry *b = add_entry(m, "b", D1), *c = add_entry(m, "c", deep_of_c);
    WfEntryInput *in = wf_entry_input_new("in");
    in->value = json_pack("{s:[s, s]}", "get_attr", "a", "x");
    g_ptr_array_add(b->inputs, in);
    g_ptr_array_add(b->reads, wf_entry_read_new("a", "vm1", "a", D1));
    g_ptr_array_add(c->after, wf_entry_read_new("b", "vm2", "b", D1));
    return wf_manifest_format(m, NULL, NULL, NULL);
}

static inline void feed(WfProgress *p, WfProgressKind kind, const char *vm, GBytes *bytes,
                        gint64 at)
{
    gsize len = 0;
    const void *data = bytes ? g_bytes_get_data(bytes, &len) : "";
    assert_true(wf_progress_feed(p, &(WfProgressEvent){kind, vm, NULL, data, len, at, 0, 0}));
    if (bytes)
        g_bytes_unref(bytes);
}

static inline WfProgress *make(void)
{
    WfProgress *p = wf_progress_new("shop");
    feed(p, WF_PROGRESS_MANIFEST, "vm1", manifest_1(), 0);
    feed(p, WF_PROGRESS_MANIFEST, "vm2", manifest_2(D1), 0);
    feed(p, WF_PROGRESS_UP, "vm1", g_bytes_new("{}", 2), 0);
    feed(p, WF_PROGRESS_UP, "vm2", g_bytes_new("{}", 2), 0);
    return p;
}

static inline void say(WfProgress *p, const char *vm, const char *name, WfState state,
                       const char *on, const char *on_vm, gint64 at)
{
    g_autoptr(WfSt) st = wf_st_new();
    WfStEntry *e = wf_st_add(st, name, state);
    e->on = g_strdup(on);
    e->on_vm = g_strdup(on_vm);
    e->output = on_vm ? g_strdup("x") : NULL;
    e->since = at;
    st->at = at;
    feed(p, WF_PROGRESS_ST, vm, wf_st_format(st), at);
}

static inline const WfRow *row(WfProgress *p, const char *vm, const char *name)
{
    return wf_progress_row(p, wf_progress_find(p, vm, name));
}

static inline void learn_head(WfProgress *p, guint64 generation, WfPhase phase, gint64 at)
{
    WfHead head = {.generation = generation, .phase = phase};
    feed(p, WF_PROGRESS_HEAD, NULL, wf_head_format(&head), at);
}

static inline void say_done_for(WfProgress *p, GBytes *manifest, gint64 at)
{
    g_autoptr(WfSt) st = wf_st_new();
    gsize len;
    const void *data = g_bytes_get_data(manifest, &len);
    g_autoptr(WfManifest) m = wf_manifest_parse(data, len, "vm2", NULL);
    wf_st_add(st, "b", WF_STATE_DONE)->since = at;
    wf_st_add(st, "c", WF_STATE_DONE)->since = at;
    st->manifest = wf_manifest_digest(m);
    feed(p, WF_PROGRESS_ST, "vm2", wf_st_format(st), at);
}

static inline void learn_outcome(WfProgress *p, const char *vm, const char *name, WfStatus status,
                                 gint64 started, gint64 finished)
{
    g_autoptr(WfOutcome) o = wf_outcome_new();
    o->status = status;
    o->want = g_strdup(D1);
    o->started = started;
    o->finished = finished;
    g_autoptr(GBytes) bytes = wf_outcome_format(o, NULL);
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);
    assert_true(wf_progress_feed(
        p, &(WfProgressEvent){WF_PROGRESS_OUTCOME, vm, name, data, len, finished, 0, 0}));
}
