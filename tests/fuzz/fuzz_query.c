/* Filters: parsing, running on a small subject, completing at the end. */
#include "weft/query.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *node_text(gpointer data, guint32 node, WfQueryText field, const char *key)
{
    static const char *const texts[] = {"db-1", "Web-2", "größe", "aaaaaaaaaaaaaaaaaaaaaaaa!"};
    (void)data;
    return key != NULL && node == 0 ? NULL : texts[(node + field) % G_N_ELEMENTS(texts)];
}

static bool node_number(gpointer data, guint32 node, WfQueryNumber field, double *ret_value)
{
    (void)data;
    *ret_value = node * 10.5 + field;
    return node != 1;
}

static bool node_flag(gpointer data, guint32 node, WfQueryFlag flag)
{
    (void)data;
    return (node + flag) % 3 == 0;
}

static const char *saved_text(gpointer data, const char *name)
{
    (void)data;
    return name[0] == 'a'   ? "@b @b"
           : name[0] == 'b' ? "up(db, 2) or @c"
           : name[0] == 'c' ? "@a"
                            : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"a", "b", "c", NULL};
    static const guint32 from[] = {0, 1, 2, 2}, to[] = {1, 2, 1, 3};
    enum { N = 6 };
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(WfGraph) graph = wf_graph_new(N, G_N_ELEMENTS(from), from, to);
    WfQuerySubject subject = {N, graph, 1, node_text, node_number, node_flag, NULL};
    WfQuerySaved saved = {saved_text, names, NULL};
    WfQueryProblem problem = {0};
    guint8 mask[N];
    guint32 count;
    gsize start;

    g_autoptr(WfQuery) q = wf_query_parse(text, &saved, &problem);
    g_assert((q == NULL) == (problem.message != NULL));
    if (q != NULL && wf_query_run(q, &subject, mask, &count, NULL))
        g_assert(count <= N);
    g_auto(GStrv) candidates = wf_query_complete(text, size, &subject, &saved, &start);
    g_assert(start <= size);
    wf_query_problem_clear(&problem);
    return 0;
}
