/* Branch and bound over kinds of items and classes of hosts.
 *
 * At every node each kind with items left is held against all hosts: a kind
 * without a host ends the branch, the sums of the kinds' cheapest hosts bound its
 * cost, and the kind with the fewest hosts is branched on. Two symmetries are cut:
 * - hosts: untouched subtrees that look the same are interchangeable, one of them
 *   is tried;
 * - items: once "an item of kind k on a host like h" was searched, the later
 *   siblings need no item of kind k on any host like h, because swapping items of
 *   a kind would lead back (symmetry breaking during search, Gent and Smith 2000). */
#include <string.h>

#include "board.h"

typedef struct {
    guint32 kind, item;
    guint32 *hosts; /* candidates, best first */
    guint32 n, next;
    guint32 *like; /* equivalence class of each host at this node */
    guint banned;  /* length of the log of bans when the node was made */
} Frame;

typedef struct {
    guint32 kind, host;
} Ban;

typedef struct {
    Search *s;
    Board *b;
    guint32 **items; /* by kind */
    guint32 *n_items, *n_done;
    guint32 *order; /* kinds that have items */
    guint32 n_kinds;
    guint32 *look;  /* static signature of each vertex */
    guint32 *ban;   /* by kind and host: how often banned */
    GArray *bans;   /* Ban */
    GArray *frames; /* Frame */
    guint32 *like;  /* by vertex, scratch */
    guint64 *slot_key;
    guint32 *slot_id;
    guint32 n_slots;
    guint32 **closed; /* by resource: hosts, roomiest first */
    gint64 *left;     /* by resource: need of items not placed */
    bool any;
} Exact;

/* -- alike --------------------------------------------------------------------- */

static guint32 intern(GHashTable *table, GString *key)
{
    guint32 id = GPOINTER_TO_UINT(g_hash_table_lookup(table, key->str));
    if (!id) {
        id = g_hash_table_size(table) + 1;
        g_hash_table_insert(table, g_strdup(key->str), GUINT_TO_POINTER(id));
    }
    return id;
}

static void describe_host(const Board *b, guint32 h, const bool *is_present, GString *key)
{
    if (is_present[h])
        g_string_append_printf(key, "#%u", h);
    g_string_append_c(key, b->was_open[h] ? 'o' : 'c');
    for (guint32 r = 0; r < b->n_resources; r++)
        g_string_append_printf(key, " %" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                               b->total[(gsize)h * b->n_resources + r],
                               b->capacity[(gsize)h * b->n_resources + r]);
    g_string_append_c(key, ' ');
    for (guint32 c = 0; c < b->n_classes; c++) {
        g_string_append_c(key, b->may[(gsize)c * b->n_hosts + h] ? '1' : '0');
        if (b->dislike[c])
            g_string_append_printf(key, "(%" G_GINT64_FORMAT ")", b->dislike[c][h]);
    }
}

static int compare_u32(gconstpointer pa, gconstpointer pb)
{
    guint32 a = *(const guint32 *)pa, b = *(const guint32 *)pb;
    return a < b ? -1 : a > b;
}

/* Two vertices look the same when their subtrees do, level by level. */
static void make_looks(Exact *x)
{
    const Board *b = x->b;
    g_autoptr(GHashTable) table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree bool *is_present = g_new0(bool, b->n_hosts + 1);
    g_autoptr(GString) key = g_string_new(NULL);
    g_autoptr(GArray) children = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint32 i = 0; i < b->n_items; i++)
        if (b->present[i] != WF_PLACE_NONE)
            is_present[b->present[i]] = true;
    for (guint32 v = b->n_vertices; v-- > 0;) {
        const WfDcVertex *vertex = &b->dc->vertices[v];
        g_string_printf(key, "%u %" G_GINT64_FORMAT " ", vertex->level, b->link[v]);
        if (vertex->host != WF_DC_NONE)
            describe_host(b, vertex->host, is_present, key);
        g_array_set_size(children, 0);
        for (guint32 c = v + 1; c < vertex->end; c = b->dc->vertices[c].end)
            g_array_append_val(children, x->look[c]);
        g_array_sort(children, compare_u32);
        for (guint k = 0; k < children->len; k++)
            g_string_append_printf(key, ",%u", g_array_index(children, guint32, k));
        x->look[v] = intern(table, key);
    }
}

