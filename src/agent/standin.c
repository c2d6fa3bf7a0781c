/* Stand-ins: recipes that are only pretended. Outputs follow from names, so
 * that a rehearsal can be checked for who read what. */
#include "agent_priv.h"

static json_t *made_up(const Run *run)
{
    json_t *outputs = json_object();
    for (guint i = 0; i < run->outputs->len; i++) {
        const WfEntryOutput *o = run->outputs->pdata[i];
        g_autofree char *text = g_strdup_printf("%s.%s", run->component->name, o->name);
        if (!o->error_output)
            json_object_set_new(outputs, o->name, json_string(text));
    }
    return outputs;
}

static gboolean on_over(gpointer user)
{
    Run *run = user;
    const WfStandIn *s = run->component->agent->stand_in;
    const WfEntry *entry = run->component->entry;
    /* Until somebody says that it is mended. */
    bool fails =
        s->fail && g_hash_table_contains(s->fail, run->component->name) && !(entry && entry->retry);
    WfHookResult result = {.ok = !fails, .ran = true, .exit = fails ? 1 : 0};
    result.cause = fails ? "exit status 1 (as rehearsed)" : NULL;
    result.outputs = made_up(run);
    run->stand_in = 0;
    run->pretended(run, &result);
    json_decref((json_t *)result.outputs);
    return G_SOURCE_REMOVE;
}

void wf_standin_start(Run *run, RunDone done)
{
    run->pretended = done;
    const WfStandIn *s = run->component->agent->stand_in;
    gpointer slow = NULL;
    guint64 ms = s->default_ms;
    if (s->slow_ms && g_hash_table_lookup_extended(s->slow_ms, run->component->name, NULL, &slow))
        ms = GPOINTER_TO_UINT(slow);
    run->stand_in = ms ? g_timeout_add((guint)ms, on_over, run)
                       : g_idle_add_full(G_PRIORITY_DEFAULT, on_over, run, NULL);
}
