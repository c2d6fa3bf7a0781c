/* A prepare in a child process. It reports in lines of JSON over a pipe; what a look
 * found, which may be large, lies in memory that both share and is used there. The
 * child never touches what it inherited of its parent's main loop and session: it
 * has a main context of its own and opens its own session, by addresses, since
 * threads that resolve names do not live through a fork. */
#include <weft/errand.h>

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <weft/error.h>
#include <weft/forked.h>
#include <weft/zk.h>

#define HEARD_MOST (1u << 20)
#define TELL_US (G_USEC_PER_SEC / 20)

struct WfErrand {
    pid_t pid;
    int report; /* read end */
    int shared; /* what a look found */
    bool dry_run, over;
    guint watch;
    GString *heard;
    WfErrandFunc func;
    gpointer user;
};

/* ---- the child ---- */

typedef struct {
    const WfErrandOptions *o;
    const char *servers;
    int report, shared;
    WfFindings *findings;
    GMainLoop *loop;
    gint64 told;
} Child;

/* What cannot be handed over is of no use. */
static void hand_over(int fd, const char *bytes, gsize n)
{
    while (n) {
        gssize written = write(fd, bytes, n);
        if (written < 0 && errno != EINTR)
            _exit(1);
        bytes += MAX(written, 0);
        n -= (gsize)MAX(written, 0);
    }
}

static void say(const Child *c, json_t *line)
{
    g_autofree char *text = json_dumps(line, JSON_COMPACT);
    g_autofree char *whole = g_strconcat(text, "\n", NULL);
    json_decref(line);
    hand_over(c->report, whole, strlen(whole));
}

static bool is_time(Child *c)
{
    gint64 now = g_get_monotonic_time();
    if (now - c->told < TELL_US)
        return false;
    c->told = now;
    return true;
}

static void on_part(double done, gpointer user)
{
    Child *c = user;
    if (is_time(c))
        say(c, json_pack("{s:f}", "part", done));
}

static json_t *counts_json(const WfPrepareCounts *n)
{
    const guint *numbers = (const guint *)n;
    json_t *list = json_array();
    for (guint i = 0; i < sizeof *n / sizeof *numbers; i++)
        json_array_append_new(list, json_integer(numbers[i]));
    return list;
}

static json_t *progress_json(const Child *c, const WfPrepareProgress *p)
{
    const WfFinding *f = wf_findings_n(c->findings) ? wf_findings_get(c->findings, 0) : NULL;
    return json_pack("{s:i, s:I, s:I, s:I, s:I, s:b, s:s*, s:s*, s:s*}", "phase", p->phase,
                     "generation", (json_int_t)p->generation, "n_done", (json_int_t)p->n_done,
                     "n_total", (json_int_t)p->n_total, "elapsed_ms", (json_int_t)p->elapsed_ms,
                     "partly", p->partly, "note", p->note, "error",
                     p->error ? p->error->message : NULL, "finding",
                     p->error && f ? f->message : NULL);
}

/* What was found goes into the shared memory first, then the line that says so. */
static void say_found(Child *c, WfPrepare *prepare, json_t *line)
{
    g_autoptr(WfComparison) comparison = wf_prepare_compare(prepare);
    g_autofree char *list = wf_prepare_list(prepare);
    gsize n;
    const void *bytes = g_bytes_get_data(wf_comparison_bytes(comparison), &n);

    hand_over(c->shared, bytes, n);
    hand_over(c->shared, list, strlen(list) + 1);
    json_object_set_new(line, "comparison", json_integer((json_int_t)n));
    say(c, line);
    g_main_loop_quit(c->loop);
}

static void refuse(Child *c)
{
    WfPrepareProgress p = {.phase = WF_PREPARE_DONE};
    g_autoptr(GError) error =
        g_error_new_literal(WF_ERROR, WF_ERROR_CONFLICT,
                            "the stack has changed meanwhile: nothing was written; look again");
    p.error = error;
    say(c, progress_json(c, &p));
}

