/* Which servers a text names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../src/zk/hosts.h"
#include "weft/error.h"

typedef struct {
    bool came;
    char *servers, *problem;
} Resolved;

static void on_resolved(const char *servers, const char *problem, gpointer user)
{
    Resolved *r = user;
    assert_false(r->came);
    *r = (Resolved){true, g_strdup(servers), g_strdup(problem)};
}

static char *resolve(const char *text, char **ret_problem)
{
    g_autoptr(GError) error = NULL;
    ZkHosts *hosts = zk_hosts_parse(text, &error);
    assert_null(error);
    Resolved r = {0};
    zk_hosts_resolve(hosts, on_resolved, &r);
    assert_false(r.came);
    while (!r.came)
        g_main_context_iteration(NULL, TRUE);
    if (!r.servers)
        assert_true(zk_hosts_are_absent(hosts));
    zk_hosts_free(hosts);
    *ret_problem = r.problem;
    return r.servers;
}

static void addresses_need_no_resolving(void **state G_GNUC_UNUSED)
{
    static const char *const cases[][2] = {
        {"127.0.0.1", "127.0.0.1:2181"},
        {"127.0.0.1:2182,10.0.0.2:7/a/b", "127.0.0.1:2182,10.0.0.2:7/a/b"},
        {" 127.0.0.1:2182 , 10.0.0.2/", "127.0.0.1:2182,10.0.0.2:2181"},
        {"[::1]:2182", "::1:2182"},
        {"[fd00::3],fd00::4", "fd00::3:2181,fd00::4:2181"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        char *problem;
        g_autofree char *servers = resolve(cases[i][0], &problem);
        assert_string_equal(servers, cases[i][1]);
        assert_null(problem);
    }
}

static void names_are_resolved(void **state G_GNUC_UNUSED)
{
    char *problem;
    g_autofree char *servers = resolve("localhost:99", &problem);
    assert_non_null(servers);
    assert_true(g_str_has_suffix(servers, ":99"));
    g_autofree char *some = resolve("no..such,127.0.0.1/x", &problem);
    assert_string_equal(some, "127.0.0.1:2181/x");
    assert_non_null(problem);
    g_free(problem);
    char *none = resolve("no..such", &problem);
    assert_null(none);
    assert_true(g_str_has_prefix(problem, "cannot resolve 'no..such'"));
    g_free(problem);
}

static void nonsense_is_refused(void **state G_GNUC_UNUSED)
{
    static const char *const cases[] = {"",          ",",     "host:",  "host:0",     "h:70000",
                                        "h:x",       "[::1",  "[::1]x", "a b",        "host:1,,b",
                                        "host/a//b", "/path", "[name]", "host:1/a/.."};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(zk_hosts_parse(cases[i], &error));
        assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_INVALID));
    }
}

static void resolving_is_cancelled(void **state G_GNUC_UNUSED)
{
    Resolved r = {0};
    ZkHosts *named = zk_hosts_parse("localhost,no..such", NULL);
    ZkHosts *numeric = zk_hosts_parse("127.0.0.1", NULL);
    zk_hosts_resolve(named, on_resolved, &r);
    zk_hosts_resolve(numeric, on_resolved, &r);
    zk_hosts_free(named);
    zk_hosts_free(numeric);
    char *problem;
    g_free(resolve("localhost", &problem)); /* answers to the others have come by then */
    assert_false(r.came);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_need_no_resolving),
        cmocka_unit_test(names_are_resolved),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(resolving_is_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
