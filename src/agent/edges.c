/* What a component waits for. Each edge counts who needs it; the component
 * counts its needed edges that are not satisfied. */
#include "agent_priv.h"

#include <string.h>

/* One running wait: which input of which component. */
typedef struct {
    Component *component;
    guint input;
} Wait;

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

bool wf_edge_failed(const Edge *edge)
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
    }
    if (!now && edge->users && !c->deleting && wf_edge_failed(edge))
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

/* ---- making and dropping ---- */

static Edge *edge_new(Component *c, const WfEntryRead *read)
{
    Edge *edge = g_new0(Edge, 1);
    edge->consumer = c;
    edge->read = read;
    edge->producer = wf_producer_get(c->agent, read->vm, read->name);
    edge->producer->with_sealed |= read->keys != NULL;
    edge->producer->readers = MAX(edge->producer->readers, read->readers);
    g_queue_push_tail(&edge->producer->edges, edge);
    edge->link = edge->producer->edges.tail;
    edge->producer->n_waiting++;
    g_ptr_array_add(c->edges, edge);
    return edge;
}

static void edge_free(Edge *edge)
{
    g_queue_delete_link(&edge->producer->edges, edge->link);
    if (!edge->satisfied)
        edge->producer->n_waiting--;
    g_free(edge);
}

static void use(Edge *edge)
{
    if (!edge->users++ && !edge->satisfied)
        edge->consumer->n_open++;
}

static void arm_inputs(Component *c)
{
    c->reads = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < c->entry->reads->len; i++) {
        const WfEntryRead *read = c->entry->reads->pdata[i];
        Edge *edge = edge_new(c, read);
        edge->any = c->deleting;
        g_hash_table_insert(c->reads, read->key, edge);
    }
    for (guint i = 0; i < c->entry->inputs->len; i++) {
        const WfEntryInput *input = c->entry->inputs->pdata[i];
        g_autoptr(GPtrArray) keys = g_ptr_array_new();
        wf_expression_reads(input->value, keys);
        for (guint k = 0; k < keys->len && (!input->lazy || c->lazy_gates); k++) {
            Edge *edge = g_hash_table_lookup(c->reads, keys->pdata[k]);
            if (edge)
                use(edge);
        }
    }
}

void wf_component_arm(Component *c)
{
    c->n_open = 0;
    c->defaulted = g_new0(bool, c->entry->inputs->len + 1);
    c->timers = g_array_new(FALSE, TRUE, sizeof(guint));
    g_array_set_size(c->timers, c->entry->inputs->len);
    arm_inputs(c);
    for (guint i = 0; i < c->entry->after->len && !c->deleting; i++)
        use(edge_new(c, c->entry->after->pdata[i]));
    for (guint i = 0; i < c->entry->consumers->len && c->deleting; i++) {
        Edge *edge = edge_new(c, c->entry->consumers->pdata[i]);
        edge->letting_go = true;
        use(edge);
    }
    /* Reading comes last: an answer may already be there and change what was counted. */
    for (guint i = 0; i < c->edges->len; i++) {
        Edge *edge = c->edges->pdata[i];
        wf_producer_want(edge->producer);
        wf_edge_update(edge);
    }
    wf_component_start_timers(c);
}

void wf_component_disarm(Component *c)
{
    for (guint i = 0; c->timers && i < c->timers->len; i++)
        if (g_array_index(c->timers, guint, i))
            g_source_remove(g_array_index(c->timers, guint, i));
    g_clear_pointer(&c->timers, g_array_unref);
    g_clear_pointer(&c->defaulted, g_free);
    g_clear_pointer(&c->reads, g_hash_table_unref);
    for (guint i = 0; i < c->edges->len; i++)
        edge_free(c->edges->pdata[i]);
    g_ptr_array_set_size(c->edges, 0);
    c->n_open = 0;
}

void wf_component_rearm(Component *c)
{
    wf_component_disarm(c);
    if (c->entry)
        wf_component_arm(c);
}

/* ---- waits ---- */

static gboolean on_wait_over(gpointer user)
{
    Wait *wait = user;
    Component *c = wait->component;
    const WfEntryInput *input = c->entry->inputs->pdata[wait->input];
    guint index = wait->input;
    g_array_index(c->timers, guint, index) = 0;
    if (c->stage != STAGE_WAITING || wf_input_known(c, input))
        return G_SOURCE_REMOVE;
    if (input->then == WF_THEN_DEFAULT)
        wf_component_default_input(c, index);
    else
        wf_component_input_failed(c, input);
    return G_SOURCE_REMOVE;
}

/* A wait counts from when the component could have begun: not while the stack is on hold. */
void wf_component_start_timers(Component *c)
{
    if (!c->timers || c->stage != STAGE_WAITING || !wf_agent_may_start(c->agent))
        return;
    for (guint i = 0; i < c->timers->len; i++) {
        const WfEntryInput *input = c->entry->inputs->pdata[i];
        if (!input->wait_s || g_array_index(c->timers, guint, i) || wf_input_known(c, input))
            continue;
        Wait *wait = g_new0(Wait, 1);
        *wait = (Wait){c, i};
        g_array_index(c->timers, guint, i) = g_timeout_add_seconds_full(
            G_PRIORITY_DEFAULT, input->wait_s, on_wait_over, wait, g_free);
    }
}
