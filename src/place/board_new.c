/* From a problem to a board: hosts, classes of items, flows; board_rules.c makes the rules. */
#include <string.h>

#include "board.h"

/* -- hosts -------------------------------------------------------------------- */

static void fill_hosts(Board *b)
{
    const WfDatacenter *dc = b->dc;
    for (guint32 h = 0; h < b->n_hosts; h++)
        for (guint32 r = 0; r < b->n_resources; r++) {
            gint64 used = wf_dc_used(dc, h, r);
            b->capacity[(gsize)h * b->n_resources + r] = wf_dc_capacity(dc, h, r);
            b->total[(gsize)h * b->n_resources + r] = wf_dc_capacity(dc, h, r) - used;
            b->was_open[h] |= used > 0;
        }
    if (b->p->present_in_used) {
        g_autofree gint64 *own = g_new0(gint64, (gsize)b->n_hosts * b->n_resources + 1);
        for (guint32 i = 0; i < b->n_items; i++)
            for (guint32 r = 0; r < b->n_resources && b->present[i] != WF_PLACE_NONE; r++)
                own[(gsize)b->present[i] * b->n_resources + r] +=
                    b->need[(gsize)b->class_of[i] * b->n_resources + r];
        for (guint32 h = 0; h < b->n_hosts; h++) {
            bool open = false;
            for (guint32 r = 0; r < b->n_resources; r++) {
                gint64 used = wf_dc_used(dc, h, r);
                gint64 ours = MIN(used, own[(gsize)h * b->n_resources + r]);
                b->total[(gsize)h * b->n_resources + r] += ours;
                open |= used > ours;
            }
            b->was_open[h] = open;
        }
    }
    for (guint32 k = 0; k < b->n_hosts * b->n_resources; k++)
        b->total[k] = MAX(0, b->total[k]);
    for (guint32 v = 0; v < b->n_vertices; v++) {
        const WfDcVertex *vertex = &dc->vertices[v];
        b->link[v] = vertex->bandwidth == WF_DC_UNLIMITED || v == 0
                         ? WF_DC_UNLIMITED
                         : MAX(0, vertex->bandwidth - vertex->bandwidth_used);
        b->limited |= b->link[v] != WF_DC_UNLIMITED;
    }
}

/* -- classes ------------------------------------------------------------------ */

/* With its length, so that no text passes for two. */
static void append_text(GString *key, const char *text)
{
    if (text)
        g_string_append_printf(key, "|%zu:%s", strlen(text), text);
    else
        g_string_append(key, "|-");
}

static void append_requires(GString *key, const GPtrArray *requires)
{
    for (guint i = 0; requires && i < requires->len; i++) {
        const WfPlaceRequire *r = requires->pdata[i];
        append_text(key, r->name);
        append_text(key, r->value);
    }
}

static bool is_unary(const WfPlacePolicy *policy)
{
    return policy->type == WF_POLICY_PROPERTY || policy->type == WF_POLICY_EXCLUSIVE ||
           policy->type == WF_POLICY_COLLOCATION || policy->type == WF_POLICY_SPREAD;
}

/* The policies that say something about a member's host whatever the others do. */
static GPtrArray **unary_policies(const Board *b)
{
    GPtrArray **of = g_new0(GPtrArray *, b->n_items + 1);
    for (guint k = 0; k < b->p->policies->len; k++) {
        WfPlacePolicy *policy = b->p->policies->pdata[k];
        if (!is_unary(policy))
            continue;
        for (guint side = 0; side < 2; side++) {
            guint32 g = side ? policy->other : policy->group;
            if (g == WF_PLACE_NONE || (side && policy->type == WF_POLICY_EXCLUSIVE))
                continue;
            const GArray *items = ((WfPlaceGroup *)b->p->groups->pdata[g])->items;
            for (guint i = 0; i < items->len; i++) {
                guint32 item = g_array_index(items, guint32, i);
                if (!of[item])
                    of[item] = g_ptr_array_new();
                g_ptr_array_add(of[item], policy);
            }
        }
    }
    return of;
}

