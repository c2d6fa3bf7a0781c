/* The solver against the independent judge, on problems made from seeds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include <weft/place.h>

static WfDatacenter *make_dc(GRand *r, guint rooms, guint racks, guint hosts, bool links)
{
    g_autoptr(WfDcBuilder) b = wf_dc_builder_new("dc", "dc.yaml");
    g_autoptr(WfFindings) f = wf_findings_new();
    guint32 room = wf_dc_builder_level(b, "room", WF_DC_NONE);
    guint32 rack = wf_dc_builder_level(b, "rack", room);
    guint32 host = wf_dc_builder_level(b, "host", rack);
    for (guint i = 0; i < rooms; i++) {
        g_autofree char *name = g_strdup_printf("room%u", i);
        guint32 v = wf_dc_builder_add(b, 0, name, room, NULL);
        if (i == 1)
            wf_dc_builder_zone(b, v, "az1");
        for (guint k = 0; k < racks; k++) {
            g_autofree char *rname = g_strdup_printf("r%u-%u", i, k);
            guint32 w = wf_dc_builder_add(b, v, rname, rack, NULL);
            if (links)
                wf_dc_builder_link(b, w, g_rand_int_range(r, 0, 20) * 100, 0);
            for (guint n = 0; n < hosts; n++) {
                g_autofree char *hname = g_strdup_printf("h%u-%u-%u", i, k, n);
                guint32 x = wf_dc_builder_add(b, w, hname, host, NULL);
                gint64 cpus = g_rand_int_range(r, 4, 9);
                bool busy = g_rand_int_range(r, 0, 4) == 0;
                wf_dc_builder_amount(b, x, "vcpus", cpus, busy ? 2 : 0);
                wf_dc_builder_amount(b, x, "ram", cpus * 4, busy ? 4 : 0);
                wf_dc_builder_amount(b, x, "storage", 10, 0);
                if (links)
                    wf_dc_builder_link(b, x, g_rand_int_range(r, 1, 20) * 100, 0);
                if (g_rand_int_range(r, 0, 2))
                    wf_dc_builder_property(b, x, "ssd", "true");
                if (g_rand_int_range(r, 0, 12) == 0)
                    wf_dc_builder_disable(b, x, "maintenance");
            }
        }
    }
    WfDatacenter *dc = wf_dc_builder_end(b, f);
    assert_non_null(dc);
    return dc;
}

static void random_policy(GRand *r, WfPlaceProblem *p, guint n_groups)
{
    WfPlacePolicy policy = {.type = g_rand_int_range(r, 0, WF_N_POLICY_TYPES),
                            .group = g_rand_int_range(r, 0, n_groups),
                            .other = WF_PLACE_NONE,
                            .level = g_rand_int_range(r, 0, 4),
                            .max_skew = 1,
                            .mbps = g_rand_int_range(r, 1, 100)};
    bool single = policy.type == WF_POLICY_SPREAD || policy.type == WF_POLICY_EXCLUSIVE ||
                  policy.type == WF_POLICY_PROPERTY;
    if (policy.level == 3)
        policy.level = WF_PLACE_LEVEL_LEAF;
    if (!single && g_rand_int_range(r, 0, 3) == 0) {
        policy.other = g_rand_int_range(r, 0, n_groups);
        if (policy.other == policy.group)
            policy.other = WF_PLACE_NONE;
    }
    if (g_rand_int_range(r, 0, 2))
        policy.weight = g_rand_int_range(r, 1, 10) * 1000;
    g_autoptr(GPtrArray) require = g_ptr_array_new();
    WfPlaceRequire ssd = {(char *)"ssd", (char *)"true"};
    g_ptr_array_add(require, &ssd);
    if (policy.type == WF_POLICY_PROPERTY)
        policy.require = require;
    wf_place_add_policy(p, &policy);
}

static WfPlaceProblem *make_problem(GRand *r, WfDatacenter *dc, guint n, guint n_policies)
{
    WfPlaceProblem *p = wf_place_problem_new(dc);
    guint n_groups = 3;
    for (guint g = 0; g < n_groups; g++) {
        g_autofree char *name = g_strdup_printf("g%u", g);
        wf_place_add_group(p, name, NULL, NULL);
    }
    guint32 server = WF_PLACE_NONE;
    p->present_in_used = g_rand_int_range(r, 0, 2);
    for (guint i = 0; i < n; i++) {
        g_autofree char *name = g_strdup_printf("i%u", i);
        bool volume = server != WF_PLACE_NONE && g_rand_int_range(r, 0, 5) == 0;
        guint32 item =
            wf_place_add_item(p, volume ? WF_PLACE_VOLUME : WF_PLACE_SERVER, name, NULL, NULL);
        if (volume) {
            wf_place_need(p, item, "storage", g_rand_int_range(r, 1, 6));
            wf_place_attach(p, server, item);
        } else {
            guint size = g_rand_int_range(r, 1, 4);
            wf_place_need(p, item, "vcpus", size);
            wf_place_need(p, item, "ram", size * 2);
            server = item;
        }
        if (g_rand_int_range(r, 0, 3))
            wf_place_group_add(p, g_rand_int_range(r, 0, n_groups), item);
        if (g_rand_int_range(r, 0, 15) == 0)
            wf_place_pin(p, item, "az1");
        if (g_rand_int_range(r, 0, 4) == 0)
            wf_place_present(p, item, g_rand_int_range(r, 0, dc->n_hosts));
        if (i && g_rand_int_range(r, 0, 2) == 0)
            wf_place_flow(p, item, g_rand_int_range(r, 0, i), g_rand_int_range(r, 1, 50),
                          g_rand_int_range(r, 0, 2));
    }
    for (guint k = 0; k < n_policies; k++)
        random_policy(r, p, n_groups);
    return p;
}

/* All placements, one after the other: the truth for very small problems. */
static bool enumerate(const WfPlaceProblem *p, WfPlaceCost *ret_best)
{
    guint n = p->items->len, h = p->dc->n_hosts;
    g_autofree guint32 *hosts = g_new0(guint32, n);
    bool any = false;
    for (;;) {
        WfPlaceCost cost;
        if (wf_place_verify(p, hosts, NULL, &cost) &&
            (!any || wf_place_cost_compare(&cost, ret_best) < 0)) {
            any = true;
            *ret_best = cost;
        }
        guint i = 0;
        while (i < n && ++hosts[i] == h)
            hosts[i++] = 0;
        if (i == n)
            return any;
    }
}

