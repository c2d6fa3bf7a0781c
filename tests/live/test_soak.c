/* A long day in the life of one agent: update after update with real recipes, retries, failures,
 * lost connections and lost sessions, with `weft watch` looking on. What they hold must be the same
 * at the end as after a quarter of it: memory, descriptors, the journal, nodes, watches.
 *
 *     test_soak [UPDATES [COMPONENTS]]
 *
 * 1440 updates of 70 components are one update a minute for a day, and 100,000 recipes. */
#include "live.h"

#include "../store/proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    SESSION_MS = 2000,
    SAMPLES = 24,
    EXTRA = 2,   /* every so many updates there is one component more */
    CUT = 8,     /* connections are cut */
    FLAKY = 10,  /* a recipe fails at its first attempt */
    BROKEN = 20, /* it fails until it is mended and wished for again */
    HANG = 60,   /* nothing passes for longer than a session lasts */
};

/* What a sanitizer keeps of freed memory must not look like growth. */
#define KEEP_LITTLE "quarantine_size_mb=1:thread_local_quarantine_size_kb=64"
#ifdef __SANITIZE_ADDRESS__
enum { SLACK_KIB = 4096 };
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return KEEP_LITTLE;
}
#else
enum { SLACK_KIB = 256 };
#endif

static guint n_updates = 1440, n_components = 70;

/* Everything that could grow. */
typedef struct {
    long agent_kib, viewer_kib, planner_kib;
    long agent_files, viewer_files, planner_files;
    long journal_bytes, nodes, watches, ephemerals, data_bytes;
} Sample;

typedef struct {
    Live *live;
    Proxy *proxy;
    GPid viewer;
    GPtrArray *vms;
    char *flag, *tried; /* files: the broken one is mended; the flaky one was tried */
    gint64 mend_at;     /* µs; 0: nothing is cut off */
    guint update;
    Sample samples[SAMPLES];
    guint n_samples;
} Soak;

/* ---- one update ---- */

static bool every(const Soak *s, guint n)
{
    return s->update % n == n - 1;
}

static void add_component(Soak *s, GString *text, guint i)
{
    g_string_append_printf(text,
                           "  c%u:\n    server: vm\n    retries: %d\n    outputs: [o]\n"
                           "    inputs:\n      round: %u\n",
                           i, every(s, FLAKY), s->update);
    if (i)
        g_string_append_printf(text, "      before: {get_attr: [c%u, o]}\n", (i - 1) / 2);
    g_string_append(text, "    config: |\n      #!/bin/sh\n");
    if (i == 1 && every(s, FLAKY))
        g_string_append_printf(text, "      [ -e %s ] || { : >%s; exit 3; }\n", s->tried, s->tried);
    if (i == 2 && every(s, BROKEN))
        g_string_append_printf(text, "      [ -e %s ] || exit 4\n", s->flag);
    g_string_append_printf(
        text,
        "      echo \"$WEFT_ACTION $round\"\n      echo \"%u $round\" >$heat_outputs_path.o\n", i);
}

static WfModel *model(Soak *s)
{
    g_autoptr(GString) text = g_string_new("heat_template_version: 2018-08-31\n"
                                           "resources:\n  vm: {type: OS::Nova::Server}\n"
                                           "components:\n");
    guint n = n_components + (every(s, EXTRA) ? 1 : 0);

    for (guint i = 0; i < n; i++)
        add_component(s, text, i);
    return live_load("soak.yaml", text->str, NULL);
}

static void on_retried(const GError *error, gpointer user)
{
    if (error)
        fail_msg("%s", error->message);
    *(bool *)user = true;
}

/* Whoever is cut off while the planner writes hears of it later. */
static void meanwhile(Live *l, gpointer user)
{
    Soak *s = user;

    if (!s->mend_at || g_get_monotonic_time() < s->mend_at)
        return;
    proxy_set_mode(s->proxy, PROXY_PASS);
    s->mend_at = 0;
}

