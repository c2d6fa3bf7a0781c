/* Kinds and values as Heat's loader has them; tests/data/doc/make_tables.py made the tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <weft/doc.h>

typedef WfDoc *(*Parse)(const char *name, GBytes *bytes, WfFindings *findings);
static const Parse parsers[] = {wf_doc_parse, wf_doc_parse_libyaml};

/* Places where weft says no though the loader does not; doc.h lists them. */
static bool refused_on_purpose(const char *text)
{
    return strstr(text, "&a [*a]") || strstr(text, "1e400") || strstr(text, "!!set");
}

static bool same_value(const json_t *expected, const WfDoc *doc)
{
    json_t *value = wf_doc_to_json(doc, wf_doc_root(doc));
    bool same =
        json_equal(value, expected) ||
        (json_is_string(expected) && strcmp(json_string_value(expected), "not finite") == 0);
    json_decref(value);
    return same;
}

static bool check_case(Parse parse, const json_t *line)
{
    const char *text = json_string_value(json_array_get(line, 0));
    const char *kind = json_string_value(json_array_get(line, 1));
    g_autoptr(GBytes) bytes = g_bytes_new(text, json_string_length(json_array_get(line, 0)));
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfDoc) doc = parse("t", bytes, findings);

    if (!doc != wf_findings_failed(findings))
        return false;
    if (!doc)
        return !kind || refused_on_purpose(text);
    return kind && strcmp(wf_kind_name(wf_doc_kind(doc, wf_doc_root(doc))), kind) == 0 &&
           same_value(json_array_get(line, 2), doc);
}

static void check_table(const char *name)
{
    g_autofree char *path = g_build_filename(TEST_DATA_DIR, "doc", name, NULL);
    g_autofree char *table = NULL;
    guint wrong = 0, n = 0;
    assert_true(g_file_get_contents(path, &table, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(table, "\n", -1);
    for (char **line = lines; *line; line++) {
        if (!**line)
            continue;
        json_t *json = json_loads(*line, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
        assert_non_null(json);
        for (guint i = 0; i < G_N_ELEMENTS(parsers); i++) {
            n++;
            if (!check_case(parsers[i], json)) {
                print_error("%s: %s\n", i ? "libyaml" : "fast", *line);
                wrong++;
            }
        }
        json_decref(json);
    }
    assert_true(n > 100);
    assert_int_equal(wrong, 0);
}

static void scalars_are_what_pyyaml_makes_of_them(void **state)
{
    (void)state;
    check_table("scalars.jsonl");
}

static void documents_are_what_pyyaml_makes_of_them(void **state)
{
    (void)state;
    check_table("documents.jsonl");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scalars_are_what_pyyaml_makes_of_them),
        cmocka_unit_test(documents_are_what_pyyaml_makes_of_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
