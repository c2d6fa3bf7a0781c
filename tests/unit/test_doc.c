#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <weft/doc.h>
#include <weft/limits.h>

#include "../../src/doc/doc_priv.h"

static WfDoc *parse(const char *text, gssize len, WfFindings *findings)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, len < 0 ? strlen(text) : (gsize)len);
    return wf_doc_parse("f.yaml", bytes, findings);
}

static void assert_text(const WfDoc *doc, WfNode node, const char *expected)
{
    g_autofree char *text = wf_doc_dup(doc, node);
    assert_string_equal(text, expected);
}

static void assert_span(const WfDoc *doc, WfNode node, guint32 line, guint32 column, guint32 len)
{
    WfSpan span = wf_doc_span(doc, node);
    assert_int_equal(span.line, line);
    assert_int_equal(span.column, column);
    assert_int_equal(span.len, len);
    assert_int_equal(wf_doc_line(doc, node), line);
}

static void walks_maps_and_lists(void **state)
{
    (void)state;
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDoc) doc = parse("a: 1\nb:\n- x\n- {y: 2.5, z: no}\n- []\nc:\n", -1, f);
    WfNode root = wf_doc_root(doc), b = wf_doc_get(doc, root, "b");
    assert_int_equal(wf_doc_kind(doc, root), WF_MAP);
    assert_int_equal(wf_doc_size(doc, root), 3);
    assert_int_equal(wf_doc_int(doc, wf_doc_get(doc, root, "a")), 1);
    assert_int_equal(wf_doc_size(doc, b), 3);
    assert_int_equal(wf_doc_kind(doc, wf_doc_get(doc, root, "c")), WF_NULL);
    assert_int_equal(wf_doc_get(doc, root, "nope"), 0);
    assert_int_equal(wf_doc_get(doc, b, "x"), 0);

    WfNode x = wf_doc_first(doc, b), map = wf_doc_next(doc, b, x), empty = wf_doc_next(doc, b, map);
    assert_true(wf_doc_is(doc, x, "x"));
    assert_true(wf_doc_float(doc, wf_doc_get(doc, map, "y")) == 2.5);
    assert_int_equal(wf_doc_kind(doc, wf_doc_get(doc, map, "z")), WF_BOOL);
    assert_int_equal(wf_doc_first(doc, empty), 0);
    assert_int_equal(wf_doc_next(doc, b, empty), 0);
    guint pairs = 0;
    WF_DOC_FOREACH (doc, root, key, value) {
        assert_true(value == key + 1);
        pairs++;
    }
    assert_int_equal(pairs, 3);
    WF_DOC_FOREACH (doc, empty, key, value)
        assert_int_equal(key + value, 0);
    assert_int_equal(wf_doc_kind(doc, 0), WF_NULL);
    assert_int_equal(wf_doc_kind(doc, 10000), WF_NULL);
    assert_int_equal(wf_findings_n(f), 0);
}

static void an_empty_document_is_null(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "# nothing\n", "---\n", "\xEF\xBB\xBF", "\n\n"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(WfFindings) f = wf_findings_new();
        g_autoptr(WfDoc) doc = parse(texts[i], -1, f);
        assert_non_null(doc);
        assert_int_equal(wf_doc_kind(doc, wf_doc_root(doc)), WF_NULL);
        json_t *json = wf_doc_to_json(doc, wf_doc_root(doc));
        assert_true(json_is_null(json));
        json_decref(json);
    }
}