static void disturb(Soak *s)
{
    bool hang = every(s, HANG);

    if (!hang && !every(s, CUT))
        return;
    proxy_set_mode(s->proxy, hang ? PROXY_HANG : PROXY_CUT);
    s->mend_at = g_get_monotonic_time() + (hang ? 3 * SESSION_MS : 50) * 1000;
}

static void mend_and_retry(Soak *s)
{
    static const char *const names[] = {"c2", NULL};
    bool done = false;

    assert_int_equal(live_row(s->live, "vm", "c2")->state, WF_STATE_FAILED);
    assert_true(g_file_set_contents(s->flag, "", 0, NULL));
    wf_retry_start(s->live->store, STACK, names, on_retried, &done);
    while (!done)
        g_main_context_iteration(NULL, TRUE);
    while (live_row(s->live, "vm", "c2")->state == WF_STATE_FAILED)
        g_main_context_iteration(NULL, TRUE);
    live_wait(s->live, NULL, NULL);
}

static void one_update(Soak *s)
{
    unlink(s->flag);
    unlink(s->tried);
    g_autoptr(WfModel) m = model(s);
    live_prepare(s->live, m);
    disturb(s);
    live_wait(s->live, meanwhile, s);
    while (s->mend_at) /* the hang may last longer than the work */
        live_wait(s->live, meanwhile, s);
    if (every(s, BROKEN))
        mend_and_retry(s);
    g_array_unref(wf_progress_take_changes(s->live->progress));
    if (!wf_progress_is_done(s->live->progress)) {
        live_dump(s->live);
        fail_msg("update %u is not done", s->update);
    }
}

/* ---- what they hold ---- */

static long resident_kib(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/status", pid), *text = NULL;

    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    const char *at = strstr(text, "VmRSS:");
    return at ? atol(at + strlen("VmRSS:")) : 0;
}

static long files_of(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/fd", pid);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    long n = 0;

    while (dir && g_dir_read_name(dir))
        n++;
    return n;
}

/* What the server says of itself to the word `mntr`. */
static char *ask_server(const Soak *s)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((guint16)wf_server_port(s->live->server)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    GString *said = g_string_new(NULL);
    char part[4096];
    gssize n;

    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(write(fd, "mntr", 4), 4);
    while ((n = read(fd, part, sizeof part)) > 0)
        g_string_append_len(said, part, n);
    close(fd);
    return g_string_free(said, FALSE);
}

static long figure(const char *said, const char *name)
{
    const char *at = strstr(said, name);

    if (!at)
        fail_msg("the server does not tell %s", name);
    return atol(at + strlen(name));
}

static void take_sample(Soak *s)
{
    pid_t agent = wf_fleet_pid(s->live->fleet, 0);
    g_autofree char *journal = g_build_filename(s->live->folder, "0", STACK, "journal", NULL);
    g_autofree char *said = ask_server(s);
    struct stat st;

    assert_int_equal(stat(journal, &st), 0);
    assert_int_equal(waitpid(s->viewer, NULL, WNOHANG), 0);
    Sample now = {
        .agent_kib = resident_kib(agent),
        .viewer_kib = resident_kib(s->viewer),
        .planner_kib = resident_kib(getpid()),
        .agent_files = files_of(agent),
        .viewer_files = files_of(s->viewer),
        .planner_files = files_of(getpid()),
        .journal_bytes = st.st_size,
        .nodes = figure(said, "zk_znode_count"),
        .watches = figure(said, "zk_watch_count"),
        .ephemerals = figure(said, "zk_ephemerals_count"),
        .data_bytes = figure(said, "zk_approximate_data_size"),
    };
    s->samples[s->n_samples++] = now;
    print_message("%6u updates | KiB: agent %ld viewer %ld planner %ld | files: %ld %ld %ld | "
                  "journal %ld | nodes %ld (%ld bytes, %ld ephemeral) watches %ld\n",
                  s->update, now.agent_kib, now.viewer_kib, now.planner_kib, now.agent_files,
                  now.viewer_files, now.planner_files, now.journal_bytes, now.nodes, now.data_bytes,
                  now.ephemerals, now.watches);
    fflush(NULL);
}

/* ---- the judgement ---- */

/* The largest of the second quarter, against the smallest of the last: what grows without end is
 * larger at its smallest, what only swings is not. */
