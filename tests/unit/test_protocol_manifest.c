/* The manifest: what is written is read again, what no agent would take is not written; and the
 * digests of its entries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "protocol_parts.h"

#include <weft/error.h>
#include <weft/limits.h>

static const guint8 key[WF_DIGEST_KEY_BYTES] = "0123456789abcdef0123456789abcdef";

/* ---- manifest ---- */

static WfEntry *sample_entry(void)
{
    WfEntry *entry = wf_entry_new("app");
    g_ptr_array_add(entry->actions, wf_entry_action_new("CREATE", DEEP_A));
    g_ptr_array_add(entry->actions, wf_entry_action_new("DELETE", DEEP_B));
    WfEntryInput *in = wf_entry_input_new("url");
    in->type = g_strdup("String");
    in->value = json("{\"list_join\": [\"-\", [{\"get_attr\": [\"db\", \"url\"]},"
                     "{\"get_attr\": [\"@vm/web 1\", \"networks\", \"net\", 0]},"
                     "{\"get_attr\": [\"@self\", \"name\"]}]]}");
    in->wait_s = 60;
    in->then = WF_THEN_DEFAULT;
    in->fallback = json("\"none\"");
    g_ptr_array_add(entry->inputs, in);
    in = wf_entry_input_new("password");
    in->value = json("{\"weft_secret\": \"hunter2\"}");
    in->secret = true;
    g_ptr_array_add(entry->inputs, in);
    WfEntryOutput *out = wf_entry_output_new("token");
    out->secret = true;
    out->public_key = g_strdup("UFVCTElD");
    g_ptr_array_add(entry->outputs, out);
    WfEntryRead *read = wf_entry_read_new("db", "db vm", "db", DEEP_A);
    read->readers = 500;
    read->keys = json("{\"url\": \"S0VZ\"}");
    g_ptr_array_add(entry->reads, read);
    g_ptr_array_add(entry->reads, wf_entry_read_new("@vm/web 1", "web 1", WF_FACTS, NULL));
    WfEntryRead *after = wf_entry_read_new("install", "app vm", "install", DEEP_B);
    after->delivered = true;
    g_ptr_array_add(entry->after, after);
    entry->no_signal = true;
    entry->options = json("{\"tags\": \"x\"}");
    entry->timeout_s = 12;
    entry->retries = 3;
    entry->input_key = g_strdup("get_input");
    entry->input_strict = true;
    entry->on_crash = WF_CRASH_FAIL;
    entry->retry = 7;
    entry->pause = true;
    entry->spec = wf_entry_spec(key, entry);
    entry->deep = wf_entry_deep(key, entry);
    return entry;
}

static char *fake_seal(const char *text, gsize len, gpointer data)
{
    return g_base64_encode((const guchar *)text, len);
}

static WfManifest *sample_manifest(void)
{
    WfManifest *m = wf_manifest_new("app vm");
    m->jobs = 2;
    m->planner = g_strdup("planner:aGFzaA==");
    m->facts_deep = g_strdup(DEEP_B);
    g_ptr_array_add(m->auth, g_strdup("fleet:secret"));
    g_ptr_array_add(m->components, sample_entry());
    WfEntry *gone = wf_entry_new("old");
    gone->spec = g_strdup(DEEP_A);
    gone->deep = g_strdup(DEEP_B);
    g_ptr_array_add(gone->consumers, wf_entry_read_new("app", "app vm", "app", DEEP_A));
    g_ptr_array_add(m->deletions, gone);
    return m;
}

