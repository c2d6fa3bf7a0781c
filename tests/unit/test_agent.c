/* The engine: real scripts, the fake store, one to three VMs. */
#include "agent_world.h"

static const Part shop[] = {
    {.name = "install", .vm = "app"},
    {.name = "db", .vm = "db", .outputs = "url !password"},
    {.name = "config",
     .vm = "app",
     .reads = "url=db.url pw=db.password",
     .after = "install",
     .outputs = "site"},
    {.name = "lb", .vm = "lb", .reads = "site=config.site"},
};
#define N(parts) G_N_ELEMENTS(parts)

static void start_shop(World *w, const Part *parts, guint n)
{
    prepare(w, parts, n);
    start_agent(w, "app");
    start_agent(w, "db");
    start_agent(w, "lb");
    run_until_idle(w);
}

static void values_flow_between_vms(void **state)
{
    World *w = *state;
    start_shop(w, shop, N(shop));
    for (guint i = 0; i < N(shop); i++)
        assert_status(w, shop[i].vm, shop[i].name, WF_STATUS_DONE);
    assert_int_equal(count_log(w, "config CREATE url=db.url pw=db.password"), 1);
    assert_int_equal(count_log(w, "lb CREATE site=config.site"), 1);
    assert_int_equal(w->n_started, 4);
    g_autoptr(WfOutcome) db = outcome(w, "db", "db");
    assert_true(db->sealed);
    assert_null(json_object_get(db->outputs, "password"));
    g_autofree char *tree = wf_fake_dump(w->fake);
    assert_null(strstr(tree, "pw=db.password")); /* neither log nor value in clear */
    g_autoptr(WfOutcome) facts = outcome(w, "app", WF_FACTS);
    assert_int_equal(facts->status, WF_STATUS_DONE);
}

/* As a recipe written for Heat has them */
static void heats_own_inputs_are_there(void **state)
{
    World *w = *state;
    const Part parts[] = {
        {.name = "a",
         .vm = "app",
         .script = "echo $deploy_action of $deploy_resource_name in $deploy_stack_id,"
                   "$deploy_signal_transport ${deploy_server_id:+id} >>$LOG\n"},
    };
    prepare(w, parts, N(parts));
    start_agent(w, "app");
    run_until_idle(w);
    assert_int_equal(count_log(w, "CREATE of a in " STACK ",NO_SIGNAL id"), 1);
}

/* Viewers read st alone: who says that it is idle, and perhaps ends, has told them so. */
static void viewers_have_heard_of_the_end(void **state)
{
    World *w = *state;
    start_shop(w, shop, N(shop));
    g_autofree char *path = wf_path_st(STACK, "app");
    const char *data;
    gsize size;
    assert_true(wf_fake_peek(w->fake, path, &data, &size, NULL));
    g_autoptr(WfSt) st = wf_st_parse(data, size, NULL);
    assert_non_null(st);
    assert_int_equal(st->n[WF_STATE_DONE], 2);
    assert_int_equal(st->entries->len, 2);
}

static void agents_may_come_in_any_order(void **state)
{
    World *w = *state;
    start_agent(w, "lb"); /* before anything is prepared */
    for (int i = 0; i < 20; i++)
        g_main_context_iteration(NULL, FALSE);
    prepare(w, shop, N(shop));
    start_agent(w, "app");
    for (int i = 0; i < 50; i++)
        g_main_context_iteration(NULL, FALSE);
    start_agent(w, "db");
    run_until_idle(w);
    assert_status(w, "lb", "lb", WF_STATUS_DONE);
}

static void nothing_starts_before_go(void **state)
{
    World *w = *state;
    prepare(w, shop, N(shop));
    set_phase(w, WF_PHASE_PAUSE);
    start_agent(w, "db");
    for (int i = 0; i < 200; i++)
        g_main_context_iteration(NULL, FALSE);
    assert_int_equal(w->n_started, 0);
    set_phase(w, WF_PHASE_GO);
    run_until_idle(w);
    assert_int_equal(w->n_started, 1);
}

/* ---- updates ---- */

