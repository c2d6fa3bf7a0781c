/* From a model to the store: what prepare writes, and that it can be killed anywhere. */
#include "run_world.h"

#include <weft/store_backend.h>

#define SAMPLE_2 SOURCE_DIR "/samples/connections/connections-v2.yaml"

/* The tree without versions and times. */
static char *tree(World *w)
{
    g_autofree char *whole = wf_fake_dump(w->fake);
    g_autoptr(GRegex) times = g_regex_new(",\"since\":\\d+", 0, 0, NULL);
    g_autofree char *dump = g_regex_replace_literal(times, whole, -1, 0, "", 0, NULL);
    g_auto(GStrv) lines = g_strsplit(dump, "\n", -1);
    GString *text = g_string_new(NULL);
    for (guint i = 0; lines[i]; i++) {
        g_auto(GStrv) parts = g_strsplit(lines[i], " ", 3);
        if (parts[0] && parts[1])
            g_string_append_printf(text, "%s %s\n", parts[0], parts[2] ? parts[2] : "");
    }
    return g_string_free(text, FALSE);
}

/* Only where they differ: whole trees are long. */
static void assert_same(const char *found, const char *expected)
{
    g_auto(GStrv) a = g_strsplit(found, "\n", -1), b = g_strsplit(expected, "\n", -1);
    for (guint i = 0; a[i] && b[i]; i++)
        if (strcmp(a[i], b[i]) != 0)
            fail_msg("line %u is\n%s\nand not\n%s", i, a[i], b[i]);
    assert_string_equal(found, expected);
}

static void prepare_writes_once(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = load(SAMPLE);
    prepare(w, m);
    assert_int_equal(w->counts.vms, 6);
    assert_int_equal(w->counts.manifests, 6);
    assert_int_equal(w->counts.outcomes,
                     17 +
                         1); /* components, and the facts of the one VM that is asked for its own */
    g_autofree char *first = wf_fake_dump(w->fake);
    prepare(w, m);
    assert_int_equal(w->counts.total, 0);
    g_autofree char *second = wf_fake_dump(w->fake);
    assert_same(second, first); /* versions included */
    assert_null(strstr(first, PASSWORD));
    assert_null(strstr(first, "lock"));
}

static void an_update_writes_what_differs(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = load(SAMPLE);
    const char *const parameters[] = {"ldap_bind_password=" PASSWORD,
                                      "public_name=other.example.com", NULL};
    g_autoptr(WfModel) other = load_with(SAMPLE, NULL, parameters);
    prepare(w, m);
    w->want_plan = true;
    prepare(w, other);
    assert_int_equal(w->counts.manifests, 1);
    assert_int_equal(w->counts.outcomes, 0);
    assert_int_equal(w->generation, 2);
    WfPlanSummary summary = wf_plan_summary(w->plan);
    assert_int_equal(summary.update, 1);
    assert_int_equal(summary.create + summary.remove + summary.recreate + summary.maybe, 0);
    assert_int_equal(summary.unchanged, 16);
}

static void what_goes_becomes_a_deletion(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = load(SAMPLE);
    g_autoptr(WfModel) v2 = load(SAMPLE_2);
    prepare(w, m);
    /* it ran, so it has something to undo */
    g_autoptr(WfOutcome) outcome = wf_outcome_new();
    outcome->status = WF_STATUS_DONE;
    g_autoptr(GBytes) bytes = wf_outcome_format(outcome, NULL);
    g_autofree char *path = wf_path_outcome(STACK, "node", "node.ready");
    wf_store_set(w->store, path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), -1, NULL,
                 NULL);
    prepare(w, v2);
    const char *data;
    gsize len;
    g_autofree char *at = wf_path_manifest(STACK, "node");
    assert_true(wf_fake_peek(w->fake, at, &data, &len, NULL));
    g_autoptr(WfManifest) manifest = wf_manifest_parse(data, len, "node", NULL);
    assert_int_equal(manifest->deletions->len, 1);
    const WfEntry *e = manifest->deletions->pdata[0];
    assert_string_equal(e->name, "node.ready");
    assert_int_equal(e->consumers->len, 1); /* conn.sync reads it until it has moved on */
    const WfEntryRead *consumer = e->consumers->pdata[0];
    assert_string_equal(consumer->name, "conn.sync");
    assert_non_null(consumer->deep);
    /* once it is deleted the next prepare forgets it */
    outcome->status = WF_STATUS_DELETED;
    g_autoptr(GBytes) gone = wf_outcome_format(outcome, NULL);
    wf_store_set(w->store, path, g_bytes_get_data(gone, NULL), g_bytes_get_size(gone), -1, NULL,
                 NULL);
    prepare(w, v2);
    assert_false(wf_fake_peek(w->fake, path, NULL, NULL, NULL));
    prepare(w, v2); /* its recipe stayed for an agent that might just be fetching it */
    assert_int_equal(w->counts.total, w->counts.removed);
    prepare(w, v2);
    assert_int_equal(w->counts.total, 0);
}

