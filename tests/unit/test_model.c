/* What loading makes of templates where the engine's answer is known (tests/heat compares the
 * rest). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <weft/error.h>
#include <weft/findings.h>
#include <weft/model.h>

#define VERSION "heat_template_version: 2018-08-31\n"
#define SERVER "{type: OS::Nova::Server, properties: {flavor: m, image: i}}"

typedef struct {
    char *folder;
    WfFindings *findings;
    WfModel *m;
} World;

static int setup(void **state)
{
    World *w = g_new0(World, 1);
    w->folder = g_dir_make_tmp("weft-model-XXXXXX", NULL);
    *state = w;
    return w->folder ? 0 : -1;
}

static int teardown(void **state)
{
    World *w = *state;
    g_autoptr(GDir) dir = g_dir_open(w->folder, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(w->folder, name, NULL);
        g_unlink(path);
    }
    g_rmdir(w->folder);
    wf_model_unref(w->m);
    wf_findings_free(w->findings);
    g_free(w->folder);
    g_free(w);
    return 0;
}

static char *put(World *w, const char *name, const char *text)
{
    char *path = g_build_filename(w->folder, name, NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    return path;
}

static void load(World *w, const char *text, const char *env)
{
    g_autofree char *path = put(w, "main.yaml", text);
    g_autofree char *env_path = env ? put(w, "env.yaml", env) : NULL;
    const char *environments[] = {env_path, NULL};

    w->findings = wf_findings_new();
    w->m = wf_model_load(
        &(WfModelOptions){.path = path, .environments = environments, .stack_name = "shop"},
        w->findings, NULL);
    assert_non_null(w->m);
}

/* A group inside of a group's members has members of its own, and so has each of them. */
static void groups_inside_of_groups(void **state)
{
    World *w = *state;
    g_autofree char *inner = put(w, "inner.yaml",
                                 VERSION "resources:\n  g:\n    type: OS::Heat::ResourceGroup\n"
                                         "    properties: {count: 2, resource_def: {type: "
                                         "leaf.yaml}}\n"
                                         "outputs: {all: {value: {get_attr: [g, one]}}}\n");
    g_autofree char *leaf =
        put(w, "leaf.yaml",
            VERSION "resources: {s: " SERVER "}\noutputs: {one: {value: {get_resource: s}}}\n");

    load(w,
         VERSION "resources:\n  top:\n    type: OS::Heat::ResourceGroup\n"
                 "    properties: {count: 3, resource_def: {type: inner.yaml}}\n"
                 "outputs: {all: {value: {get_attr: [top, all]}}}\n",
         NULL);
    assert_false(wf_findings_failed(w->findings));
    assert_int_equal(wf_model_n_vms(w->m), 6);
    WfStackOutput output;
    wf_model_stack_output(w->m, 0, &output);
    json_auto_t *all = wf_model_value(w->m, output.value, WF_VALUE_KNOWN, NULL);
    assert_int_equal(json_array_size(all), 3);
    assert_int_equal(json_array_size(json_array_get(all, 2)), 2);
}

static char *input_value(World *w, const char *component, const char *name)
{
    WfId c = wf_model_component_find(w->m, component), first;
    guint32 n;
    WfInput input;

    assert_int_not_equal(c, WF_NONE);
    wf_model_component_inputs(w->m, c, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        wf_model_input(w->m, i, &input);
        if (strcmp(input.name, name) != 0)
            continue;
        json_auto_t *value = wf_model_value(w->m, input.value, WF_VALUE_KNOWN, NULL);
        return value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    }
    return NULL;
}

static void expect_input(World *w, const char *component, const char *name, const char *expected)
{
    char *value = input_value(w, component, name);
    assert_non_null(value);
    assert_string_equal(value, expected);
    free(value);
}

static const char *type_of(World *w, const char *resource)
{
    WfId r = wf_model_resource_find(w->m, resource);
    assert_int_not_equal(r, WF_NONE);
    return wf_model_resource_type(w->m, r);
}

static bool comes_after(World *w, const char *component, const char *before)
{
    WfId to = wf_model_component_find(w->m, component),
         from = wf_model_component_find(w->m, before);
    WfEdge edge;

    for (guint32 e = 0; e < wf_model_n_edges(w->m); e++) {
        wf_model_edge(w->m, e, &edge);
        if (edge.from == from && edge.to == to)
            return true;
    }
    return false;
}

