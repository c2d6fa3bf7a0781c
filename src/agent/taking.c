/* Taking a VM over: its epoch is raised and its presence made in one transaction. Who
 * finds another there waits for it to go; the first that ever comes makes the nodes
 * that only agents write. */
#include "agent_priv.h"

#include <string.h>
#include <unistd.h>
#include <weft/process.h>

#define HOLDER_MS                                                                                  \
    200 /* how often it is looked whether another process of this machine has ended                \
         */

static GBytes *presence(WfAgent *agent)
{
    WfUp up = {.machine = agent->machine,
               .boot = agent->boot,
               .pid = getpid(),
               .start = wf_process_began(getpid()),
               .version = (char *)WEFT_VERSION,
               .since = agent->since};
    return wf_up_format(&up);
}

static WfAcl *own_list(WfAgent *agent, guint perms)
{
    if (!agent->manifest->planner)
        return wf_acl_open();
    g_autofree char *auth = wf_vm_keys_auth(agent->keys);
    g_autofree char *me = wf_identity(auth);
    WfAcl *acl = wf_acl_new();
    wf_acl_add(acl, WF_PERM_ALL, agent->manifest->planner);
    wf_acl_add(acl, perms, me);
    return acl;
}

void wf_taking_forget(WfAgent *agent)
{
    g_clear_handle_id(&agent->holder_timer, g_source_remove);
    g_clear_pointer(&agent->holder, wf_up_free);
}

static void taken(WfAgent *agent, const WfReply *reply)
{
    agent->epoch = reply->stats[0].version;
    agent->holding = true;
    agent->waiting_told = false;
    wf_taking_forget(agent);
    wf_agent_tell(agent, WF_AGENT_TAKEN, NULL, NULL);
    agent->on_taken(agent, WF_RC_OK, NULL, NULL);
}

static void on_up_watch(WfStore *store, WfWatchEvent event, const char *path, gpointer user)
{
    (void)store, (void)path;
    WfAgent *agent = ((const AgentTag *)user)->agent;
    if (event != WF_WATCH_LOST && !agent->holding)
        wf_taking_begin(agent);
}

static bool is_of_this_boot(const WfAgent *agent, const WfUp *up)
{
    return !g_strcmp0(up->machine, agent->machine) && !g_strcmp0(up->boot, agent->boot);
}

/* Is the one that holds the VM certainly gone, though its session has not expired yet? */
static bool is_dead(const WfAgent *agent, const WfUp *up)
{
    if (is_of_this_boot(agent, up))
        return up->pid == getpid() || wf_process_is_gone(up->pid, up->start);
    return !g_strcmp0(up->machine, agent->machine);
}

static void on_retaken(WfStore *store, const WfReply *reply, gpointer user)
{
    (void)store;
    WfAgent *agent = ((const AgentTag *)user)->agent;
    agent->taking = false;
    if (reply->rc == WF_RC_OK)
        taken(agent, reply);
    else if (reply->rc == WF_RC_NO_NODE || reply->rc == WF_RC_BAD_VERSION ||
             reply->rc == WF_RC_NODE_EXISTS)
        wf_taking_begin(agent); /* it changed hands meanwhile: look again */
    else
        agent->on_taken(agent, reply->rc, "take over", reply->path);
}

static void replace_up(WfAgent *agent, bool own, gint32 version)
{
    g_autofree char *epoch = wf_path_epoch(agent->stack, agent->vm);
    g_autofree char *path = wf_path_up(agent->stack, agent->vm);
    g_autoptr(GBytes) data = presence(agent);
    g_autoptr(WfAcl) acl = own_list(agent, WF_VM_WRITES);
    g_autoptr(WfOps) ops = wf_ops_new();
    gsize len;
    const void *bytes = g_bytes_get_data(data, &len);
    wf_ops_set(ops, epoch, bytes, len, -1);
    if (own) {
        wf_ops_check(ops, path, version);
    } else {
        wf_ops_delete(ops, path, version);
        wf_ops_create(ops, path, bytes, len, acl, true);
    }
    agent->taking = true;
    wf_store_multi(agent->store, ops, on_retaken, agent->tag);
}

static gboolean on_look_at_holder(gpointer user)
{
    WfAgent *agent = user;
    if (!is_dead(agent, agent->holder))
        return G_SOURCE_CONTINUE;
    agent->holder_timer = 0;
    wf_taking_forget(agent);
    if (!agent->holding && !agent->taking)
        replace_up(agent, false, agent->holder_version);
    return G_SOURCE_REMOVE;
}

/* Takes @up. One that was killed may still be on its way out: of a process of this machine it can
 * be seen, long before the servers miss it. */
static void wait_for_holder(WfAgent *agent, WfUp *up, gint32 version)
{
    if (!agent->waiting_told)
        wf_agent_tell(agent, WF_AGENT_WAITING, NULL,
                      "another agent (process %" G_GINT64_FORMAT ") holds '%s'", up ? up->pid : 0,
                      agent->vm);
    agent->waiting_told = true;
    wf_taking_forget(agent);
    agent->holder = up;
    agent->holder_version = version;
    if (up && is_of_this_boot(agent, up))
        agent->holder_timer = g_timeout_add(HOLDER_MS, on_look_at_holder, agent);
}

