/* A small world for tests of the agent: the fake store, a planner that writes manifests from a
 * short description, agents, and a log in which real scripts say what they did. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <weft/agent.h>
#include <weft/error.h>
#include <weft/fake.h>
#include <weft/protocol.h>

#define STACK "shop"
#define MAX_VMS 8

/* A component. Its script logs "NAME ACTION a=VALUE ...", then writes each output as
 * "NAME.OUTPUT" (or what `value` says), unless `script` says otherwise. */
typedef struct {
    const char *name, *vm;
    const char *reads;   /* "in=producer.output in2=..." */
    const char *after;   /* "a b" */
    const char *outputs; /* "x y"; "!x" is secret, "?x" an error */
    const char *value;   /* of all outputs; changing it changes the recipe */
    const char *script;  /* a whole recipe, without the first line */
    guint retries;
    bool fail_on_crash, lazy, gone, pause, no_signal;
    guint64 retry;
    guint wait_s, timeout_s;
    const char *fallback;
} Part;

typedef struct {
    WfFake *fake;
    WfStore *planner, *stores[MAX_VMS];
    WfAgent *agents[MAX_VMS];
    WfVmKeys *vm_keys[MAX_VMS];
    char *vms[MAX_VMS];
    WfKeys *keys;
    WfHooks *hooks;
    char *folder, *log;
    guint n_started, n_finished, n_settled, n_reported, n_fenced, n_waiting, n_trouble, n_idle;
    char *last_text;
    const char *kill_at; /* drop the agent when this event comes for this component */
    WfAgentEventKind kill_kind;
    int to_kill;
    guint pending;
    const WfStandIn *stand_in;
    guint jobs;
} World;

static void on_event(WfAgent *agent, const WfAgentEvent *event, gpointer user)
{
    World *w = user;
    guint *const counts[] = {
        [WF_AGENT_STARTED] = &w->n_started, [WF_AGENT_FINISHED] = &w->n_finished,
        [WF_AGENT_SETTLED] = &w->n_settled, [WF_AGENT_REPORTED] = &w->n_reported,
        [WF_AGENT_FENCED] = &w->n_fenced,   [WF_AGENT_WAITING] = &w->n_waiting,
        [WF_AGENT_TROUBLE] = &w->n_trouble, [WF_AGENT_IDLE] = &w->n_idle,
    };
    if (event->kind < G_N_ELEMENTS(counts) && counts[event->kind])
        (*counts[event->kind])++;
    if (event->text) {
        g_free(w->last_text);
        w->last_text = g_strdup(event->text);
    }
    if (w->kill_at && event->component && event->kind == w->kill_kind &&
        !strcmp(event->component, w->kill_at)) {
        w->kill_at = NULL;
        for (int i = 0; i < MAX_VMS; i++)
            if (w->agents[i] == agent)
                w->to_kill = i;
    }
}

static World *world_new(void)
{
    World *w = g_new0(World, 1);
    w->folder = g_dir_make_tmp("weft-agent-XXXXXX", NULL);
    w->log = g_build_filename(w->folder, "log", NULL);
    w->fake = wf_fake_new();
    w->planner = wf_fake_connect(w->fake, 10000);
    w->keys = wf_keys_random(STACK);
    w->hooks = wf_hooks_new(NULL);
    w->to_kill = -1;
    return w;
}

static int vm_index(World *w, const char *vm)
{
    for (int i = 0; i < MAX_VMS; i++) {
        if (!w->vms[i]) {
            w->vms[i] = g_strdup(vm);
            g_autofree char *credential = wf_keys_vm_credential(w->keys, vm);
            w->vm_keys[i] = wf_vm_keys_new(credential, vm, NULL);
        }
        if (!strcmp(w->vms[i], vm))
            return i;
    }
    fail_msg("too many VMs");
    return -1;
}

static void start_agent(World *w, const char *vm)
{
    int i = vm_index(w, vm);
    g_autofree char *folder = g_build_filename(w->folder, vm, NULL);
    g_autoptr(GError) error = NULL;
    w->stores[i] = wf_fake_connect(w->fake, 10000);
    WfAgentOptions options = {.stack = STACK,
                              .vm = vm,
                              .keys = w->vm_keys[i],
                              .folder = folder,
                              .hooks = w->hooks,
                              .machine = "machine",
                              .retry_ms = 1,
                              .stand_in = w->stand_in,
                              .jobs = w->jobs,
                              .on_event = on_event,
                              .user = w};
    w->agents[i] = wf_agent_new(w->stores[i], &options, &error);
    if (!w->agents[i])
        fail_msg("%s", error->message);
}