static char *class_key(const Board *b, const WfPlaceItem *item, const GPtrArray *unary)
{
    GString *key = g_string_new(item->kind == WF_PLACE_VOLUME ? "v" : "s");
    g_autofree gint64 *need = g_new0(gint64, b->n_resources + 1);
    for (guint i = 0; i < item->needs->len; i++) {
        const WfPlaceNeed *n = &g_array_index(item->needs, WfPlaceNeed, i);
        need[n->resource] = n->amount;
    }
    for (guint32 r = 0; r < b->n_resources; r++)
        g_string_append_printf(key, " %" G_GINT64_FORMAT, need[r]);
    append_text(key, item->zone);
    append_text(key, item->host);
    append_requires(key, item->require);
    if (item->present != WF_PLACE_NONE && wf_dc_disabled(b->dc, item->present))
        g_string_append_printf(key, "|stays %u", item->present);
    for (guint i = 0; unary && i < unary->len; i++)
        g_string_append_printf(key, "|%p", unary->pdata[i]);
    return g_string_free(key, FALSE);
}

static bool has_all(const WfDatacenter *dc, guint32 host, const GPtrArray *requires)
{
    for (guint i = 0; requires && i < requires->len; i++) {
        const WfPlaceRequire *r = requires->pdata[i];
        if (!wf_dc_has_property(dc, host, r->name, r->value))
            return false;
    }
    return true;
}

static bool others_below(const Board *b, guint32 vertex)
{
    const WfDcVertex *v = &b->dc->vertices[vertex];
    for (guint32 h = v->first_host; h < v->end_host; h++)
        if (b->was_open[h])
            return true;
    return false;
}

static guint32 level_vertex(const Board *b, guint32 host, guint32 level)
{
    return level == WF_PLACE_LEVEL_LEAF ? b->dc->hosts[host] : wf_dc_above(b->dc, host, level);
}

/* Does the policy allow a member on the host, as far as the host alone decides? */
bool policy_allows_host(const Board *b, const WfPlacePolicy *policy, guint32 host)
{
    guint32 v;
    switch (policy->type) {
    case WF_POLICY_PROPERTY:
        return has_all(b->dc, host, policy->require);
    case WF_POLICY_EXCLUSIVE:
        v = level_vertex(b, host, policy->level);
        return v == WF_DC_NONE || !others_below(b, v);
    case WF_POLICY_COLLOCATION:
    case WF_POLICY_SPREAD:
        return level_vertex(b, host, policy->level) != WF_DC_NONE;
    default:
        return true;
    }
}

static bool item_may(const Board *b, const WfPlaceItem *item, guint32 class, guint32 host)
{
    const WfDatacenter *dc = b->dc;
    for (guint32 r = 0; r < b->n_resources; r++)
        if (b->need[(gsize) class * b->n_resources + r] >
            b->total[(gsize)host * b->n_resources + r])
            return false;
    if (item->host && !g_str_equal(item->host, wf_dc_host_name(dc, host)))
        return false;
    if (item->zone && !g_str_equal(item->zone, wf_dc_zone(dc, host)))
        return false;
    return has_all(dc, host, item->require);
}

static void fill_class(Board *b, guint32 class, guint32 item, const GPtrArray *unary)
{
    const WfPlaceItem *it = b->p->items->pdata[item];
    bool *may = &b->may[(gsize) class * b->n_hosts];
    for (guint32 h = 0; h < b->n_hosts; h++) {
        /* nothing new comes to a disabled host, but what is there may stay */
        bool open = it->present == h || !wf_dc_disabled(b->dc, h);
        may[h] = open && item_may(b, it, class, h);
        for (guint i = 0; unary && i < unary->len; i++) {
            const WfPlacePolicy *policy = unary->pdata[i];
            if (policy_allows_host(b, policy, h))
                continue;
            if (!policy->weight) {
                may[h] = false;
            } else if (policy->type == WF_POLICY_PROPERTY || policy->type == WF_POLICY_EXCLUSIVE) {
                if (!b->dislike[class])
                    b->dislike[class] = g_new0(gint64, b->n_hosts + 1);
                b->dislike[class][h] += policy->weight;
            }
        }
    }
}

