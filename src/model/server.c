/* How the networks of a server and its security groups may go together: what Heat's plug-in says to
 * each entry beyond what the table of its properties can say. */
#include "schema.h"

enum { NETWORK, UUID, PORT, SUBNET, ALLOCATE, FIXED_IP, FLOATING_IP, N_NET_KEYS };
static const char *const net_keys[N_NET_KEYS] = {
    [NETWORK] = "network",
    [UUID] = "uuid",
    [PORT] = "port",
    [SUBNET] = "subnet",
    [FIXED_IP] = "fixed_ip",
    [FLOATING_IP] = "floating_ip",
    [ALLOCATE] = "allocate_network",
};

static void check_address(WfModel *m, WfExpr e)
{
    g_auto(WfGiven) given = {0};

    if (!e.node || !wf_given_read(m, e, &given) || given.secret ||
        (given.kind != WF_STRING && given.kind != WF_NULL))
        return;
    g_autofree char *text = g_strndup(given.text.s, given.text.len);
    if (!g_hostname_is_ip_address(text))
        wf_fault(m, e.scope, e.node, WF_CODE_PROPERTY, "'%s' is no IP address", text);
}

/* What stands behind each key; 0: nothing does. */
static void read_entry(WfModel *m, WfExpr entry, WfNode nodes[N_NET_KEYS])
{
    const WfDoc *doc = wf_scope_doc(m, entry.scope);

    for (guint i = 0; i < N_NET_KEYS; i++) {
        WfExpr e = {entry.scope, wf_doc_get(doc, entry.node, net_keys[i])};
        nodes[i] = e.node ? wf_taken(m, e).node : 0;
    }
}

static void check_entry(WfModel *m, WfExpr entry, bool alone)
{
    const WfDoc *doc = wf_scope_doc(m, entry.scope);
    WfNode at[N_NET_KEYS];

    read_entry(m, entry, at);
    if (!at[NETWORK] && !at[UUID] && !at[PORT] && !at[SUBNET] && !at[ALLOCATE]) {
        wf_fault(m, entry.scope, entry.node, WF_CODE_MISSING,
                 "an entry of 'networks' must say which network it is about");
        wf_fault_hint(m, "give it a network, subnet or port, or 'allocate_network: auto'");
    } else if (at[NETWORK] && at[UUID]) {
        wf_fault(m, entry.scope, at[UUID], WF_CODE_PROPERTY,
                 "'uuid' is the old name of 'network': only one of them may be there");
    } else if (at[ALLOCATE] && (wf_doc_size(doc, entry.node) > 1 || !alone)) {
        wf_fault(m, entry.scope, at[ALLOCATE], WF_CODE_PROPERTY,
                 "'allocate_network' must be all there is in 'networks'");
    } else if (at[PORT] && at[FIXED_IP]) {
        wf_fault(m, entry.scope, at[FIXED_IP], WF_CODE_PROPERTY,
                 "a port has its addresses already: 'fixed_ip' cannot stand beside 'port'");
        wf_fault_hint(m, "say 'fixed_ips' in the port");
    } else if (at[FLOATING_IP] && !at[PORT] && !at[SUBNET] && !at[ALLOCATE]) {
        wf_fault(m, entry.scope, at[FLOATING_IP], WF_CODE_PROPERTY,
                 "'floating_ip' needs the port or the subnet it is for, not only the network");
    } else {
        check_address(m, (WfExpr){entry.scope, at[FIXED_IP]});
    }
}

/* A port brings its own security groups. */
static void check_security_groups(WfModel *m, WfId r, WfExpr entry)
{
    const WfDoc *doc = wf_scope_doc(m, entry.scope);
    WfExpr groups = wf_model_resource_property(m, r, "security_groups");

    if (!groups.node || !wf_doc_get(doc, entry.node, "port") ||
        wf_doc_kind(doc, groups.node) != WF_SEQ || !wf_doc_first(doc, groups.node))
        return;
    wf_fault(m, groups.scope, groups.node, WF_CODE_PROPERTY,
             "'security_groups' cannot stand beside a port in 'networks'");
    wf_fault_hint(m, "a port has security groups of its own: put them there");
}

void wf_server_check(WfModel *m, WfId r)
{
    WfExpr networks = wf_model_resource_property(m, r, "networks");
    const WfDoc *doc = wf_scope_doc(m, networks.scope);

    if (!networks.node || wf_doc_kind(doc, networks.node) != WF_SEQ)
        return;
    bool alone = wf_doc_size(doc, networks.node) == 1;
    WF_DOC_EACH (doc, networks.node, item) {
        WfExpr entry = wf_taken(m, (WfExpr){networks.scope, item});
        WfKind kind = wf_doc_kind(doc, entry.node);
        if (!entry.node || (kind != WF_MAP && kind != WF_NULL) || wf_is_call(m, entry))
            continue;
        check_entry(m, entry, alone);
        check_security_groups(m, r, entry);
    }
}