/* As kill -9 would: the session lives on at the server until it expires or is replaced. */
static void kill_agent(World *w, const char *vm)
{
    int i = vm_index(w, vm);
    g_clear_pointer(&w->agents[i], wf_agent_free);
    g_clear_pointer(&w->stores[i], wf_store_abandon);
}

static void turn(World *w)
{
    g_main_context_iteration(NULL, TRUE);
    if (w->to_kill >= 0) {
        kill_agent(w, w->vms[w->to_kill]);
        w->to_kill = -1;
    }
}

/* Until every agent that is there has nothing left to do. Bounded by the test's own timeout. */
static void run_until_idle(World *w)
{
    /* What was just written has to reach the agents: all of that happens in this main context. */
    for (int i = 0; i < 200; i++)
        g_main_context_iteration(NULL, FALSE);
    for (;;) {
        bool idle = true;
        for (int i = 0; i < MAX_VMS; i++)
            idle = idle && (!w->agents[i] || wf_agent_is_idle(w->agents[i]));
        if (idle)
            return;
        turn(w);
    }
}

static void world_free(World *w)
{
    for (int i = 0; i < MAX_VMS; i++) {
        g_clear_pointer(&w->agents[i], wf_agent_free);
        g_clear_pointer(&w->stores[i], wf_store_close);
        wf_vm_keys_free(w->vm_keys[i]);
        g_free(w->vms[i]);
    }
    wf_store_close(w->planner);
    wf_fake_free(w->fake);
    wf_keys_free(w->keys);
    wf_hooks_free(w->hooks);
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", w->folder);
    assert_int_equal(system(command), 0);
    g_free(w->folder);
    g_free(w->log);
    g_free(w->last_text);
    g_free(w);
}

static inline int setup(void **state)
{
    *state = world_new();
    return 0;
}

static inline int teardown(void **state)
{
    world_free(*state);
    return 0;
}

/* A test with a world of its own. */
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* ---- the planner ---- */

static void on_written(WfStore *store, const WfReply *reply, gpointer user)
{
    World *w = user;
    if (reply->rc != WF_RC_OK && reply->rc != WF_RC_NODE_EXISTS)
        fail_msg("%s: %s", reply->path, wf_rc_text(reply->rc));
    w->pending--;
}

static void make(World *w, char *path)
{
    g_autoptr(WfAcl) acl = wf_acl_open();
    w->pending++;
    wf_store_create(w->planner, path, "", 0, acl, false, on_written, w);
    g_free(path);
}

static void put(World *w, char *path, GBytes *bytes)
{
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);
    w->pending++;
    wf_store_set(w->planner, path, data, len, -1, on_written, w);
    g_bytes_unref(bytes);
    g_free(path);
}

static void flush_planner(World *w)
{
    while (w->pending)
        turn(w);
}

static void set_phase(World *w, WfPhase phase)
{
    put(w, wf_path_head(STACK), wf_head_format(&(WfHead){.generation = 1, .phase = phase}));
    flush_planner(w);
}

static char *script_of(const World *w, const Part *p)
{
    GString *s = g_string_new("#!/bin/sh\n");
    if (p->script) { /* what is not read any more, as its agent was killed, ends none */
        g_string_append_printf(s, "trap '' PIPE\nLOG='%s'\n%s", w->log, p->script);
        return g_string_free(s, FALSE);
    }
    g_string_append_printf(s, "line='%s '$WEFT_ACTION\n", p->name);
    g_auto(GStrv) reads = g_strsplit(p->reads ? p->reads : "", " ", -1);
    for (guint i = 0; reads[i] && *reads[i]; i++) {
        *strchr(reads[i], '=') = '\0';
        g_string_append_printf(s, "line=\"$line %s=$%s\"\n", reads[i], reads[i]);
    }
    g_string_append_printf(s, "echo \"$line\" >> '%s'\n", w->log);
    g_auto(GStrv) outputs = g_strsplit(p->outputs ? p->outputs : "", " ", -1);
    for (guint i = 0; outputs[i] && *outputs[i]; i++) {
        const char *name = outputs[i] + (*outputs[i] == '!');
        g_autofree char *value =
            p->value ? g_strdup(p->value) : g_strdup_printf("%s.%s", p->name, name);
        g_string_append_printf(s, "printf '%%s' '%s' > $heat_outputs_path.%s\n", value, name);
    }
    return g_string_free(s, FALSE);
}

