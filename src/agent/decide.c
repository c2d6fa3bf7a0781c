/* From the ready queue to a run, or to the finding that none is needed. */
#include "agent_priv.h"

#include <string.h>

static void run_input_free(gpointer data)
{
    RunInput *in = data;
    g_free(in->name);
    g_free(in->type);
    g_free(in->description);
    json_decref(in->value);
    g_free(in);
}

static void output_free(gpointer data)
{
    wf_entry_output_free(data);
}

static WfEntryAction *find_action(const WfEntry *entry, const char *name)
{
    for (guint i = 0; i < entry->actions->len; i++) {
        const WfEntryAction *action = entry->actions->pdata[i];
        if (!strcmp(action->action, name)) {
            WfEntryAction *copy = wf_entry_action_new(name, action->recipe);
            copy->hook = g_strdup(action->hook);
            return copy;
        }
    }
    return wf_entry_action_new(name, NULL); /* not listed: complete at once */
}

static Run *run_new(Component *c)
{
    const WfEntry *entry = c->entry;
    Run *run = g_new0(Run, 1);
    run->component = c;
    run->outcome = wf_outcome_new();
    run->outcome->want = g_strdup(entry->deep);
    run->outcome->spec = g_strdup(entry->spec);
    run->outcome->retry = entry->retry;
    run->outcome->machine = g_strdup(c->agent->machine);
    run->hook = g_strdup(entry->hook);
    run->options = json_incref(entry->options);
    run->timeout_s = entry->timeout_s;
    run->retries = entry->retries;
    run->on_crash = entry->on_crash;
    run->no_signal = entry->no_signal;
    run->input_key = g_strdup(entry->input_key);
    run->strict_inputs = entry->input_strict;
    run->inputs = g_ptr_array_new_with_free_func(run_input_free);
    run->outputs = g_ptr_array_new_with_free_func(output_free);
    for (guint i = 0; i < entry->outputs->len; i++) {
        const WfEntryOutput *o = entry->outputs->pdata[i];
        WfEntryOutput *copy = wf_entry_output_new(o->name);
        copy->type = g_strdup(o->type);
        copy->secret = o->secret;
        copy->error_output = o->error_output;
        copy->public_key = g_strdup(o->public_key);
        g_ptr_array_add(run->outputs, copy);
    }
    return run;
}

/* ---- what was observed ---- */

static bool add_input(Run *run, const WfEntryInput *input, guint index, json_t *eager,
                      json_t *replace, GError **error)
{
    Component *c = run->component;
    bool later = input->lazy && !c->lazy_gates;
    json_t *value = later ? NULL : wf_input_resolve(c, input, index, error);
    if (!later && !value)
        return false;
    RunInput *in = g_new0(RunInput, 1);
    in->name = g_strdup(input->name);
    in->type = g_strdup(input->type);
    in->description = g_strdup(input->description);
    in->secret = input->secret;
    in->lazy = input->lazy;
    in->value = value;
    g_ptr_array_add(run->inputs, in);
    json_t *pair = json_pack("[s, O]", input->name, value ? value : json_null());
    if (!input->lazy)
        json_array_append(eager, pair);
    if (!input->lazy && input->replace_on_change)
        json_array_append(replace, pair);
    json_decref(pair);
    return true;
}

static bool observe(Run *run, GError **error)
{
    Component *c = run->component;
    json_t *eager = json_array(), *replace = json_array();
    bool ok = true;
    for (guint i = 0; ok && i < c->entry->inputs->len; i++)
        ok = add_input(run, c->entry->inputs->pdata[i], i, eager, replace, error);
    if (ok) {
        run->outcome->inputs = wf_input_digest(c->agent, "inputs", eager);
        if (json_array_size(replace))
            run->outcome->replace = wf_input_digest(c->agent, "replace", replace);
    }
    json_decref(eager);
    json_decref(replace);
    return ok;
}

/* ---- the cut-off ---- */

/* The last finished run here had the same definition and saw the same values. */
static bool is_same(const Component *c, const Run *run)
{
    const WfOutcome *o = c->outcome;
    return o->status == WF_STATUS_DONE && !wf_component_has_begun(c) &&
           !g_strcmp0(o->machine, c->agent->machine) && !g_strcmp0(o->spec, run->outcome->spec) &&
           !g_strcmp0(o->inputs, run->outcome->inputs) && wf_component_has_sealed(c);
}

