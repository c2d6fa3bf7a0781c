/* The models, and telling what is news of them. */
#include "desk_priv.h"

#include <weft/check.h>
#include <weft/text.h>

WfDesk *wf_desk_of(WfApp *app)
{
    return wf_app_user(app);
}

bool wf_desk_shows(const WfDesk *desk, const char *screen)
{
    return g_strcmp0(wf_app_screen(desk->app), screen) == 0;
}

/* --- news --- */

typedef struct {
    WfDeskListener listener;
    gpointer self;
} Listener;

void wf_desk_listen(WfDesk *desk, WfDeskListener listener, gpointer self)
{
    Listener one = {listener, self};
    if (!desk->listeners)
        desk->listeners = g_array_new(FALSE, FALSE, sizeof(Listener));
    g_array_append_val(desk->listeners, one);
}

void desk_tell(WfDesk *desk, WfNews news)
{
    for (guint i = 0; desk->listeners && i < desk->listeners->len; i++) {
        const Listener *one = &g_array_index(desk->listeners, Listener, i);
        one->listener(one->self, news);
    }
}

void wf_desk_looks_changed(WfDesk *desk)
{
    desk_tell(desk, WF_NEWS_LOOKS);
    desk_tell(desk, WF_NEWS_FACTS);
    wf_app_dirty(desk->app);
}

void wf_desk_view_changed(WfDesk *desk)
{
    desk_tell(desk, WF_NEWS_PICTURE);
    desk_tell(desk, WF_NEWS_FACTS);
    wf_app_dirty(desk->app);
}

/* --- loading --- */

WfModel *desk_model_of(const WfDesk *desk, const char *path, WfModelOptions *ret_options)
{
    bool first = g_str_equal(path, desk->explore->model.path);
    *ret_options = desk->explore->model;
    ret_options->path = path;
    ret_options->stack_name = desk->stack;
    if (!first)
        ret_options->bytes = NULL;
    return first && desk->accepted ? wf_model_ref(desk->accepted) : NULL;
}

static WfModel *load(const WfDesk *desk, const char *path, WfFindings *findings, GError **error)
{
    WfModelOptions options;
    WfModel *model = desk_model_of(desk, path, &options);
    return model ? model : wf_model_load(&options, findings, error);
}

char *wf_desk_size(const WfDesk *desk)
{
    guint32 vms = wf_model_n_vms(desk->model), components = wf_model_n_components(desk->model);
    return g_strdup_printf("%u VM%s, %u component%s", vms, vms == 1 ? "" : "s", components,
                           components == 1 ? "" : "s");
}

static GHashTable *worst_by_subject(const WfFindings *findings)
{
    GHashTable *worst = g_hash_table_new(g_str_hash, g_str_equal); /* keys are the findings' */
    for (guint i = 0; i < wf_findings_n(findings); i++) {
        const WfFinding *f = wf_findings_get(findings, i);
        guint value = (guint)f->severity + 1;
        if (f->subject && GPOINTER_TO_UINT(g_hash_table_lookup(worst, f->subject)) < value)
            g_hash_table_replace(worst, f->subject, GUINT_TO_POINTER(value));
    }
    return worst;
}

/* The findings are others, or more. */
static void findings_changed(WfDesk *desk)
{
    wf_findings_sort(desk->findings);
    g_clear_pointer(&desk->worst, g_hash_table_unref);
    desk->worst = worst_by_subject(desk->findings);
    desk_tell(desk, WF_NEWS_FINDINGS);
}

static guint hash_finding(gconstpointer data)
{
    const WfFinding *f = data;
    return g_str_hash(f->message) ^ g_str_hash(f->path ? f->path : "") ^ (guint)f->code ^
           f->span.line * 31u ^ f->span.column * 131u;
}

static gboolean same_finding(gconstpointer left, gconstpointer right)
{
    const WfFinding *a = left, *b = right;
    return a->code == b->code && a->span.line == b->span.line && a->span.column == b->span.column &&
           g_strcmp0(a->path, b->path) == 0 && g_str_equal(a->message, b->message);
}

/* Those of @from that are not in @known go into @into, and are known then. */
static void copy_unknown(WfFindings *into, const WfFindings *from, GHashTable *known)
{
    for (guint i = 0; i < wf_findings_n(from); i++)
        if (g_hash_table_add(known, (gpointer)wf_findings_get(from, i)))
            wf_findings_copy(into, wf_findings_get(from, i));
}

