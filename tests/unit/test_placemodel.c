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

static void test_unknown_flavor_once(void **state)
{
    (void)state;
    Case c = place("m.yaml",
                   "heat_template_version: 2018-08-31\n"
                   "resources:\n"
                   "  a: {type: OS::Nova::Server, properties: {flavor: enormous}}\n"
                   "  b: {type: OS::Nova::Server, properties: {flavor: enormous}}\n",
                   NULL);
    guint n = 0;
    assert_null(c.p);
    for (guint i = 0; i < wf_findings_n(c.f); i++)
        n += g_str_equal(wf_findings_get(c.f, i)->message, "unknown flavor 'enormous'");
    assert_int_equal(n, 1);
    const WfFinding *last = wf_findings_get(c.f, wf_findings_n(c.f) - 1);
    assert_true(g_str_has_prefix(last->hint, "the file has "));
    assert_non_null(strstr(last->hint, "m1.large"));
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

/* -- functions in the section ----------------------------------------------------------- */

static const char computed[] = "heat_template_version: 2018-08-31\n"
                               "parameters:\n"
                               "  apart: {type: string, default: rack}\n"
                               "  names: {type: comma_delimited_list, default: 'a,b'}\n"
                               "resources:\n"
                               "  a: {type: OS::Nova::Server, properties: {flavor: m1.tiny}}\n"
                               "  b: {type: OS::Nova::Server, properties: {flavor: m1.tiny}}\n"
                               "placement:\n"
                               "  groups:\n"
                               "    first: {members: []}\n"
                               "    g:\n"
                               "      members: {get_param: names}\n"
                               "      policies:\n"
                               "        - {type: collocation, level: room}\n"
                               "        - type: anti_collocation\n"
                               "          level: {get_param: apart}\n";

static void test_section_is_computed(void **state)
{
    (void)state;
    Case c = place("computed.yaml", computed, NULL);
    assert_placed(&c);
    const WfPlacePolicy *policy = c.p->policies->pdata[1];
    assert_int_equal(policy->level, wf_dc_level(c.dc, "rack"));
    assert_int_equal(policy->span.line, 15);
    assert_string_equal(policy->path, "computed.yaml");
    const WfPlaceGroup *group = c.p->groups->pdata[wf_place_group(c.p, "g")];
    assert_int_equal(group->items->len, 2);
    assert_int_equal(group->span.line, 11);
    done(&c);
}

/* Findings name the call, or what is around it, in the user's file. */
static void test_computed_faults_have_places(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        guint32 line;
    } cases[] = {
        {"default: rack", "default: floor", 16},
        {"default: 'a,b'", "default: 'a,x'", 12},
        {"{get_param: apart}", "{get_param: unknown}", 16},
        {"{get_param: apart}", "{get_attr: [a, name]}", 16},
        {"{type: string, default: rack}", "{type: string, default: rack, hidden: true}", 9},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) text = g_string_new(computed);
        assert_int_equal(g_string_replace(text, cases[i].from, cases[i].to, 1), 1);
        Case c = place("computed.yaml", text->str, NULL);
        assert_null(c.a);
        assert_true(wf_findings_failed(c.f));
        for (guint k = 0; k < wf_findings_n(c.f); k++)
            if (wf_findings_get(c.f, k)->severity == WF_FAULT)
                assert_int_equal(wf_findings_get(c.f, k)->span.line, cases[i].line);
        done(&c);
    }
}

/* -- writing ------------------------------------------------------------------------------ */

static json_t *template_of(const char *text)
{
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    g_autoptr(WfDoc) doc = wf_doc_parse("t.yaml", bytes, f);
    return wf_doc_to_json(doc, wf_doc_root(doc));
}

static const char *written(const json_t *template, const char *server, const char *key)
{
    const json_t *resource = json_object_get(json_object_get(template, "resources"), server);
    const json_t *properties = json_object_get(resource, "properties");
    const json_t *value = json_object_get(properties, key);
    return json_string_value(
        value ? value : json_object_get(json_object_get(properties, "scheduler_hints"), key));
}

static void test_zones_are_written(void **state)
{
    (void)state;
    Case c = place("computed.yaml", computed, NULL);
    json_auto_t *template = template_of(computed);
    assert_placed(&c);
    assert_true(wf_place_write(c.p, c.a, WF_PLACE_WRITE_ZONE, template, NULL));
    g_autofree char *zone = wf_place_zone_host(c.p, c.a, wf_place_item(c.p, "a"));
    assert_string_equal(written(template, "a", "availability_zone"), zone);
    assert_null(json_object_get(template, "placement"));
    assert_null(json_object_get(template, "parameters")); /* only the section used them */
    done(&c);
}