static const Part *part_of(const Part *parts, guint n, const char *name)
{
    for (guint i = 0; i < n; i++)
        if (!strcmp(parts[i].name, name))
            return &parts[i];
    fail_msg("no part %s", name);
    return NULL;
}

static WfEntryRead *read_in(WfEntry *e, const char *key)
{
    for (guint i = 0; i < e->reads->len; i++)
        if (!strcmp(((WfEntryRead *)e->reads->pdata[i])->key, key))
            return e->reads->pdata[i];
    return NULL;
}

static void add_inputs(World *w, WfEntry *e, const Part *p, const Part *parts, guint n,
                       GHashTable *deep)
{
    g_auto(GStrv) reads = g_strsplit(p->reads ? p->reads : "", " ", -1);
    for (guint i = 0; reads[i] && *reads[i]; i++) {
        g_auto(GStrv) r = g_strsplit_set(reads[i], "=.", 3);
        WfEntryInput *in = wf_entry_input_new(r[0]);
        in->lazy = p->lazy;
        in->wait_s = p->wait_s;
        in->then = p->fallback ? WF_THEN_DEFAULT : WF_THEN_FAIL;
        in->fallback = p->fallback ? json_string(p->fallback) : NULL;
        in->value = json_pack("{s:[s, s]}", "get_attr", r[1], r[2]);
        g_ptr_array_add(e->inputs, in);
        if (!strcmp(r[1], "@self"))
            continue;
        const Part *from = part_of(parts, n, r[1]);
        WfEntryRead *read = read_in(e, r[1]);
        if (!read) {
            read = wf_entry_read_new(r[1], from->vm, r[1], g_hash_table_lookup(deep, r[1]));
            g_ptr_array_add(e->reads, read);
        }
        g_autofree char *secret = g_strconcat("!", r[2], NULL);
        if (from->outputs && strstr(from->outputs, secret)) {
            g_autofree char *key = wf_keys_output_key_for_vm(w->keys, r[1], r[2], p->vm);
            if (!read->keys)
                read->keys = json_object();
            json_object_set_new(read->keys, r[2], json_string(key));
            in->secret = true;
        }
    }
}

static void add_outputs(World *w, WfEntry *e, const Part *p)
{
    g_auto(GStrv) outputs = g_strsplit(p->outputs ? p->outputs : "", " ", -1);
    for (guint i = 0; outputs[i] && *outputs[i]; i++) {
        WfEntryOutput *o = wf_entry_output_new(outputs[i] + (strchr("!?", *outputs[i]) != NULL));
        o->secret = *outputs[i] == '!';
        o->error_output = *outputs[i] == '?';
        o->public_key = o->secret ? wf_keys_output_public(w->keys, p->name, o->name) : NULL;
        g_ptr_array_add(e->outputs, o);
    }
}

static WfEntry *entry_of(World *w, const Part *p, const Part *parts, guint n, GHashTable *deep)
{
    const guint8 *key = wf_keys_digest_key(w->keys);
    WfEntry *e = wf_entry_new(p->name);
    g_autofree char *text = script_of(w, p);
    json_t *config = json_string(text);
    g_autofree char *digest = wf_recipe_digest(key, config);
    make(w, wf_path_recipe(STACK, digest));
    put(w, wf_path_recipe(STACK, digest), wf_recipe_format(config));
    json_decref(config);
    static const char *const actions[] = {"CREATE", "UPDATE", "DELETE"};
    for (guint i = 0; i < 3; i++)
        g_ptr_array_add(e->actions, wf_entry_action_new(actions[i], digest));
    add_inputs(w, e, p, parts, n, deep);
    add_outputs(w, e, p);
    g_auto(GStrv) after = g_strsplit(p->after ? p->after : "", " ", -1);
    for (guint i = 0; after[i] && *after[i]; i++) {
        const Part *before = part_of(parts, n, after[i]);
        WfEntryRead *read =
            wf_entry_read_new(after[i], before->vm, after[i], g_hash_table_lookup(deep, after[i]));
        read->delivered = before->no_signal;
        g_ptr_array_add(e->after, read);
    }
    e->no_signal = p->no_signal;
    e->retries = p->retries;
    e->timeout_s = p->timeout_s ? p->timeout_s : e->timeout_s;
    e->retry = p->retry;
    e->pause = p->pause;
    e->on_crash = p->fail_on_crash ? WF_CRASH_FAIL : WF_CRASH_RERUN;
    e->spec = wf_entry_spec(key, e);
    e->deep = wf_entry_deep(key, e);
    return e;
}

