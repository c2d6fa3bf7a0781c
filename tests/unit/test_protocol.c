/* Paths, JSON from outside, chunks, outcomes, states: what goes out comes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "protocol_parts.h"

#include <weft/error.h>
#include <weft/limits.h>

/* ---- paths ---- */

static void names_survive_encoding(void **state)
{
    static const char *const names[] = {"web.0.install", ".", "..",   "a/b", "@vm", "ä€",
                                        "50%",           " ", "A_b-9"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *element = wf_zname_encode(names[i]);
        assert_null(strchr(element, '/'));
        assert_string_not_equal(element, ".");
        assert_string_not_equal(element, "..");
        g_autofree char *name = wf_zname_decode(element);
        assert_string_equal(name, names[i]);
    }
    /* One name, one path: no second spelling is taken. */
    static const char *const bad[] = {"%61", "%2e", "a%", "%2f", "%00", "%FF", "@vm", ""};
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        assert_null(wf_zname_decode(bad[i]));
}

static void assert_path(char *path, WfZnode kind, const char *vm, const char *name)
{
    g_auto(WfZpath) z = {0};
    assert_true(wf_zpath_parse(path, &z));
    assert_int_equal(z.kind, kind);
    assert_string_equal(z.stack, "my shop");
    assert_int_equal(g_strcmp0(z.vm, vm), 0);
    assert_int_equal(g_strcmp0(z.name, name), 0);
    g_free(path);
}

static void paths_are_recognised(void **state)
{
    const char *s = "my shop";
    assert_path(wf_path_head(s), WF_ZNODE_HEAD, NULL, NULL);
    assert_path(wf_path_lock(s), WF_ZNODE_LOCK, NULL, NULL);
    assert_path(wf_path_models(s), WF_ZNODE_MODELS, NULL, NULL);
    assert_path(wf_path_model(s, 3), WF_ZNODE_MODEL, NULL, "3");
    assert_path(wf_path_recipes(s), WF_ZNODE_RECIPES, NULL, NULL);
    assert_path(wf_path_recipe(s, DEEP_A), WF_ZNODE_RECIPE, NULL, DEEP_A);
    assert_path(wf_path_acl(s, "0a"), WF_ZNODE_ACL, NULL, "0a");
    assert_path(wf_path_manifest(s, "d/b"), WF_ZNODE_MANIFEST, "d/b", NULL);
    assert_path(wf_path_spill(s, "db"), WF_ZNODE_SPILL, "db", NULL);
    assert_path(wf_path_epoch(s, "db"), WF_ZNODE_EPOCH, "db", NULL);
    assert_path(wf_path_st(s, "db"), WF_ZNODE_ST, "db", NULL);
    assert_path(wf_path_live(s, "db"), WF_ZNODE_LIVE, "db", NULL);
    assert_path(wf_path_up(s, "db"), WF_ZNODE_UP, "db", NULL);
    assert_path(wf_path_outcome(s, "db", "c"), WF_ZNODE_OUTCOME, "db", "c");
    assert_path(wf_path_outcome(s, "db", WF_FACTS), WF_ZNODE_OUTCOME, "db", WF_FACTS);
    assert_path(wf_path_sealed(s, "db", "c"), WF_ZNODE_SEALED, "db", "c");
    g_autofree char *spill = wf_path_spill(s, "db");
    assert_path(wf_path_chunk(spill, 12), WF_ZNODE_CHUNK, "db", "12");
    g_auto(WfZpath) z = {0};
    assert_false(wf_zpath_parse("/zookeeper/quota", &z));
    assert_true(wf_zpath_parse("/weft/s/other", &z));
    assert_int_equal(z.kind, WF_ZNODE_OTHER);
}

/* ---- JSON from outside ---- */

static void assert_refused(const char *text, gsize len, WfErrorCode code)
{
    g_autoptr(GError) error = NULL;
    json_t *value = wf_json_parse(text, len, 1000, "thing", &error);
    assert_null(value);
    assert_true(g_error_matches(error, WF_ERROR, (int)code));
}

