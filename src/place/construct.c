/* The first complete placement. Items come hardest first, each on its best host.
 * When one finds no host, it takes the place of those that cost the least to send
 * away, which then look for a new one: iterative forward search (T. Müller,
 * "Constraint-based Timetabling", 2005) with a price on every item that grows
 * each time it is sent away, so that the search does not run in circles. */

#include "board.h"

typedef struct {
    guint32 item;
    guint32 choices; /* log2 of the hosts it may take */
    guint32 block;
    double block_size, size;
} Order;

/* Union of items that rules tie together. */
static guint32 root_of(guint32 *up, guint32 i)
{
    while (up[i] != i)
        i = up[i] = up[up[i]];
    return i;
}

static double item_size(const Board *b, guint32 item)
{
    double size = 0;
    for (guint32 r = 0; r < b->n_resources; r++) {
        gint64 all = b->free_sum[r]; /* of the root, while the board is empty */
        gint64 need = b->need[(gsize)b->class_of[item] * b->n_resources + r];
        if (all > 0)
            size = MAX(size, (double)need / (double)all);
    }
    return size;
}

static void tie_blocks(const Board *b, guint32 *up, bool with_traffic)
{
    for (guint32 k = 0; k < b->n_rules; k++) {
        const Rule *rule = &b->rules[k];
        bool tie = rule->kind == RULE_TOGETHER || (with_traffic && rule->kind == RULE_TRAFFIC);
        if (!tie || rule->n_members[0] == 0)
            continue;
        guint32 root = root_of(up, rule->members[0][0]);
        for (guint side = 0; side < 2; side++)
            for (guint32 i = 0; i < rule->n_members[side]; i++)
                up[root_of(up, rule->members[side][i])] = root;
    }
    for (guint32 i = 0; i < b->n_items && with_traffic; i++)
        for (guint32 k = b->flows_at[i]; k < b->flows_at[i + 1]; k++)
            up[root_of(up, b->item_flows[k].other)] = root_of(up, i);
}

static guint32 log2_choices(const Board *b, guint32 item)
{
    guint32 n = 0;
    const bool *may = &b->may[(gsize)b->class_of[item] * b->n_hosts];
    for (guint32 h = 0; h < b->n_hosts; h++)
        n += may[h];
    return g_bit_storage(n);
}

static int compare_order(gconstpointer pa, gconstpointer pb)
{
    const Order *a = pa, *b = pb;
    if (a->choices != b->choices)
        return a->choices < b->choices ? -1 : 1;
    if (a->block_size != b->block_size)
        return a->block_size > b->block_size ? -1 : 1;
    if (a->block != b->block)
        return a->block < b->block ? -1 : 1;
    if (a->size != b->size)
        return a->size > b->size ? -1 : 1;
    return a->item < b->item ? -1 : a->item > b->item;
}

/* The board is empty. */
static Order *make_order(const Board *b, bool with_traffic, guint32 *ret_n)
{
    g_autofree guint32 *up = g_new(guint32, b->n_items + 1);
    g_autofree double *sum = g_new0(double, b->n_items + 1);
    g_autofree guint32 *choices = g_new0(guint32, b->n_classes + 1);
    Order *order = g_new0(Order, b->n_items + 1);
    guint32 n = 0;
    for (guint32 i = 0; i < b->n_items; i++)
        up[i] = i;
    tie_blocks(b, up, with_traffic);
    for (guint32 i = 0; i < b->n_items; i++)
        sum[root_of(up, i)] += item_size(b, i);
    for (guint32 i = 0; i < b->n_items; i++) {
        if (b->left_out[i])
            continue;
        guint32 class = b->class_of[i], root = root_of(up, i);
        if (!choices[class])
            choices[class] = log2_choices(b, i) + 1;
        order[n++] = (Order){i, choices[class], root, sum[root], item_size(b, i)};
    }
    qsort(order, n, sizeof(Order), compare_order);
    *ret_n = n;
    return order;
}

