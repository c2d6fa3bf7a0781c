/* Datacenter files, imports, flavors and placement sections; samples placed as an expert
 * would. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include <weft/file.h>
#include <weft/place.h>
#include <weft/placemap.h>

#define SAMPLES SOURCE_DIR "/samples/datacenters/"

static GBytes *bytes_of(const char *text)
{
    return g_bytes_new(text, strlen(text));
}

static GBytes *sample(const char *name)
{
    g_autofree char *path = g_strconcat(SAMPLES, name, NULL);
    g_autoptr(GError) error = NULL;
    GBytes *bytes = wf_file_read(path, 1 << 24, &error);
    assert_null(error);
    return bytes;
}

static WfDatacenter *dc_of(const char *text, WfFindings *f)
{
    g_autoptr(GBytes) bytes = bytes_of(text);
    return wf_dc_parse("dc.yaml", bytes, f);
}

static bool says(const WfFindings *f, const char *text)
{
    for (guint i = 0; i < wf_findings_n(f); i++)
        if (strstr(wf_findings_get(f, i)->message, text))
            return true;
    return false;
}

static guint32 line_of(const WfFindings *f, const char *text)
{
    for (guint i = 0; i < wf_findings_n(f); i++)
        if (strstr(wf_findings_get(f, i)->message, text))
            return wf_findings_get(f, i)->span.line;
    return 0;
}

static void assert_says(const WfFindings *f, const char *text)
{
    if (says(f, text))
        return;
    for (guint i = 0; i < wf_findings_n(f); i++)
        print_error("has: %s\n", wf_findings_get(f, i)->message);
    fail_msg("no finding says '%s'", text);
}

/* -- datacenter ------------------------------------------------------------------ */

static WfDatacenter *small_dc(void)
{
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(GBytes) bytes = sample("small.yaml");
    WfDatacenter *dc = wf_dc_parse("small.yaml", bytes, f);
    assert_int_equal(wf_findings_n(f), 0);
    assert_non_null(dc);
    return dc;
}

static void assert_near(const WfDatacenter *dc, guint32 a, guint32 b, const char *words)
{
    g_autofree char *found = wf_dc_nearness(dc, a, b);
    assert_string_equal(found, words);
}

static void test_small_datacenter(void **state)
{
    (void)state;
    g_autoptr(WfDatacenter) dc = small_dc();
    assert_int_equal(dc->n_hosts, 26);
    guint32 h = wf_dc_host(dc, "n2-h4"), other = wf_dc_host(dc, "n2-h1");
    assert_int_equal(wf_dc_capacity(dc, h, wf_dc_resource(dc, "vcpus")), 32);
    assert_true(wf_dc_has_property(dc, h, "ssd", "true"));
    assert_true(wf_dc_has_property(dc, h, "oracle_license", NULL));
    assert_false(wf_dc_has_property(dc, other, "ssd", NULL));
    assert_near(dc, h, h, "same host");
    assert_near(dc, h, other, "same rack");
    assert_near(dc, h, wf_dc_host(dc, "n1-h1"), "same room");
    assert_near(dc, h, wf_dc_host(dc, "s1-h1"), "other room");
    assert_string_equal(wf_dc_zone(dc, wf_dc_host(dc, "s3-h2")), "south");
    assert_string_equal(wf_dc_zone(dc, h), "nova");
    guint32 s = wf_dc_host(dc, "s1-h1");
    assert_int_equal(wf_dc_free(dc, s, wf_dc_resource(dc, "vcpus")), 12);
    assert_true(wf_dc_level_below(dc, wf_dc_level(dc, "storage_box"), wf_dc_level(dc, "room")));
    assert_false(wf_dc_level_below(dc, wf_dc_level(dc, "storage_box"), wf_dc_level(dc, "host")));
}

static void test_written_datacenter_reads_back(void **state)
{
    (void)state;
    g_autoptr(WfDatacenter) dc = small_dc();
    json_t *json = wf_dc_to_json(dc);
    char *text = json_dumps(json, JSON_INDENT(1));
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDatacenter) again = dc_of(text, f);
    assert_non_null(again);
    json_t *json2 = wf_dc_to_json(again);
    assert_true(json_equal(json, json2));
    free(text);
    json_decref(json);
    json_decref(json2);
}

