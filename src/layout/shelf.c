/* See shelf.h: a short list, the latest first. */
#include "shelf.h"

#include <string.h>
#include "scene_priv.h"

#define KEPT 6 /* pictures: the levels of zoom, and one before */

typedef struct {
    GBytes *key;
    WfScene *scene;
} Kept;

struct WfShelf {
    GQueue kept; /* of Kept, the latest first */
};

WfShelf *wf_shelf_new(void)
{
    WfShelf *shelf = g_new0(WfShelf, 1);
    g_queue_init(&shelf->kept);
    return shelf;
}

static void kept_free(gpointer data)
{
    Kept *kept = data;
    g_bytes_unref(kept->key);
    wf_scene_free(kept->scene);
    g_free(kept);
}

void wf_shelf_free(WfShelf *shelf)
{
    g_queue_clear_full(&shelf->kept, kept_free);
    g_free(shelf);
}

/* --- keys: all fields one after the other, texts with their ends --- */

static void add_text(GByteArray *key, const char *text)
{
    g_byte_array_append(key, (const guint8 *)(text ? "+" : "-"), 1);
    if (text)
        g_byte_array_append(key, (const guint8 *)text, (guint)strlen(text) + 1);
}

static void add_numbers(GByteArray *key, const guint32 *numbers, guint n)
{
    g_byte_array_append(key, (const guint8 *)numbers, n * (guint)sizeof *numbers);
}

static void add_node(GByteArray *key, const WfVisibleNode *node)
{
    const guint32 numbers[] = {(guint32)node->frame, node->badge, node->flags};
    add_text(key, node->label);
    add_text(key, node->line[0]);
    add_text(key, node->line[1]);
    add_numbers(key, numbers, G_N_ELEMENTS(numbers));
}

static void add_edge(GByteArray *key, const WfVisibleEdge *edge)
{
    const guint32 numbers[] = {edge->from,     edge->to,   edge->link, edge->cross,
                               edge->in_cycle, edge->step, edge->count};
    add_numbers(key, numbers, G_N_ELEMENTS(numbers));
}

GBytes *wf_shelf_key(const WfVisible *visible, const WfLayoutOptions *o)
{
    GByteArray *key = g_byte_array_new();
    guint32 n_frames = wf_visible_n_frames(visible), n_nodes = wf_visible_n_nodes(visible),
            n_edges = wf_visible_n_edges(visible);
    const guint32 head[] = {
        o->ascii,      o->boxes,       o->left_to_right, o->mirrored, (guint32)o->max_label,
        o->hub_degree, o->without_dot, n_frames,         n_nodes,     n_edges};
    add_numbers(key, head, G_N_ELEMENTS(head));
    for (guint32 i = 0; i < n_frames; i++)
        add_text(key, wf_visible_frame(visible, i)->title);
    for (guint32 i = 0; i < n_nodes; i++)
        add_node(key, wf_visible_node(visible, i));
    for (guint32 i = 0; i < n_edges; i++)
        add_edge(key, wf_visible_edge(visible, i));
    return g_byte_array_free_to_bytes(key);
}

/* --- the shelf --- */

WfScene *wf_shelf_get(WfShelf *shelf, GBytes *key)
{
    for (GList *link = shelf->kept.head; link; link = link->next) {
        Kept *kept = link->data;
        if (!g_bytes_equal(kept->key, key))
            continue;
        g_queue_unlink(&shelf->kept, link);
        g_queue_push_head_link(&shelf->kept, link);
        return wf_scene_share(kept->scene);
    }
    return NULL;
}

void wf_shelf_put(WfShelf *shelf, GBytes *key, WfScene *scene)
{
    Kept *kept = g_new(Kept, 1);
    *kept = (Kept){g_bytes_ref(key), wf_scene_share(scene)};
    g_queue_push_head(&shelf->kept, kept);
    if (g_queue_get_length(&shelf->kept) > KEPT)
        kept_free(g_queue_pop_tail(&shelf->kept));
}