/* Text that hardly compresses. */
static char *noise(gsize len)
{
    g_autoptr(GString) text = g_string_new("v");
    g_autoptr(GRand) r = g_rand_new_with_seed(1);
    while (text->len < len)
        g_string_append_printf(text, "%08x", g_rand_int(r));
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static bool is_there(World *w, const char *part)
{
    g_autofree char *dump = wf_fake_dump(w->fake);
    return strstr(dump, part);
}

static void a_large_recipe_comes_once_and_goes_whole(void **state)
{
    World *w = *state;
    g_autofree char *script = noise(2 * WF_LIMIT_ZNODE_BYTES);
    g_autofree char *text = g_strdup_printf("  one: {server: a, config: %s}\n"
                                            "  two: {server: a, config: x}\n",
                                            script);
    g_autoptr(WfModel) m = short_model(text);
    g_autoptr(WfModel) next = short_model("  two: {server: a, config: x}\n");
    prepare(w, m);
    g_autoptr(WfManifest) manifest = manifest_of(w, "a");
    const WfEntry *one = manifest->components->pdata[0];
    const WfEntryAction *action = one->actions->pdata[0];
    g_autofree char *path = wf_path_recipe(STACK, action->recipe);
    g_autofree char *chunk = wf_path_chunk(path, 0);
    assert_true(is_there(w, chunk));
    prepare(w, m);
    assert_int_equal(w->counts.total, 0);
    prepare(w, next);
    set_outcome(w, "a", "one", WF_STATUS_DELETED, NULL);
    for (guint i = 0; i < 3; i++) /* an agent may just be fetching it */
        prepare(w, next);
    assert_false(is_there(w, path));
}

/* One that has to stand in several nodes, in the store and when it is looked at again. */
static void a_large_model_is_accepted_and_compared(void **state)
{
    World *w = *state;
    g_autofree char *pad = noise(2 * WF_LIMIT_ZNODE_BYTES);
    g_autofree char *text =
        g_strdup_printf("  one: {server: a, config: x, inputs: {i: %s}}\n", pad);
    g_autofree char *more = g_strconcat(text, "  two: {server: b, config: x}\n", NULL);
    g_autoptr(WfModel) m = short_model(text), next = short_model(more);
    prepare(w, m);
    prepare(w, m);
    assert_int_equal(w->counts.total, 0);
    w->want_plan = true;
    prepare(w, next);
    WfPlanSummary summary = wf_plan_summary(w->plan);
    assert_int_equal(summary.create, 1);
    assert_int_equal(summary.unchanged, 1);
}

/* What reads a thing in two places has to let go of it in both. */
static void consumers_that_moved_count_twice(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) before = short_model("  base: {server: a, config: x, outputs: [o]}\n"
                                            "  one: {server: a, config: x, inputs: {i: {get_attr: "
                                            "[base, o]}}}\n");
    g_autoptr(WfModel) moved = short_model("  base: {server: a, config: x, outputs: [o]}\n"
                                           "  one: {server: b, config: x, inputs: {i: {get_attr: "
                                           "[base, o]}}}\n");
    g_autoptr(WfModel) after = short_model("  stays: {server: a, config: x}\n"
                                           "  too: {server: b, config: x}\n");
    prepare(w, before);
    set_outcome(w, "a", "base", WF_STATUS_DONE, NULL);
    set_outcome(w, "a", "one", WF_STATUS_DONE, NULL);
    prepare(w, moved);
    set_outcome(w, "b", "one", WF_STATUS_DONE, NULL);
    prepare(w, after);
    g_autoptr(WfManifest) a = manifest_of(w, "a");
    const WfEntry *base = NULL;
    for (guint i = 0; i < a->deletions->len; i++)
        if (strcmp(((WfEntry *)a->deletions->pdata[i])->name, "base") == 0)
            base = a->deletions->pdata[i];
    assert_non_null(base);
    assert_int_equal(base->consumers->len, 2);
    const WfEntryRead *first = base->consumers->pdata[0], *second = base->consumers->pdata[1];
    assert_string_equal(first->vm, "a");
    assert_string_equal(second->vm, "b");
    assert_string_equal(second->name, "one");
}