/* Number of the pair; numbers of vertices stay free for touched ones. */
static guint32 pair_id(Exact *x, guint64 key, guint32 *next)
{
    guint32 mask = x->n_slots - 1;
    guint32 at = (guint32)((key * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15)) >> 32) & mask;
    while (x->slot_key[at] && x->slot_key[at] != key)
        at = (at + 1) & mask;
    if (!x->slot_key[at]) {
        x->slot_key[at] = key;
        x->slot_id[at] = (*next)++;
    }
    return x->slot_id[at];
}

/* Which hosts are alike now: same look, untouched, below vertices that are alike. */
static void find_alike(Exact *x, guint32 *like_host)
{
    const Board *b = x->b;
    guint32 next = b->n_vertices + 1;
    memset(x->slot_key, 0, x->n_slots * sizeof(guint64));
    x->like[0] = 0;
    for (guint32 v = 1; v < b->n_vertices; v++) {
        const WfDcVertex *vertex = &b->dc->vertices[v];
        guint64 key = ((guint64)x->like[vertex->parent] << 32 | x->look[v]) + 1;
        x->like[v] = b->below[v] ? v : pair_id(x, key, &next);
        if (vertex->host != WF_DC_NONE)
            like_host[vertex->host] = x->like[v];
    }
}

/* -- bounds -------------------------------------------------------------------- */

/* Hosts that have to be opened for what is left, by the sums of each resource. */
static gint64 hosts_to_open(const Exact *x)
{
    const Board *b = x->b;
    gint64 most = 0;
    for (guint32 r = 0; r < b->n_resources; r++) {
        gint64 left = x->left[r], n = 0;
        for (guint32 h = 0; h < b->n_hosts && left > 0; h++)
            if (b->on[h] || b->was_open[h])
                left -= b->free[(gsize)h * b->n_resources + r];
        for (guint32 k = 0; k < b->n_hosts && left > 0; k++) {
            guint32 h = x->closed[r][k];
            if (b->on[h] || b->was_open[h])
                continue;
            left -= b->free[(gsize)h * b->n_resources + r];
            n++;
        }
        most = MAX(most, left > 0 ? G_MAXINT32 : n);
    }
    return most;
}

static bool worse_than_best(const Exact *x, const WfPlaceCost *low)
{
    if (!x->s->placed)
        return false;
    for (guint l = 0; l < WF_COST_BALANCE; l++)
        if (low->at[l] != x->s->best_cost.at[l])
            return low->at[l] > x->s->best_cost.at[l];
    return true;
}

/* Holds all kinds against the hosts. False: nothing better below this node. */
static bool look_ahead(Exact *x, const guint32 *like, guint32 *ret_kind)
{
    Board *b = x->b;
    WfPlaceCost low = b->cost;
    low.at[WF_COST_SOFT] -= b->spread_soft;
    guint32 fewest = G_MAXUINT32;
    for (guint32 k = 0; k < x->n_kinds; k++) {
        guint32 kind = x->order[k], left = x->n_items[kind] - x->n_done[kind], n = 0;
        if (left == 0)
            continue;
        guint32 item = x->items[kind][x->n_done[kind]], last = WF_PLACE_NONE;
        gint64 soft = G_MAXINT64, traffic = G_MAXINT64, moves = G_MAXINT64;
        board_row(b, item);
        for (guint32 h = 0; h < b->n_hosts; h++) {
            if (!b->row.ok[h] || x->ban[(gsize)kind * b->n_hosts + h])
                continue;
            n += like[h] != last;
            last = like[h];
            soft = MIN(soft, b->row.soft[h]);
            traffic = MIN(traffic, b->row.traffic[h]);
            moves = MIN(moves, b->present[item] != WF_PLACE_NONE && b->present[item] != h);
        }
        if (n == 0)
            return false;
        low.at[WF_COST_SOFT] += left * soft;
        low.at[WF_COST_TRAFFIC] += left * traffic;
        low.at[WF_COST_MOVES] += left * moves;
        if (n < fewest) {
            fewest = n;
            *ret_kind = kind;
        }
    }
    low.at[WF_COST_OPENED] += hosts_to_open(x);
    for (guint l = 0; l < WF_COST_BALANCE; l++)
        low.at[l] = MAX(low.at[l], x->s->bound.at[l]);
    return !worse_than_best(x, &low);
}

