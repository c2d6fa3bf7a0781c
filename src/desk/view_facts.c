/* What the view is told by the plan and by the run: the signs and states of nodes, and what
 * filters ask about them. */
#include "live_priv.h"

/* --- the plan --- */

static WfPlanAction action_of(WfDesk *desk, guint32 node)
{
    if (!desk->old || node >= wf_model_n_components(desk->model) || !wf_desk_plan(desk))
        return WF_PLAN_NONE;
    return wf_plan_of_component(desk->plan, node);
}

static const char *sign(gpointer data, guint32 node, WfRole *ret_role)
{
    WfDesk *desk = data;
    WfPlanAction action = action_of(desk, node);
    if (action == WF_PLAN_NONE)
        return NULL;
    *ret_role = wf_desk_plan_role(action);
    return wf_plan_action_sign(action, wf_app_ascii(desk->app));
}

static const char *fact_text(gpointer data, guint32 node, WfQueryText field, const char *key)
{
    (void)key;
    WfPlanAction action = field == WF_QUERY_TEXT_ACTION ? action_of(data, node) : WF_PLAN_NONE;
    return action == WF_PLAN_NONE ? NULL : wf_plan_action_name(action);
}

static bool fact_flag(gpointer data, guint32 node, WfQueryFlag flag)
{
    WfPlanAction action = flag == WF_QUERY_FLAG_CHANGED ? action_of(data, node) : WF_PLAN_NONE;
    return action != WF_PLAN_NONE && action < WF_PLAN_MAYBE;
}

/* --- the run --- */

static bool state_of(gpointer data, guint32 node, WfState *ret_state)
{
    const WfRow *row = wf_desk_run_row_of_node(((const WfDesk *)data)->run, node, NULL);
    if (row)
        *ret_state = row->state;
    return row;
}

/* Seconds it took, and since its state is what it is. */
static bool fact_number(gpointer data, guint32 node, WfQueryNumber field, double *ret_value)
{
    const WfDeskRun *run = ((const WfDesk *)data)->run;
    const WfRow *row = wf_desk_run_row_of_node(run, node, NULL);
    gint64 took = row && row->started ? row->finished - row->started : -1;
    gint64 age = row && row->since ? wf_desk_run_now(run) - row->since : -1;
    gint64 ms = field == WF_QUERY_NUMBER_TOOK ? took : field == WF_QUERY_NUMBER_AGE ? age : -1;
    *ret_value = (double)ms / 1000;
    return ms >= 0;
}

/* --- telling --- */

/* True: the filter lets others through than before. */
static bool tell(WfDesk *desk)
{
    return wf_view_set_facts(desk->view,
                             &(WfViewFacts){.state = desk->has_states ? state_of : NULL,
                                            .number = desk->has_states ? fact_number : NULL,
                                            .sign = desk->old ? sign : NULL,
                                            .text = desk->old ? fact_text : NULL,
                                            .flag = desk->old ? fact_flag : NULL,
                                            .data = desk});
}

/* That there are states at all makes the boxes wider: the one time a picture is laid out again. */
static void tell_states(WfDesk *desk)
{
    bool has = wf_desk_run_progress(desk->run) != NULL, first = has != desk->has_states;
    if (!has && !first)
        return;
    desk->has_states = has;
    if (first ? tell(desk) : wf_view_facts_changed(desk->view))
        desk_tell(desk, WF_NEWS_MATCHES);
    if (first)
        wf_desk_view_changed(desk);
    else
        desk_tell(desk, WF_NEWS_LOOKS);
}

static void on_news(gpointer self, WfNews news)
{
    if (news == WF_NEWS_MODEL)
        tell(self);
    else if (news == WF_NEWS_STATES)
        tell_states(self);
}

void view_facts_start(WfDesk *desk)
{
    wf_desk_listen(desk, on_news, desk);
    tell(desk);
}
