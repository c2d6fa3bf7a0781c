/* Two weft-agent processes, a ZooKeeper server, and the rights that man 7 weft-protocol gives:
 * values and secrets flow, kill -9 loses nothing, and a VM's credential opens nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <glib/gstdio.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <weft/agent.h>
#include <weft/protocol.h>
#include <weft/server.h>
#include <weft/zk.h>

#define STACK "shop"

typedef struct {
    WfServer *server;
    WfStore *planner;
    WfKeys *keys;
    char *folder, *planner_id, *fleet_id;
    WfRc rc;
    char *data;
    gsize size;
    bool answered;
} World;

static World *world; /* one server for all tests: it takes a moment to start */

/* ---- waiting for one answer ---- */

static void on_reply(WfStore *store, const WfReply *reply, gpointer user)
{
    World *w = user;
    w->rc = reply->rc;
    g_free(w->data);
    w->data = g_memdup2(reply->data ? reply->data : "", reply->size + 1);
    w->size = reply->data ? reply->size : 0;
    w->answered = true;
}

static WfRc answer(World *w)
{
    while (!w->answered)
        g_main_context_iteration(NULL, TRUE);
    w->answered = false;
    return w->rc;
}

static WfRc do_get(World *w, WfStore *store, char *path)
{
    wf_store_get(store, path, NULL, on_reply, w);
    g_free(path);
    return answer(w);
}

static WfRc do_set(World *w, WfStore *store, char *path, GBytes *bytes)
{
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);
    wf_store_set(store, path, data, len, -1, on_reply, w);
    g_bytes_unref(bytes);
    g_free(path);
    return answer(w);
}

/* Planner: everything; @who (or NULL): @perms. */
static void make(World *w, char *path, guint perms, const char *who, const char *reader)
{
    g_autoptr(WfAcl) acl = wf_acl_new();
    wf_acl_add(acl, WF_PERM_ALL, w->planner_id);
    if (who)
        wf_acl_add(acl, perms, who);
    if (reader)
        wf_acl_add(acl, WF_PERM_READ, reader);
    wf_store_create(w->planner, path, "", 0, acl, false, on_reply, w);
    WfRc rc = answer(w);
    assert_true(rc == WF_RC_OK || rc == WF_RC_NODE_EXISTS);
    g_free(path);
}

/* ---- the planner's part, by hand ---- */

static char *identity(World *w, const char *vm)
{
    g_autofree char *auth = wf_keys_vm_auth(w->keys, vm);
    return wf_identity(auth);
}

static void make_vm(World *w, const char *vm, const char *component, const char *reader_vm)
{
    g_autofree char *me = identity(w, vm);
    g_autofree char *reader = reader_vm ? identity(w, reader_vm) : NULL;
    guint rw = WF_PERM_READ | WF_PERM_WRITE;
    make(w, wf_path_manifest(STACK, vm), WF_PERM_READ | WF_PERM_CREATE, me, NULL);
    make(w, wf_path_outcomes(STACK, vm), WF_PERM_READ, me, NULL);
    make(w, wf_path_outcome(STACK, vm, WF_FACTS), rw, me, reader);
    make(w, wf_path_outcome(STACK, vm, component), rw, me, reader);
    make(w, wf_path_sealed(STACK, vm, component), rw, me, reader);
}

static void add_recipe(World *w, WfEntry *e, const char *text)
{
    json_t *config = json_string(text);
    g_autofree char *digest = wf_recipe_digest(wf_keys_digest_key(w->keys), config);
    make(w, wf_path_recipe(STACK, digest), WF_PERM_READ, w->fleet_id, NULL);
    assert_int_equal(do_set(w, w->planner, wf_path_recipe(STACK, digest), wf_recipe_format(config)),
                     WF_RC_OK);
    g_ptr_array_add(e->actions, wf_entry_action_new("CREATE", digest));
    g_ptr_array_add(e->actions, wf_entry_action_new("UPDATE", digest));
    json_decref(config);
    e->spec = wf_entry_spec(wf_keys_digest_key(w->keys), e);
    e->deep = wf_entry_deep(wf_keys_digest_key(w->keys), e);
}

static void publish(World *w, const char *vm, WfEntry *e)
{
    WfManifest *m = wf_manifest_new(vm);
    m->planner = g_strdup(w->planner_id);
    g_ptr_array_add(m->auth, wf_keys_fleet_auth(w->keys));
    g_ptr_array_add(m->components, e);
    assert_int_equal(
        do_set(w, w->planner, wf_path_manifest(STACK, vm), wf_manifest_format(m, NULL, NULL, NULL)),
        WF_RC_OK);
    wf_manifest_free(m);
}