static void test_hints_are_written(void **state)
{
    (void)state;
    Case c = place("computed.yaml", computed, NULL);
    json_auto_t *template = template_of(computed);
    json_t *b = json_object_get(json_object_get(template, "resources"), "b");
    assert_placed(&c);
    json_object_set_new(json_object_get(b, "properties"), "scheduler_hints",
                        json_pack("{s:s}", "query", "[\">\", \"$free_ram_mb\", 5]"));
    for (guint twice = 0; twice < 2; twice++) {
        const char *items[] = {"a", "b"};
        assert_true(wf_place_write(c.p, c.a, WF_PLACE_WRITE_HINTS, template, NULL));
        for (guint i = 0; i < 2; i++) {
            g_autofree char *host = wf_place_hint_host(written(template, items[i], "query"));
            assert_string_equal(host, wf_dc_host_name(c.dc, host_of(&c, items[i])));
        }
        assert_non_null(strstr(written(template, "b", "query"), "$free_ram_mb"));
    }
    assert_null(wf_place_hint_host("[\"and\"]"));
    assert_null(wf_place_hint_host("[\"=\", \"$host\"]"));
    assert_null(wf_place_hint_host("no JSON"));
    done(&c);
}

/* What is written is read: as a pin, and as what stands. */
static void test_written_is_read(void **state)
{
    (void)state;
    static const char placed[] = "heat_template_version: 2018-08-31\n"
                                 "resources:\n"
                                 "  a: {type: OS::Nova::Server, properties: {flavor: m1.tiny,"
                                 " availability_zone: 'south:s1-h2'}}\n"
                                 "  b: {type: OS::Nova::Server, properties: {flavor: m1.tiny,"
                                 " scheduler_hints: {query: '[\"=\", \"$host\", \"n2-h3\"]'}}}\n"
                                 "  c: {type: OS::Nova::Server, properties: {flavor: m1.tiny}}\n"
                                 "  old: {type: OS::Heat::DeployedServer}\n";
    Case c = place("placed.yaml", placed, NULL);
    assert_placed(&c);
    assert_int_equal(host_of(&c, "a"), wf_dc_host(c.dc, "s1-h2"));
    assert_int_equal(host_of(&c, "b"), wf_dc_host(c.dc, "n2-h3"));
    assert_int_equal(wf_place_item(c.p, "old"), WF_PLACE_NONE); /* Heat does not make it */
    g_autoptr(GBytes) bytes = g_bytes_new_static(placed, sizeof placed - 1);
    g_autoptr(WfDoc) doc = wf_doc_parse("placed.yaml", bytes, c.f);
    assert_true(wf_place_read_present(c.p, doc, c.f));
    const WfPlaceItem *a = c.p->items->pdata[0], *b = c.p->items->pdata[1],
                      *last = c.p->items->pdata[2];
    assert_int_equal(a->present, wf_dc_host(c.dc, "s1-h2"));
    assert_int_equal(b->present, wf_dc_host(c.dc, "n2-h3"));
    assert_int_equal(last->present, WF_PLACE_NONE);
    done(&c);
}

/* Where no host has a disk of its own, a flavor's disk is nothing that could run short. */
static void test_shared_disks_are_not_counted(void **state)
{
    (void)state;
    static const char dc_text[] = "datacenter: d\nlevels: [host]\n"
                                  "tree: {h: {level: host, capacity: {vcpus: 4, ram: 8192}}}\n";
    static const char model[] =
        "heat_template_version: 2018-08-31\n"
        "resources:\n  a: {type: OS::Nova::Server, properties: {flavor: f}}\n";
    static const char sizes[] = "f: {vcpus: 1, ram: 512, disk: 20}\n";
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(GBytes) dc_bytes = g_bytes_new_static(dc_text, sizeof dc_text - 1);
    g_autoptr(GBytes) bytes = g_bytes_new_static(model, sizeof model - 1);
    g_autoptr(GBytes) flavor_bytes = g_bytes_new_static(sizes, sizeof sizes - 1);
    g_autoptr(WfDatacenter) dc = wf_dc_parse("dc.yaml", dc_bytes, f);
    g_autoptr(WfFlavors) flavors = wf_flavors_parse("flavors.yaml", flavor_bytes, f);
    g_autoptr(WfModel) m = wf_model_load(&(WfModelOptions){.path = "m", .bytes = bytes}, f, NULL);
    g_autoptr(WfPlaceProblem) p = wf_place_from_model(m, dc, flavors, NULL, f);
    assert_true(wf_place_check(p, f));
    g_autoptr(WfPlaceAnswer) answer = wf_place_solve(p, NULL, f);
    assert_int_equal(answer->status, WF_PLACED_OPTIMAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_hints_hold),
        cmocka_unit_test(test_unknown_flavor),
        cmocka_unit_test(test_unknown_flavor_once),
        cmocka_unit_test(test_contradiction_of_groups),
        cmocka_unit_test(test_values_pull_together),
        cmocka_unit_test(test_section_is_computed),
        cmocka_unit_test(test_computed_faults_have_places),
        cmocka_unit_test(test_zones_are_written),
        cmocka_unit_test(test_hints_are_written),
        cmocka_unit_test(test_written_is_read),
        cmocka_unit_test(test_shared_disks_are_not_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
