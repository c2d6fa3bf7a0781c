/* Maps that are computed in places where their entries count: inputs, definitions of members. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <weft/findings.h>
#include <weft/model.h>

#define VERSION "heat_template_version: 2018-08-31\n"
#define SERVER "{type: OS::Nova::Server, properties: {flavor: m, image: i}}"

typedef struct {
    WfFindings *findings;
    WfModel *m;
} World;

static int setup(void **state)
{
    *state = g_new0(World, 1);
    return 0;
}

static int teardown(void **state)
{
    World *w = *state;

    wf_model_unref(w->m);
    wf_findings_free(w->findings);
    g_free(w);
    return 0;
}

static void load(World *w, const char *text)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(text, strlen(text));

    w->findings = wf_findings_new();
    w->m = wf_model_load(&(WfModelOptions){.path = "main.yaml", .bytes = bytes}, w->findings, NULL);
    assert_non_null(w->m);
}

#define DEPLOYED                                                                                   \
    "  server: " SERVER "\n  config:\n    type: OS::Heat::SoftwareConfig\n"                        \
    "    properties: {group: script, config: '#!/bin/sh', inputs: [{name: a, default: own}]}\n"    \
    "  run:\n    type: OS::Heat::SoftwareDeployment\n    properties:\n"                            \
    "      server: {get_resource: server}\n      config: {get_resource: config}\n"                 \
    "      input_values: "

static void assert_input(World *w, const char *name, const char *value, bool secret)
{
    WfId i = wf_model_input_find(w->m, wf_model_component_find(w->m, "run"), name);
    WfInput input;

    assert_int_not_equal(i, WF_NONE);
    wf_model_input(w->m, i, &input);
    json_auto_t *is = wf_model_value(w->m, input.value, WF_VALUE_KNOWN, NULL);
    g_autofree char *text = json_dumps(is, JSON_ENCODE_ANY);
    assert_string_equal(text, value);
    assert_int_equal(input.secret, secret);
}

static bool says(World *w, WfCode code, const char *part)
{
    for (guint i = 0; i < wf_findings_n(w->findings); i++)
        if (wf_findings_get(w->findings, i)->code == code &&
            strstr(wf_findings_get(w->findings, i)->message, part))
            return true;
    return false;
}

static void computed_inputs(void **state)
{
    World *w = *state;

    load(w, VERSION "parameters:\n  p: {type: json, default: {a: 1, b: two}}\n"
                    "  q: {type: json, hidden: true, default: {c: 3}}\nresources:\n" DEPLOYED
                    "\n        map_merge: [{z: 0, b: other}, {get_param: p}, {get_param: q}]\n");
    assert_int_equal(wf_findings_count(w->findings, WF_FAULT), 0);
    assert_input(w, "a", "1", false);
    assert_input(w, "b", "\"two\"", false);
    assert_input(w, "c", "3", true); /* of a hidden parameter */
    assert_input(w, "z", "0", false);

    /* they stand where the function does */
    WfInput input;
    wf_model_input(w->m, wf_model_input_find(w->m, 0, "c"), &input);
    WfPlace place = wf_model_expr_place(w->m, input.value);
    WfSpan span = wf_model_place_span(w->m, place);
    assert_string_equal(wf_model_place_path(w->m, place), "main.yaml");
    assert_int_equal(span.line, 16);
    assert_int_equal(span.column, 9);
}

/* What no path leads to is a value, and a secret one if a secret is anywhere in what made it. */
static void replaced_inputs(void **state)
{
    World *w = *state;

    load(w, VERSION "parameters:\n  q: {type: json, hidden: true, default: {c: 3, d: {e: f}}}\n"
                    "resources:\n" DEPLOYED "{map_replace: [{get_param: q}, {keys: {c: a}}]}\n");
    assert_int_equal(wf_findings_count(w->findings, WF_FAULT), 0);
    assert_input(w, "a", "3", true);
    assert_input(w, "d", "{\"e\": \"f\"}", true);
}

