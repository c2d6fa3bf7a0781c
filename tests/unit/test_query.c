/* The filter language on a small shop: what matches, and what the parser says. */
#include "weft/error.h"
#include "weft/query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* net -> db-1 -> api-1 -> web-1 ; db-1 -> api-2 -> web-1 ; a <-> B ; lonely */
typedef struct {
    const char *name, *vm, *state, *tier;
    double took; /* < 0: not known */
    bool critical;
} Node;

static const Node nodes[] = {
    {"net", "core-1", "done", NULL, 5, true},
    {"db-1", "core-2", "done", "data", 90, true},
    {"api-1", "app-1", "failed", "api", 31, true},
    {"api-2", "app-2", "running", "api", 30, false},
    {"web-1", "edge-1", "pending", "web", -1, true},
    {"a worker", "app-1", "blocked", "", -1, false},
    {"B", "app-2", "blocked", NULL, -1, false},
    {"lonely.größe", "misc (old)", "done", "web", 0.25, false},
};
enum { N = G_N_ELEMENTS(nodes) };
static const guint32 from[] = {0, 1, 2, 1, 3, 5, 6}, to[] = {1, 2, 4, 3, 4, 6, 5};

static const char *node_text(gpointer data, guint32 v, WfQueryText field, const char *key)
{
    const Node *n = (const Node *)data + v;
    switch (field) {
    case WF_QUERY_TEXT_NAME:
        return n->name;
    case WF_QUERY_TEXT_VM:
        return n->vm;
    case WF_QUERY_TEXT_STATE:
        return n->state;
    case WF_QUERY_TEXT_LABEL:
        return strcmp(key, "tier") == 0 ? n->tier : NULL;
    default:
        return NULL;
    }
}

static bool node_number(gpointer data, guint32 v, WfQueryNumber field, double *ret_value)
{
    const Node *n = (const Node *)data + v;
    *ret_value = n->took;
    return field == WF_QUERY_NUMBER_TOOK && n->took >= 0;
}

static bool node_flag(gpointer data, guint32 v, WfQueryFlag flag)
{
    return flag == WF_QUERY_FLAG_CRITICAL && ((const Node *)data)[v].critical;
}

static const char *saved_text(gpointer data, const char *name)
{
    static const char *const saved[][2] = {
        {"bad", "state=failed or state=blocked"},
        {"badapp", "@bad vm=app-*"},
        {"none", "  "},
        {"self", "x or @self"},

        {"broken", "stat=failed"},
        {"outer", "@broken or x"},
    };
    static char doubled[64]; /* "d12" is "@d11 @d11", and so on: 4,096 terms */
    (void)data;
    if (name[0] == 'd' && g_ascii_isdigit(name[1])) {
        int below = atoi(name + 1) - 1;
        if (below < 0)
            return "x";
        g_snprintf(doubled, sizeof doubled, "@d%d @d%d", below, below);
        return doubled;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(saved); i++)
        if (strcmp(saved[i][0], name) == 0)
            return saved[i][1];
    return NULL;
}

static const char *const saved_names[] = {"bad", "badapp", "broken", NULL};
static const WfQuerySaved saved = {saved_text, saved_names, NULL};

/* The numbers of the nodes that match, as text; or the problem. */
static char *run(const char *text)
{
    g_autoptr(WfGraph) graph = wf_graph_new(N, G_N_ELEMENTS(from), from, to);
    WfQuerySubject subject = {N, graph, 1, node_text, node_number, node_flag, (gpointer)nodes};
    WfQueryProblem problem = {0};
    g_autoptr(WfQuery) q = wf_query_parse(text, &saved, &problem);
    GString *out = g_string_new(NULL);
    if (q == NULL) {
        g_string_printf(out, "%u+%u %s", problem.column, problem.len, problem.message);
        if (problem.hint != NULL)
            g_string_append_printf(out, "; %s", problem.hint);
        wf_query_problem_clear(&problem);
        return g_string_free(out, FALSE);
    }
    guint8 mask[N];
    guint32 count, n_marked = 0;
    g_autoptr(GError) error = NULL;
    if (!wf_query_run(q, &subject, mask, &count, &error)) {
        g_string_assign(out, error->message);
        return g_string_free(out, FALSE);
    }
    for (guint32 v = 0; v < N; v++) {
        n_marked += mask[v];
        if (mask[v])
            g_string_append_printf(out, "%u", v);
    }
    assert_int_equal(n_marked, count);
    return g_string_free(out, FALSE);
}

typedef struct {
    const char *text, *expected;
} Case;

