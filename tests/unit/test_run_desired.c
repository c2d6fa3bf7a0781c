/* What a model asks for: its entries, their values, keys and digests; and what its outputs tell. */
#include "run_world.h"

static const WfEntry *entry_of(const WfDesired *d, const char *vm, const char *name)
{
    const WfManifest *m = g_hash_table_lookup(d->vms, vm);
    for (guint i = 0; m && i < m->components->len; i++)
        if (strcmp(((WfEntry *)m->components->pdata[i])->name, name) == 0)
            return m->components->pdata[i];
    fail_msg("no entry %s on %s", name, vm);
    return NULL;
}

static WfDesired *desire(World *w, const WfModel *m)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GError) error = NULL;
    WfDesired *d = wf_desired_new(m, w->keys, STACK, findings, &error);
    if (!d)
        fail_msg("%s: %s", error->message,
                 wf_findings_n(findings) ? wf_findings_get(findings, 0)->message : "");
    return d;
}

static void assert_value(const WfEntry *e, guint input, const char *expected)
{
    g_autofree char *text = wf_json_canonical(((WfEntryInput *)e->inputs->pdata[input])->value);
    assert_string_equal(text, expected);
}

static void expressions_take_the_leaf_forms(void **state)
{
    g_autoptr(WfModel) m =
        short_model("  one:\n    server: a\n    config: '#!/bin/sh'\n    outputs: [x]\n"
                    "  two:\n    server: b\n    config: '#!/bin/sh'\n    inputs:\n"
                    "      out: {get_attr: [one, x]}\n"
                    "      mine: {get_attr: [b, first_address]}\n"
                    "      other: {get_attr: [a, first_address]}\n"
                    "      cloud: {get_attr: [net, mtu]}\n"
                    "      id: {get_resource: net}\n"
                    "      hidden: {get_param: pin}\n"
                    "      mixed: {list_join: ['', [{get_param: pin}, {get_attr: [one, x]}]]}\n"
                    "      plain: {list_join: [':', [a, b]]}\n"
                    "      second: {get_attr: [net, subnets, 1, id]}\n");
    g_autoptr(WfDesired) d = desire(*state, m);
    const WfEntry *e = entry_of(d, "b", "two");
    assert_value(e, 0, "{\"get_attr\":[\"one\",\"x\"]}");
    assert_value(e, 1, "{\"get_attr\":[\"@self\",\"first_address\"]}");
    assert_value(e, 2, "{\"get_attr\":[\"@vm/a\",\"first_address\"]}");
    assert_value(e, 3, "{\"get_attr\":[\"@infra\",\"net\",\"mtu\"]}");
    assert_value(e, 4, "{\"get_attr\":[\"@infra\",\"net\",\"@id\"]}");
    assert_value(e, 5, "{\"weft_secret\":\"1234\"}");
    assert_value(e, 6,
                 "{\"list_join\":[{\"weft_secret\":\"\"},[{\"weft_secret\":\"1234\"},"
                 "{\"get_attr\":[\"one\",\"x\"]}]]}");
    assert_value(e, 7, "\"a:b\"");
    assert_int_equal(e->reads->len, 2); /* one, and the facts of a */
    json_auto_t *infra = wf_desired_infra(d);
    g_autofree char *facts = wf_json_canonical(infra);
    assert_string_equal(facts, "{\"net\":{\"@id\":\"net.@id\",\"mtu\":\"net.mtu\","
                               "\"subnets\":[null,{\"id\":\"net.subnets.1.id\"}]}}");
}

/* ---- outputs ---- */

static void on_outputs(const json_t *outputs, const GError *error, gpointer user)
{
    json_t **copy = user;
    if (error)
        fail_msg("%s", error->message);
    *copy = json_deep_copy(outputs);
}

static char *outputs_of(World *w, bool reveal)
{
    json_t *outputs = NULL;
    wf_outputs_start(w->store, STACK, w->keys, reveal, on_outputs, &outputs);
    while (!outputs)
        g_main_context_iteration(NULL, TRUE);
    char *text = wf_json_canonical(outputs);
    json_decref(outputs);
    return text;
}