void desk_replace_findings(WfDesk *desk, const WfFindings *out, const WfFindings *in)
{
    g_autoptr(GHashTable) known = g_hash_table_new(hash_finding, same_finding);
    WfFindings *kept = wf_findings_new();
    for (guint i = 0; i < wf_findings_n(out); i++)
        g_hash_table_add(known, (gpointer)wf_findings_get(out, i));
    copy_unknown(kept, desk->findings, known);
    for (guint i = 0; i < wf_findings_n(out); i++)
        g_hash_table_remove(known, wf_findings_get(out, i));
    copy_unknown(kept, in, known);
    wf_findings_free(desk->findings);
    desk->findings = kept;
    findings_changed(desk);
    wf_desk_looks_changed(desk);
}

bool wf_desk_severity(const WfDesk *desk, const char *name, WfSeverity *ret)
{
    guint value = GPOINTER_TO_UINT(g_hash_table_lookup(desk->worst, name));
    if (!value)
        return false;
    *ret = (WfSeverity)(value - 1);
    return true;
}

/* The picture may have waited for the numbers of the cycles' steps. */
static void take_cycles(WfDesk *desk)
{
    const GPtrArray *cycles = wf_check_found_cycles(desk->check);
    if (cycles && wf_view_set_cycles(desk->view, cycles))
        wf_desk_view_changed(desk);
}

/* While the files cannot be read the findings are about that: of the last good model only the steps
 * of its cycles are looked for. */
static bool check_on(WfDesk *desk)
{
    if (!desk->trouble)
        return wf_check_step(desk->check, desk->findings);
    g_autoptr(WfFindings) unseen = wf_findings_new();
    return wf_check_step(desk->check, unseen) && !wf_check_found_cycles(desk->check);
}

/* Checking a large model takes longer than showing it, so it comes after the first picture, in
 * steps. */
static gboolean on_check(gpointer data)
{
    WfDesk *desk = data;
    bool more = check_on(desk);
    take_cycles(desk);
    if (more)
        return G_SOURCE_CONTINUE;
    desk->check_source = 0;
    g_clear_pointer(&desk->check, wf_check_free);
    findings_changed(desk);
    wf_desk_looks_changed(desk);
    wf_app_busy(desk->app, -1);
    desk_tell(desk, WF_NEWS_CHECKED);
    wf_app_dirty(desk->app);
    return G_SOURCE_REMOVE;
}

void desk_start_check(WfDesk *desk)
{
    if (desk->check_source)
        return;
    wf_app_busy(desk->app, 1);
    desk->check = wf_check_start(desk->model);
    desk->check_source = g_idle_add_full(G_PRIORITY_DEFAULT_IDLE, on_check, desk, NULL);
}

void desk_stop_check(WfDesk *desk)
{
    if (!desk->check_source)
        return;
    g_clear_handle_id(&desk->check_source, g_source_remove);
    g_clear_pointer(&desk->check, wf_check_free);
    wf_app_busy(desk->app, -1);
}

static void clear_plan(WfDesk *desk)
{
    g_clear_pointer(&desk->plan, wf_plan_free);
    g_clear_pointer(&desk->plan_trouble, g_free);
}

const WfPlan *wf_desk_plan(WfDesk *desk)
{
    g_autoptr(GError) error = NULL;
    if (desk->plan || desk->plan_trouble)
        return desk->plan;
    desk->plan = wf_plan_new(desk->old, desk->model, &error);
    if (!desk->plan)
        desk->plan_trouble = g_strdup(error->message);
    return desk->plan;
}

WfRole wf_desk_plan_role(WfPlanAction action)
{
    static const WfRole roles[] = {[WF_PLAN_NONE] = WF_ROLE_TEXT,
                                   [WF_PLAN_CREATE] = WF_ROLE_PLAN_CREATE,
                                   [WF_PLAN_UPDATE] = WF_ROLE_PLAN_UPDATE,
                                   [WF_PLAN_RECREATE] = WF_ROLE_PLAN_REPLACE,
                                   [WF_PLAN_REPLACE] = WF_ROLE_PLAN_REPLACE,
                                   [WF_PLAN_DELETE] = WF_ROLE_PLAN_DELETE,
                                   [WF_PLAN_MAYBE] = WF_ROLE_PLAN_MAYBE,
                                   [WF_PLAN_WAIT] = WF_ROLE_PLAN_WAIT};
    return roles[action];
}