static void test_last_duplicate_counts(void **state)
{
    World *w = *state;
    load(w,
         VERSION "parameters:\n  p: {type: string, default: a}\n  p: {type: string, default: b}\n"
                 "resources:\n  vm: " SERVER
                 "\n  x: {type: OS::Heat::RandomString}\n  x: {type: OS::Cinder::Volume}\n"
                 "components:\n  c: {server: vm, inputs: {i: 1}}\n"
                 "  c: {server: vm, inputs: {i: 1, i: {get_param: p}}}\n  d: {server: vm}\n"
                 "run_lists:\n  vm: [c, d]\n  vm: [d]\n",
         NULL);
    guint32 n;
    assert_int_equal(wf_model_n_components(w->m), 2);
    assert_int_equal(wf_model_n_inputs(w->m), 1);
    expect_input(w, "c", "i", "\"b\"");
    assert_string_equal(type_of(w, "x"), "OS::Cinder::Volume");
    wf_model_vm_run_list(w->m, 0, &n);
    assert_int_equal(n, 1);
    assert_int_equal(wf_model_n_edges(w->m), 0);
}

static void of_equal_sections_of_an_environment_the_last_one_counts(void **state)
{
    World *w = *state;
    load(w,
         VERSION "parameters:\n  p: {type: string}\n  q: {type: string, default: q}\n"
                 "resources: {vm: " SERVER "}\n"
                 "components: {c: {server: vm, inputs: {p: {get_param: p}, q: {get_param: q}}}}\n",
         "parameters: {p: a, q: b}\nparameters: {p: c}\n"
         "parameter_merge_strategies: {p: merge}\n");
    expect_input(w, "c", "p", "\"c\"");
    expect_input(w, "c", "q", "\"q\"");
}

/* As the engine does it: texts are joined by a comma, and what is empty is an item then. */
static void merged_items_may_be_empty(void **state)
{
    World *w = *state;
    g_autofree char *path = put(w, "main.yaml",
                                VERSION "parameters: {p: {type: comma_delimited_list}}\n"
                                        "resources: {vm: " SERVER "}\n"
                                        "components: {c: {server: vm, "
                                        "inputs: {p: {get_param: p}}}}\n"),
                    *one = put(w, "one.yaml",
                               "parameters: {p: 'a,b'}\n"
                               "parameter_merge_strategies: {p: merge}\n"),
                    *two = put(w, "two.yaml",
                               "parameters: {p: ''}\n"
                               "parameter_merge_strategies: {p: merge}\n"),
                    *three = put(w, "three.yaml",
                                 "parameters: {p: c}\n"
                                 "parameter_merge_strategies: {p: merge}\n");
    const char *environments[] = {one, two, three, NULL};

    w->findings = wf_findings_new();
    w->m = wf_model_load(&(WfModelOptions){.path = path, .environments = environments}, w->findings,
                         NULL);
    assert_false(wf_findings_failed(w->findings));
    expect_input(w, "c", "p", "[\"a\",\"b\",\"\",\"c\"]");
}

static void a_key_with_a_zero_byte_is_no_key(void **state)
{
    World *w = *state;
    load(w,
         VERSION "resources: {vm: " SERVER "}\n"
                 "components: {c: {server: vm, \"config\\0 and more than there is room\": 1}}\n",
         NULL);
    assert_int_equal(wf_findings_count(w->findings, WF_FAULT), 1);
    assert_int_equal(wf_findings_get(w->findings, 0)->code, WF_CODE_KEY);
}

static void test_members_have_their_own_components(void **state)
{
    World *w = *state;
    load(w,
         VERSION
         "resources:\n  web:\n    type: OS::Heat::ResourceGroup\n    properties:\n      count: 2\n"
         "      resource_def:\n        type: OS::Nova::Server\n"
         "        metadata: {weft: {components: {a: {inputs: {n: '%index%'}}, b: {depends_on: "
         "a}}}}\n",
         NULL);
    assert_int_equal(wf_model_n_components(w->m), 4);
    expect_input(w, "web.1.a", "n", "\"1\"");
    assert_true(comes_after(w, "web.1.b", "web.1.a"));
    assert_false(comes_after(w, "web.1.b", "web.0.a"));
    assert_int_equal(wf_model_component_vm(w->m, wf_model_component_find(w->m, "web.1.b")),
                     wf_model_vm_find(w->m, "web.1"));
}

