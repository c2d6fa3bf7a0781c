/* What a model says of placement arrives in the problem, and holds in the answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include <weft/file.h>
#include <weft/placemodel.h>

#define SAMPLES SOURCE_DIR "/samples/datacenters/"

static GBytes *sample(const char *name)
{
    g_autofree char *path = g_strconcat(SAMPLES, name, NULL);
    GBytes *bytes = wf_file_read(path, 1 << 24, NULL);
    assert_non_null(bytes);
    return bytes;
}

typedef struct {
    WfFindings *f;
    WfDatacenter *dc;
    WfPlaceProblem *p;
    WfPlaceAnswer *a;
} Case;

/* Reads @text, or the sample called @name, and places it. */
static Case place(const char *name, const char *text, const WfPlaceModelOptions *options)
{
    Case c = {.f = wf_findings_new()};
    g_autoptr(GBytes) dc_bytes = sample("small.yaml");
    g_autoptr(GBytes) flavor_bytes = sample("flavors.yaml");
    g_autoptr(WfFlavors) flavors = wf_flavors_parse("flavors.yaml", flavor_bytes, c.f);
    g_autoptr(GBytes) bytes = text ? g_bytes_new(text, strlen(text)) : sample(name);
    g_autoptr(WfModel) m =
        wf_model_load(&(WfModelOptions){.path = name, .bytes = bytes}, c.f, NULL);
    assert_non_null(m);
    c.dc = wf_dc_parse("small.yaml", dc_bytes, c.f);
    c.p = wf_place_from_model(m, c.dc, flavors, options, c.f);
    if (c.p && wf_place_check(c.p, c.f))
        c.a = wf_place_solve(c.p, &(WfPlaceOptions){.seed = 1, .effort = 0.05}, c.f);
    return c;
}

static void done(Case *c)
{
    wf_place_answer_free(c->a);
    wf_place_problem_free(c->p);
    wf_dc_unref(c->dc);
    wf_findings_free(c->f);
}

static void assert_placed(const Case *c)
{
    g_autoptr(GString) why = g_string_new(NULL);
    for (guint i = 0; !c->a && i < wf_findings_n(c->f); i++)
        print_error("%s\n", wf_findings_get(c->f, i)->message);
    assert_non_null(c->a);
    assert_true(c->a->status == WF_PLACED || c->a->status == WF_PLACED_OPTIMAL);
    if (!wf_place_verify(c->p, c->a->hosts, why, NULL))
        fail_msg("%s", why->str);
}

static guint32 host_of(const Case *c, const char *name)
{
    guint32 item = wf_place_item(c->p, name);
    assert_int_not_equal(item, WF_PLACE_NONE);
    return c->a->hosts[item];
}

static void test_samples(void **state)
{
    (void)state;
    static const char *const names[] = {"three-tier.yaml", "hadoop.yaml", "licensed.yaml"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        Case c = place(names[i], NULL, NULL);
        assert_placed(&c);
        if (i == 1)
            assert_int_equal(host_of(&c, "data_3"), host_of(&c, "disk_3"));
        done(&c);
    }
}

static const char hints[] =
    "heat_template_version: 2018-08-31\n"
    "parameters:\n"
    "  size: {type: string, default: m1.large}\n"
    "resources:\n"
    "  apart: {type: OS::Nova::ServerGroup, properties: {policies: [anti-affinity]}}\n"
    "  near: {type: OS::Nova::ServerGroup, properties: {policies: [affinity]}}\n"
    "  mine: {type: OS::Nova::Flavor, properties: {vcpus: 3, ram: 1000, disk: 5}}\n"
    "  a: {type: OS::Nova::Server, properties: {flavor: {get_param: size}, scheduler_hints:"
    " {group: {get_resource: apart}}}}\n"
    "  b: {type: OS::Nova::Server, properties: {flavor: {get_param: size}, scheduler_hints:"
    " {group: {get_resource: apart}}}}\n"
    "  c: {type: OS::Nova::Server, properties: {flavor: {get_resource: mine}, scheduler_hints:"
    " {group: {get_resource: near}}}}\n"
    "  d: {type: OS::Nova::Server, properties: {flavor: m1.tiny, scheduler_hints:"
    " {group: {get_resource: near}, different_host: [{get_resource: a}, {get_resource: b}]}}}\n"
    "  e: {type: OS::Nova::Server, properties: {flavor: m1.tiny, availability_zone:"
    " 'south:s2-h3'}}\n"
    "  f: {type: OS::Nova::Server, properties: {flavor: m1.tiny, availability_zone: south}}\n";