static void assert_honest(const WfPlaceProblem *p, const WfPlaceAnswer *a, guint seed)
{
    g_autoptr(GString) why = g_string_new(NULL);
    WfPlaceCost cost;
    if (a->status != WF_PLACED && a->status != WF_PLACED_OPTIMAL)
        return;
    if (!wf_place_verify(p, a->hosts, why, &cost))
        fail_msg("seed %u breaks hard policies:\n%s", seed, why->str);
    for (guint l = 0; l < WF_N_COSTS; l++)
        if (cost.at[l] != a->cost.at[l])
            fail_msg("seed %u: %s is %ld, the judge says %ld", seed, wf_place_cost_name(l),
                     (long)a->cost.at[l], (long)cost.at[l]);
    for (guint l = 0; l < WF_N_COSTS; l++) {
        if (a->bound.at[l] > a->cost.at[l])
            fail_msg("seed %u: bound of %s is above the cost", seed, wf_place_cost_name(l));
        if (a->bound.at[l] < a->cost.at[l])
            break;
    }
}

static void test_small_ones_are_optimal(void **state)
{
    (void)state;
    guint placed = 0, none = 0;
    for (guint n = 0; n <= 250; n++) {
        guint seed = n < 250 ? n : 747; /* only the exact search finds the first placement */
        g_autoptr(GRand) r = g_rand_new_with_seed(seed);
        g_autoptr(WfDatacenter) dc = make_dc(r, 2, 1, 2, seed % 2);
        g_autoptr(WfPlaceProblem) p = make_problem(r, dc, 5, seed % 5);
        g_autoptr(WfFindings) f = wf_findings_new();
        wf_place_check(p, f); /* what it finds is not of interest here */
        WfPlaceCost best;
        bool possible = enumerate(p, &best);
        g_autoptr(WfFindings) why = wf_findings_new();
        g_autoptr(WfPlaceAnswer) a = wf_place_solve(p, &(WfPlaceOptions){.seed = seed}, why);
        assert_honest(p, a, seed);
        if (!possible) {
            if (a->status != WF_PLACED_INFEASIBLE || wf_findings_n(why) == 0)
                fail_msg("seed %u: impossible, but status is %d", seed, a->status);
            none++;
            continue;
        }
        if (a->status != WF_PLACED_OPTIMAL)
            fail_msg("seed %u: status %d", seed, a->status);
        for (guint l = 0; l < WF_COST_BALANCE; l++)
            if (best.at[l] != a->cost.at[l])
                fail_msg("seed %u: %s is %ld, %ld is possible", seed, wf_place_cost_name(l),
                         (long)a->cost.at[l], (long)best.at[l]);
        placed++;
    }
    assert_true(placed > 150 && none > 10);
}