static void hidden_parameters_are_shown_when_asked_for(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m =
        short_model("  one: {server: a, config: x}\n"
                    "outputs:\n  plain: {value: seen}\n  pin: {value: {get_param: pin}}\n"
                    "  mixed: {value: {str_replace: {template: p=N, params: {N: {get_param: "
                    "pin}}}}}\n");
    prepare_with(w, w->store, m, NULL);
    assert_null(w->error);
    g_autofree char *masked = outputs_of(w, false), *whole = outputs_of(w, true);
    assert_string_equal(masked, "{\"mixed\":{\"secret\":true},\"pin\":{\"secret\":true},"
                                "\"plain\":{\"value\":\"seen\"}}");
    assert_string_equal(whole, "{\"mixed\":{\"secret\":true,\"value\":\"p=1234\"},"
                               "\"pin\":{\"secret\":true,\"value\":\"1234\"},"
                               "\"plain\":{\"value\":\"seen\"}}");
}

static const WfEntryOutput *output_of(const WfEntry *e, const char *name)
{
    for (guint i = 0; i < e->outputs->len; i++)
        if (strcmp(((WfEntryOutput *)e->outputs->pdata[i])->name, name) == 0)
            return e->outputs->pdata[i];
    return NULL;
}

/* What a recipe printed is kept where somebody asks for it: a component, or the template. */
static void what_outputs_of_the_template_read_is_kept(void **state)
{
    g_autoptr(WfModel) m = short_model(
        "  one: {server: a, config: x, outputs: [x]}\n"
        "  two: {server: a, config: x, inputs: {i: {get_attr: [one, deploy_status_code]}}}\n"
        "outputs:\n"
        "  log: {value: {list_join: ['', [{get_attr: [one, x]}, {get_attr: [one, "
        "deploy_stdout]}]]}}\n");
    g_autoptr(WfDesired) d = desire(*state, m);
    const WfEntry *one = entry_of(d, "a", "one");
    assert_non_null(output_of(one, "x"));
    assert_non_null(output_of(one, "deploy_stdout"));
    assert_non_null(output_of(one, "deploy_status_code"));
    assert_null(output_of(one, "deploy_stderr"));
    assert_int_equal(entry_of(d, "a", "two")->outputs->len, 0);
}

/* ---- */

static void a_parameter_without_a_value_is_an_error(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = short_model("  one:\n    server: a\n    config: '#!/bin/sh'\n"
                                       "    inputs: {x: {get_param: word}}\n");
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GError) error = NULL;
    assert_null(wf_desired_new(m, w->keys, STACK, findings, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_INVALID));
    assert_int_equal(wf_findings_n(findings), 1);
    assert_non_null(strstr(wf_findings_get(findings, 0)->message, "'word' has no value"));
}

/* Who hears of the end may free it at once. */
static void a_model_that_cannot_run_ends_its_prepare(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = short_model("  one:\n    server: a\n    config: '#!/bin/sh'\n"
                                       "    inputs: {x: {get_param: word}}\n");
    prepare_with(w, w->store, m, NULL);
    assert_true(g_error_matches(w->error, WF_ERROR, WF_ERROR_INVALID));
    assert_false(w->partly);
}

/* A recipe with a hidden value in it must not stand in the store in clear. */
static void a_hidden_value_in_a_recipe_travels_as_an_input(void **state)
{
    g_autoptr(WfModel) m = short_model("  one:\n    server: a\n    config:\n      str_replace:\n"
                                       "        template: \"#!/bin/sh\\necho PIN\"\n"
                                       "        params: {PIN: {get_param: pin}}\n");
    g_autoptr(WfDesired) d = desire(*state, m);
    const WfEntry *e = entry_of(d, "a", "one");
    const WfEntryInput *input = e->inputs->pdata[0];
    assert_string_equal(input->name, "weft_recipe_create");
    assert_true(input->secret);
    assert_value(e, 0, "{\"weft_secret\":\"#!/bin/sh\\necho 1234\"}");
    GHashTableIter iter;
    GBytes *recipe;
    g_hash_table_iter_init(&iter, d->recipes);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&recipe)) {
        gsize len;
        const char *data = g_bytes_get_data(recipe, &len);
        assert_null(g_strstr_len(data, (gssize)len, "1234"));
    }
}