/* If these change, every component of every stack runs again, and old agents may not understand. */
static void its_text_stays_what_it_was(void **state)
{
    static const char expected[] =
        "{\"weft\":1,\"vm\":\"app vm\",\"jobs\":2,\"facts_deep\":\"" DEEP_B
        "\",\"planner\":\"planner:aGFzaA==\",\"auth\":[\"fleet:secret\"],\"components\":[{\"name\":"
        "\"app\",\"spec\":\"5ZIAcyGCBYqNR92jE5z242ps\",\"deep\":\"S8R9D7D42gtq7PvutDgfiE8w\","
        "\"input_key\":\"get_input\",\"input_strict\":true,\"options\":{\"tags\":\"x\"},"
        "\"actions\":{\"CREATE\":{\"recipe\":\"" DEEP_A "\"},\"DELETE\":{\"recipe\":\"" DEEP_B
        "\"}},\"inputs\":[{\"name\":\"url\",\"type\":\"String\",\"value\":{\"list_join\":[\"-\",["
        "{\"get_attr\":[\"db\",\"url\"]},{\"get_attr\":[\"@vm/web 1\",\"networks\",\"net\",0]},"
        "{\"get_attr\":[\"@self\",\"name\"]}]]},\"wait\":{\"timeout\":60,\"then\":\"default\","
        "\"default\":\"none\"}},{\"name\":\"password\",\"value\":{\"get_attr\":[\"@sealed\","
        "\"Imh1bnRlcjIi\"]},\"secret\":true}],\"outputs\":[{\"name\":\"token\",\"secret\":true,"
        "\"key\":\"UFVCTElD\"}],\"reads\":{\"db\":{\"vm\":\"db vm\",\"deep\":\"" DEEP_A
        "\",\"keys\":{\"url\":\"S0VZ\"},\"readers\":500},\"@vm/web 1\":{\"vm\":\"web 1\",\"name\":"
        "\"@vm\"}},\"after\":{\"install\":{\"deep\":\"" DEEP_B
        "\",\"delivered\":true}},\"timeout\":12,\"retries\":3,\"on_crash\":\"fail\",\"no_signal\":"
        "true,\"wish\":{\"retry\":7,"
        "\"pause\":true}}],\"deletions\":[{\"name\":\"old\",\"spec\":\"" DEEP_A
        "\",\"deep\":\"" DEEP_B "\",\"actions\":{},\"consumers\":{\"app\":{\"deep\":\"" DEEP_A
        "\"}}}]}";
    g_autoptr(WfManifest) m = sample_manifest();
    g_autoptr(GBytes) bytes = wf_manifest_format(m, fake_seal, NULL, NULL);
    gsize len;
    const char *text = g_bytes_get_data(bytes, &len);
    g_autofree char *found = g_strndup(text, len);
    assert_string_equal(found, expected);
}

#define TWICE_HEAD                                                                                 \
    "{\"weft\":1,\"vm\":\"v\",\"components\":[{\"name\":\"b\",\"spec\":\"" DEEP_B                  \
    "\",\"deep\":\"" DEEP_B "\",\"actions\":{\"CREATE\":{\"recipe\":\"" DEEP_A "\"},"
#define TWICE_NEXT                                                                                 \
    "},{\"name\":\"a\",\"spec\":\"" DEEP_A "\",\"deep\":\"" DEEP_A "\",\"actions\":{}}]}"