static void test_registry(void **state)
{
    World *w = *state;
    g_autofree char *wrap = put(
        w, "wrap.yaml", VERSION "resources:\n  own: {type: My::Box}\n  deep: {type: T::Deep}\n");
    load(w,
         VERSION
         "resources:\n  a: {type: My::Box}\n  b: {type: Old::Heat::Value}\n  c: {type: T::A}\n"
         "  d: {type: T::A}\n  e: {type: Gone::Type}\n",
         "resource_registry:\n  My::Box: wrap.yaml\n  Old::*: OS::*\n  T::*: OS::Heat::None\n"
         "  T::A: OS::Cinder::Volume\n  Gone::Type: OS::Heat::None\n  Gone::*: null\n"
         "  resources:\n    d: {T::A: OS::Nova::Server, hooks: pre-create}\n"
         "    a: {deep: {T::Deep: OS::Cinder::Volume}, own: {Other::Type: OS::Nova::Server}}\n");
    assert_int_equal(wf_model_resource_kind(w->m, wf_model_resource_find(w->m, "a")),
                     WF_RESOURCE_NESTED);
    assert_string_equal(type_of(w, "a.own"), "My::Box"); /* it may use the type it stands for */
    assert_string_equal(type_of(w, "a.deep"), "OS::Cinder::Volume");
    assert_string_equal(type_of(w, "b"), "OS::Heat::Value");
    assert_string_equal(type_of(w, "c"), "OS::Heat::None"); /* "T::*" sorts before "T::A" */
    assert_string_equal(type_of(w, "d"), "OS::Nova::Server");
    assert_string_equal(type_of(w, "e"), "Gone::Type");
}

static void test_nested_parameters(void **state)
{
    World *w = *state;
    g_autofree char *inner =
        put(w, "inner.yaml",
            VERSION "parameters:\n  s: {type: string}\n  n: {type: number}\n"
                    "  l: {type: comma_delimited_list}\n  j: {type: json}\n"
                    "  b: {type: boolean}\nresources:\n  vm: " SERVER "\ncomponents:\n  c:\n"
                    "    server: vm\n    inputs: {s: {get_param: s}, n: {get_param: n}, "
                    "l: {get_param: l}, j: {get_param: j}, b: {get_param: b}, "
                    "name: {get_param: 'OS::stack_name'}}\n");
    load(w,
         VERSION "resources:\n  a: {type: inner.yaml, properties: {s: null, n: null, l: null, j: "
                 "null, b: null}}\n"
                 "  z: {type: inner.yaml, properties: {s: x, n: '5', l: [p, q], j: '{\"k\": 1}', "
                 "b: 'true'}}\n",
         NULL);
    expect_input(w, "a.c", "s", "\"\"");
    expect_input(w, "a.c", "n", "0");
    expect_input(w, "a.c", "l", "[]");
    expect_input(w, "a.c", "j", "{}");
    expect_input(w, "a.c", "b", "false");
    expect_input(w, "z.c", "n", "5");
    expect_input(w, "z.c", "l", "[\"p\",\"q\"]");
    expect_input(w, "z.c", "j", "{\"k\":1}");
    expect_input(w, "z.c", "b", "true");
    expect_input(w, "z.c", "name", "\"shop-z\"");
    assert_int_equal(wf_findings_count(w->findings, WF_FAULT), 0);
}

static void test_order_through_texts_and_nothing(void **state)
{
    World *w = *state;
    load(w,
         VERSION
         "resources:\n  vm: " SERVER "\n"
         "  late: {type: OS::Heat::SoftwareConfig, depends_on: a, properties: {group: script}}\n"
         "  pair: {type: OS::Heat::Value, depends_on: a, properties: {value: 1}}\n"
         "  off1: {type: OS::Heat::None, depends_on: [off2, a]}\n  off2: {type: OS::Heat::None, "
         "depends_on: off1}\n"
         "  c: {type: OS::Heat::SoftwareDeployment, properties: {server: {get_resource: vm}, "
         "config: {get_resource: late}}}\n"
         "components:\n  a: {server: vm}\n  b: {server: vm, inputs: {v: {get_attr: [pair, "
         "value]}}}\n"
         "  d: {server: vm, depends_on: off2}\n",
         NULL);
    assert_true(comes_after(w, "b", "a"));
    assert_true(comes_after(w, "c", "a"));
    assert_true(comes_after(w, "d", "a"));
}