static void test_datacenter_faults(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
        guint32 line;
    } cases[] = {
        {"tree: {a: {level: x, capacity: {vcpus: 1}}}", "needs 'levels'", 1},
        {"levels: [rack, host]\ntree:\n  a: {level: hots, capacity: {vcpus: 1}}\n",
         "unknown level 'hots'", 3},
        {"levels: [rack, host]\ntree:\n  h:\n    level: host\n    children:\n"
         "      r: {level: rack, capacity: {vcpus: 1}}\n",
         "not below 'host'", 6},
        {"levels: [host]\ntree:\n  a: {capacity: {vcpus: -1}}\n", "whole number", 3},
        {"levels: [host]\ntree:\n  a: {capacity: {vcpus: 1}, cpu: 3}\n", "unknown key 'cpu'", 3},
        {"levels: [host]\ntree:\n  - {name: a, capacity: {vcpus: 1}}\n"
         "  - {name: a, capacity: {vcpus: 1}}\n",
         "name of two hosts", 4},
        {"levels: [rack, host]\ntree:\n  r: {}\n", "neither children nor a capacity", 3},
        {"levels: [rack, host]\ntree:\n  r: {capacity: {ram: 1}, children: {h: {capacity: {}}}}\n",
         "only leaves host", 3},
        {"levels: {a: b, b: a}\ntree: {x: {level: a, capacity: {ram: 1}}}\n", "below itself", 1},
        {"levels: [host]\ntree:\n  'h[1-999999]': {capacity: {vcpus: 1}}\n", "more than", 3},
        {"levels: [host]\ntree:\n  'h[1-9999999]': {capacity: {vcpus: 1}}\n", "more than", 3},
        {"levels: [host]\ntree:\n  'h[8-1]': {capacity: {vcpus: 1}}\n", "runs backwards", 3},
        {"levels: [host]\ntree:\n  'r[1-2]h[1-2]': {capacity: {vcpus: 1}}\n", "more than one range",
         3},
        {"levels: [host]\ntree:\n  'h[99999999999999999999-99999999999999999999]': {capacity: "
         "{}}\n",
         "too large", 3},
        {"levels: [host]\ntree:\n  h: {capacity: {vcpus: 1}, used: {ram: 3}}\n", "no capacity", 3},
        {"[]", "has to be", 1},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(WfFindings) f = wf_findings_new();
        g_autoptr(WfDatacenter) dc = dc_of(cases[i].text, f);
        assert_null(dc);
        assert_says(f, cases[i].says);
        assert_int_equal(line_of(f, cases[i].says), cases[i].line);
    }
}

static void test_import(void **state)
{
    (void)state;
    static const char *const names[] = {
        "openstack/hypervisors.json",
        "openstack/aggregate-rack1.json",
        "openstack/aggregate-rack2.json",
        "openstack/aggregate-rack3.json",
        "openstack/aggregate-ssd.json",
        "openstack/5a2f3c9e-7a3c-4d0f-8f0e-000000000001.json",
        "openstack/5a2f3c9e-7a3c-4d0f-8f0e-000000000002.inventories.json",
        "openstack/5a2f3c9e-7a3c-4d0f-8f0e-000000000002.usages.json",
        "openstack/5a2f3c9e-7a3c-4d0f-8f0e-000000000002.traits.json",
        "openstack/providers.json",
        "openstack/flavors.json",
    };
    WfDcSource sources[G_N_ELEMENTS(names)];
    g_autoptr(WfFindings) f = wf_findings_new();
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        sources[i] = (WfDcSource){names[i], sample(names[i])};
    g_autoptr(WfDatacenter) dc = wf_dc_import(sources, G_N_ELEMENTS(names), NULL, f);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        g_bytes_unref(sources[i].bytes);
    assert_int_equal(wf_findings_n(f), 1);
    assert_says(f, "5 of 6 hosts, 'compute-2' the first, have no disk");
    assert_false(wf_findings_failed(f));
    assert_non_null(dc);
    assert_int_equal(dc->n_hosts, 6);
    guint32 vcpus = wf_dc_resource(dc, "vcpus"), one = wf_dc_host(dc, "compute-1");
    guint32 two = wf_dc_host(dc, "compute-2"), three = wf_dc_host(dc, "compute-3");
    assert_int_equal(wf_dc_capacity(dc, one, vcpus), 64); /* 16 x 4.0 */
    assert_int_equal(wf_dc_capacity(dc, one, wf_dc_resource(dc, "ram")), 63720);
    assert_int_equal(wf_dc_capacity(dc, two, vcpus), 60); /* (32 - 2) x 2.0 */
    assert_int_equal(wf_dc_used(dc, two, vcpus), 6);
    assert_int_equal(wf_dc_free(dc, two, wf_dc_resource(dc, "CUSTOM_FPGA")), 1);
    assert_true(wf_dc_has_property(dc, two, "CUSTOM_LICENSE_ORACLE", "true"));
    assert_int_equal(wf_dc_capacity(dc, three, vcpus), 16);
    assert_true(wf_dc_has_property(dc, three, "ssd", "true"));
    assert_true(wf_dc_has_property(dc, three, "aggregate", "rack2"));
    assert_near(dc, one, two, "same rack");
    assert_near(dc, one, three, "same room");
    assert_string_equal(wf_dc_zone(dc, wf_dc_host(dc, "compute-5")), "south");
    assert_non_null(wf_dc_disabled(dc, wf_dc_host(dc, "compute-6")));
}