static void test_larger_ones_are_honest(void **state)
{
    (void)state;
    guint placed = 0;
    for (guint seed = 1000; seed < 1030; seed++) {
        g_autoptr(GRand) r = g_rand_new_with_seed(seed);
        g_autoptr(WfDatacenter) dc = make_dc(r, 2, 3, 8, seed % 2);
        g_autoptr(WfPlaceProblem) p = make_problem(r, dc, 40, seed % 6);
        g_autoptr(WfFindings) f = wf_findings_new();
        wf_place_check(p, f);
        g_autoptr(WfPlaceAnswer) a =
            wf_place_solve(p, &(WfPlaceOptions){.seed = seed, .effort = 0.05}, f);
        assert_honest(p, a, seed);
        placed += a->status == WF_PLACED || a->status == WF_PLACED_OPTIMAL;
    }
    assert_true(placed > 5);
}

static void test_same_seed_same_answer(void **state)
{
    (void)state;
    g_autoptr(GRand) r = g_rand_new_with_seed(7);
    g_autoptr(WfDatacenter) dc = make_dc(r, 2, 3, 5, true);
    g_autoptr(WfPlaceProblem) p = make_problem(r, dc, 25, 0);
    g_autoptr(WfFindings) f = wf_findings_new();
    assert_true(wf_place_check(p, f));
    WfPlaceOptions options = {.seed = 3, .effort = 0.05};
    g_autoptr(WfPlaceAnswer) a = wf_place_solve(p, &options, f);
    g_autoptr(WfPlaceAnswer) b = wf_place_solve(p, &options, f);
    assert_int_equal(a->status, b->status);
    assert_memory_equal(a->hosts, b->hosts, a->n * sizeof(guint32));
    assert_int_equal(a->steps, b->steps);
}

/* "Whatever it is" and "an asterisk" are two things to ask for. */
static void requirements_are_told_apart(void **state)
{
    (void)state;
    g_autoptr(WfDcBuilder) b = wf_dc_builder_new("dc", "dc.yaml");
    g_autoptr(WfFindings) f = wf_findings_new();
    guint32 level = wf_dc_builder_level(b, "host", WF_DC_NONE);
    for (guint i = 0; i < 2; i++) {
        guint32 host = wf_dc_builder_add(b, 0, i ? "star" : "plain", level, NULL);
        wf_dc_builder_amount(b, host, "vcpus", i ? 2 : 9, 0);
        wf_dc_builder_property(b, host, "gpu", i ? "*" : "a");
    }
    g_autoptr(WfDatacenter) dc = wf_dc_builder_end(b, f);
    assert_non_null(dc);
    g_autoptr(WfPlaceProblem) p = wf_place_problem_new(dc);
    for (guint i = 0; i < 2; i++) {
        guint32 item = wf_place_add_item(p, WF_PLACE_SERVER, i ? "exact" : "any", NULL, NULL);
        wf_place_need(p, item, "vcpus", 2);
        wf_place_require(p, item, "gpu", i ? "*" : NULL);
    }
    WfPlaceOptions options = {.seed = 1};
    g_autoptr(WfPlaceAnswer) a = wf_place_solve(p, &options, f);
    assert_honest(p, a, 1);
    assert_string_equal(wf_dc_host_name(dc, a->hosts[1]), "star");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requirements_are_told_apart),
        cmocka_unit_test(test_small_ones_are_optimal),
        cmocka_unit_test(test_larger_ones_are_honest),
        cmocka_unit_test(test_same_seed_same_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
