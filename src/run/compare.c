/* A comparison: the paths of a prepare's changes as a tree, each node with the
 * number of differences below it. See znodes.h. */
#include "run_priv.h"

#include <string.h>
#include <weft/znodes.h>

typedef struct {
    char *path;
    WfDifference difference;
    bool rights;                   /* only they are others */
    GBytes *expected, *found;      /* or NULL */
    GPtrArray *children;           /* path elements, parts of the children's paths; or NULL */
    guint below[WF_N_DIFFERENCES]; /* without itself */
} Node;

struct WfComparison {
    GHashTable *nodes; /* path -> Node */
    guint counts[WF_N_DIFFERENCES];
    guint64 generation;
    char *accepted;
};

const char *wf_difference_name(WfDifference difference)
{
    static const char *const names[] = {"same", "missing", "changed", "extra"};
    return names[difference];
}

static void node_free(gpointer data)
{
    Node *node = data;
    g_free(node->path);
    g_clear_pointer(&node->expected, g_bytes_unref);
    g_clear_pointer(&node->found, g_bytes_unref);
    g_clear_pointer(&node->children, g_ptr_array_unref);
    g_free(node);
}

static Node *node_new(WfComparison *c, const char *path, gsize len)
{
    Node *node = g_new0(Node, 1);
    node->path = g_strndup(path, len);
    g_hash_table_insert(c->nodes, node->path, node);
    return node;
}

/* The node of a path, and all above it that are not there yet. */
static Node *node_get(WfComparison *c, const char *path)
{
    Node *node = g_hash_table_lookup(c->nodes, path);
    if (node)
        return node;
    node = node_new(c, path, strlen(path));
    for (Node *child = node;;) {
        const char *slash = strrchr(child->path, '/');
        if (slash == child->path)
            return node;
        g_autofree char *above = g_strndup(child->path, (gsize)(slash - child->path));
        Node *parent = g_hash_table_lookup(c->nodes, above);
        bool there = parent;
        if (!parent)
            parent = node_new(c, above, strlen(above));
        if (!parent->children)
            parent->children = g_ptr_array_new();
        g_ptr_array_add(parent->children, (gpointer)(slash + 1));
        if (there)
            return node;
        child = parent;
    }
}

static void count_above(WfComparison *c, const char *path, WfDifference difference)
{
    g_autofree char *above = g_strdup(path);
    for (char *slash; (slash = strrchr(above, '/')) && slash != above;) {
        *slash = 0;
        ((Node *)g_hash_table_lookup(c->nodes, above))->below[difference]++;
    }
}

/* What is made and then written is missing; a value weighs more than rights. */
static Node *note(WfComparison *c, const char *path, WfDifference difference, GBytes *expected)
{
    Node *node = node_get(c, path);
    if (expected) {
        g_clear_pointer(&node->expected, g_bytes_unref);
        node->expected = g_bytes_ref(expected);
    }
    node->rights = false;
    if (node->difference != WF_DIFFERENCE_NONE)
        return node;
    node->difference = difference;
    c->counts[difference]++;
    count_above(c, path, difference);
    return node;
}

static GBytes *found_value(const PrepareView *v, const Change *change)
{
    g_auto(WfZpath) at = {0};
    if (change->what != WF_ZNODE_MANIFEST || !wf_zpath_parse(change->path, &at))
        return NULL;
    const ExistingVm *vm = at.vm ? wf_existing_vm(v->existing, at.vm) : NULL;
    return vm && vm->payload ? g_bytes_ref(vm->payload) : NULL;
}

static void note_change(WfComparison *c, const PrepareView *v, const Change *change)
{
    WfDifference difference =
        change->kind == CHANGE_CREATE ? WF_DIFFERENCE_MISSING : WF_DIFFERENCE_CHANGED;
    const Node *before = g_hash_table_lookup(c->nodes, change->path);
    bool first = !before || before->difference == WF_DIFFERENCE_NONE;
    Node *node = note(c, change->path, difference, change->data);
    node->rights = change->kind == CHANGE_ACL && first;
    if (difference == WF_DIFFERENCE_CHANGED && first)
        node->found = found_value(v, change);
}

