/* Which stacks there are: of those whose keys are here how they are, of others their names. */
#include "run_world.h"

#include <weft/file.h>

typedef struct {
    World *w;
    char *folder; /* of keys */
    bool told;
    GPtrArray *lines; /* char *, what was told of each stack */
    GError *error;
} Lister;

static int open_lister(void **state)
{
    Lister *l = g_new0(Lister, 1);
    set_up((void **)&l->w);
    l->folder = g_build_filename(g_get_user_data_dir(), "weft", NULL);
    l->lines = g_ptr_array_new_with_free_func(g_free);
    *state = l;
    return 0;
}

static int close_lister(void **state)
{
    Lister *l = *state;
    tear_down((void **)&l->w);
    wf_file_remove_tree(l->folder);
    g_free(l->folder);
    g_ptr_array_unref(l->lines);
    g_clear_error(&l->error);
    g_free(l);
    return 0;
}

static void make(Lister *l, const char *stack, const WfKeys *keys)
{
    World *w = l->w;
    g_autoptr(WfModel) m = short_model("  one: {server: a, config: x}\n"
                                       "  two: {server: b, config: x}\n");
    g_autoptr(WfFindings) findings = wf_findings_new();
    WfPrepareOptions o = {.stack = stack, .model = m, .keys = keys};
    w->finished = false;
    wf_prepare_start(w->store, &o, findings, on_prepare, w);
    wait_finished(w);
    assert_null(w->error);
}

static WfKeys *key_of(const char *stack)
{
    g_autofree char *path = wf_keys_path(NULL, stack);
    WfKeys *keys = wf_keys_open(path, stack, true, NULL);
    assert_non_null(keys);
    return keys;
}

static void write_node(World *w, const char *path, const char *text)
{
    wf_store_set(w->store, path, text, strlen(text), -1, NULL, NULL);
    while (g_main_context_iteration(NULL, FALSE))
        ;
}

static void on_stacks(const GPtrArray *stacks, const GError *error, gpointer user)
{
    Lister *l = user;
    l->told = true;
    l->error = error ? g_error_copy(error) : NULL;
    for (guint i = 0; i < stacks->len; i++) {
        const WfStackState *s = stacks->pdata[i];
        char *line = s->problem
                         ? g_strdup_printf("%s: %s", s->name, s->problem)
                         : g_strdup_printf("%s: %d %s, %s, %u of %u up%s", s->name,
                                           (int)s->generation, wf_phase_name(s->phase), s->sentence,
                                           s->n_up, s->n_vms, s->done ? ", done" : "");
        g_ptr_array_add(l->lines, line);
    }
}

static void list(Lister *l)
{
    WfStore *store = wf_fake_connect(l->w->fake, 10000);
    guint before = wf_fake_n_watches(l->w->fake);
    l->told = false;
    WfStacks *stacks = wf_stacks_start(store, NULL, on_stacks, l);
    while (!l->told)
        g_main_context_iteration(NULL, TRUE);
    wf_stacks_free(stacks);
    assert_int_equal(wf_fake_n_watches(l->w->fake), before);
    wf_store_close(store);
}

static void where_nothing_was_prepared_is_none(void **state)
{
    Lister *l = *state;
    list(l);
    assert_null(l->error);
    assert_int_equal(l->lines->len, 0);
}

static void each_is_told_by_its_own_key(void **state)
{
    Lister *l = *state;
    g_autoptr(WfKeys) shop = key_of("shop"), other = key_of("mixed"), half = key_of("half");
    g_autoptr(WfAcl) acl = wf_acl_open();
    g_autoptr(WfKeys) foreign = wf_keys_random("foreign"), wrong = wf_keys_random("mixed");
    g_auto(GStrv) here = wf_keys_stacks();
    g_autofree char *names = g_strjoinv(" ", here);
    assert_string_equal(names, "half mixed shop");
    make(l, "shop", shop);
    make(l, "foreign", foreign);
    make(l, "mixed", wrong);
    make(l, "half", half);
    write_node(l->w, "/weft/half",
               "{\"weft\":1,\"generation\":2,\"phase\":\"prepare\",\"model\":\"m\"}");
    wf_store_create(l->w->store, "/weft/not%20ours", "", 0, acl, false, NULL, NULL);
    list(l);
    static const char *const lines[] = {
        "foreign: its key is not on this machine",
        "half: 2 prepare, 0 of 0 done, 0 of 0 up",
        "mixed: it was prepared with another key",
        "shop: 1 go, 0 of 2 done, 2 pending, 0 of 2 up",
    };
    assert_null(l->error);
    assert_int_equal(l->lines->len, G_N_ELEMENTS(lines));
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
        assert_string_equal(l->lines->pdata[i], lines[i]);
}

/* One that nobody can read, or that is being torn down, keeps the others waiting for nothing. */
static void what_is_broken_holds_nobody_up(void **state)
{
    Lister *l = *state;
    g_autoptr(WfKeys) broken = key_of("broken"), shop = key_of("shop"), torn = key_of("torn");
    make(l, "broken", broken);
    make(l, "shop", shop);
    make(l, "torn", torn);
    write_node(l->w, "/weft/broken", "{\"weft\":99}");
    wf_store_delete(l->w->store, "/weft/torn/vms/a/st", -1, NULL, NULL);
    list(l);
    assert_int_equal(l->lines->len, 3);
    assert_true(g_str_has_prefix(l->lines->pdata[0],
                                 "broken: the head of stack 'broken' cannot be read: "));
    assert_string_equal(l->lines->pdata[1], "shop: 1 go, 0 of 2 done, 2 pending, 0 of 2 up");
    assert_string_equal(l->lines->pdata[2], "torn: 1 go, 0 of 2 done, 2 pending, 0 of 2 up");
}

/* Also while one of them is looked at. */
static void a_list_may_be_dropped(void **state)
{
    Lister *l = *state;
    g_autoptr(WfKeys) shop = key_of("shop");
    make(l, "shop", shop);
    for (guint steps = 0; !l->told; steps++) {
        WfStore *store = wf_fake_connect(l->w->fake, 10000);
        WfStacks *stacks = wf_stacks_start(store, NULL, on_stacks, l);
        for (guint i = 0; i < steps; i++)
            g_main_context_iteration(NULL, FALSE);
        wf_stacks_free(stacks);
        wf_store_close(store);
    }
    assert_int_equal(l->lines->len, 1);
}

int main(void)
{
    g_autofree char *folder = g_dir_make_tmp("weft-stacks-XXXXXX", NULL);
    g_setenv("XDG_DATA_HOME", folder, TRUE);
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_lister, close_lister)
    const struct CMUnitTest tests[] = {
        TEST(where_nothing_was_prepared_is_none),
        TEST(each_is_told_by_its_own_key),
        TEST(what_is_broken_holds_nobody_up),
        TEST(a_list_may_be_dropped),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    wf_file_remove_tree(folder);
    return failed;
}