static void knows_places_styles_and_source(void **state)
{
    (void)state;
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDoc) doc = parse(
        "# ünï\r\n\"ключ\": 'ä''b'\r\nb: |\r\n  x\r\nc: [ü, {d: e}]\r\nt: !!str &a 12\r\nu: *a\r\n",
        -1, f);
    assert_non_null(doc);
    WfNode root = wf_doc_root(doc), key = wf_doc_first(doc, root);
    WfNode c = wf_doc_get(doc, root, "c");
    assert_span(doc, key, 2, 1, 6);
    assert_int_equal(entry_style(&doc->entries[key]), WF_DOUBLE);
    assert_span(doc, key + 1, 2, 9, 6);
    assert_text(doc, key + 1, "ä'b");
    assert_int_equal(entry_style(&doc->entries[key + 1]), WF_SINGLE);
    assert_text(doc, wf_doc_get(doc, root, "b"), "x\n");
    assert_span(doc, wf_doc_get(doc, root, "b"), 3, 4, 1);
    assert_int_equal(entry_style(&doc->entries[wf_doc_get(doc, root, "b")]), WF_LITERAL);
    assert_span(doc, c, 5, 4, 0);
    assert_span(doc, wf_doc_get(doc, wf_doc_first(doc, c) + 1, "d"), 5, 12, 1);
    assert_span(doc, wf_doc_get(doc, root, "t"), 6, 13, 2); /* not its tag and anchor */
    assert_span(doc, wf_doc_get(doc, root, "u"), 6, 13, 2); /* where it is written */
}

static void utf32_is_refused_by_its_name(void **state)
{
    (void)state;
    static const char le[] = "\xFF\xFE\0\0a\0\0", be[] = "\0\0\xFE\xFF\0\0\0a";
    const char *texts[] = {le, be};
    for (guint i = 0; i < 2; i++) {
        g_autoptr(WfFindings) f = wf_findings_new();
        g_autoptr(GBytes) bytes = g_bytes_new_static(texts[i], 8);
        assert_null(wf_doc_parse("t", bytes, f));
        assert_non_null(strstr(wf_findings_get(f, 0)->message, "UTF-32"));
    }
}

static void reads_utf16_and_byte_order_marks(void **state)
{
    (void)state;
    static const char le[] = "\xFF\xFE"
                             "a\0:\0 \0\xe4\0\n\0",
                      be[] = "\xFE\xFF"
                             "\0a\0:\0 \0\xe4\0\n";
    const char *texts[] = {le, be,
                           "\xEF\xBB\xBF"
                           "a: ä\n"};
    gsize sizes[] = {sizeof le - 1, sizeof be - 1, 9};
    for (guint i = 0; i < 3; i++) {
        g_autoptr(WfFindings) f = wf_findings_new();
        g_autoptr(WfDoc) doc = parse(texts[i], (gssize)sizes[i], f);
        assert_non_null(doc);
        WfNode a = wf_doc_get(doc, wf_doc_root(doc), "a");
        assert_text(doc, a, "ä");
        assert_span(doc, a, 1, 4, 1);
    }
    g_autoptr(WfFindings) f = wf_findings_new();
    assert_null(parse("\xFF\xFE"
                      "a\0\0\xd8",
                      6, f));
    assert_null(parse("\xFF\xFE"
                      "a",
                      3, f));
    assert_int_equal(wf_findings_count(f, WF_FAULT), 2);
}

static void a_name_for_every_key(void **state)
{
    (void)state;
    static const char *const names[] = {"true", "null", "493", "1.5", "1e+16", "x", "0755"};
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDoc) doc =
        parse("{yes: 1, ~: 1, 0755: 1, 1.50: 1, 1.0e+16: 1, x: 1, '0755': 1}", -1, f);
    guint i = 0;
    WF_DOC_FOREACH (doc, wf_doc_root(doc), key, value) {
        g_autofree char *name = wf_doc_dup_key(doc, key);
        assert_string_equal(name, names[i++]);
        assert_true(value > key);
    }
    assert_int_equal(i, G_N_ELEMENTS(names));
}

