/* The confirm ladder of live actions. See weft/acting.h.
 *
 * A prepare looks twice: once for the dialog, and again when `y` was pressed, with
 * the accepted model and the number of writes it has to find. The files of the
 * model are looked at in between, too. So what is done is what was shown, or
 * nothing. */
#include "acting_priv.h"

#include <glib/gstdio.h>
#include <string.h>
#include <weft/errand.h>
#include "live_log.h"
#include "live_priv.h"

#define LOGGED_MOST 200 /* lines in the messages */

typedef enum { ACTING_NONE, ACTING_LOOKING, ACTING_ASKING, ACTING_DOING } ActingState;
typedef enum { ACTION_PREPARE, ACTION_TEARDOWN, ACTION_PHASE, ACTION_RETRY } Action;

struct WfActing {
    WfDesk *desk;
    ActingState state;
    Action action;
    WfPhase phase;   /* to be set */
    char *component; /* to be retried */

    WfErrand *errand;
    WfModel *model; /* NULL: teardown */
    char *accepted; /* what was accepted when it was looked at */
    char *files;    /* how the model's files were then */
    char *list;     /* what was shown */
    guint n_writes;
    guint64 meant;
    WfPrepareProgress progress;
    double done;  /* of a look, while it is under way */
    gint64 began; /* the look */
};

static void set_state(WfActing *a, ActingState state)
{
    bool was = a->state == ACTING_LOOKING || a->state == ACTING_DOING;
    bool is = state == ACTING_LOOKING || state == ACTING_DOING;
    a->state = state;
    live_log_writes(a->desk->run->log, state == ACTING_DOING);
    if (was != is)
        wf_app_busy(a->desk->app, is ? 1 : -1);
    wf_app_dirty(a->desk->app);
}

static void end(WfActing *a)
{
    g_clear_pointer(&a->errand, wf_errand_free);
    g_clear_pointer(&a->model, wf_model_unref);
    g_clear_pointer(&a->list, g_free);
    g_clear_pointer(&a->accepted, g_free);
    g_clear_pointer(&a->files, g_free);
    g_clear_pointer(&a->component, g_free);
    set_state(a, ACTING_NONE);
}

/* What is under way stops where it is, which is always safe. */
static void forget(WfActing *a)
{
    if (a->state == ACTING_NONE)
        return;
    if (a->state == ACTING_DOING)
        wf_app_say(a->desk->app, WF_WARNING,
                   "stopped half-way, which is harmless; do it again to complete it");
    if (a->state != ACTING_ASKING) /* its dialog ends it */
        end(a);
}

static void on_news(gpointer self, WfNews news)
{
    if (news == WF_NEWS_STORE_GOES)
        forget(self);
}

WfActing *acting_new(WfDesk *desk)
{
    WfActing *a = g_new0(WfActing, 1);
    a->desk = desk;
    wf_desk_listen(desk, on_news, a);
    return a;
}

bool wf_acting_stop(WfActing *a)
{
    if (!a->errand)
        return false;
    if (a->state == ACTING_LOOKING)
        wf_app_say(a->desk->app, WF_NOTE, "stopped: nothing was written");
    forget(a);
    return true;
}

void acting_free(WfActing *a)
{
    if (!a)
        return;
    end(a);
    g_free(a);
}

/* --- what may be done --- */

const char *wf_acting_why_not(gpointer app)
{
    const WfDesk *desk = wf_desk_of(app);
    if (desk->live->source == WF_LIVE_NOTHING || !desk->live->store)
        return "nothing is connected: :connect HOSTS, or :connect private";
    if (desk->live->state != WF_LIVE_FOLLOWING)
        return "the connection is not there now";
    if (desk->acting->state != ACTING_NONE)
        return "another action is under way";
    return NULL;
}

const char *wf_acting_why_not_prepare(gpointer app)
{
    const WfDesk *desk = wf_desk_of(app);
    const char *why = wf_acting_why_not(app);
    if (why)
        return why;
    if (desk->trouble)
        return "the model's file cannot be read: what is shown is the last good one";
    if (desk->check_source)
        return "the model is still being checked";
    if (wf_findings_count(desk->findings, WF_FAULT))
        return "the model has errors: 3 lists them";
    return NULL;
}