static void hidden_defaults_and_options_are_sealed(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = load_with(
        "model.yaml",
        "heat_template_version: 2018-08-31\n"
        "parameters:\n  pw: {type: string, hidden: true, default: " PASSWORD "}\n"
        "resources:\n  a: {type: OS::Nova::Server}\n"
        "components:\n  one:\n    server: a\n    config: '#!/bin/sh'\n    outputs: [x]\n"
        "  two:\n    server: a\n    config: '#!/bin/sh'\n"
        "    options: {tok: {get_param: pw}, tags: t}\n"
        "    inputs: {p: {get_attr: [one, x]}, q: {get_attr: [one, x]}}\n"
        "    wait:\n      p: {then: default, default: {list_join: ['-', [a, {get_param: pw}]]}}\n"
        "      q: {then: default, default: open}\n",
        NULL);
    g_autoptr(WfDesired) d = desire(w, m);
    const WfEntry *e = entry_of(d, "a", "two");
    const WfEntryInput *p = e->inputs->pdata[0], *q = e->inputs->pdata[1];
    g_autofree char *options = wf_json_canonical(e->options);
    assert_string_equal(options, "{\"weft_secret\":{\"tags\":\"t\",\"tok\":\"" PASSWORD "\"}}");
    assert_true(p->secret);
    assert_false(q->secret);
    assert_string_equal(json_string_value(json_object_get(p->fallback, "weft_secret")),
                        "a-" PASSWORD);
    assert_string_equal(json_string_value(q->fallback), "open");
    prepare(w, m);
    g_autofree char *first = wf_fake_dump(w->fake);
    assert_null(strstr(first, PASSWORD));
    prepare(w, m); /* sealed the same way each time */
    assert_int_equal(w->counts.total, 0);
}

/* A translated wait condition is a component whose hook counts what weft-signal kept. */
static void a_wait_condition_is_counted_by_its_hook(void **state)
{
    static const char text[] =
        "heat_template_version: 2018-08-31\nresources:\n"
        "  h: {type: 'OS::Heat::WaitConditionHandle'}\n"
        "  ready:\n    type: OS::Heat::WaitCondition\n"
        "    properties: {handle: {get_resource: h}, count: 2, timeout: 60}\n"
        "  a:\n    type: OS::Nova::Server\n"
        "    properties: {image: i, flavor: f, user_data: {get_attr: [h, curl_cli]}}\n";
    g_autoptr(WfModel) m = load_with("wait.yaml", text, NULL);
    g_autoptr(WfDesired) d = desire(*state, m);
    const WfEntry *e = entry_of(d, "a", "ready");
    assert_string_equal(e->hook, "wait");
    const WfEntryAction *action = e->actions->pdata[0];
    gsize len;
    const char *recipe = g_bytes_get_data(g_hash_table_lookup(d->recipes, action->recipe), &len);
    g_autofree char *copy = g_strndup(recipe, len);
    assert_non_null(strstr(copy, "/var/lib/weft/signals/ready"));
}

static const WfEntryRead *after_of(const WfEntry *e, const char *key)
{
    for (guint i = 0; i < e->after->len; i++)
        if (strcmp(((WfEntryRead *)e->after->pdata[i])->key, key) == 0)
            return e->after->pdata[i];
    return NULL;
}

static void add_deployment(GString *text, const char *name, const char *vm, const char *after,
                           const char *more)
{
    g_string_append_printf(
        text,
        "  %s:\n    type: OS::Heat::SoftwareDeployment\n    depends_on: [%s]\n"
        "    properties: {config: {get_resource: c}, server: {get_resource: %s}%s}\n",
        name, after, vm, more);
}

static void an_entry_has_the_bounds_of_its_component(void **state)
{
    g_autoptr(WfModel) m = short_model("  one: {server: a, config: x, retries: 5, timeout: 77,\n"
                                       "        on_crash: fail}\n"
                                       "  two: {server: a, config: x}\n");
    g_autoptr(WfDesired) d = desire(*state, m);
    const WfEntry *one = entry_of(d, "a", "one"), *two = entry_of(d, "a", "two");
    assert_int_equal(one->retries, 5);
    assert_int_equal(one->timeout_s, 77);
    assert_int_equal(one->on_crash, WF_CRASH_FAIL);
    assert_int_equal(two->retries, 0);
    assert_int_not_equal(two->timeout_s, 77);
    assert_int_equal(two->on_crash, WF_CRASH_RERUN);
}

static void an_entry_has_the_input_key_of_its_deployment(void **state)
{
    g_autoptr(WfModel) m =
        load_with("key.yaml",
                  "heat_template_version: 2018-08-31\n"
                  "resources:\n"
                  "  a: {type: OS::Nova::Server}\n"
                  "  tree:\n    type: OS::Heat::StructuredConfig\n"
                  "    properties: {group: json-file, config: {/f: {get_value: x}}}\n"
                  "  one:\n    type: OS::Heat::StructuredDeployment\n"
                  "    properties: {config: {get_resource: tree}, server: {get_resource: a},\n"
                  "                 input_key: get_value, input_values: {x: 1}}\n",
                  NULL);
    g_autoptr(WfDesired) d = desire(*state, m);
    assert_string_equal(entry_of(d, "a", "one")->input_key, "get_value");
}