static void note_head(WfComparison *c, const PrepareView *v)
{
    const WfHead *old = v->existing->head;
    g_autofree char *path = wf_path_head(v->stack);
    WfHead head = {.generation = v->generation, .phase = WF_PHASE_GO, .model = v->desired->digest};
    g_autoptr(GBytes) expected = wf_head_format(&head);

    if (v->is_current) {
        c->counts[WF_DIFFERENCE_NONE]++;
        return;
    }
    Node *node = note(c, path, old ? WF_DIFFERENCE_CHANGED : WF_DIFFERENCE_MISSING, expected);
    if (old)
        node->found = wf_head_format(old);
}

static int by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

WfComparison *wf_prepare_compare(const WfPrepare *prepare)
{
    WfComparison *c = g_new0(WfComparison, 1);
    PrepareView v = wf_prepare_view(prepare);
    const WfHead *old = v.existing->head;
    GHashTableIter iter;
    Node *node;

    c->nodes = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, node_free);
    c->generation = v.generation;
    c->accepted = g_strdup(old && old->model ? old->model : "");
    c->counts[WF_DIFFERENCE_NONE] = v.changes->n_same;
    note_head(c, &v);
    for (guint i = 0; i < v.changes->list->len; i++)
        note_change(c, &v, v.changes->list->pdata[i]);
    for (guint i = 0; i < v.changes->trees->len; i++)
        note(c, v.changes->trees->pdata[i], WF_DIFFERENCE_EXTRA, NULL);
    g_hash_table_iter_init(&iter, c->nodes);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&node))
        if (node->children)
            g_ptr_array_sort(node->children, by_text);
    return c;
}

void wf_comparison_free(WfComparison *c)
{
    if (!c)
        return;
    g_hash_table_unref(c->nodes);
    g_free(c->accepted);
    g_free(c);
}

/* ---- asking ---- */

guint64 wf_comparison_generation(const WfComparison *c)
{
    return c->generation;
}

const char *wf_comparison_accepted(const WfComparison *c)
{
    return c->accepted;
}

void wf_comparison_counts(const WfComparison *c, guint counts[WF_N_DIFFERENCES])
{
    memcpy(counts, c->counts, sizeof c->counts);
}

void wf_comparison_below(const WfComparison *c, const char *path, guint counts[WF_N_DIFFERENCES])
{
    const Node *node = g_hash_table_lookup(c->nodes, path);
    memset(counts, 0, sizeof c->counts);
    if (node)
        memcpy(counts, node->below, sizeof node->below);
}

WfDifference wf_comparison_of(const WfComparison *c, const char *path)
{
    const Node *node = g_hash_table_lookup(c->nodes, path);
    if (node && node->difference != WF_DIFFERENCE_NONE)
        return node->difference;
    g_autofree char *above = g_strdup(path);
    for (char *slash; (slash = strrchr(above, '/')) && slash != above;) {
        *slash = 0;
        node = g_hash_table_lookup(c->nodes, above);
        if (node)
            return node->difference == WF_DIFFERENCE_EXTRA ? WF_DIFFERENCE_EXTRA
                                                           : WF_DIFFERENCE_NONE;
    }
    return WF_DIFFERENCE_NONE;
}

bool wf_comparison_only_rights(const WfComparison *c, const char *path)
{
    const Node *node = g_hash_table_lookup(c->nodes, path);
    return node && node->rights;
}

GBytes *wf_comparison_expected(const WfComparison *c, const char *path)
{
    const Node *node = g_hash_table_lookup(c->nodes, path);
    return node ? node->expected : NULL;
}

GBytes *wf_comparison_found(const WfComparison *c, const char *path)
{
    const Node *node = g_hash_table_lookup(c->nodes, path);
    return node ? node->found : NULL;
}

const GPtrArray *wf_comparison_children(const WfComparison *c, const char *path)
{
    const Node *node = g_hash_table_lookup(c->nodes, path);
    return node ? node->children : NULL;
}

GPtrArray *wf_comparison_paths(const WfComparison *c)
{
    GPtrArray *paths = g_ptr_array_new();
    GHashTableIter iter;
    const Node *node;

    g_hash_table_iter_init(&iter, c->nodes);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&node))
        if (node->difference != WF_DIFFERENCE_NONE)
            g_ptr_array_add(paths, node->path);
    g_ptr_array_sort(paths, by_text);
    return paths;
}