static void prepare(World *w, const char *first, const char *second)
{
    make(w, g_strdup("/weft"), 0, NULL, NULL);
    make(w, wf_path_head(STACK), WF_PERM_READ, w->fleet_id, NULL);
    make(w, wf_path_recipes(STACK), 0, NULL, NULL);
    make(w, wf_path_vms(STACK), 0, NULL, NULL);
    make_vm(w, "db", "base", "app");
    make_vm(w, "app", "site", NULL);
    WfEntry *base = wf_entry_new("base"), *site = wf_entry_new("site");
    WfEntryOutput *url = wf_entry_output_new("url"), *pw = wf_entry_output_new("pw");
    pw->secret = true;
    pw->public_key = wf_keys_output_public(w->keys, "base", "pw");
    g_ptr_array_add(base->outputs, url);
    g_ptr_array_add(base->outputs, pw);
    add_recipe(w, base, first);
    WfEntryRead *read = wf_entry_read_new("base", "db", "base", base->deep);
    g_autofree char *key = wf_keys_output_key_for_vm(w->keys, "base", "pw", "app");
    read->keys = json_pack("{s:s}", "pw", key);
    g_ptr_array_add(site->reads, read);
    static const char *const names[] = {"url", "pw"};
    for (gsize i = 0; i < 2; i++) {
        WfEntryInput *in = wf_entry_input_new(names[i]);
        in->value = json_pack("{s:[s, s]}", "get_attr", "base", names[i]);
        in->secret = i == 1;
        g_ptr_array_add(site->inputs, in);
    }
    add_recipe(w, site, second);
    publish(w, "db", base);
    publish(w, "app", site);
    WfHead head = {.generation = 1, .phase = WF_PHASE_GO};
    assert_int_equal(do_set(w, w->planner, wf_path_head(STACK), wf_head_format(&head)), WF_RC_OK);
}

/* ---- agents ---- */

enum { SESSION_MS = 60000 }; /* nothing here waits for the end of one */

static char *configure(World *w, const char *vm)
{
    char *config = g_strdup_printf("%s/%s.json", w->folder, vm);
    g_autofree char *credential = wf_keys_vm_credential(w->keys, vm);
    json_t *c = json_pack("{s:i, s:s, s:s, s:s, s:s, s:i}", "weft", 1, "zookeeper",
                          wf_server_hosts(w->server), "stack", STACK, "vm", vm, "credential",
                          credential, "session_timeout_ms", SESSION_MS);
    assert_int_equal(json_dump_file(c, config, 0), 0);
    json_decref(c);
    g_chmod(config, 0600);
    return config;
}

/* @last: an option, or NULL. */
static GPid start_agent_with(World *w, const char *vm, const char *last)
{
    g_autofree char *config = configure(w, vm);
    const char *const argv[] = {AGENT, "--config", config, "--journal", vm, last, NULL};
    GPid pid; /* the journal is below the folder it is started in */
    assert_true(g_spawn_async(w->folder, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                              &pid, NULL));
    return pid;
}

static GPid start_agent(World *w, const char *vm)
{
    return start_agent_with(w, vm, "--once");
}

