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

/* What a recipe waits for may never come once nothing more is started: the next agent begins it
 * anew, as after a halt. One that must not be run twice is told instead, as far as that is known,
 * and still waited for; so is one that asks beside other work. */
static void end_waiting(Run *run)
{
    bool begun = run->job || run->stand_in;
    if (begun && run->on_crash == WF_CRASH_FAIL)
        wf_socket_end_hopeless(run);
    else if (!begun || wf_socket_sits(run))
        wf_run_halt(run);
}

/* Ending: what has not begun does not begin. */
static void end_all_waiting(WfAgent *agent)
{
    GHashTableIter iter;
    const Component *c;
    g_hash_table_iter_init(&iter, agent->components);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&c))
        if (c->run)
            end_waiting(c->run);
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

/* Told whenever it comes to be so: whoever waits for several agents hears of the last one, also if
 * that was idle before and only had to tell viewers something since. */
static void check_idle(WfAgent *agent)
{
    bool idle = wf_agent_is_idle(agent), news = idle && !agent->idle_told;
    agent->idle_told = idle;
    if (news)
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
        end_all_waiting(agent);
    wf_agent_schedule(agent);
    if (agent->accepted)
        wf_components_forget_gone(agent);
    agent->accepted = false;
    wf_publish_st(agent);
    check_idle(agent);
    return G_SOURCE_REMOVE;
}