/* Also the long form is read, which is the same. */
static void nothing_is_said_twice(void **state)
{
    static const char brief[] =
        TWICE_HEAD "\"UPDATE\":\"CREATE\",\"DELETE\":{\"recipe\":\"" DEEP_A "\",\"hook\":\"h\"}},"
                   "\"outputs\":[\"x\",{\"name\":\"y\",\"type\":\"Json\"}],\"reads\":{\"a\":true},"
                   "\"after\":{\"c\":{\"vm\":\"w\",\"deep\":\"" DEEP_A "\"}}" TWICE_NEXT;
    static const char complete[] =
        TWICE_HEAD "\"UPDATE\":{\"recipe\":\"" DEEP_A "\"},\"DELETE\":{\"recipe\":\"" DEEP_A
                   "\",\"hook\":\"h\"}},\"outputs\":[{\"name\":\"x\"},{\"name\":\"y\",\"type\":"
                   "\"Json\"}],\"reads\":{\"a\":{\"deep\":\"" DEEP_A "\"}},"
                   "\"after\":{\"c\":{\"vm\":\"w\",\"deep\":\"" DEEP_A "\"}}" TWICE_NEXT;
    const char *const texts[] = {brief, complete};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(WfManifest) m = wf_manifest_parse(texts[i], strlen(texts[i]), "v", NULL);
        assert_non_null(m);
        const WfEntry *b = m->components->pdata[0];
        const WfEntryAction *update = b->actions->pdata[1];
        const WfEntryRead *read = b->reads->pdata[0];
        assert_string_equal(update->action, "UPDATE");
        assert_string_equal(update->recipe, DEEP_A);
        assert_string_equal(((WfEntryOutput *)b->outputs->pdata[0])->name, "x");
        assert_string_equal(read->vm, "v");
        assert_string_equal(read->name, "a");
        assert_string_equal(read->deep, DEEP_A);
        g_autoptr(GBytes) bytes = wf_manifest_format(m, NULL, NULL, NULL);
        gsize len;
        const char *text = g_bytes_get_data(bytes, &len);
        g_autofree char *again = g_strndup(text, len);
        assert_string_equal(again, brief);
    }
}

/* The digest it has there, and no other. */
static void what_differs_is_said(void **state)
{
    g_autoptr(WfManifest) m = wf_manifest_new("v");
    WfEntry *e = wf_entry_new("b");
    WfEntry *other = wf_entry_new("a");
    e->spec = g_strdup(DEEP_B);
    e->deep = g_strdup(DEEP_B);
    other->spec = g_strdup(DEEP_A);
    other->deep = g_strdup(DEEP_A);
    g_ptr_array_add(e->after, wf_entry_read_new("a", "v", "a", DEEP_B));
    g_ptr_array_add(m->components, e);
    g_ptr_array_add(m->components, other);
    g_autoptr(GBytes) bytes = wf_manifest_format(m, NULL, NULL, NULL);
    gsize len;
    const char *text = g_bytes_get_data(bytes, &len);
    g_autoptr(WfManifest) back = wf_manifest_parse(text, len, "v", NULL);
    e = back->components->pdata[0];
    assert_string_equal(((WfEntryRead *)e->after->pdata[0])->deep, DEEP_B);
}

static void long_name(WfManifest *m)
{
    WfEntry *e = m->components->pdata[0];
    g_free(e->name);
    e->name = g_strnfill(WF_LIMIT_NAME_BYTES + 1, 'x');
}

static void twin(WfManifest *m)
{
    g_ptr_array_add(m->deletions, sample_entry());
}

static void twin_read(WfManifest *m)
{
    WfEntry *e = m->components->pdata[0];
    g_ptr_array_add(e->reads, wf_entry_read_new("db", "other vm", "db", DEEP_A));
}

static void unlisted_read(WfManifest *m)
{
    WfEntry *e = m->components->pdata[0];
    g_ptr_array_set_size(e->reads, 1);
}

static void no_spec(WfManifest *m)
{
    WfEntry *e = m->components->pdata[0];
    g_clear_pointer(&e->spec, g_free);
}

static void slash(WfManifest *m)
{
    WfEntry *e = m->components->pdata[0];
    g_ptr_array_add(e->inputs, wf_entry_input_new("../x"));
}

static void nul(WfManifest *m)
{
    WfEntry *e = m->components->pdata[0];
    json_decref(e->options);
    e->options = json_pack("{s:s%}", "tags", "a\0b", (size_t)3);
}

static void too_deep(WfManifest *m)
{
    WfEntry *e = m->components->pdata[0];
    WfEntryInput *input = e->inputs->pdata[0];
    for (int i = 0; i < WF_LIMIT_JSON_DEPTH; i++)
        input->fallback = json_pack("[o]", input->fallback);
}

