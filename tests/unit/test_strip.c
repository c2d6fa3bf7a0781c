/* What strip decides, seen through its result. Heat's own verdict is in tests/heat. */
#include "strip_case.h"

#include <stdio.h>

static void bootstrap_forms(void **state)
{
    static const char *const bad[] = {
        "",
        "packages",
        "url=",
        "url=ftp://x",
        "url=https://x y",
        "url=https://x/'",
        "url=https://x#sha256=12",
        "url=https://x/\n",
        "url=https://x/$(id)",
        "url=https://x#sha256="
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdefg",
    };
    const char *why = NULL;
    g_auto(WfBootstrap) b = {0};

    for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
        assert_false(wf_bootstrap_parse(bad[i], &b, &why));
    assert_true(wf_bootstrap_parse("image", &b, &why));
    assert_int_equal(b.kind, WF_BOOTSTRAP_IMAGE);
    assert_true(
        wf_bootstrap_parse("url=https://x.org/a%20b?c=1#sha256="
                           "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                           &b, &why));
    assert_string_equal(b.url, "https://x.org/a%20b?c=1");
    assert_int_equal(strlen(b.sha256), 64);
}

static char *value_after(const char *text, const char *key)
{
    const char *from = strstr(text, key);
    assert_non_null(from);
    from += strlen(key);
    return g_strndup(from, strcspn(from, "\""));
}

/* A credential is that of its VM, and the same every time. */
static void credentials(void **state)
{
    static const char model[] = HEAD "resources:\n  a: {" SERVER "}}\n  b: {" SERVER "}}\n"
                                     "components: {x: {server: a}, y: {server: b}}\n";
    g_auto(Case) one, two;

    strip(&one, model);
    strip(&two, model);
    assert_true(json_equal(one.s->template, two.s->template));
    assert_int_equal(one.s->n_agents, 2);
    g_autofree char *a = value_after(user_data(&one, "a"), "\"credential\":\"");
    g_autofree char *b = value_after(user_data(&one, "b"), "\"credential\":\"");
    assert_string_not_equal(a, b);
    g_autoptr(WfVmKeys) vm = wf_vm_keys_new(a, "a", NULL);
    g_autofree char *auth = wf_vm_keys_auth(vm), *expected = wf_keys_vm_auth(one.keys, "a");
    assert_string_equal(auth, expected);
    assert_true(strlen(user_data(&one, "a")) < 2048);
    assert_string_equal(
        json_string_value(json_object_get(properties(&one, "a"), "user_data_format")), "RAW");
    assert_string_equal(
        json_string_value(json_object_get(properties(&one, "a"), "user_data_update_policy")),
        "IGNORE");
}

/* The specifications are in ZooKeeper: many components cost no byte here. */
static void size_is_constant(void **state)
{
    g_autoptr(GString) many = g_string_new(HEAD "resources:\n  a: {" SERVER "}}\ncomponents:\n");
    g_auto(Case) c;

    for (guint i = 0; i < 500; i++)
        g_string_append_printf(many, "  c%u: {server: a, config: \"#!/bin/sh\\n\"}\n", i);
    strip(&c, many->str);
    assert_true(strlen(user_data(&c, "a")) < 2048);
}

/* What `place` writes may be there before or come after. */
static void commutes_with_place(void **state)
{
    static const char before[] = HEAD "resources:\n  a: {" SERVER
                                      ", scheduler_hints: {x: y}}}\ncomponents: {x: {server: a}}\n";
    static const char placed[] = HEAD "resources:\n  a: {" SERVER ", scheduler_hints: {x: y}, "
                                      "availability_zone: z1}}\ncomponents: {x: {server: a}}\n";
    g_auto(Case) first, second;

    strip(&first, before);
    json_object_set_new(properties(&first, "a"), "availability_zone", json_string("z1"));
    strip(&second, placed);
    g_autofree char *one = wf_emit_yaml(first.s->template), *two = wf_emit_yaml(second.s->template);
    assert_string_equal(one, two);
}

static void placement_section(void **state)
{
    static const char model[] = HEAD "resources: {a: {" SERVER "}}}\nplacement: {groups: {}}\n";
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfModel) m = load(model, findings);
    WfStripOptions options = {.stack = "s", .ensemble = "z", .keep_placement = true};
    g_autoptr(WfStripped) kept = wf_strip(m, &options, findings, NULL);
    options.keep_placement = false;
    g_autoptr(WfStripped) gone = wf_strip(m, &options, findings, NULL);

    assert_non_null(json_object_get(kept->template, "placement"));
    assert_null(json_object_get(gone->template, "placement"));
}

/* Facts need maps written as JSON: the version is raised, unless something stands against it. */
static void old_versions(void **state)
{
    g_auto(Case) c;

    strip(&c, "heat_template_version: 2013-05-23\nresources:\n  w: {type: OS::Heat::RandomString}\n"
              "  a: {" SERVER
              "}}\ncomponents: {x: {server: a, inputs: {w: {get_attr: [w, value]}}}}\n");
    assert_non_null(c.s);
    assert_string_equal(json_string_value(json_object_get(c.s->template, "heat_template_version")),
                        "2015-10-15");
    assert_null(json_object_get(properties(&c, "a"), "user_data_update_policy"));
    const json_t *replace =
        json_object_get(json_object_get(properties(&c, "a"), "user_data"), "str_replace");
    assert_non_null(json_object_get(replace, "template"));
}

/* What only the stack knows of itself comes as a fact, however its name is put together. */
static void pseudo_parameters(void **state)
{
    static const char *const asks[] = {
        "{get_param: 'OS::stack_id'}",
        "{str_replace: {template: t, params: {t: {get_param: ['OS::stack_id']}}}}",
        "{get_param: {list_join: ['', ['OS::stack', _id]]}}",
    };

    for (guint i = 0; i < G_N_ELEMENTS(asks); i++) {
        g_autofree char *model = g_strdup_printf(
            HEAD "resources: {a: {" SERVER "}}}\ncomponents: {x: {server: a, inputs: {s: %s}}}\n",
            asks[i]);
        g_auto(Case) c;
        strip(&c, model);
        assert_non_null(c.s);
        g_autofree char *text = wf_emit_yaml(c.s->template);
        assert_non_null(strstr(text, "OS::stack_id:\n"));
        assert_non_null(strstr(text, "get_param: OS::stack_id\n"));
    }
}

/* What is only odd is looked for when somebody wants to know it. */
static void odd_findings(void **state)
{
    static const char model[] =
        HEAD "resources: {a: {" SERVER "}}}\ncomponents: {x: {server: a, config: no script}}\n";
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfModel) m = load(model, findings);
    static const guint8 master[32] = {7};
    g_autoptr(WfKeys) keys = wf_keys_new(master, "s");
    WfStripOptions options = {.stack = "s", .ensemble = "z", .keys = keys};
    g_autoptr(WfStripped) quiet = wf_strip(m, &options, findings, NULL);

    assert_non_null(quiet);
    assert_int_equal(wf_findings_n(findings), 0);
    options.odd = true;
    g_autoptr(WfStripped) told = wf_strip(m, &options, findings, NULL);
    assert_int_equal(wf_findings_count(findings, WF_WARNING), 1);
    assert_true(json_equal(quiet->template, told->template));
}