/* What is between them has no software itself. */
static void test_order_through_servers_without_components(void **state)
{
    World *w = *state;
    load(w,
         VERSION "resources:\n  first: " SERVER "\n"
                 "  empty: {type: OS::Nova::Server, depends_on: [first, other, c],\n"
                 "          properties: {flavor: m, image: i}}\n"
                 "  other: {type: OS::Nova::Server, depends_on: empty,\n"
                 "          properties: {flavor: m, image: i}}\n"
                 "  last: {type: OS::Nova::Server, depends_on: other,\n"
                 "         properties: {flavor: m, image: i}}\n"
                 "components:\n  a: {server: first}\n  b: {server: last}\n"
                 "  c: {server: last}\n  d: {server: first, depends_on: empty}\n",
         NULL);
    assert_true(comes_after(w, "b", "a"));
    assert_true(comes_after(w, "c", "a"));
    assert_true(comes_after(w, "d", "c"));
    assert_false(comes_after(w, "c", "c"));
    assert_false(comes_after(w, "b", "c"));
    assert_false(comes_after(w, "d", "a"));
}

static void test_one_template_has_one_fault(void **state)
{
    World *w = *state;
    g_autofree char *inner = put(
        w, "inner.yaml",
        VERSION "resources:\n  x: {type: OS::Heat::Value, properties: {value: {get_param: no}}}\n");
    load(w,
         VERSION "resources:\n  a: {type: inner.yaml}\n  b: {type: ./x/../inner.yaml}\n"
                 "  c: {type: OS::Heat::ResourceGroup, properties: {count: 50, resource_def: "
                 "{type: inner.yaml}}}\n",
         NULL);
    assert_int_equal(wf_findings_count(w->findings, WF_FAULT), 1);
    assert_int_equal(wf_model_n_docs(w->m), 2);
}

/* Who gets a handle is looked for once: else these would be billions of looks. */
static void test_many_wait_conditions(void **state)
{
    enum { MANY = 10000 };
    World *w = *state;
    g_autoptr(GString) text = g_string_new(VERSION "resources:\n");

    for (guint i = 0; i < MANY; i++)
        g_string_append_printf(
            text,
            "  h%u: {type: OS::Heat::WaitConditionHandle}\n"
            "  w%u: {type: OS::Heat::WaitCondition, properties: {handle: {get_resource: h%u}, "
            "timeout: 9}}\n"
            "  s%u: {type: OS::Nova::Server, properties: {flavor: f, image: i, user_data: "
            "{get_attr: [h%u, curl_cli]}}}\n",
            i, i, i, i, i);
    load(w, text->str, NULL);
    assert_int_equal(wf_model_n_components(w->m), MANY);
    for (WfId c = 0; c < MANY; c++)
        assert_int_equal(wf_model_component_vm(w->m, c), c);
}

/* Each level hands its parameter on twenty times: 20^12 expressions, if all were followed. */
static void test_expressions_that_multiply(void **state)
{
    World *w = *state;
    for (guint i = 0; i < 12; i++) {
        g_autofree char *name = g_strdup_printf("level%u.yaml", i);
        g_autoptr(GString) text = g_string_new(
            VERSION "parameters: {p: {type: json}}\nresources:\n  vm: " SERVER "\n  n: {type: ");
        g_string_append_printf(text, i < 11 ? "level%u.yaml" : "OS::Heat::Value", i + 1);
        g_string_append(text, ", properties: {p: {");
        for (guint k = 0; k < 20; k++)
            g_string_append_printf(text, "%sk%u: {get_param: p}", k ? ", " : "", k);
        g_string_append(text, "}}}\ncomponents: {c: {server: vm, inputs: {x: {get_param: p}}}}\n");
        g_autofree char *path = put(w, name, text->str);
    }
    load(w,
         VERSION "resources:\n  vm: " SERVER
                 "\n  n: {type: level0.yaml, properties: {p: {a: {get_attr: [vm, name]}}}}\n",
         NULL);
    assert_true(wf_findings_count(w->findings, WF_FAULT) > 0);
    WfId first;
    guint32 n;
    WfInput input;
    wf_model_component_inputs(w->m, wf_model_n_components(w->m) - 1, &first, &n);
    wf_model_input(w->m, first, &input);
    wf_model_digest(w->m, input.value);
    g_autoptr(GError) error = NULL;
    assert_null(wf_model_value(w->m, input.value, WF_VALUE_KNOWN, &error));
    assert_non_null(error);
}

