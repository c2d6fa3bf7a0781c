/* A prepare in a child process finds what one of our own does, and ends when it is told to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <weft/errand.h>

#define STACK "shop"
#define SAMPLE SOURCE_DIR "/samples/connections/connections.yaml"

static const guint8 master[32] = "a master key for tests, 32 bytes";

typedef struct {
    WfModel *model;
    WfKeys *keys;
    WfErrand *errand;
    WfComparison *c, *own;
    WfPrepareCounts counts;
    char *list, *own_list, *trouble, *finding;
    guint n_reports;
    double done;
    bool finished;
} World;

#define NO_VALUE                                                                                   \
    "heat_template_version: 2018-08-31\nparameters:\n  word: {type: string}\n"                     \
    "resources:\n  a: {type: OS::Nova::Server}\n"                                                  \
    "components:\n  one: {server: a, config: '#!/bin/sh', inputs: {x: {get_param: word}}}\n"

static WfModel *load(bool whole)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GBytes) bytes = whole ? NULL : g_bytes_new_static(NO_VALUE, strlen(NO_VALUE));
    const char *const parameters[] = {"ldap_bind_password=planted-secret", NULL};
    WfModelOptions options = {.path = SAMPLE,
                              .bytes = bytes,
                              .parameters = whole ? parameters : NULL,
                              .stack_name = STACK};
    WfModel *m = wf_model_load(&options, findings, NULL);
    assert_non_null(m);
    return m;
}

static int set_up(void **state)
{
    World *w = g_new0(World, 1);
    w->model = load(true);
    w->keys = wf_keys_new(master, STACK);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    World *w = *state;
    wf_errand_free(w->errand);
    wf_comparison_free(w->c);
    wf_comparison_free(w->own);
    wf_model_unref(w->model);
    wf_keys_free(w->keys);
    g_free(w->list);
    g_free(w->own_list);
    g_free(w->trouble);
    g_free(w->finding);
    g_free(w);
    return 0;
}

static void on_report(const WfErrandReport *report, gpointer user)
{
    World *w = user;
    assert_false(w->finished); /* nothing comes after the last */
    assert_true(report->done >= w->done || report->comparison);
    w->done = report->done;
    w->n_reports++;
    if (!report->comparison && report->progress.phase != WF_PREPARE_DONE)
        return;
    w->finished = true;
    w->c = report->comparison;
    w->counts = report->counts;
    w->list = g_strdup(report->list);
    if (report->progress.error)
        w->trouble = g_strdup(report->progress.error->message);
    w->finding = g_strdup(report->finding);
    g_clear_pointer(&w->errand, wf_errand_free);
}

static void look(World *w)
{
    WfErrandOptions o = {.stack = STACK, .model = w->model, .keys = w->keys, .dry_run = true};
    w->errand = wf_errand_start(NULL, &o, on_report, w, NULL);
    assert_non_null(w->errand);
    while (!w->finished)
        g_main_context_iteration(NULL, TRUE);
}

static void on_prepare(WfPrepare *p, const WfPrepareProgress *progress, gpointer user)
{
    World *w = user;
    assert_int_equal(progress->phase == WF_PREPARE_DONE, 0);
    if (progress->phase != WF_PREPARE_READY)
        return;
    w->own = wf_prepare_compare(p);
    w->own_list = wf_prepare_list(p);
}

static void look_ourselves(World *w)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    WfPrepareOptions o = {.stack = STACK, .model = w->model, .keys = w->keys, .dry_run = true};
    g_autoptr(WfPrepare) p = wf_prepare_start(NULL, &o, findings, on_prepare, w);
    while (!w->own)
        g_main_context_iteration(NULL, TRUE);
    WfPrepareCounts n = wf_prepare_counts(p);
    assert_memory_equal(&n, &w->counts, sizeof n);
}

static void the_child_finds_the_same(void **state)
{
    World *w = *state;
    look(w);
    assert_null(w->trouble);
    look_ourselves(w);
    assert_string_equal(w->list, w->own_list);
    assert_int_equal(wf_comparison_generation(w->c), wf_comparison_generation(w->own));
    g_autoptr(GPtrArray) paths = wf_comparison_paths(w->c);
    g_autoptr(GPtrArray) own = wf_comparison_paths(w->own);
    assert_true(paths->len > 50);
    assert_int_equal(paths->len, own->len);
    for (guint i = 0; i < paths->len; i++) {
        const char *path = paths->pdata[i];
        assert_string_equal(path, own->pdata[i]);
        assert_int_equal(wf_comparison_of(w->c, path), wf_comparison_of(w->own, path));
        GBytes *value = wf_comparison_expected(w->c, path);
        GBytes *ours = wf_comparison_expected(w->own, path);
        assert_int_equal(!value, !ours);
        if (value) /* what is sealed is another text each time, as long as before */
            assert_int_equal(g_bytes_get_size(value), g_bytes_get_size(ours));
        const GPtrArray *children = wf_comparison_children(w->c, path);
        const GPtrArray *our_children = wf_comparison_children(w->own, path);
        assert_int_equal(children ? children->len : 0, our_children ? our_children->len : 0);
    }
}

static void the_parts_are_the_whole(void **state)
{
    World *w = *state;
    look(w);
    const WfPrepareCounts *n = &w->counts;
    assert_int_equal(n->manifests, n->vms); /* each in one with its VM */
    assert_int_equal(n->vms + n->outcomes + n->sealed + n->recipes + n->models + n->chunks +
                         n->folders + n->rights + n->anchors + n->heads + n->removed,
                     n->total);
    assert_true(g_str_has_prefix(w->list, "create /weft/" STACK "/vms/"));
    assert_null(strstr(w->list, "/acl/"));
    g_autofree char *folders = g_strdup_printf("\ncreate %u folders of the VMs\n", n->folders);
    assert_true(g_str_has_suffix(w->list, folders));
    assert_int_equal(n->anchors, 0); /* nothing goes */
}

static void what_is_wrong_with_the_model_is_told(void **state)
{
    World *w = *state;
    wf_model_unref(w->model);
    w->model = load(false); /* a parameter has no value */
    look(w);
    assert_null(w->c);
    assert_non_null(w->trouble);
    assert_non_null(strstr(w->finding, "'word' has no value"));
}

static void it_ends_when_it_is_freed(void **state)
{
    World *w = *state;
    WfErrandOptions o = {.stack = STACK, .model = w->model, .keys = w->keys, .dry_run = true};
    for (guint i = 0; i < 5; i++) {
        w->errand = wf_errand_start(NULL, &o, on_report, w, NULL);
        assert_non_null(w->errand);
        g_clear_pointer(&w->errand, wf_errand_free);
    }
    look(w); /* only this one is heard of */
    assert_non_null(w->c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_child_finds_the_same, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_parts_are_the_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_wrong_with_the_model_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_ends_when_it_is_freed, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