static void waits(void **state)
{
    g_auto(Case) c;

    strip(&c, HEAD "resources:\n  h: {type: OS::Heat::WaitConditionHandle}\n"
                   "  up now:\n    type: OS::Heat::WaitCondition\n"
                   "    properties: {handle: {get_resource: h}, count: 3, timeout: 60}\n"
                   "  a: {" SERVER
                   ", user_data: {list_join: ['', ['#!/bin/sh\n', {get_attr: [h, curl_cli]},\n"
                   "      ' at ', {get_attr: [h, endpoint]}, ' ', {get_resource: h}, ' with ', "
                   "{get_attr: [h, token]}]]}}}\n");
    assert_non_null(c.s);
    assert_non_null(strstr(user_data(&c, "a"),
                           "/usr/local/bin/weft-signal up%20now at http://127.0.0.1:8791/up%20now "
                           "http://127.0.0.1:8791/up%20now with local"));
    json_auto_t *config = wf_strip_wait_config(c.m, wf_model_component_find(c.m, "up now"));
    assert_int_equal(json_integer_value(json_object_get(config, "count")), 3);
    assert_string_equal(json_string_value(json_object_get(config, "signals")),
                        "/var/lib/weft/signals/up%20now");
}

/* A condition that is not translated stays, and so does its handle. */
static void waits_that_stay(void **state)
{
    g_auto(Case) c;

    strip(&c, HEAD "resources:\n  h: {type: OS::Heat::WaitConditionHandle}\n"
                   "  w: {type: OS::Heat::WaitCondition, properties: {handle: {get_resource: h}, "
                   "timeout: 60}}\n"
                   "  a: {" SERVER ", user_data: {get_attr: [h, curl_cli]}}}\n"
                   "  b: {" SERVER ", user_data: {get_attr: [h, curl_cli]}}}\n"
                   "components: {x: {server: a}}\n");
    assert_non_null(c.s);
    assert_non_null(json_object_get(json_object_get(c.s->template, "resources"), "h"));
}