static void json_is_bounded(void **state)
{
    g_autofree char *deep = g_strnfill(WF_LIMIT_JSON_DEPTH + 1, '[');
    assert_refused(deep, strlen(deep), WF_ERROR_LIMIT);
    g_autofree char *large = g_strnfill(1001, ' ');
    assert_refused(large, 1001, WF_ERROR_LIMIT);
    assert_refused("{\"a\":1,\"a\":2}", 13, WF_ERROR_INVALID);
    assert_refused("\"\xff\"", 3, WF_ERROR_INVALID);
    assert_refused("\"\\u0000\"", 8, WF_ERROR_INVALID);
    assert_refused("", 0, WF_ERROR_INVALID);
    g_autofree char *quoted = g_strdup_printf("\"%s\\\"[[\"", deep);
    json_t *fine = wf_json_parse(quoted, strlen(quoted), 1000, "thing", NULL);
    assert_non_null(fine);
    json_decref(fine);
}

static void errors_do_not_repeat_values(void **state)
{
    g_autoptr(GError) error = NULL;
    const char *text = "{\"weft\":1,\"cause\": hunter2}";
    assert_null(wf_outcome_parse(text, strlen(text), &error));
    assert_null(strstr(error->message, "hunter2"));
}

static void earlier_attempts_are_pairs_of_times(void **state)
{
    static const char *const bad[] = {"7",         "[7]",         "[[1]]",
                                      "[[1, -2]]", "[[1, 2, 3]]", "[[1, \"2\"]]"};
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autofree char *text = g_strdup_printf("{\"weft\":1,\"earlier\":%s}", bad[i]);
        assert_null(wf_outcome_parse(text, strlen(text), NULL));
    }
    g_autofree char *pairs = g_strnfill(WF_LIMIT_EARLIER, '+');
    g_auto(GStrv) each = g_strsplit(pairs, "+", -1);
    g_autofree char *list = g_strjoinv("[1,2],", each);
    g_autofree char *many = g_strdup_printf("{\"weft\":1,\"earlier\":[%s[1,2]]}", list);
    assert_null(wf_outcome_parse(many, strlen(many), NULL));
}

/* ---- large payloads ---- */

static void large_payloads_are_cut_and_joined(void **state)
{
    gsize len = 2 * WF_LIMIT_ZNODE_BYTES + 17;
    char *data = g_malloc(len);
    for (gsize i = 0; i < len; i++)
        data[i] = (char)(i * 31 + i / 251);
    g_autoptr(GBytes) payload = g_bytes_new_take(data, len);
    g_autoptr(GPtrArray) parts = wf_spill_pack(payload, 5);
    assert_int_equal(parts->len, 4);
    gsize head_len;
    const void *head = g_bytes_get_data(parts->pdata[0], &head_len);
    WfChunks of = {0};
    assert_true(wf_spill_find(head, head_len, len, &of, NULL));
    assert_int_equal(of.n, 3);
    assert_int_equal(of.first, 5);
    g_autoptr(GError) error = NULL;
    assert_false(wf_spill_find(head, head_len, len - 1, &of, &error));
    g_autoptr(GPtrArray) chunks = g_ptr_array_new();
    for (guint i = 1; i < parts->len; i++)
        g_ptr_array_add(chunks, parts->pdata[i]);
    g_autoptr(GBytes) joined = wf_spill_join(head, head_len, chunks, NULL);
    assert_true(g_bytes_equal(joined, payload));
    g_clear_error(&error);
    g_ptr_array_set_size(chunks, 2);
    assert_null(wf_spill_join(head, head_len, chunks, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_STALE));
    g_clear_error(&error);
    g_ptr_array_add(chunks, parts->pdata[2]); /* the right number, one of another version */
    assert_null(wf_spill_join(head, head_len, chunks, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_STALE));
}

static void small_payloads_stay_whole(void **state)
{
    g_autoptr(GBytes) payload = g_bytes_new_static("{\"weft\":1}", 10);
    g_autoptr(GPtrArray) parts = wf_spill_pack(payload, 0);
    assert_int_equal(parts->len, 1);
    WfChunks of = {9, 9};
    assert_true(wf_spill_find("{\"weft\":1}", 10, 1000, &of, NULL));
    assert_int_equal(of.n, 0);
}