/* Pause lets what runs go on; halt ends it, as if it had never been. */
static void a_halt_ends_what_runs(void **state)
{
    World *w = *state;
    const Part parts[] = {{.name = "long",
                           .vm = "app",
                           .script = "echo begun $WEFT_ATTEMPT | tee -a $LOG\n"
                                     "[ -e $LOG.again ] || sleep 1000\n"},
                          {.name = "next", .vm = "app", .after = "long"}};
    prepare(w, parts, N(parts));
    start_agent(w, "app");
    while (!count_log(w, "begun"))
        turn(w);
    set_phase(w, WF_PHASE_PAUSE);
    for (int i = 0; i < 50; i++)
        g_main_context_iteration(NULL, FALSE);
    assert_int_equal(w->n_finished, 0);
    set_phase(w, WF_PHASE_HALT);
    while (!w->n_finished)
        turn(w);
    for (int i = 0; i < 50; i++)
        g_main_context_iteration(NULL, FALSE);
    assert_status(w, "app", "long", WF_STATUS_NONE);
    assert_int_equal(w->n_started, 1);
    g_autofree char *again = g_strconcat(w->log, ".again", NULL);
    assert_true(g_file_set_contents(again, "", 0, NULL));
    set_phase(w, WF_PHASE_GO);
    run_until_idle(w);
    assert_log(w, "begun 1\nbegun 1\nnext CREATE\n");
    assert_status(w, "app", "next", WF_STATUS_DONE);
}

static void preparing_again_changes_nothing(void **state)
{
    World *w = *state;
    start_shop(w, shop, N(shop));
    clear_log(w);
    prepare(w, shop, N(shop));
    run_until_idle(w);
    assert_int_equal(w->n_started + w->n_settled + w->n_reported, 0);
}

static void same_value_stops_the_wave(void **state)
{
    World *w = *state;
    start_shop(w, shop, N(shop));
    clear_log(w);
    Part changed[N(shop)];
    memcpy(changed, shop, sizeof shop);
    changed[2].script = "echo config $WEFT_ACTION >> $LOG\n"
                        "printf '%s' config.site > $heat_outputs_path.site\n";
    prepare(w, changed, N(changed));
    while (w->n_settled < 1)
        turn(w);
    run_until_idle(w);
    assert_log(w, "config UPDATE\n"); /* lb saw the same value and did not run */
    assert_int_equal(w->n_settled, 1);
    assert_status(w, "lb", "lb", WF_STATUS_DONE);
}

static void other_value_goes_on(void **state)
{
    World *w = *state;
    start_shop(w, shop, N(shop));
    clear_log(w);
    Part changed[N(shop)];
    memcpy(changed, shop, sizeof shop);
    changed[2].value = "elsewhere";
    prepare(w, changed, N(changed));
    while (!count_log(w, "lb"))
        turn(w);
    run_until_idle(w);
    assert_log(w, "config UPDATE url=db.url pw=db.password\nlb UPDATE site=elsewhere\n");
    clear_log(w);
    prepare(w, shop, N(shop)); /* back again: an update like any other */
    while (!count_log(w, "lb"))
        turn(w);
    run_until_idle(w);
    assert_log(w, "config UPDATE url=db.url pw=db.password\nlb UPDATE site=config.site\n");
}

static void many_settle_in_one_write(void **state)
{
    World *w = *state;
    Part chain[40];
    char names[40][8], reads[40][16];
    for (guint i = 0; i < 40; i++) {
        g_snprintf(names[i], sizeof names[i], "c%u", i);
        g_snprintf(reads[i], sizeof reads[i], "x=c%u.v", i ? i - 1 : 0);
        chain[i] =
            (Part){.name = names[i], .vm = "one", .reads = i ? reads[i] : NULL, .outputs = "v"};
    }
    prepare(w, chain, 40);
    start_agent(w, "one");
    run_until_idle(w);
    clear_log(w);
    guint64 before = wf_fake_n_requests(w->stores[0]);
    chain[0].script = "echo c0 >> $LOG; printf c0.v > $heat_outputs_path.v";
    prepare(w, chain, 40);
    while (w->n_settled < 39)
        turn(w);
    run_until_idle(w);
    assert_log(w, "c0\n");
    /* manifest, recipe, head, outcome, settled ones, st: but not one for each of the 39 */
    assert_in_range(wf_fake_n_requests(w->stores[0]) - before, 1, 15);
}

