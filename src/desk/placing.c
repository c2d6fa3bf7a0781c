/* Stating the problem step by step, and the child that solves it. The child is
 * a fork, so it has the problem as it stands; its signals are held back and
 * looked for whenever the search reports, as in weft place. */
#include "placing_priv.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <weft/emit.h>
#include <weft/error.h>
#include <weft/file.h>
#include <weft/forked.h>
#include <weft/limits.h>
#include <weft/placemodel.h>

#define SEED 1 /* as weft place */
#define HEARD_MOST (64u << 20)

WfPlacing *placing_new(WfDesk *desk)
{
    WfPlacing *placing = g_new0(WfPlacing, 1);
    placing->desk = desk;
    placing->report = -1;
    placing->heard = g_string_new(NULL);
    placing->told = wf_findings_new();
    return placing;
}

static void forget_next(WfPlacing *placing)
{
    g_clear_pointer(&placing->next, wf_place_problem_free);
    g_clear_pointer(&placing->next_flavors, wf_flavors_free);
    g_clear_pointer(&placing->next_dc, wf_dc_unref);
    g_clear_pointer(&placing->findings, wf_findings_free);
    g_clear_pointer(&placing->phase, g_free);
    g_clear_pointer(&placing->best, g_free);
}

static void forget_shown(WfPlacing *placing)
{
    g_clear_pointer(&placing->map, wf_place_map_free);
    g_clear_pointer(&placing->answer, wf_place_answer_free);
    g_clear_pointer(&placing->p, wf_place_problem_free);
}

static bool runs(const WfPlacing *placing)
{
    return placing->state == WF_PLACING_READING || placing->state == WF_PLACING_SOLVING;
}

static void on_reaped(GPid pid, int status, gpointer data)
{
    (void)status;
    (void)data;
    g_spawn_close_pid(pid);
}

static void let_go_of_child(WfPlacing *placing, bool at_once)
{
    if (placing->report < 0)
        return;
    g_clear_handle_id(&placing->watch, g_source_remove);
    close(placing->report);
    placing->report = -1;
    if (at_once)
        kill(placing->pid, SIGKILL);
    g_child_watch_add(placing->pid, on_reaped, NULL);
}

/* Nothing runs any more; what it comes to is the caller's. */
static void end(WfPlacing *placing, bool at_once)
{
    if (runs(placing))
        wf_app_busy(placing->desk->app, -1);
    g_clear_handle_id(&placing->source, g_source_remove);
    let_go_of_child(placing, at_once);
    placing->stopping = false;
}

void placing_free(WfPlacing *placing)
{
    if (!placing)
        return;
    g_clear_handle_id(&placing->source, g_source_remove);
    if (placing->report >= 0) {
        g_clear_handle_id(&placing->watch, g_source_remove);
        close(placing->report);
        kill(placing->pid, SIGKILL);
        waitpid(placing->pid, NULL, 0);
    }
    forget_next(placing);
    forget_shown(placing);
    wf_findings_free(placing->told);
    g_string_free(placing->heard, TRUE);
    g_free(placing->datacenter);
    g_free(placing->flavors);
    g_free(placing->trouble);
    g_free(placing);
}

static void renew(WfPlacing *placing)
{
    desk_tell(placing->desk, WF_NEWS_PLACED);
    desk_tell(placing->desk, WF_NEWS_FACTS);
    wf_app_dirty(placing->desk->app);
}

/* What this attempt found replaces among the findings what the last one had. */
static void tell_findings(WfPlacing *placing)
{
    desk_replace_findings(placing->desk, placing->told, placing->findings);
    wf_findings_free(placing->told);
    placing->told = g_steal_pointer(&placing->findings);
}

/* Without an answer there is nothing to show: an older one would speak of something else. */
static void fail(WfPlacing *placing, const char *trouble)
{
    end(placing, true);
    placing->state = WF_PLACING_FAILED;
    g_free(placing->trouble);
    placing->trouble = g_strdup(trouble);
    tell_findings(placing);
    forget_next(placing);
    forget_shown(placing);
    wf_app_say(placing->desk->app, WF_FAULT, "not placed: %s", placing->trouble);
    renew(placing);
}

/* --- the child --- */

static bool on_progress(const WfPlaceProgress *progress, gpointer data)
{
    sigset_t waiting;
    report_progress(*(const int *)data, progress);
    return sigpending(&waiting) != 0 || sigismember(&waiting, SIGTERM) != 1;
}

static void G_GNUC_NORETURN work(const WfPlaceProblem *p, pid_t parent, int report)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    WfPlaceOptions options = {.seed = SEED, .progress = on_progress, .data = &report};
    wf_forked_settle(parent, &report, 1);
    if (nice(5) == -1)
        errno = 0; /* then it runs as it is */
    g_autoptr(WfPlaceAnswer) answer = wf_place_solve(p, &options, findings);
    report_answer(report, p, answer, findings);
    _exit(0);
}