/* -- sending away ------------------------------------------------------------- */

typedef struct {
    Search *s;
    Board *b;
    guint32 *price; /* of sending an item away */
    bool *out;      /* in the set under construction */
    GArray *set;
    GArray *waiting;
} Repair;

static void send_away(Repair *r, guint32 item)
{
    if (r->out[item] || r->b->host[item] == WF_PLACE_NONE)
        return;
    r->out[item] = true;
    g_array_append_val(r->set, item);
}

static void clear_set(Repair *r)
{
    for (guint k = 0; k < r->set->len; k++)
        r->out[g_array_index(r->set, guint32, k)] = false;
    g_array_set_size(r->set, 0);
}

static void make_room_on(Repair *r, guint32 item, guint32 host)
{
    Board *b = r->b;
    guint32 n_res = b->n_resources;
    g_autofree gint64 *lack = g_new(gint64, n_res + 1);
    for (guint32 k = 0; k < n_res; k++)
        lack[k] = b->need[(gsize)b->class_of[item] * n_res + k] - b->free[(gsize)host * n_res + k];
    for (guint32 j = b->first_on[host]; j != WF_PLACE_NONE; j = b->next_on[j])
        for (guint32 k = 0; k < n_res && r->out[j]; k++)
            lack[k] -= b->need[(gsize)b->class_of[j] * n_res + k];
    for (;;) {
        guint32 best = WF_PLACE_NONE;
        double best_gain = 0;
        bool lacking = false;
        for (guint32 k = 0; k < n_res; k++)
            lacking |= lack[k] > 0;
        for (guint32 j = b->first_on[host]; lacking && j != WF_PLACE_NONE; j = b->next_on[j]) {
            double gain = 0;
            for (guint32 k = 0; k < n_res && !r->out[j]; k++)
                if (lack[k] > 0)
                    gain += (double)MIN(lack[k], b->need[(gsize)b->class_of[j] * n_res + k]) /
                            (double)lack[k];
            gain /= 1 + r->price[j];
            if (gain > best_gain) {
                best_gain = gain;
                best = j;
            }
        }
        if (best == WF_PLACE_NONE)
            return;
        send_away(r, best);
        for (guint32 k = 0; k < n_res; k++)
            lack[k] -= b->need[(gsize)b->class_of[best] * n_res + k];
    }
}

/* The first of a group needs room for all of it below the vertex. */
static void make_room_below(Repair *r, const Rule *rule, guint32 vertex)
{
    Board *b = r->b;
    const WfDcVertex *v = &b->dc->vertices[vertex];
    g_autofree gint64 *lack = g_new(gint64, b->n_resources + 1);
    for (guint32 k = 0; k < b->n_resources; k++)
        lack[k] = rule->need_left[k] - b->free_sum[(gsize)vertex * b->n_resources + k];
    guint32 n = v->end_host - v->first_host;
    guint32 from = n ? g_rand_int(r->s->rand) % n : 0;
    for (guint32 step = 0; step < n; step++) {
        guint32 h = v->first_host + (from + step) % n;
        for (guint32 j = b->first_on[h]; j != WF_PLACE_NONE; j = b->next_on[j]) {
            bool lacking = false, helps = false;
            for (guint32 k = 0; k < b->n_resources; k++) {
                lacking |= lack[k] > 0;
                helps |= lack[k] > 0 && b->need[(gsize)b->class_of[j] * b->n_resources + k] > 0;
            }
            if (!lacking)
                return;
            if (!helps || r->out[j])
                continue;
            send_away(r, j);
            for (guint32 k = 0; k < b->n_resources; k++)
                lack[k] -= b->need[(gsize)b->class_of[j] * b->n_resources + k];
        }
    }
}