/* Enough components for several slices; in steps the model is the same as at once. */
static void test_loading_in_steps(void **state)
{
    World *w = *state;
    g_autoptr(GString) text = g_string_new(VERSION "resources:\n  vm: " SERVER "\ncomponents:\n");
    for (guint i = 0; i < 9000; i++)
        g_string_append_printf(text, "  c%u: {server: vm, config: x, depends_on: [c%u]}\n", i,
                               (i + 1) % 9000);
    load(w, text->str, NULL);
    g_autofree char *path = g_build_filename(w->folder, "main.yaml", NULL);
    WfModelOptions options = {.path = path};
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GError) error = NULL;
    WfModelLoad *load = wf_model_load_start(&options, findings);
    guint steps = 1;
    while (wf_model_load_step(load))
        steps++;
    assert_true(steps > 9); /* seven passes, two of them in slices */
    assert_false(wf_model_load_step(load));
    g_autoptr(WfModel) m = wf_model_load_end(load, &error);
    assert_non_null(m);
    assert_int_equal(wf_model_n_components(m), 9000);
    assert_int_equal(wf_model_n_edges(m), wf_model_n_edges(w->m));
    assert_int_equal(wf_findings_n(findings), wf_findings_n(w->findings));
    for (WfId i = 0; i < wf_model_n_edges(m); i++)
        assert_int_equal(wf_graph_from(wf_model_graph(m), i),
                         wf_graph_from(wf_model_graph(w->m), i));

    for (guint until = 0; until < steps; until++) { /* broken off anywhere, nothing is left */
        load = wf_model_load_start(&options, findings);
        for (guint i = 0; i < until; i++)
            wf_model_load_step(load);
        assert_null(wf_model_load_end(load, &error));
        assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_CANCELLED));
        g_clear_error(&error);
    }
    g_unlink(path);
    load = wf_model_load_start(&options, findings);
    assert_false(wf_model_load_step(load));
    assert_null(wf_model_load_end(load, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_NOT_FOUND));
}

/* What is compared in one go and what is digested apart are the same. */
static void test_same_means_equal_digests(void **state)
{
    static const char text[] =
        VERSION "parameters:\n  p: {type: string, default: x}\n  q: {type: string, default: y}\n"
                "conditions: {is_x: {equals: [{get_param: p}, x]}}\n"
                "resources: {vm: " SERVER "}\ncomponents:\n  c:\n    server: vm\n    outputs: [o]\n"
                "  d:\n    server: vm\n    inputs: {a: 1, b: '1', c: [1, 2], e: [[1], 2], "
                "f: {get_param: p}, g: {get_param: q}, h: {get_file: f.sh}, i: {get_file: g.sh}, "
                "j: {if: [is_x, 1, 2]}, k: {get_attr: [c, o]}, l: {m: {get_param: p}, n: 1}}\n";
    World *w = *state;
    g_autofree char *f = put(w, "f.sh", "#!/bin/sh\n"), *g = put(w, "g.sh", "#!/bin/sh\n");
    WfInput x, y;
    guint same = 0;

    load(w, text, NULL);
    g_autoptr(WfModel) old = g_steal_pointer(&w->m);
    g_clear_pointer(&w->findings, wf_findings_free);
    g_autofree char *changed = put(w, "g.sh", "#!/bin/sh\ntrue\n");
    load(w, text, "parameters: {p: z}\n");
    for (WfId i = 0; i < wf_model_n_inputs(old); i++) {
        for (WfId k = 0; k < wf_model_n_inputs(w->m); k++) {
            wf_model_input(old, i, &x);
            wf_model_input(w->m, k, &y);
            bool equal =
                wf_digest_equal(wf_model_digest(old, x.value), wf_model_digest(w->m, y.value));
            assert_int_equal(wf_model_same(old, x.value, w->m, y.value), equal);
            same += equal;
        }
    }
    assert_int_equal(same, 7); /* all but f, i, j and l, each with itself */
}

/* After a wrong parameter nothing more is said, whatever else is wrong. */
static void test_a_broken_module_after_a_wrong_parameter(void **state)
{
    World *w = *state;
    g_autofree char *inner = put(w, "inner.yaml", "a: [\n");
    g_autofree char *path = put(w, "main.yaml",
                                VERSION "parameters: {n: {type: number}}\n"
                                        "resources:\n  a: {type: inner.yaml}\n");
    const char *const parameters[] = {"n=many", NULL};
    WfModelOptions options = {.path = path, .parameters = parameters};

    w->findings = wf_findings_new();
    w->m = wf_model_load(&options, w->findings, NULL);
    assert_int_equal(wf_findings_n(w->findings), 1);
    assert_int_equal(wf_findings_get(w->findings, 0)->code, WF_CODE_PARAM_VALUE);
}

