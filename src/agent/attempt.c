/* One attempt: what it consists of. Made in decide.c, started in run.c, ended in ending.c. */
#include "agent_priv.h"

#include <string.h>

void wf_run_free(Run *run)
{
    if (!run)
        return;
    wf_fetch_cancel(run->fetch);
    g_clear_handle_id(&run->stand_in, g_source_remove);
    wf_outcome_free(run->outcome);
    wf_entry_action_free(run->how);
    g_free(run->hook);
    json_decref(run->config);
    json_decref(run->options);
    g_ptr_array_unref(run->inputs);
    g_ptr_array_unref(run->outputs);
    g_free(run->input_key);
    g_free(run->token);
    g_free(run);
}

void wf_run_abandon(Run *run)
{
    if (run->job)
        wf_hook_abandon(run->job);
    run->component->run = NULL;
    wf_run_free(run);
}

void wf_run_blocked(Run *run, bool blocked)
{
    WfAgent *agent = run->component->agent;
    if (blocked && !run->n_blocked++)
        agent->n_running--;
    else if (!blocked && !--run->n_blocked)
        agent->n_running++; /* perhaps one more than there are slots, until one ends */
    wf_agent_st_changed(agent);
}

void wf_component_add_earlier(Component *c, gint64 started, gint64 finished)
{
    if (!started)
        return;                                                       /* it never ran */
    json_t *runs = c->earlier ? json_copy(c->earlier) : json_array(); /* outcomes share the old */
    json_array_append_new(runs, json_pack("[I, I]", (json_int_t)started, (json_int_t)finished));
    if (json_array_size(runs) > WF_LIMIT_EARLIER)
        json_array_remove(runs, 0);
    json_decref(c->earlier);
    c->earlier = runs;
}

RunInput *wf_run_input(const Run *run, const char *name)
{
    for (guint i = 0; i < run->inputs->len; i++)
        if (!strcmp(((RunInput *)run->inputs->pdata[i])->name, name))
            return run->inputs->pdata[i];
    return NULL;
}

char *wf_run_folder(const Component *c)
{
    g_autofree char *name = wf_zname_encode(c->name);
    return g_build_filename(c->agent->folder, "work", name, NULL);
}
