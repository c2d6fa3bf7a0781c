/* What a component waits for: its edges are made when it begins to wait, and dropped when it does
 * not any more. */
#include "agent_priv.h"

/* One running wait: which input of which component. */
typedef struct {
    Component *component;
    guint input;
} Wait;

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

static void stop_timers(Component *c)
{
    for (guint i = 0; c->timers && i < c->timers->len; i++)
        g_clear_handle_id(&g_array_index(c->timers, guint, i), g_source_remove);
}

void wf_component_disarm(Component *c)
{
    stop_timers(c);
    g_clear_pointer(&c->timers, g_array_unref);
    g_clear_pointer(&c->defaulted, g_free);
    g_clear_pointer(&c->reads, g_hash_table_unref);
    c->late = NULL;
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
    c->agent->input_known = true; /* what it has asked for may be there */
    wf_agent_wake(c->agent);
}

/* ---- waits ---- */

static gboolean on_wait_over(gpointer user)
{
    Wait *wait = user;
    Component *c = wait->component;
    const WfEntryInput *input = c->entry->inputs->pdata[wait->input];
    guint index = wait->input;
    g_array_index(c->timers, guint, index) = 0;
    bool counts = wf_agent_may_start(c->agent); /* else it begins anew, with the connection */
    if (!counts || c->stage != STAGE_WAITING || !wf_input_awaited(c, input))
        return G_SOURCE_REMOVE;
    if (input->then == WF_THEN_DEFAULT) {
        wf_component_default_input(c, index);
    } else {
        c->late = input;
        wf_component_note(c, NEWS_LATE);
    }
    return G_SOURCE_REMOVE;
}

/* A wait counts from when the component could have begun. While the stack is on hold nobody can
 * hold it against a producer that it does not come: then it begins anew. */
void wf_component_start_timers(Component *c)
{
    bool counts = wf_agent_may_start(c->agent);
    if (!counts)
        stop_timers(c);
    if (!counts || !c->timers || c->stage != STAGE_WAITING)
        return;
    for (guint i = 0; i < c->timers->len; i++) {
        const WfEntryInput *input = c->entry->inputs->pdata[i];
        if (!input->wait_s || g_array_index(c->timers, guint, i) || !wf_input_awaited(c, input))
            continue;
        Wait *wait = g_new0(Wait, 1);
        *wait = (Wait){c, i};
        g_array_index(c->timers, guint, i) = g_timeout_add_seconds_full(
            G_PRIORITY_DEFAULT, input->wait_s, on_wait_over, wait, g_free);
    }
}