static void test_import_refuses_the_unknown(void **state)
{
    (void)state;
    g_autoptr(GBytes) bytes = bytes_of("{\"volumes\": []}");
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDatacenter) dc = wf_dc_import(&(WfDcSource){"v.json", bytes}, 1, NULL, f);
    assert_null(dc);
    assert_says(f, "none of the lists");
}

/* -- problems out of templates ------------------------------------------------------ */

/* Enough of a model for the samples: literal flavors, attachments by get_resource. */
static WfPlaceProblem *problem_of(WfDatacenter *dc, const WfDoc *doc, const WfFlavors *flavors)
{
    WfPlaceProblem *p = wf_place_problem_new(dc);
    WfNode resources = wf_doc_get(doc, wf_doc_root(doc), "resources");
    WF_DOC_FOREACH (doc, resources, key, body) {
        WfNode type = wf_doc_get(doc, body, "type"), props = wf_doc_get(doc, body, "properties");
        g_autofree char *name = wf_doc_dup(doc, key);
        WfSpan span = wf_doc_span(doc, key);
        if (wf_doc_is(doc, type, "OS::Nova::Server")) {
            guint32 i = wf_place_add_item(p, WF_PLACE_SERVER, name, wf_doc_name(doc), &span);
            g_autofree char *flavor = wf_doc_dup(doc, wf_doc_get(doc, props, "flavor"));
            assert_true(wf_flavors_apply(flavors, flavor, p, i));
        } else if (wf_doc_is(doc, type, "OS::Cinder::Volume")) {
            guint32 i = wf_place_add_item(p, WF_PLACE_VOLUME, name, wf_doc_name(doc), &span);
            wf_place_need(p, i, "storage", wf_doc_int(doc, wf_doc_get(doc, props, "size")));
        } else {
            WfNode a = wf_doc_get(doc, wf_doc_get(doc, props, "instance_uuid"), "get_resource");
            WfNode b = wf_doc_get(doc, wf_doc_get(doc, props, "volume_id"), "get_resource");
            g_autofree char *server = wf_doc_dup(doc, a), *volume = wf_doc_dup(doc, b);
            wf_place_attach(p, wf_place_item(p, server), wf_place_item(p, volume));
        }
    }
    return p;
}

static WfFlavors *sample_flavors(void)
{
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(GBytes) bytes = sample("flavors.yaml");
    WfFlavors *flavors = wf_flavors_parse("flavors.yaml", bytes, f);
    assert_non_null(flavors);
    return flavors;
}

static WfPlaceProblem *load(WfDatacenter *dc, const char *name, GBytes *bytes, WfFindings *f)
{
    g_autoptr(WfDoc) doc = wf_doc_parse(name, bytes, f);
    g_autoptr(WfFlavors) flavors = sample_flavors();
    assert_non_null(doc);
    WfPlaceProblem *p = problem_of(dc, doc, flavors);
    wf_place_read_section(p, doc, wf_doc_get(doc, wf_doc_root(doc), "placement"), f);
    return p;
}