/* In both notations; what composing writes for values that a nested stack hid. */
static void test_inputs_said_to_be_secret(void **state)
{
    static const char *const texts[] = {
        "components:\n  c: {server: vm, config: x, inputs: {a: 1, b: 2}, secret: [b]}\n",
        "  d: {type: OS::Heat::SoftwareConfig, properties: {group: script, config: x,\n"
        "       inputs: [{name: a}, {name: b}]}}\n"
        "  c:\n    type: OS::Heat::SoftwareDeployment\n"
        "    metadata: {weft: {secret: [b]}}\n"
        "    properties: {server: {get_resource: vm}, config: {get_resource: d},\n"
        "                 input_values: {a: 1, b: 2}}\n"};

    for (gsize t = 0; t < G_N_ELEMENTS(texts); t++) {
        World *w = *state;
        g_autofree char *text =
            g_strconcat(VERSION "resources:\n  vm: " SERVER "\n", texts[t], NULL);
        load(w, text, NULL);
        WfId first;
        guint32 n, n_secret = 0;
        wf_model_component_inputs(w->m, 0, &first, &n);
        for (WfId i = first; i < first + n; i++) {
            WfInput input;
            wf_model_input(w->m, i, &input);
            assert_true(input.secret == (strcmp(input.name, "b") == 0));
            n_secret += input.secret;
        }
        assert_int_equal(n_secret, 1);
        g_clear_pointer(&w->m, wf_model_unref);
        g_clear_pointer(&w->findings, wf_findings_free);
    }
}

/* Heat takes null for a property that is left out, and `if` for an entry of a list. */
static void test_properties_left_out(void **state)
{
    static const char *const names[] = {"always", "chosen", "made", "chosen_too"};
    World *w = *state;
    WfId first;
    guint32 n, n_outputs;

    load(w,
         "heat_template_version: 2021-04-16\n"
         "conditions: {never: {equals: [a, b]}}\n"
         "resources:\n"
         "  vm: " SERVER "\n"
         "  c:\n    type: OS::Heat::SoftwareConfig\n    properties:\n"
         "      group: script\n      config: '#!'\n      options: null\n"
         "      inputs: [{name: always, default: 1}, {if: [never, {name: not}]},\n"
         "        {if: [never, {name: nor}, {name: chosen, default: {get_attr: [v, value]}}]}]\n"
         "      outputs: [{name: made}, {if: [never, {name: x}, {name: chosen_too}]},\n"
         "        {if: [never, {name: y}]}]\n"
         "  d: {type: OS::Heat::SoftwareDeployment, properties: {config: {get_resource: c},\n"
         "      server: {get_resource: vm}, actions: null, input_values: ~,\n"
         "      signal_transport: null}}\n"
         "  g: {type: OS::Heat::ResourceGroup, properties: {count: null, index_var: null,\n"
         "      resource_def: {type: OS::Heat::Value, properties: {value: '%index%'}}}}\n"
         "  v: {type: OS::Heat::Value, properties: {value: null}}\n",
         NULL);
    assert_int_equal(wf_findings_count(w->findings, WF_FAULT), 0);
    assert_int_equal(wf_findings_count(w->findings, WF_WARNING), 0);
    assert_int_not_equal(wf_model_resource_find(w->m, "g.0"), WF_NONE);
    assert_int_equal(wf_model_n_components(w->m), 1);
    assert_int_equal(wf_model_component_actions(w->m, 0), WF_CREATE | WF_UPDATE);
    wf_model_component_inputs(w->m, 0, &first, &n);
    assert_int_equal(n, 2);
    for (guint32 i = 0; i < n; i++) {
        WfInput input;
        wf_model_input(w->m, first + i, &input);
        assert_string_equal(input.name, names[i]);
        json_auto_t *value = wf_model_value(w->m, input.value, WF_VALUE_PORTABLE, NULL);
        assert_true(i == 0 ? json_integer_value(value) == 1 : json_is_null(value));
    }
    wf_model_component_outputs(w->m, 0, &first, &n_outputs);
    assert_int_equal(n_outputs, 2);
    for (guint32 o = 0; o < n_outputs; o++) {
        WfOutput output;
        wf_model_output(w->m, first + o, &output);
        assert_string_equal(output.name, names[n + o]);
    }
}

/* Each of many errors is told, but what was meant only of so many that it costs no more than the
 * rest. */