static void test_hints_hold(void **state)
{
    (void)state;
    Case c = place("hints.yaml", hints, NULL);
    assert_placed(&c);
    assert_int_not_equal(host_of(&c, "a"), host_of(&c, "b"));
    assert_int_equal(host_of(&c, "c"), host_of(&c, "d"));
    assert_int_not_equal(host_of(&c, "d"), host_of(&c, "a"));
    assert_int_not_equal(host_of(&c, "d"), host_of(&c, "b"));
    assert_int_equal(host_of(&c, "e"), wf_dc_host(c.dc, "s2-h3"));
    assert_string_equal(wf_dc_zone(c.dc, host_of(&c, "f")), "south");
    const WfPlaceItem *own = c.p->items->pdata[wf_place_item(c.p, "c")];
    assert_int_equal(g_array_index(own->needs, WfPlaceNeed, 0).amount, 3);
    done(&c);
}

static void test_unknown_flavor(void **state)
{
    (void)state;
    Case c = place("m.yaml",
                   "heat_template_version: 2018-08-31\n"
                   "resources:\n"
                   "  a:\n"
                   "    type: OS::Nova::Server\n"
                   "    properties: {flavor: m1.lage}\n",
                   NULL);
    assert_null(c.p);
    const WfFinding *last = wf_findings_get(c.f, wf_findings_n(c.f) - 1);
    assert_string_equal(last->message, "unknown flavor 'm1.lage'");
    assert_string_equal(last->hint, "did you mean 'm1.large'?");
    assert_int_equal(last->span.line, 5);
    done(&c);
}

static void test_contradiction_of_groups(void **state)
{
    (void)state;
    Case c = place("m.yaml",
                   "heat_template_version: 2018-08-31\n"
                   "resources:\n"
                   "  g: {type: OS::Nova::ServerGroup, properties: {policies: [affinity,"
                   " anti-affinity]}}\n"
                   "  a: {type: OS::Nova::Server, properties: {flavor: m1.tiny, scheduler_hints:"
                   " {group: {get_resource: g}}}}\n"
                   "  b: {type: OS::Nova::Server, properties: {flavor: m1.tiny, scheduler_hints:"
                   " {group: {get_resource: g}}}}\n",
                   NULL);
    assert_null(c.a);
    const WfFinding *last = wf_findings_get(c.f, wf_findings_n(c.f) - 1);
    assert_int_equal(last->code, WF_CODE_PLACEMENT);
    assert_non_null(strstr(last->message, "contradicts"));
    assert_int_equal(last->span.line, 3);
    done(&c);
}

static void test_values_pull_together(void **state)
{
    (void)state;
    Case c = place("m.yaml",
                   "heat_template_version: 2018-08-31\n"
                   "resources:\n"
                   "  a: {type: OS::Nova::Server, properties: {flavor: m1.tiny}}\n"
                   "  b: {type: OS::Nova::Server, properties: {flavor: m1.tiny}}\n"
                   "components:\n"
                   "  x: {server: a, outputs: [port, key], config: '#!/bin/sh'}\n"
                   "  y:\n"
                   "    server: b\n"
                   "    config: '#!/bin/sh'\n"
                   "    inputs: {p: {get_attr: [x, port]}, k: {get_attr: [x, key]}}\n",
                   &(WfPlaceModelOptions){.affinity_from_dag = true});
    assert_placed(&c);
    assert_int_equal(c.p->flows->len, 1);
    assert_int_equal(g_array_index(c.p->flows, WfPlaceFlow, 0).mbps, 2);
    assert_int_equal(host_of(&c, "a"), host_of(&c, "b"));
    done(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_hints_hold),
        cmocka_unit_test(test_unknown_flavor),
        cmocka_unit_test(test_contradiction_of_groups),
        cmocka_unit_test(test_values_pull_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