/* A value that reads as a call is none: it came out of a parameter. */
static void input_like_a_call(void **state)
{
    World *w = *state;

    load(w, VERSION "parameters:\n  p: {type: json, default: {a: {get_param: p}}}\n"
                    "resources:\n" DEPLOYED "{get_param: p}\n");
    assert_int_equal(wf_findings_count(w->findings, WF_FAULT), 0);
    WfId i = wf_model_input_find(w->m, wf_model_component_find(w->m, "run"), "a");
    WfInput input;
    wf_model_input(w->m, i, &input);
    json_auto_t *value = wf_model_value(w->m, input.value, WF_VALUE_KNOWN, NULL);
    assert_string_equal(json_object_iter_key(json_object_iter(value)), "get_param");
}

/* What a loop repeats may be expressions; not so what depends on what only a running stack knows.
 */
static void repeated_inputs(void **state)
{
    World *w = *state;

    load(w,
         VERSION "parameters:\n  q: {type: comma_delimited_list, hidden: true, default: [s]}\n"
                 "resources:\n" DEPLOYED "\n        map_merge:\n          list_concat:\n"
                 "          - repeat:\n"
                 "              for_each: {'%n%': [a, z]}\n"
                 "              template: {'%n%': {get_attr: [server, name]}, 'of_%n%': '<%n%>'}\n"
                 "          - repeat:\n"
                 "              permutations: false\n"
                 "              for_each: {'%n%': [u], '%v%': [{get_resource: server}]}\n"
                 "              template: {'%n%': ['%v%', '%n%']}\n"
                 "          - repeat: {for_each: {'%n%': {get_param: q}},\n"
                 "                     template: {'%n%': {get_resource: server}}}\n");
    assert_int_equal(wf_findings_count(w->findings, WF_FAULT), 0);
    assert_input(w, "a", "{\"get_attr\": [\"server\", \"name\"]}", true);
    assert_input(w, "of_z", "\"<z>\"", true);
    assert_input(w, "u", "[{\"get_resource\": \"server\"}, \"u\"]", true);
    assert_input(w, "s", "{\"get_resource\": \"server\"}", true); /* all made of a secret */
}

static void repeated_of_a_running_stack(void **state)
{
    static const char *const loops[] = {
        "for_each: {'%n%': [a]}, template: {'%n%': {get_attr: [server, '%n%']}}",
        "for_each: {'%n%': [{get_resource: server}]}, template: {'%n%': 1}",
        "for_each: {'%n%': [{get_resource: server}]}, template: {a: 'on %n%'}",
        "for_each: {'%n%': {get_attr: [server, networks]}}, template: {a: '%n%'}",
        "for_each: {'%n%': [a], '0': [b]}, template: {'%n%': {get_resource: server}, b: c}",
        "for_each: {'0': ['1']}, template: {a: {get_resource: server}, b: {get_resource: config}}",
    };
    World *w = *state;

    for (guint i = 0; i < G_N_ELEMENTS(loops); i++) {
        g_autofree char *text = g_strdup_printf(
            VERSION "resources:\n" DEPLOYED "{map_merge: {repeat: {%s}}}\n", loops[i]);
        wf_model_unref(w->m);
        wf_findings_free(w->findings);
        load(w, text);
        assert_true(wf_findings_count(w->findings, WF_FAULT) > 0);
    }
}

/* A short text may ask for much. */
static void repeated_is_bounded(void **state)
{
    World *w = *state;
    g_autofree char *long_name = g_strnfill(100 << 10, 'n');
    g_autoptr(GString) names = g_string_new(NULL), variables = g_string_new(NULL);

    for (guint i = 0; i < 3000; i++) {
        g_string_append_printf(names, "k%u, ", i);
        g_string_append_printf(variables, "'%%%u%%': [b], ", i);
    }
    const char *const loops[][2] = {{"'%n%': [", names->str}, {"", variables->str}};
    for (guint i = 0; i < G_N_ELEMENTS(loops); i++) {
        g_autofree char *text = g_strdup_printf(
            VERSION "resources:\n" DEPLOYED
                    "{map_merge: {repeat: {permutations: false, for_each: {%s%s%s},\n"
                    "        template: {'%%n%%': {get_attr: [server, %s]}}}}}\n",
            loops[i][0], loops[i][1], i ? "" : "]", long_name);
        wf_model_unref(w->m);
        wf_findings_free(w->findings);
        load(w, text);
        assert_true(says(w, WF_CODE_LIMIT, "MiB"));
        assert_false(says(w, WF_CODE_TYPE, "known only when"));
    }
}