static WfPlaceAnswer *place_sample(WfDatacenter *dc, const char *name, WfPlaceProblem **ret_p)
{
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(GBytes) bytes = sample(name);
    g_autoptr(GString) why = g_string_new(NULL);
    *ret_p = load(dc, name, bytes, f);
    assert_true(wf_place_check(*ret_p, f));
    WfPlaceAnswer *a = wf_place_solve(*ret_p, &(WfPlaceOptions){.seed = 1, .effort = 0.1}, f);
    for (guint i = 0; i < wf_findings_n(f); i++)
        print_error("%s\n", wf_findings_get(f, i)->message);
    assert_int_equal(wf_findings_n(f), 0);
    assert_true(a->status == WF_PLACED || a->status == WF_PLACED_OPTIMAL);
    if (!wf_place_verify(*ret_p, a->hosts, why, NULL))
        fail_msg("%s", why->str);
    return a;
}

static guint32 host_of(const WfPlaceProblem *p, const WfPlaceAnswer *a, const char *name)
{
    return a->hosts[wf_place_item(p, name)];
}

static guint32 rack_of(const WfPlaceProblem *p, const WfPlaceAnswer *a, const char *name)
{
    return wf_dc_above(p->dc, host_of(p, a, name), wf_dc_level(p->dc, "rack"));
}

static void test_three_tier(void **state)
{
    (void)state;
    g_autoptr(WfDatacenter) dc = small_dc();
    g_autoptr(WfPlaceProblem) p = NULL;
    g_autoptr(WfPlaceAnswer) a = place_sample(dc, "three-tier.yaml", &p);
    assert_int_equal(a->cost.at[WF_COST_SOFT], 0); /* one room is enough */
    assert_int_not_equal(rack_of(p, a, "web_1"), rack_of(p, a, "web_2"));
    assert_int_not_equal(rack_of(p, a, "db_1"), rack_of(p, a, "db_3"));
    assert_int_not_equal(host_of(p, a, "app_1"), host_of(p, a, "app_2"));
    /* An expert puts each application server on the host of a database: 2 pairs at
     * distance 0 and 4 at 4 links; web servers beside them. */
    WfPlaceCost cost;
    assert_true(wf_place_verify(p, a->hosts, NULL, &cost));
    assert_true(cost.at[WF_COST_TRAFFIC] <= 400 * (4 * 4) + 100 * (4 * 4));
    g_autoptr(WfPlaceReason) reason = wf_place_explain(p, a, wf_place_item(p, "web_1"));
    assert_true(reason->binding->len > 0);
    assert_non_null(strstr(reason->binding->pdata[0], "anti_collocation by rack of 'web'"));
    assert_int_equal(reason->choices[0].host, host_of(p, a, "web_1"));
    guint against = 0;
    for (guint32 k = 0; k < reason->n_choices; k++)
        against +=
            !reason->choices[k].possible && strstr(reason->choices[k].reason, "has 'web_") != NULL;
    assert_true(against >= 8); /* two racks of four hosts are taken by the others */
}

static void test_hadoop(void **state)
{
    (void)state;
    g_autoptr(WfDatacenter) dc = small_dc();
    g_autoptr(WfPlaceProblem) p = NULL;
    g_autoptr(WfPlaceAnswer) a = place_sample(dc, "hadoop.yaml", &p);
    for (guint i = 1; i <= 6; i++) {
        g_autofree char *data = g_strdup_printf("data_%u", i),
                        *disk = g_strdup_printf("disk_%u", i);
        assert_int_equal(host_of(p, a, data), host_of(p, a, disk));
    }
    g_autoptr(WfPlaceReason) reason = wf_place_explain(p, a, wf_place_item(p, "data_1"));
    bool storage = false;
    for (guint i = 0; i < reason->binding->len; i++)
        storage |= strstr(reason->binding->pdata[i], "direct_storage") != NULL;
    assert_true(storage);
}

