/* What stands in the boxes, and the visible graph for the layout. */
#include "view_priv.h"

#include <string.h>
#include <weft/text.h>

#define LABEL_BYTES 1024 /* of a name that are looked at; the layout cuts to columns */

/* Text for people, and in ASCII if that is all there is: widths are taken from it. */
static char *readable(const WfShown *shown, const char *raw)
{
    char *visible = wf_text_visible(raw, -1, LABEL_BYTES);

    if (!shown->ascii || g_str_is_ascii(visible))
        return visible;
    GString *plain = g_string_new(NULL);
    for (const char *p = visible; *p; p = g_utf8_next_char(p)) {
        if ((guchar)*p < 128)
            g_string_append_c(plain, *p);
        else
            g_string_append_printf(plain, "\\u{%04X}", g_utf8_get_char(p));
    }
    g_free(visible);
    return g_string_free(plain, FALSE);
}

/* The part of a component's name that its VM's name does not say: "install" of "web.0.install" on
 * "web.0.server" or of "ldap.install" on "ldap". */
static const char *short_name(const char *name, const char *vm)
{
    gsize n = strlen(vm), common = 0;

    if (strncmp(name, vm, n) == 0 && name[n] && strchr(".-_", name[n]) && name[n + 1])
        return name + n + 1;
    for (gsize i = 0; name[i] && name[i] == vm[i]; i++)
        if (name[i] == '.')
            common = i + 1;
    return name[common] ? name + common : name;
}

/* Short names that clash inside a frame are written in full. */
static GHashTable *clashing(const WfShown *shown)
{
    GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint32 i = 0; i < shown->nodes->len; i++) {
        const ShownNode *node = &g_array_index(shown->nodes, ShownNode, i);
        if (node->thing.kind != WF_THING_COMPONENT || node->vm == WF_NONE)
            continue;
        char *key = g_strdup_printf("%u %s", node->vm,
                                    short_name(wf_model_component_name(shown->m, node->thing.id),
                                               wf_model_vm_name(shown->m, node->vm)));
        guint n = GPOINTER_TO_UINT(g_hash_table_lookup(seen, key));
        g_hash_table_replace(seen, key, GUINT_TO_POINTER(n + 1));
    }
    return seen;
}

static char *component_label(const WfShown *shown, const ShownNode *node, GHashTable *names)
{
    const char *name = wf_model_component_name(shown->m, node->thing.id);

    if (node->vm == WF_NONE)
        return g_strdup(name);
    const char *brief = short_name(name, wf_model_vm_name(shown->m, node->vm));
    g_autofree char *key = g_strdup_printf("%u %s", node->vm, brief);
    bool clash = GPOINTER_TO_UINT(g_hash_table_lookup(names, key)) > 1;
    return g_strdup(clash ? name : brief);
}

static guint32 n_components(const WfShown *shown, const ShownNode *node)
{
    guint32 n = 0;

    for (guint32 i = 0; i < node->n; i++)
        n += !wf_model_node_is_vm(shown->m, shown->members[node->first + i]);
    return n;
}

static guint32 n_group_members(const WfModel *m, WfId group)
{
    guint32 n = 0;

    for (WfId r = 0; r < wf_model_n_resources(m); r++)
        n += wf_model_resource_parent(m, r) == group;
    return n;
}

static char *stack_label(const WfShown *shown, const ShownNode *node)
{
    WfId r = node->thing.id;
    bool group = wf_model_resource_kind(shown->m, r) != WF_RESOURCE_NESTED;

    if (group)
        return g_strdup_printf("%s %s%u", wf_model_resource_name(shown->m, r),
                               shown->ascii ? "x" : "×", n_group_members(shown->m, r));
    return g_strdup_printf("%s %s%u", wf_model_resource_name(shown->m, r), shown->ascii ? ":" : "·",
                           n_components(shown, node));
}

static char *role_label(const WfShown *shown, const WfView *view, const ShownNode *node)
{
    const char *name =
        node->thing.id == WF_NONE ? "other VMs" : wf_view_role_name(view, node->thing.id);

    return g_strdup_printf("%s %s%u", name, shown->ascii ? "x" : "×", node->n_vms);
}

static char *resource_label(const WfShown *shown, const ShownNode *node)
{
    if (node->n_same < 2)
        return g_strdup(wf_model_resource_name(shown->m, node->thing.id));
    const char *type = wf_model_resource_type(shown->m, node->thing.id);
    const char *last = strrchr(type, ':');
    return g_strdup_printf("%s %s%u", last ? last + 1 : type, shown->ascii ? "x" : "×",
                           node->n_same);
}