static void check(const Case *cases, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        g_autofree char *got = run(cases[i].text);
        if (strcmp(got, cases[i].expected) != 0)
            fail_msg("filter [%s]: expected [%s], got [%s]", cases[i].text, cases[i].expected, got);
    }
}
#define CHECK(...) check((const Case[]){__VA_ARGS__}, G_N_ELEMENTS(((const Case[]){__VA_ARGS__})))

static void test_words(void **state)
{
    (void)state;
    CHECK({"", "01234567"}, {"  ", "01234567"}, {"api", "23"}, {"API", ""}, {"b", "146"},
          {"B", "6"}, {"GRÖSSE", ""}, {"größe", "7"}, {"api-*", "23"}, {"?", "6"}, {"*-1", "124"},
          {"\"a worker\"", "5"}, {"'a w'", "5"}, {"~wrkr", "5"}, {"~ap2", "3"}, {"~2pa", ""},
          {"/^a/", "235"}, {"/^(net|b)$/", "06"}, {"/^(net|B)$/", "06"}, {"/A/", ""},
          {"\"leaf\"", ""}, {"/a\\/b/", ""}, {"in", ""}, {"vm", ""});
}

static void test_fields(void **state)
{
    (void)state;
    CHECK({"state=failed", "2"}, {"state = failed", "2"}, {"vm=core-*", "01"}, {"vm=core", ""},
          {"vm!=app-*", "0147"}, {"vm~^app", "2356"}, {"vm~(core|edge)-[12]{1,1}$", "014"},
          {"vm!~\"^(core|app)\"", "47"}, {"vm~/e\\d?-1$/", "04"}, {"vm=\"misc (old)\"", "7"},
          {"vm=misc*", "7"}, {"vm=\"misc*\"", ""}, {"label.tier=*", "123457"},
          {"!label.tier=*", "06"}, {"label.tier!=api", "014567"}, {"label.tier=\"\"", "5"},
          {"label.other=*", ""}, {"owner=*", ""}, {"state in (failed, blocked)", "256"},
          {"state in(failed,\"running\")", "23"}, {"not state in (done)", "23456"},
          {"vm in (core-*, edge-1)", "014"}, {"name=größe", ""}, {"name=lonely.gr??e", "7"},
          {"name=\\*", ""}, {"vm=APP-1", ""});
}

static void test_numbers(void **state)
{
    (void)state;
    CHECK({"took>30s", "12"}, {"took>=30", "123"}, {"took<1s", "7"}, {"took<=250ms", "7"},
          {"took=1m30s", "1"}, {"took!=90s", "0234567"}, {"took=5s..31s", "023"},
          {"took in (5, 30s..1m)", "023"}, {"took in (..1s, 1.5m)", "17"}, {"wave=1", "07"},
          {"wave(2..3)", "123"}, {"wave(3..)", "234"}, {"wave>3", "4"}, {"wave!=1", "123456"},
          {"degree>=3", "1"}, {"inputs=1", ""}, {"took>0.2s took<0.3", "7"});
}

static void test_logic(void **state)
{
    (void)state;
    CHECK({"api state=failed", "2"}, {"api and state=failed", "2"}, {"api & state=failed", "2"},
          {"net or api state=failed", "02"}, {"(net or api) state=failed", "2"},
          {"net | db || web", "014"}, {"net OR NOT vm=*", "0"}, {"!api !web !db", "0567"},
          {"not (api or web or db)", "0567"}, {"not not api", "23"}, {"!!!api", "014567"},
          {"api or (web or db) and vm=edge-1", "234"}, {"not(api)", "014567"}, {"!(!api)", "23"},
          {"!vm!=app-*", "2356"}, {"state=done and (took>30s or took<1)", "17"},
          {"(api or web) and not (api-1 or web)", "3"}, {"api && !critical", "3"});
}

static void test_flags_and_graph(void **state)
{
    (void)state;
    CHECK({"critical", "0124"}, {"leaf", "47"}, {"root", "07"}, {"orphan", "7"}, {"cycle", "56"},
          {"marked", ""}, {"vm=core-* !critical", ""}, {"up(api-1)", "012"}, {"down(db-1)", "1234"},
          {"up(web, 1)", "234"}, {"near(db-1)", "0123"}, {"near(net, 2)", "0123"},
          {"near(net, 0)", "0"}, {"path(net, api-1)", "012"}, {"path(net,web)", "01234"},
          {"path(web, net)", ""}, {"down(state=failed or net) and leaf", "4"}, {"up(B)", "56"},
          {"!up(web)", "567"}, {"path(up(db-1), wave(4))", "01234"},
          {"state=failed down(db-1)", "2"});
}

