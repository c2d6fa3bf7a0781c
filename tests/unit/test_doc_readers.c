/* The fast readers against libyaml: they may say "not mine", but never anything else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "../support/doc_same.h"

typedef bool (*Read)(WfDoc *doc, WfFindings *findings);

/* Reads with one reader; NULL if it is not its text. */
static WfDoc *read_with(Read reader, GBytes *bytes, WfFindings *findings)
{
    g_autoptr(WfDoc) doc = doc_new("f", bytes, findings);
    return doc && reader(doc, findings) ? g_steal_pointer(&doc) : NULL;
}

static bool agrees(const char *text, gsize len, bool *ret_taken)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, len);
    return doc_readers_agree(bytes, ret_taken);
}

static const char model[] = "# a model\n"
                            "---\n"
                            "heat_template_version: 2018-08-31\n"
                            "description: \"a \\\"shop\\\" \\\\ \\n\"\n"
                            "\n"
                            "parameters:\n"
                            "  image: {type: string, default: debian-12}   # comment\n"
                            "  vm: {type: OS::Nova::Server, all: [a::b]}\n"
                            "  'it''s': [1, 0x1f, 1.5, yes, ~, 'a b', \"c, d\", [], {}, {a: [b]}]\n"
                            "resources:\n"
                            "  web:\n"
                            "    type: OS::Nova::Server\n"
                            "    properties:\n"
                            "      networks:\n"
                            "      - network: net\n"
                            "        fixed_ip: 10.0.0.1\n"
                            "      - port: {get_resource: port}\n"
                            "      -\n"
                            "      - - deep\n"
                            "        - deeper:\n"
                            "      user_data: |\n"
                            "\n"
                            "        #!/bin/sh\n"
                            "\techo\n"
                            "          x: \"$y\" # z\n"
                            "   \n"
                            "        done\n"
                            "\n"
                            "      script: |-\n"
                            "        last\n"
                            "      keep: |+\n"
                            "        a\n"
                            "\n"
                            "    url: http://x.org:80/?a=b#c\n"
                            "empty:\n"
                            "größe: ä 中 😀\n"
                            "list:\n"
                            "- a\n"
                            "- \"b\": -1\n"
                            "  c : d\n"
                            "end: -x\n";

static void takes_what_models_are_written_in(void **state)
{
    (void)state;
    bool taken;
    g_autofree char *text = g_strdup(model);
    assert_true(agrees(text, strlen(text), &taken));
    assert_false(taken); /* a tab where the literal's indentation is expected */
    *strchr(text, '\t') = ' ';
    memcpy(strstr(text, " echo"), "     ", 5);
    assert_true(agrees(text, strlen(text), &taken));
    assert_true(taken);
}

static void says_not_mine_to_everything_else(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "a: 1",
        "a: &x 1\n",
        "a: *x\n",
        "a: !!str 1\n",
        "? a\n",
        "a: >\n  b\n",
        "a: |2\n   b\n",
        "a:\tb\n",
        "a: b\n\tc\n",
        "a: b\n  c\n",
        "a: 'b\n  c'\n",
        "a: \"b\n\"\n",
        "a: [1,\n 2]\n",
        "a: b: c\n",
        "a\n",
        "%YAML 1.1\n",
        "a: 1\n---\n",
        "a: 1\n...\n",
        "a: \"\\u00e4\"\n",
        "<<: {a: 1}\n",
        "a: =\n",
        "a: [b: c]\n",
        "a: [b::, c:]\n",
        "a: {b}\n",
        "a: [b,]\n",
        "a: {b: }\n",
        "a: 1\r\n",
        "a: \x01\n",
        "a: # \x01\n",
        "a: \xC2\x85\n",
        "a: \xE2\x80\xA8\n",
        "\xEF\xBB\xBF\xEF\xBB\xBF"
        "a: 1\n",
        "a: \xff\n",
        "a: 99999999999999999999\n",
        "a: 0b_\n",
        "a:\n- b\n c: d\n",
        "a:\n  - b\n  c: d\n",
        " a: 1\nb: 2\n",
        "a: 1\n b: 2\n",
        "- a\nb: 1\n",
        "a: 1\n- b\n",
        "a: %x\n",
        "a: @x\n",
        "a: `x\n",
        "a: ]\n",
        "a: [1}\n",
        "a: {b: 1]\n",
        "a: |\nb: 1\n",
        "a: |\n    \n  b\n",
        "a: 'x'y\n",
        "a: [1]x\n",
        "a: \"x\" y: z\n",
        "# only\n",
        "---\n",
        "--- a\n",
    };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        bool taken;
        assert_true(agrees(texts[i], strlen(texts[i]), &taken));
        if (taken)
            print_error("taken: %s\n", texts[i]);
        assert_false(taken);
    }
}