static void class_needs(Board *b, guint32 class, const WfPlaceItem *item)
{
    for (guint i = 0; i < item->needs->len; i++) {
        const WfPlaceNeed *n = &g_array_index(item->needs, WfPlaceNeed, i);
        b->need[(gsize) class * b->n_resources + n->resource] = n->amount;
    }
}

static void make_classes(Board *b)
{
    g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree GPtrArray **unary = unary_policies(b);
    g_autofree guint32 *first = g_new(guint32, b->n_items + 1);
    for (guint32 i = 0; i < b->n_items; i++) {
        char *key = class_key(b, b->p->items->pdata[i], unary[i]);
        guint32 class = GPOINTER_TO_UINT(g_hash_table_lookup(keys, key));
        if (!class) {
            first[b->n_classes] = i;
            class = ++b->n_classes;
            g_hash_table_insert(keys, key, GUINT_TO_POINTER(class));
        } else {
            g_free(key);
        }
        b->class_of[i] = class - 1;
    }
    b->need = g_new0(gint64, (gsize)b->n_classes * b->n_resources + 1);
    b->may = g_new0(bool, (gsize)b->n_classes * b->n_hosts + 1);
    b->dislike = g_new0(gint64 *, b->n_classes + 1);
    for (guint32 c = 0; c < b->n_classes; c++)
        class_needs(b, c, b->p->items->pdata[first[c]]);
    fill_hosts(b);
    for (guint32 c = 0; c < b->n_classes; c++)
        fill_class(b, c, first[c], unary[first[c]]);
    for (guint32 i = 0; i < b->n_items; i++)
        g_clear_pointer(&unary[i], g_ptr_array_unref);
}

/* Volumes are placed where the datacenter has storage to place them on; where it has
 * none they are the business of the block storage service. */
static void leave_volumes_out(Board *b)
{
    guint32 storage = wf_dc_resource(b->dc, "storage");
    for (guint32 h = 0; h < b->n_hosts; h++)
        if (wf_dc_capacity(b->dc, h, storage) > 0)
            return;
    for (guint32 i = 0; i < b->n_items; i++)
        b->left_out[i] = ((WfPlaceItem *)b->p->items->pdata[i])->kind == WF_PLACE_VOLUME;
}

static void index_flows(Board *b)
{
    const GArray *flows = b->p->flows;
    b->flows_at = g_new0(guint32, b->n_items + 2);
    for (guint k = 0; k < flows->len; k++) {
        const WfPlaceFlow *f = &g_array_index(flows, WfPlaceFlow, k);
        if (b->left_out[f->a] || b->left_out[f->b])
            continue;
        b->flows_at[f->a + 1]++;
        b->flows_at[f->b + 1]++;
    }
    for (guint32 i = 0; i < b->n_items; i++)
        b->flows_at[i + 1] += b->flows_at[i];
    b->item_flows = g_new0(ItemFlow, b->flows_at[b->n_items] + 1);
    g_autofree guint32 *at = g_memdup2(b->flows_at, (b->n_items + 1) * sizeof(guint32));
    for (guint k = 0; k < flows->len; k++) {
        const WfPlaceFlow *f = &g_array_index(flows, WfPlaceFlow, k);
        if (b->left_out[f->a] || b->left_out[f->b])
            continue;
        b->item_flows[at[f->a]++] = (ItemFlow){f->b, f->reserve, f->mbps};
        b->item_flows[at[f->b]++] = (ItemFlow){f->a, f->reserve, f->mbps};
    }
}