static void clear_apart(Repair *r, const Rule *rule, guint32 side, guint32 domain)
{
    guint32 other = rule->between ? 1 - side : 0;
    if (domain == WF_PLACE_NONE || rule->count[other][domain] == 0)
        return;
    for (guint32 i = 0; i < rule->n_members[other]; i++) {
        guint32 j = rule->members[other][i];
        guint32 h = r->b->host[j];
        if (h != WF_PLACE_NONE && host_domain(rule, h) == domain)
            send_away(r, j);
    }
}

static void clear_spread(Repair *r, const Rule *rule, guint32 domain)
{
    if (domain == WF_PLACE_NONE || spread_allows(rule, domain))
        return;
    bool here = rule->count[0][domain] > 0;
    guint32 from = g_rand_int(r->s->rand) % rule->n_members[0];
    for (guint32 i = 0; i < rule->n_members[0]; i++) {
        guint32 j = rule->members[0][(from + i) % rule->n_members[0]];
        guint32 h = r->b->host[j];
        if (h == WF_PLACE_NONE)
            continue;
        guint32 d = host_domain(rule, h);
        if (here ? d == domain : rule->count[0][d] == rule->most) {
            send_away(r, j);
            return;
        }
    }
}

/* Who has to go for @item to come to @host? */
static void collect_conflicts(Repair *r, guint32 item, guint32 host)
{
    Board *b = r->b;
    clear_set(r);
    for (guint32 k = b->rules_at[item]; k < b->rules_at[item + 1]; k++) {
        const Rule *rule = &b->rules[b->item_rules[k].rule];
        guint32 domain = host_domain(rule, host);
        if (rule->weight)
            continue;
        if (rule->kind == RULE_APART) {
            clear_apart(r, rule, b->item_rules[k].side, domain);
        } else if (rule->kind == RULE_SPREAD) {
            clear_spread(r, rule, domain);
        } else if (rule->kind == RULE_TOGETHER) {
            if (rule->placed[0] && rule->where != domain)
                for (guint32 i = 0; i < rule->n_members[0]; i++)
                    send_away(r, rule->members[0][i]);
            if (!rule->placed[0] || rule->where != domain)
                make_room_below(r, rule, rule->domains->vertex[domain]);
        }
    }
    make_room_on(r, item, host);
}

static guint64 set_price(const Repair *r)
{
    guint64 sum = 0;
    for (guint k = 0; k < r->set->len; k++)
        sum += 1 + r->price[g_array_index(r->set, guint32, k)];
    return sum;
}

/* The cheapest of some hosts, its conflicts in r->set; WF_PLACE_NONE if none may do. */
static guint32 cheapest_host(Repair *r, guint32 item)
{
    Board *b = r->b;
    const bool *may = &b->may[(gsize)b->class_of[item] * b->n_hosts];
    guint32 best = WF_PLACE_NONE, seen = 0;
    guint32 from = g_rand_int(r->s->rand) % b->n_hosts;
    guint64 best_price = G_MAXUINT64;
    for (guint32 k = 0; k < b->n_hosts && seen < 48; k++) {
        guint32 h = (from + k) % b->n_hosts;
        if (!may[h])
            continue;
        seen++;
        collect_conflicts(r, item, h);
        guint64 price = set_price(r);
        if (price < best_price) {
            best_price = price;
            best = h;
        }
    }
    if (best != WF_PLACE_NONE)
        collect_conflicts(r, item, best);
    return best;
}

static void apply_set(Repair *r)
{
    for (guint k = 0; k < r->set->len; k++) {
        guint32 j = g_array_index(r->set, guint32, k);
        board_remove(r->b, j);
        r->price[j]++;
        g_array_append_val(r->waiting, j);
    }
    clear_set(r);
}

