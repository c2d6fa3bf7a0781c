/* Reading models again without a key unanswered: large ones are read in steps, between
 * which the main loop goes on with the model there is. Small ones are read at once. */
#include "desk_priv.h"

#include <glib/gstdio.h>

#define AT_ONCE_BYTES (1 << 19) /* read in less than a frame */

struct Reading {
    WfDesk *desk;
    char *path, *old_path; /* old_path: NULL without a second model */
    bool opening;          /* it is another file than before */
    bool quiet;            /* not worth a message */
    bool outdated;         /* opening: what there is has changed meanwhile */
    bool failed;
    WfModelLoad *load; /* of the old model until that is there; NULL: loaded is the model */
    WfModel *loaded, *old;
    WfFindings *findings, *of_old;
    guint source;
};

static void start_load(Reading *r, const char *path, WfFindings *findings)
{
    WfModelOptions options;
    r->loaded = desk_model_of(r->desk, path, &options);
    if (!r->loaded)
        r->load = wf_model_load_start(&options, findings);
}

static void free_reading(Reading *r)
{
    if (r->source) {
        g_source_remove(r->source);
        wf_app_busy(r->desk->app, -1);
    }
    if (r->load)
        wf_model_unref(wf_model_load_end(r->load, NULL));
    wf_model_unref(r->loaded);
    wf_model_unref(r->old);
    wf_findings_free(r->findings);
    wf_findings_free(r->of_old);
    g_free(r->path);
    g_free(r->old_path);
    g_free(r);
}

void reading_stop(WfDesk *desk)
{
    g_clear_pointer(&desk->reading, free_reading);
}

/* --- the end --- */

/* What there is has no trouble if it is another file that has: all of it stays as it is, and only a
 * message says why. */
static void cannot_open(const Reading *r, const GError *error)
{
    WfDesk *desk = r->desk;
    g_autofree char *first = desk_first_trouble(r->findings, error);
    for (guint i = wf_findings_n(r->findings); i-- > 1;) {
        const WfFinding *f = wf_findings_get(r->findings, i);
        wf_app_log(desk->app, f->severity, "%s:%u:%u: %s", f->path, f->span.line, f->span.column,
                   f->message);
    }
    wf_app_say(desk->app, WF_FAULT, "not opened: %s", first);
}

static void fail(Reading *r, const GError *error)
{
    r->failed = true;
    if (r->old_path && !r->old) { /* the new one was not looked at yet */
        wf_findings_free(r->findings);
        r->findings = g_steal_pointer(&r->of_old);
    }
    if (r->opening)
        cannot_open(r, error);
    else
        desk_keep_last_good(r->desk, g_steal_pointer(&r->findings), error);
}

static void say_read(WfDesk *desk, bool opened)
{
    guint n = wf_findings_count(desk->findings, WF_FAULT);
    g_autofree char *errors =
        n ? g_strdup_printf(": %u error%s, 3 lists them", n, n == 1 ? "" : "s") : g_strdup("");
    wf_app_say(desk->app, n ? WF_WARNING : WF_NOTE, opened ? "this is %s%s" : "read %s again%s",
               desk->path, errors);
}

static void succeed(Reading *r, WfModel *model)
{
    WfDesk *desk = r->desk;
    if (r->opening) {
        g_free(desk->path);
        g_free(desk->old_path);
        desk->path = g_strdup(r->path);
        desk->old_path = g_strdup(r->old_path);
    }
    desk_take_again(desk, model, g_steal_pointer(&r->old), g_steal_pointer(&r->findings));
    if (!r->quiet)
        say_read(desk, r->opening);
}

/* True: there is more to do. Else it is all done, and @r is free to go. */
static bool step(Reading *r)
{
    g_autoptr(GError) error = NULL;
    if (r->load && wf_model_load_step(r->load))
        return true;
    WfModel *model = r->load ? wf_model_load_end(g_steal_pointer(&r->load), &error)
                             : g_steal_pointer(&r->loaded);
    if (model && r->old_path && !r->old) {
        r->old = model;
        start_load(r, r->path, r->findings);
        return true;
    }
    if (model)
        succeed(r, model);
    else
        fail(r, error);
    return false;
}

static gboolean on_idle(gpointer data)
{
    WfDesk *desk = data;
    if (step(desk->reading))
        return G_SOURCE_CONTINUE;
    bool again = desk->reading->outdated && desk->reading->failed;
    reading_stop(desk);
    if (again)
        wf_desk_reload(desk);
    return G_SOURCE_REMOVE;
}

/* --- the beginning --- */

static bool is_small(const char *path)
{
    GStatBuf s;
    return !path || g_stat(path, &s) != 0 || s.st_size < AT_ONCE_BYTES;
}

static void start(WfDesk *desk, const char *path, const char *old_path, bool opening, bool quiet)
{
    Reading *r = g_new0(Reading, 1);
    reading_stop(desk);
    *r = (Reading){.desk = desk,
                   .path = g_strdup(path),
                   .old_path = g_strdup(old_path),
                   .opening = opening,
                   .quiet = quiet,
                   .findings = wf_findings_new(),
                   .of_old = wf_findings_new()};
    desk->reading = r;
    watch_look(desk->watch);
    if (old_path) /* our own texts: a load keeps them for as long as it takes */
        start_load(r, r->old_path, r->of_old);
    else
        start_load(r, r->path, r->findings);
}

static void go_on(WfDesk *desk)
{
    while (step(desk->reading))
        ;
    reading_stop(desk);
}

static void go_on_later(WfDesk *desk)
{
    wf_app_busy(desk->app, 1);
    desk->reading->source = g_idle_add(on_idle, desk);
}

/* What is being opened takes the place of what has changed, unless it cannot be read. */
void wf_desk_reload(WfDesk *desk)
{
    if (desk->reading && desk->reading->opening) {
        desk->reading->outdated = true;
        return;
    }
    start(desk, desk->path, desk->old_path, false, false);
    if (is_small(desk->path) && is_small(desk->old_path))
        go_on(desk);
    else
        go_on_later(desk);
}

void wf_desk_open_model(WfDesk *desk, const char *path)
{
    start(desk, path, NULL, true, false);
    if (is_small(path))
        go_on(desk);
    else
        go_on_later(desk);
}

/* At once: whoever says the name goes on with the model that has it. What is being opened begins
 * anew, with the name. */
void desk_set_stack(WfDesk *desk, const char *name)
{
    if (g_strcmp0(desk->stack, name) == 0)
        return;
    bool opening = desk->reading && desk->reading->opening;
    g_autofree char *path = opening ? g_strdup(desk->reading->path) : NULL;
    g_free(desk->stack);
    desk->stack = g_strdup(name);
    start(desk, desk->path, desk->old_path, false, true);
    go_on(desk);
    if (opening)
        wf_desk_open_model(desk, path);
}
