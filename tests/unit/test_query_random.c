/* Random filters: the program that was compiled against the meaning of the tree it came from. */
#include "weft/query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

enum { N = 16, ROUNDS = 5000 };

/* Node v has flag f exactly if bit f of v is set. */
static const char *const flags[] = {"critical", "marked", "changed", "drift"};
static const WfQueryFlag flag_codes[] = {WF_QUERY_FLAG_CRITICAL, WF_QUERY_FLAG_MARKED,
                                         WF_QUERY_FLAG_CHANGED, WF_QUERY_FLAG_DRIFT};

static bool node_flag(gpointer data, guint32 node, WfQueryFlag flag)
{
    (void)data;
    for (guint i = 0; i < G_N_ELEMENTS(flag_codes); i++)
        if (flag_codes[i] == flag)
            return node >> i & 1;
    return false;
}

/* Bit v of a set is node v. */
typedef guint16 Set;

static Set flag_set(guint f)
{
    Set set = 0;
    for (guint v = 0; v < N; v++)
        set |= (Set)((v >> f & 1) << v);
    return set;
}

/* What follows v on the line 0 -> 1 -> ... -> 15, or comes before it, itself included. */
static Set closure(Set seeds, bool down)
{
    for (guint i = 0; i < N; i++)
        seeds |= (Set)(down ? seeds << 1 : seeds >> 1);
    return seeds;
}

/* How tightly an expression holds together: what may stand beside it without parentheses. */
typedef enum { OR, AND, TERM } Tightness;

static Set write_expr(GRand *rand, GString *out, guint depth, Tightness least);

static Set write_pair(GRand *rand, GString *out, guint depth, Tightness kind)
{
    static const char *const ands[] = {" ", " and ", "&", " && "};
    static const char *const ors[] = {" or ", "|", " || ", " OR "};
    Set left = write_expr(rand, out, depth, kind);
    g_string_append(out, (kind == AND ? ands : ors)[g_rand_int_range(rand, 0, 4)]);
    Set right = write_expr(rand, out, depth, kind);
    return kind == AND ? left & right : left | right;
}

static Set write_term(GRand *rand, GString *out, guint depth)
{
    gint32 choice = depth == 0 ? 0 : g_rand_int_range(rand, 0, 5);
    if (choice <= 1) {
        guint f = (guint)g_rand_int_range(rand, 0, G_N_ELEMENTS(flags));
        g_string_append(out, flags[f]);
        return flag_set(f);
    }
    if (choice == 2) {
        g_string_append(out, g_rand_boolean(rand) ? "!" : "not ");
        return (Set)~write_expr(rand, out, depth - 1, TERM);
    }
    bool down = choice == 3;
    g_string_append(out, down ? "down( " : "up(");
    Set set = closure(write_expr(rand, out, depth - 1, OR), down);
    g_string_append_c(out, ')');
    return set;
}

static Set write_expr(GRand *rand, GString *out, guint depth, Tightness least)
{
    Tightness kind = depth == 0 ? TERM : (Tightness)g_rand_int_range(rand, OR, TERM + 1);
    bool wrapped = kind < least;
    if (wrapped)
        g_string_append_c(out, '(');
    Set set = kind == TERM ? write_term(rand, out, depth) : write_pair(rand, out, depth - 1, kind);
    if (wrapped)
        g_string_append_c(out, ')');
    return set;
}

static void test_meaning(void **state)
{
    (void)state;
    guint32 from[N - 1], to[N - 1];
    for (guint32 v = 0; v + 1 < N; v++) {
        from[v] = v;
        to[v] = v + 1;
    }
    g_autoptr(WfGraph) graph = wf_graph_new(N, N - 1, from, to);
    const WfQuerySubject subject = {.n_nodes = N, .graph = graph, .flag = node_flag};
    g_autoptr(GRand) rand = g_rand_new_with_seed(3);
    for (int i = 0; i < ROUNDS; i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        Set expected = write_expr(rand, text, (guint)g_rand_int_range(rand, 0, 5), OR), got = 0;
        g_autoptr(WfQuery) q = wf_query_parse(text->str, NULL, NULL);
        guint8 mask[N];
        guint32 count;
        if (q == NULL)
            fail_msg("does not parse: %s", text->str);
        assert_true(wf_query_run(q, &subject, mask, &count, NULL));
        for (guint v = 0; v < N; v++)
            got |= (Set)(mask[v] << v);
        if (got != expected)
            fail_msg("[%s]: expected %04x, got %04x", text->str, expected, got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_meaning)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