static void test_saved(void **state)
{
    (void)state;
    CHECK({"@bad", "256"}, {"@badapp", "256"}, {"@bad and critical", "2"}, {"!@bad", "01347"},
          {"@none", "01234567"}, {"web or @bad", "2456"},
          {"@bda", "1+4 there is no saved filter 'bda'; did you mean 'bad'?"},
          {"x @", "4+0 expected the name of a saved filter after '@'"},
          {"x @broken", "3+7 in '@broken': unknown field 'stat'; did you mean 'state'?"},
          {"@outer", "1+6 in '@broken': unknown field 'stat'; did you mean 'state'?"},
          {"@self", "1+5 in '@self': nested more than 100 deep"});
}

static void test_problems(void **state)
{
    (void)state;
    CHECK({"stat=failed", "1+4 unknown field 'stat'; did you mean 'state'?"},
          {"web wavee > 3", "5+5 unknown field 'wavee'; did you mean 'wave'?"},
          {"vmm in (a)", "1+3 unknown field 'vmm'; did you mean 'vm'?"},
          {"größe=1", "1+5 unknown field 'größe'"},
          {"größe and dwon(x)", "11+4 unknown function 'dwon'; did you mean 'down'?"},
          {"state=", "7+0 expected a value after '='"},
          {"state=)", "7+1 expected a value after '=', found ')'"},
          {"took>abc", "6+3 expected a time such as 30s or 1h30m, found 'abc'"},
          {"took>3x", "6+2 expected a time such as 30s or 1h30m, found '3x'"},
          {"took>1s..2s", "6+6 expected a time such as 30s or 1h30m, found '1s..2s'"},
          {"wave=x", "6+1 expected a number or a range such as 2..4, found 'x'"},
          {"wave<1s", "6+2 expected a number, found '1s'"},
          {"wave()", "6+1 expected a number or a range such as 2..4, found ')'"},
          {"vm<3", "3+1 expected =, !=, ~, !~ or in: 'vm' is text"},
          {"wave~3", "5+1 expected =, !=, <, <=, >, >= or in: 'wave' is a number"},
          {"label=x", "1+5 expected a key, as in 'label.key'"},
          {"label.=x", "1+6 expected a key, as in 'label.key'"}, {"(api", "5+0 expected ')'"},
          {"api)", "4+1 expected 'and' or 'or', found ')'"},
          {"api and", "8+0 expected a word, a field, a flag, a function or '('"},
          {"or api", "1+2 expected a word, a field, a flag, a function or '(', found 'or'"},
          {"api, web", "4+1 expected 'and' or 'or', found ','"},
          {"path(a)", "7+1 expected ',' and the other end of the path, found ')'"},
          {"near(a, x)", "9+1 expected a number of steps, found 'x'"},
          {"near(a, 1", "10+0 expected ')'"}, {"'abc", "1+4 expected a closing '"},
          {"/abc", "1+4 expected a closing / of the regular expression"},
          {"vm~/abc", "4+4 expected a closing / of the regular expression"},
          {"vm='abc", "4+4 expected a closing '"},
          {"vm in (a b)", "10+1 expected ',' or ')', found 'b'"},
          {"!", "2+0 expected a word, a field, a flag, a function or '('"},
          {"~", "2+0 expected letters to look for after '~'"},
          {"\xff", "1+0 the filter is not UTF-8"});
    g_autofree char *bad = run("vm~[a");
    assert_true(g_str_has_prefix(bad, "4+2 wrong regular expression: "));
    assert_null(strstr(bad, "LIMIT"));
}

static void test_limits(void **state)
{
    (void)state;
    g_autoptr(GString) s = g_string_new(NULL);
    for (int i = 0; i < 1000; i++)
        g_string_append(s, "(");
    g_autofree char *deep = run(s->str);
    assert_string_equal(deep, "100+1 nested more than 100 deep");
    g_string_set_size(s, 0);
    for (int i = 0; i < WF_QUERY_MAX_BYTES; i++)
        g_string_append(s, "!");
    g_autofree char *nots = run(s->str);
    assert_non_null(strstr(nots, "expected a word"));
    g_string_append(s, "!");
    g_autofree char *large = run(s->str);
    assert_string_equal(large, "1+0 the filter is longer than 4096 bytes");
    g_string_assign(s, "a");
    while (s->len + 2 < WF_QUERY_MAX_BYTES)
        g_string_append(s, "|a");
    g_autofree char *many = run(s->str);
    assert_non_null(strstr(many, "the filter has more than 2000 terms"));
    g_autofree char *doubled = run("@d12");
    assert_string_equal(doubled, "1+4 in '@d0': the filter has more than 2000 terms");
}