/* A planner must not publish what every agent then refuses. */
static void what_no_agent_would_take_is_not_written(void **state)
{
    void (*const spoil[])(WfManifest *) = {long_name, twin,  twin_read, unlisted_read,
                                           no_spec,   slash, nul,       too_deep};
    for (gsize i = 0; i < G_N_ELEMENTS(spoil); i++) {
        g_autoptr(WfManifest) m = sample_manifest();
        g_autoptr(GError) error = NULL;
        spoil[i](m);
        assert_null(wf_manifest_format(m, fake_seal, NULL, &error));
        assert_non_null(error);
    }
}

static void set_text(char **field, const char *text)
{
    g_free(*field);
    *field = g_strdup(text);
}

/* Any one text of it that is none, or too long. */
static void no_bad_text_is_written(void **state)
{
    g_autofree char *long_text = g_strnfill(10000, 'x');
    for (gsize i = 0, n = 1; i < n; i++) {
        g_autoptr(WfManifest) m = sample_manifest();
        WfEntry *e = m->components->pdata[0];
        WfEntryAction *action = e->actions->pdata[0];
        WfEntryInput *in = e->inputs->pdata[0];
        WfEntryOutput *out = e->outputs->pdata[0];
        WfEntryRead *read = e->reads->pdata[0], *after = e->after->pdata[0];
        const struct {
            char **field;
            const char *bad;
        } all[] = {
            {&m->vm, ""},
            {&m->planner, ""},
            {&m->facts_deep, "short"},
            {(char **)&m->auth->pdata[0], long_text},
            {&e->name, "@app"},
            {&e->spec, DEEP_A "!"},
            {&e->deep, ""},
            {&e->hook, ""},
            {&e->hot, ""},
            {&e->input_key, ""},
            {&action->action, long_text},
            {&action->recipe, "x"},
            {&action->hook, ""},
            {&in->name, ".hidden"},
            {&in->name, "a=b"},
            {&in->type, ""},
            {&in->description, long_text},
            {&out->name, "a\nb"},
            {&out->type, ""},
            {&out->public_key, long_text},
            {&out->public_key, NULL},
            {&read->key, ""},
            {&read->vm, ""},
            {&read->name, ""},
            {&read->deep, "x"},
            {&after->deep, "x"},
        };
        n = G_N_ELEMENTS(all);
        set_text(all[i].field, all[i].bad);
        if (wf_manifest_format(m, fake_seal, NULL, NULL))
            fail_msg("%" G_GSIZE_FORMAT ": '%.20s' is written", i, all[i].bad ? all[i].bad : "");
    }
}

static void no_number_out_of_bounds_is_written(void **state)
{
    for (guint i = 0; i < 6; i++) {
        g_autoptr(WfManifest) m = sample_manifest();
        WfEntry *e = m->components->pdata[0];
        WfEntryInput *in = e->inputs->pdata[0];
        WfEntryRead *read = e->reads->pdata[0];
        m->jobs = i == 0 ? 0 : i == 1 ? WF_LIMIT_JOBS + 1 : m->jobs;
        e->timeout_s = i == 2 ? 0 : e->timeout_s;
        e->retries = i == 3 ? 1001 : e->retries;
        in->wait_s = i == 4 ? G_MAXUINT32 : in->wait_s;
        read->readers = i == 5 ? G_MAXUINT32 : read->readers;
        assert_null(wf_manifest_format(m, fake_seal, NULL, NULL));
    }
}

/* A hidden value may look like a call, and is none. */
static void hidden_values_read_nothing(void **state)
{
    json_t *hidden = json("[{\"weft_secret\": {\"get_attr\": [\"nobody\", \"x\"]}},"
                          "{\"get_attr\": [\"db\", \"url\"]}]");
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    wf_expression_reads(hidden, keys);
    assert_int_equal(keys->len, 1);
    assert_string_equal(keys->pdata[0], "db");
    json_decref(hidden);
}

