/* Plans over random pairs of models: what is listed, in which order, and that nothing is listed
 * twice or left out. The models are written as text, so the whole way through the loader is taken.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <weft/plan.h>

#include "../../src/plan/plan_priv.h"

enum { MAX = 40 };

/* A component as the test knows it. */
typedef struct {
    bool there;
    int vm, recipe, literal;
    bool data[MAX], order[MAX]; /* only from smaller numbers: always a DAG */
} Thing;

typedef struct {
    int n, n_vms, flavor[4];
    Thing things[MAX];
} World;

static World random_world(GRand *r)
{
    World w = {.n = g_rand_int_range(r, 1, MAX), .n_vms = g_rand_int_range(r, 1, 5)};

    for (int i = 0; i < w.n; i++) {
        Thing *t = &w.things[i];
        t->there = g_rand_int_range(r, 0, 10) > 0;
        t->vm = g_rand_int_range(r, 0, w.n_vms);
        t->recipe = g_rand_int_range(r, 0, 3);
        t->literal = g_rand_int_range(r, 0, 3);
        for (int k = 0; k < i; k++) {
            t->data[k] = w.things[k].there && g_rand_int_range(r, 0, 8) == 0;
            t->order[k] = w.things[k].there && g_rand_int_range(r, 0, 10) == 0;
        }
    }
    return w;
}

static void drop_reads(World *w, int gone)
{
    for (int i = 0; i < w->n; i++)
        w->things[i].data[gone] = w->things[i].order[gone] = false;
}

static World changed_world(GRand *r, World w)
{
    for (int changes = g_rand_int_range(r, 0, 6); changes > 0; changes--) {
        int i = g_rand_int_range(r, 0, w.n);
        Thing *t = &w.things[i];
        switch (g_rand_int_range(r, 0, 6)) {
        case 0:
            t->recipe++;
            break;
        case 1:
            t->literal++;
            break;
        case 2:
            t->there = !t->there;
            if (!t->there)
                drop_reads(&w, i);
            break;
        case 3:
            t->vm = g_rand_int_range(r, 0, w.n_vms);
            break;
        case 4:
            w.flavor[t->vm]++;
            break;
        default:
            if (i && w.things[i - 1].there)
                t->order[i - 1] = !t->order[i - 1];
        }
    }
    return w;
}

static WfModel *load(const World *w)
{
    g_autoptr(GString) text = g_string_new("heat_template_version: 2018-08-31\nresources:\n");
    g_autoptr(WfFindings) findings = wf_findings_new();

    for (int v = 0; v < w->n_vms; v++)
        g_string_append_printf(
            text, "  vm%d: {type: OS::Nova::Server, properties: {image: i, flavor: f%d}}\n", v,
            w->flavor[v]);
    g_string_append(text, "components:\n");
    for (int i = 0; i < w->n; i++) {
        const Thing *t = &w->things[i];
        if (!t->there)
            continue;
        g_string_append_printf(
            text,
            "  c%d:\n    server: vm%d\n    config: \"#!/bin/sh\\necho %d\\n\"\n    outputs: [v]\n"
            "    inputs:\n      literal: %d\n",
            i, t->vm, t->recipe, t->literal);
        for (int k = 0; k < i; k++)
            if (t->data[k])
                g_string_append_printf(text, "      in%d: {get_attr: [c%d, v]}\n", k, k);
        g_string_append(text, "    depends_on: [");
        const char *comma = "";
        for (int k = 0; k < i; k++) {
            if (!t->order[k])
                continue;
            g_string_append_printf(text, "%sc%d", comma, k);
            comma = ", ";
        }
        g_string_append(text, "]\n");
    }
    g_autoptr(GBytes) bytes = g_bytes_new(text->str, text->len);
    WfModel *m =
        wf_model_load(&(WfModelOptions){.path = "random.yaml", .bytes = bytes}, findings, NULL);
    assert_non_null(m);
    if (wf_findings_failed(findings))
        print_error("%s\n%s\n", wf_findings_get(findings, 0)->message, text->str);
    assert_false(wf_findings_failed(findings));
    return m;
}

