/* Nodes that somebody wrote by hand: the agent says so, stays, and goes on once they are mended. */
#include "agent_world.h"

#include <weft/limits.h>

#include "../../src/agent/agent_priv.h"

static const Part parts[] = {
    {.name = "db", .vm = "db", .outputs = "url"},
    {.name = "web", .vm = "web", .reads = "url=db.url"},
};
static const Part changed[] = {
    {.name = "db", .vm = "db", .outputs = "url", .value = "other"},
    {.name = "web", .vm = "web", .reads = "url=db.url"},
};
#define N(p) G_N_ELEMENTS(p)

/* Cut short, deep, of wrong types, no UTF-8, too large, of another version, of another VM. */
static GPtrArray *payloads(void)
{
    static const char *const texts[] = {
        "{",
        "[]",
        "null",
        "\"\"",
        "{\"weft\":2}",
        "{\"weft\":1}",
        "{\"weft\":1,\"chunks\":4000000000}",
        "{\"weft\":1,\"chunks\":-1,\"size\":1,\"digest\":\"x\"}",
        "{\"weft\":1,\"status\":7,\"want\":[],\"outputs\":{\"url\":{}}}",
        "{\"weft\":1,\"vm\":\"nobody\",\"components\":{}}",
        "\xff\xfe{\"weft\":1}",
        "{\"weft\":1,\"x\":\"\xc3\x28\"}"};
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (guint i = 0; i < N(texts); i++)
        g_ptr_array_add(all, g_bytes_new(texts[i], strlen(texts[i])));
    char *deep = g_malloc(100000), *large = g_malloc(260000);
    memset(deep, '[', 100000);
    memset(large, ' ', 260000);
    g_ptr_array_add(all, g_bytes_new_take(deep, 100000));
    g_ptr_array_add(all, g_bytes_new_take(large, 260000));
    return all;
}

static void look_around(World *w)
{
    for (int i = 0; i < 200; i++)
        g_main_context_iteration(NULL, FALSE);
}

static void write_all(World *w, const char *path)
{
    g_autoptr(GPtrArray) all = payloads();
    for (guint i = 0; i < all->len; i++) {
        put(w, g_strdup(path), g_bytes_ref(all->pdata[i]));
        flush_planner(w);
        look_around(w);
    }
}

static void start(World *w)
{
    prepare(w, parts, N(parts));
    start_agent(w, "db");
    start_agent(w, "web");
    run_until_idle(w);
    clear_log(w);
    w->n_trouble = 0;
}

static void a_broken_manifest_changes_nothing(void **state)
{
    World *w = *state;
    start(w);
    g_autofree char *path = wf_path_manifest(STACK, "web");
    write_all(w, path);
    assert_true(w->n_trouble > 0);
    assert_int_equal(w->n_started, 0);
    prepare(w, changed, N(changed));
    run_until_idle(w);
    assert_log(w, "db UPDATE\nweb UPDATE url=other\n");
}

static void a_broken_head_starts_nothing(void **state)
{
    World *w = *state;
    start(w);
    g_autofree char *path = wf_path_head(STACK);
    write_all(w, path);
    assert_true(w->n_trouble > 0);
    assert_int_equal(w->n_started, 0);
    prepare(w, changed, N(changed));
    run_until_idle(w);
    assert_int_equal(count_log(w, "web UPDATE url=other"), 1);
}

/* As long as a node may be, but in few characters: as the agent writes it, it would be longer. */
static GBytes *swollen(World *w, const char *vm, const char *name)
{
    g_autoptr(WfOutcome) o = outcome(w, vm, name);
    o->runs++; /* another agent's */
    json_decref(o->outputs);
    o->outputs = json_pack("{s:s}", "url", "@");
    g_autoptr(GBytes) bytes = wf_outcome_format(o, NULL);
    g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    char *at = strstr(text, "\"@\"");
    assert_non_null(at);
    GString *s = g_string_new(NULL);
    g_string_append_len(s, text, at - text);
    g_string_append_c(s, '[');
    for (guint i = 0; i < 45000; i++)
        g_string_append(s, i ? ",1e9" : "1e9");
    g_string_append_printf(s, "]%s", at + 3);
    return g_string_free_to_bytes(s);
}