static const char *slow_text(gpointer data, guint32 v, WfQueryText field, const char *key)
{
    (void)v, (void)field, (void)key;
    return data;
}

static void test_hostile_patterns_end(void **state)
{
    (void)state;
    g_autofree char *text = g_strnfill(5000, 'a');
    WfQuerySubject subject = {.n_nodes = 3, .text = slow_text, .data = text};
    guint8 mask[3];
    guint32 count;
    g_autoptr(WfQuery) q = wf_query_parse("/^(a+)+(a+)+[bc]$/", NULL, NULL);
    g_autoptr(GError) error = NULL;
    assert_non_null(q);
    assert_false(wf_query_run(q, &subject, mask, &count, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_LIMIT));
    g_autoptr(WfQuery) honest = wf_query_parse("/^(b|a)*.*a$/", NULL, NULL);
    assert_true(wf_query_run(honest, &subject, mask, &count, NULL));
    assert_int_equal(count, 3);

    g_autoptr(GString) stars = g_string_new("name=");
    for (int i = 0; i < 1000; i++)
        g_string_append(stars, "*a");
    g_autoptr(WfQuery) glob = wf_query_parse(g_string_append(stars, "*b")->str, NULL, NULL);
    assert_true(wf_query_run(glob, &subject, mask, &count, NULL));
    assert_int_equal(count, 0);
}

static void test_bare_subject(void **state)
{
    (void)state;
    WfQuerySubject subject = {.n_nodes = 2};
    guint8 mask[2];
    guint32 count = 9;
    g_autoptr(WfQuery) q =
        wf_query_parse("x or took>1 or marked or cycle or wave=1 or path(root, leaf)", NULL, NULL);
    assert_true(wf_query_run(q, &subject, mask, &count, NULL));
    assert_int_equal(count, 0);
    g_autoptr(WfQuery) lone = wf_query_parse("orphan up(!x)", NULL, NULL);
    assert_true(wf_query_run(lone, &subject, mask, &count, NULL));
    assert_int_equal(count, 2);
    subject.n_nodes = 0;
    assert_true(wf_query_run(lone, &subject, mask, &count, NULL));
    assert_int_equal(count, 0);
}

static void check_completion(const char *text, guint start, const char *expected)
{
    WfQuerySubject subject = {N, NULL, 1, node_text, NULL, NULL, (gpointer)nodes};
    gsize got_start;
    g_auto(GStrv) got = wf_query_complete(text, strlen(text), &subject, &saved, &got_start);
    g_autofree char *joined = g_strjoinv(" ", got);
    if (strcmp(joined, expected) != 0)
        fail_msg("completing [%s]: expected [%s], got [%s]", text, expected, joined);
    assert_int_equal(got_start, start);
}

static void test_completion(void **state)
{
    (void)state;
    check_completion("st", 0, "state=");
    check_completion("api and dr", 8, "drift");
    check_completion("ne", 0, "near( net");
    check_completion("up(d", 3, "db-1 degree= down( drift");
    check_completion("l", 0, "label. leaf lonely.größe");
    check_completion("a", 0, "\"a worker\" action= age= api-1 api-2");
    check_completion("state=", 6, "blocked done failed pending running");
    check_completion("state != b", 9, "blocked");
    check_completion("vm in (core-1, a", 15, "app-1 app-2");
    check_completion("vm=m", 3, "\"misc (old)\"");
    check_completion("label.tier=", 11, "api data web");
    check_completion("vm !st", 4, "state=");
    check_completion("@ba", 1, "bad badapp");
    check_completion("\"a w", 3, "");
    check_completion("took>", 5, "");
    gsize start;
    g_auto(GStrv) middle = wf_query_complete("st and x", 2, NULL, NULL, &start);
    assert_string_equal(middle[0], "state=");
    g_auto(GStrv) past = wf_query_complete("st", 99, NULL, NULL, &start);
    assert_string_equal(past[0], "state=");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_logic),
        cmocka_unit_test(test_flags_and_graph),
        cmocka_unit_test(test_saved),
        cmocka_unit_test(test_problems),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_hostile_patterns_end),
        cmocka_unit_test(test_bare_subject),
        cmocka_unit_test(test_completion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