/* -- the tree ------------------------------------------------------------------ */

typedef struct {
    WfPlaceCost cost;
    guint32 host;
} Candidate;

static int compare_candidates(gconstpointer pa, gconstpointer pb)
{
    const Candidate *a = pa, *b = pb;
    int order = wf_place_cost_compare(&a->cost, &b->cost);
    return order ? order : a->host < b->host ? -1 : a->host > b->host;
}

static void fill_candidates(Exact *x, Frame *frame)
{
    Board *b = x->b;
    g_autofree Candidate *list = g_new(Candidate, b->n_hosts + 1);
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    guint32 n = 0;
    board_row(b, frame->item);
    for (guint32 h = 0; h < b->n_hosts; h++) {
        if (!b->row.ok[h] || x->ban[(gsize)frame->kind * b->n_hosts + h])
            continue;
        if (g_hash_table_add(seen, GUINT_TO_POINTER(frame->like[h] + 1)))
            list[n++] = (Candidate){row_cost(b, frame->item, h), h};
    }
    qsort(list, n, sizeof(Candidate), compare_candidates);
    frame->hosts = g_new(guint32, n + 1);
    frame->n = n;
    for (guint32 k = 0; k < n; k++)
        frame->hosts[k] = list[k].host;
}

/* Goes one deeper; false when the branch is dead or complete. */
static bool push(Exact *x)
{
    Board *b = x->b;
    x->s->nodes++;
    if (b->n_placed == x->s->n_wanted) {
        search_keep(x->s);
        return false;
    }
    guint32 *like = g_new(guint32, b->n_hosts + 1), kind = 0;
    find_alike(x, like);
    if (!look_ahead(x, like, &kind)) {
        g_free(like);
        return false;
    }
    Frame frame = {.kind = kind,
                   .item = x->items[kind][x->n_done[kind]],
                   .like = like,
                   .banned = x->bans->len};
    fill_candidates(x, &frame);
    x->n_done[kind]++;
    for (guint32 r = 0; r < b->n_resources; r++)
        x->left[r] -= b->need[(gsize)b->class_of[frame.item] * b->n_resources + r];
    g_array_append_val(x->frames, frame);
    return true;
}

static void lift_bans(Exact *x, guint down_to)
{
    while (x->bans->len > down_to) {
        Ban ban = g_array_index(x->bans, Ban, x->bans->len - 1);
        x->ban[(gsize)ban.kind * x->b->n_hosts + ban.host]--;
        g_array_set_size(x->bans, x->bans->len - 1);
    }
}

static void pop(Exact *x)
{
    Board *b = x->b;
    Frame *frame = &g_array_index(x->frames, Frame, x->frames->len - 1);
    lift_bans(x, frame->banned);
    x->n_done[frame->kind]--;
    for (guint32 r = 0; r < b->n_resources; r++)
        x->left[r] += b->need[(gsize)b->class_of[frame->item] * b->n_resources + r];
    g_free(frame->hosts);
    g_free(frame->like);
    g_array_set_size(x->frames, x->frames->len - 1);
}

static void ban_alike(Exact *x, const Frame *frame, guint32 host)
{
    if (x->n_items[frame->kind] == x->n_done[frame->kind])
        return; /* no other item of the kind is left */
    for (guint32 h = 0; h < x->b->n_hosts; h++) {
        if (frame->like[h] != frame->like[host])
            continue;
        Ban ban = {frame->kind, h};
        x->ban[(gsize)frame->kind * x->b->n_hosts + h]++;
        g_array_append_val(x->bans, ban);
    }
}

/* The next candidate of the top frame; false when it has none left. */
static bool advance(Exact *x)
{
    Frame *frame = &g_array_index(x->frames, Frame, x->frames->len - 1);
    if (frame->next > 0) {
        guint32 done = frame->hosts[frame->next - 1];
        board_remove(x->b, frame->item);
        ban_alike(x, frame, done);
    }
    if (frame->next == frame->n)
        return false;
    board_place(x->b, frame->item, frame->hosts[frame->next++]);
    return true;
}