static char *label_of(const WfShown *shown, const WfView *view, const ShownNode *node,
                      GHashTable *names)
{
    switch (node->thing.kind) {
    case WF_THING_COMPONENT:
        return component_label(shown, node, names);
    case WF_THING_FACTS:
        return g_strconcat("@", wf_model_vm_name(shown->m, node->thing.id), NULL);
    case WF_THING_VM:
        return g_strdup_printf("%s %s%u", wf_model_vm_name(shown->m, node->thing.id),
                               shown->ascii ? ":" : "·", n_components(shown, node));
    case WF_THING_STACK:
        return stack_label(shown, node);
    case WF_THING_ROLE:
        return role_label(shown, view, node);
    case WF_THING_RESOURCE:
        return resource_label(shown, node);
    case WF_THING_NONE:
        break;
    }
    return g_strdup("?");
}

static char *component_detail(const WfModel *m, WfId c)
{
    guint32 n_in, n_out;
    WfId first;

    wf_model_component_inputs(m, c, &first, &n_in);
    wf_model_component_outputs(m, c, &first, &n_out);
    return g_strdup_printf("%u in, %u out", n_in, n_out);
}

/* The two further lines of a box. */
static void details_of(const WfShown *shown, const ShownNode *node, char *line[2])
{
    const WfModel *m = shown->m;
    guint32 n;

    switch (node->thing.kind) {
    case WF_THING_COMPONENT:
        line[0] = readable(shown, wf_model_component_group(m, node->thing.id));
        line[1] = component_detail(m, node->thing.id);
        break;
    case WF_THING_FACTS:
        line[0] = g_strdup("facts of the VM");
        break;
    case WF_THING_RESOURCE:
        line[0] = readable(shown, wf_model_resource_type(m, node->thing.id));
        break;
    default:
        n = n_components(shown, node);
        line[0] = g_strdup_printf("%u component%s", n, n == 1 ? "" : "s");
        if (node->n_vms > 1)
            line[1] = g_strdup_printf("%u VMs", node->n_vms);
    }
}

static bool is_wanted(const WfView *view, const ShownNode *node)
{
    g_autofree char *name = node->thing.id == WF_NONE ? NULL : wf_view_name(view, node->thing);

    if (!name)
        return false;
    if (view->selected && strcmp(name, view->selected) == 0)
        return true;
    for (guint i = 0; i < view->focus->len; i++)
        if (strcmp(name, view->focus->pdata[i]) == 0)
            return true;
    return false;
}

static void add_node(WfShown *shown, const WfView *view, const ShownNode *node, GHashTable *names)
{
    WfThingKind kind = node->thing.kind;
    bool folded =
        kind == WF_THING_VM || kind == WF_THING_STACK || kind == WF_THING_ROLE || node->n_same > 1;
    g_autofree char *raw = label_of(shown, view, node, names);
    g_autofree char *label = readable(shown, raw);
    char *line[2] = {NULL, NULL};
    WfVisibleNode visible = {.label = label, .frame = node->frame};

    if (shown->options.boxes)
        details_of(shown, node, line);
    visible.line[0] = line[0];
    visible.line[1] = line[1];
    if (kind != WF_THING_FACTS && kind != WF_THING_RESOURCE) { /* these do nothing */
        visible.badge = (view->facts.state ? 2 : 0) + (view->facts.sign ? 2 : 0);
        visible.badge = MIN(visible.badge, 3);
    }
    visible.flags = (folded ? WF_NODE_FOLDED : 0) | (is_wanted(view, node) ? WF_NODE_FOCUS : 0);
    wf_visible_add_node(shown->visible, &visible);
    g_free(line[0]);
    g_free(line[1]);
}

void wf_shown_finish(WfShown *shown, const WfView *view)
{
    g_autoptr(GHashTable) names = clashing(shown);

    for (guint32 i = 0; i < shown->frames->len; i++) {
        WfId vm = g_array_index(shown->frames, WfId, i);
        g_autofree char *title = readable(shown, wf_model_vm_name(shown->m, vm));
        wf_visible_add_frame(shown->visible, &(WfVisibleFrame){.title = title});
    }
    for (guint32 i = 0; i < shown->nodes->len; i++)
        add_node(shown, view, &g_array_index(shown->nodes, ShownNode, i), names);
    for (guint32 i = 0; i < shown->edges->len; i++) {
        const ShownEdge *edge = &g_array_index(shown->edges, ShownEdge, i);
        wf_visible_add_edge(shown->visible, &(WfVisibleEdge){.from = edge->from,
                                                             .to = edge->to,
                                                             .link = edge->link,
                                                             .cross = edge->cross,
                                                             .in_cycle = edge->in_cycle,
                                                             .from_frame = edge->from_frame,
                                                             .to_frame = edge->to_frame,
                                                             .step = edge->step,
                                                             .count = edge->count});
    }
}
