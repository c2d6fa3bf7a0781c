/* What resources wait for. If they wait for each other, Heat would refuse the template; if a VM's
 * components read what is made after the VM, its user_data could not bring it. What is in a nested
 * stack is looked at one by one, so what only seems to be a circle because a stack is one node for
 * Heat is none. Circles of software are another rule's (cycles.c), and values made of themselves
 * are said where they are computed. */
#include "check_priv.h"

typedef enum {
    BY_LINK,   /* a resource refers to another */
    BY_MEMBER, /* a group is there when its members are */
    BY_READ,   /* a VM's user_data brings what a component there reads */
} Why;

typedef struct {
    Why why;
    guint32 number; /* of the link or read */
} Reason;

typedef struct {
    const WfModel *m;
    GArray *from, *to; /* of guint32: an edge from what comes first to what waits */
    GArray *reasons;   /* of Reason, by edge */
} Waits;

static void add(Waits *w, WfId first, WfId later, Why why, guint32 number)
{
    Reason reason = {why, number};

    g_array_append_val(w->from, first);
    g_array_append_val(w->to, later);
    g_array_append_val(w->reasons, reason);
}

/* Order of servers leaves the template, if there is software to be ordered instead. */
static bool is_order_of_software(const WfModel *m, const WfLink *link)
{
    WfId a = wf_model_resource_vm(m, link->from), b = wf_model_resource_vm(m, link->to);
    guint32 n_a = 0, n_b = 0;

    if (!link->order || a == WF_NONE || b == WF_NONE)
        return false;
    wf_model_vm_components(m, a, &n_a);
    wf_model_vm_components(m, b, &n_b);
    return n_a && n_b;
}

static bool is_wait(const WfModel *m, const WfLink *link)
{
    if (link->to == WF_NONE || link->component != WF_NONE)
        return false;
    /* Whoever reads depends_on, or computes the value, says so. */
    if (link->to == link->from &&
        (link->order || wf_model_resource_kind(m, link->to) == WF_RESOURCE_VALUE))
        return false;
    /* Of a nested stack, what is inside refers to what its parameters and outputs are made of. */
    if (wf_model_resource_kind(m, link->from) == WF_RESOURCE_NESTED)
        return false;
    if (wf_model_resource_kind(m, link->to) == WF_RESOURCE_NESTED && link->attr && !link->order)
        return false;
    return !is_order_of_software(m, link);
}

/* A wait condition that no component stands for. */
static bool is_waited_for(const WfModel *m, WfId r)
{
    return wf_model_resource_kind(m, r) == WF_RESOURCE_WAIT && !wf_model_wait_is_component(m, r);
}

/* Its value comes with user_data, and not from an agent. */
static bool is_brought(const WfModel *m, WfId r)
{
    WfResourceKind kind = wf_model_resource_kind(m, r);

    return kind == WF_RESOURCE_INFRA || kind == WF_RESOURCE_SCALING || kind == WF_RESOURCE_HANDLE;
}

/* WF_NONE: its component names no server. */
static WfId reading_vm(const WfModel *m, WfId read)
{
    return wf_model_component_vm(m, wf_model_read_component(m, read));
}

static void collect(Waits *w)
{
    const WfModel *m = w->m;

    for (guint32 i = 0; i < wf_model_n_links(m); i++) {
        WfLink link;
        wf_model_link(m, i, &link);
        if (is_wait(m, &link))
            add(w, link.to, link.from, BY_LINK, i);
    }
    for (WfId r = 0; r < wf_model_n_resources(m); r++)
        if (wf_model_resource_parent(m, r) != WF_NONE)
            add(w, r, wf_model_resource_parent(m, r), BY_MEMBER, 0);
    for (guint32 i = 0; i < wf_model_n_reads(m); i++) {
        WfRead read;
        wf_model_read(m, i, &read);
        WfId vm = read.source == WF_SOURCE_INFRA ? reading_vm(m, i) : WF_NONE;
        if (vm != WF_NONE && is_brought(m, read.target))
            add(w, read.target, wf_model_vm_resource(m, vm), BY_READ, i);
    }
}

/* ---- what is said ---- */

static char *link_text(const WfModel *m, guint32 number, WfPlace *ret_place)
{
    WfLink link;

    wf_model_link(m, number, &link);
    const char *first = wf_model_resource_name(m, link.to),
               *later = wf_model_resource_name(m, link.from);
    *ret_place = wf_model_expr_place(m, link.at);
    if (link.order)
        return g_strdup_printf("'%s' depends on '%s'", later, first);
    if (!link.attr)
        return g_strdup_printf("'%s' refers to '%s'", later, first);
    return g_strdup_printf("'%s' reads '%s' of '%s'", later, link.attr, first);
}

static char *read_text(const WfModel *m, guint32 number, WfPlace *ret_place)
{
    WfRead read;

    wf_model_read(m, number, &read);
    *ret_place = wf_model_expr_place(m, read.at);
    return g_strdup_printf("'%s' reads '%s', which user_data of VM '%s' brings",
                           wf_model_component_name(m, wf_model_read_component(m, number)),
                           wf_model_resource_name(m, read.target),
                           wf_model_vm_name(m, reading_vm(m, number)));
}