static bool same_thing(const Thing *a, const Thing *b)
{
    return a->vm == b->vm && a->recipe == b->recipe && a->literal == b->literal &&
           memcmp(a->data, b->data, sizeof a->data) == 0 &&
           memcmp(a->order, b->order, sizeof a->order) == 0;
}

static int number_of(const char *name)
{
    return (int)g_ascii_strtoll(name + 1, NULL, 10);
}

/* The plan, by component of the test: its item or NULL. */
static void by_number(const WfPlan *plan, const WfPlanItem *of[MAX])
{
    memset(of, 0, MAX * sizeof *of);
    for (guint i = 0; i < wf_plan_n_items(plan); i++) {
        const WfPlanItem *item = wf_plan_item(plan, i);
        if (item->kind != WF_PLAN_COMPONENT)
            continue;
        assert_null(of[number_of(item->name)]); /* never twice */
        of[number_of(item->name)] = item;
    }
}

static bool works(const WfPlanItem *item)
{
    return item && item->action != WF_PLAN_WAIT && item->action != WF_PLAN_DELETE;
}

/* Does a value reach @to from something that works? */
static bool value_may_change(const World *w, const WfPlanItem *const of[MAX], int to)
{
    for (int k = 0; k < to; k++)
        if (w->things[to].data[k] && works(of[k]))
            return true;
    return false;
}

static void check_actions(const World *old, const World *new, const WfPlanItem *const of[MAX])
{
    for (int i = 0; i < new->n; i++) {
        const Thing *a = &old->things[i], *b = &new->things[i];
        WfPlanAction action = of[i] ? of[i]->action : WF_PLAN_NONE;
        if (!b->there) {
            assert_int_equal(action, a->there ? WF_PLAN_DELETE : WF_PLAN_NONE);
        } else if (!a->there) {
            assert_int_equal(action, WF_PLAN_CREATE);
        } else if (a->vm != b->vm) {
            assert_int_equal(action, WF_PLAN_RECREATE);
        } else if (!same_thing(a, b)) {
            assert_int_equal(action, WF_PLAN_UPDATE);
        } else if (value_may_change(new, of, i)) {
            assert_int_equal(action, WF_PLAN_MAYBE);
        } else {
            assert_true(action == WF_PLAN_NONE || action == WF_PLAN_WAIT);
        }
    }
}

static void check_order(const World *old, const World *new, const WfPlanItem *const of[MAX])
{
    for (int to = 0; to < new->n; to++) {
        for (int from = 0; from < to; from++) {
            bool now = new->things[to].data[from] || new->things[to].order[from];
            bool before = old->things[to].there &&
                          (old->things[to].data[from] || old->things[to].order[from]);
            if (new->things[to].there && now &&works(of[from]) && of[to])
                assert_true(of[from]->wave < of[to]->wave);
            /* A deletion comes after all that read it has moved on. */
            if (before && of[from] && of[from]->action == WF_PLAN_DELETE && of[to] &&
                of[to]->action != WF_PLAN_WAIT)
                assert_true(of[to]->wave < of[from]->wave);
        }
    }
}

/* Components as they run, then deletions as they happen. */
static void check_listing(const WfPlan *plan)
{
    guint32 last = 0;
    bool deleting = false;

    for (guint i = 0; i < wf_plan_n_items(plan); i++) {
        const WfPlanItem *item = wf_plan_item(plan, i);
        if (item->kind != WF_PLAN_COMPONENT)
            continue;
        if (item->action == WF_PLAN_DELETE && !deleting) {
            deleting = true;
            last = 0;
        }
        assert_int_equal(item->action == WF_PLAN_DELETE, deleting);
        assert_true(item->wave >= last);
        last = item->wave;
    }
}