static void test_licensed(void **state)
{
    (void)state;
    g_autoptr(WfDatacenter) dc = small_dc();
    g_autoptr(WfPlaceProblem) p = NULL;
    g_autoptr(WfPlaceAnswer) a = place_sample(dc, "licensed.yaml", &p);
    guint32 host = host_of(p, a, "ora_1");
    assert_true(wf_dc_has_property(dc, host, "oracle_license", "true"));
    assert_int_equal(host, host_of(p, a, "ora_2"));
    assert_int_equal(host, host_of(p, a, "ora_3"));
    assert_true(wf_dc_has_property(dc, host_of(p, a, "report"), "ssd", "true"));
    assert_int_not_equal(host, host_of(p, a, "report"));
    assert_int_equal(a->status, WF_PLACED_OPTIMAL);
    g_autoptr(WfPlaceReason) reason = wf_place_explain(p, a, wf_place_item(p, "app_1"));
    for (guint32 k = 0; k < reason->n_choices; k++)
        if (reason->choices[k].host == host)
            assert_non_null(strstr(reason->choices[k].reason, "exclusive"));
    g_autoptr(GString) table = g_string_new(NULL);
    wf_place_answer_table(p, a, table);
    assert_non_null(strstr(table->str, "proved to be the best"));
}

#define SERVERS(...)                                                                               \
    "resources:\n"                                                                                 \
    "  a1: {type: OS::Nova::Server, properties: {flavor: m1.large}}\n"                             \
    "  a2: {type: OS::Nova::Server, properties: {flavor: m1.large}}\n"                             \
    "  b1: {type: OS::Nova::Server, properties: {flavor: m1.large}}\n"                             \
    "placement:\n" __VA_ARGS__

static void test_section_faults(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
        guint32 line;
    } cases[] = {
        {SERVERS("  groups: {a: {members: [a3]}}\n"), "'a3' is no server", 6},
        {SERVERS("  groups: {a: {members: ['a*']}, b: {members: ['*1']}}\n"), "disjoint", 6},
        {SERVERS("  groups:\n    a: {members: [a1], policies: [near]}\n"), "unknown policy 'near'",
         7},
        {SERVERS("  groups:\n    a: {members: [a1],\n      policies: [{type: colocation}]}\n"),
         "unknown policy type", 8},
        {SERVERS("  groups:\n    a: {members: [a1],\n"
                 "      policies: [{type: spread, level: row}]}\n"),
         "no level 'row'", 8},
        {SERVERS("  groups: {a: {members: [a1], groups: {b: {}}}}\n"), "only leaf groups", 6},
        {SERVERS("  groups: {a: {groups: [b]}, b: {groups: [a]}}\n"), "contains itself", 6},
        {SERVERS("  groups: {a: {members: ['a*']}}\n  relations:\n    - {between: [a, c]}\n"),
         "unknown group 'c'", 8},
        {SERVERS("  groups:\n    a:\n      members: ['a*']\n      policies:\n"
                 "        - {type: collocation, level: host}\n"
                 "        - {type: anti_collocation, level: rack}\n"),
         "both together and apart", 11},
        {SERVERS("  groups:\n    a: {members: ['*'],\n"
                 "      policies: [{type: anti_collocation, level: room}]}\n"),
         "3 members, but the datacenter has 2 rooms", 8},
        {SERVERS("  groups:\n    a: {members: [a1], policies: [{type: exclusive, level: rack}]}\n"
                 "    b: {members: [b1]}\n  relations:\n"
                 "    - {between: [a, b], policies: [{type: collocation, level: host}]}\n"),
         "brings in others", 7},
        {SERVERS("  groups:\n    a: {members: [a1], policies: [{type: direct_storage}]}\n"),
         "has no volume", 7},
    };
    g_autoptr(WfDatacenter) dc = small_dc();
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(WfFindings) f = wf_findings_new();
        g_autoptr(GBytes) bytes = bytes_of(cases[i].text);
        g_autoptr(WfPlaceProblem) p = load(dc, "m.yaml", bytes, f);
        wf_place_check(p, f);
        assert_says(f, cases[i].says);
        assert_int_equal(line_of(f, cases[i].says), cases[i].line);
    }
}