static void check_table(const char *name, guint least_taken)
{
    g_autofree char *path = g_build_filename(TEST_DATA_DIR, "doc", name, NULL);
    g_autofree char *table = NULL;
    guint n_taken = 0;
    assert_true(g_file_get_contents(path, &table, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(table, "\n", -1);
    for (char **line = lines; *line; line++) {
        json_t *json = json_loads(*line, JSON_ALLOW_NUL, NULL);
        const char *text = json_string_value(json_array_get(json, 0));
        static const char *const forms[] = {"%s",      "a: %s\n",      "- %s\n",
                                            "%s: a\n", "a: [%s, b]\n", "- {%s: b}\n"};
        for (guint i = 0; text && i < G_N_ELEMENTS(forms); i++) {
            g_auto(GStrv) parts = g_strsplit(forms[i], "%s", 2);
            g_autofree char *whole = g_strconcat(parts[0], text, parts[1], NULL);
            bool taken;
            if (!agrees(whole, strlen(whole), &taken))
                fail_msg("readers differ:\n%s", whole);
            n_taken += taken;
        }
        json_decref(json);
    }
    assert_true(n_taken >= least_taken);
}

static void agrees_on_the_tables(void **state)
{
    (void)state;
    check_table("scalars.jsonl", 5000);
    check_table("documents.jsonl", 20);
}

/* Changes a text as a slip of the hand would, or a hostile one. */
static void mutate(GString *text, GRand *rand)
{
    static const char chars[] = " \n:#-'\"[]{},|>&*!%?~=.0ax\t\\<\r";
    static const char *const bits[] = {
        ": ",   "\n- ",  "\n  ", " #",   "''",    "\\n", "{}", "[]", "|\n", "|-\n",         "|+\n",
        "- - ", ": |\n", "ä",    "\n\n", "---\n", "<<",  "::", "  ", "a: ", "\xE2\x80\xA8", ", "};
    gint32 at = g_rand_int_range(rand, 0, (gint32)text->len), n;
    switch (g_rand_int_range(rand, 0, 6)) {
    case 0:
        text->str[at] = chars[g_rand_int_range(rand, 0, sizeof chars - 1)];
        break;
    case 1:
        g_string_insert_c(text, at, chars[g_rand_int_range(rand, 0, sizeof chars - 1)]);
        break;
    case 2:
        g_string_insert(text, at, bits[g_rand_int_range(rand, 0, G_N_ELEMENTS(bits))]);
        break;
    case 3:
        n = g_rand_int_range(rand, 1, 6);
        n = MIN(n, (gint32)text->len - at);
        if ((gsize)n < text->len)
            g_string_erase(text, at, n);
        break;
    case 4: { /* a piece from elsewhere */
        gint32 from = g_rand_int_range(rand, 0, (gint32)text->len);
        g_autofree char *piece = g_strndup(text->str + from, (gsize)g_rand_int_range(rand, 1, 12));
        g_string_insert(text, at, piece);
        break;
    }
    default: { /* a line moves */
        char *line = memchr(text->str + at, '\n', text->len - (gsize)at);
        if (line && line + 1 < text->str + text->len)
            g_string_insert(text, line + 1 - text->str, g_rand_boolean(rand) ? " " : "  ");
        break;
    }
    }
}

static void agrees_on_mutations(void **state)
{
    (void)state;
    GRand *rand = g_rand_new_with_seed(11);
    guint n_taken = 0, rounds = 30000;
    g_auto(GStrv) lines = g_strsplit(model, "\n", -1);
    guint n_lines = g_strv_length(lines);
    for (guint i = 0; i < rounds; i++) {
        /* A few lines in a row, so that one change in ten is still readable. */
        guint from = (guint)g_rand_int_range(rand, 0, (gint32)n_lines - 1);
        g_autoptr(GString) text = g_string_new(NULL);
        for (guint k = from; k < MIN(from + 1 + i % 12, n_lines); k++)
            g_string_append_printf(text, "%s\n", lines[k]);
        for (gint32 k = g_rand_int_range(rand, 0, 5); k > 0 && text->len > 1; k--)
            mutate(text, rand);
        bool taken;
        if (!agrees(text->str, text->len, &taken))
            fail_msg("readers differ in round %u:\n%s", i, text->str);
        n_taken += taken;
    }
    g_rand_free(rand);
    assert_true(n_taken > rounds / 20);
}

static void json_is_read_as_json(void **state)
{
    (void)state;
    static const struct {
        const char *json, *expected; /* NULL: left to libyaml */
    } cases[] = {
        {"{}", "{}"},
        {" [ ] \n", "[]"},
        {"{\"a\":[1,-0,2.5,1e3,true,false,null,\"x\"],\"b\":{\"c\":{}}}",
         "{\"a\":[1,0,2.5,1000.0,true,false,null,\"x\"],\"b\":{\"c\":{}}}"},
        {"[\"\\ud83d\\ude00\\u0041\\/\\b\\f\\n\\r\\t\\\"\\\\\"]",
         "[\"\\ud83d\\ude00A/\\b\\f\\n\\r\\t\\\"\\\\\"]"},
        {"[\"ä\"]", "[\"ä\"]"},
        {"[[[1],[2]],[[]]]", "[[[1],[2]],[[]]]"},
        {"[1,]", NULL},
        {"[1", NULL},
        {"{\"a\"}", NULL},
        {"{\"a\":1,}", NULL},
        {"{a: 1}", NULL},
        {"[01]", NULL},
        {"[1.]", NULL},
        {"[.5]", NULL},
        {"[+1]", NULL},
        {"[1e]", NULL},
        {"[\"\\ud83d\"]", NULL},
        {"[\"\\udc00\"]", NULL},
        {"[\"\\x41\"]", NULL},
        {"[\"a\tb\"]", NULL},
        {"[\"a", NULL},
        {"[\"a\\", NULL},
        {"[\"\\u12", NULL},
        {"[nul]", NULL},
        {"[1] 2", NULL},
        {"[1]]", NULL},
        {"[}", NULL},
        {"[1}", NULL},
        {"[99999999999999999999]", NULL},
        {"[\"\xff\"]", NULL},
        {"[", NULL},
        {"{", NULL},
        {"{\"", NULL},
        {"[-]", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GBytes) bytes = g_bytes_new(cases[i].json, strlen(cases[i].json));
        g_autoptr(WfFindings) findings = wf_findings_new();
        g_autoptr(WfDoc) doc = read_with(json_read, bytes, findings);
        if (!doc != !cases[i].expected)
            fail_msg("%s", cases[i].json);
        if (!doc)
            continue;
        json_t *value = wf_doc_to_json(doc, 1), *expected = json_loads(cases[i].expected, 0, NULL);
        assert_true(json_equal(value, expected));
        json_decref(value);
        json_decref(expected);
    }
}

static void json_knows_long_keys_places_and_depth(void **state)
{
    (void)state;
    g_autofree char *key = g_strnfill(5000, 'k');
    g_autofree char *text = g_strdup_printf("{\n  \"%s\": \"ä\\n\", \"a\": 1, \"a\": 2}", key);
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfDoc) doc = wf_doc_parse("f.json", bytes, findings);
    WfSpan span = wf_doc_span(doc, wf_doc_get(doc, 1, key));
    assert_true(span.line == 2 && span.column == 5007 && span.len == 5);
    assert_int_equal(wf_findings_count(findings, WF_WARNING), 1);

    g_autofree char *deep = g_strnfill(201, '[');
    g_autoptr(GBytes) deep_bytes = g_bytes_new(deep, 201);
    assert_null(wf_doc_parse("f.json", deep_bytes, findings));
    assert_int_equal(wf_findings_get(findings, 1)->code, WF_CODE_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_models_are_written_in),
        cmocka_unit_test(says_not_mine_to_everything_else),
        cmocka_unit_test(agrees_on_the_tables),
        cmocka_unit_test(agrees_on_mutations),
        cmocka_unit_test(json_is_read_as_json),
        cmocka_unit_test(json_knows_long_keys_places_and_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