/* Of what may run again, each value that may change is named, and no reason twice. */
static void check_reasons(const WfPlan *plan, const World *w, const WfPlanItem *const of[MAX])
{
    for (guint i = 0; i < wf_plan_n_items(plan); i++) {
        const WfPlanItem *item = wf_plan_item(plan, i);
        g_autoptr(GPtrArray) reasons = wf_plan_reasons(plan, i);
        g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
        for (guint k = 0; k < reasons->len; k++)
            assert_true(g_hash_table_add(told, reasons->pdata[k]));
        if (item->action != WF_PLAN_MAYBE)
            continue;
        const Thing *t = &w->things[number_of(item->name)];
        for (int k = 0; k < w->n; k++) {
            g_autofree char *words = g_strdup_printf("upstream c%d.v may change", k);
            if (t->data[k] && of[k] && of[k]->action != WF_PLAN_WAIT)
                assert_true(g_hash_table_contains(told, words));
        }
    }
}

static void random_pairs(void **state)
{
    (void)state;
    for (guint32 seed = 0; seed < 400; seed++) {
        g_autoptr(GRand) r = g_rand_new_with_seed(seed);
        World a = random_world(r), b = changed_world(r, a);
        g_autoptr(WfModel) old = load(&a);
        g_autoptr(WfModel) new = load(&b);
        g_autoptr(WfPlan) plan = wf_plan_new(old, new, NULL);
        const WfPlanItem *of[MAX];
        by_number(plan, of);
        check_actions(&a, &b, of);
        check_order(&a, &b, of);
        check_reasons(plan, &b, of);
        check_listing(plan);
    }
}

static void same_model_needs_nothing(void **state)
{
    (void)state;
    for (guint32 seed = 0; seed < 50; seed++) {
        g_autoptr(GRand) r = g_rand_new_with_seed(seed);
        World a = random_world(r);
        g_autoptr(WfModel) old = load(&a);
        g_autoptr(WfModel) new = load(&a);
        g_autoptr(WfPlan) plan = wf_plan_new(old, new, NULL);
        assert_true(wf_plan_is_empty(plan));
        assert_int_equal(wf_plan_n_items(plan), 0);
        assert_true(wf_digest_equal(wf_plan_model_digest(old), wf_plan_model_digest(new)));
    }
}

static void create_and_delete_have_an_empty_side(void **state)
{
    (void)state;
    g_autoptr(GRand) r = g_rand_new_with_seed(7);
    World w = random_world(r);
    g_autoptr(WfModel) m = load(&w);
    g_autoptr(WfPlan) create = wf_plan_new(NULL, m, NULL);
    g_autoptr(WfPlan) remove = wf_plan_new(m, NULL, NULL);

    assert_int_equal(wf_plan_summary(create).create, wf_model_n_components(m));
    assert_int_equal(wf_plan_summary(remove).remove, wf_model_n_components(m));
    assert_int_equal(wf_plan_summary(create).waves, wf_plan_summary(remove).waves);
    check_listing(create);
    check_listing(remove);
}

static void print_twice_the_same(void **state)
{
    (void)state;
    g_autoptr(GRand) r = g_rand_new_with_seed(11);
    World a = random_world(r), b = changed_world(r, a);
    char *text[2];

    for (int i = 0; i < 2; i++) {
        g_autoptr(WfModel) old = load(&a);
        g_autoptr(WfModel) new = load(&b);
        g_autoptr(WfPlan) plan = wf_plan_new(old, new, NULL);
        json_auto_t *json = wf_plan_to_json(plan);
        text[i] = json_dumps(json, 0);
    }
    assert_string_equal(text[0], text[1]);
    free(text[0]);
    free(text[1]);
}

static WfModel *load_text(const char *text)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    WfModel *m =
        wf_model_load(&(WfModelOptions){.path = "text.yaml", .bytes = bytes}, findings, NULL);

    assert_non_null(m);
    return m;
}

/* That all actions of the new one run one config says nothing of the old one's. */
static void a_recipe_of_one_action_is_compared(void **state)
{
    (void)state;
    static const char one[] =
        "heat_template_version: 2018-08-31\n"
        "resources:\n  vm: {type: OS::Nova::Server, properties: {image: i, flavor: f}}\n"
        "components:\n  a: {server: vm, config: 'true', actions: {UPDATE: 'false'}}\n";
    g_autofree char *all = g_strndup(one, (gsize)(strstr(one, ", actions") - one));
    g_autofree char *closed = g_strconcat(all, "}\n", NULL);
    const char *const texts[] = {one, closed};
    for (guint i = 0; i < 4; i++) {
        g_autoptr(WfModel) old = load_text(texts[i / 2]), new = load_text(texts[i % 2]);
        g_autoptr(WfPlan) plan = wf_plan_new(old, new, NULL);
        assert_int_equal(wf_plan_summary(plan).update, i / 2 != i % 2);
    }
}

