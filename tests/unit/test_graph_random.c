/* Small random graphs against answers found the slow and obvious way. */
#include "weft/graph.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

enum { MAX_NODES = 12, MAX_EDGES = 40, ROUNDS = 4000, FAR = 1000 };

typedef struct {
    guint32 n, m;
    guint32 from[MAX_EDGES], to[MAX_EDGES];
    guint8 off[MAX_EDGES]; /* edges the slow answers leave out */
    WfGraph *g;
} Sample;

static Sample sample(GRand *rand, bool acyclic)
{
    Sample s = {.n = (guint32)g_rand_int_range(rand, 1, MAX_NODES + 1)};
    s.m = (guint32)g_rand_int_range(rand, 0, MIN(MAX_EDGES, (gint32)s.n * 4) + 1);
    if (acyclic && s.n == 1)
        s.m = 0;
    for (guint32 e = 0; e < s.m; e++) {
        guint32 a = (guint32)g_rand_int_range(rand, 0, (gint32)s.n);
        guint32 b = (guint32)g_rand_int_range(rand, 0, (gint32)s.n);
        if (acyclic && a == b)
            b = (a + 1) % s.n;
        s.from[e] = acyclic ? MIN(a, b) : a;
        s.to[e] = acyclic ? MAX(a, b) : b;
    }
    s.g = wf_graph_new(s.n, s.m, s.from, s.to);
    return s;
}

/* Floyd and Warshall; [v][v] is the shortest cycle through v. */
static void distances(const Sample *s, guint32 d[MAX_NODES][MAX_NODES])
{
    for (guint32 i = 0; i < s->n; i++)
        for (guint32 j = 0; j < s->n; j++)
            d[i][j] = FAR;
    for (guint32 e = 0; e < s->m; e++)
        if (!s->off[e])
            d[s->from[e]][s->to[e]] = 1;
    for (guint32 k = 0; k < s->n; k++)
        for (guint32 i = 0; i < s->n; i++)
            for (guint32 j = 0; j < s->n; j++)
                d[i][j] = MIN(d[i][j], d[i][k] + d[k][j]);
}

static bool on_cycle_of(guint32 d[MAX_NODES][MAX_NODES], guint32 a, guint32 b)
{
    return a == b ? d[a][a] < FAR : d[a][b] < FAR && d[b][a] < FAR;
}

static void check_order(const Sample *s)
{
    guint32 order[MAX_NODES], wave[MAX_NODES], d[MAX_NODES][MAX_NODES];
    guint32 n_ordered = wf_graph_order(s->g, order, wave), n_free = 0;
    distances(s, d);
    for (guint32 v = 0; v < s->n; v++) {
        bool free = d[v][v] >= FAR;
        for (guint32 u = 0; u < s->n; u++)
            free = free && !(d[u][u] < FAR && d[u][v] < FAR);
        n_free += free;
        assert_int_equal(free, wave[v] != G_MAXUINT32);
    }
    assert_int_equal(n_ordered, n_free);
    for (guint32 i = 1; i < s->n; i++)
        assert_true(wave[order[i - 1]] < wave[order[i]] ||
                    (wave[order[i - 1]] == wave[order[i]] && order[i - 1] < order[i]));
    for (guint32 v = 0; v < s->n; v++) {
        guint32 expected = 0;
        for (guint32 e = 0; e < s->m; e++)
            if (s->to[e] == v && wave[v] != G_MAXUINT32)
                expected = MAX(expected, wave[s->from[e]] + 1);
        if (wave[v] != G_MAXUINT32)
            assert_int_equal(wave[v], expected);
    }
}

static void check_components(const Sample *s)
{
    guint32 c[MAX_NODES], d[MAX_NODES][MAX_NODES], largest = 0;
    guint32 k = wf_graph_scc(s->g, c);
    distances(s, d);
    for (guint32 a = 0; a < s->n; a++) {
        largest = MAX(largest, c[a]);
        for (guint32 b = 0; b < s->n; b++)
            assert_int_equal(a == b || on_cycle_of(d, a, b), c[a] == c[b]);
    }
    assert_int_equal(k, largest + 1);
    for (guint32 e = 0; e < s->m; e++)
        assert_true(c[s->from[e]] >= c[s->to[e]]);
}

static void check_walk(const Sample *s, const GArray *edges)
{
    for (guint i = 0; i < edges->len; i++) {
        guint32 e = g_array_index(edges, guint32, i);
        guint32 next = g_array_index(edges, guint32, (i + 1) % edges->len);
        assert_int_equal(s->off[e], 0);
        assert_int_equal(s->to[e], s->from[next]);
    }
}

/* Is there still a cycle among @members without @edge? */
static bool breaks(Sample *s, const GArray *members, guint32 edge)
{
    guint32 d[MAX_NODES][MAX_NODES];
    s->off[edge] = 1;
    distances(s, d);
    s->off[edge] = 0;
    for (guint i = 0; i < members->len; i++) {
        guint32 v = g_array_index(members, guint32, i);
        if (d[v][v] < FAR)
            return false;
    }
    return true;
}

static void check_cycle(Sample *s, const WfCycle *c, guint32 d[MAX_NODES][MAX_NODES])
{
    guint32 best = FAR, n_breakers = 0;
    check_walk(s, c->edges);
    assert_true(c->shortest);
    assert_int_equal(c->n_nodes, c->members->len);
    for (guint i = 0; i < c->members->len; i++) {
        guint32 v = g_array_index(c->members, guint32, i);
        best = MIN(best, d[v][v]);
        assert_true(on_cycle_of(d, v, g_array_index(c->members, guint32, 0)));
    }
    assert_int_equal(c->edges->len, best);
    for (guint i = 0; i < c->edges->len; i++) {
        guint32 e = g_array_index(c->edges, guint32, i);
        assert_true(s->from[e] >= s->from[g_array_index(c->edges, guint32, 0)]);
        if (!breaks(s, c->members, e))
            continue;
        assert_true(n_breakers < c->breakers->len);
        assert_int_equal(g_array_index(c->breakers, guint32, n_breakers++), e);
    }
    assert_int_equal(n_breakers, c->breakers->len);
}