static void refusals(void **state)
{
    refused(HEAD "resources:\n  a: {" SERVER ", user_data: {get_resource: h}}}\n"
                 "  h:\n    type: OS::Heat::WaitConditionHandle\n"
                 "  w: {type: OS::Heat::WaitCondition, properties: {handle: {get_resource: h}, "
                 "timeout: 9}}\n"
                 "  z:\n    type: OS::My::Type\n    properties:\n      x: {get_attr: [w, data]}\n",
            WF_CODE_INFRA_AFTER, 10);
    refused(HEAD "resources:\n  a:\n    type: OS::Nova::Server\n    properties:\n      user_data: "
                 "{get_resource: m}\n"
                 "  m: {type: OS::Heat::MultipartMime, properties: {parts: [{config: "
                 "{get_resource: m}, type: multipart}]}}\n"
                 "components: {x: {server: a}}\n",
            WF_CODE_CYCLE, 7);
    g_autofree char *long_text = g_strnfill(60000, 'x');
    g_autofree char *large = g_strdup_printf(
        HEAD
        "resources:\n  a:\n    type: OS::Nova::Server\n    properties:\n      user_data: '#!%s'\n"
        "components: {x: {server: a}}\n",
        long_text);
    refused(large, WF_CODE_SIZE, 6);
}

/* Signals that do not all come from one VM are Heat's to count. */
static void handle_elsewhere(void **state)
{
    g_auto(Case) c;

    strip(&c, HEAD "resources:\n  a: {" SERVER ", user_data: {get_attr: [h, curl_cli]}}}\n"
                   "  h: {type: OS::Heat::WaitConditionHandle}\n"
                   "  w: {type: OS::Heat::WaitCondition, properties: {handle: {get_resource: h}, "
                   "timeout: 9}}\n"
                   "  z: {type: OS::My::Type, properties: {x: {get_attr: [h, curl_cli]}}}\n"
                   "components: {x: {server: a}}\n");
    assert_non_null(c.s);
    const json_t *resources = json_object_get(c.s->template, "resources");
    assert_non_null(json_object_get(resources, "w"));
    assert_non_null(json_object_get(resources, "h"));
    assert_non_null(json_object_get(json_object_get(properties(&c, "z"), "x"), "get_attr"));
}