static void duplicate_keys_are_warned_about(void **state)
{
    (void)state;
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDoc) doc = parse("a: 1\nb: {x: 1, \"x\": 2}\nyes: 1\n'true': 2\na: 3\n", -1, f);
    assert_int_equal(wf_doc_int(doc, wf_doc_get(doc, wf_doc_root(doc), "a")), 3);
    assert_int_equal(wf_findings_n(f), 3);
    assert_int_equal(wf_findings_count(f, WF_WARNING), 3);
    wf_findings_sort(f);
    g_autoptr(GString) out = g_string_new(NULL);
    wf_finding_print(wf_findings_get(f, 2), true, false, out);
    assert_string_equal(out->str,
                        "f.yaml:5:1: warning: 'a' stands twice in this map; the last one counts "
                        "[WEFT-DUPLICATE-KEY]\n  a: 3\n  ^\nf.yaml:1:1: note: the first 'a'\n");
    assert_int_equal(wf_findings_get(f, 0)->span.len, 3);
}

/* Of the root's keys all stay: which section is read is the model's affair. */
static void of_equal_keys_the_last_one_stays(void **state)
{
    (void)state;
    static const char text[] =
        "a: &a {x: {x: 1}, y: [{z: 1, z: 2}], x: {k: 3, k: 2, k: 4}}\n"
        "b: *a\nc: {<<: *a, y: 1, y: &y [5]}\na: {l: *y, m: 1, m: 2, l: 3}\n";
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDoc) doc = parse(text, -1, f);
    WfNode root = wf_doc_root(doc), first = wf_doc_end(doc, wf_doc_first(doc, root));
    json_auto_t *whole = wf_doc_to_json(doc, root), *one = wf_doc_to_json(doc, first);
    g_autofree char *all = json_dumps(whole, JSON_COMPACT | JSON_SORT_KEYS),
                    *replaced = json_dumps(one, JSON_COMPACT | JSON_SORT_KEYS);

    assert_string_equal(all, "{\"a\":{\"l\":3,\"m\":2},\"b\":{\"x\":{\"k\":4},\"y\":[{\"z\":2}]},"
                             "\"c\":{\"x\":{\"k\":4},\"y\":[5]}}");
    assert_string_equal(replaced, "{\"x\":{\"k\":4},\"y\":[{\"z\":2}]}");
    assert_int_equal(wf_doc_size(doc, root), 4);
    assert_int_equal(wf_doc_size(doc, first), 2);
    assert_int_equal(wf_doc_next(doc, root, wf_doc_get(doc, root, "a")), 0);
}

/* It stands where its anchor does, and what replaces it there replaces nothing here. */
static void a_key_that_is_an_alias_takes_no_other_with_it(void **state)
{
    (void)state;
    static const char text[] = "c: {i: {&k foo: 1, bar: 2}}\nd: {i: {*k : 2, foo: 3}}\n"
                               "e: {i: {*k : 4, *k : 5}}\n";
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDoc) doc = parse(text, -1, f);
    WfNode root = wf_doc_root(doc);
    json_auto_t *whole = wf_doc_to_json(doc, wf_doc_root(doc));
    g_autofree char *all = json_dumps(whole, JSON_COMPACT | JSON_SORT_KEYS);

    assert_int_equal(wf_findings_n(f), 2);
    assert_string_equal(all, "{\"c\":{\"i\":{\"bar\":2,\"foo\":1}},\"d\":{\"i\":{\"foo\":3}},"
                             "\"e\":{\"i\":{\"foo\":5}}}");
    for (const char *name = "de"; *name; name++) { /* nobody who walks over them meets it twice */
        WfNode map = wf_doc_get_str(doc, root, (WfStr){name, 1});
        assert_int_equal(wf_doc_size(doc, wf_doc_get(doc, map, "i")), 1);
    }
}

static void duplicate_keys_of_large_maps_are_found(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < 50000; i++)
        g_string_append_printf(text, "key%u: %u\n", i, i);
    g_string_append(text, "key123: x\n");
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDoc) doc = parse(text->str, -1, f);
    assert_int_equal(wf_findings_n(f), 1);
    assert_int_equal(((WfRelated *)wf_findings_get(f, 0)->related->pdata[0])->span.line, 124);
    assert_true(wf_doc_is(doc, wf_doc_get(doc, wf_doc_root(doc), "key123"), "x"));
}

typedef struct {
    const char *text, *place, *message, *hint, *related;
} Mistake;

