/* Graphs made by hand: what each function answers, and that size does no harm. */
#include "weft/graph.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

typedef guint32 Edge[2];

static WfGraph *make(guint32 n, const Edge *edges, guint32 m)
{
    g_autofree guint32 *from = g_new(guint32, m), *to = g_new(guint32, m);
    for (guint32 e = 0; e < m; e++) {
        from[e] = edges[e][0];
        to[e] = edges[e][1];
    }
    return wf_graph_new(n, m, from, to);
}
#define MAKE(n, ...)                                                                               \
    make((n), (const Edge[]){__VA_ARGS__}, G_N_ELEMENTS(((const Edge[]){__VA_ARGS__})))

#define ASSERT_IDS(array, ...)                                                                     \
    assert_ids((array), (const guint32[]){__VA_ARGS__},                                            \
               G_N_ELEMENTS(((const guint32[]){__VA_ARGS__})))
static void assert_ids(const GArray *got, const guint32 *expected, guint n)
{
    assert_int_equal(got->len, n);
    assert_memory_equal(got->data, expected, n * sizeof *expected);
}

static WfCycle *cycle_at(GPtrArray *cycles, guint i)
{
    return g_ptr_array_index(cycles, i);
}

static void test_rows_keep_edge_order(void **state)
{
    (void)state;
    g_autoptr(WfGraph) g = MAKE(4, {2, 1}, {0, 1}, {2, 0}, {2, 1}, {1, 1});
    guint32 n;
    const WfArc *in = wf_graph_in(g, 1, &n);
    assert_int_equal(n, 4);
    assert_int_equal(in[0].node, 2);
    assert_int_equal(in[1].node, 0);
    assert_int_equal(in[2].edge, 3);
    assert_int_equal(in[3].node, 1);
    const WfArc *out = wf_graph_out(g, 2, &n);
    assert_int_equal(n, 3);
    assert_int_equal(out[1].node, 0);
    assert_int_equal(out[1].edge, 2);
    wf_graph_out(g, 3, &n);
    assert_int_equal(n, 0);
    assert_int_equal(wf_graph_from(g, 2), 2);
    assert_int_equal(wf_graph_to(g, 2), 0);
    assert_int_equal(wf_graph_n_nodes(g), 4);
    assert_int_equal(wf_graph_n_edges(g), 5);
}

static void test_empty(void **state)
{
    (void)state;
    g_autoptr(WfGraph) g = wf_graph_new(0, 0, NULL, NULL);
    double length = 1;
    guint8 none;
    assert_int_equal(wf_graph_order(g, NULL, NULL), 0);
    assert_int_equal(wf_graph_scc(g, NULL), 0);
    g_autoptr(GPtrArray) cycles = wf_graph_cycles(g, NULL);
    assert_int_equal(cycles->len, 0);
    g_autoptr(GArray) path = wf_graph_critical(g, NULL, &length);
    assert_int_equal(path->len, 0);
    assert_true(length == 0);
    assert_int_equal(wf_graph_redundant(g, NULL, 10, &none), 0);
    g_autoptr(GArray) around = wf_graph_around(g, NULL, 0, 3, 16, 100);
    assert_int_equal(around->len, 0);
}

static void test_order_by_wave_then_id(void **state)
{
    (void)state;
    /* 5 frees 0 and 4 after 3 freed 2: inside wave 1 ids decide all the same */
    g_autoptr(WfGraph) g = MAKE(6, {3, 2}, {5, 0}, {5, 4}, {2, 1}, {0, 1});
    guint32 order[6], wave[6];
    assert_int_equal(wf_graph_order(g, order, wave), 6);
    assert_memory_equal(order, ((guint32[]){3, 5, 0, 2, 4, 1}), sizeof order);
    assert_memory_equal(wave, ((guint32[]){1, 2, 1, 0, 1, 0}), sizeof wave);
}

static void test_order_with_a_cycle(void **state)
{
    (void)state;
    g_autoptr(WfGraph) g = MAKE(5, {1, 2}, {2, 1}, {2, 0}, {4, 1}, {4, 3});
    guint32 order[5], wave[5];
    assert_int_equal(wf_graph_order(g, order, wave), 2);
    assert_memory_equal(order, ((guint32[]){4, 3, 0, 1, 2}), sizeof order);
    assert_int_equal(wave[3], 1);
    assert_int_equal(wave[0], G_MAXUINT32); /* behind the cycle */
    assert_int_equal(wave[1], G_MAXUINT32);
}