static void settling_needs_no_slot(void **state)
{
    World *w = *state;
    Part parts[] = {{.name = "slow", .vm = "one"},
                    {.name = "a", .vm = "two", .outputs = "v"},
                    {.name = "b", .vm = "one", .reads = "v=a.v"}};
    prepare(w, parts, 3);
    start_agent(w, "one");
    start_agent(w, "two");
    run_until_idle(w);
    clear_log(w);
    parts[0].script = "while [ ! -e $LOG.go ]; do sleep 0.01; done";
    parts[1].script = "printf a.v > $heat_outputs_path.v";
    prepare(w, parts, 3);
    while (!w->n_settled) /* b, while the only slot is taken */
        turn(w);
    assert_int_equal(w->n_finished, 1);
    g_autofree char *go = g_strconcat(w->log, ".go", NULL);
    assert_true(g_file_set_contents(go, "", 0, NULL));
    run_until_idle(w);
    assert_log(w, "");
}

static void an_update_overtakes_a_run(void **state)
{
    World *w = *state;
    Part parts[] = {{.name = "a",
                     .vm = "one",
                     .outputs = "v",
                     .script =
                         "echo old >> $LOG; echo up; while [ ! -e $LOG.go ]; do sleep 0.01; done; "
                         "printf 1 > $heat_outputs_path.v"},
                    {.name = "b", .vm = "one", .reads = "v=a.v"}};
    prepare(w, parts, 2);
    start_agent(w, "one");
    while (!count_log(w, "old"))
        turn(w);
    parts[0].script = "echo new >> $LOG; printf 2 > $heat_outputs_path.v";
    prepare(w, parts, 2);
    g_autofree char *go = g_strconcat(w->log, ".go", NULL);
    assert_true(g_file_set_contents(go, "", 0, NULL));
    while (!count_log(w, "b"))
        turn(w);
    run_until_idle(w);
    assert_log(w, "old\nnew\nb CREATE v=2\n"); /* b never saw the overtaken value */
}

static void deletion_is_in_reverse(void **state)
{
    World *w = *state;
    start_shop(w, shop, N(shop));
    clear_log(w);
    Part gone[N(shop)];
    memcpy(gone, shop, sizeof shop);
    for (guint i = 1; i < N(shop); i++)
        gone[i].gone = true;
    prepare(w, gone, N(gone));
    while (!count_log(w, "db"))
        turn(w);
    run_until_idle(w);
    assert_log(w,
               "lb DELETE site=config.site\nconfig DELETE url=db.url pw=db.password\ndb DELETE\n");
    assert_status(w, "db", "db", WF_STATUS_DELETED);
    assert_status(w, "app", "install", WF_STATUS_DONE);
}

/* A recipe that began has something to undo, whatever became of it. */
static void what_only_began_is_deleted(void **state)
{
    World *w = *state;
    Part parts[] = {
        {.name = "fails",
         .vm = "one",
         .script = "echo fails $WEFT_ACTION >> $LOG\n"
                   "test $WEFT_ACTION = DELETE\n"},
        {.name = "tries",
         .vm = "one",
         .retries = 1000,
         .script = "echo tries $WEFT_ACTION >> $LOG\ntest $WEFT_ACTION = DELETE\n"},
        {.name = "never", .vm = "one", .pause = true},
    };
    prepare(w, parts, N(parts));
    start_agent(w, "one");
    while (!count_log(w, "fails") || !count_log(w, "tries"))
        turn(w);
    while (!w->n_reported)
        turn(w);
    clear_log(w);
    for (guint i = 0; i < N(parts); i++) {
        parts[i].gone = true;
        parts[i].pause = false;
    }
    prepare(w, parts, N(parts));
    while (!count_log(w, "fails DELETE") || !count_log(w, "tries DELETE"))
        turn(w);
    run_until_idle(w);
    assert_int_equal(count_log(w, "fails DELETE"), 1);
    assert_int_equal(count_log(w, "tries DELETE"), 1);
    assert_int_equal(count_log(w, "never"), 0);
    for (guint i = 0; i < N(parts); i++)
        assert_status(w, "one", parts[i].name, WF_STATUS_DELETED);
}