static void manifest_comes_back(void **state)
{
    g_autoptr(WfManifest) m = sample_manifest();
    g_autoptr(GError) error = NULL;
    assert_null(wf_manifest_format(m, NULL, NULL, &error)); /* a hidden value and no seal */
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_INVALID));
    g_autoptr(GBytes) bytes = wf_manifest_format(m, fake_seal, NULL, NULL);
    gsize len;
    const char *text = g_bytes_get_data(bytes, &len);
    assert_null(g_strstr_len(text, (gssize)len, "hunter2"));
    g_autoptr(GError) error2 = NULL;
    g_autoptr(WfManifest) back = wf_manifest_parse(text, len, "app vm", NULL);
    assert_non_null(back);
    g_autoptr(GBytes) again = wf_manifest_format(back, NULL, NULL, NULL);
    assert_true(g_bytes_equal(bytes, again));
    const WfEntry *e = back->components->pdata[0];
    assert_int_equal(e->inputs->len, 2);
    assert_int_equal(e->timeout_s, 12);
    assert_int_equal(e->retry, 7);
    assert_true(e->pause && e->on_crash == WF_CRASH_FAIL);
    const WfEntryRead *facts = e->reads->pdata[1];
    assert_string_equal(facts->name, WF_FACTS);
    assert_string_equal(facts->vm, "web 1");
    assert_string_equal(((WfEntryRead *)e->after->pdata[0])->vm, "app vm");
    assert_true(e->no_signal && ((WfEntryRead *)e->after->pdata[0])->delivered);
    assert_false(facts->delivered);
    assert_int_equal(((WfEntry *)back->deletions->pdata[0])->consumers->len, 1);
    assert_null(wf_manifest_parse(text, len, "another", &error2));
}

/* Is byte @at of a digest that stands behind @before? */
static bool is_within(const char *text, gsize at, const char *before)
{
    for (const char *found = text; (found = strstr(found, before)); found++) {
        gsize begin = (gsize)(found - text) + strlen(before);
        if (at >= begin && at < begin + WF_DIGEST_CHARS)
            return true;
    }
    return false;
}

/* Whatever byte is another one: what is no digest of a component makes them differ. */
static void but_for_digests_they_are_alike(void **state)
{
    g_autoptr(WfManifest) m = sample_manifest();
    WfEntryInput *input = ((WfEntry *)m->components->pdata[0])->inputs->pdata[0];
    json_decref(input->value);
    input->value = json("\"a quoted \\\"deep\\\":\\\"" DEEP_A "\\\"\"");
    g_autoptr(GBytes) bytes = wf_manifest_format(m, fake_seal, NULL, NULL);
    gsize len;
    const char *text = g_bytes_get_data(bytes, &len);
    g_autofree char *whole = g_strndup(text, len);
    guint n_alike = 0;
    assert_true(wf_manifest_alike(bytes, bytes));
    for (gsize i = 0; i < len; i++) {
        bool digest = is_within(whole, i, "\"spec\":\"") || is_within(whole, i, "\"deep\":\"");
        for (const char *c = "Zz_\"}"; *c; c++) {
            g_autofree char *other = g_memdup2(text, len);
            other[i] = *c;
            g_autoptr(GBytes) changed = g_bytes_new_static(other, len);
            bool expected = *c == text[i] || (digest && !strchr("\"}", *c));
            assert_int_equal(wf_manifest_alike(bytes, changed), expected);
            assert_int_equal(wf_manifest_alike(changed, bytes), expected);
            n_alike += expected && *c != text[i];
        }
    }
    assert_true(n_alike > 3 * WF_DIGEST_CHARS);
    g_autoptr(GBytes) shorter = g_bytes_new_static(text, len - 1);
    assert_false(wf_manifest_alike(bytes, shorter));
}