static void what_cannot_be_written_again_is_told(void **state)
{
    World *w = *state;
    start(w);
    kill_agent(w, "web");
    kill_agent(w, "db");
    wf_fake_advance(w->fake, 20000);
    put(w, wf_path_outcome(STACK, "db", "db"), swollen(w, "db", "db"));
    Part after[] = {parts[0], {.name = "before", .vm = "db"}};
    after[0].after = "before"; /* another want, and the same to do */
    prepare(w, after, N(after));
    start_agent(w, "db");
    while (!w->n_trouble)
        turn(w);
    assert_non_null(strstr(w->last_text, "more than"));
    look_around(w);
    assert_int_equal(count_log(w, "db "), 0);
}

/* The producer's own agent holds what it came to, and writes it again when it next reports. */
static void a_broken_outcome_is_written_again(void **state)
{
    World *w = *state;
    start(w);
    g_autofree char *path = wf_path_outcome(STACK, "db", "db");
    write_all(w, path);
    assert_int_equal(w->n_started, 0);
    kill_agent(w, "db");
    wf_fake_advance(w->fake, 20000);
    start_agent(w, "db");
    run_until_idle(w);
    assert_status(w, "db", "db", WF_STATUS_DONE);
    assert_int_equal(w->n_started, 0); /* from the journal, not run again */
    prepare(w, changed, N(changed));
    run_until_idle(w);
    assert_int_equal(count_log(w, "web UPDATE url=other"), 1);
}

/* Between the update of its producer and the reading of it. */
static void a_reader_waits_for_a_readable_outcome(void **state)
{
    World *w = *state;
    prepare(w, parts, N(parts));
    start_agent(w, "web");
    look_around(w);
    g_autofree char *path = wf_path_outcome(STACK, "db", "db");
    write_all(w, path);
    assert_int_equal(w->n_started, 0);
    start_agent(w, "db");
    run_until_idle(w);
    assert_status(w, "web", "web", WF_STATUS_DONE);
    assert_log(w, "db CREATE\nweb CREATE url=db.url\n");
}

/* More lazy inputs than an outcome has room to tell of. */
static void what_nobody_can_read_fails_alone(void **state)
{
    World *w = *state;
    const Part two[] = {
        {.name = "a", .vm = "one", .script = "while [ ! -e $LOG.go ]; do sleep 0.01; done"},
        {.name = "b", .vm = "one"}};
    w->jobs = 2;
    prepare(w, two, 2);
    start_agent(w, "one");
    while (!w->agents[0]->order->len || w->n_started < 2)
        turn(w);
    const Component *a = w->agents[0]->order->pdata[0];
    g_autofree char *filler = g_strnfill(WF_LIMIT_ZNODE_BYTES, 'x');
    a->run->outcome->lazy = json_pack("{s:s}", "in", filler);
    say_go(w);
    run_until_idle(w);
    g_autoptr(WfOutcome) failed = outcome(w, "one", "a"), done = outcome(w, "one", "b");
    assert_int_equal(failed->status, WF_STATUS_FAILED);
    assert_non_null(strstr(failed->cause, "more than"));
    assert_int_equal(done->status, WF_STATUS_DONE);
}

/* A secret that a recipe asks for half-way is one in what it prints. */
static void a_secret_that_was_asked_for_is_hidden(void **state)
{
    World *w = *state;
    if (!g_file_test(BUILD_DIR "/weft-agent", G_FILE_TEST_IS_EXECUTABLE))
        skip();
    const Part two[] = {{.name = "a", .vm = "one", .outputs = "!key", .value = "hunter2"},
                        {.name = "b",
                         .vm = "two",
                         .reads = "key=a.key",
                         .lazy = true,
                         .script = "echo key is $(" BUILD_DIR "/weft-agent get key)"}};
    prepare(w, two, 2);
    start_agent(w, "one");
    start_agent(w, "two");
    run_until_idle(w);
    g_autoptr(WfOutcome) o = outcome(w, "two", "b");
    assert_int_equal(o->status, WF_STATUS_DONE);
    assert_string_equal(o->log, "key is ****\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_broken_manifest_changes_nothing),     TEST(a_broken_head_starts_nothing),
        TEST(a_broken_outcome_is_written_again),     TEST(what_cannot_be_written_again_is_told),
        TEST(a_reader_waits_for_a_readable_outcome), TEST(what_nobody_can_read_fails_alone),
        TEST(a_secret_that_was_asked_for_is_hidden),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