static void take_answer(WfPlacing *placing, const json_t *line)
{
    g_autofree gint64 *violated = NULL;
    g_autoptr(WfPlaceAnswer) answer =
        report_read_answer(line, placing->next, placing->findings, &violated);
    if (!answer) {
        fail(placing, "the solver's answer cannot be read");
        return;
    }
    if (answer->status == WF_PLACED_INFEASIBLE || answer->status == WF_PLACED_UNKNOWN) {
        fail(placing, answer->status == WF_PLACED_INFEASIBLE
                          ? "no placement satisfies all hard policies; 3 says why"
                          : "none was found before it was ended");
        return;
    }
    end(placing, false);
    forget_shown(placing);
    placing->p = g_steal_pointer(&placing->next);
    placing->answer = g_steal_pointer(&answer);
    placing->map = wf_place_map_new(placing->p, placing->answer, violated);
    placing->state = WF_PLACING_DONE;
    tell_findings(placing);
    forget_next(placing);
    g_autofree char *summary = wf_placing_summary(placing);
    wf_app_say(placing->desk->app, WF_NOTE, "placed, %s; 9 shows where", summary);
    renew(placing);
}

static void take_progress(WfPlacing *placing, const json_t *line)
{
    const json_t *cost = json_object_get(line, "cost");
    const char *phase = json_string_value(json_object_get(line, "phase"));
    gint64 soft = json_integer_value(json_array_get(cost, WF_COST_SOFT));
    g_free(placing->phase);
    placing->phase = g_strdup(phase ? phase : "");
    placing->part = CLAMP(json_number_value(json_object_get(line, "part")), 0.0, 1.0);
    g_clear_pointer(&placing->best, g_free);
    if (json_is_true(json_object_get(line, "placed")))
        placing->best = g_strdup_printf(
            "soft weight %g, traffic %" G_GINT64_FORMAT ", hosts opened %" G_GINT64_FORMAT,
            (double)soft / WF_PLACE_WEIGHT_UNIT,
            (gint64)json_integer_value(json_array_get(cost, WF_COST_TRAFFIC)),
            (gint64)json_integer_value(json_array_get(cost, WF_COST_OPENED)));
    wf_app_dirty(placing->desk->app);
}

/* One line; false: it was the last. */
static bool take_line(WfPlacing *placing, const char *text, gsize n)
{
    json_auto_t *line = json_loadb(text, n, 0, NULL);
    if (!line || json_object_get(line, "status")) {
        take_answer(placing, line);
        return false;
    }
    take_progress(placing, line);
    return true;
}

static gboolean on_report(int fd, GIOCondition condition, gpointer data)
{
    (void)condition;
    WfPlacing *placing = data;
    char text[65536], *end_of_line;
    gssize n = read(fd, text, sizeof text);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return G_SOURCE_CONTINUE;
    if (n <= 0 || placing->heard->len > HEARD_MOST) {
        placing->watch = 0;
        fail(placing, placing->stopping ? "it was ended" : "the solver died");
        return G_SOURCE_REMOVE;
    }
    gsize from = placing->heard->len;
    g_string_append_len(placing->heard, text, n);
    while ((end_of_line = memchr(placing->heard->str + from, '\n', placing->heard->len - from))) {
        gsize length = (gsize)(end_of_line - placing->heard->str);
        placing->watch = 0; /* the last line ends this source */
        if (!take_line(placing, placing->heard->str, length))
            return G_SOURCE_REMOVE;
        placing->watch = g_source_get_id(g_main_current_source());
        g_string_erase(placing->heard, 0, (gssize)length + 1);
        from = 0;
    }
    return G_SOURCE_CONTINUE;
}

static void solve(WfPlacing *placing)
{
    int ends[2];
    sigset_t held, before;
    if (!g_unix_open_pipe(ends, FD_CLOEXEC, NULL)) {
        fail(placing, "no pipe to a solver");
        return;
    }
    sigemptyset(&held);
    sigaddset(&held, SIGTERM);
    sigprocmask(SIG_BLOCK, &held, &before);
    pid_t parent = getpid(), pid = fork();
    if (pid == 0)
        work(placing->next, parent, ends[1]);
    sigprocmask(SIG_SETMASK, &before, NULL);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        fail(placing, "no child to solve it");
        return;
    }
    placing->state = WF_PLACING_SOLVING;
    placing->pid = pid;
    placing->report = ends[0];
    g_string_truncate(placing->heard, 0);
    placing->watch = g_unix_fd_add(ends[0], G_IO_IN | G_IO_HUP, on_report, placing);
}

/* --- stating the problem: a step for each turn of the main loop --- */

static GBytes *read_file(const char *path, GError **error)
{
    return wf_file_read(path, WF_LIMIT_FILE_BYTES, error);
}

static bool read_datacenter(WfPlacing *placing, GError **error)
{
    g_autoptr(GBytes) bytes = read_file(placing->datacenter, error);
    if (bytes)
        placing->next_dc = wf_dc_parse(placing->datacenter, bytes, placing->findings);
    return placing->next_dc;
}

static bool read_flavors(WfPlacing *placing, GError **error)
{
    if (!placing->flavors)
        return true;
    g_autoptr(GBytes) bytes = read_file(placing->flavors, error);
    if (bytes)
        placing->next_flavors = wf_flavors_parse(placing->flavors, bytes, placing->findings);
    return placing->next_flavors;
}