static void short_payloads_may_speak_of_chunks(void **state)
{
    static const char *const texts[] = {
        "{\"weft\":1,\"config\":{\"chunks\":4}}",
        "{\"weft\":1,\"config\":[\"chunks\"]}",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        WfChunks of = {9, 9};
        assert_true(wf_spill_find(texts[i], strlen(texts[i]), 1000, &of, NULL));
        assert_int_equal(of.n, 0);
        g_autoptr(GBytes) whole = wf_spill_join(texts[i], strlen(texts[i]), NULL, NULL);
        assert_int_equal(g_bytes_get_size(whole), strlen(texts[i]));
    }
}

/* Digests are made of it: it has to be what jansson's printer makes, for ever. */
static void values_are_written_as_ever(void **state)
{
    static const char *const values[] = {
        "null",
        "true",
        "false",
        "0",
        "-17",
        "9223372036854775807",
        "1.0",
        "0.1",
        "1e300",
        "-2.5e-7",
        "\"\"",
        "\"a\\\"b\\\\c/\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f\"",
        "\"gr\\u00fc\\u00df \\ud83d\\ude00\"",
        "[]",
        "{}",
        "[[],{},[1,[2]]]",
        "{\"b\":1,\"a\":{\"d\":[],\"c\":\"}\"},\"aa\":\"{\",\"\":\"[\"}",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
        json_t *value = json_loads(values[i], JSON_DECODE_ANY, NULL);
        char *expected = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY |
                                               JSON_REAL_PRECISION(17));
        g_autofree char *found = wf_json_canonical(value);
        assert_string_equal(found, expected);
        free(expected);
        json_decref(value);
    }
}

/* ---- outcome, st and the small ones ---- */

static void outcome_comes_back(void **state)
{
    g_autoptr(WfOutcome) o = wf_outcome_new();
    o->status = WF_STATUS_FAILED;
    o->want = g_strdup(DEEP_A);
    o->spec = g_strdup(DEEP_B);
    o->action = g_strdup("CREATE");
    o->outputs = json("{\"n\": 1.5, \"l\": [true, null]}");
    o->attempt = 3;
    o->exit = -9;
    o->cause = g_strdup("bad \xff byte");
    o->log = g_strdup("line\n");
    o->started = 1700000000000;
    o->delivered = g_strdup(DEEP_A);
    o->missing = json_pack("[s, s]", "port", "token");
    o->earlier = json_pack("[[i, i]]", 3, 5);
    g_autoptr(GBytes) bytes = wf_outcome_format(o, NULL);
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);
    g_autoptr(WfOutcome) back = wf_outcome_parse(data, len, NULL);
    assert_int_equal(back->status, WF_STATUS_FAILED);
    assert_string_equal(back->cause, "bad \xef\xbf\xbd byte");
    assert_int_equal(back->exit, -9);
    assert_true(json_equal(back->outputs, o->outputs));
    g_autoptr(WfOutcome) none = wf_outcome_parse(NULL, 0, NULL);
    assert_int_equal(none->status, WF_STATUS_NONE);
    g_autoptr(WfOutcome) copy = wf_outcome_copy(back);
    assert_int_equal(json_array_size(back->missing), 2);
    assert_true(json_equal(back->earlier, o->earlier));
    assert_true(wf_outcome_is_delivered(back, DEEP_A));
    assert_false(wf_outcome_is_delivered(back, DEEP_B) || wf_outcome_is_delivered(back, NULL));
    g_autoptr(GBytes) once = wf_outcome_format(back, NULL);
    g_autoptr(GBytes) twice = wf_outcome_format(copy, NULL);
    assert_true(g_bytes_equal(once, twice));
    g_autofree char *huge = g_strnfill(WF_LIMIT_ZNODE_BYTES, 'x');
    json_object_set_new(o->outputs, "huge", json_string(huge));
    g_autoptr(GError) error = NULL;
    assert_null(wf_outcome_format(o, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_LIMIT));
}