/* The same digest again after a DELETE that failed: that failure is no answer to it. */
static void what_could_not_be_deleted_can_come_back(void **state)
{
    World *w = *state;
    Part parts[] = {{.name = "a",
                     .vm = "one",
                     .script = "echo a $WEFT_ACTION >> $LOG\ntest $WEFT_ACTION != DELETE\n"}};
    prepare(w, parts, N(parts));
    start_agent(w, "one");
    run_until_idle(w);
    parts[0].gone = true;
    prepare(w, parts, N(parts));
    while (!count_log(w, "a DELETE"))
        turn(w);
    run_until_idle(w);
    assert_status(w, "one", "a", WF_STATUS_FAILED);
    parts[0].gone = false;
    prepare(w, parts, N(parts));
    run_until_idle(w);
    assert_log(w, "a CREATE\na DELETE\na CREATE\n");
    assert_status(w, "one", "a", WF_STATUS_DONE);
}

static void what_went_well_needs_no_further_attempt(void **state)
{
    World *w = *state;
    Part parts[] = {
        {.name = "a", .vm = "one", .script = "echo a $WEFT_ACTION $WEFT_ATTEMPT >> $LOG\n"}};
    prepare(w, parts, N(parts));
    start_agent(w, "one");
    run_until_idle(w);
    parts[0].gone = true;
    prepare(w, parts, N(parts));
    while (!count_log(w, "a DELETE"))
        turn(w);
    run_until_idle(w);
    parts[0].gone = false;
    prepare(w, parts, N(parts));
    run_until_idle(w);
    assert_log(w, "a CREATE 1\na DELETE 1\na CREATE 1\n");
}

/* ---- failures ---- */

static void failures_hold_what_follows_until_retried(void **state)
{
    World *w = *state;
    Part parts[] = {{.name = "a",
                     .vm = "one",
                     .outputs = "v",
                     .retries = 2,
                     .script = "echo try $WEFT_ATTEMPT >> $LOG; [ -e $LOG.ok ] || exit 5; "
                               "printf 1 > $heat_outputs_path.v"},
                    {.name = "b", .vm = "two", .reads = "v=a.v"}};
    prepare(w, parts, 2);
    start_agent(w, "one");
    start_agent(w, "two");
    while (!w->agents[0] || !wf_agent_is_idle(w->agents[0]))
        turn(w);
    assert_log(w, "try 1\ntry 2\ntry 3\n");
    g_autoptr(WfOutcome) o = outcome(w, "one", "a");
    assert_int_equal(o->status, WF_STATUS_FAILED);
    assert_int_equal(o->exit, 5);
    assert_int_equal(o->attempt, 3);
    assert_status(w, "two", "b", WF_STATUS_NONE); /* not written: who looks derives it */
    parts[0].retry = 1;
    prepare(w, parts, 2);
    while (count_log(w, "try") < 6 || !wf_agent_is_idle(w->agents[0]))
        turn(w);
    assert_int_equal(count_log(w, "try"), 6); /* as often as before, and no more */
    g_autofree char *ok = g_strconcat(w->log, ".ok", NULL);
    assert_true(g_file_set_contents(ok, "", 0, NULL));
    parts[0].retry = 2;
    prepare(w, parts, 2);
    while (!count_log(w, "b"))
        turn(w);
    run_until_idle(w);
    assert_log(w, "try 1\ntry 2\ntry 3\ntry 4\ntry 5\ntry 6\ntry 7\nb CREATE v=1\n");
}

static void a_default_replaces_what_failed(void **state)
{
    World *w = *state;
    const Part parts[] = {{.name = "a", .vm = "one", .outputs = "v", .script = "exit 1"},
                          {.name = "b", .vm = "two", .reads = "v=a.v", .fallback = "none"}};
    prepare(w, parts, 2);
    start_agent(w, "one");
    start_agent(w, "two");
    run_until_idle(w);
    assert_log(w, "b CREATE v=none\n");
}