static void every_cut_manifest_is_refused(void **state)
{
    g_autoptr(WfManifest) m = sample_manifest();
    g_autoptr(GBytes) bytes = wf_manifest_format(m, fake_seal, NULL, NULL);
    gsize len;
    const char *text = g_bytes_get_data(bytes, &len);
    for (gsize cut = 0; cut < len; cut++) {
        g_autofree char *part = g_memdup2(text, cut); /* exact size: sanitizers see overreads */
        g_autoptr(GError) error = NULL;
        assert_null(wf_manifest_parse(part, cut, "app vm", &error));
        assert_non_null(error);
    }
}

static void hostile_manifests_are_refused(void **state)
{
    static const char *const bad[] = {
        "[]",
        "{\"weft\":2,\"vm\":\"v\"}",
        "{\"weft\":1}",
        "{\"weft\":1,\"vm\":5}",
        "{\"weft\":1,\"vm\":\"v\",\"jobs\":0}",
        "{\"weft\":1,\"vm\":\"v\",\"components\":[5]}",
        "{\"weft\":1,\"vm\":\"v\",\"components\":[{\"name\":\"a\"}]}",
        "{\"weft\":1,\"vm\":\"v\",\"components\":[{\"name\":\"@vm\",\"spec\":\"" DEEP_A
        "\",\"deep\":\"" DEEP_A "\"}]}",
        "{\"weft\":1,\"vm\":\"v\",\"components\":[{\"name\":\"a\",\"spec\":\"../"
        "..\",\"deep\":\"" DEEP_A "\"}]}",
        "{\"weft\":1,\"vm\":\"v\",\"components\":[{\"name\":\"a\",\"spec\":\"" DEEP_A
        "\",\"deep\":\"" DEEP_A "\"},{\"name\":\"a\",\"spec\":\"" DEEP_A "\",\"deep\":\"" DEEP_A
        "\"}]}",
        "{\"weft\":1,\"vm\":\"v\",\"components\":[{\"name\":\"a\",\"spec\":\"" DEEP_A
        "\",\"deep\":\"" DEEP_A
        "\",\"inputs\":[{\"name\":\"x\",\"value\":{\"get_attr\":[\"nobody\",\"y\"]}}]}]}",
        "{\"weft\":1,\"vm\":\"v\",\"components\":[{\"name\":\"a\",\"spec\":\"" DEEP_A
        "\",\"deep\":\"" DEEP_A "\",\"inputs\":[{\"name\":\"../x\"}]}]}",
        "{\"weft\":1,\"vm\":\"v\",\"components\":[{\"name\":\"a\",\"spec\":\"" DEEP_A
        "\",\"deep\":\"" DEEP_A "\",\"outputs\":[{\"name\":\"x\",\"secret\":true}]}]}",
        "{\"weft\":1,\"vm\":\"v\",\"components\":[{\"name\":\"a\",\"spec\":\"" DEEP_A
        "\",\"deep\":\"" DEEP_A "\",\"timeout\":-1}]}",
        TWICE_HEAD "\"UPDATE\":\"UPDATE\"}" TWICE_NEXT,
        TWICE_HEAD "\"UPDATE\":\"DELETE\"}" TWICE_NEXT,
        TWICE_HEAD "\"UPDATE\":7}" TWICE_NEXT,
        TWICE_HEAD "\"UPDATE\":\"CREATE\"},\"reads\":{\"c\":true}" TWICE_NEXT,
        TWICE_HEAD "\"UPDATE\":\"CREATE\"},\"after\":{\"a\":false}" TWICE_NEXT,
        TWICE_HEAD "\"UPDATE\":\"CREATE\"},\"consumers\":{\"v/a\":true}" TWICE_NEXT,
        TWICE_HEAD "\"UPDATE\":\"CREATE\"},\"outputs\":[\"../x\"]" TWICE_NEXT,
        TWICE_HEAD "\"UPDATE\":\"CREATE\"},\"inputs\":[\"x\"]" TWICE_NEXT,
    };
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(wf_manifest_parse(bad[i], strlen(bad[i]), "v", &error));
        assert_non_null(error);
    }
}