static void check_cycles(Sample *s, GRand *rand)
{
    guint32 d[MAX_NODES][MAX_NODES], n_on_cycles = 0, n_members = 0;
    guint8 ok[MAX_EDGES];
    bool filter = g_rand_boolean(rand);
    for (guint32 e = 0; e < s->m; e++) {
        s->off[e] = filter && g_rand_int_range(rand, 0, 4) == 0;
        ok[e] = !s->off[e];
    }
    distances(s, d);
    g_autoptr(GPtrArray) cycles = wf_graph_cycles(s->g, filter ? ok : NULL);
    for (guint i = 0; i < cycles->len; i++) {
        const WfCycle *c = g_ptr_array_index(cycles, i);
        check_cycle(s, c, d);
        n_members += c->members->len;
        const guint32 *members = (const guint32 *)c->members->data;
        if (i > 0) {
            const WfCycle *before = g_ptr_array_index(cycles, i - 1);
            assert_true(g_array_index(before->members, guint32, 0) < members[0]);
        }
    }
    for (guint32 v = 0; v < s->n; v++)
        n_on_cycles += d[v][v] < FAR;
    assert_int_equal(n_members, n_on_cycles);
    memset(s->off, 0, sizeof s->off);
}

static void check_reach(const Sample *s, GRand *rand)
{
    guint32 d[MAX_NODES][MAX_NODES], hops = (guint32)g_rand_int_range(rand, 0, 6);
    guint32 a = (guint32)g_rand_int_range(rand, 0, (gint32)s->n);
    guint32 b = (guint32)g_rand_int_range(rand, 0, (gint32)s->n);
    guint8 down[MAX_NODES] = {0}, up[MAX_NODES] = {0}, between[MAX_NODES] = {0};
    distances(s, d);
    wf_graph_reach(s->g, &a, 1, WF_DOWNSTREAM, hops, down);
    wf_graph_reach(s->g, &a, 1, WF_UPSTREAM, hops, up);
    wf_graph_between_sets(s->g, &a, 1, &b, 1, between);
    for (guint32 v = 0; v < s->n; v++) {
        assert_int_equal(down[v], v == a || d[a][v] <= hops);
        assert_int_equal(up[v], v == a || d[v][a] <= hops);
        assert_int_equal(between[v], (v == a || d[a][v] < FAR) && (v == b || d[v][b] < FAR));
    }
}

/* The longest path by trying all of them; nodes are in topological order by id. */
static double longest_from(const Sample *s, const double *weight, guint32 v)
{
    double total[MAX_NODES];
    for (guint32 x = s->n; x-- > v;) {
        total[x] = 0;
        for (guint32 e = 0; e < s->m; e++)
            if (s->from[e] == x)
                total[x] = MAX(total[x], total[s->to[e]]);
        total[x] += weight[x];
    }
    return total[v];
}

static void check_critical(const Sample *s, GRand *rand)
{
    double weight[MAX_NODES], best = 0, sum = 0, length;
    for (guint32 v = 0; v < s->n; v++)
        weight[v] = g_rand_int_range(rand, 0, 4);
    for (guint32 v = 0; v < s->n; v++)
        best = MAX(best, longest_from(s, weight, v));
    g_autoptr(GArray) path = wf_graph_critical(s->g, weight, &length);
    for (guint i = 0; i < path->len; i++) {
        guint32 v = g_array_index(path, guint32, i), n_out;
        sum += weight[v];
        const WfArc *out = wf_graph_out(s->g, v, &n_out);
        bool linked = i + 1 == path->len && n_out == 0;
        for (guint32 k = 0; k < n_out && i + 1 < path->len; k++)
            linked = linked || out[k].node == g_array_index(path, guint32, i + 1);
        assert_true(linked);
    }
    assert_true(length == best && sum == best);
}

static void check_redundant(const Sample *s)
{
    guint32 d[MAX_NODES][MAX_NODES];
    guint8 redundant[MAX_EDGES];
    guint32 n = wf_graph_redundant(s->g, NULL, G_MAXUINT64, redundant), expected = 0;
    distances(s, d);
    for (guint32 e = 0; e < s->m; e++) {
        bool implied = false;
        for (guint32 v = 0; v < s->n; v++)
            implied = implied || (d[s->from[e]][v] < FAR && d[v][s->to[e]] < FAR);
        assert_int_equal(redundant[e], implied);
        expected += implied;
    }
    assert_int_equal(n, expected);
}

static void test_any_graph(void **state)
{
    (void)state;
    g_autoptr(GRand) rand = g_rand_new_with_seed(20130611);
    for (int i = 0; i < ROUNDS; i++) {
        Sample s = sample(rand, false);
        check_order(&s);
        check_components(&s);
        check_cycles(&s, rand);
        check_reach(&s, rand);
        wf_graph_free(s.g);
    }
}

static void test_acyclic_graphs(void **state)
{
    (void)state;
    g_autoptr(GRand) rand = g_rand_new_with_seed(7);
    for (int i = 0; i < ROUNDS; i++) {
        Sample s = sample(rand, true);
        check_order(&s);
        check_critical(&s, rand);
        check_redundant(&s);
        wf_graph_free(s.g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_graph),
        cmocka_unit_test(test_acyclic_graphs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