static void on_up(WfStore *store, const WfReply *reply, gpointer user)
{
    WfAgent *agent = ((const AgentTag *)user)->agent;
    agent->taking = false;
    if (reply->rc == WF_RC_NO_NODE) {
        wf_taking_begin(agent);
        return;
    }
    if (reply->rc != WF_RC_OK) {
        agent->on_taken(agent, reply->rc, "read", reply->path);
        return;
    }
    g_autoptr(WfUp) up = wf_up_parse(reply->data, reply->size, NULL);
    bool own = reply->stat->owner == wf_store_info(store)->session;
    if (own || (up && is_dead(agent, up)))
        replace_up(agent, own, reply->stat->version);
    else
        wait_for_holder(agent, g_steal_pointer(&up), reply->stat->version);
}

/* ---- the first that takes it ---- */

static void on_parts_made(WfStore *store, const WfReply *reply, gpointer user)
{
    (void)store;
    WfAgent *agent = ((const AgentTag *)user)->agent;
    agent->taking = false;
    if (reply->rc == WF_RC_OK || reply->rc == WF_RC_NODE_EXISTS) /* another did at the same time */
        wf_taking_begin(agent);
    else
        agent->on_taken(agent, reply->rc, "create", reply->path);
}

static void make_unless_there(WfOps *ops, const WfReply *list, const char *path, WfAcl *acl)
{
    const char *name = strrchr(path, '/') + 1;
    for (guint i = 0; i < list->n_children; i++)
        if (g_str_equal(list->children[i], name))
            return;
    wf_ops_create(ops, path, "", 0, acl, false);
}

static void on_parts(WfStore *store, const WfReply *reply, gpointer user)
{
    WfAgent *agent = ((const AgentTag *)user)->agent;
    if (reply->rc != WF_RC_OK) {
        agent->taking = false;
        agent->on_taken(agent, reply->rc, "list", reply->path);
        return;
    }
    g_autofree char *epoch = wf_path_epoch(agent->stack, agent->vm);
    g_autofree char *st = wf_path_st(agent->stack, agent->vm);
    g_autofree char *live = wf_path_live(agent->stack, agent->vm);
    g_autoptr(WfAcl) writes = own_list(agent, WF_VM_WRITES);
    g_autoptr(WfAcl) joins = own_list(agent, WF_VM_JOINS);
    g_autoptr(WfOps) ops = wf_ops_new();
    make_unless_there(ops, reply, epoch, writes);
    make_unless_there(ops, reply, st, writes);
    make_unless_there(ops, reply, live, joins);
    if (wf_ops_n(ops)) {
        wf_store_multi(store, ops, on_parts_made, agent->tag);
        return;
    }
    agent->taking = false; /* another made them meanwhile */
    wf_taking_begin(agent);
}

/* What only agents write, the first of them makes: epoch, st and live. */
static void make_parts(WfAgent *agent)
{
    g_autofree char *path = wf_path_manifest(agent->stack, agent->vm);
    wf_store_children(agent->store, path, NULL, on_parts, agent->tag);
}

static void on_taken(WfStore *store, const WfReply *reply, gpointer user)
{
    WfAgent *agent = ((const AgentTag *)user)->agent;
    /* Still taking while it is looked at who has it, and while what is missing is made. */
    agent->taking = reply->rc == WF_RC_NODE_EXISTS || reply->rc == WF_RC_NO_NODE;
    if (reply->rc == WF_RC_OK) {
        taken(agent, reply);
    } else if (reply->rc == WF_RC_NO_NODE) {
        make_parts(agent);
    } else if (reply->rc == WF_RC_NODE_EXISTS) {
        g_autofree char *path = wf_path_up(agent->stack, agent->vm);
        wf_store_get(store, path, on_up_watch, on_up, agent->tag);
    } else {
        agent->on_taken(agent, reply->rc, "take over", reply->path);
    }
}

void wf_taking_begin(WfAgent *agent)
{
    g_autofree char *epoch = wf_path_epoch(agent->stack, agent->vm);
    g_autofree char *st = wf_path_st(agent->stack, agent->vm);
    g_autofree char *path = wf_path_up(agent->stack, agent->vm);
    g_autoptr(GBytes) data = presence(agent);
    g_autoptr(WfAcl) acl = own_list(agent, WF_VM_WRITES);
    g_autoptr(WfOps) ops = wf_ops_new();
    gsize len;
    const void *bytes = g_bytes_get_data(data, &len);
    if (agent->taking)
        return;
    agent->taking = true;
    wf_ops_set(ops, epoch, bytes, len, -1);
    wf_ops_check(ops, st, -1); /* is it there? */
    wf_ops_create(ops, path, bytes, len, acl, true);
    wf_store_multi(agent->store, ops, on_taken, agent->tag);
}
