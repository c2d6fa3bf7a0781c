/* An agent's life: open, follow the store's session, close. */
#include "agent_priv.h"

#include <errno.h>
#include <glib/gstdio.h>

static void on_state(WfStore *store, const WfStoreInfo *info, gpointer user)
{
    (void)store;
    WfAgent *agent = user;
    if (info->state == WF_STORE_CONNECTED)
        wf_session_begin(agent);
    else
        wf_session_end(agent);
}

/* ---- opening ---- */

static void take_options(WfAgent *agent, const WfAgentOptions *o)
{
    agent->stack = g_strdup(o->stack);
    agent->vm = g_strdup(o->vm);
    agent->folder = g_strdup(o->folder);
    agent->keys = o->keys;
    agent->hooks = o->hooks;
    agent->stand_in = o->stand_in;
    agent->infra = o->infra ? json_incref((json_t *)o->infra) : json_object();
    agent->self = wf_facts_find(o->vm, o->self);
    agent->machine = g_strdup(o->machine);
    agent->boot = wf_boot_id();
    agent->jobs_option = o->jobs;
    agent->retry_ms = o->retry_ms;
    agent->on_event = o->on_event;
    agent->user = o->user;
}

static void make_tables(WfAgent *agent)
{
    agent->since = wf_agent_now_ms();
    agent->socket = -1;
    agent->components =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)wf_component_free);
    agent->producers =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)wf_producer_free);
    agent->order = g_ptr_array_new();
    agent->dirty = g_ptr_array_new();
    agent->sending = g_ptr_array_new();
    agent->news = g_ptr_array_new();
    agent->on_turn = wf_agent_turn;
    agent->asks = wf_socket_asks_new();
    agent->auth = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    agent->recipes =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)json_decref);
    g_queue_init(&agent->ready);
    agent->facts.agent = agent;
    agent->facts.name = g_strdup(WF_FACTS);
    agent->facts.edges = g_ptr_array_new();
}

static bool open_folder(WfAgent *agent, GError **error)
{
    g_autofree char *path = g_build_filename(agent->folder, "journal", NULL);
    if (g_mkdir_with_parents(agent->folder, 0700) || g_chmod(agent->folder, 0700)) {
        wf_error_set_errno(error, errno, "cannot make the folder '%s'", agent->folder);
        return false;
    }
    agent->journal =
        agent->stand_in ? wf_journal_open_light(path, error) : wf_journal_open(path, error);
    if (agent->journal && !agent->machine) /* the folder is ours now */
        agent->machine = wf_machine_id(agent->keys, "/etc/machine-id", agent->folder, error);
    /* recipes that are only pretended ask nothing */
    return agent->journal && agent->machine && (agent->stand_in || wf_socket_open(agent, error));
}

WfAgent *wf_agent_new(WfStore *store, const WfAgentOptions *options, GError **error)
{
    g_autoptr(WfAgent) agent = g_new0(WfAgent, 1);
    agent->store = store;
    make_tables(agent);
    take_options(agent, options);
    if (!open_folder(agent, error))
        return NULL;
    guint damaged = wf_journal_n_damaged(agent->journal);
    if (damaged)
        wf_agent_tell(agent, WF_AGENT_TROUBLE, NULL,
                      "%u records of the journal were unreadable and are left out", damaged);
    g_autofree char *auth = wf_vm_keys_auth(agent->keys);
    wf_store_add_auth(store, auth);
    wf_store_listen(store, on_state, agent);
    if (wf_store_is_connected(store))
        wf_session_begin(agent);
    return g_steal_pointer(&agent);
}

/* ---- closing ---- */

void wf_agent_free(WfAgent *agent)
{
    if (!agent)
        return;
    wf_store_forget(agent->store, agent);
    wf_session_end(agent);
    g_clear_handle_id(&agent->flush, g_source_remove);
    g_clear_handle_id(&agent->st_timer, g_source_remove);
    g_clear_pointer(&agent->asks, wf_socket_asks_free);
    GHashTableIter iter;
    Component *c;
    g_hash_table_iter_init(&iter, agent->components);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&c))
        wf_component_disarm(c);
    g_hash_table_unref(agent->producers);
    g_hash_table_unref(agent->components);
    wf_component_clear(&agent->facts);
    wf_socket_close(agent);
    wf_journal_close(agent->journal);
    wf_manifest_free(agent->manifest);
    g_free(agent->manifest_digest);
    wf_head_free(agent->head);
    g_queue_clear(&agent->ready);
    g_ptr_array_unref(agent->order);
    g_ptr_array_unref(agent->dirty);
    g_ptr_array_unref(agent->sending);
    g_ptr_array_unref(agent->news);
    g_clear_handle_id(&agent->turn, g_source_remove);
    g_hash_table_unref(agent->auth);
    g_hash_table_unref(agent->recipes);
    json_decref(agent->infra);
    json_decref(agent->self);
    g_free(agent->stack);
    g_free(agent->vm);
    g_free(agent->folder);
    g_free(agent->machine);
    g_free(agent->boot);
    g_free(agent->trouble);
    g_free(agent);
}

void wf_agent_drain(WfAgent *agent)
{
    agent->draining = true;
    agent->idle_told = false;
    wf_agent_wake(agent);
}

guint wf_agent_n_failed(const WfAgent *agent)
{
    guint n = 0;
    for (guint i = 0; i < agent->order->len; i++) {
        const Component *c = agent->order->pdata[i];
        n += c->outcome && c->outcome->status == WF_STATUS_FAILED;
    }
    return n;
}
