/* What has happened: told to whoever listens, and noted for the agent's next turn (turn.c), which
 * comes before anything else does. So nothing here calls those who act on it. */
#include "agent_priv.h"

gint64 wf_agent_now_ms(void)
{
    return g_get_real_time() / 1000;
}

void wf_agent_tell(WfAgent *agent, WfAgentEventKind kind, const Component *c, const char *format,
                   ...)
{
    if (!agent->on_event)
        return;
    g_autofree char *text = NULL;
    if (format) {
        va_list args;
        va_start(args, format);
        text = g_strdup_vprintf(format, args);
        va_end(args);
    }
    WfAgentEvent event = {.kind = kind, .vm = agent->vm, .text = text && *text ? text : NULL};
    if (c) {
        event.component = c->name;
        event.attempt = c->attempt;
        const WfOutcome *o = c->run ? c->run->outcome : NULL;
        event.action = o ? o->action : NULL;
        event.took_ms = o && o->started ? MAX(wf_agent_now_ms() - o->started, 0) : 0;
    }
    agent->on_event(agent, &event, agent->user);
}

/* The same trouble twice in a row is told once: what retries must not fill a log. */
void wf_agent_trouble(WfAgent *agent, const char *text)
{
    if (!g_strcmp0(agent->trouble, text))
        return;
    g_free(agent->trouble);
    agent->trouble = g_strdup(text);
    wf_agent_tell(agent, WF_AGENT_TROUBLE, NULL, "%s", text);
}

/* ---- for the next turn ---- */

void wf_agent_wake(WfAgent *agent)
{
    if (!agent->turn)
        agent->turn = g_idle_add_full(G_PRIORITY_HIGH, agent->on_turn, agent, NULL);
}

void wf_component_note(Component *c, News news)
{
    if (!c->news)
        g_ptr_array_add(c->agent->news, c);
    c->news |= news;
    wf_agent_wake(c->agent);
}

void wf_agent_st_changed(WfAgent *agent)
{
    agent->st_dirty = true;
    wf_agent_wake(agent);
}

bool wf_agent_time_counts(const WfAgent *agent)
{
    return agent->loaded && agent->head && agent->head->phase == WF_PHASE_GO && !agent->fenced &&
           wf_store_is_connected(agent->store);
}

bool wf_agent_may_start(const WfAgent *agent)
{
    return wf_agent_time_counts(agent) && !agent->draining;
}