static void on_prepare(WfPrepare *prepare, const WfPrepareProgress *p, gpointer user)
{
    Child *c = user;
    WfPrepareCounts counts = wf_prepare_counts(prepare);
    bool often = p->phase == WF_PREPARE_WRITING || p->phase == WF_PREPARE_TIDYING;

    if (often && p->n_done && !is_time(c))
        return;
    json_t *line = progress_json(c, p);
    if (p->phase >= WF_PREPARE_READY)
        json_object_update_new(line, json_pack("{s:o, s:I}", "counts", counts_json(&counts),
                                               "meant", (json_int_t)wf_prepare_meant(prepare)));
    if (p->phase == WF_PREPARE_READY && c->o->dry_run) {
        say_found(c, prepare, line);
        return;
    }
    say(c, line);
    if (p->phase == WF_PREPARE_READY && wf_prepare_meant(prepare) == c->o->meant)
        wf_prepare_write(prepare);
    else if (p->phase == WF_PREPARE_READY) {
        refuse(c);
        g_main_loop_quit(c->loop);
    } else if (p->phase == WF_PREPARE_DONE) {
        g_main_loop_quit(c->loop);
    }
}

static G_GNUC_NORETURN void work(Child *c, pid_t parent)
{
    const WfErrandOptions *o = c->o;
    WfPrepareOptions options = {.stack = o->stack,
                                .model = o->model,
                                .keys = o->keys,
                                .digest = o->digest,
                                .expected = o->expected,
                                .dry_run = o->dry_run,
                                .part = {on_part, c}};
    g_autoptr(GError) error = NULL;

    wf_forked_settle(parent, (int[]){c->report, c->shared}, 2);
    signal(SIGPIPE, SIG_IGN); /* a server that hangs up */
    g_autoptr(GMainContext) context = g_main_context_new();
    g_main_context_push_thread_default(context);
    c->findings = wf_findings_new();
    c->loop = g_main_loop_new(context, FALSE);
    WfStore *store = c->servers ? wf_zk_new(c->servers, 0, &error) : NULL;
    if (!store && c->servers)
        _exit(1); /* they were good enough for the parent */
    WfPrepare *prepare = wf_prepare_start(store, &options, c->findings, on_prepare, c);
    g_main_loop_run(c->loop);
    wf_prepare_free(prepare);
    if (store)
        wf_store_close(store);
    _exit(0);
}

/* ---- the parent ---- */

static void on_reaped(GPid pid, int status G_GNUC_UNUSED, gpointer user G_GNUC_UNUSED)
{
    g_spawn_close_pid(pid);
}

/* Nothing of it is touched after that. */
static void fail(WfErrand *e, const char *text)
{
    g_autoptr(GError) error = g_error_new_literal(WF_ERROR, WF_ERROR_FAILED, text);
    WfErrandReport report = {.progress = {.phase = WF_PREPARE_DONE, .error = error}};

    e->func(&report, e->user);
}

static void take_counts(const json_t *list, WfPrepareCounts *ret)
{
    guint *numbers = (guint *)ret;
    for (guint i = 0; i < sizeof *ret / sizeof *numbers; i++)
        numbers[i] = (guint)json_integer_value(json_array_get(list, i));
}

/* The comparison, and behind it the list; false: it is not there. */
static bool take_found(WfErrand *e, gsize n, WfErrandReport *report)
{
    g_autoptr(GMappedFile) memory = g_mapped_file_new_from_fd(e->shared, FALSE, NULL);
    gsize size = memory ? g_mapped_file_get_length(memory) : 0;

    if (size <= n)
        return false;
    g_autoptr(GBytes) whole = g_mapped_file_get_bytes(memory);
    g_autoptr(GBytes) bytes = g_bytes_new_from_bytes(whole, 0, n);
    report->comparison = wf_comparison_open(bytes);
    report->list = g_mapped_file_get_contents(memory) + n;
    return true;
}

