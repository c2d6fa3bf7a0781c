/* The comparison behind the znodes screen: made by a prepare that only looks (or,
 * without a connection, looks at nothing) in a child process, anew when the model
 * or the head is another one and somebody looks at the screen. */
#include "znodes.h"

#include <weft/acting.h>
#include <weft/live.h>

#define REFRESH_MS 20
#define VMS_OPEN 30 /* so many VMs are listed from the beginning */

static bool is_visible(const ZnodeScreen *s)
{
    return wf_desk_shows(s->desk, "znodes");
}

void znodes_show_value(ZnodeScreen *s)
{
    const char *id = wf_list_id(wf_tree_list(s->tree));
    value_show(&s->value, s->found.store, id, s->comparison,
               id ? znodes_difference(s, id) : WF_DIFFERENCE_NONE);
}

/* Answers come in crowds: the rows are made once for all of them. */
static gboolean on_refresh(gpointer data)
{
    ZnodeScreen *s = data;
    s->refresh = 0;
    wf_app_busy(s->desk->app, -1);
    wf_tree_refresh(s->tree);
    if (s->goal && wf_list_go_id(wf_tree_list(s->tree), s->goal))
        g_clear_pointer(&s->goal, g_free);
    znodes_show_value(s);
    wf_app_dirty(s->desk->app);
    return G_SOURCE_REMOVE;
}

void znodes_rows_changed(gpointer data)
{
    ZnodeScreen *s = data;
    if (s->refresh || !is_visible(s)) /* becoming visible makes them anew */
        return;
    s->refresh = g_timeout_add(REFRESH_MS, on_refresh, s);
    wf_app_busy(s->desk->app, 1);
}

static void stop(ZnodeScreen *s)
{
    if (s->errand)
        wf_app_busy(s->desk->app, -1);
    g_clear_pointer(&s->errand, wf_errand_free);
}

static void set_trouble(ZnodeScreen *s, char *trouble)
{
    g_free(s->trouble);
    s->trouble = trouble;
}

static void forget_comparison(ZnodeScreen *s)
{
    s->value.comparison = NULL;
    g_clear_pointer(&s->comparison, wf_comparison_free);
}

static void on_errand(const WfErrandReport *report, gpointer data)
{
    ZnodeScreen *s = data;
    const WfPrepareProgress *p = &report->progress;
    s->done = MAX(s->done, report->done);
    wf_app_dirty(s->desk->app);
    if (report->comparison) {
        forget_comparison(s);
        s->comparison = report->comparison;
        s->against_nothing = s->alone;
    } else if (p->phase == WF_PREPARE_DONE) {
        set_trouble(s, g_strdup(report->finding ? report->finding : p->error->message));
    } else {
        return;
    }
    stop(s);
    znodes_rows_changed(s);
}

bool znodes_stop(ZnodeScreen *s)
{
    if (!s->errand)
        return false;
    stop(s);
    set_trouble(s, g_strdup("comparing was stopped: r compares"));
    znodes_rows_changed(s);
    return true;
}

/* Why there can be no comparison; NULL: there can. */
static char *why_not(const ZnodeScreen *s)
{
    const WfDesk *desk = s->desk;
    guint errors = wf_findings_count(desk->findings, WF_FAULT);
    if (desk->check_source)
        return g_strdup("checking the model");
    if (errors)
        return g_strdup_printf("the model has %u error%s, which 3 lists: what should be here "
                               "cannot be told",
                               errors, errors == 1 ? "" : "s");
    return NULL;
}

/* What a comparison would be of. */
static char *subject(const ZnodeScreen *s)
{
    const WfLive *live = s->desk->live;
    const WfHead *head = live->progress ? wf_progress_head(live->progress) : NULL;
    g_autofree char *stack = znodes_stack(s->desk);
    return g_strdup_printf("%s %p %p %" G_GUINT64_FORMAT " %d %d", stack, (void *)s->desk->model,
                           (void *)s->found.store, head ? head->generation : 0,
                           head ? (int)head->phase : -1, s->desk->check_source != 0);
}

static void compare(ZnodeScreen *s)
{
    const WfLive *live = s->desk->live;
    g_autofree char *stack = znodes_stack(s->desk);
    stop(s);
    set_trouble(s, why_not(s));
    g_free(s->compared);
    s->compared = subject(s);
    s->alone = !s->found.store;
    found_again(&s->found); /* what was not there left no watch behind */
    value_again(&s->value);
    znodes_rows_changed(s);
    if (s->trouble) {
        if (!s->desk->check_source) /* else it is only a moment */
            forget_comparison(s);
        return;
    }
    g_autoptr(WfKeys) nobodys = live->keys ? NULL : wf_live_keys_to_compare(live, stack);
    g_autoptr(GError) error = NULL;
    WfErrandOptions o = {.stack = stack,
                         .model = s->desk->model,
                         .keys = nobodys ? nobodys : live->keys,
                         .digest = wf_desk_accepted_as(s->desk),
                         .dry_run = true};
    s->done = 0;
    s->began = g_get_monotonic_time();
    s->errand = wf_errand_start(s->found.store, &o, on_errand, s, &error);
    if (s->errand)
        wf_app_busy(s->desk->app, 1);
    else
        set_trouble(s, g_strdup(error->message));
}

/* Is what there is to see settled enough to compare with? */
static bool is_time(const ZnodeScreen *s)
{
    const WfLive *live = s->desk->live;
    if (wf_acting_writes(s->desk->acting))
        return false;
    return live->state == WF_LIVE_FOLLOWING || live->state == WF_LIVE_OFF ||
           live->state == WF_LIVE_FAILED ||
           (live->state == WF_LIVE_CONNECTING && live->trouble && !live->connected);
}

void znodes_open_first(ZnodeScreen *s)
{
    g_autofree char *root = znodes_root(s->desk), *vms = g_strconcat(root, "/vms", NULL);
    if (wf_tree_is_open(s->tree, root))
        return;
    wf_tree_fold(s->tree, root, true);
    if (wf_model_n_vms(s->desk->model) <= VMS_OPEN)
        wf_tree_fold(s->tree, vms, true);
}

void znodes_renew(ZnodeScreen *s)
{
    const WfLive *live = s->desk->live;
    bool stale = wf_live_is_stale(live);
    if (!s->opened)
        return;
    if (!stale)
        found_use(&s->found, wf_live_is_connected(live) ? live->store : NULL);
    if (s->stale && !stale && s->found.store) {
        found_again(&s->found);
        g_clear_pointer(&s->compared, g_free); /* it may have been cut off, too */
    }
    s->stale = stale;
    g_autofree char *now = subject(s);
    if (is_visible(s) && is_time(s) && g_strcmp0(now, s->compared) != 0) {
        znodes_open_first(s);
        compare(s);
    }
    znodes_rows_changed(s);
}

void znodes_compare(ZnodeScreen *s)
{
    g_clear_pointer(&s->compared, g_free);
    znodes_renew(s);
}

void znodes_forget(ZnodeScreen *s)
{
    stop(s);
    value_show(&s->value, NULL, NULL, NULL, WF_DIFFERENCE_NONE);
    found_use(&s->found, NULL);
    forget_comparison(s);
    g_clear_pointer(&s->compared, g_free);
    set_trouble(s, NULL);
    s->stale = false;
    znodes_rows_changed(s);
}
