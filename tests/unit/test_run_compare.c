/* What should be in the store against what is, and what of a zNode may be shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <weft/error.h>
#include <weft/fake.h>
#include <weft/znodes.h>

#define STACK "shop"
#define SAMPLE SOURCE_DIR "/samples/connections/connections.yaml"
#define SAMPLE_2 SOURCE_DIR "/samples/connections/connections-v2.yaml"
#define PASSWORD "planted-secret-7f3a"
#define TOP "/weft/" STACK

static const guint8 master[32] = "a master key for tests, 32 bytes";

typedef struct {
    WfFake *fake;
    WfStore *store;
    WfKeys *keys;
    bool finished, dry;
    WfComparison *c;
    WfModel *accepted;
    char *digest; /* of it; or NULL */
} World;

static int set_up(void **state)
{
    World *w = g_new0(World, 1);
    w->fake = wf_fake_new();
    w->store = wf_fake_connect(w->fake, 10000);
    w->keys = wf_keys_new(master, STACK);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    World *w = *state;
    wf_store_close(w->store);
    wf_fake_free(w->fake);
    wf_keys_free(w->keys);
    wf_comparison_free(w->c);
    wf_model_unref(w->accepted);
    g_free(w->digest);
    g_free(w);
    return 0;
}

static WfModel *load(const char *path)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GError) error = NULL;
    const char *const with_password[] = {"ldap_bind_password=" PASSWORD, NULL};
    const char *const *parameters = strstr(path, "connections") ? with_password : NULL;
    WfModelOptions options = {.path = path, .parameters = parameters, .stack_name = STACK};
    WfModel *m = wf_model_load(&options, findings, &error);
    if (!m)
        fail_msg("%s", error->message);
    return m;
}

static void on_prepare(WfPrepare *p, const WfPrepareProgress *progress, gpointer user)
{
    World *w = user;
    if (progress->phase == WF_PREPARE_READY && w->dry) {
        wf_comparison_free(w->c);
        w->c = wf_prepare_compare(p);
        w->finished = true;
    } else if (progress->phase == WF_PREPARE_READY) {
        wf_prepare_write(p);
    } else if (progress->phase == WF_PREPARE_DONE) {
        assert_null(progress->error);
        w->finished = true;
    }
}

static void run(World *w, WfStore *store, const WfModel *m, bool dry)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    WfPrepareOptions options = {
        .stack = STACK, .model = m, .keys = w->keys, .digest = w->digest, .dry_run = dry};
    w->finished = false;
    w->dry = dry;
    WfPrepare *p = wf_prepare_start(store, &options, findings, on_prepare, w);
    while (!w->finished)
        g_main_context_iteration(NULL, TRUE);
    wf_prepare_free(p);
}

static guint count(const World *w, WfDifference d)
{
    guint counts[WF_N_DIFFERENCES];
    wf_comparison_counts(w->c, counts);
    return counts[d];
}

static void on_reply(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    assert_string_equal(wf_rc_text(reply->rc), wf_rc_text(WF_RC_OK));
    *(bool *)user = true;
}

static void wait_for(bool *done)
{
    while (!*done)
        g_main_context_iteration(NULL, TRUE);
}

static void delete (World *w, const char *path)
{
    bool done = false;
    wf_store_delete(w->store, path, -1, on_reply, &done);
    wait_for(&done);
}

static void set(World *w, const char *path, const char *data)
{
    bool done = false;
    wf_store_set(w->store, path, data, strlen(data), -1, on_reply, &done);
    wait_for(&done);
}

static void create(World *w, const char *path)
{
    bool done = false;
    g_autoptr(WfAcl) acl = wf_acl_open();
    wf_store_create(w->store, path, "", 0, acl, false, on_reply, &done);
    wait_for(&done);
}

/* ---- comparing ---- */