static void many_errors(void **state)
{
    enum { N = 3000 };
    World *w = *state;
    g_autoptr(GString) text = g_string_new(VERSION "resources: {vm: " SERVER "}\ncomponents:\n");

    for (guint i = 0; i < N; i++)
        g_string_append_printf(
            text, "  c%u: {server: vm, config: '#!', inputs: {a: {get_attr: [d%u, out]}}}\n", i, i);
    load(w, text->str, NULL);
    assert_int_equal(wf_findings_count(w->findings, WF_FAULT), N);
    assert_string_equal(wf_findings_get(w->findings, 200)->hint, "did you mean 'c200'?");
    assert_null(wf_findings_get(w->findings, N - 1)->hint);
}

/* Which ones are hidden, given and used is found by name; of one that stands twice the last
 * counts. */
static void many_parameters(void **state)
{
    World *w = *state;
    g_autoptr(GString) text = g_string_new(VERSION "parameters:\n");

    for (guint i = 0; i < 300; i++)
        g_string_append_printf(text, "  p%u: {type: string, default: a%u, hidden: %s}\n", i, i,
                               i % 2 ? "true" : "no");
    g_string_append(text, "  p7: {type: string, default: again}\n");
    g_string_append(text, "  bad: {type: nothing, hidden: true}\n");
    g_string_append(text, "resources: {vm: " SERVER "}\ncomponents:\n  c:\n    server: vm\n"
                          "    inputs:\n      bad: {get_param: bad}\n");
    for (guint i = 0; i < 300; i += 5)
        g_string_append_printf(text, "      p%u: {get_param: p%u}\n", i, i);
    g_string_append(text, "      p7: {get_param: p7}\n");
    load(w, text->str, "parameters: {p5: given}\n");
    assert_int_equal(wf_findings_count(w->findings, WF_FAULT), 1); /* the unknown type */
    assert_int_equal(wf_model_n_parameters(w->m), 301);
    for (guint32 k = 0; k < 300; k++) {
        WfParameter p;
        WfInput in;
        wf_model_parameter(w->m, k, &p);
        guint64 i = g_ascii_strtoull(p.name + 1, NULL, 10);
        WfId input = wf_model_input_find(w->m, 0, p.name);
        assert_int_equal(p.hidden, i % 2 && i != 7);
        assert_int_equal(p.used_by_software, i % 5 == 0 || i == 7);
        assert_int_equal(input != WF_NONE, p.used_by_software);
        if (input == WF_NONE)
            continue;
        wf_model_input(w->m, input, &in);
        assert_int_equal(in.secret, p.hidden);
        json_auto_t *value = wf_model_value(w->m, in.value, WF_VALUE_KNOWN, NULL);
        g_autofree char *own = g_strdup_printf("a%u", (guint)i);
        assert_string_equal(json_string_value(value), i == 5 ? "given" : i == 7 ? "again" : own);
    }
    WfInput in;
    wf_model_input(w->m, wf_model_input_find(w->m, 0, "bad"), &in);
    assert_true(in.secret);
}

/* Behind an environment that cannot be read nothing more is said, and no hint either. */
static void an_empty_model_after_a_wrong_environment(void **state)
{
    static const char *const environments[] = {"/nonexistent/env.yaml", NULL};
    static const char text[] = "# nothing\n";
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GBytes) bytes = g_bytes_new_static(text, strlen(text));
    WfModelOptions options = {.path = "model.yaml", .bytes = bytes, .environments = environments};
    (void)state;

    g_autoptr(WfModel) m = wf_model_load(&options, findings, NULL);
    assert_non_null(m);
    assert_int_equal(wf_findings_n(findings), 1);
}

/* Whoever depends on one goes from there to the next: none has links to all that are behind it. */
static void chains_of_nothing_have_few_links(void **state)
{
    World *w = *state;
    g_autoptr(GString) text = g_string_new(
        VERSION "resources:\n  s: " SERVER "\n  n0: {type: OS::Heat::None, depends_on: s}\n");

    for (guint i = 1; i < 500; i++)
        g_string_append_printf(text, "  n%u: {type: OS::Heat::%s, depends_on: n%u}\n", i,
                               i % 2 ? "None" : "Value, properties: {value: 1}", i - 1);
    g_string_append(text, "components:\n  a: {server: s, config: \"#!/bin/sh\"}\n"
                          "  b: {server: t, config: \"#!/bin/sh\", depends_on: n499}\n");
    g_string_insert(text, (gssize)strlen(VERSION "resources:\n"), "  t: " SERVER "\n");
    load(w, text->str, NULL);
    assert_false(wf_findings_failed(w->findings));
    assert_int_equal(wf_model_n_links(w->m), 500);
    assert_int_equal(wf_model_n_edges(w->m), 1);
}