static void test_one_of_a_level_is_told_as_one(void **state)
{
    (void)state;
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDatacenter) dc =
        dc_of("levels: [rack, host]\ntree:\n"
              "  r: {children: {'h[1-4]': {capacity: {vcpus: 4, ram: 9000, disk: 90}}}}\n",
              f);
    g_autoptr(GBytes) bytes =
        bytes_of(SERVERS("  groups:\n    a: {members: ['*'],\n"
                         "      policies: [{type: anti_collocation, level: rack}]}\n"));
    g_autoptr(WfPlaceProblem) p = load(dc, "m.yaml", bytes, f);
    wf_place_check(p, f);
    assert_says(f, "3 members, but the datacenter has 1 rack");
    assert_null(strstr(wf_findings_get(f, 0)->message, "racks"));
}

static void test_core_in_words(void **state)
{
    (void)state;
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDatacenter) dc =
        dc_of("levels: [rack, host]\ntree:\n"
              "  'r[1-4]': {children: {'{}-h': {capacity: {vcpus: 4, ram: 9000, disk: 90}}}}\n"
              "  r5: {children: {r5-h: {capacity: {vcpus: 2, ram: 9000, disk: 90}}}}\n",
              f);
    static const char model[] = "resources:\n"
                                "  w1: {type: OS::Nova::Server, properties: {flavor: m1.large}}\n"
                                "  w2: {type: OS::Nova::Server, properties: {flavor: m1.large}}\n"
                                "  w3: {type: OS::Nova::Server, properties: {flavor: m1.large}}\n"
                                "  w4: {type: OS::Nova::Server, properties: {flavor: m1.large}}\n"
                                "  w5: {type: OS::Nova::Server, properties: {flavor: m1.large}}\n"
                                "placement:\n  groups:\n    web:\n      members: ['w*']\n"
                                "      policies: [{type: anti_collocation, level: rack}]\n";
    g_autoptr(GBytes) bytes = bytes_of(model);
    g_autoptr(WfPlaceProblem) p = load(dc, "m.yaml", bytes, f);
    assert_true(wf_place_check(p, f));
    g_autoptr(WfPlaceAnswer) a = wf_place_solve(p, NULL, f);
    assert_int_equal(a->status, WF_PLACED_INFEASIBLE);
    assert_says(f, "'web' needs 5 racks, 4 have room for m1.large");
    assert_int_equal(line_of(f, "'web' needs"), 11);
}

/* No relaxation sees it: two pairs must share a host each, and only one host is large. */
static void test_core_by_search(void **state)
{
    (void)state;
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDatacenter) dc =
        dc_of("levels: [host]\ntree:\n"
              "  big: {capacity: {vcpus: 8, ram: 90000, disk: 900}}\n"
              "  'h[1-4]': {capacity: {vcpus: 4, ram: 90000, disk: 900}}\n",
              f);
    static const char model[] =
        "resources:\n"
        "  a1: {type: OS::Nova::Server, properties: {flavor: m1.large}}\n"
        "  a2: {type: OS::Nova::Server, properties: {flavor: m1.large}}\n"
        "  b1: {type: OS::Nova::Server, properties: {flavor: m1.large}}\n"
        "  b2: {type: OS::Nova::Server, properties: {flavor: m1.large}}\n"
        "  c1: {type: OS::Nova::Server, properties: {flavor: m1.tiny}}\n"
        "placement:\n  groups:\n"
        "    a: {members: ['a*'], policies: [{type: collocation, level: host}]}\n"
        "    b: {members: ['b*'], policies: [{type: collocation, level: host}]}\n"
        "    c: {members: [c1], policies: [{type: spread, level: host}]}\n";
    g_autoptr(GBytes) bytes = bytes_of(model);
    g_autoptr(WfPlaceProblem) p = load(dc, "m.yaml", bytes, f);
    assert_true(wf_place_check(p, f));
    g_autoptr(WfPlaceAnswer) a = wf_place_solve(p, NULL, f);
    assert_int_equal(a->status, WF_PLACED_INFEASIBLE);
    assert_says(f, "keeps collocation by host of 'a', collocation by host of 'b'");
    const WfFinding *core = wf_findings_get(f, 0);
    assert_int_equal(core->related->len, 2); /* c has nothing to do with it */
    assert_null(strstr(core->message, "c1"));
}