static const WfRow *selected_row(const WfDesk *desk)
{
    WfProgress *p = desk->live->progress;
    WfThing thing = wf_view_selected(desk->view);
    if (!p || thing.kind != WF_THING_COMPONENT)
        return NULL;
    const char *vm = wf_model_vm_name(desk->model, wf_model_component_vm(desk->model, thing.id));
    guint32 row = wf_progress_find(p, vm, wf_model_component_name(desk->model, thing.id));
    return row == WF_NO_ROW ? NULL : wf_progress_row(p, row);
}

const char *wf_acting_why_not_retry(gpointer app)
{
    const WfDesk *desk = wf_desk_of(app);
    const WfRow *row = selected_row(desk);
    const char *why = wf_acting_why_not(app);
    return why                                     ? why
           : !row || row->state != WF_STATE_FAILED ? "select a component that failed"
                                                   : NULL;
}

/* Mode, size and time of all files of the model: another text if one was touched. */
static char *state_of_files(const WfDesk *desk)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const char *const *paths = wf_model_files(desk->model);
    for (; paths && *paths; paths++) {
        GStatBuf s;
        if (g_stat(*paths, &s) == 0)
            g_string_append_printf(
                text, "%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%09ld %" G_GUINT64_FORMAT "\n",
                *paths, (gint64)s.st_size, (gint64)s.st_mtim.tv_sec, s.st_mtim.tv_nsec,
                (guint64)s.st_ino);
        else
            g_string_append_printf(text, "%s is gone\n", *paths);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *refusal(WfActing *a)
{
    const WfDesk *desk = a->desk;
    g_autofree char *files = state_of_files(desk);
    if (!wf_app_armed(desk->app))
        return g_strdup("no longer armed: nothing was written");
    if (desk->live->state != WF_LIVE_FOLLOWING)
        return g_strdup("the connection is gone: nothing was written");
    if (a->action == ACTION_PREPARE && (desk->model != a->model || g_strcmp0(files, a->files)))
        return g_strdup("the model has changed meanwhile: nothing was written; look again");
    return NULL;
}

/* --- prepare and teardown --- */

static void on_confirmed(WfApp *app, bool yes, gpointer data);
static void look(WfActing *a, bool dry_run);

static void ask(WfActing *a, const WfErrandReport *report)
{
    bool away = a->action == ACTION_TEARDOWN;
    const WfComparison *c = report->comparison;
    g_autoptr(GString) what = g_string_new(NULL);
    g_autofree char *old = NULL, *new = NULL;
    a->list = g_strdup(report->list);
    a->accepted = g_strdup(wf_comparison_accepted(c));
    a->n_writes = report->counts.total;
    a->meant = report->meant;
    g_string_append_printf(what, "stack     %s", a->desk->live->stack);
    guint64 generation = wf_comparison_generation(c); /* that a prepare makes */
    g_string_append_printf(
        what, away ? ", ends generation %" G_GUINT64_FORMAT : ", generation %" G_GUINT64_FORMAT,
        away && generation > 1 ? generation - 1 : generation);
    acting_add_counts(what, &report->counts); /* first what a small window has to show */
    if (away)
        g_string_append(what, "\nevery component's DELETE runs, in reverse order");
    acting_add_where(a->desk->live, what);
    acting_differences(c, &old, &new);
    WfConfirm dialog = {.guard = away ? WF_GUARD_HARD : WF_GUARD_LIVE,
                        .title = away ? "Tear the stack down" : "Prepare zNodes",
                        .what = what->str,
                        .details = a->list,
                        .old_text = old,
                        .new_text = new,
                        .verb = away ? "Tear down" : "Prepare",
                        .word = a->desk->live->stack};
    set_state(a, ACTING_ASKING);
    wf_app_confirm(a->desk->app, &dialog, on_confirmed, a);
}

/* The first look is over. */
static void looked(WfActing *a, const WfErrandReport *report)
{
    g_clear_pointer(&a->errand, wf_errand_free);
    if (report->counts.total) {
        ask(a, report);
        return;
    }
    wf_app_say(a->desk->app, WF_NOTE, "stack '%s': everything is as it should be, nothing to write",
               a->desk->live->stack);
    end(a);
}

static void say_failed(WfActing *a, const WfErrandReport *report)
{
    wf_app_say(a->desk->app, WF_FAULT, "%s%s%s%s", report->progress.error->message,
               report->finding ? ": " : "", report->finding ? report->finding : "",
               report->progress.partly ? "; it is partly written, which is harmless: do it again"
                                       : "");
}

static void log_list(WfActing *a)
{
    WfApp *app = a->desk->app;
    const char *line = a->list;
    guint n = 0;
    wf_app_log(app, WF_NOTE, "written to stack '%s':", a->desk->live->stack);
    for (const char *end; (end = strchr(line, '\n')); line = end + 1)
        if (n++ < LOGGED_MOST)
            wf_app_log(app, WF_NOTE, "  %.*s", (int)(end - line), line);
    if (n > LOGGED_MOST)
        wf_app_log(app, WF_NOTE, "  ... and %u more", n - LOGGED_MOST);
}

static void say_done(WfActing *a)
{
    WfApp *app = a->desk->app;
    g_autofree char *time =
        wf_app_has_terminal(app)
            ? g_strdup_printf(" in %.1f s", (double)a->progress.elapsed_ms / 1000)
            : g_strdup("");
    log_list(a);
    wf_app_say(app, WF_NOTE, "stack '%s' is at generation %" G_GUINT64_FORMAT ": %u writes%s%s",
               a->desk->live->stack, a->progress.generation, a->n_writes, time,
               a->action == ACTION_TEARDOWN
                   ? "; when all is deleted, weft teardown --forget removes the zNodes"
                   : "");
}

bool wf_acting_writes(const WfActing *a)
{
    return a->state == ACTING_DOING;
}

static void done(WfActing *a, const WfErrandReport *report)
{
    WfDesk *desk = a->desk;
    bool wrote = wf_acting_writes(a);
    if (report->progress.error)
        say_failed(a, report);
    else
        say_done(a);
    if (!report->progress.error) {
        live_log_own(desk->run->log, report->progress.generation, WF_PHASE_GO);
        live_await(desk->live, report->progress.generation);
    }
    end(a);
    if (wrote)
        desk_tell(desk, WF_NEWS_WRITTEN);
}

static void on_errand(const WfErrandReport *report, gpointer data)
{
    WfActing *a = data;
    g_autoptr(WfComparison) comparison = report->comparison;
    a->progress = report->progress;
    a->progress.error = NULL;
    a->progress.note = NULL;
    a->done = MAX(a->done, report->done);
    wf_app_dirty(a->desk->app);
    if (report->progress.note)
        wf_app_say(a->desk->app, WF_NOTE, "%s", report->progress.note);
    if (comparison)
        looked(a, report);
    else if (report->progress.phase == WF_PREPARE_DONE)
        done(a, report);
}

/* The second look has to see what the first one saw. */
static void look(WfActing *a, bool dry_run)
{
    const WfLive *live = a->desk->live;
    g_autoptr(GError) error = NULL;
    WfErrandOptions o = {.stack = live->stack,
                         .model = a->model,
                         .keys = live->keys,
                         .expected = a->accepted,
                         .digest = a->model ? wf_desk_accepted_as(a->desk) : NULL,
                         .dry_run = dry_run,
                         .meant = a->meant};
    a->progress = (WfPrepareProgress){0};
    a->done = 0;
    a->began = g_get_monotonic_time();
    a->errand = wf_errand_start(live->store, &o, on_errand, a, &error);
    if (a->errand)
        return;
    wf_app_say(a->desk->app, WF_FAULT, "%s", error->message);
    end(a);
}

static void begin(WfDesk *desk, Action action)
{
    WfActing *a = desk->acting;
    a->action = action;
    a->model = action == ACTION_PREPARE ? wf_model_ref(desk->model) : NULL;
    a->files = state_of_files(desk);
    set_state(a, ACTING_LOOKING);
    look(a, true);
}

/* --- one write: phases and retries --- */

static void on_done(const GError *error, gpointer data)
{
    WfActing *a = data;
    WfApp *app = a->desk->app;
    const WfProgress *p = a->desk->live->progress; /* NULL: not followed */
    if (error)
        wf_app_say(app, WF_FAULT, "%s", error->message);
    else if (a->action == ACTION_RETRY)
        wf_app_say(app, WF_NOTE, "'%s' is to run again%s", a->component,
                   p && wf_progress_is_on_hold(p) ? " when the stack goes on" : "");
    else
        wf_app_say(app, WF_NOTE, "stack '%s': %s", a->desk->live->stack,
                   acting_phase_words(a->phase)->done);
    if (!error && a->action == ACTION_PHASE)
        live_log_own(a->desk->run->log, 0, a->phase);
    end(a);
}

static void do_it(WfActing *a)
{
    const WfLive *live = a->desk->live;
    const char *components[] = {a->component, NULL};
    g_autoptr(GError) error = NULL;
    set_state(a, ACTING_DOING);
    if (a->action == ACTION_RETRY) {
        wf_retry_start(live->store, live->stack, components, on_done, a);
    } else if (a->action == ACTION_PHASE) {
        wf_phase_start(live->store, live->stack, a->phase, on_done, a);
    } else if (live_make_key(a->desk->live, &error)) {
        look(a, false);
    } else {
        wf_app_say(a->desk->app, WF_FAULT, "%s", error->message);
        end(a);
    }
}

static void on_confirmed(WfApp *app, bool yes, gpointer data)
{
    WfActing *a = data;
    g_autofree char *no = yes ? refusal(a) : NULL;
    if (no)
        wf_app_say(app, WF_FAULT, "%s", no);
    else if (!yes)
        wf_app_say(app, WF_NOTE, "nothing was written");
    if (no || !yes)
        end(a);
    else
        do_it(a);
}

static void confirm_small(WfActing *a, const char *title, const char *effect, const char *verb)
{
    g_autoptr(GString) what = g_string_new(NULL);
    g_string_append_printf(what, "stack     %s\n%s", a->desk->live->stack, effect);
    acting_add_where(a->desk->live, what);
    set_state(a, ACTING_ASKING);
    wf_app_confirm(
        a->desk->app,
        &(WfConfirm){.guard = WF_GUARD_LIVE, .title = title, .what = what->str, .verb = verb},
        on_confirmed, a);
}

static void begin_phase(WfDesk *desk, WfPhase phase)
{
    WfActing *a = desk->acting;
    const PhaseWords *words = acting_phase_words(phase);
    a->action = ACTION_PHASE;
    a->phase = phase;
    confirm_small(a, words->title, words->effect, words->title);
}

/* --- commands --- */

void wf_do_live_prepare(gpointer app, const char *args)
{
    (void)args;
    begin(wf_desk_of(app), ACTION_PREPARE);
}

void wf_do_live_teardown(gpointer app, const char *args)
{
    (void)args;
    begin(wf_desk_of(app), ACTION_TEARDOWN);
}

void wf_do_live_cancel(gpointer app, const char *args)
{
    (void)args;
    begin_phase(wf_desk_of(app), WF_PHASE_PAUSE);
}

void wf_do_live_halt(gpointer app, const char *args)
{
    (void)args;
    begin_phase(wf_desk_of(app), WF_PHASE_HALT);
}

void wf_do_live_go(gpointer app, const char *args)
{
    (void)args;
    begin_phase(wf_desk_of(app), WF_PHASE_GO);
}

void wf_do_live_retry(gpointer app, const char *args)
{
    (void)args;
    WfDesk *desk = wf_desk_of(app);
    WfActing *a = desk->acting;
    const WfRow *row = selected_row(desk);
    g_free(a->component);
    a->component = g_strdup(row->name);
    a->action = ACTION_RETRY;
    g_autofree char *effect = g_strdup_printf(
        "'%s' on VM '%s' runs again, and then what waits for it", row->name, row->vm);
    confirm_small(a, "Retry", effect, "Retry");
}

/* --- how far it is --- */

/* Of the writing, or of working out what to write. */
static double describe(const WfActing *a, GString *text)
{
    const WfPrepareProgress *p = &a->progress;
    if (p->phase >= WF_PREPARE_WRITING && p->n_total) {
        g_string_append_printf(text, "%s  %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " writes",
                               wf_prepare_phase_name(p->phase), p->n_done, p->n_total);
        wf_acting_add_time(text, (double)p->elapsed_ms / 1000,
                           (double)MIN(p->n_done, p->n_total) / (double)p->n_total);
        return (double)MIN(p->n_done, p->n_total) / (double)p->n_total;
    }
    g_string_append(text, a->state == ACTING_LOOKING ? "looking at what would be written"
                                                     : "looking once more");
    wf_acting_add_time(text, (double)(g_get_monotonic_time() - a->began) / G_USEC_PER_SEC, a->done);
    return a->done;
}

bool wf_acting_tell(const WfActing *a, GString *text, double *ret_share)
{
    if (!a->errand)
        return false;
    *ret_share = describe(a, text);
    return true;
}