static void take_model(WfDesk *desk, WfModel *model, WfModel *old, WfFindings *findings)
{
    bool first = !desk->view;
    desk_tell(desk, WF_NEWS_MODEL_GOES);
    desk_stop_check(desk);
    clear_plan(desk);
    if (first)
        desk->view = wf_view_new(model);
    else
        wf_view_set_model(desk->view, model);
    wf_view_number_later(desk->view);
    wf_model_unref(desk->model);
    wf_model_unref(desk->old);
    desk->model = model;
    desk->old = old;
    g_clear_pointer(&desk->findings, wf_findings_free);
    desk->findings = findings;
    findings_changed(desk);
}

static bool read_models(WfDesk *desk, WfModel **ret_model, WfModel **ret_old, WfFindings *findings,
                        GError **error)
{
    g_autoptr(WfFindings) of_old = wf_findings_new();
    g_autoptr(WfModel) old = NULL;
    if (desk->old_path && !(old = load(desk, desk->old_path, of_old, error))) {
        for (guint i = 0; i < wf_findings_n(of_old); i++)
            wf_findings_copy(findings, wf_findings_get(of_old, i));
        return false;
    }
    *ret_model = load(desk, desk->path, findings, error);
    if (!*ret_model)
        return false;
    *ret_old = g_steal_pointer(&old);
    return true;
}

bool desk_load_models(WfDesk *desk)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GError) error = NULL;
    WfModel *model, *old = NULL;
    if (!read_models(desk, &model, &old, findings, &error)) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (guint i = 0; i < wf_findings_n(findings); i++)
            wf_finding_print(wf_findings_get(findings, i), true, false, text);
        g_autofree char *safe = wf_text_visible(error->message, -1, 0);
        g_printerr("%sweft: %s\n", text->str, safe);
        return false;
    }
    take_model(desk, model, old, g_steal_pointer(&findings));
    return true;
}

char *desk_first_trouble(const WfFindings *findings, const GError *error)
{
    const WfFinding *f = wf_findings_n(findings) ? wf_findings_get(findings, 0) : NULL;
    return f ? g_strdup_printf("%s:%u:%u: %s", f->path, f->span.line, f->span.column, f->message)
             : g_strdup(error->message);
}

/* The picture stays, and gets the numbers it may still wait for; what is wrong stands in the title,
 * the last line and the findings. */
void desk_keep_last_good(WfDesk *desk, WfFindings *findings, const GError *error)
{
    g_free(desk->trouble);
    desk->trouble = desk_first_trouble(findings, error);
    wf_app_say(desk->app, WF_FAULT, "%s; this is the last good one", desk->trouble);
    if (desk->check && wf_check_found_cycles(desk->check))
        desk_stop_check(desk);
    wf_findings_free(desk->findings);
    desk->findings = findings;
    findings_changed(desk);
}

void desk_take_again(WfDesk *desk, WfModel *model, WfModel *old, WfFindings *findings)
{
    if (desk->trouble)
        wf_app_unsay(desk->app);
    g_clear_pointer(&desk->trouble, g_free);
    take_model(desk, model, old, findings);
    desk_start_check(desk);
    desk_tell(desk, WF_NEWS_MODEL);
    wf_desk_view_changed(desk);
}

void desk_free_models(WfDesk *desk)
{
    clear_plan(desk);
    wf_view_free(desk->view);
    wf_model_unref(desk->model);
    wf_model_unref(desk->old);
    wf_model_unref(desk->accepted);
    g_free(desk->accepted_digest);
    g_free(desk->asked_for);
    g_clear_pointer(&desk->worst, g_hash_table_unref);
    wf_findings_free(desk->findings);
    g_free(desk->trouble);
    g_free(desk->filter);
    wf_saved_free(desk->saved);
    g_free(desk->path);
    g_free(desk->old_path);
    g_free(desk->stack);
    g_clear_pointer(&desk->listeners, g_array_unref);
}
