/* Where a component stands, and the queue of those that may start. */
#include "agent_priv.h"

static void join_queue(Component *c)
{
    WfAgent *agent = c->agent;
    g_queue_push_tail(&agent->ready, c);
    c->queued = agent->ready.tail;
    if (!agent->unlooked)
        agent->unlooked = c->queued;
}

static void leave_queue(Component *c)
{
    WfAgent *agent = c->agent;
    if (agent->unlooked == c->queued)
        agent->unlooked = c->queued->next;
    g_queue_delete_link(&agent->ready, g_steal_pointer(&c->queued));
}

void wf_component_set_stage(Component *c, Stage stage)
{
    if (c->stage == stage)
        return;
    if (c->stage == STAGE_READY)
        leave_queue(c);
    if (c->entry && (stage == STAGE_SETTLED || c->stage == STAGE_SETTLED))
        c->agent->n_settled += stage == STAGE_SETTLED ? 1 : -1u;
    c->stage = stage;
    c->since = wf_agent_now_ms();
    if (stage != STAGE_SETTLED)
        c->agent->idle_told = false;
    wf_agent_st_changed(c->agent);
}

void wf_component_edge_changed(Component *c)
{
    if (c->stage == STAGE_WAITING && !c->n_open) {
        wf_component_set_stage(c, STAGE_READY);
        join_queue(c);
    } else if (c->stage == STAGE_READY && c->n_open) {
        wf_component_set_stage(c, STAGE_WAITING);
    }
}

bool wf_component_has_begun(const Component *c)
{
    const WfJournalEntry *entry = wf_journal_get(c->agent->journal, c->name);
    return (entry && entry->want) || (c->outcome && c->outcome->doing);
}

bool wf_component_has_sealed(const Component *c)
{
    return c->sealed || !c->outcome || !c->outcome->sealed;
}

bool wf_agent_all_settled(const WfAgent *agent)
{
    return agent->n_settled == agent->order->len;
}