static bool end_explaining(const WfPlaceProgress *progress, gpointer data)
{
    guint *n = data;
    bool explains = strcmp(progress->phase, "explain") == 0;
    *n += explains;
    return !explains;
}

/* Ending the search for the reason gives a larger reason, but the same answer. */
static void test_core_ended_early(void **state)
{
    (void)state;
    guint n = 0;
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDatacenter) dc =
        dc_of("levels: [host]\ntree:\n"
              "  big: {capacity: {vcpus: 8, ram: 90000, disk: 900}}\n"
              "  'h[1-30]': {capacity: {vcpus: 4, ram: 90000, disk: 900}}\n",
              f);
    g_autoptr(GString) model = g_string_new("resources:\n");
    for (guint i = 0; i < 6; i++)
        g_string_append_printf(
            model, "  s%u: {type: OS::Nova::Server, properties: {flavor: m1.large}}\n", i);
    g_string_append(model, "placement:\n  groups:\n");
    for (guint i = 0; i < 3; i++)
        g_string_append_printf(model,
                               "    g%u: {members: [s%u, s%u], policies: [{type: collocation, "
                               "level: host}]}\n",
                               i, 2 * i, 2 * i + 1);
    g_autoptr(GBytes) bytes = bytes_of(model->str);
    g_autoptr(WfPlaceProblem) p = load(dc, "m.yaml", bytes, f);
    assert_true(wf_place_check(p, f));
    WfPlaceOptions options = {.progress = end_explaining, .data = &n};
    g_autoptr(WfPlaceAnswer) a = wf_place_solve(p, &options, f);
    assert_int_equal(a->status, WF_PLACED_INFEASIBLE);
    assert_true(wf_findings_failed(f));
    assert_int_equal(n, 1);
}

/* One by one, the small server takes the place that only it does not need. */
static void test_corner(void **state)
{
    (void)state;
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDatacenter) dc = dc_of("levels: [host]\ntree:\n"
                                       "  small: {capacity: {vcpus: 4, ram: 9000, disk: 900}}\n"
                                       "  large: {capacity: {vcpus: 8, ram: 17000, disk: 900}}\n",
                                       f);
    static const char model[] =
        "resources:\n"
        "  first: {type: OS::Nova::Server, properties: {flavor: m1.large}}\n"
        "  second: {type: OS::Nova::Server, properties: {flavor: m1.xlarge}}\n";
    g_autoptr(GBytes) bytes = bytes_of(model);
    g_autoptr(WfPlaceProblem) p = load(dc, "m.yaml", bytes, f);
    assert_true(wf_place_check(p, f));
    g_autoptr(WfPlaceAnswer) greedy = wf_place_one_by_one(p, NULL);
    assert_int_equal(greedy->status, WF_PLACED_UNKNOWN);
    g_autoptr(WfPlaceAnswer) joint = wf_place_solve(p, NULL, f);
    assert_int_equal(joint->status, WF_PLACED_OPTIMAL);
    assert_true(wf_place_verify(p, joint->hosts, NULL, NULL));
}

/* Spread over the racks of the one room the group is in, not over those of all rooms. */
static void test_spread_within_collocation(void **state)
{
    (void)state;
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDatacenter) dc = small_dc();
    g_autoptr(GBytes) bytes =
        bytes_of(SERVERS("  groups:\n    all:\n      members: ['*']\n      policies:\n"
                         "        - {type: collocation, level: room}\n"
                         "        - {type: spread, level: rack, max_skew: 0}\n"));
    g_autoptr(WfPlaceProblem) p = load(dc, "m.yaml", bytes, f);
    assert_true(wf_place_check(p, f));
    g_autoptr(WfPlaceAnswer) a = wf_place_solve(p, NULL, f);
    assert_int_equal(a->status, WF_PLACED_OPTIMAL);
    assert_true(wf_place_verify(p, a->hosts, NULL, NULL));
    assert_int_not_equal(rack_of(p, a, "a1"), rack_of(p, a, "a2"));
}

