/* A turn of the agent: what has been noted since the last one is acted on, then starts what may
 * start. Whoever finds or ends something notes it (news.c) and is done: all that follows, follows
 * from here. */
#include "agent_priv.h"

static void act(Component *c, guint news)
{
    if (news & NEWS_STALE)
        wf_component_reread(c);
    if (news & NEWS_MARKED && c->run && c->run->marking)
        wf_run_marked(c->run);
    if (news & NEWS_LATE)
        wf_component_give_up(c);
    if (news & NEWS_CONSIDER)
        wf_component_consider(c);
}

static void act_on_news(WfAgent *agent)
{
    g_autoptr(GPtrArray) all = g_steal_pointer(&agent->news);
    agent->news = g_ptr_array_new();
    for (guint i = 0; i < all->len; i++) {
        Component *c = all->pdata[i];
        guint news = c->news;
        c->news = 0;
        act(c, news);
    }
}

static bool has_absent(const WfAgent *agent)
{
    for (guint i = 0; i < agent->order->len; i++)
        if (((const Component *)agent->order->pdata[i])->absent)
            return true;
    return false;
}

static bool has_runs(const WfAgent *agent)
{
    GHashTableIter iter;
    const Component *c;
    g_hash_table_iter_init(&iter, agent->components);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&c))
        if (c->run)
            return true;
    return false;
}

/* Ending: what has not begun does not begin, and what a recipe waits for may never come once
 * nothing more is started. The next agent begins these anew, as after a halt; only a recipe that
 * must not be run twice is still waited for. */
static void end_waiting(WfAgent *agent)
{
    GHashTableIter iter;
    const Component *c;
    g_hash_table_iter_init(&iter, agent->components);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&c)) {
        Run *run = c->run;
        bool begun = run && (run->job || run->stand_in);
        if (run && (!begun || (run->n_blocked && run->on_crash == WF_CRASH_RERUN)))
            wf_run_halt(run);
    }
}

/* Published, or written down for the next agent where nothing can be published now. */
static bool is_all_kept(const WfAgent *agent)
{
    for (guint i = 0; i < agent->dirty->len; i++) {
        const Component *c = agent->dirty->pdata[i];
        if (agent->loaded || c->unsynced)
            return false;
    }
    return !agent->sending->len;
}

bool wf_agent_is_idle(const WfAgent *agent)
{
    if (agent->loaded && (agent->st_dirty || agent->st_sending))
        return false; /* viewers would never hear of the end */
    if (agent->news->len || agent->n_running)
        return false;
    if (agent->draining)
        return !has_runs(agent) && is_all_kept(agent);
    return !agent->dirty->len && !agent->sending->len && agent->loaded &&
           wf_agent_all_settled(agent) && !has_absent(agent);
}

static void check_idle(WfAgent *agent)
{
    if (agent->idle_told || !wf_agent_is_idle(agent))
        return;
    agent->idle_told = true;
    wf_agent_tell(agent, WF_AGENT_IDLE, NULL, NULL);
}

gboolean wf_agent_turn(gpointer user)
{
    WfAgent *agent = user;
    agent->turn = 0;
    if (agent->refused)
        wf_session_refused(agent);
    agent->refused = false;
    act_on_news(agent);
    if (agent->input_known)
        wf_socket_input_known(agent);
    agent->input_known = false;
    wf_socket_count_waits(agent);
    if (agent->draining)
        end_waiting(agent);
    wf_agent_schedule(agent);
    if (agent->accepted)
        wf_components_forget_gone(agent);
    agent->accepted = false;
    wf_publish_st(agent);
    check_idle(agent);
    return G_SOURCE_REMOVE;
}