/* What is written can be read, and so can what holds it. */
static void deep_outcomes_are_refused_when_they_are_written(void **state)
{
    g_autoptr(WfOutcome) o = wf_outcome_new();
    for (guint depth = 1; depth < WF_LIMIT_JSON_DEPTH + 10; depth++) {
        g_autofree char *open = g_strnfill(depth, '['), *shut = g_strnfill(depth, ']');
        g_autofree char *text = g_strconcat("{\"x\":", open, shut, "}", NULL);
        json_decref(o->outputs);
        o->outputs = json(text);
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) bytes = wf_outcome_format(o, &error);
        assert_true(bytes || g_error_matches(error, WF_ERROR, WF_ERROR_LIMIT));
        assert_true(bytes || depth > WF_LIMIT_JSON_DEPTH - 10);
        if (!bytes)
            return;
        gsize len;
        const char *data = g_bytes_get_data(bytes, &len);
        g_autofree char *record = g_strdup_printf("{\"r\":{\"o\":%.*s}}", (int)len, data);
        json_t *read = wf_json_parse(record, strlen(record), 100000, "record", NULL);
        assert_non_null(read);
        json_decref(read);
    }
    fail_msg("nothing was too deep");
}

static void what_is_written_as_text_is_json(void **state)
{
    const char *odd = "q\"b\\n\nt\tbell\a\x7f \xc3\xa9 \xf0\x9f\xa6\x86";
    g_autoptr(GString) out = g_string_new(NULL);
    json_auto_t *list = json_pack("[i, n, {s:f}]", 1, "half", 0.5);
    g_autoptr(GBytes) raw = g_bytes_new_static("{\"in\":[]}", 9);
    wf_json_open(out, NULL, '{');
    wf_json_text(out, odd, odd);
    wf_json_text(out, "bad",
                 "a\xff"
                 "b");
    wf_json_text(out, "none", NULL);
    wf_json_int(out, "least", G_MININT64);
    wf_json_int(out, "most", G_MAXINT64);
    wf_json_int(out, "zero", 0);
    wf_json_bool(out, "yes", true);
    wf_json_value(out, "list", list);
    wf_json_value(out, "nothing", NULL);
    wf_json_raw(out, "raw", raw);
    wf_json_open(out, "empty", '[');
    wf_json_close(out, ']');
    wf_json_close(out, '}');
    assert_int_equal(out->str[out->len - 1], ',');
    json_auto_t *back = wf_json_parse(out->str, out->len - 1, 4096, "text", NULL);
    json_auto_t *same =
        json_pack("{s:s, s:s, s:I, s:I, s:i, s:b, s:O, s:{s:[]}, s:[]}", odd, odd, "bad",
                  "a\xef\xbf\xbd"
                  "b",
                  "least", (json_int_t)G_MININT64, "most", (json_int_t)G_MAXINT64, "zero", 0, "yes",
                  1, "list", list, "raw", "in", "empty");
    assert_non_null(same);
    assert_true(json_equal(back, same));
}

static void st_fits_whatever_happens(void **state)
{
    g_autoptr(WfSt) st = wf_st_new();
    WfStEntry *e = wf_st_add(st, "a", WF_STATE_WAITING);
    e->on = g_strdup("db");
    e->on_vm = g_strdup("dbvm");
    e->since = 12;
    e = wf_st_add(st, "b", WF_STATE_RUNNING);
    e->attempt = 1;
    e->line = g_strdup("half way");
    st->jobs = 3;
    g_autoptr(GBytes) small = wf_st_format(st);
    gsize len;
    const void *data = g_bytes_get_data(small, &len);
    g_autoptr(WfSt) back = wf_st_parse(data, len, NULL);
    assert_int_equal(back->n[WF_STATE_WAITING], 1);
    assert_int_equal(back->jobs, 3);
    assert_string_equal(((WfStEntry *)back->entries->pdata[0])->on, "db");
    assert_string_equal(((WfStEntry *)back->entries->pdata[1])->line, "half way");
    for (int i = 0; i < 9000; i++) {
        g_autofree char *name = g_strdup_printf("component.with.a.long.name.%d", i);
        wf_st_add(st, name, WF_STATE_DONE);
    }
    g_autoptr(GBytes) large = wf_st_format(st);
    data = g_bytes_get_data(large, &len);
    assert_true(len <= WF_LIMIT_ZNODE_BYTES);
    g_autoptr(WfSt) cut = wf_st_parse(data, len, NULL);
    assert_true(cut->cut);
    assert_int_equal(cut->n[WF_STATE_DONE], 9000);
    assert_int_equal(cut->entries->len, 2);
}