static void test_update_keeps(void **state)
{
    (void)state;
    g_autoptr(WfDatacenter) dc = small_dc();
    g_autoptr(WfPlaceProblem) p = NULL, again = NULL;
    g_autoptr(WfPlaceAnswer) a = place_sample(dc, "three-tier.yaml", &p);
    json_t *json = wf_place_answer_json(p, a);
    json_object_set_new(json_object_get(json_object_get(json, "placement"), "db_1"), "host",
                        json_string("s1-h1")); /* an operator moved it */
    char *text = json_dumps(json, 0);
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(GBytes) answer = bytes_of(text), bytes = sample("three-tier.yaml");
    g_autoptr(WfDoc) doc = wf_doc_parse("old.json", answer, f);
    again = load(dc, "three-tier.yaml", bytes, f);
    assert_true(wf_place_read_present(again, doc, f));
    assert_true(wf_place_check(again, f));
    g_autoptr(WfPlaceAnswer) b =
        wf_place_solve(again, &(WfPlaceOptions){.seed = 9, .effort = 0.05}, f);
    assert_int_equal(b->cost.at[WF_COST_MOVES], 0);
    assert_int_equal(host_of(again, b, "db_1"), wf_dc_host(dc, "s1-h1"));
    assert_int_equal(host_of(again, b, "web_2"), host_of(p, a, "web_2"));
    free(text);
    json_decref(json);
}

static void test_flavors_of_openstack(void **state)
{
    (void)state;
    g_autoptr(WfDatacenter) dc = small_dc();
    g_autoptr(WfPlaceProblem) p = wf_place_problem_new(dc);
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(GBytes) bytes = sample("openstack/flavors.json");
    g_autoptr(WfFlavors) flavors = wf_flavors_parse("flavors.json", bytes, f);
    guint32 i = wf_place_add_item(p, WF_PLACE_SERVER, "x", NULL, NULL);
    assert_non_null(flavors);
    assert_false(wf_flavors_apply(flavors, "m1.huge", p, i));
    assert_true(wf_flavors_apply(flavors, "4", p, i)); /* by id */
    const WfPlaceItem *item = p->items->pdata[i];
    assert_string_equal(item->size, "m1.large");
    assert_int_equal(item->require->len, 2);
    assert_int_equal(item->needs->len, 4);
    assert_int_equal(g_array_index(item->needs, WfPlaceNeed, 2).amount, 81); /* with swap */
}

static bool end_at_once(const WfPlaceProgress *progress, gpointer data)
{
    (void)progress;
    ++*(guint *)data;
    return false;
}

static void test_callback_ends_it(void **state)
{
    (void)state;
    guint calls = 0;
    g_autoptr(WfDatacenter) dc = small_dc();
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfPlaceProblem) p = wf_place_problem_new(dc);
    for (guint i = 0; i < 60; i++) {
        g_autofree char *name = g_strdup_printf("s%u", i);
        wf_place_need(p, wf_place_add_item(p, WF_PLACE_SERVER, name, NULL, NULL), "vcpus", 3);
        if (i)
            wf_place_flow(p, i, i / 2, 10, false);
    }
    assert_true(wf_place_check(p, f));
    g_autoptr(WfPlaceAnswer) a =
        wf_place_solve(p, &(WfPlaceOptions){.progress = end_at_once, .data = &calls}, f);
    assert_int_equal(calls, 1);
    assert_true(a->interrupted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_datacenter),
        cmocka_unit_test(test_written_datacenter_reads_back),
        cmocka_unit_test(test_datacenter_faults),
        cmocka_unit_test(test_import),
        cmocka_unit_test(test_import_refuses_the_unknown),
        cmocka_unit_test(test_flavors_of_openstack),
        cmocka_unit_test(test_section_faults),
        cmocka_unit_test(test_three_tier),
        cmocka_unit_test(test_hadoop),
        cmocka_unit_test(test_licensed),
        cmocka_unit_test(test_one_of_a_level_is_told_as_one),
        cmocka_unit_test(test_core_in_words),
        cmocka_unit_test(test_core_by_search),
        cmocka_unit_test(test_core_ended_early),
        cmocka_unit_test(test_corner),
        cmocka_unit_test(test_spread_within_collocation),
        cmocka_unit_test(test_update_keeps),
        cmocka_unit_test(test_callback_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