/* The usual mistakes, where they are reported, and what is said. */
static const Mistake mistakes[] = {
    {"a:\n\tb: 1\n", "2:1", "a tab is used", "spaces only", NULL},
    {"a: %index%\n", "1:4", "'%'", "quote it", NULL},
    {"a: @home\n", "1:4", "'@'", "quote", NULL},
    {"a: `date`\n", "1:4", "'`'", "quote", NULL},
    {"a: 'it's'\n", "1:8", "behind the closing quote", "twice", "1:4"},
    {"a: \"x\nb: \"y\"\n", "2:5", "behind the closing quote", "twice", "1:4"},
    {"a: [\"x\" y]\n", "1:9", "behind the closing quote", "twice", "1:5"},
    {"a: \"x\"\n  - b\n", "2:3", "", NULL, NULL},
    {"a b\nc: 1\n", "2:2", "does not fit", "needs ':'", NULL},
    {"a: b: c\n", "1:5", "second ': '", "quote the value", NULL},
    {"a: 1\nb: \"open\nc: 2\n", "3:5", "closing quote", "", "2:4"},
    {"a: [1, 2\nb: 3\n", "2:2", "", NULL, "1:4"},
    {"a: {x: 1\nb: 3\n", "2:2", "", NULL, "1:4"},
    {"a: [1, 2\n", "1:9", "']' is missing", "quoted", "1:4"},
    {"a: 1\n  b: 2\n", "2:4", "does not fit", "align", NULL},
    {"a:\n  - x\n b: 1\n", "3:2", "does not fit", "indentation", "1:1"},
    {"a: 1\nb:\n    c: 1\n  d: 1\n", "4:3", "does not fit", "indentation", "2:1"},
    {"- a\n- b: 1\nc: 1\n", "3:1", "does not fit", "'- '", "2:3"},
    {"a: 1\nb\nc: 2\n", "2:1", "without ':'", "", NULL},
    {"a: \"\\q\"\n", "1:5", "escape", "'\\\\'", "1:4"},
    {"a: *nope\n", "1:4", "'*nope' names no anchor", "quoted", NULL},
    {"a: &name 1\nb: *nmae\n", "2:4", "names no anchor", "'*name'", NULL},
    {"a: &x [1, *x]\n", "1:11", "inside what it names", NULL, "1:4"},
    {"a: &x 1\nb: &x 2\n", "2:4", "given twice", NULL, "1:4"},
    {"a: !Ref x\n", "1:4", "tag '!Ref'", "one key", NULL},
    {"a: !!binary eA==\n", "1:4", "tag '!!binary'", "templates know", NULL},
    {"a: !!int x\n", "1:4", "'x' is not an integer", NULL, NULL},
    {"a: =\n", "1:4", "'='", "quote", NULL},
    {"a: 99999999999999999999\n", "1:4", "64 bits", "quote it", NULL},
    {"a: {{ name }}\n", "1:5", "a map cannot be a key", "quote it", NULL},
    {"a: 1\n---\nb: 1\n", "2:1", "second document", "one document", NULL},
    {"a: \x01\n", "1:4", "control character", "\\x1b", NULL},
    {"a: \xff\n", "1:4", "not UTF-8", "UTF-8", NULL},
    {"<<: 1\n", "1:5", "neither", NULL, NULL},
    {"a: |x\n", "1:5", "text behind", "next line", NULL},
    {"a: *\n", "1:5", "'*' begins an alias", "quote", NULL},
};

static bool mistake_is_explained(const Mistake *m, GString *out)
{
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDoc) doc = parse(m->text, -1, f);
    g_autofree char *place = g_strdup_printf("f.yaml:%s: error: ", m->place);
    const WfFinding *finding = wf_findings_get(f, 0);
    if (!finding)
        return false;
    wf_finding_print(finding, true, false, out);
    g_autofree char *related =
        m->related ? g_strdup_printf("\nf.yaml:%s: note: ", m->related) : NULL;
    return !doc && wf_findings_n(f) == 1 && g_str_has_prefix(out->str, place) &&
           strstr(finding->message, m->message) && finding->source &&
           (!m->hint || (finding->hint && strstr(finding->hint, m->hint))) &&
           (!related || strstr(out->str, related));
}