static void test_scc_is_reverse_topological(void **state)
{
    (void)state;
    g_autoptr(WfGraph) g = MAKE(6, {0, 1}, {1, 2}, {2, 0}, {2, 3}, {3, 4}, {4, 3}, {5, 5});
    guint32 c[6];
    assert_int_equal(wf_graph_scc(g, c), 3);
    assert_int_equal(c[0], c[1]);
    assert_int_equal(c[0], c[2]);
    assert_int_equal(c[3], c[4]);
    assert_true(c[3] < c[0]);
    assert_true(c[5] != c[0] && c[5] != c[3]);
}

static void test_cycles_shortest_and_breakers(void **state)
{
    (void)state;
    /* 0-1-2-3-0 with the chord 1-3: the short cycle is 0 1 3; all but 1-3 break both */
    g_autoptr(WfGraph) g =
        MAKE(9, {0, 1}, {1, 2}, {2, 3}, {3, 0}, {1, 3}, {8, 6}, {6, 8}, {6, 6}, {5, 4}, {7, 7});
    g_autoptr(GPtrArray) cycles = wf_graph_cycles(g, NULL);
    assert_int_equal(cycles->len, 3);
    ASSERT_IDS(cycle_at(cycles, 0)->edges, 0, 4, 3);
    ASSERT_IDS(cycle_at(cycles, 0)->breakers, 0, 3);
    ASSERT_IDS(cycle_at(cycles, 0)->members, 0, 1, 2, 3);
    assert_true(cycle_at(cycles, 0)->shortest);
    ASSERT_IDS(cycle_at(cycles, 1)->edges, 7); /* the self-loop beats 6-8-6 and breaks nothing */
    assert_int_equal(cycle_at(cycles, 1)->breakers->len, 0);
    assert_int_equal(cycle_at(cycles, 1)->n_nodes, 2);
    ASSERT_IDS(cycle_at(cycles, 2)->edges, 9);
    ASSERT_IDS(cycle_at(cycles, 2)->breakers, 9);
}

static void test_parallel_edges_break_nothing(void **state)
{
    (void)state;
    g_autoptr(WfGraph) g = MAKE(2, {0, 1}, {1, 0}, {0, 1});
    g_autoptr(GPtrArray) cycles = wf_graph_cycles(g, NULL);
    ASSERT_IDS(cycle_at(cycles, 0)->edges, 0, 1);
    ASSERT_IDS(cycle_at(cycles, 0)->breakers, 1);
}

static void test_cycles_without_some_edges(void **state)
{
    (void)state;
    g_autoptr(WfGraph) g = MAKE(5, {0, 1}, {1, 2}, {2, 0}, {3, 4}, {4, 3});
    const guint8 ok[] = {1, 1, 0, 1, 1};
    g_autoptr(GPtrArray) cycles = wf_graph_cycles(g, ok);
    assert_int_equal(cycles->len, 1);
    ASSERT_IDS(cycle_at(cycles, 0)->edges, 3, 4);
}

static void test_reach_and_between(void **state)
{
    (void)state;
    g_autoptr(WfGraph) g = MAKE(6, {0, 1}, {1, 2}, {2, 3}, {1, 4}, {5, 2});
    guint8 mark[6] = {0};
    assert_int_equal(wf_graph_reach(g, (guint32[]){1}, 1, WF_DOWNSTREAM, 1, mark), 3);
    assert_memory_equal(mark, ((guint8[]){0, 1, 1, 0, 1, 0}), 6);
    guint8 up[6] = {0};
    assert_int_equal(wf_graph_reach(g, (guint32[]){2, 2}, 2, WF_UPSTREAM, G_MAXUINT32, up), 4);
    assert_memory_equal(up, ((guint8[]){1, 1, 1, 0, 0, 1}), 6);
    guint8 near[6] = {0};
    assert_int_equal(wf_graph_reach(g, (guint32[]){3}, 1, WF_BOTHWAYS, 2, near), 4);
    assert_memory_equal(near, ((guint8[]){0, 1, 1, 1, 0, 1}), 6);
    guint8 between[6] = {0}, none[6] = {0}, sets[6] = {0};
    assert_int_equal(wf_graph_between_sets(g, (guint32[]){0}, 1, (guint32[]){3}, 1, between), 4);
    assert_memory_equal(between, ((guint8[]){1, 1, 1, 1, 0, 0}), 6);
    assert_int_equal(wf_graph_between_sets(g, (guint32[]){3}, 1, (guint32[]){0}, 1, none), 0);
    assert_memory_equal(none, ((guint8[]){0, 0, 0, 0, 0, 0}), 6);
    assert_int_equal(wf_graph_between_sets(g, (guint32[]){5, 1}, 2, (guint32[]){2, 4}, 2, sets), 4);
    assert_memory_equal(sets, ((guint8[]){0, 1, 1, 0, 1, 1}), 6);
}

