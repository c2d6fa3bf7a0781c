/* The filter: typed at the bottom with a live count, kept by name of the model,
 * shown by every screen. What does not match is dimmed in the graph, so that its
 * place is not lost, and left out of lists. */
#include "desk_priv.h"

#include <string.h>

#define LIVE_MOST 20000 /* components up to which the picture follows every key */

static WfQuery *parse(const WfDesk *desk, const char *text, GString *remark)
{
    WfQueryProblem problem = {0};
    WfQuery *q = wf_query_parse(text, wf_saved_lookup(desk->saved), &problem);
    if (!q && remark)
        g_string_append_printf(remark, "column %u: %s%s%s", problem.column, problem.message,
                               problem.hint ? "; " : "", problem.hint ? problem.hint : "");
    wf_query_problem_clear(&problem);
    return q;
}

static bool apply(WfDesk *desk, WfQuery *q, GString *remark)
{
    g_autoptr(GError) error = NULL;
    if (!wf_view_set_filter(desk->view, q, desk->hide, &error)) {
        if (remark)
            g_string_append(remark, error->message);
        return false;
    }
    return true;
}

/* Of the nodes that a mask lets through: components, and VMs with their facts. */
static void count(const WfDesk *desk, const guint8 *mask, guint32 *ret_components, guint32 *ret_vms)
{
    guint32 n = wf_model_n_nodes(desk->model), n_components = wf_model_n_components(desk->model);
    *ret_components = *ret_vms = 0;
    for (guint32 i = 0; mask && i < n; i++)
        if (mask[i])
            ++*(i < n_components ? ret_components : ret_vms);
}

void wf_filter_count(const WfDesk *desk, guint32 *ret_components, guint32 *ret_vms)
{
    guint32 n;
    count(desk, wf_view_matches(desk->view, &n), ret_components, ret_vms);
}

/* "6 of 17 components, 1 of 6 VMs": the latter only if there are any. */
static void append_count(const WfDesk *desk, const guint8 *mask, GString *text)
{
    guint32 components, vms;
    count(desk, mask, &components, &vms);
    guint32 all = wf_model_n_components(desk->model);
    if (components || !vms)
        g_string_append_printf(text, "%u of %u component%s", components, all, all == 1 ? "" : "s");
    all = wf_model_n_vms(desk->model);
    if (vms)
        g_string_append_printf(text, "%s%u of %u VM%s", components ? ", " : "", vms, all,
                               all == 1 ? "" : "s");
}

static void show(WfDesk *desk)
{
    desk_tell(desk, WF_NEWS_FILTER);
    if (desk->hide)
        wf_desk_view_changed(desk);
    else
        wf_desk_looks_changed(desk);
}

static void say_matches(WfDesk *desk, const char *filter)
{
    g_autoptr(GString) text = g_string_new(NULL);
    guint32 n;
    const guint8 *matches = wf_view_matches(desk->view, &n);
    append_count(desk, matches, text);
    if (n)
        wf_app_say(desk->app, WF_NOTE, "%s match%s; n and N go through them, \\ drops it",
                   text->str, n == 1 ? "es" : "");
    else
        wf_app_say(desk->app, WF_WARNING, "nothing matches %s; \\ drops the filter", filter);
}

bool wf_filter_set(WfDesk *desk, const char *text)
{
    g_autoptr(GString) remark = g_string_new(NULL);
    bool none = !text || !text[0];
    WfQuery *q = none ? NULL : parse(desk, text, remark);
    bool parsed = none || q;
    if (!parsed || !apply(desk, q, remark)) {
        wf_app_say(desk->app, WF_WARNING, "filter: %s", remark->str);
        if (parsed)
            wf_filter_again(desk); /* the one there was */
        return false;
    }
    g_autofree char *before = desk->filter;
    desk->filter = none ? NULL : g_strchomp(g_strdup(text)); /* completion leaves a blank */
    show(desk);
    if (none)
        wf_app_say(desk->app, WF_NOTE, "no filter");
    else
        say_matches(desk, text);
    return true;
}

void wf_filter_again(WfDesk *desk)
{
    WfQuery *q = desk->filter ? parse(desk, desk->filter, NULL) : NULL;
    if (desk->filter && !q) { /* it named a saved one that is gone */
        wf_app_say(desk->app, WF_WARNING, "the filter %s means nothing any more", desk->filter);
        g_clear_pointer(&desk->filter, g_free);
    }
    apply(desk, q, NULL);
}

/* --- while typing --- */