static void usual_mistakes_are_explained(void **state)
{
    (void)state;
    guint wrong = 0;
    for (guint i = 0; i < G_N_ELEMENTS(mistakes); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        if (!mistake_is_explained(&mistakes[i], out)) {
            print_error("expected %s '%s', found:\n%s\n", mistakes[i].place, mistakes[i].message,
                        out->str);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static GString *repeated(const char *text, guint n)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < n; i++)
        g_string_append(out, text);
    return out;
}

static void depth_has_a_limit(void **state)
{
    (void)state;
    static const char *const opens[] = {"[", "{a: ", "- ", "? "};
    for (guint i = 0; i < G_N_ELEMENTS(opens); i++) {
        for (guint n = 190; n < 200000; n = n * 100 + 7) {
            g_autoptr(GString) text = repeated(opens[i], n);
            if (i < 2 && n < 1000)
                for (guint k = 0; k < n; k++)
                    g_string_append(text, i == 0 ? "]" : "}");
            g_autoptr(WfFindings) f = wf_findings_new();
            g_autoptr(WfDoc) doc = parse(text->str, (gssize)text->len, f);
            if (n < 1000 && i < 3)
                assert_non_null(doc);
            else
                assert_true(!doc && wf_findings_n(f) == 1);
        }
    }
}

static void alias_bombs_are_refused(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new("l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (guint i = 1; i < 10; i++) {
        g_string_append_printf(text, "l%u: &l%u [", i, i);
        for (guint k = 0; k < 10; k++)
            g_string_append_printf(text, "*l%u%s", i - 1, k < 9 ? ", " : "]\n");
    }
    g_autoptr(WfFindings) f = wf_findings_new();
    assert_null(parse(text->str, -1, f));
    assert_int_equal(wf_findings_get(f, 0)->code, WF_CODE_LIMIT);

    /* Deeper, not wider: every alias nests one level further than the one before. */
    g_string_assign(text, "- &l0 [x]\n");
    for (guint i = 1; i < 300; i++)
        g_string_append_printf(text, "- &l%u [*l%u]\n", i, i - 1);
    g_autoptr(WfFindings) deep = wf_findings_new();
    assert_null(parse(text->str, -1, deep));
    assert_int_equal(wf_findings_get(deep, 0)->code, WF_CODE_LIMIT);
}

static void one_huge_line_is_no_trouble(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new("a: [");
    while (text->len < 1000000)
        g_string_append(text, "ü, 'x y', {k: v}, ");
    gsize good = text->len;
    g_string_append(text, "]");
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDoc) doc = parse(text->str, -1, f);
    assert_non_null(doc);
    WfSpan last = {0};
    for (WfNode node = 1; node < wf_doc_n_nodes(doc); node++) { /* not quadratic */
        WfSpan span = wf_doc_span(doc, node);
        assert_true(span.line == 1 && (span.column > last.column || node < 3));
        last = span;
    }
    g_string_truncate(text, good);
    g_string_append(text, "@x]");
    g_autoptr(WfFindings) bad = wf_findings_new();
    assert_null(parse(text->str, -1, bad));
    assert_true(strlen(wf_findings_get(bad, 0)->source) <= WF_LIMIT_SOURCE_LINE);
}

/* Longer than an entry of the tape can say. */
static void one_huge_text_is_no_trouble(void **state)
{
    (void)state;
    gsize len = ((gsize)1 << 26) + 3;
    g_autofree char *text = g_malloc(len + 8);
    memcpy(text, "a: '", 4);
    memset(text + 4, 'x', len);
    memcpy(text + 4 + len, "'\n", 3);
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDoc) doc = parse(text, (gssize)len + 6, f);
    assert_non_null(doc);
    WfNode value = wf_doc_get(doc, wf_doc_root(doc), "a");
    WfStr read = wf_doc_text(doc, value);
    assert_int_equal(entry_style(&doc->entries[value]), WF_SINGLE);
    assert_int_equal(read.len, len);
    assert_memory_equal(read.s, text + 4, len);
    assert_int_equal(wf_doc_end(doc, value), wf_doc_n_nodes(doc));
}