static void waits_end(void **state)
{
    World *w = *state;
    const Part parts[] = {
        {.name = "a", .vm = "one", .outputs = "v"},
        {.name = "b", .vm = "two", .reads = "v=a.v", .wait_s = 1},
        {.name = "c", .vm = "two", .reads = "v=a.v", .wait_s = 1, .fallback = "f"}};
    prepare(w, parts, 3);
    start_agent(w, "two"); /* and nobody is on VM one */
    run_until_idle(w);
    g_autoptr(WfOutcome) o = outcome(w, "two", "b");
    assert_int_equal(o->status, WF_STATUS_FAILED);
    assert_string_equal(o->cause, "input 'v': waited 1 s for 'a'");
    assert_log(w, "c CREATE v=f\n");
}

/* They begin when the stack may go on, whoever was there before. */
static void waits_begin_with_the_phase(void **state)
{
    World *w = *state;
    const Part parts[] = {
        {.name = "a", .vm = "one", .outputs = "v"},
        {.name = "b", .vm = "two", .reads = "v=a.v", .wait_s = 1, .fallback = "f"}};
    prepare(w, parts, 2);
    set_phase(w, WF_PHASE_PAUSE);
    start_agent(w, "two");
    while (g_main_context_iteration(NULL, FALSE))
        ;
    set_phase(w, WF_PHASE_GO);
    run_until_idle(w);
    assert_log(w, "b CREATE v=f\n");
}

/* Done with values that no reader can get at would leave all of them waiting. */
static void outputs_that_nobody_could_read_are_a_failure(void **state)
{
    World *w = *state;
    const Part parts[] = {
        {.name = "big",
         .vm = "one",
         .outputs = "!s",
         .script = "head -c 196590 /dev/zero | tr '\\0' a >$heat_outputs_path.s\n"},
        {.name = "deep",
         .vm = "one",
         .outputs = "x",
         .script = "o=$(printf '%098d' 0 | tr 0 '[') e=$(printf '%098d' 0 | tr 0 ']')\n"
                   "printf '{\"x\":%s%s}' \"$o\" \"$e\" >$WEFT_OUTPUTS\n"}};
    prepare(w, parts, 2);
    start_agent(w, "one");
    run_until_idle(w);
    g_autoptr(WfOutcome) big = outcome(w, "one", "big");
    assert_int_equal(big->status, WF_STATUS_FAILED);
    assert_true(g_str_has_prefix(big->cause, "sealed outputs of "));
    g_autoptr(WfOutcome) deep = outcome(w, "one", "deep");
    assert_int_equal(deep->status, WF_STATUS_FAILED);
    assert_true(g_str_has_prefix(deep->cause, "outcome nested more than "));
}

/* Set only by what goes wrong. */
static void an_error_output_is_not_missed(void **state)
{
    World *w = *state;
    const Part parts[] = {{.name = "a",
                           .vm = "one",
                           .outputs = "x ?wrong y",
                           .script = "printf 1 > $heat_outputs_path.x"}};
    prepare(w, parts, 1);
    start_agent(w, "one");
    run_until_idle(w);
    g_autoptr(WfOutcome) o = outcome(w, "one", "a");
    assert_int_equal(o->status, WF_STATUS_DONE);
    assert_int_equal(json_array_size(o->missing), 1);
    assert_string_equal(json_string_value(json_array_get(o->missing, 0)), "y");
}

static void paused_components_stay(void **state)
{
    World *w = *state;
    Part parts[] = {{.name = "a", .vm = "one", .pause = true}};
    prepare(w, parts, 1);
    start_agent(w, "one");
    for (int i = 0; i < 200; i++)
        g_main_context_iteration(NULL, FALSE);
    assert_int_equal(w->n_started, 0);
    parts[0].pause = false;
    prepare(w, parts, 1);
    run_until_idle(w);
    assert_int_equal(w->n_started, 1);
}