static void test_around_stops_at_hubs(void **state)
{
    (void)state;
    /* 0 -> 1 -> hub 2 -> 3,4,5 ; 6 -> 0 */
    g_autoptr(WfGraph) g = MAKE(7, {0, 1}, {1, 2}, {2, 3}, {2, 4}, {2, 5}, {6, 0});
    guint32 seed = 0, hub = 2;
    g_autoptr(GArray) cut = wf_graph_around(g, &seed, 1, 9, 3, 100);
    ASSERT_IDS(cut, 0, 6, 1, 2);
    g_autoptr(GArray) all = wf_graph_around(g, &seed, 1, 9, 4, 100);
    ASSERT_IDS(all, 0, 6, 1, 2, 3, 4, 5);
    g_autoptr(GArray) one = wf_graph_around(g, &seed, 1, 1, 4, 100);
    ASSERT_IDS(one, 0, 6, 1);
    g_autoptr(GArray) from_hub = wf_graph_around(g, &hub, 1, 1, 0, 4);
    ASSERT_IDS(from_hub, 2, 1, 3, 4); /* the selection itself goes on; input and outputs in turn */
}

static void test_critical(void **state)
{
    (void)state;
    g_autoptr(WfGraph) g = MAKE(6, {0, 1}, {1, 3}, {0, 2}, {2, 3}, {4, 5}, {5, 4}, {3, 4});
    double length;
    g_autoptr(GArray) plain = wf_graph_critical(g, NULL, &length);
    ASSERT_IDS(plain, 0, 1, 3);
    assert_true(length == 3);
    g_autoptr(GArray) heavy = wf_graph_critical(g, (double[]){1, 2, 2.5, 0, 100, 100}, &length);
    ASSERT_IDS(heavy, 0, 2, 3);
    assert_true(length == 3.5);
    g_autoptr(GArray) odd = wf_graph_critical(g, (double[]){0.0 / 0.0, -5, 0, 0, 9, 9}, &length);
    ASSERT_IDS(odd, 0, 1, 3);
    assert_true(length == 0);
}

static void test_redundant(void **state)
{
    (void)state;
    g_autoptr(WfGraph) g = MAKE(5, {0, 1}, {1, 2}, {2, 3}, {0, 3}, {0, 2}, {0, 1}, {0, 4}, {4, 4});
    guint8 redundant[8];
    assert_int_equal(wf_graph_redundant(g, NULL, 1000, redundant), 2);
    assert_memory_equal(redundant, ((guint8[]){0, 0, 0, 1, 1, 0, 0, 0}), 8);
    assert_int_equal(wf_graph_redundant(g, NULL, 1, redundant), 1); /* 0-2 shown, then given up */
    assert_memory_equal(redundant, ((guint8[]){0, 0, 0, 0, 1, 0, 0, 0}), 8);
    const guint8 ask[] = {1, 0, 0, 1, 0, 0, 1, 1};
    assert_int_equal(wf_graph_redundant(g, ask, 1000, redundant), 1);
    assert_memory_equal(redundant, ((guint8[]){0, 0, 0, 1, 0, 0, 0, 0}), 8);
}

static void test_long_chain_and_ring(void **state)
{
    (void)state;
    const guint32 n = 1000000;
    g_autofree guint32 *from = g_new(guint32, n), *to = g_new(guint32, n);
    for (guint32 v = 0; v < n; v++) {
        from[v] = v;
        to[v] = (v + 1) % n;
    }
    g_autoptr(WfGraph) chain = wf_graph_new(n, n - 1, from, to);
    g_autofree guint32 *wave = g_new(guint32, n), *component = g_new(guint32, n);
    assert_int_equal(wf_graph_order(chain, NULL, wave), n);
    assert_int_equal(wave[n - 1], n - 1);
    assert_int_equal(wf_graph_scc(chain, component), n);
    g_autoptr(GArray) path = wf_graph_critical(chain, NULL, NULL);
    assert_int_equal(path->len, n);

    g_autoptr(WfGraph) ring = wf_graph_new(n, n, from, to);
    assert_int_equal(wf_graph_scc(ring, component), 1);
    g_autoptr(GPtrArray) cycles = wf_graph_cycles(ring, NULL);
    assert_int_equal(cycle_at(cycles, 0)->edges->len, n);
    assert_int_equal(cycle_at(cycles, 0)->breakers->len, n);
    assert_true(cycle_at(cycles, 0)->shortest);
}