/* What nobody can decide yet is left to Heat, with all that it asks for. */
static void what_is_still_asked_for_stays(void **state)
{
    g_auto(Case) c;

    strip(&c, HEAD "parameters:\n"
                   "  shown: {type: string, default: x}\n"
                   "  switch: {type: string}\n"
                   "  soft: {type: string, default: x}\n"
                   "conditions:\n"
                   "  inner: {equals: [{get_param: switch}, y]}\n"
                   "  outer: {not: inner}\n"
                   "  idle: {equals: [{get_param: soft}, x]}\n"
                   "resources:\n"
                   "  a: {" SERVER "}}\n"
                   "  net: {type: OS::Neutron::Net, condition: outer}\n"
                   "outputs: {o: {value: {get_param: shown}}}\n"
                   "components: {x: {server: a, inputs: {i: {if: [idle, 1, 2]}}}}\n");
    assert_non_null(c.s);
    const json_t *parameters = json_object_get(c.s->template, "parameters");
    const json_t *conditions = json_object_get(c.s->template, "conditions");
    assert_non_null(json_object_get(parameters, "shown"));
    assert_non_null(json_object_get(parameters, "switch"));
    assert_non_null(json_object_get(conditions, "inner"));
    assert_non_null(json_object_get(conditions, "outer"));
    assert_null(json_object_get(conditions, "idle"));
    assert_null(json_object_get(parameters, "soft"));
}

/* A VM that exists already has no user_data to put anything into. */
static void deployed_server(void **state)
{
    g_auto(Case) c;

    strip(&c,
          HEAD "resources: {a: {type: OS::Heat::DeployedServer}}\ncomponents: {x: {server: a}}\n");
    assert_non_null(c.s);
    assert_int_equal(c.s->n_agents, 0);
    assert_int_equal(wf_findings_count(c.findings, WF_WARNING), 1);
}

/* Everything of the integrated template is accounted for. */
static char *agent_of(const char *text, const char *vm, GPtrArray *open, GError **error)
{
    g_auto(Case) c;

    strip(&c, text);
    assert_non_null(c.s);
    WfStripOptions options = {.stack = "shop", .ensemble = "z:2181", .keys = c.keys};
    char *config = wf_strip_agent(c.m, &options, vm, open, c.findings, error);
    /* the same that the template brings, where that is all known */
    if (config && !open->len)
        assert_non_null(strstr(user_data(&c, vm), config));
    return config;
}

static void one_agent(void **state)
{
    static const char text[] =
        HEAD "resources:\n"
             "  net: {type: OS::Neutron::Net}\n"
             "  db: {" SERVER "}}\n"
             "  app: {" SERVER ", networks: [{network: {get_resource: net}}]}}\n"
             "  bare: {" SERVER "}}\n"
             "components:\n"
             "  i: {server: db, config: c}\n"
             "  j: {server: app, config: c, inputs: {n: {get_attr: [net, mtu]},\n"
             "      all: {get_attr: [app, networks]}}}\n";
    g_autoptr(GPtrArray) open = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    (void)state;

    g_autofree char *known = agent_of(text, "db", open, &error);
    assert_non_null(known);
    assert_int_equal(open->len, 0);
    g_autofree char *half = agent_of(text, "app", open, &error);
    json_auto_t *config = json_loads(half, 0, NULL);
    const json_t *net = json_object_get(json_object_get(config, "facts"), "net");
    assert_int_equal(json_object_size(net), 1);
    assert_true(json_is_null(json_object_get(net, "mtu")));
    assert_int_equal(open->len, 2);
    assert_string_equal(open->pdata[0], "facts.net.mtu");
    assert_string_equal(open->pdata[1], "self.network_names[0]");
    assert_null(agent_of(text, "bare", open, &error));
    assert_string_equal(error->message, "VM 'bare' has no components, and so no agent");
    g_clear_error(&error);
    assert_null(agent_of(text, "appp", open, &error));
    assert_string_equal(error->message, "there is no VM 'appp'; did you mean 'app'?");
}

/* ... though none of its inputs does. */
static void what_a_recipe_reads_is_brought(void **state)
{
    static const char text[] =
        HEAD "resources:\n"
             "  net: {type: OS::Neutron::Net}\n"
             "  app: {" SERVER "}}\n"
             "components:\n"
             "  i: {server: app, config: c}\n"
             "  j: {server: app, inputs: {n: 1}, config: {str_replace: {template: 'mtu M',\n"
             "      params: {M: {get_attr: [net, mtu]}}}}}\n";
    g_autoptr(GPtrArray) open = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    (void)state;

    g_autofree char *config = agent_of(text, "app", open, &error);
    assert_non_null(config);
    assert_int_equal(open->len, 1);
    assert_string_equal(open->pdata[0], "facts.net.mtu");
}

