#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <weft/findings.h>
#include <weft/limits.h>

static void assert_printed(WfFindings *f, guint i, bool caret, const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);
    wf_finding_print(wf_findings_get(f, i), caret, false, out);
    assert_string_equal(out->str, expected);
}

static void prints_place_caret_hint_and_related(void **state)
{
    (void)state;
    g_autoptr(WfFindings) f = wf_findings_new();
    wf_findings_add(f, WF_CODE_REF, "shop.yaml", &(WfSpan){12, 8, 5}, "'%s' is not a resource",
                    "dbase");
    wf_findings_source(f, "  host: dbase # x", -1);
    wf_findings_hint(f, "did you mean '%s'?", "database");
    wf_findings_related(f, "shop.yaml", &(WfSpan){3, 3, 8}, "'database' stands here");
    assert_printed(f, 0, false, "shop.yaml:12:8: error: 'dbase' is not a resource [WEFT-REF]\n");
    assert_printed(f, 0, true,
                   "shop.yaml:12:8: error: 'dbase' is not a resource [WEFT-REF]\n"
                   "    host: dbase # x\n"
                   "         ^~~~~\n"
                   "  hint: did you mean 'database'?\n"
                   "shop.yaml:3:3: note: 'database' stands here\n");
}

static void caret_stands_under_tabs_wide_and_hostile_characters(void **state)
{
    (void)state;
    g_autoptr(WfFindings) f = wf_findings_new();
    wf_findings_add(f, WF_CODE_YAML, "a\033b", &(WfSpan){1, 6, 2}, "bad \033[2J");
    wf_findings_source(f, "\t中\033é xy", -1);
    assert_printed(f, 0, true,
                   "a\\x1bb:1:6: error: bad \\x1b[2J [WEFT-YAML]\n"
                   "  \t中\\x1bé xy\n"
                   "  \t        ^~\n");
    wf_findings_add(f, WF_CODE_YAML, "f", &(WfSpan){1, 3, 0}, "at the end");
    wf_findings_source(f, "ab", 2);
    assert_printed(f, 1, true, "f:1:3: error: at the end [WEFT-YAML]\n  ab\n    ^\n");
    wf_findings_add(f, WF_CODE_FILE, "f", NULL, "whole file");
    assert_printed(f, 2, true, "f: error: whole file [WEFT-FILE]\n");
}

static void long_lines_show_the_place(void **state)
{
    (void)state;
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(GString) line = g_string_new(NULL);
    for (int i = 0; i < 5000; i++)
        g_string_append(line, "ä");
    g_string_append(line, "HERE");
    for (int i = 0; i < 5000; i++)
        g_string_append(line, "-");
    wf_findings_add(f, WF_CODE_YAML, "f", &(WfSpan){1, 5001, 4}, "x");
    wf_findings_source(f, line->str, (gssize)line->len);
    assert_true(strlen(wf_findings_get(f, 0)->source) <= WF_LIMIT_SOURCE_LINE);

    g_autoptr(GString) out = g_string_new(NULL);
    wf_finding_print(wf_findings_get(f, 0), true, false, out);
    g_auto(GStrv) lines = g_strsplit(out->str, "\n", -1);
    glong at = g_utf8_pointer_to_offset(lines[1], strstr(lines[1], "HERE"));
    assert_int_equal(at, g_utf8_pointer_to_offset(lines[2], strstr(lines[2], "^~~~")));
    assert_true(g_utf8_strlen(lines[1], -1) < 130);
}

static void concealed_source_is_never_kept(void **state)
{
    (void)state;
    g_autoptr(WfFindings) f = wf_findings_new();
    wf_findings_add(f, WF_CODE_SECRET, "f", &(WfSpan){1, 1, 1}, "x");
    wf_findings_source(f, "password: hunter2", -1);
    wf_findings_conceal(f);
    assert_null(wf_findings_get(f, 0)->source);
    wf_findings_source(f, "password: hunter2", -1);
    assert_null(wf_findings_get(f, 0)->source);
}