static void test_wide_fan(void **state)
{
    (void)state;
    /* 100,000 leaves into one node, ten times over: parallel edges, a million of them */
    const guint32 leaves = 100000, m = 1000000;
    g_autofree guint32 *from = g_new(guint32, m), *to = g_new(guint32, m);
    for (guint32 e = 0; e < m; e++) {
        from[e] = e % leaves;
        to[e] = leaves;
    }
    g_autoptr(WfGraph) g = wf_graph_new(leaves + 1, m, from, to);
    g_autofree guint8 *mark = g_new0(guint8, leaves + 1), *redundant = g_new(guint8, m);
    guint32 hub = leaves;
    assert_int_equal(wf_graph_order(g, NULL, NULL), leaves + 1);
    assert_int_equal(wf_graph_reach(g, &hub, 1, WF_UPSTREAM, 1, mark), leaves + 1);
    assert_int_equal(wf_graph_redundant(g, NULL, 1000, redundant), 0);
    g_autoptr(GArray) around = wf_graph_around(g, &hub, 1, 2, 16, 300);
    assert_int_equal(around->len, 300);
}

static void add_edge(GArray *from, GArray *to, guint32 a, guint32 b)
{
    g_array_append_val(from, a);
    g_array_append_val(to, b);
}

enum { LAYERS = 60, WIDTH = 240, FAN = 12, N = LAYERS * WIDTH };

/* Layers joined to the next one and round again: no cycle is shorter than the number of layers, and
 * taking a node away never opens it. Beside it a small cycle. */
static WfGraph *make_giant(void)
{
    g_autoptr(GArray) from = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(GArray) to = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint32 v = 0; v < N; v++) {
        guint32 layer = (v % LAYERS + 1) % LAYERS;
        for (guint32 k = 0; k < FAN; k++)
            add_edge(from, to, v, (v / LAYERS + k) % WIDTH * LAYERS + layer);
    }
    add_edge(from, to, N, N + 1);
    add_edge(from, to, N + 1, N);
    return wf_graph_new(N + 2, from->len, (guint32 *)from->data, (guint32 *)to->data);
}

static void test_giant_component_keeps_the_budget(void **state)
{
    (void)state;
    g_autoptr(WfGraph) g = make_giant();
    WfCycleSearch *search = wf_graph_cycles_start(g, NULL);
    guint steps = 0;
    while (wf_graph_cycles_step(search))
        steps++;
    assert_true(steps > 50); /* none of them takes long */
    g_autoptr(GPtrArray) cycles = wf_graph_cycles_end(search);
    assert_int_equal(cycles->len, 2);
    assert_int_equal(cycle_at(cycles, 0)->edges->len, LAYERS);
    assert_int_equal(cycle_at(cycles, 0)->breakers->len, 0);
    assert_false(cycle_at(cycles, 0)->shortest); /* it is, but nobody proved it */
    assert_true(cycle_at(cycles, 1)->shortest);
}

static void test_a_search_that_is_left_has_what_it_found(void **state)
{
    (void)state;
    g_autoptr(WfGraph) g = make_giant();
    WfCycleSearch *search = wf_graph_cycles_start(g, NULL);
    assert_true(wf_graph_cycles_step(search)); /* the small one, and the beginning of the other */
    g_autoptr(GPtrArray) cycles = wf_graph_cycles_end(search);
    assert_int_equal(cycles->len, 1);
    assert_int_equal(cycle_at(cycles, 0)->edges->len, 2);
}

static void test_nodes_on_cycles(void **state)
{
    (void)state;
    g_autoptr(WfGraph) g = MAKE(6, {0, 1}, {1, 2}, {2, 1}, {2, 3}, {4, 4}, {5, 0}, {3, 5});
    guint8 ok[] = {1, 1, 1, 1, 1, 1, 0}, all[6] = {0}, some[6] = {0};
    wf_graph_on_cycles(g, NULL, all);
    assert_memory_equal(all, ((guint8[]){1, 1, 1, 1, 1, 1}), sizeof all);
    wf_graph_on_cycles(g, ok, some);
    assert_memory_equal(some, ((guint8[]){0, 1, 1, 0, 1, 0}), sizeof some);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_keep_edge_order),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_order_by_wave_then_id),
        cmocka_unit_test(test_order_with_a_cycle),
        cmocka_unit_test(test_scc_is_reverse_topological),
        cmocka_unit_test(test_cycles_shortest_and_breakers),
        cmocka_unit_test(test_parallel_edges_break_nothing),
        cmocka_unit_test(test_cycles_without_some_edges),
        cmocka_unit_test(test_reach_and_between),
        cmocka_unit_test(test_around_stops_at_hubs),
        cmocka_unit_test(test_critical),
        cmocka_unit_test(test_redundant),
        cmocka_unit_test(test_long_chain_and_ring),
        cmocka_unit_test(test_wide_fan),
        cmocka_unit_test(test_giant_component_keeps_the_budget),
        cmocka_unit_test(test_a_search_that_is_left_has_what_it_found),
        cmocka_unit_test(test_nodes_on_cycles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