/* {filter: {...}} alone would be a call to Heat, and to us. */
static void facts_called_like_functions(void **state)
{
    static const char text[] =
        HEAD "resources:\n"
             "  filter: {type: OS::Neutron::Net}\n"
             "  app: {" SERVER "}}\n"
             "components:\n"
             "  j: {server: app, config: c, inputs: {n: {get_attr: [filter, mtu]}}}\n";
    g_autoptr(GPtrArray) open = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    g_auto(Case) c;
    (void)state;

    strip(&c, text);
    assert_non_null(c.s);
    json_t *call =
        json_object_get(json_object_get(properties(&c, "app"), "user_data"), "str_replace");
    const json_t *facts = json_object_get(json_object_get(call, "params"), "%weft-facts%");
    assert_int_equal(json_object_size(facts), 2);
    assert_non_null(json_object_get(json_object_get(facts, "filter"), "mtu"));
    g_autofree char *config = agent_of(text, "app", open, &error);
    assert_non_null(config);
    assert_int_equal(open->len, 1);
    assert_string_equal(open->pdata[0], "facts.filter.mtu");
}

static void summary(void **state)
{
    g_auto(Case) c;

    strip(&c,
          HEAD "parameters: {used: {type: string, default: x}, left: {type: string, default: y}}\n"
               "resources:\n  n: {type: OS::Neutron::Net, properties: {name: {get_param: used}}}\n"
               "  a: {" SERVER "}}\n  b: {" SERVER "}, depends_on: [a, n]}\n"
               "components: {x: {server: a, inputs: {i: {get_param: left}}, outputs: [o]}}\n"
               "run_lists: {a: [x]}\noutputs: {o: {value: {get_attr: [x, o]}}}\n");
    assert_non_null(c.s);
    assert_int_equal(wf_stripped_count(c.s, "parameters", WF_STRIP_KEPT), 1);
    assert_int_equal(wf_stripped_count(c.s, "parameters", WF_STRIP_REMOVED), 1);
    assert_int_equal(wf_stripped_count(c.s, "resources", WF_STRIP_KEPT), 1);
    assert_int_equal(wf_stripped_count(c.s, "resources", WF_STRIP_ADDED), 1);
    assert_int_equal(wf_stripped_count(c.s, "resources", WF_STRIP_CHANGED), 1);
    assert_int_equal(wf_stripped_count(c.s, "components", WF_STRIP_REMOVED), 1);
    assert_int_equal(wf_stripped_count(c.s, "run_lists", WF_STRIP_REMOVED), 1);
    assert_int_equal(wf_stripped_count(c.s, "outputs", WF_STRIP_REMOVED), 1);
    json_auto_t *json = wf_stripped_summary(c.m, c.s);
    assert_int_equal(json_array_size(json_object_get(json, "items")), c.s->items->len);
    json_auto_t *environment = json_pack("{s:{s:s, s:s}, s:{s:s}}", "parameters", "used", "1",
                                         "left", "2", "parameter_defaults", "left", "3");
    json_auto_t *fits = wf_strip_environment(c.s, environment);
    assert_int_equal(json_object_size(json_object_get(fits, "parameters")), 1);
    assert_int_equal(json_object_size(json_object_get(fits, "parameter_defaults")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bootstrap_forms),
        cmocka_unit_test(credentials),
        cmocka_unit_test(size_is_constant),
        cmocka_unit_test(commutes_with_place),
        cmocka_unit_test(placement_section),
        cmocka_unit_test(old_versions),
        cmocka_unit_test(pseudo_parameters),
        cmocka_unit_test(odd_findings),
        cmocka_unit_test(waits),
        cmocka_unit_test(waits_that_stay),
        cmocka_unit_test(refusals),
        cmocka_unit_test(handle_elsewhere),
        cmocka_unit_test(what_is_still_asked_for_stays),
        cmocka_unit_test(deployed_server),
        cmocka_unit_test(one_agent),
        cmocka_unit_test(what_a_recipe_reads_is_brought),
        cmocka_unit_test(facts_called_like_functions),
        cmocka_unit_test(summary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