/* An alias of a key << merges where it is a key too, and is a text where it is a value. */
static void a_merge_key_may_have_an_anchor(void **state)
{
    (void)state;
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDoc) doc = parse("a: {&m <<: {x: 1}, y: {<<: {z: 3}}}\n"
                                 "b: {*m : {y: 2}, k: [*m]}\n",
                                 -1, f);
    assert_non_null(doc);
    json_auto_t *value = wf_doc_to_json(doc, wf_doc_root(doc));
    g_autofree char *text = json_dumps(value, JSON_COMPACT);
    assert_string_equal(text, "{\"a\":{\"x\":1,\"y\":{\"z\":3}},\"b\":{\"y\":2,\"k\":[\"<<\"]}}");
}

static void messages_stay_short(void **state)
{
    (void)state;
    static const char *const starts[] = {"a: *", "a: !", "a: !!", "a: !!int ", "a: &", "a: [*"};
    g_autofree char *name = g_strnfill(100000, 'x');
    for (guint i = 0; i < G_N_ELEMENTS(starts); i++) {
        g_autofree char *text = g_strconcat(starts[i], name, " {\n", NULL);
        g_autoptr(WfFindings) f = wf_findings_new();
        assert_null(parse(text, -1, f));
        assert_true(strlen(wf_findings_get(f, 0)->message) < 400);
    }
}

static void binary_and_truncated_input_is_refused_or_read(void **state)
{
    (void)state;
    const char *text = "a: {b: [1, 'x', \"y\\u00e4\"], c: |\n";
    const char *more = "k: &x {p: |\n    q\n  , r: 1}\nl: *x\n\"m\": 'n'\nö: >-\n  a\n  b\n";
    g_autofree char *whole = g_strconcat(text, more, NULL);
    GRand *rand = g_rand_new_with_seed(7);
    for (guint round = 0; round < 3000; round++) {
        gsize len = (gsize)g_rand_int_range(rand, 0, (gint32)strlen(whole));
        g_autofree char *copy = g_strndup(whole, len);
        for (gint i = g_rand_int_range(rand, 0, 4); len > 0 && i > 0; i--)
            copy[g_rand_int_range(rand, 0, (gint32)len)] = (char)g_rand_int_range(rand, 0, 256);
        g_autoptr(WfFindings) f = wf_findings_new();
        g_autoptr(WfDoc) doc = parse(copy, (gssize)len, f);
        assert_true(!doc == wf_findings_failed(f));
    }
    g_rand_free(rand);
}

static void assert_compares(const char *x, const char *y, bool equal)
{
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDoc) a = parse(x, -1, f), b = parse(y, -1, f);

    assert_int_equal(wf_doc_equal(a, wf_doc_root(a), b, wf_doc_root(b)), equal);
    assert_int_equal(wf_doc_equal(b, wf_doc_root(b), a, wf_doc_root(a)), equal);
}

static void trees_are_compared_however_they_are_written(void **state)
{
    (void)state;
    assert_compares("a: [1, 'x']\nb: {c: \"y\\n\"}\n", "a:\n- 1\n- \"x\"\nb:\n  c: |\n    y\n",
                    true);
    assert_compares("a: 1\nb: 2\n", "b: 2\na: 1\n", false);
    assert_compares("a: 1\n", "a: '1'\n", false);
    assert_compares("a: [[1], 2]\n", "a: [[1, 2]]\n", false);
    assert_compares("a: []\n", "a: {}\n", false);
    assert_compares("a: 1\n", "a: 1\nb: 1\n", false);
    assert_compares("", "", true);
}

