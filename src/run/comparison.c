/* Asking a comparison, which stays as it was packed: what is looked for is found
 * by halving, and only what was asked for is made an object. See znodes.h. */
#include "comparison.h"

#include <string.h>

struct WfComparison {
    GBytes *bytes;
    const char *base; /* of them */
    const ComparisonHead *head;
    const ComparisonNode *nodes;
    GHashTable *values;   /* place -> GBytes, as they were asked for */
    GHashTable *children; /* node -> GPtrArray, as they were asked for */
};

const char *wf_difference_name(WfDifference difference)
{
    static const char *const names[] = {"same", "missing", "changed", "extra"};
    return names[difference];
}

WfComparison *wf_comparison_open(GBytes *bytes)
{
    WfComparison *c = g_new0(WfComparison, 1);

    c->bytes = g_bytes_ref(bytes);
    c->base = g_bytes_get_data(bytes, NULL);
    c->head = (const ComparisonHead *)c->base;
    c->nodes = (const ComparisonNode *)(c->base + sizeof *c->head);
    c->values =
        g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)g_bytes_unref);
    c->children = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL,
                                        (GDestroyNotify)g_ptr_array_unref);
    return c;
}

void wf_comparison_free(WfComparison *c)
{
    if (!c)
        return;
    g_hash_table_unref(c->values);
    g_hash_table_unref(c->children);
    g_bytes_unref(c->bytes);
    g_free(c);
}

GBytes *wf_comparison_bytes(const WfComparison *c)
{
    return c->bytes;
}

guint64 wf_comparison_generation(const WfComparison *c)
{
    return c->head->generation;
}

const char *wf_comparison_accepted(const WfComparison *c)
{
    return c->base + c->head->accepted;
}

void wf_comparison_counts(const WfComparison *c, guint counts[WF_N_DIFFERENCES])
{
    memcpy(counts, c->head->counts, sizeof c->head->counts);
}

/* ---- one path ---- */

static const char *path_of(const WfComparison *c, const ComparisonNode *node)
{
    return c->base + node->path;
}

static const ComparisonNode *find(const WfComparison *c, const char *path)
{
    guint low = 0, high = c->head->n_nodes;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        int order = strcmp(path_of(c, &c->nodes[middle]), path);
        if (order == 0)
            return &c->nodes[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

void wf_comparison_below(const WfComparison *c, const char *path, guint counts[WF_N_DIFFERENCES])
{
    const ComparisonNode *node = find(c, path);
    memset(counts, 0, sizeof c->head->counts);
    if (node)
        memcpy(counts, node->below, sizeof node->below);
}

WfDifference wf_comparison_of(const WfComparison *c, const char *path)
{
    const ComparisonNode *node = find(c, path);
    if (node && node->difference != WF_DIFFERENCE_NONE)
        return node->difference;
    g_autofree char *above = g_strdup(path);
    for (char *slash; (slash = strrchr(above, '/')) && slash != above;) {
        *slash = 0;
        node = find(c, above);
        if (node)
            return node->difference == WF_DIFFERENCE_EXTRA ? WF_DIFFERENCE_EXTRA
                                                           : WF_DIFFERENCE_NONE;
    }
    return WF_DIFFERENCE_NONE;
}

bool wf_comparison_only_rights(const WfComparison *c, const char *path)
{
    const ComparisonNode *node = find(c, path);
    return node && node->rights;
}

static GBytes *value(const WfComparison *c, guint64 place, guint32 n)
{
    gpointer key = (gpointer)(c->base + place);
    GBytes *bytes = place ? g_hash_table_lookup(c->values, key) : NULL;
    if (!bytes && place) {
        bytes = g_bytes_new_from_bytes(c->bytes, place, n);
        g_hash_table_insert(c->values, key, bytes);
    }
    return bytes;
}

GBytes *wf_comparison_expected(const WfComparison *c, const char *path)
{
    const ComparisonNode *node = find(c, path);
    return node ? value(c, node->expected, node->n_expected) : NULL;
}

GBytes *wf_comparison_found(const WfComparison *c, const char *path)
{
    const ComparisonNode *node = find(c, path);
    return node ? value(c, node->found, node->n_found) : NULL;
}

/* ---- many ---- */

const GPtrArray *wf_comparison_children(const WfComparison *c, const char *path)
{
    const ComparisonNode *node = find(c, path);
    GPtrArray *list = node ? g_hash_table_lookup(c->children, node) : NULL;
    const guint32 *numbers = (const guint32 *)(c->base + c->head->children);

    if (list || !node || !node->n_children)
        return list;
    gsize len = strlen(path) + 1;
    list = g_ptr_array_sized_new(node->n_children);
    for (guint32 i = node->first; i < node->first + node->n_children; i++)
        g_ptr_array_add(list, (gpointer)(path_of(c, &c->nodes[numbers[i]]) + len));
    g_hash_table_insert(c->children, (gpointer)node, list);
    return list;
}

GPtrArray *wf_comparison_paths(const WfComparison *c)
{
    GPtrArray *paths = g_ptr_array_new();

    for (guint32 i = 0; i < c->head->n_nodes; i++)
        if (c->nodes[i].difference != WF_DIFFERENCE_NONE)
            g_ptr_array_add(paths, (gpointer)path_of(c, &c->nodes[i]));
    return paths;
}

GPtrArray *wf_comparison_values(const WfComparison *c, guint most)
{
    GPtrArray *paths = g_ptr_array_new();

    for (guint32 i = 0; i < c->head->n_nodes && paths->len < most; i++) {
        const ComparisonNode *node = &c->nodes[i];
        if (node->n_expected || node->n_found || node->difference == WF_DIFFERENCE_EXTRA)
            g_ptr_array_add(paths, (gpointer)path_of(c, node));
    }
    return paths;
}