static bool same_lazy(const Component *c, const Run *run)
{
    for (guint i = 0; i < run->inputs->len; i++) {
        const RunInput *in = run->inputs->pdata[i];
        const char *seen = json_string_value(json_object_get(c->outcome->lazy, in->name));
        if (!seen)
            continue;
        g_autofree char *now = wf_input_digest(c->agent, "lazy", in->value);
        if (strcmp(seen, now))
            return false;
    }
    return true;
}

static void settle(Component *c, WfStatus status)
{
    WfOutcome *o = c->outcome;
    o->status = status;
    g_free(o->want);
    o->want = g_strdup(c->entry->deep);
    g_clear_pointer(&o->delivered, g_free); /* nothing was started for it */
    g_clear_pointer(&o->doing, g_free);     /* on a machine before this one, if anything */
    if (status == WF_STATUS_DELETED)
        g_clear_pointer(&o->outputs, json_decref);
    wf_component_disarm(c);
    c->lazy_gates = false;
    wf_component_set_stage(c, STAGE_SETTLED);
    wf_agent_tell(c->agent, WF_AGENT_SETTLED, c, NULL);
    wf_publish(c);
    wf_component_published(c);
}

/* NULL: none, or nobody knows any more. */
static const char *begun_action(const Component *c)
{
    const WfJournalEntry *entry = wf_journal_get(c->agent->journal, c->name);
    return entry && entry->want ? entry->action : NULL;
}

static const char *choose_action(const Component *c, const Run *run)
{
    const WfOutcome *o = c->outcome;
    if (c->deleting)
        return "DELETE";
    bool here = !g_strcmp0(o->machine, c->agent->machine);
    if (!here || o->status == WF_STATUS_NONE || o->status == WF_STATUS_DELETED)
        return "CREATE";
    /* What was made in part, or undone in part, is made anew. */
    if (wf_component_has_begun(c) && g_strcmp0(begun_action(c), "UPDATE"))
        return "CREATE";
    if (o->status == WF_STATUS_FAILED && g_strcmp0(o->action, "UPDATE"))
        return "CREATE";
    if (g_strcmp0(o->replace, run->outcome->replace))
        return "CREATE";
    return "UPDATE";
}

/* A deletion has the want of what it deletes, and what comes back after it has it again: neither is
 * a further attempt at what went well. */
static bool turns_round(const Component *c)
{
    WfStatus status = c->outcome->status;
    return c->deleting ? status == WF_STATUS_DONE && !c->outcome->doing
                       : status == WF_STATUS_DELETED;
}

/* Counts attempts at one want; a wish to retry begins a new allowance, with its first attempt. */
static void count_attempt(Component *c, Run *run)
{
    if (g_strcmp0(c->tried, c->entry->deep) || turns_round(c)) {
        g_free(c->tried);
        c->tried = g_strdup(c->entry->deep);
        g_clear_pointer(&c->earlier, json_decref);
        c->attempt = c->base = 0;
    } else if (c->outcome->status == WF_STATUS_FAILED &&
               !g_strcmp0(c->outcome->want, c->entry->deep) && !wf_component_has_begun(c)) {
        c->base = c->attempt;
    }
    run->outcome->attempt = ++c->attempt;
}

/* Heat adds these to the inputs of every deployment, after its own, and recipes ask for them. */
static void add_heat_inputs(Run *run)
{
    const Component *c = run->component;
    const char *id = json_string_value(json_object_get(c->agent->self, "id"));
    const struct {
        const char *name, *value;
    } given[] = {
        {"deploy_server_id", id ? id : c->agent->vm}, {"deploy_action", run->outcome->action},
        {"deploy_stack_id", c->agent->stack},         {"deploy_resource_name", c->name},
        {"deploy_signal_transport", "NO_SIGNAL"}, /* nothing is to be sent to Heat */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(given); i++) {
        if (wf_run_input(run, given[i].name))
            continue;
        RunInput *in = g_new0(RunInput, 1);
        in->name = g_strdup(given[i].name);
        in->value = json_string(given[i].value);
        g_ptr_array_add(run->inputs, in);
    }
}

