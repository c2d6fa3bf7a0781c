/* Identities, access lists, paths, lists of writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "weft/error.h"
#include "weft/limits.h"
#include "weft/store.h"

#include <string.h>

static void identities_are_zookeepers(void **state G_GNUC_UNUSED)
{
    /* what ZooKeeper's own DigestAuthenticationProvider prints for it */
    g_autofree char *id = wf_identity("super:admin");
    assert_string_equal(id, "super:xQJmxLMiHGwaqBvst5y6rkB6HQs=");
    g_autofree char *odd = wf_identity("name:with:colon");
    assert_true(g_str_has_prefix(odd, "name:"));
}

static void access_lists_have_names(void **state G_GNUC_UNUSED)
{
    g_autoptr(WfAcl) a = wf_acl_new();
    g_autoptr(WfAcl) b = wf_acl_new();
    wf_acl_add(a, WF_PERM_ALL, "x:1");
    wf_acl_add(a, WF_PERM_READ, "y:2");
    wf_acl_add(b, WF_PERM_READ, "y:2");
    wf_acl_add(b, WF_PERM_ALL, "x:1");
    g_autofree char *hash_a = wf_acl_hash(a), *hash_b = wf_acl_hash(b);
    assert_false(wf_acl_equal(a, b));
    assert_string_not_equal(hash_a, hash_b);
    assert_int_equal(strlen(hash_a), 32);
    g_autoptr(WfAcl) c = wf_acl_new();
    wf_acl_add(c, WF_PERM_ALL, "x:1");
    wf_acl_add(c, WF_PERM_READ, "y:2");
    g_autofree char *hash_c = wf_acl_hash(c);
    assert_true(wf_acl_equal(a, c));
    assert_string_equal(hash_a, hash_c);
}

static void paths_are_checked(void **state G_GNUC_UNUSED)
{
    static const char *const good[] = {"/", "/a", "/a/b", "/a/..b", "/a b/\303\251", "/.a"};
    static const char *const bad[] = {"",      "a",          "/a/",           "//",
                                      "/a//b", "/.",         "/a/..",         "/\x7f",
                                      "/\n",   "/\302\200x", "/\357\277\277", "/\xff"};
    for (guint i = 0; i < G_N_ELEMENTS(good); i++)
        assert_null(wf_path_problem(good[i]));
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
        assert_non_null(wf_path_problem(bad[i]));
    assert_non_null(wf_path_problem(NULL));
    g_autofree char *filling = g_strnfill(WF_LIMIT_PATH_BYTES, 'x');
    g_autofree char *lengthy = g_strconcat("/", filling, NULL);
    assert_non_null(wf_path_problem(lengthy));
}

static void writes_are_copied_and_measured(void **state G_GNUC_UNUSED)
{
    char path[] = "/a", value[] = "value";
    g_autoptr(WfAcl) acl = wf_acl_open();
    g_autoptr(WfOps) ops = wf_ops_new();
    gsize empty = wf_ops_bytes(ops);
    wf_ops_create(ops, path, value, 5, acl, false);
    path[1] = value[0] = 'x';
    assert_int_equal(wf_ops_n(ops), 1);
    /* header 9, path 4+2, data 4+5, one ACL entry 4+4+4+6+4+6 (room for "digest"), flags 4 */
    assert_int_equal(wf_ops_bytes(ops) - empty, 9 + 6 + 9 + 28 + 4);
}

static void outcomes_make_errors(void **state G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    wf_rc_set_error(&error, WF_RC_NO_NODE, "read", "/weft/shop");
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_NOT_FOUND));
    assert_string_equal(error->message, "cannot read '/weft/shop': the node does not exist");
    for (int rc = WF_RC_OK; rc <= WF_RC_FAILED; rc++)
        assert_string_not_equal(wf_rc_text((WfRc)rc), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identities_are_zookeepers),
        cmocka_unit_test(access_lists_have_names),
        cmocka_unit_test(paths_are_checked),
        cmocka_unit_test(writes_are_copied_and_measured),
        cmocka_unit_test(outcomes_make_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
