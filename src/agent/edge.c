/* Is an edge satisfied? Each counts who needs it; a component counts its needed edges that are not
 * satisfied, a producer all of its edges that are not. */
#include "agent_priv.h"

#include <string.h>

const WfOutcome *wf_producer_outcome(const Producer *p)
{
    if (!p->local)
        return p->known ? p->outcome : NULL;
    return p->local->known && !p->local->unsynced ? p->local->outcome : NULL;
}

static bool is_satisfied(const Edge *edge)
{
    const Producer *p = edge->producer;
    const WfOutcome *o = wf_producer_outcome(p);
    if (edge->letting_go) {
        bool gone = o ? o->status == WF_STATUS_DELETED : p->local ? p->local->absent : p->absent;
        return gone || (edge->read->deep && wf_outcome_is_done(o, edge->read->deep));
    }
    if (edge->any)
        return o || (p->local ? p->local->known : p->known);
    if (edge->read->delivered && wf_outcome_is_delivered(o, edge->read->deep))
        return !p->local || !p->local->run || !p->local->run->marking;
    bool values = p->local || !edge->read->keys || !o || !o->sealed || p->sealed;
    return wf_outcome_is_done(o, edge->read->deep) && values;
}

bool wf_edge_has_failed(const Edge *edge)
{
    const WfOutcome *o = wf_producer_outcome(edge->producer);
    return o && o->status == WF_STATUS_FAILED && edge->read->deep &&
           !g_strcmp0(o->want, edge->read->deep);
}

static bool names(const WfEntryInput *input, const char *key)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    wf_expression_reads(input->value, keys);
    for (guint i = 0; i < keys->len; i++)
        if (!strcmp(keys->pdata[i], key))
            return true;
    return false;
}

/* Its producer failed: inputs that have a default take it at once. */
static void default_readers(Edge *edge)
{
    Component *c = edge->consumer;
    for (guint i = 0; i < c->entry->inputs->len; i++) {
        const WfEntryInput *input = c->entry->inputs->pdata[i];
        if (input->then == WF_THEN_DEFAULT && !c->defaulted[i] && names(input, edge->read->key))
            wf_component_default_input(c, i);
    }
}

void wf_edge_update(Edge *edge)
{
    bool now = is_satisfied(edge);
    Component *c = edge->consumer;
    if (now != edge->satisfied) {
        edge->satisfied = now;
        edge->producer->n_waiting += now ? -1u : 1u;
        if (edge->users)
            c->n_open += now ? -1u : 1u;
        if (c->run && c->run->n_blocked)
            wf_agent_st_changed(c->agent); /* which tells what is waited for next */
    }
    if (!now && edge->users && !c->deleting && wf_edge_has_failed(edge))
        default_readers(edge);
    wf_component_edge_changed(c);
}

static void release(Edge *edge)
{
    if (edge->users && --edge->users == 0 && !edge->satisfied)
        edge->consumer->n_open--;
}

void wf_component_default_input(Component *c, guint index)
{
    const WfEntryInput *input = c->entry->inputs->pdata[index];
    bool gates = !input->lazy || c->lazy_gates;
    c->defaulted[index] = true;
    for (guint i = 0; gates && i < c->edges->len; i++) {
        Edge *edge = c->edges->pdata[i];
        if (!edge->any && !edge->letting_go && names(input, edge->read->key))
            release(edge);
    }
    wf_component_edge_changed(c);
}