static char *step_text(const Waits *w, guint32 edge, WfPlace *ret_place)
{
    const Reason *reason = &g_array_index(w->reasons, Reason, edge);
    WfId first = g_array_index(w->from, guint32, edge), later = g_array_index(w->to, guint32, edge);

    if (reason->why == BY_LINK)
        return link_text(w->m, reason->number, ret_place);
    if (reason->why == BY_READ)
        return read_text(w->m, reason->number, ret_place);
    *ret_place = wf_model_resource_place(w->m, later);
    return g_strdup_printf("'%s' is complete when '%s' is", wf_model_resource_name(w->m, later),
                           wf_model_resource_name(w->m, first));
}

static bool is_order(const Waits *w, guint32 edge)
{
    const Reason *reason = &g_array_index(w->reasons, Reason, edge);
    WfLink link;

    if (reason->why != BY_LINK)
        return false;
    wf_model_link(w->m, reason->number, &link);
    return link.order;
}

/* Values that are made of each other: it is said where they are computed, which order is not. */
static bool is_only_of_values(const Waits *w, const WfCycle *cycle)
{
    for (guint i = 0; i < cycle->members->len; i++)
        if (wf_model_resource_kind(w->m, g_array_index(cycle->members, guint32, i)) !=
            WF_RESOURCE_VALUE)
            return false;
    for (guint i = 0; i < cycle->edges->len; i++)
        if (is_order(w, g_array_index(cycle->edges, guint32, i)))
            return false;
    return true;
}

static char *path_of(const Waits *w, const WfCycle *cycle)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (guint i = 0; i < cycle->edges->len; i++) {
        guint32 edge = g_array_index(cycle->edges, guint32, i);
        WfId r = g_array_index(w->from, guint32, edge);
        g_ptr_array_add(names, (char *)wf_model_resource_name(w->m, r));
    }
    return wf_circle_text(names);
}

static void say_too_late(const WfModel *m, WfFindings *findings, guint32 number)
{
    WfRead read;

    wf_model_read(m, number, &read);
    bool waits = is_waited_for(m, read.target);
    wf_model_finding(
        m, wf_model_expr_place(m, read.at), findings, waits ? WF_CODE_INFRA_AFTER : WF_CODE_CYCLE,
        waits ? "wait condition '%s' stays in the template, so VM '%s' would wait for software: "
                "user_data cannot bring its data"
              : "'%s' is made after VM '%s', but a component there reads it: user_data "
                "cannot bring it",
        wf_model_resource_name(m, read.target), wf_model_vm_name(m, reading_vm(m, number)));
    wf_findings_subject(findings, wf_model_component_name(m, wf_model_read_component(m, number)));
    wf_findings_hint(findings, "read it from a component that finds it out in the VM");
}

static void say_cycle(const Waits *w, WfFindings *findings, const WfCycle *cycle)
{
    guint n = cycle->edges->len;
    const Reason *read = NULL;
    WfPlace place;

    for (guint i = 0; i < n && !read; i++) {
        const Reason *reason =
            &g_array_index(w->reasons, Reason, g_array_index(cycle->edges, guint32, i));
        read = reason->why == BY_READ ? reason : NULL;
    }
    if (read) {
        say_too_late(w->m, findings, read->number);
    } else {
        g_autofree char *path = path_of(w, cycle);
        g_free(step_text(w, g_array_index(cycle->edges, guint32, 0), &place));
        wf_model_finding(w->m, place, findings, WF_CODE_CYCLE, "resources wait for each other: %s",
                         path);
        wf_findings_hint(findings, "Heat makes one after the other: one of these steps must go");
    }
    for (guint i = 0; i < n; i++) {
        g_autofree char *text = step_text(w, g_array_index(cycle->edges, guint32, i), &place);
        wf_circle_step(w->m, findings, place, i + 1, text);
    }
}

static bool any_is_waited_for(const WfModel *m)
{
    for (WfId r = 0; r < wf_model_n_resources(m); r++)
        if (is_waited_for(m, r))
            return true;
    return false;
}

/* Data of a wait condition that stays would make the VM wait for software: each is said once. */
static void check_conditions(const WfModel *m, WfFindings *findings)
{
    g_autoptr(GHashTable) said = g_hash_table_new(NULL, NULL);

    if (!any_is_waited_for(m)) /* most models have none, and many reads */
        return;
    for (guint32 i = 0; i < wf_model_n_reads(m); i++) {
        WfRead read;
        wf_model_read(m, i, &read);
        if (read.source == WF_SOURCE_INFRA && reading_vm(m, i) != WF_NONE &&
            is_waited_for(m, read.target) &&
            g_hash_table_add(said, GUINT_TO_POINTER(read.target + 1)))
            say_too_late(m, findings, i);
    }
}

void wf_rule_waits(const WfModel *m, WfFindings *findings)
{
    g_autoptr(GArray) from = g_array_new(FALSE, FALSE, sizeof(guint32)),
                      to = g_array_new(FALSE, FALSE, sizeof(guint32)),
                      reasons = g_array_new(FALSE, FALSE, sizeof(Reason));
    Waits w = {m, from, to, reasons};
    guint32 n = wf_model_n_resources(m);

    check_conditions(m, findings);
    collect(&w);
    g_autoptr(WfGraph) g =
        wf_graph_new(n, from->len, (const guint32 *)from->data, (const guint32 *)to->data);
    if (wf_graph_order(g, NULL, NULL) == n)
        return;
    g_autoptr(GPtrArray) cycles = wf_graph_cycles(g, NULL);
    for (guint i = 0; i < cycles->len; i++)
        if (!is_only_of_values(&w, cycles->pdata[i]))
            say_cycle(&w, findings, cycles->pdata[i]);
}