static void assert_flat(const Soak *s, const char *what, gsize offset, long slack)
{
    long before = 0, after = LONG_MAX;

    for (guint i = 0; i < s->n_samples; i++) {
        long value = G_STRUCT_MEMBER(long, &s->samples[i], offset);
        if (i >= s->n_samples / 4 && i < s->n_samples / 2)
            before = MAX(before, value);
        if (i >= s->n_samples - s->n_samples / 4)
            after = MIN(after, value);
    }
    if (after > before + slack)
        fail_msg("%s grew from %ld to %ld", what, before, after);
}

static void judge(const Soak *s)
{
#define FLAT(member, slack) assert_flat(s, #member, G_STRUCT_OFFSET(Sample, member), slack)
    FLAT(agent_kib, SLACK_KIB);
    FLAT(viewer_kib, SLACK_KIB);
    FLAT(planner_kib, 4 * SLACK_KIB);
    FLAT(agent_files, 0);
    FLAT(viewer_files, 0);
    FLAT(planner_files, 0);
    FLAT(journal_bytes, 1 << 20);
    FLAT(nodes, 0);
    FLAT(watches, 2);
    FLAT(ephemerals, 0);
    FLAT(data_bytes, 16 << 10);
}

/* ---- the day ---- */

static void start_agent(Soak *s)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *hosts = g_strdup_printf("127.0.0.1:%d", proxy_port(s->proxy));
    WfFleetOptions o = {.hosts = hosts,
                        .stack = STACK,
                        .folder = s->live->folder,
                        .keys = s->live->keys,
                        .vms = s->vms,
                        .real = true,
                        .session_ms = SESSION_MS,
                        .agent = AGENT};

    s->live->fleet = wf_fleet_start(&o, &error);
    if (!s->live->fleet)
        fail_msg("%s", error->message);
}

static void start_viewer(Soak *s)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *hosts = g_strdup_printf("127.0.0.1:%d", proxy_port(s->proxy));
    g_autofree char *key = g_build_filename(s->live->folder, "key", NULL);
    const char *const argv[] = {WEFT,    "watch", "--console", "--zk", hosts,
                                "--key", key,     STACK,       NULL};

    if (!wf_keys_save(s->live->keys, key, &error) ||
        !g_spawn_async(NULL, (char **)argv, NULL,
                       G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL |
                           G_SPAWN_STDERR_TO_DEV_NULL,
                       live_die_with_us, NULL, &s->viewer, &error))
        fail_msg("%s", error->message);
}

static void nothing_grows(void **state)
{
    Soak s = {.live = live_new_ticking(500)};

    s.proxy = proxy_new(wf_server_port(s.live->server), false);
    s.flag = g_build_filename(s.live->folder, "mended", NULL);
    s.tried = g_build_filename(s.live->folder, "tried", NULL);
    s.vms = g_ptr_array_new();
    g_ptr_array_add(s.vms, (char *)"vm");
    start_agent(&s);
    guint step = (n_updates + SAMPLES - 1) / SAMPLES;
    for (s.update = 0; s.update < n_updates; s.update++) {
        one_update(&s);
        if (!s.viewer)
            start_viewer(&s);
        if (s.update % step == step - 1)
            take_sample(&s);
    }
    judge(&s);
    kill(s.viewer, SIGTERM);
    waitpid(s.viewer, NULL, 0);
    live_free(s.live);
    proxy_free(s.proxy);
    g_ptr_array_unref(s.vms);
    g_free(s.flag);
    g_free(s.tried);
}

int main(int argc, char **argv)
{
    if (!live_is_possible())
        return LIVE_SKIPPED;
    n_updates = argc > 1 ? (guint)atoi(argv[1]) : n_updates;
    n_components = argc > 2 ? (guint)atoi(argv[2]) : n_components;
    const char *given = g_getenv("ASAN_OPTIONS");
    g_autofree char *asan = g_strconcat(given ? given : "", ":", KEEP_LITTLE, NULL);
    g_setenv("ASAN_OPTIONS", asan, TRUE); /* of the agent and the viewer */
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_grows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