/* Who would have to let go went with its VM. */
static void nobody_waits_for_a_vm_that_is_gone(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) before = short_model("  base: {server: a, config: x, outputs: [o]}\n"
                                            "  one: {server: b, config: x, inputs: {i: {get_attr: "
                                            "[base, o]}}}\n");
    g_autoptr(WfModel) after = short_model("  stays: {server: a, config: x}\n");
    prepare(w, before);
    set_outcome(w, "a", "base", WF_STATUS_DONE, NULL);
    set_outcome(w, "b", "one", WF_STATUS_DONE, NULL);
    for (guint i = 0; i < 2; i++) { /* also where that was prepared before */
        prepare(w, after);
        g_autoptr(WfManifest) a = manifest_of(w, "a");
        assert_int_equal(a->deletions->len, 1);
        assert_int_equal(((WfEntry *)a->deletions->pdata[0])->consumers->len, 0);
    }
    g_autofree char *b = wf_path_manifest(STACK, "b");
    assert_false(wf_fake_peek(w->fake, b, NULL, NULL, NULL));
}

/* Also when nothing is left for it but to undo what it did. */
static void a_vm_runs_as_many_as_its_server_says(void **state)
{
    World *w = *state;
    static const char *const jobs[] = {"4", "2"};
    g_autoptr(WfModel) without = short_model("  other: {server: b, config: x}\n");
    g_autofree char *live = wf_path_live(STACK, "a"), *up = wf_path_up(STACK, "a");
    g_autoptr(WfAcl) open = wf_acl_open();

    for (guint i = 0; i < G_N_ELEMENTS(jobs); i++) {
        g_autofree char *text = g_strdup_printf(
            "heat_template_version: 2018-08-31\nresources:\n"
            "  a: {type: OS::Nova::Server, properties: {flavor: m}, metadata: {weft: {jobs: %s}}}\n"
            "components:\n  one: {server: a, config: \"#!/bin/sh\\n\"}\n",
            jobs[i]);
        g_autoptr(WfModel) m = load_with("jobs.yaml", text, NULL);
        prepare(w, m);
        g_autoptr(WfManifest) a = manifest_of(w, "a");
        assert_int_equal(a->jobs, atoi(jobs[i]));
    }
    wf_store_create(w->store, live, "", 0, open, false, NULL, NULL); /* its agent */
    wf_store_create(w->store, up, "", 0, open, true, NULL, NULL);
    set_outcome(w, "a", "one", WF_STATUS_DONE, NULL);
    prepare(w, without);
    g_autoptr(WfManifest) last = manifest_of(w, "a");
    assert_int_equal(last->deletions->len, 1);
    assert_int_equal(last->jobs, 2);
}

static void on_tried(const json_t *outputs, const GError *error, gpointer user)
{
    World *w = user;
    w->finished = true;
    w->error = error ? g_error_copy(error) : NULL;
    if (error)
        return;
    g_autofree char *text = wf_json_canonical(outputs);
    assert_string_equal(text, "{\"x\":{\"value\":\"v\"}}");
}

/* A value that could not be read is not one that nobody has given yet. */
static void outputs_that_cannot_be_read_are_an_error(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = short_model("  one: {server: a, config: x, outputs: [x]}\n"
                                       "outputs:\n  x: {value: {get_attr: [one, x]}}\n");
    g_autofree char *path = wf_path_outcome(STACK, "a", "one");
    const char *done = "{\"weft\":1,\"status\":\"done\",\"outputs\":{\"x\":\"v\"}}";
    prepare(w, m);
    wf_store_set(w->store, path, done, strlen(done), -1, NULL, NULL);
    for (gsize len = 0; !len;) {
        g_main_context_iteration(NULL, FALSE);
        wf_fake_peek(w->fake, path, NULL, &len, NULL);
    }
    guint failures = 0;
    for (guint nth = 1; nth < 12; nth++) {
        while (!wf_store_is_connected(w->store)) {
            wf_fake_advance(w->fake, 100);
            g_main_context_iteration(NULL, FALSE);
        }
        g_clear_error(&w->error);
        w->finished = false;
        wf_fake_fault(w->store, nth, WF_FAULT_LOST_BEFORE, 0);
        wf_outputs_start(w->store, STACK, w->keys, false, on_tried, w);
        wait_finished(w);
        failures += w->error != NULL;
        wf_fake_fault(w->store, 1000000, WF_FAULT_LOST_BEFORE, 0);
    }
    assert_true(failures >= 8); /* five to begin with, the model, the outcome and what is sealed */
    g_clear_error(&w->error);
}

