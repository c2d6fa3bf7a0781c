/* Making a comparison: the paths of a prepare's changes as a tree, each node with
 * the number of differences below it, packed as comparison.h says. */
#include "comparison.h"
#include "run_priv.h"

#include <string.h>

typedef struct Node Node;
struct Node {
    Node *above; /* NULL: it is a top */
    char *path;
    WfDifference difference;
    bool rights;              /* only they are others */
    GBytes *expected, *found; /* or NULL */
    guint32 number, first, n_children;
    guint below[WF_N_DIFFERENCES]; /* without itself */
};

typedef struct {
    GHashTable *nodes; /* path -> Node */
    guint counts[WF_N_DIFFERENCES];
} Tree;

static void node_free(gpointer data)
{
    Node *node = data;
    g_free(node->path);
    g_clear_pointer(&node->expected, g_bytes_unref);
    g_clear_pointer(&node->found, g_bytes_unref);
    g_free(node);
}

static Node *node_new(Tree *t, const char *path, gsize len)
{
    Node *node = g_new0(Node, 1);
    node->path = g_strndup(path, len);
    g_hash_table_insert(t->nodes, node->path, node);
    return node;
}

/* The node of a path, and all above it that are not there yet. */
static Node *node_get(Tree *t, const char *path)
{
    Node *node = g_hash_table_lookup(t->nodes, path);
    bool there = node;

    if (!node)
        node = node_new(t, path, strlen(path));
    for (Node *child = node; !there; child = child->above) {
        const char *slash = strrchr(child->path, '/');
        if (slash == child->path)
            break;
        g_autofree char *above = g_strndup(child->path, (gsize)(slash - child->path));
        child->above = g_hash_table_lookup(t->nodes, above);
        there = child->above;
        if (!there)
            child->above = node_new(t, above, strlen(above));
        child->above->n_children++;
    }
    return node;
}

/* What is made and then written is missing; a value weighs more than rights. */
static Node *note(Tree *t, const char *path, WfDifference difference, GBytes *expected)
{
    Node *node = node_get(t, path);

    if (expected) {
        g_clear_pointer(&node->expected, g_bytes_unref);
        node->expected = g_bytes_ref(expected);
    }
    node->rights = false;
    if (node->difference != WF_DIFFERENCE_NONE)
        return node;
    node->difference = difference;
    t->counts[difference]++;
    for (Node *above = node->above; above; above = above->above)
        above->below[difference]++;
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

static void note_change(Tree *t, const PrepareView *v, const Change *change)
{
    WfDifference difference =
        change->kind == CHANGE_CREATE ? WF_DIFFERENCE_MISSING : WF_DIFFERENCE_CHANGED;
    const Node *before = g_hash_table_lookup(t->nodes, change->path);
    bool first = !before || before->difference == WF_DIFFERENCE_NONE;
    Node *node = note(t, change->path, difference, change->data);

    node->rights = change->kind == CHANGE_ACL && first;
    if (difference == WF_DIFFERENCE_CHANGED && first)
        node->found = found_value(v, change);
}

static void note_head(Tree *t, const PrepareView *v)
{
    const WfHead *old = v->existing->head;
    g_autofree char *path = wf_path_head(v->stack);
    WfHead head = {.generation = v->generation, .phase = WF_PHASE_GO, .model = v->desired->digest};
    g_autoptr(GBytes) expected = wf_head_format(&head);

    if (v->is_current) {
        t->counts[WF_DIFFERENCE_NONE]++;
        return;
    }
    Node *node = note(t, path, old ? WF_DIFFERENCE_CHANGED : WF_DIFFERENCE_MISSING, expected);
    if (!old)
        return;
    WfHead found = *old;
    found.since = 0; /* what it will be then only the clock knows */
    node->found = wf_head_format(&found);
}

/* ---- packing ---- */

static int by_path(gconstpointer a, gconstpointer b)
{
    return strcmp((*(Node *const *)a)->path, (*(Node *const *)b)->path);
}

static GPtrArray *sorted(const Tree *t)
{
    GPtrArray *nodes = g_ptr_array_sized_new(g_hash_table_size(t->nodes));
    guint32 first = 0;
    GHashTableIter iter;
    Node *node;

    g_hash_table_iter_init(&iter, t->nodes);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&node))
        g_ptr_array_add(nodes, node);
    g_ptr_array_sort(nodes, by_path);
    for (guint i = 0; i < nodes->len; i++) {
        node = nodes->pdata[i];
        node->number = i;
        node->first = first;
        first += node->n_children;
    }
    return nodes;
}