static void nothing_is_there(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = load(SAMPLE);
    guint below[WF_N_DIFFERENCES];

    run(w, w->store, m, true);
    assert_int_equal(count(w, WF_DIFFERENCE_NONE), 0);
    assert_int_equal(count(w, WF_DIFFERENCE_CHANGED), 0);
    assert_int_equal(count(w, WF_DIFFERENCE_EXTRA), 0);
    assert_int_equal(wf_comparison_of(w->c, TOP), WF_DIFFERENCE_MISSING);
    assert_int_equal(wf_comparison_of(w->c, TOP "/vms/ldap"), WF_DIFFERENCE_MISSING);
    assert_string_equal(wf_comparison_accepted(w->c), "");
    assert_int_equal(wf_comparison_generation(w->c), 1);
    wf_comparison_below(w->c, TOP, below);
    assert_int_equal(below[WF_DIFFERENCE_MISSING] + 1, count(w, WF_DIFFERENCE_MISSING));
    const GPtrArray *vms = wf_comparison_children(w->c, TOP "/vms");
    assert_true(vms->len > 2);
    for (guint i = 1; i < vms->len; i++)
        assert_true(strcmp(vms->pdata[i - 1], vms->pdata[i]) < 0);
    gsize len;
    const void *data = g_bytes_get_data(wf_comparison_expected(w->c, TOP "/vms/ldap"), &len);
    g_autoptr(WfManifest) manifest = wf_manifest_parse(data, len, "ldap", NULL);
    assert_non_null(manifest);
}

static void without_a_store_it_is_as_if_nothing_were_there(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = load(SAMPLE);

    run(w, NULL, m, true);
    g_autoptr(WfComparison) alone = g_steal_pointer(&w->c);
    run(w, w->store, m, true);
    g_autoptr(GPtrArray) a = wf_comparison_paths(alone), b = wf_comparison_paths(w->c);
    assert_int_equal(a->len, b->len);
    for (guint i = 0; i < a->len; i++)
        assert_string_equal(a->pdata[i], b->pdata[i]);
}

static void what_was_prepared_is_as_it_should_be(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = load(SAMPLE);

    run(w, w->store, m, true);
    guint missing = count(w, WF_DIFFERENCE_MISSING);
    run(w, w->store, m, false);
    run(w, w->store, m, true);
    g_autoptr(GPtrArray) paths = wf_comparison_paths(w->c);
    assert_int_equal(paths->len, 0);
    assert_int_equal(count(w, WF_DIFFERENCE_NONE), missing);
    assert_null(wf_comparison_children(w->c, TOP));
    assert_string_not_equal(wf_comparison_accepted(w->c), "");
}

static void an_update_changes_manifests(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = load(SAMPLE), m2 = load(SAMPLE_2);

    run(w, w->store, m, false);
    run(w, w->store, m2, true);
    assert_int_equal(wf_comparison_generation(w->c), 2);
    assert_int_equal(wf_comparison_of(w->c, TOP), WF_DIFFERENCE_CHANGED);
    assert_true(count(w, WF_DIFFERENCE_CHANGED) > 1);
    g_autoptr(GPtrArray) paths = wf_comparison_paths(w->c);
    guint n_values = 0;
    for (guint i = 0; i < paths->len; i++) {
        GBytes *found = wf_comparison_found(w->c, paths->pdata[i]);
        GBytes *expected = wf_comparison_expected(w->c, paths->pdata[i]);
        if (!found || wf_comparison_of(w->c, paths->pdata[i]) != WF_DIFFERENCE_CHANGED)
            continue;
        assert_false(g_bytes_equal(found, expected));
        n_values++;
    }
    assert_true(n_values > 1);
}

