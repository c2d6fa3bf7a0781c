/* The states of this VM's components, as viewers get them. */
#include "agent_priv.h"

#include <string.h>

/* It has ended, and the disk did not take it: nobody may take that for its end yet. */
static bool is_unsafe(const Component *c)
{
    return c->unjournalled || (c->unsynced && c->agent->disk_refuses);
}

static WfState state_of(const Component *c)
{
    if (is_unsafe(c))
        return WF_STATE_WAITING;
    switch (c->stage) {
    case STAGE_RUNNING:
        return WF_STATE_RUNNING;
    case STAGE_SETTLED:
        return c->outcome->status == WF_STATUS_FAILED ? WF_STATE_FAILED : WF_STATE_DONE;
    case STAGE_UNKNOWN:
        return WF_STATE_PENDING;
    case STAGE_WAITING:
    case STAGE_HELD:
    case STAGE_READY:
    case STAGE_RETRYING:
    case STAGE_ORPHANED:
        break;
    }
    return WF_STATE_WAITING;
}

/* Which of the producer's outputs, if the input is one. */
static const char *output_of(const WfEntryInput *input, const char *key)
{
    const json_t *args = json_object_get(input->value, "get_attr");
    const char *first = json_string_value(json_array_get(args, 0));
    return first && !strcmp(first, key) ? json_string_value(json_array_get(args, 1)) : NULL;
}

static const char *output_wanted(const Component *c, const char *key)
{
    const char *output = NULL;
    for (guint i = 0; !output && i < c->entry->inputs->len; i++)
        output = output_of(c->entry->inputs->pdata[i], key);
    return output;
}

static void say_on(const Edge *edge, const char *output, WfStEntry *e)
{
    e->on = g_strdup(edge->producer->name);
    e->on_vm = g_strdup(edge->producer->vm);
    e->output = g_strdup(output);
}

static void say_asked(const Component *c, WfStEntry *e)
{
    const WfEntryInput *input = wf_socket_asked(c->run);
    const Edge *edge = input ? wf_input_awaited(c, input) : NULL;
    if (edge)
        say_on(edge, output_of(input, edge->read->key), e);
}

static void say_waiting(const Component *c, WfStEntry *e)
{
    if (c->stage == STAGE_WAITING && !is_unsafe(c)) {
        for (guint i = 0; i < c->edges->len; i++) {
            const Edge *edge = c->edges->pdata[i];
            if (edge->satisfied || !edge->users)
                continue;
            say_on(edge, output_wanted(c, edge->read->key), e);
            return;
        }
    }
    if (is_unsafe(c) || (c->stage == STAGE_RETRYING && c->no_disk)) {
        e->on = g_strdup("disk");
        return;
    }
    bool go = c->agent->head && c->agent->head->phase == WF_PHASE_GO;
    e->on = g_strdup(c->stage == STAGE_HELD       ? "pause"
                     : c->stage == STAGE_RETRYING ? "retry"
                     : c->stage == STAGE_ORPHANED ? "agent"
                     : go                         ? "slot"
                                                  : "phase");
}

GBytes *wf_st_of(WfAgent *agent)
{
    g_autoptr(WfSt) st = wf_st_new();
    st->at = wf_agent_now_ms();
    st->manifest = g_strdup(agent->manifest_digest);
    st->jobs = agent->jobs_option;
    for (guint i = 0; i < agent->order->len; i++) {
        const Component *c = agent->order->pdata[i];
        WfStEntry *e = wf_st_add(st, c->name, state_of(c));
        e->deleting = c->deleting;
        e->delivered = c->known && c->entry &&
                       wf_outcome_is_delivered(c->outcome, c->entry->deep) &&
                       !(c->run && c->run->marking);
        e->missing = e->state == WF_STATE_DONE && json_array_size(c->outcome->missing);
        e->since = c->since;
        e->attempt = c->attempt;
        if (e->state == WF_STATE_WAITING && c->entry)
            say_waiting(c, e);
        else if (e->state == WF_STATE_RUNNING && c->run)
            say_asked(c, e);
        if (c->run && c->run->job)
            e->line = wf_hook_last_line(c->run->job);
    }
    return wf_st_format(st);
}