/* Children come in the order of their paths, so each finds its place behind the one before. */
static void add_children(GByteArray *out, const GPtrArray *nodes)
{
    g_autofree guint32 *numbers = g_new(guint32, nodes->len + 1);
    g_autofree guint32 *filled = g_new0(guint32, nodes->len + 1);
    guint32 n = 0;

    for (guint i = 0; i < nodes->len; i++) {
        const Node *node = nodes->pdata[i], *above = node->above;
        if (above) {
            numbers[above->first + filled[above->number]++] = i;
            n++;
        }
    }
    g_byte_array_append(out, (const guint8 *)numbers, n * (guint)sizeof *numbers);
}

static guint64 add_text(GByteArray *out, const char *text)
{
    guint64 place = out->len;
    g_byte_array_append(out, (const guint8 *)text, (guint)strlen(text) + 1);
    return place;
}

static guint64 add_value(GByteArray *out, GBytes *value, guint32 *ret_n)
{
    guint64 place = out->len;
    gsize n = 0;
    const void *data = value ? g_bytes_get_data(value, &n) : NULL;

    *ret_n = (guint32)n;
    g_byte_array_append(out, data ? data : (const guint8 *)"", (guint)n);
    return value ? place : 0;
}

static WfComparison *pack(const Tree *t, guint64 generation, const char *accepted)
{
    g_autoptr(GPtrArray) nodes = sorted(t);
    g_autofree ComparisonNode *flat = g_new0(ComparisonNode, nodes->len + 1);
    gsize size = nodes->len * sizeof *flat;
    ComparisonHead head = {.generation = generation, .n_nodes = nodes->len};
    GByteArray *out = g_byte_array_new();

    memcpy(head.counts, t->counts, sizeof head.counts);
    g_byte_array_set_size(out, (guint)(sizeof head + size));
    head.children = out->len;
    add_children(out, nodes);
    head.accepted = add_text(out, accepted);
    for (guint i = 0; i < nodes->len; i++) {
        const Node *node = nodes->pdata[i];
        ComparisonNode *f = &flat[i];
        f->path = add_text(out, node->path);
        f->expected = add_value(out, node->expected, &f->n_expected);
        f->found = add_value(out, node->found, &f->n_found);
        f->first = node->first;
        f->n_children = node->n_children;
        memcpy(f->below, node->below, sizeof f->below);
        f->difference = node->difference;
        f->rights = node->rights;
    }
    memcpy(out->data, &head, sizeof head);
    memcpy(out->data + sizeof head, flat, size);
    g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(out);
    return wf_comparison_open(bytes);
}

WfComparison *wf_prepare_compare(const WfPrepare *prepare)
{
    PrepareView v = wf_prepare_view(prepare);
    const WfHead *old = v.existing->head;
    g_autoptr(GHashTable) nodes = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, node_free);
    Tree t = {.nodes = nodes, .counts = {[WF_DIFFERENCE_NONE] = v.changes->n_same}};

    note_head(&t, &v);
    for (guint i = 0; i < v.changes->list->len; i++)
        note_change(&t, &v, v.changes->list->pdata[i]);
    for (guint i = 0; i < v.changes->trees->len; i++)
        note(&t, v.changes->trees->pdata[i], WF_DIFFERENCE_EXTRA, NULL);
    return pack(&t, v.generation, old && old->model ? old->model : "");
}