/* Items of one kind are alike in everything: swapping two changes nothing. */
static void make_kinds(Board *b)
{
    g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint32 i = 0; i < b->n_items; i++) {
        GString *key = g_string_new(NULL);
        g_string_append_printf(key, "%u@%u", b->class_of[i], b->present[i]);
        if (b->flows_at[i + 1] > b->flows_at[i])
            g_string_append_printf(key, "!%u", i);
        for (guint32 k = b->rules_at[i]; k < b->rules_at[i + 1]; k++)
            g_string_append_printf(key, ",%u/%u", b->item_rules[k].rule, b->item_rules[k].side);
        char *text = g_string_free(key, FALSE);
        guint32 kind = GPOINTER_TO_UINT(g_hash_table_lookup(keys, text));
        if (!kind) {
            kind = ++b->n_kinds;
            g_hash_table_insert(keys, text, GUINT_TO_POINTER(kind));
        } else {
            g_free(text);
        }
        b->kind_of[i] = kind - 1;
    }
}

static void allocate(Board *b)
{
    gsize hosts = (gsize)b->n_hosts + 1, items = (gsize)b->n_items + 1;
    gsize vertices = (gsize)b->n_vertices + 1, cells = (gsize)b->n_hosts * b->n_resources + 1;
    b->class_of = g_new0(guint32, items);
    b->kind_of = g_new0(guint32, items);
    b->left_out = g_new0(bool, items);
    b->present = g_new0(guint32, items);
    b->total = g_new0(gint64, cells);
    b->capacity = g_new0(gint64, cells);
    b->link = g_new0(gint64, vertices);
    b->was_open = g_new0(bool, hosts);
    b->host = g_new0(guint32, items);
    b->free = g_new0(gint64, cells);
    b->free_sum = g_new0(gint64, vertices * b->n_resources + 1);
    b->load = g_new0(gint64, vertices);
    b->soft_load = g_new0(gint64, vertices);
    b->soft_on = g_new0(gint64, vertices);
    b->on = g_new0(guint32, hosts);
    b->first_on = g_new0(guint32, hosts);
    b->next_on = g_new0(guint32, items);
    b->prev_on = g_new0(guint32, items);
    b->below = g_new0(guint32, vertices);
    b->squares = g_new0(gint64, hosts);
    b->row.ok = g_new0(bool, hosts);
    b->row.soft = g_new0(gint64, hosts);
    b->row.lump = g_new0(gint64, hosts);
    b->row.traffic = g_new0(gint64, hosts);
    b->reserved = g_new0(gint64, vertices);
    b->weighted = g_new0(gint64, vertices);
    b->prefix = g_new0(gint64, vertices);
    b->crossing = g_new0(guint32, vertices);
}

Board *board_new(const WfPlaceProblem *p)
{
    Board *b = g_new0(Board, 1);
    b->p = p;
    b->dc = p->dc;
    b->n_items = p->items->len;
    b->n_hosts = p->dc->n_hosts;
    b->n_resources = p->resources->len;
    b->n_vertices = p->dc->n_vertices;
    allocate(b);
    for (guint32 i = 0; i < b->n_items; i++)
        b->present[i] = ((WfPlaceItem *)p->items->pdata[i])->present;
    leave_volumes_out(b);
    make_classes(b);
    board_make_rules(b);
    index_flows(b);
    make_kinds(b);
    board_clear(b);
    return b;
}

void board_free(Board *b)
{
    if (!b)
        return;
    board_clear_rules(b);
    for (guint32 c = 0; c < b->n_classes; c++)
        g_free(b->dislike[c]);
    gpointer owned[] = {
        b->class_of, b->kind_of, b->left_out,   b->present,  b->total,       b->link,
        b->was_open, b->host,    b->free,       b->free_sum, b->load,        b->soft_load,
        b->soft_on,  b->on,      b->first_on,   b->next_on,  b->prev_on,     b->below,
        b->squares,  b->row.ok,  b->row.soft,   b->row.lump, b->row.traffic, b->reserved,
        b->weighted, b->prefix,  b->crossing,   b->need,     b->may,         b->dislike,
        b->capacity, b->rules,   b->item_rules, b->rules_at, b->item_flows,  b->flows_at};
    for (guint k = 0; k < G_N_ELEMENTS(owned); k++)
        g_free(owned[k]);
    g_free(b);
}