/* Without letting anybody see what matches. */
static void count_apart(WfDesk *desk, WfQuery *q, GString *remark)
{
    g_autoptr(GError) error = NULL;
    const WfQuerySubject *subject = wf_view_subject(desk->view);
    g_autofree guint8 *mask = g_new0(guint8, subject->n_nodes + 1);
    guint32 n;
    if (wf_query_run(q, subject, mask, &n, &error))
        append_count(desk, mask, remark);
    else
        g_string_append(remark, error->message);
}

static bool check(WfApp *app, const char *text, GString *remark, gpointer data)
{
    WfDesk *desk = data;
    guint32 n;
    if (!text[0])
        return true;
    WfQuery *q = parse(desk, text, remark);
    if (!q)
        return false; /* the picture keeps what matched last */
    if (wf_model_n_components(desk->model) > LIVE_MOST || desk->hide) {
        count_apart(desk, q, remark);
        wf_query_free(q);
        return true;
    }
    if (!apply(desk, q, remark))
        return false;
    append_count(desk, wf_view_matches(desk->view, &n), remark);
    desk_tell(desk, WF_NEWS_TYPED);
    wf_app_dirty(app);
    return true;
}

/* The language completes from a place inside a word; prompts take whole words. */
static void complete(WfApp *app, const char *text, GPtrArray *ret, gpointer data)
{
    (void)app;
    WfDesk *desk = data;
    gsize start = 0;
    g_auto(GStrv) words = wf_query_complete(text, strlen(text), wf_view_subject(desk->view),
                                            wf_saved_lookup(desk->saved), &start);
    const char *blank = strrchr(text, ' ');
    gsize word = blank ? (gsize)(blank + 1 - text) : 0;
    g_autofree char *before = start > word ? g_strndup(text + word, start - word) : g_strdup("");
    for (guint i = 0; words && words[i]; i++)
        g_ptr_array_add(ret, g_strconcat(before, words[i], NULL));
}

static void done(WfApp *app, const char *text, gpointer data)
{
    (void)app;
    WfDesk *desk = data;
    if (text && wf_filter_set(desk, text)) {
        desk_tell(desk, WF_NEWS_SOUGHT);
        return;
    }
    wf_filter_again(desk); /* cancelled, or wrong: as before */
    show(desk);
}

void wf_filter_prompt(WfDesk *desk, const char *text)
{
    wf_app_prompt(desk->app, &(WfPrompt){.label = "/",
                                         .text = text,
                                         .history = "filters",
                                         .check = check,
                                         .complete = complete,
                                         .done = done,
                                         .data = desk});
}

void wf_do_filter(gpointer app, const char *args)
{
    wf_filter_set(wf_desk_of(app), args);
}

void wf_complete_filter(gpointer app, const char *args, GPtrArray *ret)
{
    complete(app, args, ret, wf_desk_of(app));
}

/* --- with a name --- */

static void on_news(gpointer self, WfNews news)
{
    if (news == WF_NEWS_MODEL)
        wf_filter_again(self);
}

void filter_open(WfDesk *desk)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = desk->explore->width > 0 ? NULL : wf_saved_path();
    desk->saved = wf_saved_new(path, &error);
    if (error)
        wf_app_say(desk->app, WF_WARNING, "saved filters: %s", error->message);
    wf_desk_listen(desk, on_news, desk);
}

void wf_do_save_filter(gpointer app, const char *args)
{
    WfDesk *desk = wf_desk_of(app);
    g_autoptr(GError) error = NULL;
    if (!desk->filter)
        wf_app_say(app, WF_WARNING, "there is no filter to save; / takes one");
    else if (!args[0])
        wf_app_say(app, WF_WARNING, "save-filter takes a name");
    else if (wf_saved_set(desk->saved, args, desk->filter, &error))
        wf_app_say(app, WF_NOTE, "@%s is %s from now on, in every filter", args, desk->filter);
    else
        wf_app_say(app, WF_WARNING, "%s", error->message);
}

void wf_do_drop_filter(gpointer app, const char *args)
{
    g_autoptr(GError) error = NULL;
    WfDesk *desk = wf_desk_of(app);
    if (!wf_saved_drop(desk->saved, args, &error)) {
        wf_app_say(app, WF_WARNING, "%s", error->message);
        return;
    }
    wf_app_say(app, WF_NOTE, "there is no @%s any more", args);
    wf_filter_again(desk);
    show(desk);
}

void wf_complete_saved(gpointer app, const char *args, GPtrArray *ret)
{
    const char *const *names = wf_saved_lookup(wf_desk_of(app)->saved)->names;
    for (; *names; names++)
        if (g_str_has_prefix(*names, args))
            g_ptr_array_add(ret, g_strdup(*names));
}
