/* Disks that are full to the last byte: the agent's, the server's, the viewer's. Small file systems
 * in a mount namespace. When there is room again all ends well, and nothing has run twice.
 *
 *     test_full */
#include "live.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SESSION_MS = 1000 };

static bool mounts_are_possible(void)
{
    if (!unshare(CLONE_NEWNS) && !mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
        return true;
    fprintf(stderr, "SKIPPED: this machine forbids mount namespaces; root may make them\n");
    return false;
}

typedef struct {
    Live *live;
    WfModel *model;
    char *small; /* a file system of its own */
    char *log, *go;
    WfFleet *fleets[2];
    guint n_written;
} World;

static char *make_small(const char *options)
{
    g_autoptr(GError) error = NULL;
    char *path = g_dir_make_tmp("weft-small-XXXXXX", &error);

    if (!path || mount("weft-small", path, "tmpfs", 0, options))
        fail_msg("cannot mount a small file system: %s", g_strerror(errno));
    return path;
}

/* To the last byte, and no room for another file. */
static void fill(World *w)
{
    g_autofree char *path = g_build_filename(w->small, "fill", NULL);
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    static const char zeros[65536];

    assert_true(fd >= 0);
    for (gsize n = sizeof zeros; n;)
        if (write(fd, zeros, n) < 0)
            n /= 2;
    assert_int_equal(errno, ENOSPC);
    close(fd);
}

static void make_room(World *w)
{
    g_autofree char *path = g_build_filename(w->small, "fill", NULL);
    assert_int_equal(unlink(path), 0);
}

/* a, b and c, each from what the one before gave; c on another VM. a has its output and waits; the
 * recipe of b needs more room than that of a leaves behind. */
static WfModel *chain(World *w)
{
    g_autofree char *padding = g_strnfill(100000, '#');
    g_autofree char *text = g_strdup_printf(
        "heat_template_version: 2018-08-31\nresources:\n"
        "  vm0: {type: OS::Nova::Server}\n  vm1: {type: OS::Nova::Server}\ncomponents:\n"
        "  a:\n    server: vm0\n    outputs: [o]\n    config: |\n      #!/bin/sh\n"
        "      echo \"of a\" >$heat_outputs_path.o\n      echo up >>%s\n"
        "      while [ ! -e %s ]; do sleep 0.02; done\n      echo a >>%s\n"
        "  b:\n    server: vm0\n    outputs: [o]\n    inputs: {i: {get_attr: [a, o]}}\n"
        "    config: |\n      #!/bin/sh\n      set -e\n      echo \"of b, $i\" "
        ">$heat_outputs_path.o\n"
        "      echo b >>%s\n      %s\n"
        "  c:\n    server: vm1\n    inputs: {i: {get_attr: [b, o]}}\n    config: |\n"
        "      #!/bin/sh\n      echo \"c of $i\" >>%s\n",
        w->log, w->go, w->log, w->log, padding, w->log);
    return live_load("full.yaml", text, NULL);
}

static World *world_new(bool server, const char *options)
{
    World *w = g_new0(World, 1);

    w->small = make_small(options);
    w->live = live_new_on(&(WfServerOptions){.tick_ms = 250, .dir = server ? w->small : NULL});
    w->log = g_build_filename(w->live->folder, "log", NULL);
    w->go = g_build_filename(w->live->folder, "go", NULL);
    w->model = chain(w);
    return w;
}

static void world_free(World *w)
{
    for (guint i = 0; i < 2; i++)
        wf_fleet_free(w->fleets[i]);
    wf_model_unref(w->model);
    live_free(w->live);
    assert_int_equal(umount2(w->small, MNT_DETACH), 0);
    rmdir(w->small);
    g_free(w->small);
    g_free(w->log);
    g_free(w->go);
    g_free(w);
}

static void start_agent(World *w, guint vm, const char *folder)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) vms = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *own = g_strdup_printf("%s/agent%u", folder, vm);
    g_ptr_array_add(vms, g_strdup_printf("vm%u", vm));
    WfFleetOptions o = {.hosts = wf_server_hosts(w->live->server),
                        .stack = STACK,
                        .folder = own,
                        .keys = w->live->keys,
                        .vms = vms,
                        .real = true,
                        .session_ms = SESSION_MS,
                        .agent = AGENT};

    w->fleets[vm] = wf_fleet_start(&o, &error);
    if (!w->fleets[vm])
        fail_msg("%s", error->message);
    g_ptr_array_extend_and_steal(w->live->vms, g_steal_pointer(&vms)); /* the fleet borrows them */
}

/* How often the line stands in the log. */
static guint count(const World *w, const char *line)
{
    g_autofree char *text = NULL;
    guint n = 0;

    if (!g_file_get_contents(w->log, &text, NULL, NULL))
        return 0;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        n += strcmp(lines[i], line) == 0;
    return n;
}

typedef bool (*Condition)(World *w);

static void wait_until(World *w, Condition is_so)
{
    Live *l = w->live;
    guint tick = g_timeout_add(20, live_on_tick, NULL);
    gint64 give_up = g_get_monotonic_time() + live_stall_s() * G_USEC_PER_SEC;

    if (!l->follow)
        l->follow = wf_follow_new(l->store, STACK, l->progress, NULL, live_on_follow, l);
    while (!is_so(w)) {
        g_main_context_iteration(NULL, TRUE);
        if (g_get_monotonic_time() < give_up)
            continue;
        live_dump(l);
        fail_msg("it never came to that");
    }
    g_source_remove(tick);
}

static bool a_is_up(World *w)
{
    return count(w, "up") > 0;
}

static bool disk_is_waited_for(World *w)
{
    for (guint32 i = 0; i < wf_progress_n_rows(w->live->progress); i++)
        if (!g_strcmp0(wf_progress_row(w->live->progress, i)->on, "disk"))
            return true;
    return false;
}