/* Who reads a part that goes has to let go of it first. */
static void add_consumers(WfEntry *e, const Part *p, const Part *parts, guint n, GHashTable *deep)
{
    g_autofree char *needle = g_strdup_printf("=%s.", p->name);
    for (guint i = 0; i < n; i++)
        if (parts[i].reads && strstr(parts[i].reads, needle))
            g_ptr_array_add(
                e->consumers,
                wf_entry_read_new(parts[i].name, parts[i].vm, parts[i].name,
                                  parts[i].gone ? NULL : g_hash_table_lookup(deep, parts[i].name)));
}

/* Parts in topological order. Writes what `weft prepare` would, and says go. */
static void prepare(World *w, const Part *parts, guint n)
{
    static const char *const tops[] = {"/weft", "/weft/" STACK, "/weft/" STACK "/recipes",
                                       "/weft/" STACK "/vms"};
    for (guint i = 0; i < G_N_ELEMENTS(tops); i++)
        make(w, g_strdup(tops[i]));
    g_autoptr(GHashTable) manifests = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) deep = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    g_autoptr(GPtrArray) gone = g_ptr_array_new();
    for (guint i = 0; i < n; i++) {
        const Part *p = &parts[i];
        WfManifest *m = g_hash_table_lookup(manifests, p->vm);
        if (!m) {
            g_hash_table_insert(manifests, (gpointer)p->vm, m = wf_manifest_new(p->vm));
            make(w, wf_path_manifest(STACK, p->vm));
            make(w, wf_path_outcomes(STACK, p->vm));
            make(w, wf_path_outcome(STACK, p->vm, WF_FACTS));
        }
        make(w, wf_path_outcome(STACK, p->vm, p->name));
        make(w, wf_path_sealed(STACK, p->vm, p->name));
        WfEntry *e = entry_of(w, p, parts, n, deep);
        g_hash_table_insert(deep, (gpointer)p->name, g_strdup(e->deep));
        g_ptr_array_add(p->gone ? m->deletions : m->components, e);
        if (p->gone)
            g_ptr_array_add(gone, e);
    }
    for (guint i = 0; i < gone->len; i++) {
        WfEntry *e = gone->pdata[i];
        add_consumers(e, part_of(parts, n, e->name), parts, n, deep);
    }
    GHashTableIter iter;
    WfManifest *m;
    g_hash_table_iter_init(&iter, manifests);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&m)) {
        g_autoptr(GError) error = NULL;
        GBytes *bytes = wf_manifest_format(m, NULL, NULL, &error);
        if (!bytes)
            fail_msg("%s", error->message);
        put(w, wf_path_manifest(STACK, m->vm), bytes);
        wf_manifest_free(m);
    }
    set_phase(w, WF_PHASE_GO);
}

/* Everything that can happen without the passing of time. */
static inline void settle_down(World *w)
{
    for (int i = 0; i < 400; i++) {
        g_main_context_iteration(NULL, FALSE);
        g_usleep(100);
    }
}

/* Lets scripts go on that wait for $LOG.go. */
static inline void say_go(World *w)
{
    g_autofree char *go = g_strconcat(w->log, ".go", NULL);
    assert_true(g_file_set_contents(go, "", 0, NULL));
}

/* ---- looking ---- */

static inline WfOutcome *outcome(World *w, const char *vm, const char *name)
{
    g_autofree char *path = wf_path_outcome(STACK, vm, name);
    const char *data;
    gsize size;
    assert_true(wf_fake_peek(w->fake, path, &data, &size, NULL));
    WfOutcome *o = wf_outcome_parse(data, size, NULL);
    assert_non_null(o);
    return o;
}

static inline void assert_status(World *w, const char *vm, const char *name, WfStatus status)
{
    g_autoptr(WfOutcome) o = outcome(w, vm, name);
    if (o->status != status)
        fail_msg("%s is %s: %s", name, wf_status_name(o->status), o->cause);
}

static inline char *read_log(World *w)
{
    char *text = NULL;
    return g_file_get_contents(w->log, &text, NULL, NULL) ? text : g_strdup("");
}

static inline void clear_log(World *w)
{
    g_unlink(w->log);
    w->n_started = w->n_finished = w->n_settled = w->n_reported = 0;
}

static inline void assert_log(World *w, const char *expected)
{
    g_autofree char *text = read_log(w);
    assert_string_equal(text, expected);
}

/* How many lines begin with this. */
static inline guint count_log(World *w, const char *start)
{
    g_autofree char *text = read_log(w);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint n = 0;
    for (guint i = 0; lines[i]; i++)
        n += g_str_has_prefix(lines[i], start);
    return n;
}