static void cycles_make_no_plan(void **state)
{
    (void)state;
    static const char text[] =
        "heat_template_version: 2018-08-31\n"
        "resources:\n  vm: {type: OS::Nova::Server, properties: {image: i, flavor: f}}\n"
        "components:\n"
        "  a: {server: vm, config: '#!', depends_on: [b]}\n"
        "  b: {server: vm, config: '#!', depends_on: [a]}\n";
    g_autoptr(WfModel) m = load_text(text);
    g_autoptr(GError) error = NULL;

    assert_null(wf_plan_new(NULL, m, &error));
    assert_non_null(error);
}

/* What Heat does to a resource whose property changes. */
static void policies_decide_what_an_update_does(void **state)
{
    static const struct {
        const char *type, *property, *policy, *says;
        WfChange change;
    } rows[] = {
        {"OS::Nova::Server", "image", NULL, NULL, WF_CHANGE_REBUILD},
        {"OS::Nova::Server", "image", "image_update_policy", "REBUILD", WF_CHANGE_REBUILD},
        {"OS::Nova::Server", "image", "image_update_policy", "REPLACE", WF_CHANGE_REPLACE},
        {"OS::Nova::Server", "image", "flavor_update_policy", "REPLACE", WF_CHANGE_REBUILD},
        {"OS::Nova::Server", "flavor", NULL, NULL, WF_CHANGE_IN_PLACE},
        {"OS::Nova::Server", "flavor", "flavor_update_policy", "RESIZE", WF_CHANGE_IN_PLACE},
        {"OS::Nova::Server", "flavor", "flavor_update_policy", "REPLACE", WF_CHANGE_REPLACE},
        {"OS::Nova::Server", "user_data", NULL, NULL, WF_CHANGE_REPLACE},
        {"OS::Nova::Server", "user_data", "user_data_update_policy", "IGNORE", WF_CHANGE_IN_PLACE},
        {"OS::Nova::Server", "user_data", "user_data_update_policy", "REBUILD", WF_CHANGE_REBUILD},
        {"OS::Nova::Server", "user_data", "user_data_update_policy", "REPLACE", WF_CHANGE_REPLACE},
        {"OS::Nova::Server", "metadata", NULL, NULL, WF_CHANGE_IN_PLACE},
        {"OS::Nova::Server", "key_name", NULL, NULL, WF_CHANGE_REPLACE},
        {"OS::Nova::Server", "no_such", NULL, NULL, WF_CHANGE_UNKNOWN},
        {"OS::Nova::KeyPair", "public_key", NULL, NULL, WF_CHANGE_REPLACE},
        {"OS::Neutron::Net", "admin_state_up", NULL, NULL, WF_CHANGE_IN_PLACE},
        {"OS::My::Type", "image", "image_update_policy", "REPLACE", WF_CHANGE_UNKNOWN},
    };

    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        json_auto_t *properties = json_object();
        if (rows[i].policy)
            json_object_set_new(properties, rows[i].policy, json_string(rows[i].says));
        WfChange change = wf_plan_rule(rows[i].type, rows[i].property, properties);
        if (change != rows[i].change)
            fail_msg("%s.%s %s: %d", rows[i].type, rows[i].property, rows[i].says, change);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_pairs),
        cmocka_unit_test(same_model_needs_nothing),
        cmocka_unit_test(create_and_delete_have_an_empty_side),
        cmocka_unit_test(print_twice_the_same),
        cmocka_unit_test(a_recipe_of_one_action_is_compared),
        cmocka_unit_test(cycles_make_no_plan),
        cmocka_unit_test(policies_decide_what_an_update_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