static void inputs_not_known(void **state)
{
    World *w = *state;

    load(w, VERSION "parameters:\n  p: {type: json}\nresources:\n" DEPLOYED "{get_param: p}\n");
    assert_true(says(w, WF_CODE_TYPE, "a parameter has no value"));
}

static void inputs_of_a_running_stack(void **state)
{
    World *w = *state;

    load(w, VERSION "resources:\n" DEPLOYED "{get_attr: [server, networks]}\n");
    assert_true(says(w, WF_CODE_TYPE, "only when the stack runs"));
}

static void properties_by_function(void **state)
{
    World *w = *state;

    load(w, VERSION "parameters:\n  p: {type: json, default: {flavor: m, image: i}}\nresources:\n"
                    "  no: {type: OS::Nova::Server, properties: {get_param: p}}\n"
                    "  nothing: {type: OS::Heat::None, properties: {get_param: p}}\n"
                    "  group:\n    type: OS::Heat::ResourceGroup\n    properties:\n"
                    "      resource_def: {type: OS::Nova::Server, properties: {get_param: p}}\n");
    assert_int_equal(wf_findings_count(w->findings, WF_FAULT), 1);
    assert_true(says(w, WF_CODE_TYPE, "Heat takes no function"));
    assert_false(says(w, WF_CODE_MISSING, "boot from"));
    WfExpr flavor =
        wf_model_resource_property(w->m, wf_model_resource_find(w->m, "group.0"), "flavor");
    json_auto_t *value = wf_model_value(w->m, flavor, WF_VALUE_PORTABLE, NULL);
    g_autofree char *text = json_dumps(value, JSON_ENCODE_ANY);
    assert_string_equal(text, "{\"get_param\": [\"p\", \"flavor\"]}");
}

/* The last of what a key stands for counts, whatever kind of key, and with it whether it is secret.
 */
static void given_over_declared(void **state)
{
    World *w = *state;

    load(w,
         VERSION "parameters:\n  p: {type: json, hidden: true, default: [{name: a, default: x}]}\n"
                 "resources:\n  server: " SERVER "\n  config:\n"
                 "    type: OS::Heat::SoftwareConfig\n"
                 "    properties: {group: script, config: '#!/bin/sh',\n"
                 "                 inputs: {list_concat: [{get_param: p}, [{name: b, default: y},\n"
                 "                          {name: '1', default: z}, {name: d, default: own}]]}}\n"
                 "  run:\n    type: OS::Heat::SoftwareDeployment\n    properties:\n"
                 "      server: {get_resource: server}\n      config: {get_resource: config}\n"
                 "      input_values: {a: open, 1: one, more: 5, more: 6}\n");
    assert_int_equal(wf_findings_count(w->findings, WF_FAULT), 0);
    assert_input(w, "a", "\"open\"", false);
    assert_input(w, "b", "\"y\"", true);
    assert_input(w, "1", "\"one\"", false);
    assert_input(w, "d", "\"own\"", true);
    assert_input(w, "more", "6", false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(given_over_declared, setup, teardown),
        cmocka_unit_test_setup_teardown(computed_inputs, setup, teardown),
        cmocka_unit_test_setup_teardown(replaced_inputs, setup, teardown),
        cmocka_unit_test_setup_teardown(input_like_a_call, setup, teardown),
        cmocka_unit_test_setup_teardown(repeated_inputs, setup, teardown),
        cmocka_unit_test_setup_teardown(repeated_of_a_running_stack, setup, teardown),
        cmocka_unit_test_setup_teardown(repeated_is_bounded, setup, teardown),
        cmocka_unit_test_setup_teardown(inputs_not_known, setup, teardown),
        cmocka_unit_test_setup_teardown(inputs_of_a_running_stack, setup, teardown),
        cmocka_unit_test_setup_teardown(properties_by_function, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