static void assert_exits_well(GPid pid)
{
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static WfOutcome *outcome(World *w, const char *vm, const char *component)
{
    assert_int_equal(do_get(w, w->planner, wf_path_outcome(STACK, vm, component)), WF_RC_OK);
    return wf_outcome_parse(w->data, w->size, NULL);
}

static char *log_text(World *w, const char *name)
{
    g_autofree char *path = g_build_filename(w->folder, name, NULL);
    char *text = NULL;
    return g_file_get_contents(path, &text, NULL, NULL) ? text : g_strdup("");
}

/* ---- tests ---- */

static int start_world(void **state)
{
    g_autoptr(GError) error = NULL;
    if (!wf_server_available(&error)) {
        fprintf(stderr, "SKIPPED: %s\n", error->message);
        return 0;
    }
    World *w = world = g_new0(World, 1);
    w->folder = g_dir_make_tmp("weft-agent-zk-XXXXXX", NULL);
    w->server = wf_server_start(&(WfServerOptions){.tick_ms = 500}, &error);
    if (!w->server)
        fail_msg("%s", error->message);
    w->keys = wf_keys_random(STACK);
    g_autofree char *planner = wf_keys_planner_auth(w->keys), *fleet = wf_keys_fleet_auth(w->keys);
    w->planner_id = wf_identity(planner);
    w->fleet_id = wf_identity(fleet);
    w->planner = wf_zk_new(wf_server_hosts(w->server), 0, NULL);
    wf_store_add_auth(w->planner, planner);
    return wf_store_wait(w->planner, 20000, NULL) ? 0 : -1;
}

static int stop_world(void **state)
{
    World *w = world;
    if (!w)
        return 0;
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", w->folder);
    wf_store_close(w->planner);
    wf_server_free(w->server);
    wf_keys_free(w->keys);
    g_free(w->folder);
    g_free(w->planner_id);
    g_free(w->fleet_id);
    g_free(w->data);
    g_free(w);
    return system(command);
}

static void values_and_secrets_flow(void **state)
{
    if (!world)
        skip();
    World *w = world;
    g_autofree char *first = g_strdup_printf("#!/bin/sh\nset -x; echo base >> %s/log\n"
                                             "printf hunter2 > $heat_outputs_path.pw\n"
                                             "echo url=u >$WEFT_OUTPUTS",
                                             w->folder);
    g_autofree char *second =
        g_strdup_printf("#!/bin/sh\necho site $url $pw >> %s/log; echo $pw", w->folder);
    prepare(w, first, second);
    GPid app = start_agent(w, "app"), db = start_agent(w, "db");
    assert_exits_well(db);
    assert_exits_well(app);
    g_autofree char *log = log_text(w, "log");
    assert_string_equal(log, "base\nsite u hunter2\n");
    g_autoptr(WfOutcome) site = outcome(w, "app", "site");
    assert_int_equal(site->status, WF_STATUS_DONE);
    assert_null(strstr(site->log, "hunter2"));
    assert_int_equal(do_get(w, w->planner, wf_path_sealed(STACK, "db", "base")), WF_RC_OK);
    g_autoptr(WfSealed) sealed = wf_sealed_parse(w->data, w->size, NULL);
    const char *box = json_string_value(json_object_get(sealed->values, "pw"));
    g_autoptr(GBytes) value = wf_keys_open_output(w->keys, "base", "pw", box, NULL);
    assert_string_equal(g_bytes_get_data(value, NULL), "\"hunter2\"");
}

static void killed_in_a_recipe_it_goes_on(void **state)
{
    if (!world)
        skip();
    World *w = world;
    g_autofree char *fifo = g_build_filename(w->folder, "fifo", NULL);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    g_autofree char *first =
        g_strdup_printf("#!/bin/sh\necho attempt $WEFT_ATTEMPT >> %s/log2\n"
                        "[ $WEFT_ATTEMPT = 2 ] || { echo up > %s; sleep 1000; }\n"
                        "printf p > $heat_outputs_path.pw; echo url=v >$WEFT_OUTPUTS",
                        w->folder, fifo);
    g_autofree char *second = g_strdup_printf("#!/bin/sh\necho $url >> %s/log2", w->folder);
    prepare(w, first, second);
    GPid db = start_agent(w, "db"), app = start_agent(w, "app");
    int up = open(fifo, O_RDONLY | O_CLOEXEC); /* waits until the recipe opens its end */
    assert_true(up >= 0);
    close(up);
    kill(db, SIGKILL);
    waitpid(db, NULL, 0);
    db = start_agent(w, "db"); /* takes over at once: the other one is known to be dead */
    assert_exits_well(db);
    assert_exits_well(app);
    g_autofree char *log = log_text(w, "log2");
    assert_string_equal(log, "attempt 1\nattempt 2\nv\n");
}

static void assert_goes(World *w, char *path)
{
    gint64 deadline = g_get_monotonic_time() + SESSION_MS * 800;
    while (do_get(w, w->planner, g_strdup(path)) == WF_RC_OK)
        assert_true(g_get_monotonic_time() < deadline);
    g_free(path);
}

/* Nobody has to wait for the end of its session: it ends that itself. */
static void ended_properly_it_is_away_at_once(void **state)
{
    if (!world)
        skip();
    World *w = world;
    prepare(w, "#!/bin/sh\n:", "#!/bin/sh\n:");
    for (guint i = 0; i < 2; i++) {
        GPid db = start_agent_with(w, "db", i ? "--once" : NULL);
        while (!i && do_get(w, w->planner, wf_path_up(STACK, "db")) != WF_RC_OK)
            ;
        if (!i)
            kill(db, SIGTERM);
        assert_exits_well(db);
        assert_goes(w, wf_path_up(STACK, "db"));
    }
}

/* What it says until a line has @end, when it is asked to end; @hosts, or NULL: the server's. */
static char *said_until(World *w, const char *vm, const char *hosts, const char *end)
{
    g_autofree char *config = configure(w, vm);
    const char *const argv[] = {AGENT,
                                "--config",
                                config,
                                "--journal",
                                vm,
                                "--zk",
                                hosts ? hosts : wf_server_hosts(w->server),
                                NULL};
    g_autoptr(GString) said = g_string_new(NULL);
    char line[4096];
    GPid pid;
    int fd;

    assert_true(g_spawn_async_with_pipes(w->folder, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD,
                                         NULL, NULL, &pid, NULL, NULL, &fd, NULL));
    FILE *file = fdopen(fd, "r");
    while (!strstr(said->str, end) && fgets(line, sizeof line, file))
        g_string_append(said, line);
    kill(pid, SIGTERM);
    while (fgets(line, sizeof line, file))
        g_string_append(said, line);
    fclose(file);
    assert_exits_well(pid);
    return g_string_free(g_steal_pointer(&said), FALSE);
}

static void assert_says(const char *said, const char *pattern)
{
    if (!g_regex_match_simple(pattern, said, G_REGEX_MULTILINE, 0))
        fail_msg("'%s' is not in:\n%s", pattern, said);
}

#define TIME "^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d "

/* Whoever debugs a VM reads what it waits for, and not that all is well. */
static void it_says_what_it_waits_for(void **state)
{
    if (!world)
        skip();
    World *w = world;
    g_autofree char *refused = said_until(w, "nobody", "127.0.0.1:1", "refused");
    assert_says(refused,
                TIME "nobody: no connection to ZooKeeper: 127.0.0.1:1: Connection refused");
    assert_null(strstr(refused, ": idle"));
    g_autofree char *nothing = said_until(w, "nobody", NULL, "prepared");
    assert_says(nothing, TIME "nobody: waiting: nothing is prepared for this VM in stack 'shop'");
}

static void it_says_how_long_it_took_and_how_it_ended(void **state)
{
    if (!world)
        skip();
    World *w = world;
    prepare(w, "#!/bin/sh\necho url=$$ >$WEFT_OUTPUTS", "#!/bin/sh\nexit 3");
    g_autofree char *base = said_until(w, "db", NULL, ": idle");
    assert_says(base, TIME "db: finished base \\(UPDATE, attempt 1\\) after \\d+\\.\\d s$");
    g_autofree char *site = said_until(w, "app", NULL, ": idle");
    assert_says(site, TIME "app: failed site \\(UPDATE, attempt 1\\) after \\d+\\.\\d s: .*3");
}

/* What somebody with app's credential may do beyond app's own part: read what app's components
 * read. Nothing else. */
static void a_credential_opens_nothing_else(void **state)
{
    if (!world)
        skip();
    World *w = world;
    WfStore *thief = wf_zk_new(wf_server_hosts(w->server), 0, NULL);
    g_autofree char *auth = wf_keys_vm_auth(w->keys, "app"), *fleet = wf_keys_fleet_auth(w->keys);
    wf_store_add_auth(thief, auth);
    wf_store_add_auth(thief, fleet);
    assert_true(wf_store_wait(thief, 20000, NULL));
    assert_int_equal(do_get(w, thief, wf_path_outcome(STACK, "db", "base")), WF_RC_OK);
    assert_int_equal(do_get(w, thief, wf_path_manifest(STACK, "db")), WF_RC_NO_AUTH);
    assert_int_equal(do_get(w, thief, wf_path_epoch(STACK, "db")), WF_RC_NO_AUTH);
    assert_int_equal(do_get(w, thief, wf_path_st(STACK, "db")), WF_RC_NO_AUTH);
    char *const closed[] = {wf_path_head(STACK),
                            wf_path_manifest(STACK, "app"),
                            wf_path_epoch(STACK, "db"),
                            wf_path_st(STACK, "db"),
                            wf_path_outcome(STACK, "db", "base"),
                            wf_path_sealed(STACK, "db", "base"),
                            wf_path_outcome(STACK, "db", WF_FACTS)};
    for (gsize i = 0; i < G_N_ELEMENTS(closed); i++)
        assert_int_equal(do_set(w, thief, closed[i], g_bytes_new_static("x", 1)), WF_RC_NO_AUTH);
    g_autoptr(WfAcl) open = wf_acl_open();
    char *const parents[] = {wf_path_live(STACK, "db"), wf_path_outcomes(STACK, "app"),
                             wf_path_vms(STACK), wf_path_recipes(STACK)};
    for (gsize i = 0; i < G_N_ELEMENTS(parents); i++) {
        g_autofree char *path = g_strconcat(parents[i], "/intruder", NULL);
        wf_store_create(thief, path, "", 0, open, false, on_reply, w);
        assert_int_equal(answer(w), WF_RC_NO_AUTH);
        g_free(parents[i]);
    }
    wf_store_close(thief);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_and_secrets_flow),
        cmocka_unit_test(killed_in_a_recipe_it_goes_on),
        cmocka_unit_test(ended_properly_it_is_away_at_once),
        cmocka_unit_test(it_says_what_it_waits_for),
        cmocka_unit_test(it_says_how_long_it_took_and_how_it_ended),
        cmocka_unit_test(a_credential_opens_nothing_else),
    };
    return cmocka_run_group_tests(tests, start_world, stop_world);
}
