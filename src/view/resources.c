/* Infrastructure resources on demand: one box each, or one per type where there are many, and
 * links to the components and VMs that use them. */
#include "view_priv.h"

#define APART 40 /* resources shown one by one; more are shown by type */

typedef struct {
    WfShown *shown;
    const WfView *view;
    const WfModel *m;
    guint32 *box_of;   /* per resource; G_MAXUINT32 */
    GHashTable *links; /* from and to -> edge */
} Resources;

static bool is_infrastructure(const WfModel *m, WfId r)
{
    switch (wf_model_resource_kind(m, r)) {
    case WF_RESOURCE_INFRA:
    case WF_RESOURCE_HANDLE:
    case WF_RESOURCE_VALUE:
        return wf_model_resource_enabled(m, r);
    default:
        return false;
    }
}

static guint32 add_box(Resources *s, WfId r)
{
    ShownNode node = {.thing = {WF_THING_RESOURCE, r}, .vm = WF_NONE, .frame = -1, .n_same = 1};

    g_array_append_val(s->shown->nodes, node);
    return s->shown->nodes->len - 1;
}

static void add_boxes(Resources *s, guint32 room)
{
    guint32 n = wf_model_n_resources(s->m), total = 0;
    g_autoptr(GHashTable) by_type = g_hash_table_new(g_str_hash, g_str_equal);
    gpointer found;

    for (WfId r = 0; r < n; r++)
        total += is_infrastructure(s->m, r);
    bool apart = total <= MIN(APART, room);
    for (WfId r = 0; r < n; r++) {
        s->box_of[r] = G_MAXUINT32;
        if (!is_infrastructure(s->m, r))
            continue;
        const char *type = wf_model_resource_type(s->m, r);
        if (!apart && g_hash_table_lookup_extended(by_type, type, NULL, &found)) {
            s->box_of[r] = GPOINTER_TO_UINT(found);
            g_array_index(s->shown->nodes, ShownNode, s->box_of[r]).n_same++;
            continue;
        }
        s->box_of[r] = add_box(s, r);
        g_hash_table_insert(by_type, (gpointer)type, GUINT_TO_POINTER(s->box_of[r]));
    }
}

/* An end of a link: a box, or the frame around it. */
typedef struct {
    guint32 box;
    bool frame;
} End;

static End end_at(guint32 box)
{
    return (End){box, false};
}

/* A VM is a box, or the frame around the first thing in it. */
static End end_of_vm(const Resources *s, WfId vm)
{
    guint32 box = wf_shown_find(s->shown, (WfThing){WF_THING_VM, vm});
    return (End){box,
                 box != G_MAXUINT32 && g_array_index(s->shown->nodes, ShownNode, box).frame >= 0};
}

static End end_of_resource(const Resources *s, WfId r)
{
    if (s->box_of[r] != G_MAXUINT32)
        return end_at(s->box_of[r]);
    WfId vm = wf_model_resource_vm(s->m, r);
    if (vm != WF_NONE)
        return end_of_vm(s, vm);
    WfId c = wf_model_component_find(s->m, wf_model_resource_name(s->m, r));
    return end_at(c == WF_NONE ? G_MAXUINT32 : s->shown->node_of[c]);
}

static void add_link(Resources *s, End from, End to)
{
    gint64 key =
        (gint64)((guint64)from.box << 33 | (guint64)to.box << 2 | from.frame << 1 | to.frame);

    if (from.box == to.box || from.box == G_MAXUINT32 || to.box == G_MAXUINT32)
        return;
    ShownEdge *known = NULL;
    gpointer found;
    if (g_hash_table_lookup_extended(s->links, &key, NULL, &found))
        known = &g_array_index(s->shown->edges, ShownEdge, GPOINTER_TO_UINT(found));
    if (known) {
        known->count++;
        return;
    }
    ShownEdge edge = {.from = from.box,
                      .to = to.box,
                      .count = 1,
                      .link = WF_LINK_ORDER,
                      .from_frame = from.frame,
                      .to_frame = to.frame};
    g_hash_table_insert(s->links, g_memdup2(&key, sizeof key),
                        GUINT_TO_POINTER(s->shown->edges->len));
    g_array_append_val(s->shown->edges, edge);
}

static void add_links(Resources *s)
{
    for (guint32 i = 0; i < wf_model_n_links(s->m); i++) {
        WfLink link;
        wf_model_link(s->m, i, &link);
        if (link.to == WF_NONE)
            continue;
        bool of_vm = wf_model_resource_vm(s->m, link.to) != WF_NONE &&
                     s->box_of[link.from] != G_MAXUINT32; /* what is made for a VM */
        if (of_vm)
            add_link(s, end_of_resource(s, link.to), end_at(s->box_of[link.from]));
        else if (s->box_of[link.to] != G_MAXUINT32)
            add_link(s, end_at(s->box_of[link.to]), end_of_resource(s, link.from));
    }
    for (guint32 i = 0; i < wf_model_n_reads(s->m); i++) {
        WfRead read;
        wf_model_read(s->m, i, &read);
        if (read.source == WF_SOURCE_INFRA && read.target != WF_NONE &&
            s->box_of[read.target] != G_MAXUINT32)
            add_link(s, end_at(s->box_of[read.target]),
                     end_at(s->shown->node_of[wf_model_read_component(s->m, i)]));
    }
}

void wf_shown_add_resources(WfShown *shown, const WfView *view, guint32 room)
{
    Resources s = {.shown = shown, .view = view, .m = shown->m};

    s.box_of = g_new(guint32, wf_model_n_resources(shown->m) + 1);
    s.links = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    add_boxes(&s, room > shown->nodes->len ? room - shown->nodes->len : 0);
    add_links(&s);
    g_free(s.box_of);
    g_hash_table_unref(s.links);
}