/* One line; false: it was the last, and the errand may be gone. */
static bool take_line(WfErrand *e, const char *text, gsize len)
{
    json_auto_t *line = json_loadb(text, len, 0, NULL);
    const json_t *phase = json_object_get(line, "phase");
    const char *message = json_string_value(json_object_get(line, "error"));
    g_autoptr(GError) error =
        message ? g_error_new_literal(WF_ERROR, WF_ERROR_FAILED, message) : NULL;
    WfErrandReport report = {
        .done = json_number_value(json_object_get(line, "part")),
        .meant = (guint64)json_integer_value(json_object_get(line, "meant")),
        .finding = json_string_value(json_object_get(line, "finding")),
        .progress = {.phase =
                         phase ? (WfPreparePhase)json_integer_value(phase) : WF_PREPARE_READING,
                     .generation = (guint64)json_integer_value(json_object_get(line, "generation")),
                     .n_done = (guint64)json_integer_value(json_object_get(line, "n_done")),
                     .n_total = (guint64)json_integer_value(json_object_get(line, "n_total")),
                     .elapsed_ms = json_integer_value(json_object_get(line, "elapsed_ms")),
                     .note = json_string_value(json_object_get(line, "note")),
                     .partly = json_is_true(json_object_get(line, "partly")),
                     .error = error}};
    bool found = report.progress.phase == WF_PREPARE_READY && e->dry_run;
    bool last = found || report.progress.phase == WF_PREPARE_DONE;

    take_counts(json_object_get(line, "counts"), &report.counts);
    if (last) {
        e->watch = 0; /* this source ends with the line */
        e->over = true;
    }
    if (found &&
        !take_found(e, (gsize)json_integer_value(json_object_get(line, "comparison")), &report))
        fail(e, "what the child found is lost");
    else
        e->func(&report, e->user);
    return !last;
}

static gboolean on_report(int fd, GIOCondition condition G_GNUC_UNUSED, gpointer user)
{
    WfErrand *e = user;
    char text[65536], *end;
    gssize n = read(fd, text, sizeof text);

    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return G_SOURCE_CONTINUE;
    if (n <= 0 || e->heard->len > HEARD_MOST) {
        e->watch = 0;
        fail(e, "the child that was to do it has died");
        return G_SOURCE_REMOVE;
    }
    g_string_append_len(e->heard, text, n);
    while ((end = memchr(e->heard->str, '\n', e->heard->len))) {
        gsize len = (gsize)(end - e->heard->str);
        if (!take_line(e, e->heard->str, len))
            return G_SOURCE_REMOVE;
        if (g_source_is_destroyed(g_main_current_source()))
            return G_SOURCE_REMOVE; /* it was freed */
        g_string_erase(e->heard, 0, (gssize)len + 1);
    }
    return G_SOURCE_CONTINUE;
}

static bool open_ways(int *ret_shared, int ends[2], GError **error)
{
    *ret_shared = memfd_create("weft-errand", MFD_CLOEXEC);
    if (*ret_shared >= 0 && g_unix_open_pipe(ends, FD_CLOEXEC, error))
        return true;
    if (*ret_shared >= 0)
        close(*ret_shared);
    else
        g_set_error(error, WF_ERROR, WF_ERROR_FAILED, "no memory for a child: %s",
                    g_strerror(errno));
    return false;
}

WfErrand *wf_errand_start(const WfStore *store, const WfErrandOptions *o, WfErrandFunc func,
                          gpointer user, GError **error)
{
    g_autofree char *servers = store ? wf_zk_addresses(store) : NULL;
    int ends[2], shared;

    if (store && !servers) {
        g_set_error(error, WF_ERROR, WF_ERROR_FAILED, "the servers have no addresses yet");
        return NULL;
    }
    if (!open_ways(&shared, ends, error))
        return NULL;
    Child child = {.o = o, .servers = servers, .report = ends[1], .shared = shared};
    pid_t parent = getpid(), pid = fork();
    if (pid == 0)
        work(&child, parent);
    int problem = errno;
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        close(shared);
        g_set_error(error, WF_ERROR, WF_ERROR_FAILED, "no child to do it: %s", g_strerror(problem));
        return NULL;
    }
    WfErrand *e = g_new0(WfErrand, 1);
    *e = (WfErrand){.pid = pid,
                    .report = ends[0],
                    .shared = shared,
                    .dry_run = o->dry_run,
                    .heard = g_string_new(NULL),
                    .func = func,
                    .user = user};
    e->watch = g_unix_fd_add(ends[0], G_IO_IN | G_IO_HUP, on_report, e);
    return e;
}

void wf_errand_free(WfErrand *e)
{
    if (!e)
        return;
    g_clear_handle_id(&e->watch, g_source_remove);
    if (!e->over) /* else it only closes its session */
        kill(e->pid, SIGKILL);
    g_child_watch_add(e->pid, on_reaped, NULL);
    close(e->report);
    close(e->shared);
    g_string_free(e->heard, TRUE);
    g_free(e);
}
