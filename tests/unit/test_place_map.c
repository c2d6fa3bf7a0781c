/* What the datacenter screen shows: rows, sums, and who violates a preference. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include <weft/placemap.h>

static const char yaml[] =
    "datacenter: east\n"
    "levels: [room, rack, host]\n"
    "kinds: {h: {level: host, capacity: {vcpus: 8, ram: 1000}}}\n"
    "tree:\n"
    "  north:\n"
    "    children:\n"
    "      n1: {children: {n1-a: {kind: h, used: {vcpus: 2}}, n1-b: {kind: h}}}\n"
    "      n2: {children: {n2-a: {kind: h}}}\n"
    "  south:\n"
    "    children:\n"
    "      s1: {children: {s1-a: {kind: h}}}\n";

typedef struct {
    WfPlaceProblem *p;
    WfPlaceAnswer answer;
    guint32 hosts[4];
    gint64 violated[2];
    WfPlaceMap *map;
} World;

static guint32 add_group(WfPlaceProblem *p, const char *name, guint32 first, guint32 n)
{
    guint32 group = wf_place_add_group(p, name, "m.yaml", &(WfSpan){1, 1, 1});
    for (guint32 i = first; i < first + n; i++)
        wf_place_group_add(p, group, i);
    return group;
}

/* web_1 and web_2 in rack n1, db far away; the volume has no place. */
static void setup(World *w)
{
    static const char *const names[] = {"web_1", "web_2", "db", "disk"};
    static const char *const at[] = {"n1-a", "n1-b", "s1-a", NULL};
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(GBytes) bytes = g_bytes_new_static(yaml, strlen(yaml));
    g_autoptr(WfDatacenter) dc = wf_dc_parse("east.yaml", bytes, f);
    assert_non_null(dc);
    *w = (World){.p = wf_place_problem_new(dc)};
    for (guint32 i = 0; i < 4; i++) {
        wf_place_add_item(w->p, i == 3 ? WF_PLACE_VOLUME : WF_PLACE_SERVER, names[i], "m.yaml",
                          &(WfSpan){i + 1, 1, 1});
        if (i < 3)
            wf_place_need(w->p, i, "vcpus", 3);
        w->hosts[i] = at[i] ? wf_dc_host(dc, at[i]) : WF_PLACE_NONE;
    }
    guint32 web = add_group(w->p, "web", 0, 2), data = add_group(w->p, "data", 2, 1);
    guint32 all = add_group(w->p, "all", 0, 0);
    wf_place_group_nest(w->p, all, web);
    wf_place_group_nest(w->p, all, data);
    WfPlacePolicy apart = {.type = WF_POLICY_ANTI_COLLOCATION,
                           .group = web,
                           .other = WF_PLACE_NONE,
                           .level = wf_dc_level(dc, "rack"),
                           .weight = 2000,
                           .path = (char *)"m.yaml"};
    WfPlacePolicy near = apart;
    near.type = WF_POLICY_COLLOCATION;
    near.group = all;
    near.level = wf_dc_level(dc, "room");
    wf_place_add_policy(w->p, &apart);
    wf_place_add_policy(w->p, &near);
    assert_true(wf_place_check(w->p, f));
    w->answer = (WfPlaceAnswer){.status = WF_PLACED, .n = 4, .hosts = w->hosts};
    wf_place_violations(w->p, w->hosts, w->violated);
    w->map = wf_place_map_new(w->p, &w->answer, w->violated);
}

static void teardown(World *w)
{
    wf_place_map_free(w->map);
    wf_place_problem_free(w->p);
}

/* The unfolded tree, a line for each row. */
static char *rows(const World *w, bool empty)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(WfSpot));
    g_array_append_val(stack, WF_SPOT_ROOT);
    while (stack->len) {
        WfSpot spot = g_array_index(stack, WfSpot, stack->len - 1);
        g_autoptr(GArray) below = g_array_new(FALSE, FALSE, sizeof(WfSpot));
        g_array_set_size(stack, stack->len - 1);
        if (spot.kind == WF_SPOT_ITEM)
            g_string_append_printf(out, "+%s%s ",
                                   ((WfPlaceItem *)w->p->items->pdata[spot.id])->name,
                                   wf_place_map_is_amiss(w->map, spot.id) ? "!" : "");
        else
            g_string_append_printf(out, "%s(%u) ", w->p->dc->vertices[spot.id].name,
                                   wf_place_map_n_items(w->map, spot.id));
        wf_place_map_children(w->map, spot, empty, below);
        for (guint i = below->len; i-- > 0;)
            g_array_append_val(stack, g_array_index(below, WfSpot, i));
    }
    return g_string_free(out, FALSE);
}