static void on_whatever(const json_t *outputs, const GError *error, gpointer user)
{
    World *w = user;
    w->finished = true;
    assert_true(!outputs != !error);
}

static GBytes *broken(GRand *r, const char *data, gsize len)
{
    static const char *const texts[] = {
        "",
        "{",
        "[]",
        "{\"weft\":1}",
        "{\"weft\":1,\"chunks\":3,\"size\":600000,\"digest\":\"x\"}",
        "{\"weft\":1,\"generation\":9223372036854775807,\"phase\":\"go\",\"model\":\"x\"}",
        "{\"weft\":1,\"status\":\"done\",\"outputs\":{\"x\":[[]]}}"};
    guint which = g_rand_int_range(r, 0, G_N_ELEMENTS(texts) + 6);
    if (which < G_N_ELEMENTS(texts) || !len)
        return g_bytes_new(texts[which % G_N_ELEMENTS(texts)],
                           strlen(texts[which % G_N_ELEMENTS(texts)]));
    char *copy = g_memdup2(data, len);
    for (guint i = 0; i < which; i++)
        copy[g_rand_int_range(r, 0, (gint32)len)] = (char)g_rand_int_range(r, 0, 256);
    return g_bytes_new_take(copy, which % 2 ? len : len / 2);
}

/* Whatever somebody wrote into the tree: the planner says so, or mends it. */
static void broken_nodes_break_nothing(void **state)
{
    World *w = *state;
    g_autoptr(GRand) r = g_rand_new_with_seed(5);
    g_autoptr(WfModel) m = short_model(
        "  one: {server: a, config: x, outputs: {x: {secret: true}}, inputs: {p: {get_param: "
        "pin}}}\n"
        "  two: {server: b, config: x, inputs: {i: {get_attr: [one, x]}}, outputs: [y]}\n"
        "outputs:\n  x: {value: {get_attr: [one, x]}}\n  y: {value: {get_attr: [two, y]}}\n");
    prepare(w, m);
    g_autofree char *dump = wf_fake_dump(w->fake);
    g_auto(GStrv) lines = g_strsplit(dump, "\n", -1);
    for (guint round = 0; round < 3 * g_strv_length(lines); round++) {
        g_auto(GStrv) parts = g_strsplit(lines[round % g_strv_length(lines)], " ", 2);
        const char *data;
        gsize len;
        if (!parts[0] || !wf_fake_peek(w->fake, parts[0], &data, &len, NULL))
            continue;
        g_autoptr(GBytes) bytes = broken(r, data, len);
        wf_store_set(w->store, parts[0], g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), -1,
                     NULL, NULL);
        w->finished = false;
        wf_outputs_start(w->store, STACK, w->keys, true, on_whatever, w);
        wait_finished(w);
        retry(w, "two");
        w->want_plan = round % 2;
        prepare_with(w, w->store, m, NULL);
        g_clear_pointer(&w->plan, wf_plan_free);
    }
    g_clear_error(&w->error);
}

/* Killed after every single request, and run again by somebody else. */
static void killed_anywhere_it_is_completed(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = load(SAMPLE);
    prepare(w, m);
    g_autofree char *expected = tree(w);
    bool finished = false;

    for (guint64 n = 1; !finished; n++) {
        World other = {.fake = wf_fake_new(), .keys = w->keys};
        finished = prepare_killed(&other, m, n);
        other.store = wf_fake_connect(other.fake, 10000);
        prepare(&other, m);
        g_autofree char *found = tree(&other);
        assert_same(found, expected);
        wf_store_close(other.store);
        wf_fake_free(other.fake);
    }
}

/* The connection breaks at every request, before or after it was carried out. */
static void a_broken_connection_is_survived(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = load(SAMPLE);
    prepare(w, m);
    g_autofree char *expected = tree(w);
    guint64 n_requests = wf_fake_n_requests(w->store);

    for (guint n = 1; n < n_requests; n++) {
        World other = {.fake = wf_fake_new(), .keys = w->keys};
        other.store = wf_fake_connect(other.fake, 10000);
        wf_fake_fault(other.store, n, n % 2 ? WF_FAULT_LOST_BEFORE : WF_FAULT_LOST_AFTER, 0);
        prepare(&other, m);
        g_autofree char *found = tree(&other);
        assert_same(found, expected);
        wf_store_close(other.store);
        wf_fake_free(other.fake);
    }
}