/* What an alias stands for is text elsewhere: it differs though the map with the alias does not. */
static void trees_with_aliases_are_compared_by_what_these_stand_for(void **state)
{
    (void)state;
    static const struct {
        const char *x, *y;
        bool equal;
    } cases[] = {
        {"a: &a one\nm: {k: *a, z: 1}\n", "a: &a two\nm: {k: *a, z: 1}\n", false},
        {"a: &a one\nm: {z: 1, k: *a}\n", "a: &a two\nm: {z: 1, k: *a}\n", false},
        {"a: &a one\nm: *a\n", "a: &a two\nm: *a\n", false},
        {"a: &a {b: one}\nm: {<<: *a, z: 1}\n", "a: &a {b: two}\nm: {<<: *a, z: 1}\n", false},
        {"a: &a {b: one}\nm: {z: 1, <<: *a}\n", "a: &a {b: one}\nm: {z: 1, <<: *a}\n", true},
        {"a: &a one\nm: {z: 1, k: *a}\n", "a: &a one\nm: {z: 1, k: *a}\n", true},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(WfFindings) f = wf_findings_new();
        g_autoptr(WfDoc) a = parse(cases[i].x, -1, f), b = parse(cases[i].y, -1, f);
        WfNode x = wf_doc_get(a, wf_doc_root(a), "m"), y = wf_doc_get(b, wf_doc_root(b), "m");
        assert_int_equal(wf_doc_equal(a, x, b, y), cases[i].equal);
        assert_int_equal(wf_doc_equal(b, y, a, x), cases[i].equal);
    }
}

/* Two letters and short keys: most maps hold some twice. */
static void keys_that_look_alike_are_told_apart(void **state)
{
    (void)state;
    GRand *rand = g_rand_new_with_seed(3);

    for (guint round = 0; round < 500; round++) {
        g_autoptr(GString) text = g_string_new(NULL);
        g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_autoptr(WfFindings) f = wf_findings_new();
        guint n = (guint)g_rand_int_range(rand, 1, 14), twice = 0;
        for (guint i = 0; i < n; i++) {
            char key[] = "xxxx";
            for (guint k = 1; k < 4; k++)
                key[k] = "ab"[g_rand_int_range(rand, 0, 2)];
            g_string_append_printf(text, "%s: 1\n", key);
            twice += !g_hash_table_add(keys, g_strdup(key));
        }
        g_autoptr(WfDoc) doc = parse(text->str, -1, f);
        assert_non_null(doc);
        assert_int_equal(wf_findings_n(f), twice);
    }
    g_rand_free(rand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_maps_and_lists),
        cmocka_unit_test(an_empty_document_is_null),
        cmocka_unit_test(knows_places_styles_and_source),
        cmocka_unit_test(reads_utf16_and_byte_order_marks),
        cmocka_unit_test(utf32_is_refused_by_its_name),
        cmocka_unit_test(a_name_for_every_key),
        cmocka_unit_test(duplicate_keys_are_warned_about),
        cmocka_unit_test(of_equal_keys_the_last_one_stays),
        cmocka_unit_test(a_key_that_is_an_alias_takes_no_other_with_it),
        cmocka_unit_test(duplicate_keys_of_large_maps_are_found),
        cmocka_unit_test(keys_that_look_alike_are_told_apart),
        cmocka_unit_test(trees_are_compared_however_they_are_written),
        cmocka_unit_test(trees_with_aliases_are_compared_by_what_these_stand_for),
        cmocka_unit_test(usual_mistakes_are_explained),
        cmocka_unit_test(depth_has_a_limit),
        cmocka_unit_test(alias_bombs_are_refused),
        cmocka_unit_test(one_huge_line_is_no_trouble),
        cmocka_unit_test(one_huge_text_is_no_trouble),
        cmocka_unit_test(a_merge_key_may_have_an_anchor),
        cmocka_unit_test(messages_stay_short),
        cmocka_unit_test(binary_and_truncated_input_is_refused_or_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