static void hidden_values_reach_the_recipe(void **state)
{
    World *w = *state;
    start_shop(w, shop, N(shop));
    g_autofree char *manifest = wf_path_manifest(STACK, "lb");
    const char *data;
    gsize size;
    assert_true(wf_fake_peek(w->fake, manifest, &data, &size, NULL));
    g_autoptr(WfManifest) m = wf_manifest_parse(data, size, "lb", NULL);
    WfEntry *e = m->components->pdata[0];
    WfEntryInput *in = e->inputs->pdata[0];
    json_decref(in->value);
    g_autofree char *box = wf_keys_seal_to_vm(w->keys, "lb", "\"hunter2\"", 9);
    in->value = json_pack("{s:[s, s]}", "get_attr", "@sealed", box);
    e->deep[0] = e->deep[0] == 'A' ? 'B' : 'A';
    clear_log(w);
    put(w, g_strdup(manifest), wf_manifest_format(m, NULL, NULL, NULL));
    while (!count_log(w, "lb"))
        turn(w);
    run_until_idle(w);
    assert_log(w, "lb UPDATE site=hunter2\n");
}

static json_t *sealed(World *w, const char *vm, const char *text)
{
    g_autofree char *box = wf_keys_seal_to_vm(w->keys, vm, text, strlen(text));
    return json_pack("{s:[s, s]}", "get_attr", "@sealed", box);
}

/* Options go to hook programs alone. */
static void hidden_defaults_and_options_are_opened(void **state)
{
    World *w = *state;
    const Part parts[] = {{.name = "a", .vm = "one", .outputs = "v", .script = "exit 1"},
                          {.name = "b", .vm = "two", .reads = "v=a.v", .fallback = "none"}};
    g_autofree char *path = wf_path_manifest(STACK, "two");
    g_autofree char *hook = g_build_filename(w->folder, "tell-hook", NULL);
    g_autofree char *program =
        g_strdup_printf("#!/bin/sh\ncat >> %s\necho '{\"deploy_status_code\": 0}'\n", w->log);
    const char *const folders[] = {w->folder, NULL};
    const char *data;
    gsize size;
    assert_true(g_file_set_contents(hook, program, -1, NULL));
    g_chmod(hook, 0755);
    wf_hooks_free(w->hooks);
    w->hooks = wf_hooks_new(folders);
    prepare(w, parts, 2);
    assert_true(wf_fake_peek(w->fake, path, &data, &size, NULL));
    g_autoptr(WfManifest) m = wf_manifest_parse(data, size, "two", NULL);
    WfEntry *e = m->components->pdata[0];
    WfEntryInput *in = e->inputs->pdata[0];
    json_decref(in->fallback);
    in->fallback = sealed(w, "two", "\"hunter2\"");
    e->options = sealed(w, "two", "{\"token\":\"hunter3\"}");
    g_free(e->hook);
    e->hook = g_strdup("tell-hook");
    put(w, g_strdup(path), wf_manifest_format(m, NULL, NULL, NULL));
    start_agent(w, "one");
    start_agent(w, "two");
    run_until_idle(w);
    g_autofree char *log = NULL;
    assert_true(g_file_get_contents(w->log, &log, NULL, NULL));
    assert_non_null(strstr(log, "\"options\": {\"token\": \"hunter3\"}"));
    assert_non_null(strstr(log, "\"value\": \"hunter2\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values_flow_between_vms),
        TEST(heats_own_inputs_are_there),
        TEST(viewers_have_heard_of_the_end),
        TEST(agents_may_come_in_any_order),
        TEST(nothing_starts_before_go),
        TEST(a_halt_ends_what_runs),
        TEST(preparing_again_changes_nothing),
        TEST(same_value_stops_the_wave),
        TEST(other_value_goes_on),
        TEST(many_settle_in_one_write),
        TEST(an_update_overtakes_a_run),
        TEST(settling_needs_no_slot),
        TEST(deletion_is_in_reverse),
        TEST(what_only_began_is_deleted),
        TEST(what_could_not_be_deleted_can_come_back),
        TEST(failures_hold_what_follows_until_retried),
        TEST(what_went_well_needs_no_further_attempt),
        TEST(failures_hold_what_follows_until_retried),
        TEST(a_default_replaces_what_failed),
        TEST(waits_end),
        TEST(waits_begin_with_the_phase),
        TEST(outputs_that_nobody_could_read_are_a_failure),
        TEST(an_error_output_is_not_missed),
        TEST(paused_components_stay),
        TEST(hidden_values_reach_the_recipe),
        TEST(hidden_defaults_and_options_are_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