static void test_rows(void **state)
{
    World w;
    setup(&w);
    g_autofree char *all = rows(&w, true), *few = rows(&w, false);
    assert_string_equal(all, "east(3) north(2) n1(2) n1-a(1) +web_1! n1-b(1) +web_2! n2(0) "
                             "n2-a(0) south(1) s1(1) s1-a(1) +db! +disk ");
    assert_string_equal(few, "east(3) north(2) n1(2) n1-a(1) +web_1! n1-b(1) +web_2! south(1) "
                             "s1(1) s1-a(1) +db! +disk ");
    assert_int_equal(wf_place_map_n_open(w.map), 3);
    assert_int_equal(wf_place_map_n_amiss(w.map, 1), 2);
    teardown(&w);
}

static void test_sums(void **state)
{
    World w;
    setup(&w);
    guint32 vcpus = wf_dc_resource(w.p->dc, "vcpus");
    assert_int_equal(wf_place_map_capacity(w.map, 0, vcpus), 32);
    assert_int_equal(wf_place_map_used(w.map, 0, vcpus), 2 + 9); /* others, and ours */
    assert_int_equal(wf_place_map_used(w.map, 1, vcpus), 2 + 6);
    teardown(&w);
}

/* Present items that `used` counts already are not counted twice. */
static void test_present_counts_once(void **state)
{
    World w;
    setup(&w);
    guint32 vcpus = wf_dc_resource(w.p->dc, "vcpus");
    wf_place_present(w.p, 1, wf_dc_host(w.p->dc, "n1-a"));
    w.p->present_in_used = true;
    g_autoptr(WfPlaceMap) map = wf_place_map_new(w.p, &w.answer, NULL);
    assert_int_equal(wf_place_map_used(map, 0, vcpus), 2 - 3 + 9);
    assert_false(wf_place_map_is_amiss(map, 0));
    teardown(&w);
}

static void test_violations_by_policy(void **state)
{
    World w;
    setup(&w);
    assert_int_equal(w.violated[0], 1);
    assert_int_equal(w.violated[1], 1);
    w.hosts[1] = wf_dc_host(w.p->dc, "n2-a");
    wf_place_violations(w.p, w.hosts, w.violated);
    assert_int_equal(w.violated[0], 0);
    assert_int_equal(w.violated[1], 1);
    g_autoptr(WfPlaceMap) map = wf_place_map_new(w.p, &w.answer, w.violated);
    assert_false(wf_place_map_is_amiss(map, 0)); /* most of them are there */
    assert_true(wf_place_map_is_amiss(map, 2));
    teardown(&w);
}

static void test_groups(void **state)
{
    World w;
    setup(&w);
    bool mates[4] = {false};
    g_autoptr(GArray) groups = wf_place_map_groups(w.map, 0);
    g_autoptr(GArray) policies = wf_place_map_policies(w.map, 2);
    wf_place_map_mates(w.map, 0, mates);
    assert_true(!mates[0] && mates[1] && !mates[2] && !mates[3]);
    assert_int_equal(groups->len, 2);
    assert_int_equal(g_array_index(groups, guint32, 0), wf_place_group(w.p, "web"));
    assert_int_equal(policies->len, 1);
    assert_int_equal(g_array_index(policies, guint32, 0), 1);
    teardown(&w);
}

static void test_words(void **state)
{
    World w;
    setup(&w);
    const WfDatacenter *dc = w.p->dc;
    static const char *const to[] = {"n1-a", "n1-b", "n2-a", "s1-a"};
    static const char *const words[] = {"same host", "same rack", "same room", "other room"};
    for (guint i = 0; i < G_N_ELEMENTS(to); i++) {
        g_autofree char *text = wf_dc_nearness(dc, wf_dc_host(dc, "n1-a"), wf_dc_host(dc, to[i]));
        assert_string_equal(text, words[i]);
    }
    g_autofree char *around = wf_dc_place_words(dc, wf_dc_host(dc, "n2-a"));
    assert_string_equal(around, "rack n2, room north");
    teardown(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),   cmocka_unit_test(test_sums),
        cmocka_unit_test(test_groups), cmocka_unit_test(test_violations_by_policy),
        cmocka_unit_test(test_words),  cmocka_unit_test(test_present_counts_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