/* ---- digests ---- */

static char *spec_with(void (*change)(WfEntry *entry))
{
    g_autoptr(WfEntry) entry = sample_entry();
    if (change)
        change(entry);
    return wf_entry_spec(key, entry);
}

static void other_recipe(WfEntry *e)
{
    WfEntryAction *a = e->actions->pdata[0];
    g_free(a->recipe);
    a->recipe = g_strdup(DEEP_B);
}

static void other_secret(WfEntry *e)
{
    WfEntryInput *in = e->inputs->pdata[1];
    json_decref(in->value);
    in->value = json("{\"weft_secret\": \"hunter3\"}");
}

static void other_hook(WfEntry *e)
{
    g_free(e->hook);
    e->hook = g_strdup("ansible");
}

static void other_option(WfEntry *e)
{
    json_object_set_new(e->options, "tags", json_string("y"));
}

static void other_input_order(WfEntry *e)
{
    gpointer first = e->inputs->pdata[0];
    e->inputs->pdata[0] = e->inputs->pdata[1];
    e->inputs->pdata[1] = first;
}

static void other_circumstances(WfEntry *e)
{
    e->timeout_s = 99;
    e->retries = 0;
    e->retry = 8;
    e->pause = false;
    ((WfEntryInput *)e->inputs->pdata[0])->wait_s = 61;
    g_ptr_array_set_size(e->after, 0);
}

static void spec_is_the_definition(void **state)
{
    g_autofree char *spec = spec_with(NULL), *same = spec_with(NULL);
    assert_string_equal(spec, same);
    assert_true(wf_digest_valid(spec));
    void (*const matters[])(WfEntry *) = {other_recipe, other_secret, other_hook, other_option,
                                          other_input_order};
    for (gsize i = 0; i < G_N_ELEMENTS(matters); i++) {
        g_autofree char *changed = spec_with(matters[i]);
        assert_string_not_equal(spec, changed);
    }
    g_autofree char *unchanged = spec_with(other_circumstances);
    assert_string_equal(spec, unchanged);
}

static void deep_follows_all_it_depends_on(void **state)
{
    g_autoptr(WfEntry) e = sample_entry();
    g_autofree char *deep = wf_entry_deep(key, e);
    gpointer first = e->reads->pdata[0];
    e->reads->pdata[0] = e->reads->pdata[1];
    e->reads->pdata[1] = first;
    g_autofree char *reordered = wf_entry_deep(key, e);
    assert_string_equal(deep, reordered);
    WfEntryRead *after = e->after->pdata[0];
    after->deep[0] = 'C';
    g_autofree char *order = wf_entry_deep(key, e);
    assert_string_not_equal(deep, order);
    guint8 other[WF_DIGEST_KEY_BYTES] = {1};
    g_autofree char *keyed = wf_entry_deep(other, e);
    assert_string_not_equal(order, keyed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_said_twice),
        cmocka_unit_test(what_differs_is_said),
        cmocka_unit_test(manifest_comes_back),
        cmocka_unit_test(its_text_stays_what_it_was),
        cmocka_unit_test(what_no_agent_would_take_is_not_written),
        cmocka_unit_test(no_bad_text_is_written),
        cmocka_unit_test(no_number_out_of_bounds_is_written),
        cmocka_unit_test(hidden_values_read_nothing),
        cmocka_unit_test(but_for_digests_they_are_alike),
        cmocka_unit_test(every_cut_manifest_is_refused),
        cmocka_unit_test(hostile_manifests_are_refused),
        cmocka_unit_test(spec_is_the_definition),
        cmocka_unit_test(deep_follows_all_it_depends_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
