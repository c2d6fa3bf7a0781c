/* What a teardown would undo, in which order, before it does. */
#include "run_world.h"

static void agent_comes(World *w, const char *vm)
{
    g_autofree char *live = wf_path_live(STACK, vm), *path = wf_path_up(STACK, vm);
    char *auth = wf_keys_vm_auth(w->keys, vm);
    g_autoptr(WfAcl) acl = wf_acl_open();
    wf_store_add_auth(w->store, auth);
    wf_store_create(w->store, live, "", 0, acl, false, NULL, NULL);
    wf_store_create(w->store, path, "{}", 2, acl, true, NULL, NULL);
    wf_secret_free(auth);
}

typedef struct {
    char *text;
    bool finished;
} Seen;

static void on_look(WfPrepare *p, const WfPrepareProgress *progress, gpointer user)
{
    Seen *seen = user;
    if (progress->error)
        fail_msg("%s", progress->error->message);
    if (progress->phase != WF_PREPARE_READY)
        return;
    json_auto_t *undoing = wf_prepare_undoing(p);
    seen->text = json_dumps(undoing, JSON_COMPACT);
    seen->finished = true;
}

static void expect(World *w, const char *text)
{
    Seen seen = {0};
    g_autoptr(WfFindings) findings = wf_findings_new();
    WfPrepareOptions o = {.stack = STACK, .keys = w->keys, .dry_run = true};
    while (g_main_context_iteration(NULL, FALSE))
        ; /* agents are there */
    g_autofree char *dump = wf_fake_dump(w->fake);
    WfPrepare *p = wf_prepare_start(w->store, &o, findings, on_look, &seen);
    while (!seen.finished)
        g_main_context_iteration(NULL, TRUE);
    wf_prepare_free(p);
    assert_string_equal(seen.text, text);
    g_autofree char *after = wf_fake_dump(w->fake);
    assert_string_equal(dump, after);
    free(seen.text);
}

/* Whoever looks on is told, and so is that it is not any more. */
static void the_head_says_that_it_ends(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = short_model("  one: {server: a, config: x}\n");
    for (guint ending = 0; ending < 3; ending++) {
        prepare_with(w, w->store, ending == 1 ? NULL : m, NULL);
        assert_null(w->error);
        g_autoptr(WfHead) head = head_of(w);
        assert_int_equal(head->ending, ending == 1);
    }
}

/* b uses a, c is on its own; only b has a recipe for it. */
static void what_is_used_goes_after_what_uses_it(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = short_model("  first: {server: a, config: x, outputs: [v]}\n"
                                       "  alone: {server: a, config: x}\n"
                                       "  last:\n"
                                       "    server: b\n"
                                       "    actions: {CREATE: x, DELETE: y}\n"
                                       "    inputs: {v: {get_attr: [first, v]}}\n");
    prepare(w, m);
    expect(w, "{\"waves\":[],\"away\":[{\"vm\":\"a\",\"components\":2},"
              "{\"vm\":\"b\",\"components\":1}]}");
    agent_comes(w, "a");
    agent_comes(w, "b");
    expect(w, "{\"waves\":[[{\"component\":\"alone\",\"vm\":\"a\",\"runs\":false},"
              "{\"component\":\"last\",\"vm\":\"b\",\"runs\":true}],"
              "[{\"component\":\"first\",\"vm\":\"a\",\"runs\":false}]],\"away\":[]}");
}

/* Who is not there any more undoes nothing, and nobody waits for it. */
static void a_vm_without_an_agent_is_left_out(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = short_model("  first: {server: a, config: x, outputs: [v]}\n"
                                       "  last: {server: b, config: x,"
                                       " inputs: {v: {get_attr: [first, v]}}}\n");
    prepare(w, m);
    agent_comes(w, "a");
    expect(w, "{\"waves\":[[{\"component\":\"first\",\"vm\":\"a\",\"runs\":false}]],"
              "\"away\":[{\"vm\":\"b\",\"components\":1}]}");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(the_head_says_that_it_ends),
        TEST(what_is_used_goes_after_what_uses_it),
        TEST(a_vm_without_an_agent_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