/* Links in the way: those it talks to go too. */
static void send_partners(Repair *r, guint32 item)
{
    Board *b = r->b;
    clear_set(r);
    for (guint32 k = b->flows_at[item]; k < b->flows_at[item + 1]; k++)
        if (b->item_flows[k].reserve)
            send_away(r, b->item_flows[k].other);
    for (guint32 k = b->rules_at[item]; k < b->rules_at[item + 1]; k++) {
        const Rule *rule = &b->rules[b->item_rules[k].rule];
        guint32 other = rule->between ? 1 - b->item_rules[k].side : 0;
        if (rule->kind == RULE_TRAFFIC && rule->reserve && rule->n_members[other])
            for (guint n = 0; n < 8; n++)
                send_away(r, rule->members[other][g_rand_int(r->s->rand) % rule->n_members[other]]);
    }
}

static void force(Repair *r, guint32 item)
{
    Board *b = r->b;
    guint32 host = cheapest_host(r, item);
    r->price[item]++;
    if (host == WF_PLACE_NONE) {
        g_array_append_val(r->waiting, item);
        return;
    }
    apply_set(r);
    board_row(b, item);
    if (!b->row.ok[host]) {
        send_partners(r, item);
        apply_set(r);
        board_row(b, item);
    }
    if (b->row.ok[host])
        board_place(b, item, host);
    else
        g_array_append_val(r->waiting, item);
}

static guint32 take_waiting(Repair *r)
{
    guint best = 0;
    for (guint k = 1; k < r->waiting->len; k++)
        if (r->price[g_array_index(r->waiting, guint32, k)] >
            r->price[g_array_index(r->waiting, guint32, best)])
            best = k;
    guint32 item = g_array_index(r->waiting, guint32, best);
    g_array_remove_index_fast(r->waiting, best);
    return item;
}

static void repair(Search *s, GArray *waiting)
{
    Board *b = s->b;
    Repair r = {.s = s,
                .b = b,
                .price = g_new0(guint32, b->n_items + 1),
                .out = g_new0(bool, b->n_items + 1),
                .set = g_array_new(FALSE, FALSE, sizeof(guint32)),
                .waiting = waiting};
    guint64 tries = 2000 + 8 * (guint64)b->n_items;
    while (waiting->len && tries-- > 0 && !search_stop(s)) {
        guint32 item = take_waiting(&r);
        board_row(b, item);
        guint32 host = row_best(b, item, NULL);
        if (host != WF_PLACE_NONE)
            board_place(b, item, host);
        else
            force(&r, item);
    }
    g_array_unref(r.set);
    g_free(r.price);
    g_free(r.out);
}

static bool attempt(Search *s, const Order *order, guint32 n, bool keep_present)
{
    Board *b = s->b;
    g_autoptr(GArray) waiting = g_array_new(FALSE, FALSE, sizeof(guint32));
    board_clear(b);
    for (guint32 k = 0; k < n && keep_present; k++) {
        guint32 item = order[k].item;
        if (b->present[item] == WF_PLACE_NONE)
            continue;
        board_row(b, item);
        if (b->row.ok[b->present[item]])
            board_place(b, item, b->present[item]);
    }
    for (guint32 k = 0; k < n && !search_stop(s); k++) {
        guint32 item = order[k].item;
        if (b->host[item] != WF_PLACE_NONE)
            continue;
        board_row(b, item);
        guint32 host = row_best(b, item, NULL);
        if (host != WF_PLACE_NONE)
            board_place(b, item, host);
        else
            g_array_append_val(waiting, item);
    }
    if (waiting->len)
        repair(s, waiting);
    return search_keep(s) || (waiting->len == 0 && !s->stopped);
}

bool construct(Search *s)
{
    Board *b = s->b;
    bool any_present = false;
    for (guint32 i = 0; i < b->n_items; i++)
        any_present |= b->present[i] != WF_PLACE_NONE;
    for (guint round = 0; round < 3 && !search_stop(s); round++) {
        guint32 n;
        board_clear(b);
        g_autofree Order *order = make_order(b, round % 2 == 0, &n);
        attempt(s, order, n, any_present);
        if (s->placed && round >= 1)
            break;
    }
    return s->placed;
}
