/* The visible graph: flat arrays and one chunk of strings. */
#include "visible.h"

struct WfVisible {
    gint refs;
    GArray *frames; /* WfVisibleFrame */
    GArray *nodes;  /* WfVisibleNode */
    GArray *edges;  /* WfVisibleEdge */
    GStringChunk *text;
};

WfVisible *wf_visible_new(void)
{
    WfVisible *visible = g_new0(WfVisible, 1);
    visible->refs = 1;
    visible->frames = g_array_new(FALSE, FALSE, sizeof(WfVisibleFrame));
    visible->nodes = g_array_new(FALSE, FALSE, sizeof(WfVisibleNode));
    visible->edges = g_array_new(FALSE, FALSE, sizeof(WfVisibleEdge));
    visible->text = g_string_chunk_new(4096);
    return visible;
}

WfVisible *wf_visible_ref(WfVisible *visible)
{
    visible->refs++;
    return visible;
}

void wf_visible_unref(WfVisible *visible)
{
    if (!visible || --visible->refs > 0)
        return;
    g_array_unref(visible->frames);
    g_array_unref(visible->nodes);
    g_array_unref(visible->edges);
    g_string_chunk_free(visible->text);
    g_free(visible);
}

static const char *keep(WfVisible *visible, const char *text)
{
    return text ? g_string_chunk_insert(visible->text, text) : NULL;
}

guint32 wf_visible_add_frame(WfVisible *visible, const WfVisibleFrame *frame)
{
    WfVisibleFrame copy = *frame;
    copy.title = keep(visible, frame->title ? frame->title : "");
    g_array_append_val(visible->frames, copy);
    return visible->frames->len - 1;
}

guint32 wf_visible_add_node(WfVisible *visible, const WfVisibleNode *node)
{
    WfVisibleNode copy = *node;
    copy.label = keep(visible, node->label ? node->label : "");
    for (int i = 0; i < 2; i++)
        copy.line[i] = keep(visible, node->line[i]);
    copy.badge = MIN(node->badge, 4);
    g_array_append_val(visible->nodes, copy);
    return visible->nodes->len - 1;
}

guint32 wf_visible_add_edge(WfVisible *visible, const WfVisibleEdge *edge)
{
    WfVisibleEdge copy = *edge;
    copy.link = MIN(edge->link, WF_N_LINKS - 1);
    copy.count = MAX(edge->count, 1);
    g_array_append_val(visible->edges, copy);
    return visible->edges->len - 1;
}

guint32 wf_visible_n_frames(const WfVisible *visible)
{
    return visible->frames->len;
}

guint32 wf_visible_n_nodes(const WfVisible *visible)
{
    return visible->nodes->len;
}

guint32 wf_visible_n_edges(const WfVisible *visible)
{
    return visible->edges->len;
}

const WfVisibleFrame *wf_visible_frame(const WfVisible *visible, guint32 frame)
{
    return &g_array_index(visible->frames, WfVisibleFrame, frame);
}

const WfVisibleNode *wf_visible_node(const WfVisible *visible, guint32 node)
{
    return &g_array_index(visible->nodes, WfVisibleNode, node);
}

const WfVisibleEdge *wf_visible_edge(const WfVisible *visible, guint32 edge)
{
    return &g_array_index(visible->edges, WfVisibleEdge, edge);
}

static bool same_node(const WfVisibleNode *a, const WfVisibleNode *b)
{
    return a->frame == b->frame && a->badge == b->badge && a->flags == b->flags &&
           g_str_equal(a->label, b->label) && g_strcmp0(a->line[0], b->line[0]) == 0 &&
           g_strcmp0(a->line[1], b->line[1]) == 0;
}

static bool same_edge(const WfVisibleEdge *a, const WfVisibleEdge *b)
{
    return a->from == b->from && a->to == b->to && a->link == b->link && a->cross == b->cross &&
           a->in_cycle == b->in_cycle && a->from_frame == b->from_frame &&
           a->to_frame == b->to_frame && a->step == b->step && a->count == b->count;
}

bool wf_visible_equal(const WfVisible *a, const WfVisible *b)
{
    if (a->frames->len != b->frames->len || a->nodes->len != b->nodes->len ||
        a->edges->len != b->edges->len)
        return false;
    for (guint32 i = 0; i < a->frames->len; i++)
        if (!g_str_equal(wf_visible_frame(a, i)->title, wf_visible_frame(b, i)->title))
            return false;
    for (guint32 i = 0; i < a->nodes->len; i++)
        if (!same_node(wf_visible_node(a, i), wf_visible_node(b, i)))
            return false;
    for (guint32 i = 0; i < a->edges->len; i++)
        if (!same_edge(wf_visible_edge(a, i), wf_visible_edge(b, i)))
            return false;
    return true;
}

bool wf_visible_check(const WfVisible *visible, GError **error)
{
    guint32 n = visible->nodes->len;
    if (n > WF_VISIBLE_MAX_NODES || visible->edges->len > WF_VISIBLE_MAX_EDGES ||
        visible->frames->len > WF_VISIBLE_MAX_NODES) {
        g_set_error(error, WF_ERROR, WF_ERROR_LIMIT,
                    "cannot lay out %u nodes and %u edges at once: at most %d and %d", n,
                    visible->edges->len, WF_VISIBLE_MAX_NODES, WF_VISIBLE_MAX_EDGES);
        return false;
    }
    for (guint32 i = 0; i < n; i++) {
        gint32 frame = wf_visible_node(visible, i)->frame;
        if (frame < -1 || frame >= (gint32)visible->frames->len) {
            g_set_error(error, WF_ERROR, WF_ERROR_FAILED,
                        "node %u is in frame %d, which does not exist", i, frame);
            return false;
        }
    }
    for (guint32 i = 0; i < visible->edges->len; i++) {
        const WfVisibleEdge *edge = wf_visible_edge(visible, i);
        if (edge->from >= n || edge->to >= n) {
            g_set_error(error, WF_ERROR, WF_ERROR_FAILED,
                        "edge %u ends at a node that does not exist", i);
            return false;
        }
    }
    return true;
}