/* Of what it does not read it learns nothing. */
static void a_reader_gets_the_keys_it_asks_for(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = short_model(
        "  one: {server: a, config: x, outputs: {s: {secret: true}, t: {secret: true}}}\n"
        "  two: {server: b, config: x, inputs: {i: ['', {get_attr: [one, s]}]}}\n");
    g_autoptr(WfDesired) d = desire(w, m);
    const WfEntryRead *read = entry_of(d, "b", "two")->reads->pdata[0];
    g_autofree char *key = wf_keys_output_key_for_vm(w->keys, "one", "s", "b");
    assert_int_equal(json_object_size(read->keys), 1);
    assert_string_equal(json_string_value(json_object_get(read->keys, "s")), key);
}

/* Nobody waits for the end of what sends no signal, but for a value of it, and in a run list. */
static void who_only_follows_waits_for_delivery(void **state)
{
    g_autoptr(GString) text = g_string_new(
        "heat_template_version: 2018-08-31\n"
        "run_lists: {a: [silent, listed]}\n"
        "resources:\n"
        "  a: {type: OS::Nova::Server}\n"
        "  b: {type: OS::Nova::Server}\n"
        "  c:\n    type: OS::Heat::SoftwareConfig\n"
        "    properties: {group: script, config: ':', inputs: [{name: x, default: ''}]}\n");
    add_deployment(text, "silent", "a", "", ", signal_transport: NO_SIGNAL");
    add_deployment(text, "loud", "a", "", "");
    add_deployment(text, "follower", "b", "silent, loud", "");
    add_deployment(text, "reader", "b", "silent",
                   ", input_values: {x: {get_attr: [silent, deploy_stdout]}}");
    add_deployment(text, "listed", "a", "silent", "");
    g_autoptr(WfModel) m = load_with("silent.yaml", text->str, NULL);
    g_autoptr(WfDesired) d = desire(*state, m);
    assert_true(entry_of(d, "a", "silent")->no_signal);
    assert_false(entry_of(d, "a", "loud")->no_signal);
    const WfEntry *follower = entry_of(d, "b", "follower"), *reader = entry_of(d, "b", "reader");
    assert_true(after_of(follower, "silent")->delivered);
    assert_false(after_of(follower, "loud")->delivered);
    assert_null(after_of(reader, "silent"));
    assert_string_equal(((WfEntryRead *)reader->reads->pdata[0])->key, "silent");
    assert_false(((WfEntryRead *)reader->reads->pdata[0])->delivered);
    assert_false(after_of(entry_of(d, "a", "listed"), "silent")->delivered);
}

static void deep_digests_follow_the_dag(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) old_model = load(SAMPLE);
    const char *const parameters[] = {"ldap_bind_password=" PASSWORD,
                                      "public_name=other.example.com", NULL};
    g_autoptr(WfModel) other = load_with(SAMPLE, NULL, parameters);
    g_autoptr(WfDesired) a = desire(w, old_model), b = desire(w, other);
    for (guint i = 0; i < a->manifests->len; i++) {
        const WfManifest *m = a->manifests->pdata[i];
        for (guint k = 0; k < m->components->len; k++) {
            const WfEntry *e = m->components->pdata[k], *f = entry_of(b, m->vm, e->name);
            /* only the reader of the literal changes, and nothing follows it */
            assert_int_equal(strcmp(e->deep, f->deep) == 0, strcmp(e->name, "ihs.start") != 0);
        }
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(expressions_take_the_leaf_forms),
        TEST(hidden_parameters_are_shown_when_asked_for),
        TEST(what_outputs_of_the_template_read_is_kept),
        TEST(a_parameter_without_a_value_is_an_error),
        TEST(a_model_that_cannot_run_ends_its_prepare),
        TEST(a_hidden_value_in_a_recipe_travels_as_an_input),
        TEST(hidden_defaults_and_options_are_sealed),
        TEST(a_wait_condition_is_counted_by_its_hook),
        TEST(an_entry_has_the_bounds_of_its_component),
        TEST(an_entry_has_the_input_key_of_its_deployment),
        TEST(a_reader_gets_the_keys_it_asks_for),
        TEST(who_only_follows_waits_for_delivery),
        TEST(deep_digests_follow_the_dag),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