static void what_somebody_did_is_seen(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = load(SAMPLE);
    guint below[WF_N_DIFFERENCES];

    run(w, w->store, m, false);
    delete (w, TOP "/vms/ihs/o/ihs.install");
    set(w, TOP "/vms/dmgr", "{\"weft\": 1}");
    create(w, TOP "/vms/ldap/o/orphan");
    create(w, TOP "/vms/ldap/o/orphan/sealed");
    run(w, w->store, m, true);
    assert_int_equal(wf_comparison_of(w->c, TOP "/vms/ihs/o/ihs.install"), WF_DIFFERENCE_MISSING);
    assert_int_equal(wf_comparison_of(w->c, TOP "/vms/dmgr"), WF_DIFFERENCE_CHANGED);
    assert_int_equal(wf_comparison_of(w->c, TOP "/vms/ldap/o/orphan"), WF_DIFFERENCE_EXTRA);
    assert_int_equal(wf_comparison_of(w->c, TOP "/vms/ldap/o/orphan/sealed"), WF_DIFFERENCE_EXTRA);
    /* Who read it before nobody can tell any more, so its rights are set again. */
    assert_int_equal(wf_comparison_of(w->c, TOP "/vms/ldap/o/ldap.install"), WF_DIFFERENCE_CHANGED);
    assert_true(wf_comparison_only_rights(w->c, TOP "/vms/ldap/o/ldap.install"));
    assert_false(wf_comparison_only_rights(w->c, TOP "/vms/dmgr"));
    assert_int_equal(wf_comparison_of(w->c, TOP "/vms/ldap"), WF_DIFFERENCE_NONE);
    assert_int_equal(count(w, WF_DIFFERENCE_EXTRA), 1);
    wf_comparison_below(w->c, TOP "/vms/ldap", below);
    assert_int_equal(below[WF_DIFFERENCE_MISSING], 0);
    assert_int_equal(below[WF_DIFFERENCE_EXTRA], 1);
    wf_comparison_below(w->c, TOP "/vms/ihs", below);
    assert_int_equal(below[WF_DIFFERENCE_MISSING], 1);
}

static void on_accepted(WfModel *model, const char *digest, const GError *error, gpointer user)
{
    World *w = user;
    assert_null(error);
    assert_non_null(digest);
    w->accepted = wf_model_ref(model);
    w->digest = g_strdup(digest);
    w->finished = true;
}

/* It is composed, and so another text than the model it was accepted as. */
static void the_accepted_model_is_the_one_that_is_there(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = load(SAMPLE), m2 = load(SAMPLE_2);

    run(w, w->store, m, false);
    w->finished = false;
    wf_accepted_start(w->store, STACK, w->keys, on_accepted, w);
    wait_for(&w->finished);
    run(w, w->store, w->accepted, true);
    assert_int_equal(count(w, WF_DIFFERENCE_MISSING), 0);
    assert_int_equal(count(w, WF_DIFFERENCE_CHANGED), 0);
    assert_int_equal(count(w, WF_DIFFERENCE_EXTRA), 0);
    assert_int_equal(wf_comparison_generation(w->c), 1);
    assert_string_equal(wf_comparison_accepted(w->c), w->digest);

    g_autofree char *digest = g_steal_pointer(&w->digest);
    run(w, w->store, m2, false);
    w->digest = g_steal_pointer(&digest);
    run(w, w->store, w->accepted, true);
    assert_int_equal(wf_comparison_of(w->c, TOP), WF_DIFFERENCE_CHANGED);
    assert_int_equal(wf_comparison_generation(w->c), 3);
}

static void assert_comes_back(World *w, const char *path)
{
    g_autoptr(WfModel) m = load(path);

    run(w, w->store, m, false);
    w->finished = false;
    wf_accepted_start(w->store, STACK, w->keys, on_accepted, w);
    wait_for(&w->finished);
    assert_int_equal(wf_model_n_components(w->accepted), wf_model_n_components(m));
    for (WfId c = 0; c < wf_model_n_components(m); c++)
        assert_string_equal(wf_model_component_name(w->accepted, c), wf_model_component_name(m, c));
    for (WfId vm = 0; vm < wf_model_n_vms(m); vm++)
        assert_string_equal(wf_model_vm_name(w->accepted, vm), wf_model_vm_name(m, vm));
    run(w, w->store, w->accepted, true);
    assert_int_equal(count(w, WF_DIFFERENCE_MISSING), 0);
    assert_int_equal(count(w, WF_DIFFERENCE_CHANGED), 0);
    assert_int_equal(count(w, WF_DIFFERENCE_EXTRA), 0);
}

