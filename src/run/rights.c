/* Rights: the planner may do everything, a VM only what its components need, the
 * world nothing. Equal lists are one list, and each that was in use stays in use: on
 * the nodes that have it, and on an anchor before one of them goes. */
#include "run_priv.h"

static guint list_hash(gconstpointer list)
{
    guint hash = 5381;

    for (guint i = 0; i < wf_acl_n(list); i++) {
        const char *identity = wf_acl_identity(list, i);
        hash = hash * 33 + wf_acl_perms(list, i);
        hash = hash * 33 + (identity ? g_str_hash(identity) : 0);
    }
    return hash;
}

static gboolean same_lists(gconstpointer a, gconstpointer b)
{
    return wf_acl_equal(a, b);
}

Rights *wf_rights_new(const WfKeys *keys)
{
    Rights *r = g_new0(Rights, 1);
    g_autofree char *planner = wf_keys_planner_auth(keys);
    g_autofree char *fleet = wf_keys_fleet_auth(keys);

    r->keys = keys;
    r->planner = wf_identity(planner);
    r->fleet = wf_identity(fleet);
    r->vms = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    r->lists = g_hash_table_new_full(list_hash, same_lists, (GDestroyNotify)wf_acl_unref, NULL);
    r->leaving = g_hash_table_new(NULL, NULL);
    return r;
}

void wf_rights_free(Rights *r)
{
    if (!r)
        return;
    g_free(r->planner);
    g_free(r->fleet);
    g_hash_table_unref(r->vms);
    g_hash_table_unref(r->lists);
    g_hash_table_unref(r->leaving);
    g_free(r);
}

static const char *vm_identity(Rights *r, const char *vm)
{
    char *identity = g_hash_table_lookup(r->vms, vm);

    if (!identity) {
        char *auth = wf_keys_vm_auth(r->keys, vm);
        identity = wf_identity(auth);
        wf_secret_free(auth);
        g_hash_table_insert(r->vms, g_strdup(vm), identity);
    }
    return identity;
}

static WfAcl *start(Rights *r)
{
    WfAcl *acl = wf_acl_new();

    wf_acl_add(acl, WF_PERM_ALL, r->planner);
    return acl;
}

static WfAcl *intern(Rights *r, WfAcl *acl)
{
    WfAcl *known = g_hash_table_lookup(r->lists, acl);

    if (known) {
        wf_acl_unref(acl);
        return known;
    }
    g_hash_table_add(r->lists, acl);
    return acl;
}

WfAcl *wf_rights_known(Rights *r, WfAcl *acl)
{
    return intern(r, wf_acl_ref(acl));
}

WfAcl *wf_rights_planner(Rights *r)
{
    return intern(r, start(r));
}

WfAcl *wf_rights_fleet(Rights *r)
{
    WfAcl *acl = start(r);

    wf_acl_add(acl, WF_PERM_READ, r->fleet);
    return intern(r, acl);
}

static WfAcl *vm_may(Rights *r, const char *vm, guint perms)
{
    WfAcl *acl = start(r);

    wf_acl_add(acl, perms, vm_identity(r, vm));
    return intern(r, acl);
}

WfAcl *wf_rights_vm_holds(Rights *r, const char *vm)
{
    return vm_may(r, vm, WF_PERM_READ | WF_PERM_CREATE);
}

WfAcl *wf_rights_vm_reads(Rights *r, const char *vm)
{
    return vm_may(r, vm, WF_PERM_READ);
}

void wf_rights_leave(Rights *r, WfAcl *acl)
{
    g_hash_table_add(r->leaving, acl);
}

void wf_rights_vm_goes(Rights *r, const char *vm)
{
    wf_rights_leave(r, wf_rights_vm_holds(r, vm));
    wf_rights_leave(r, wf_rights_vm_reads(r, vm));
    wf_rights_leave(r, vm_may(r, vm, WF_VM_WRITES)); /* what its agent made */
    wf_rights_leave(r, vm_may(r, vm, WF_VM_JOINS));
}

WfAcl *wf_rights_outcome(Rights *r, const char *vm, const char *component, const GPtrArray *readers)
{
    WfAcl *acl = start(r);

    wf_acl_add(acl, WF_VM_WRITES, vm_identity(r, vm));
    if (readers && readers->len > WF_READERS_LISTED) {
        g_autofree char *name = wf_reader_key(vm, component);
        char *auth = wf_keys_capability_auth(r->keys, name);
        g_autofree char *identity = wf_identity(auth);
        wf_acl_add(acl, WF_PERM_READ, identity);
        wf_secret_free(auth);
    } else {
        for (guint i = 0; readers && i < readers->len; i++)
            wf_acl_add(acl, WF_PERM_READ, vm_identity(r, readers->pdata[i]));
    }
    return intern(r, acl);
}
