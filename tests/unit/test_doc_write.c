/* What is written is read back the same: by weft, and by PyYAML where it is installed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <weft/doc.h>

static const char *const traps[] = {
    "",
    "~",
    "null",
    "Null",
    "yes",
    "No",
    "on",
    "OFF",
    "y",
    "n",
    "true",
    "0755",
    "08",
    "0x1f",
    "1_000",
    "1e3",
    "1.5",
    ".5",
    "12:30",
    ".inf",
    "-.INF",
    "2013-05-23",
    "=",
    "<<",
    "- x",
    "a: b",
    "a:",
    "a #b",
    "#x",
    "%x",
    "@x",
    "`x",
    "*x",
    "&x",
    "!x",
    "|",
    ">",
    "'",
    "\"",
    "it's",
    "{a",
    "[a",
    "]",
    ",",
    "?",
    "? x",
    "-",
    "--- x",
    "...",
    " x",
    "x ",
    "x\n",
    "\n",
    "\n\n",
    "x\n\n",
    "a\nb",
    "a\nb\n",
    "a\n\n\nb",
    " a\nb",
    "a\n b",
    "a\n \nb",
    "\ta\nb",
    "a\n\tb",
    "a\tb",
    "\r\n",
    "a\r\nb",
    "\x1b[0m",
    "ä",
    "größe",
    "中文",
    "😀",
    "\xC2\x85",
    "a b",
    "OS::Nova::Server",
    "m1.small",
    "/bin/sh",
    "a\\b",
    "a\"b'c",
    "\xEF\xBB\xBF",
    "\xE2\x80\xA8",
    "#!/bin/sh\nset -e\n\techo \"x: y\" # z\n",
    "\n#!/bin/sh\n",
    "a\n# b\n",
    "10.0.0.1",
    "!!str x",
    "\xC2\xA0",
    "a\xE2\x80\x8B z",
    "\xE2\x80\xAE",
    "\x7f",
    "x: |\n  y\n",
    "key with spaces",
    "a,b",
    "...\nx\n",
    "---\nx\n",
};

static json_t *random_scalar(GRand *rand)
{
    switch (g_rand_int_range(rand, 0, 8)) {
    case 0:
        return json_null();
    case 1:
        return json_boolean(g_rand_boolean(rand));
    case 2:
        return json_integer((json_int_t)((guint64)g_rand_int(rand) << 32 | g_rand_int(rand)) >>
                            g_rand_int_range(rand, 0, 64));
    case 3:
        return json_real((g_rand_double(rand) - 0.5) * (g_rand_boolean(rand) ? 1e300 : 1e3));
    case 4: {
        char text[24];
        gint32 n = g_rand_int_range(rand, 0, 24);
        for (gint32 i = 0; i < n; i++)
            text[i] = " \n\t:#-'\"abz019.{[&*|>%?!\\"[g_rand_int_range(rand, 0, 25)];
        return json_stringn_nocheck(text, (gsize)n);
    }
    default:
        return json_string(traps[g_rand_int_range(rand, 0, G_N_ELEMENTS(traps))]);
    }
}

static json_t *random_value(GRand *rand, guint depth)
{
    gint32 what = g_rand_int_range(rand, 0, depth > 5 ? 2 : 6), n = g_rand_int_range(rand, 0, 5);
    if (what < 2)
        return random_scalar(rand);
    json_t *value = what < 4 ? json_array() : json_object();
    for (gint32 i = 0; i < n; i++) {
        json_t *item = random_value(rand, depth + 1);
        if (json_is_array(value))
            json_array_append_new(value, item);
        else
            json_object_set_new(value, traps[g_rand_int_range(rand, 0, G_N_ELEMENTS(traps))], item);
    }
    return value;
}

static WfDoc *parse(const GString *text)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text->str, text->len);
    g_autoptr(WfFindings) findings = wf_findings_new();
    WfDoc *doc = wf_doc_parse("written", bytes, findings);
    if (wf_findings_n(findings) > 0) {
        g_autoptr(GString) out = g_string_new(NULL);
        wf_finding_print(wf_findings_get(findings, 0), true, false, out);
        print_error("%s\n%s", text->str, out->str);
    }
    return doc;
}

static void assert_round_trip(const json_t *value, guint indent, bool quoted_only)
{
    g_autoptr(GString) text = g_string_new(NULL);
    if (quoted_only)
        wf_yaml_write_scalar(value, text);
    else
        wf_yaml_write(value, indent, text);
    g_autoptr(WfDoc) doc = parse(text);
    assert_non_null(doc);
    json_t *read = wf_doc_to_json(doc, wf_doc_root(doc));
    if (!json_equal(read, value))
        print_error("was written as:\n%s\n", text->str);
    assert_true(json_equal(read, value));
    json_decref(read);
}

static void traps_come_back_as_strings(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(traps); i++) {
        json_t *scalar = json_string(traps[i]);
        json_t *map = json_pack("{s:O, s:{sO}, s:[O,[O],{sO}]}", traps[i], scalar, "m", traps[i],
                                scalar, "l", scalar, scalar, traps[i], scalar);
        assert_round_trip(scalar, 0, false);
        assert_round_trip(scalar, 0, true);
        assert_round_trip(map, 0, false);
        assert_round_trip(map, 4, false);
        json_decref(map);
        json_decref(scalar);
    }
}

static void any_value_comes_back(void **state)
{
    (void)state;
    GRand *rand = g_rand_new_with_seed(42);
    for (guint i = 0; i < 2000; i++) {
        json_t *value = random_value(rand, 0);
        assert_round_trip(value, i % 3 * 2, false);
        json_decref(value);
    }
    g_rand_free(rand);
}

static void long_keys_come_back(void **state)
{
    (void)state;
    for (gsize n = 890; n < 5000; n = n * 11 / 10) {
        g_autofree char *key = g_strnfill(n, 'k');
        json_t *value = json_pack("[{s:i, s:{s:i}, s:s}]", key, 1, "x", key, 2, "y", "z\n");
        assert_round_trip(value, 0, false);
        json_decref(value);
    }
}

static void zero_characters_come_back(void **state)
{
    (void)state;
    json_t *value = json_object();
    json_object_setn_new_nocheck(value, "a\0b", 3, json_stringn("\0", 1));
    json_object_setn_new_nocheck(value, "a\0c", 3, json_stringn("x\0\n", 3));
    g_autoptr(GString) text = g_string_new(NULL);
    wf_yaml_write(value, 0, text);
    assert_string_equal(text->str, "\"a\\x00b\": \"\\x00\"\n\"a\\x00c\": \"x\\x00\\n\"\n");
    g_autoptr(WfDoc) doc = parse(text);
    json_t *read = wf_doc_to_json(doc, 1);
    char *before = json_dumps(value, 0), *after = json_dumps(read, 0);
    assert_string_equal(before, after);
    free(before);
    free(after);
    json_decref(read);
    json_decref(value);
}

static void assert_written(json_t *value, const char *expected)
{
    g_autoptr(GString) text = g_string_new(NULL);
    wf_yaml_write(value, 0, text);
    assert_string_equal(text->str, expected);
    json_decref(value);
}

static void looks_like_a_person_wrote_it(void **state)
{
    (void)state;
    assert_written(
        json_pack("{s:s, s:{s:{s:s, s:i, s:{}, s:[]}}, s:[s, {s:s, s:i}, [i, i]], s:s, s:s, s:n}",
                  "heat_template_version", "2018-08-31", "resources", "web", "type",
                  "OS::Nova::Server", "size", 3, "metadata", "tags", "list", "plain text", "a",
                  "b: c", "d", 1, 1, 2, "script", "#!/bin/sh\necho hi\n", "tail", "no\nend",
                  "nothing"),
        "heat_template_version: '2018-08-31'\n"
        "resources:\n"
        "  web:\n"
        "    type: OS::Nova::Server\n"
        "    size: 3\n"
        "    metadata: {}\n"
        "    tags: []\n"
        "list:\n"
        "  - plain text\n"
        "  - a: 'b: c'\n"
        "    d: 1\n"
        "  - - 1\n"
        "    - 2\n"
        "script: |\n"
        "  #!/bin/sh\n"
        "  echo hi\n"
        "tail: |-\n"
        "  no\n"
        "  end\n"
        "nothing: null\n");
}

static void reals_are_short_and_exact(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {{1.1, "1.1"},
                 {0.1 + 0.2, "0.30000000000000004"},
                 {1, "1.0"},
                 {-0.0, "-0.0"},
                 {1e16, "1e+16"},
                 {1e15, "1000000000000000.0"},
                 {0.0001, "0.0001"},
                 {0.00001, "1e-05"},
                 {1.5e-7, "1.5e-07"},
                 {5e-324, "5e-324"},
                 {123456.789, "123456.789"},
                 {1.7976931348623157e308, "1.7976931348623157e+308"},
                 {100, "100.0"},
                 {2.5e20, "2.5e+20"},
                 {9007199254740993.0, "9007199254740992.0"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        wf_json_append_real(cases[i].value, out);
        assert_string_equal(out->str, cases[i].text);
    }
}

/* Gives PyYAML many documents and the JSON they were written from; it must find them equal. */
static void pyyaml_reads_the_same(void **state)
{
    (void)state;
    static const char script[] =
        "import sys, json\n"
        "try: import yaml\n"
        "except ImportError: sys.exit(77)\n"
        "n = 0\n"
        "for line in sys.stdin:\n"
        "    text, value = json.loads(line)\n"
        "    got = yaml.load(text, Loader=yaml.CSafeLoader)\n"
        "    assert json.dumps(got) == json.dumps(value), (text, got, value)\n"
        "    assert json.dumps(yaml.safe_load(text)) == json.dumps(value), text\n"
        "    n += 1\n"
        "assert n == 700\n";
    GRand *rand = g_rand_new_with_seed(43);
    g_autoptr(GString) lines = g_string_new(NULL);
    for (guint i = 0; i < 700; i++) {
        json_t *value = random_value(rand, 0);
        g_autoptr(GString) text = g_string_new(NULL);
        wf_yaml_write(value, 0, text);
        json_t *pair = json_pack("[sO]", text->str, value);
        char *line = json_dumps(pair, JSON_ENCODE_ANY | JSON_COMPACT);
        g_string_append_printf(lines, "%s\n", line);
        free(line);
        json_decref(pair);
        json_decref(value);
    }
    g_rand_free(rand);

    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("weft-yaml-XXXXXX", &path, NULL), status = 0;
    assert_true(fd >= 0 && g_file_set_contents(path, lines->str, (gssize)lines->len, NULL));
    g_autofree char *shell = g_strdup_printf("exec python3 -c \"$0\" < '%s'", path);
    const char *argv[] = {"/bin/sh", "-c", shell, script, NULL};
    g_autofree char *errors = NULL;
    assert_true(
        g_spawn_sync(NULL, (char **)argv, NULL, 0, NULL, NULL, NULL, &errors, &status, NULL));
    g_unlink(path);
    g_close(fd, NULL);
    if (status == 77 << 8 || status == 127 << 8) {
        print_message("python3-yaml is not installed\n");
        skip();
    }
    if (status != 0)
        print_error("%s\n", errors);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traps_come_back_as_strings),   cmocka_unit_test(any_value_comes_back),
        cmocka_unit_test(long_keys_come_back),          cmocka_unit_test(zero_characters_come_back),
        cmocka_unit_test(looks_like_a_person_wrote_it), cmocka_unit_test(reals_are_short_and_exact),
        cmocka_unit_test(pyyaml_reads_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