static void start(Component *c, Run *run)
{
    g_free(run->outcome->action);
    run->outcome->action = g_strdup(choose_action(c, run));
    add_heat_inputs(run);
    run->how = find_action(c->entry, run->outcome->action);
    count_attempt(c, run);
    c->run = run;
    wf_component_set_stage(c, STAGE_RUNNING);
    c->agent->n_running++;
    wf_run_start(run);
}

/* A failure before anything ran. */
static void fail_unrun(Component *c, Run *run, const char *cause)
{
    WfHookResult result = {.cause = cause};
    run->how = wf_entry_action_new(choose_action(c, run), NULL);
    run->outcome->action = g_strdup(run->how->action);
    run->retries = 0; /* the same values give the same trouble */
    count_attempt(c, run);
    c->run = run;
    wf_component_set_stage(c, STAGE_RUNNING);
    c->agent->n_running++;
    wf_run_finish(run, &result);
}

void wf_component_give_up(Component *c)
{
    const WfEntryInput *input = c->late;
    if (!input || c->stage != STAGE_WAITING || !wf_input_awaited(c, input))
        return; /* it came after all */
    g_autofree char *cause = wf_input_late(input);
    fail_unrun(c, run_new(c), cause);
}

/* Is there nothing on this machine that a DELETE would have to undo? A recipe that began and did
 * not end, or is to be tried again, has no outcome yet; the journal knows of it. */
static bool left_nothing(const Component *c)
{
    const WfOutcome *o = c->outcome;
    if (begun_action(c) || (o->doing && !g_strcmp0(o->machine, c->agent->machine)))
        return false;
    return o->status == WF_STATUS_NONE || o->status == WF_STATUS_DELETED ||
           g_strcmp0(o->machine, c->agent->machine);
}

static void decide(Component *c)
{
    if (c->deleting && left_nothing(c)) {
        settle(c, WF_STATUS_DELETED);
        return;
    }
    Run *run = run_new(c);
    g_autoptr(GError) error = NULL;
    if (!observe(run, &error)) {
        fail_unrun(c, run, error->message);
        return;
    }
    if (c->deleting || !is_same(c, run)) {
        start(c, run);
    } else if (json_object_size(c->outcome->lazy) && !c->lazy_gates) {
        /* All else is the same: what it read half-way decides, so that is waited for now. */
        wf_run_free(run);
        c->lazy_gates = true;
        wf_component_note(c, NEWS_CONSIDER);
    } else if (same_lazy(c, run)) {
        wf_run_free(run);
        settle(c, WF_STATUS_DONE);
    } else {
        start(c, run);
    }
}

static guint slots(const WfAgent *agent)
{
    return agent->jobs_option ? agent->jobs_option : agent->manifest->jobs;
}

/* With every slot taken, what only has to be settled need not wait: a long recipe must not hold
 * up the news that nothing else on its VM has changed. */
static void settle_unslotted(Component *c)
{
    const WfOutcome *o = c->outcome;
    if (c->deleting || !wf_outcome_is_done(o, NULL) || json_object_size(o->lazy) ||
        g_strcmp0(o->spec, c->entry->spec))
        return;
    Run *run = run_new(c);
    bool same = observe(run, NULL) && is_same(c, run);
    wf_run_free(run);
    if (same)
        settle(c, WF_STATUS_DONE);
}

/* Each is looked at once; settling one may put more behind the last. */
static void settle_ready(WfAgent *agent)
{
    while (agent->unlooked) {
        Component *c = agent->unlooked->data;
        agent->unlooked = agent->unlooked->next;
        settle_unslotted(c);
    }
}

/* Deciding may make others ready: they are taken, too. */
void wf_agent_schedule(WfAgent *agent)
{
    Component *c;
    if (!wf_agent_may_start(agent))
        return;
    while (agent->n_running < slots(agent) && (c = g_queue_peek_head(&agent->ready))) {
        wf_component_set_stage(c, STAGE_WAITING); /* takes it out of the queue */
        decide(c);
    }
    settle_ready(agent);
}