static void small_payloads_come_back(void **state)
{
    WfHead head = {.generation = 3, .phase = WF_PHASE_PAUSE, .model = (char *)DEEP_A};
    g_autoptr(GBytes) bytes = wf_head_format(&head);
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);
    g_autoptr(WfHead) back = wf_head_parse(data, len, NULL);
    assert_int_equal(back->generation, 3);
    assert_int_equal(back->phase, WF_PHASE_PAUSE);
    assert_int_equal(back->accepted, 3);
    assert_false(back->ending);
    WfHead half = {.generation = 3, .phase = WF_PHASE_PREPARE, .ending = true};
    g_autoptr(GBytes) half_bytes = wf_head_format(&half);
    data = g_bytes_get_data(half_bytes, &len);
    g_autoptr(WfHead) half_back = wf_head_parse(data, len, NULL);
    assert_int_equal(half_back->accepted, 0);
    assert_true(half_back->ending);
    g_autoptr(WfHead) old = wf_head_parse("{\"weft\":1,\"generation\":3}", 25, NULL);
    assert_int_equal(old->accepted, 2);
    WfUp up = {.machine = (char *)"m",
               .boot = (char *)"b",
               .pid = 42,
               .start = 7,
               .version = (char *)"1",
               .rights = true};
    g_autoptr(GBytes) up_bytes = wf_up_format(&up);
    data = g_bytes_get_data(up_bytes, &len);
    g_autoptr(WfUp) up_back = wf_up_parse(data, len, NULL);
    assert_int_equal(up_back->pid, 42);
    assert_int_equal(up_back->start, 7);
    assert_true(up_back->rights);
    json_t *config = json("{\"configs\": []}");
    g_autoptr(GBytes) recipe = wf_recipe_format(config);
    data = g_bytes_get_data(recipe, &len);
    json_t *config_back = wf_recipe_parse(data, len, NULL);
    assert_true(json_equal(config, config_back));
    json_decref(config);
    json_decref(config_back);
    g_autoptr(GError) error = NULL;
    assert_null(wf_recipe_parse("{\"weft\":1,\"config\":5}", 21, &error));
    g_autoptr(GBytes) sealed = wf_sealed_format(DEEP_A, json_object_get(NULL, ""), NULL);
    data = g_bytes_get_data(sealed, &len);
    g_autoptr(WfSealed) sealed_back = wf_sealed_parse(data, len, NULL);
    assert_string_equal(sealed_back->want, DEEP_A);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_survive_encoding),
        cmocka_unit_test(paths_are_recognised),
        cmocka_unit_test(json_is_bounded),
        cmocka_unit_test(errors_do_not_repeat_values),
        cmocka_unit_test(earlier_attempts_are_pairs_of_times),
        cmocka_unit_test(large_payloads_are_cut_and_joined),
        cmocka_unit_test(small_payloads_stay_whole),
        cmocka_unit_test(short_payloads_may_speak_of_chunks),
        cmocka_unit_test(values_are_written_as_ever),
        cmocka_unit_test(outcome_comes_back),
        cmocka_unit_test(deep_outcomes_are_refused_when_they_are_written),
        cmocka_unit_test(what_is_written_as_text_is_json),
        cmocka_unit_test(st_fits_whatever_happens),
        cmocka_unit_test(small_payloads_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