/* What is inside of groups stands elsewhere in the composed text, but is the same and in the same
 * order on every VM. */
static void members_are_the_same_when_composed(void **state)
{
    assert_comes_back(*state, SOURCE_DIR "/tests/data/members/shop.yaml");
}

static void texts_that_look_like_a_stored_model_come_back(void **state)
{
    assert_comes_back(*state, SOURCE_DIR "/tests/data/quoted/shop.yaml");
}

/* ---- showing ---- */

static void assert_shown(const char *path, const char *data, const char *wanted,
                         const char *unwanted)
{
    g_autofree char *text = wf_znode_text(path, data, strlen(data));
    if (wanted && !strstr(text, wanted))
        fail_msg("no '%s' in '%s'", wanted, text);
    if (unwanted && strstr(text, unwanted))
        fail_msg("'%s' in '%s'", unwanted, text);
}

static void nothing_secret_is_shown(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = load(SAMPLE);
    char *fleet = wf_keys_fleet_auth(w->keys);

    run(w, w->store, m, true);
    g_autoptr(GPtrArray) paths = wf_comparison_paths(w->c);
    for (guint i = 0; i < paths->len; i++) {
        gsize len = 0;
        GBytes *bytes = wf_comparison_expected(w->c, paths->pdata[i]);
        const void *data = bytes ? g_bytes_get_data(bytes, &len) : "";
        g_autofree char *text = wf_znode_text(paths->pdata[i], data ? data : "", len);
        assert_null(strstr(text, PASSWORD));
        assert_null(strstr(text, fleet));
    }
    wf_secret_free(fleet);
    const char *vm = TOP "/vms/a";
    assert_shown(vm, "{\"x\":0.10000000000000001}", "\"x\": 0.1\n", NULL); /* as it was meant */
    assert_shown(vm, "{\"auth\":[\"cap.x:planted\"],\"a\":1}", "\"a\": 1", "planted");
    assert_shown(vm, "{\"reads\":[{\"keys\":{\"out\":\"planted\"}}]}", "\"out\": \"****\"",
                 "planted");
    assert_shown(vm, "{\"v\":{\"get_attr\":[\"@sealed\",\"planted\"]}}", "@sealed", "planted");
    assert_shown(vm, "{\"v\":{\"weft_secret\":{\"a\":[\"planted\"]}}}", "weft_secret", "planted");
    assert_shown(TOP "/vms/a/o/c/sealed", "{\"weft\":1,\"values\":{\"out\":\"planted\"}}", "out",
                 "planted");
    assert_shown(TOP "/vms/a/m/0", "\"auth\":[\"planted", "bytes", "planted");
    assert_shown(TOP "/models/1", "planted", "sealed", "planted");
    /* What cannot be read might be anything. */
    assert_shown(vm, "{\"auth\":[\"planted\"", "bytes", "planted");
}

static void values_are_made_readable(void **state)
{
    (void)state;
    assert_shown(TOP "/vms/a/o/c", "{\"status\":\"failed\",\"log\":\"one\\ntwo\"}",
                 "log:\none\ntwo", NULL);
    assert_shown(TOP "/recipes/x", "{\"weft\":1,\"config\":\"#!/bin/sh\\necho\"}",
                 "#!/bin/sh\necho", NULL);
    assert_shown(TOP "/recipes/x", "{\"weft\":1,\"config\":{\"a\":1}}", "\"a\": 1", NULL);
    assert_shown("/weft/else/where/x", "not json", "not json", NULL);
    assert_shown("/zookeeper/quota", "\xff\x01", "\x01", "\xff");
    g_autofree char *empty = wf_znode_text(TOP, "", 0);
    assert_string_equal(empty, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_store_it_is_as_if_nothing_were_there, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_was_prepared_is_as_it_should_be, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_update_changes_manifests, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_somebody_did_is_seen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_accepted_model_is_the_one_that_is_there, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(members_are_the_same_when_composed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(texts_that_look_like_a_stored_model_come_back, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(nothing_secret_is_shown, set_up, tear_down),
        cmocka_unit_test(values_are_made_readable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