static void past_the_limit_only_counts(void **state)
{
    (void)state;
    g_autoptr(WfFindings) f = wf_findings_new();
    for (guint i = 0; i < WF_LIMIT_FINDINGS + 5; i++) {
        wf_findings_add(f, WF_CODE_UNREAD, "f", NULL, "%u", i);
        wf_findings_hint(f, "%u", i);
    }
    assert_int_equal(wf_findings_n(f), WF_LIMIT_FINDINGS);
    assert_int_equal(wf_findings_count(f, WF_NOTE), WF_LIMIT_FINDINGS + 5);
    assert_false(wf_findings_failed(f));
    assert_string_equal(wf_findings_get(f, WF_LIMIT_FINDINGS - 1)->hint, "19999");
    wf_findings_add(f, WF_CODE_REF, "f", NULL, "x");
    assert_true(wf_findings_failed(f));
}

static void sorts_by_file_then_place_and_is_stable(void **state)
{
    (void)state;
    g_autoptr(WfFindings) f = wf_findings_new();
    wf_findings_add(f, WF_CODE_REF, "z", &(WfSpan){9, 1, 0}, "3");
    wf_findings_add(f, WF_CODE_REF, "a", &(WfSpan){1, 1, 0}, "5");
    wf_findings_add(f, WF_CODE_REF, "z", &(WfSpan){2, 7, 0}, "1");
    wf_findings_add(f, WF_CODE_REF, "z", &(WfSpan){2, 7, 0}, "2");
    wf_findings_add(f, WF_CODE_YAML, "z", &(WfSpan){2, 7, 0}, "0");
    wf_findings_add(f, WF_CODE_REF, "z", &(WfSpan){9, 2, 0}, "4");
    wf_findings_sort(f);
    for (guint i = 0; i < 6; i++)
        assert_int_equal(wf_findings_get(f, i)->message[0], '0' + (int)i);
}

static void codes_have_names_and_severities(void **state)
{
    (void)state;
    assert_string_equal(wf_code_name(WF_CODE_DUPLICATE_KEY), "WEFT-DUPLICATE-KEY");
    assert_int_equal(wf_code_severity(WF_CODE_DUPLICATE_KEY), WF_WARNING);
    assert_string_equal(wf_severity_name(WF_FAULT), "error");
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (WfCode code = 0; code < WF_N_CODES; code++)
        assert_true(g_hash_table_add(seen, (gpointer)wf_code_name(code)));
}

static void what_is_said_again_counts_once(void **state)
{
    g_autoptr(WfFindings) f = wf_findings_new();
    const WfSpan here = {3, 5, 1}, there = {3, 6, 1};
    (void)state;

    for (guint i = 0; i < 3; i++) {
        wf_findings_add(f, WF_CODE_REF, "a.yaml", &here, "no '%s'", "x");
        wf_findings_hint(f, "number %u", i);
    }
    wf_findings_add(f, WF_CODE_REF, "a.yaml", &there, "no '%s'", "x");
    wf_findings_add(f, WF_CODE_REF, "b.yaml", &here, "no '%s'", "x");
    wf_findings_add(f, WF_CODE_REF, "a.yaml", &here, "no '%s'", "y");
    assert_int_equal(wf_findings_n(f), 4);
    assert_int_equal(wf_findings_count(f, WF_FAULT), 4);
    assert_string_equal(wf_findings_get(f, 0)->hint, "number 0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_place_caret_hint_and_related),
        cmocka_unit_test(caret_stands_under_tabs_wide_and_hostile_characters),
        cmocka_unit_test(long_lines_show_the_place),
        cmocka_unit_test(concealed_source_is_never_kept),
        cmocka_unit_test(past_the_limit_only_counts),
        cmocka_unit_test(sorts_by_file_then_place_and_is_stable),
        cmocka_unit_test(codes_have_names_and_severities),
        cmocka_unit_test(what_is_said_again_counts_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