static void on_created(WfStore *store, const WfReply *reply, gpointer user)
{
    (void)store, (void)reply, (void)user; /* the last one has no answer */
}

/* Its log has room to the end of a page, which what agents write may not fill. */
static bool server_is_gone(World *w)
{
    static const char zeros[20000];
    g_autofree char *path = g_strdup_printf("/fill-%u", w->n_written++);
    g_autoptr(WfAcl) acl = wf_acl_open();

    if (wf_server_has_ended(w->live->server))
        return true;
    wf_store_create(w->live->store, path, zeros, sizeof zeros, acl, false, on_created, NULL);
    return false;
}

static void begin(World *w, bool small_agent)
{
    live_prepare(w->live, w->model);
    start_agent(w, 0, small_agent ? w->small : w->live->folder);
    start_agent(w, 1, w->live->folder);
    wait_until(w, a_is_up);
    fill(w);
    assert_true(g_file_set_contents(w->go, "", 0, NULL));
}

static void end(World *w)
{
    live_wait(w->live, NULL, NULL);
    assert_true(wf_progress_is_done(w->live->progress));
    assert_int_equal(count(w, "a"), 1);
    assert_int_equal(count(w, "b"), 1);
    assert_int_equal(count(w, "c of of b, of a"), 1);
    world_free(w);
}

/* ---- */

static void the_agents_disk_is_full(void **state)
{
    World *w = world_new(false, "size=512k");
    begin(w, true);
    wait_until(w, disk_is_waited_for);
    make_room(w);
    end(w);
}

static void on_epoch(WfStore *store, const WfReply *reply, gpointer user)
{
    (void)store;
    assert_int_equal(reply->rc, WF_RC_OK);
    *(gint32 *)user = reply->stat->version;
}

/* Counts the agents of vm0. */
static gint32 epoch(World *w)
{
    g_autofree char *path = wf_path_epoch(STACK, "vm0");
    gint32 version = -1;

    wf_store_get(w->live->store, path, NULL, on_epoch, &version);
    while (version < 0)
        g_main_context_iteration(NULL, TRUE);
    return version;
}

/* An agent that starts on a full disk says so, and does not end. */
static void the_agent_dies_of_something_else_meanwhile(void **state)
{
    World *w = world_new(false, "size=512k");
    begin(w, true);
    wait_until(w, disk_is_waited_for);
    fill(w); /* not even for the copy of a journal */
    for (gint32 before = epoch(w), i = 0; i < 3; i++, before = epoch(w)) {
        wf_fleet_kill(w->fleets[0], 0);
        guint tick = g_timeout_add(20, live_on_tick, NULL);
        while (epoch(w) == before) /* until the next one has taken over */
            g_main_context_iteration(NULL, TRUE);
        g_source_remove(tick);
    }
    wait_until(w, disk_is_waited_for);
    assert_int_equal(count(w, "b"), 0);
    make_room(w);
    end(w);
}

/* No more files, but room in those that are there. */
static void there_are_no_inodes_left(void **state)
{
    World *w = world_new(false, "size=1m,nr_inodes=40");
    live_prepare(w->live, w->model);
    start_agent(w, 0, w->small);
    start_agent(w, 1, w->live->folder);
    wait_until(w, a_is_up);
    guint n = 0;
    for (int fd = 0; fd >= 0; n++) {
        g_autofree char *path = g_strdup_printf("%s/file%u", w->small, n);
        fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        if (fd >= 0)
            close(fd);
    }
    assert_int_equal(errno, ENOSPC);
    assert_true(g_file_set_contents(w->go, "", 0, NULL));
    wait_until(w, disk_is_waited_for);
    assert_int_equal(count(w, "b"), 0);
    while (n--) {
        g_autofree char *path = g_strdup_printf("%s/file%u", w->small, n);
        unlink(path);
    }
    end(w);
}

/* ZooKeeper ends when it cannot write its log; what it had said yes to is there afterwards. */
static void the_servers_disk_is_full(void **state)
{
    World *w = world_new(true, "size=4m");
    g_autoptr(GError) error = NULL;
    begin(w, false);
    wait_until(w, server_is_gone);
    make_room(w);
    if (!wf_server_restart(w->live->server, &error))
        fail_msg("%s", error->message);
    end(w);
}

/* The journal of events is no part of the run: that goes on, and the viewer says what is missing.
 */
static void the_viewers_disk_is_full(void **state)
{
    World *w = world_new(false, "size=64k");
    Live *l = w->live;
    g_autoptr(GError) error = NULL;
    g_autofree char *key = g_build_filename(l->folder, "key", NULL);
    g_autofree char *journal = g_build_filename(w->small, "events", NULL);
    g_autofree char *said = NULL, *text = NULL;
    const char *const argv[] = {
        WEFT,        "watch", "--until-over", "-q", "--zk", wf_server_hosts(l->server),
        "--journal", journal, "--key",        key,  STACK,  NULL};
    int status;
    begin(w, false);
    assert_true(wf_keys_save(l->keys, key, &error));
    assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
                             NULL, &said, &status, &error));
    assert_int_equal(WEXITSTATUS(status), 1);
    assert_non_null(strstr(said, "the journal of events ends too early"));
    make_room(w);
    end(w);
}

int main(void)
{
    if (!live_is_possible() || !mounts_are_possible())
        return LIVE_SKIPPED;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_agents_disk_is_full),
        cmocka_unit_test(the_agent_dies_of_something_else_meanwhile),
        cmocka_unit_test(there_are_no_inodes_left),
        cmocka_unit_test(the_servers_disk_is_full),
        cmocka_unit_test(the_viewers_disk_is_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