/* Each takes its own out of a list of all: the others need not be looked at for that. */
static void members_are_picked_from_lists(void **state)
{
    World *w = *state;
    g_autofree char *leaf = put(w, "leaf.yaml",
                                VERSION "resources: {s: " SERVER "}\n"
                                        "outputs: {OS::stack_id: {value: {get_resource: s}}}\n");
    g_autoptr(GString) text = g_string_new(
        VERSION "resources:\n  g: {type: OS::Heat::ResourceGroup, properties: {count: 3001, "
                "removal_policies: [{resource_list: ['7']}], resource_def: {type: leaf.yaml}}}\n"
                "components:\n");
    enum { N = 3000 };

    for (guint i = 0; i < N; i++)
        g_string_append_printf(text,
                               "  c%u: {server: {get_attr: [g, refs, %u]}, config: \"#!/bin/sh\", "
                               "inputs: {a: {get_attr: [g, refs_map, '%u']}}}\n",
                               i, i, i < 7 ? i : i + 1);
    gint64 begun = g_get_monotonic_time();
    load(w, text->str, NULL);
    assert_false(wf_findings_failed(w->findings));
    assert_true(g_get_monotonic_time() - begun < 20 * G_USEC_PER_SEC);
    WfId c = wf_model_component_find(w->m, "c2999");
    assert_string_equal(wf_model_vm_name(w->m, wf_model_component_vm(w->m, c)), "g.3000.s");
    expect_input(w, "c2999", "a", "{\"get_resource\":\"g.3000.s\"}");
    expect_input(w, "c7", "a", "{\"get_resource\":\"g.8.s\"}");
}

/* An input that reads one output twice makes one edge, however its reads are mixed. */
static void an_input_makes_each_edge_once(void **state)
{
    World *w = *state;

    load(w,
         VERSION "resources: {s: " SERVER ", t: " SERVER "}\ncomponents:\n"
                 "  a: {server: s, config: \"#!/bin/sh\", outputs: [x, y]}\n"
                 "  b: {server: t, config: \"#!/bin/sh\", inputs: {"
                 "i: [{get_attr: [a, x]}, {get_attr: [a, y]}, {get_attr: [a, x]}, "
                 "{get_attr: [s, name]}, {get_attr: [s, name]}], j: {get_attr: [a, x]}, "
                 "k: [{get_attr: [a, x]}, {get_attr: [a, x]}]}}\n"
                 "  c: {server: t, config: \"#!/bin/sh\", "
                 "inputs: {k: [{get_attr: [a, x]}, {get_attr: [a, x]}]}}\n",
         NULL);
    assert_false(wf_findings_failed(w->findings));
    assert_int_equal(wf_model_n_edges(w->m), 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(groups_inside_of_groups, setup, teardown),
        cmocka_unit_test_setup_teardown(test_last_duplicate_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(of_equal_sections_of_an_environment_the_last_one_counts,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(merged_items_may_be_empty, setup, teardown),
        cmocka_unit_test_setup_teardown(a_key_with_a_zero_byte_is_no_key, setup, teardown),
        cmocka_unit_test_setup_teardown(test_members_have_their_own_components, setup, teardown),
        cmocka_unit_test_setup_teardown(test_registry, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nested_parameters, setup, teardown),
        cmocka_unit_test_setup_teardown(test_order_through_texts_and_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_order_through_servers_without_components, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_one_template_has_one_fault, setup, teardown),
        cmocka_unit_test_setup_teardown(test_many_wait_conditions, setup, teardown),
        cmocka_unit_test_setup_teardown(test_expressions_that_multiply, setup, teardown),
        cmocka_unit_test_setup_teardown(test_loading_in_steps, setup, teardown),
        cmocka_unit_test_setup_teardown(test_same_means_equal_digests, setup, teardown),
        cmocka_unit_test_setup_teardown(test_inputs_said_to_be_secret, setup, teardown),
        cmocka_unit_test_setup_teardown(test_properties_left_out, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_broken_module_after_a_wrong_parameter, setup,
                                        teardown),
        cmocka_unit_test(an_empty_model_after_a_wrong_environment),
        cmocka_unit_test_setup_teardown(many_errors, setup, teardown),
        cmocka_unit_test_setup_teardown(many_parameters, setup, teardown),
        cmocka_unit_test_setup_teardown(chains_of_nothing_have_few_links, setup, teardown),
        cmocka_unit_test_setup_teardown(members_are_picked_from_lists, setup, teardown),
        cmocka_unit_test_setup_teardown(an_input_makes_each_edge_once, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