static bool state_problem(WfPlacing *placing, GError **error)
{
    (void)error;
    WfPlaceModelOptions options = {.affinity_from_dag = placing->affinity};
    placing->next = wf_place_from_model(placing->desk->model, placing->next_dc,
                                        placing->next_flavors, &options, placing->findings);
    return placing->next;
}

static bool check_problem(WfPlacing *placing, GError **error)
{
    (void)error;
    return wf_place_check(placing->next, placing->findings);
}

static gboolean on_step(gpointer data)
{
    static bool (*const steps[])(WfPlacing *, GError **) = {read_datacenter, read_flavors,
                                                            state_problem, check_problem};
    WfPlacing *placing = data;
    g_autoptr(GError) error = NULL;
    if (placing->step == G_N_ELEMENTS(steps)) {
        placing->source = 0;
        solve(placing);
        return G_SOURCE_REMOVE;
    }
    if (steps[placing->step++](placing, &error))
        return G_SOURCE_CONTINUE;
    placing->source = 0;
    const WfFinding *first = wf_findings_get(placing->findings, 0);
    g_autofree char *trouble = error   ? g_strdup(error->message)
                               : first ? g_strdup_printf("%s; 3 says more", first->message)
                                       : g_strdup("the problem cannot be stated");
    fail(placing, trouble);
    return G_SOURCE_REMOVE;
}

void wf_placing_start(WfPlacing *placing)
{
    if (!placing->datacenter)
        return;
    end(placing, true);
    forget_next(placing);
    g_clear_pointer(&placing->trouble, g_free);
    placing->findings = wf_findings_new();
    placing->state = WF_PLACING_READING;
    placing->step = 0;
    placing->part = 0;
    placing->source = g_idle_add(on_step, placing);
    wf_app_busy(placing->desk->app, 1);
    renew(placing);
}

static void on_news(gpointer self, WfNews news)
{
    if (news == WF_NEWS_MODEL)
        wf_placing_start(self);
}

void placing_follow(WfPlacing *placing)
{
    wf_desk_listen(placing->desk, on_news, placing);
}

bool wf_placing_stop(WfPlacing *placing)
{
    if (!runs(placing))
        return false;
    if (placing->state == WF_PLACING_READING || placing->stopping) {
        fail(placing, "it was ended");
        return true;
    }
    placing->stopping = true;
    kill(placing->pid, SIGTERM);
    wf_app_say(placing->desk->app, WF_NOTE, "ending with the best so far; Esc again drops it");
    return true;
}

/* --- asking --- */

guint32 wf_placing_item_of_vm(const WfPlacing *placing, WfId vm)
{
    return placing->p ? wf_place_item(placing->p, wf_model_vm_name(placing->desk->model, vm))
                      : WF_PLACE_NONE;
}

WfThing wf_placing_thing(const WfPlacing *placing, guint32 number)
{
    const WfModel *m = placing->desk->model;
    const WfPlaceItem *item = placing->p->items->pdata[number];
    WfId id = wf_model_vm_find(m, item->name);
    if (id != WF_NONE)
        return (WfThing){WF_THING_VM, id};
    id = wf_model_resource_find(m, item->name);
    return id == WF_NONE ? WF_THING_NOTHING : (WfThing){WF_THING_RESOURCE, id};
}

bool wf_placing_source(const WfPlacing *placing, bool item, guint32 number, const char **ret_path,
                       guint *ret_line)
{
    const WfPlaceProblem *p = placing->p;
    if (!p || number >= (item ? p->items->len : p->dc->n_vertices))
        return false;
    const WfPlaceItem *of = item ? p->items->pdata[number] : NULL;
    const WfSpan *span = of ? &of->span : &p->dc->vertices[number].span;
    *ret_path = of ? of->path : p->dc->path;
    *ret_line = span->line;
    return *ret_path && span->line;
}

char *wf_placing_summary(const WfPlacing *placing)
{
    const WfPlaceAnswer *answer = placing->answer;
    const gint64 *cost = answer->cost.at;
    return g_strdup_printf("%s: violated %g, traffic %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT
                           " opened",
                           answer->status == WF_PLACED_OPTIMAL ? "optimal"
                           : answer->interrupted               ? "ended early"
                                                               : "good",
                           (double)cost[WF_COST_SOFT] / WF_PLACE_WEIGHT_UNIT, cost[WF_COST_TRAFFIC],
                           cost[WF_COST_OPENED]);
}

char *wf_placing_template(const WfPlacing *placing, GError **error)
{
    if (!placing->answer || placing->state != WF_PLACING_DONE) {
        g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND,
                    "nothing is placed yet: ':place DATACENTER' does it");
        return NULL;
    }
    json_t *shared = wf_emit_integrated(placing->desk->model, error);
    json_auto_t *template =
        shared ? json_deep_copy(shared) : NULL; /* its values may be the model's */
    json_decref(shared);
    if (!template ||
        !wf_place_write(placing->p, placing->answer, WF_PLACE_WRITE_ZONE, template, error))
        return NULL;
    return wf_emit_yaml(template);
}