/* What an earlier planner sent arrives after its successor has looked, before it has fenced. */
static void on_late(WfPrepare *p, const WfPrepareProgress *progress, gpointer user)
{
    World *w = user;
    if (progress->phase == WF_PREPARE_READY) {
        g_autofree char *path = wf_path_manifest(STACK, "node");
        wf_store_set(w->store, path, "{}", 2, -1, NULL, NULL);
    }
    on_prepare(p, progress, user);
}

/* What is mended is no new generation. */
static void a_generation_says_when_it_was_made(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = load(SAMPLE);
    g_autofree char *head = wf_path_head(STACK);
    WfStat stat;
    prepare(w, m);
    g_autoptr(WfHead) made = head_of(w);
    assert_true(wf_fake_peek(w->fake, head, NULL, NULL, &stat));
    assert_int_equal(made->since, stat.mtime); /* by the server's clock, which stands still */
    wf_fake_advance(w->fake, 1000);
    g_autofree char *path = wf_path_manifest(STACK, "node");
    wf_store_set(w->store, path, "{}", 2, -1, NULL, NULL);
    prepare(w, m);
    assert_int_not_equal(w->counts.total, 0);
    g_autoptr(WfHead) mended = head_of(w);
    assert_int_equal(mended->since, made->since);
}

static void what_arrives_late_is_seen(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = load(SAMPLE);
    g_autofree char *path = wf_path_head(STACK), *at = wf_path_manifest(STACK, "node");
    const char *data;
    gsize len;
    prepare(w, m);
    assert_true(wf_fake_peek(w->fake, at, &data, &len, NULL));
    g_autofree char *manifest = g_strndup(data, len);
    leave_half_way(w);
    begin(w, (WfPrepareOptions){.model = m}, on_late, w);
    wait_finished(w);
    assert_null(w->error);
    assert_true(wf_fake_peek(w->fake, at, &data, &len, NULL));
    g_autofree char *found = g_strndup(data, len);
    assert_string_equal(found, manifest);
    assert_true(wf_fake_peek(w->fake, path, &data, &len, NULL));
    assert_non_null(strstr(data, "\"go\""));
}

/* Since it was told last how far it is. */
static guint n_breaths;

static void count_breath(WfStore *store G_GNUC_UNUSED)
{
    n_breaths++;
}

/* The first fractions are of working out what is wanted. */
static void on_part(double done, gpointer user)
{
    World *w = user;
    if (done > 0 && done < 0.39)
        *(n_breaths >= 100 ? &w->n_wished : &w->n_refused) += 1;
    n_breaths = 0;
}

/* What was left half-way is looked at once more behind the fence, and so worked out once more, with
 * the lock: without a breath a large model would lose its session there, every time. */
static void working_out_breathes(void **state)
{
    World *w = *state;
    g_autoptr(GString) components = g_string_new(NULL);
    for (guint i = 0; i < 1000; i++)
        g_string_append_printf(components, "  c%u: {server: a, config: x}\n", i);
    g_autoptr(WfModel) m = short_model(components->str);
    prepare(w, m);
    leave_half_way(w);
    WfStoreBackend backend = *w->store->backend;
    const WfStoreBackend *own = w->store->backend;
    backend.breathe = count_breath;
    w->store->backend = &backend;
    begin(w, (WfPrepareOptions){.model = m, .part = {on_part, w}}, on_prepare, w);
    wait_finished(w);
    w->store->backend = own;
    assert_null(w->error);
    assert_int_equal(w->n_refused, 0);
    assert_true(w->n_wished >= 2 * 6);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_vm_runs_as_many_as_its_server_says),
        TEST(prepare_writes_once),
        TEST(an_update_writes_what_differs),
        TEST(a_large_recipe_comes_once_and_goes_whole),
        TEST(a_large_model_is_accepted_and_compared),
        TEST(what_goes_becomes_a_deletion),
        TEST(nobody_waits_for_a_vm_that_is_gone),
        TEST(broken_nodes_break_nothing),
        TEST(outputs_that_cannot_be_read_are_an_error),
        TEST(consumers_that_moved_count_twice),
        TEST(a_generation_says_when_it_was_made),
        TEST(what_arrives_late_is_seen),
        TEST(working_out_breathes),
        TEST(killed_anywhere_it_is_completed),
        TEST(a_broken_connection_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