static bool walk(Exact *x, guint64 end)
{
    push(x);
    while (x->frames->len) {
        if (x->b->steps > end || search_stop(x->s))
            return false;
        if (x->any && x->s->placed)
            return false;
        if (advance(x))
            push(x);
        else
            pop(x);
    }
    return true;
}

/* -- making and freeing --------------------------------------------------------- */

static int compare_room(gconstpointer pa, gconstpointer pb, gpointer data)
{
    const gint64 *room = data;
    guint32 a = *(const guint32 *)pa, b = *(const guint32 *)pb;
    return room[a] > room[b] ? -1 : room[a] < room[b] ? 1 : a < b ? -1 : a > b;
}

static void sort_hosts(Exact *x)
{
    const Board *b = x->b;
    g_autofree gint64 *room = g_new(gint64, b->n_hosts + 1);
    x->closed = g_new0(guint32 *, b->n_resources + 1);
    for (guint32 r = 0; r < b->n_resources; r++) {
        x->closed[r] = g_new(guint32, b->n_hosts + 1);
        for (guint32 h = 0; h < b->n_hosts; h++) {
            x->closed[r][h] = h;
            room[h] = b->total[(gsize)h * b->n_resources + r];
        }
        g_qsort_with_data(x->closed[r], b->n_hosts, sizeof(guint32), compare_room, room);
    }
}

static void group_kinds(Exact *x)
{
    const Board *b = x->b;
    x->items = g_new0(guint32 *, b->n_kinds + 1);
    x->n_items = g_new0(guint32, b->n_kinds + 1);
    x->n_done = g_new0(guint32, b->n_kinds + 1);
    x->order = g_new0(guint32, b->n_kinds + 1);
    x->left = g_new0(gint64, b->n_resources + 1);
    for (guint32 i = 0; i < b->n_items; i++)
        x->n_done[b->kind_of[i]]++;
    for (guint32 k = 0; k < b->n_kinds; k++) {
        x->items[k] = g_new(guint32, x->n_done[k]);
        x->n_done[k] = 0;
    }
    for (guint32 i = 0; i < b->n_items; i++) {
        guint32 kind = b->kind_of[i];
        if (b->left_out[i])
            continue;
        if (x->n_items[kind] == 0)
            x->order[x->n_kinds++] = kind;
        x->items[kind][x->n_items[kind]++] = i;
        for (guint32 r = 0; r < b->n_resources; r++)
            x->left[r] += b->need[(gsize)b->class_of[i] * b->n_resources + r];
    }
}

static void exact_clear(Exact *x)
{
    while (x->frames->len)
        pop(x);
    for (guint32 k = 0; k < x->b->n_kinds; k++)
        g_free(x->items[k]);
    for (guint32 r = 0; r < x->b->n_resources; r++)
        g_free(x->closed[r]);
    g_array_unref(x->bans);
    g_array_unref(x->frames);
    gpointer owned[] = {x->items, x->n_items, x->n_done,   x->order,   x->look, x->ban,
                        x->like,  x->closed,  x->slot_key, x->slot_id, x->left};
    for (guint k = 0; k < G_N_ELEMENTS(owned); k++)
        g_free(owned[k]);
}

bool exact(Search *s, guint64 steps, bool any)
{
    Board *b = s->b;
    if ((guint64)b->n_items * b->n_hosts > 4000000 || (guint64)b->n_kinds * b->n_hosts > 20000000)
        return false; /* hopeless, and its tables would be large */
    Exact x = {.s = s, .b = b, .any = any};
    x.n_slots = 1u << (g_bit_storage(b->n_vertices) + 1);
    x.look = g_new0(guint32, b->n_vertices + 1);
    x.like = g_new0(guint32, b->n_vertices + 1);
    x.slot_key = g_new0(guint64, x.n_slots);
    x.slot_id = g_new0(guint32, x.n_slots);
    x.ban = g_new0(guint32, (gsize)b->n_kinds * b->n_hosts + 1);
    x.bans = g_array_new(FALSE, FALSE, sizeof(Ban));
    x.frames = g_array_new(FALSE, FALSE, sizeof(Frame));
    board_clear(b);
    make_looks(&x);
    group_kinds(&x);
    sort_hosts(&x);
    bool whole = walk(&x, b->steps + steps);
    exact_clear(&x);
    board_clear(b);
    return whole;
}
